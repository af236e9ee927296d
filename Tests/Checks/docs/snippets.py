#!/usr/bin/env python3
"""Compiles or runs the code in README.md and in the articles, so that none goes stale.

    Tests/Documentation/snippets [LANGUAGE …]

Swift is type-checked against the release build's modules, C against pointsman.h, JSON is read; Python runs where POINTSMAN_LIBRARY
names libpointsman. Of `pointsman-benchmark` lines the options are looked up in its help; those of `pointsman` are held to the real
command by DocumentedCommandsTests.
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

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASE = ROOT / ".build/release"
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("Sources/*/*.docc/*.md"))]
MAPS = [f"-fmodule-map-file={ROOT}/Sources/{name}/module.modulemap" for name in ("COpenBLAS", "CZlib")]
# What a fragment of C stands in.
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


def swift(code, folder):
    source = folder / "main.swift"
    source.write_text(code, encoding="utf-8")
    maps = [word for flag in MAPS for word in ("-Xcc", flag)]
    return run("swiftc", "-typecheck", "-swift-version", "6", "-warnings-as-errors", "-I", RELEASE / "Modules", *maps, source)


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
def benchmark_help(name):
    return subprocess.run([RELEASE / "pointsman-benchmark", "help", name], capture_output=True, text=True).stdout


def benchmark_faults(text):
    """The benchmarks, and options of them, that a page names and pointsman-benchmark does not have."""
    for command in re.findall(r"pointsman-benchmark ([a-z-]+[^`\n]*)", text):
        name, *words = command.split()
        told = benchmark_help(name)
        if f"pointsman-benchmark {name}" not in told:
            yield f"pointsman-benchmark has no {name}"
        known = re.findall(r"--[a-z-]+", told)
        yield from (f"pointsman-benchmark {name} has no {word}" for word in words if word.startswith("--") and word not in known)


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
            faults += [f"{name}: {fault}" for fault in benchmark_faults(text.replace("\n", " "))]
    if faults:
        sys.exit("\n".join(faults))
    print("snippets hold: " + ", ".join(f"{count} of {language}" for language, count in counts.items()))


main()
