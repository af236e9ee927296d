"""Runs the commands of Tutorial.md and Collecting.md one after another and compares their output with the pages.

    Tests/Checks/docs/run session            differences end it with status 1
    Tests/Checks/docs/run session --update   writes the new output into the page

Standard output alone counts, seconds aside. A block after "`NAME.json`:" is a file that later commands read. The figures are those of
one OpenBLAS kernel, as in Models/README.md. Collecting.md asks the fake provider; its times differ from run to run, so that numbers
and the width of columns do not count there.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGES = ROOT / "Sources/Pointsman/Pointsman.docc"
PROVIDER = ROOT / "Tests/FakeProvider"
BLOCK = re.compile(r"(?:`(?P<name>[\w.-]+\.json)`:\n\n```json\n(?P<file>.*?)```)|(?:```console\n(?P<console>.*?)```)", re.DOTALL)


def run(command, folder):
    program = os.environ.get("POINTSMAN", ROOT / ".build/release/pointsman")
    environment = os.environ | {"OPENBLAS_CORETYPE": "Haswell"}
    script = f'pointsman() {{ "{program}" "$@"; }}\n{command}'
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"$ {command}\nended with status {done.returncode}: {done.stderr}")
    return done.stdout


def rerun(block, folder):
    """The block with what its commands print now."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{run(line[2:], folder)}" for line in commands)


def check(name, update, plain):
    """The commands of a page, run in a folder of their own; `plain` removes what may differ."""
    path = PAGES / name
    page = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(ROOT / "Data", f"{folder}/Data")
        os.makedirs(f"{folder}/Tests")
        os.symlink(PROVIDER, f"{folder}/Tests/FakeProvider")

        def replaced(match):
            if match["name"]:
                pathlib.Path(folder, match["name"]).write_text(match["file"], encoding="utf-8")
                return match[0]
            return f"```console\n{rerun(match['console'], folder)}```"

        now = BLOCK.sub(replaced, page)
    if update:
        path.write_text(now, encoding="utf-8")
    elif plain(now) != plain(page):
        sys.exit("".join(difflib.unified_diff(page.splitlines(True), now.splitlines(True), str(path), "printed now")))
    else:
        print(f"{len(re.findall(r'^[$] ', page, re.MULTILINE))} commands of {name} print what it says")


def without_seconds(text):
    return re.sub(r"\bin \d+\.\d s$", "", text, flags=re.MULTILINE)


def without_numbers(text):
    return re.sub(r"[\s−+-]*[0-9a-f]*[0-9][0-9a-f.,e-]*|\s+", " ", text)


def main():
    update = sys.argv[1:] == ["--update"]
    check("Tutorial.md", update, without_seconds)
    command = [sys.executable, "-B", PROVIDER / "fake_provider.py", "--port", "8085"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as provider:
        try:
            if "listening" not in provider.stdout.readline():
                sys.exit("the fake provider needs the port 8085 of this machine, as the page has it")
            check("Collecting.md", update, without_numbers)
        finally:
            provider.terminate()


main()
