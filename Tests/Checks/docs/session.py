"""Runs the commands of Tutorial.md one after another and compares their output with the page.

    Tests/Checks/docs/run session            differences end it with status 1
    Tests/Checks/docs/run session --update   writes the new output into the page

Standard output alone counts, seconds aside. A block after "`NAME.json`:" is a file that later commands read. The figures are those of
one OpenBLAS kernel, as in Models/README.md.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGE = ROOT / "Sources/Pointsman/Pointsman.docc/Tutorial.md"
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


def main():
    update = sys.argv[1:] == ["--update"]
    page = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(ROOT / "Data", f"{folder}/Data")

        def replaced(match):
            if match["name"]:
                pathlib.Path(folder, match["name"]).write_text(match["file"], encoding="utf-8")
                return match[0]
            return f"```console\n{rerun(match['console'], folder)}```"

        now = BLOCK.sub(replaced, page)
    seconds = re.compile(r"\bin \d+\.\d s$", re.MULTILINE)
    if update:
        PAGE.write_text(now, encoding="utf-8")
    elif seconds.sub("", now) != seconds.sub("", page):
        sys.exit("".join(difflib.unified_diff(page.splitlines(True), now.splitlines(True), str(PAGE), "printed now")))
    else:
        print(f"{len(re.findall(r'^[$] ', page, re.MULTILINE))} commands of the tutorial print what it says")


main()
