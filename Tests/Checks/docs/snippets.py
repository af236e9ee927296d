"""Compiles or runs the code in README.md, in the articles and in the comments on public symbols, so that none goes stale.

    Tests/Checks/docs/run snippets [LANGUAGE …]

Swift is type-checked against the release build's modules, C against pointsman.h, JSON is read; Python runs where POINTSMAN_LIBRARY
names libpointsman. The options of `pointsman-benchmark` and `pointsman-experiments` are looked up in their help; DocumentedCommandsTests parses the
command lines of `pointsman`.
"""

import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
RELEASE = ROOT / ".build/release"
SOURCES = sorted(ROOT.glob("Sources/Pointsman*/**/*.swift"))
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("Sources/*/*.docc/*.md"))]
MAPS = [f"-fmodule-map-file={path}" for path in sorted(ROOT.glob("Sources/*/module.modulemap"))]
# The function around an example in a comment, which may use these names.
SWIFT_FRAME = """
func example%d(
  router: Router, prompt: Prompt, prompts: [Prompt], outcomes: OutcomeTable, train: OutcomeTable, test: OutcomeTable,
  encoder: SentenceEncoder, solver: DenseSolver, design: Matrix, rows: SparseRows, targets: Targets
) async throws {
%s
}
"""
SWIFT_IMPORTS = "import Foundation\nimport PointsmanKit\nimport PointsmanNumerics\nimport PointsmanRegression\n"
# The program around a fragment of C.
C_FRAME = """
#include <stdio.h>
#include <string.h>
#include "pointsman.h"
int main(int argc, char **argv) {
  const char *prompt = argv[argc - 1];
%s
return 0;
}
"""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    return "" if done.returncode == 0 else (done.stderr or done.stdout or f"ended with {done.returncode}")


def swift(code, folder, *flags):
    flags = flags or ("-warnings-as-errors",)
    source = folder / "main.swift"
    source.write_text(code, encoding="utf-8")
    maps = [word for flag in MAPS for word in ("-Xcc", flag)]
    return run("swiftc", "-typecheck", "-swift-version", "6", *flags, "-I", RELEASE / "Modules", *maps, source)


def examples():
    """The examples in comments on symbols: file, line, code."""
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"^( *)/// ```swift\n((?:\1///.*\n)*?)\1/// ```$", text, re.MULTILINE):
            code = re.sub(r"^ */// ?", "", match[2], flags=re.MULTILINE)
            yield path.relative_to(ROOT), text.count("\n", 0, match.start()) + 1, code


def example_faults(found):
    """What the compiler says of the examples; a value that an example makes need not be used."""
    program = SWIFT_IMPORTS
    for number, (path, line, code) in enumerate(found):
        program += SWIFT_FRAME % (number, f'#sourceLocation(file: "{path}", line: {line + 1})\n{code}#sourceLocation()')
    with tempfile.TemporaryDirectory() as folder:
        return swift(program, pathlib.Path(folder), "-parse-as-library", "-suppress-warnings")


def c(code, folder):
    source = folder / "main.c"
    source.write_text(C_FRAME % code, encoding="utf-8")
    compiler = shutil.which("gcc") or "clang"
    return run(compiler, "-std=c99", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}/Sources/CPointsman", source)


def python(code, folder):
    compile(code, "snippet", "exec")
    if "POINTSMAN_LIBRARY" not in os.environ:
        return ""
    shutil.copy(ROOT / "Models/coding-assistants.router", folder / "my.router")
    code = 'prompts = ["Write a unit test", "why does it hang"]\n' + code
    environment = os.environ | {"PYTHONPATH": str(ROOT / "Sources/Python")}
    return run("python3", "-W", "error", "-c", code, cwd=folder, env=environment)


def read_json(code, _):
    try:
        json.loads(code)
    except json.JSONDecodeError as fault:
        return str(fault)
    return ""


@functools.cache
def help_text(program, name):
    return subprocess.run([RELEASE / program, "help", name], capture_output=True, text=True).stdout


def program_faults(text):
    """The subcommands and options that a page names and that a program does not have."""
    for program, command in re.findall(r"(pointsman-benchmark|pointsman-experiments) ([a-z-]+[^`\n]*)", text):
        name, *words = command.split()
        known = help_text(program, name)
        if f"{program} {name}" not in known:
            yield f"{program} has no {name}"
        options = re.findall(r"--[a-z-]+", known)
        yield from (f"{program} {name} has no {word}" for word in words if word.startswith("--") and word not in options)


LANGUAGES = {"swift": swift, "c": c, "python": python, "json": read_json}


def main():
    languages = sys.argv[1:] or list(LANGUAGES)
    faults, counts = [], dict.fromkeys(languages, 0)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        name = page.relative_to(ROOT)
        for language, code in re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            if language not in languages:
                continue
            counts[language] += 1
            with tempfile.TemporaryDirectory() as folder:
                fault = LANGUAGES[language](code, pathlib.Path(folder))
            if fault:
                faults.append(f"{name}: this {language} fails:\n{code}{fault}")
        if not sys.argv[1:]:
            faults += [f"{name}: {fault}" for fault in program_faults(text.replace("\n", " "))]
    if "swift" in languages:
        found = list(examples())
        counts["examples in comments"] = len(found)
        faults += filter(None, [example_faults(found)])
    if faults:
        sys.exit("\n".join(faults))
    print("snippets hold: " + ", ".join(f"{count} of {language}" for language, count in counts.items()))


main()
