#!/usr/bin/env python3
"""Writes manual pages, one a command, from the description that a program of ArgumentParser gives of itself.

    pointsman --experimental-dump-help | Sources/Packaging/manual.py FOLDER VERSION DATE

The pages are FOLDER/pointsman.1, FOLDER/pointsman-train.1 and so on, in the macros of man(7). DATE is in the footer.
"""

import json
import re
import sys
from pathlib import Path

# Options whose default is a fact of the machine that builds the pages.
BY_PROCESSORS = {"threads", "jobs"}
EXIT_STATUS = [
    ("0", "The command did its work."),
    ("1", "The command failed. Standard error says why, and no output file was changed."),
    ("2", "Routing does not pay, under --require-benefit."),
    ("64", "The command line is wrong."),
]
ENVIRONMENT = [
    ("POINTSMAN_TOKENS", "The path of the table of token vectors, which training needs for the semantic block."),
    ("POINTSMAN_ENCODER", "The path of the encoder's weights, which the encoder block needs."),
    ("OPENBLAS_CORETYPE", "The kernel that OpenBLAS computes with, Haswell for example."),
]
FILES = [
    ("PREFIX/share/pointsman/minilm-tokens.safetensors", "The table of token vectors of a program in PREFIX/bin."),
    ("PREFIX/share/pointsman/coding-assistants.jsonl", "The data set that comes with the program."),
    ("~/.cache/pointsman", "The encoder's weights, and vectors that it computed."),
]


def escaped(text):
    """The text as roff prints it, letter for letter."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", "\\\\&", text, flags=re.MULTILINE)


def bold(text):
    return f"\\fB{escaped(text)}\\fR"


def italic(text):
    return f"\\fI{escaped(text)}\\fR"


def section(title, *lines):
    return [f'.SH "{escaped(title.upper())}"', *lines] if any(lines) else []


def terms(pairs):
    return [line for term, text in pairs for line in (".TP", term, *text)]


def literal(lines):
    return [".PP", ".RS 4", ".nf", *map(escaped, lines), ".fi", ".RE"]


def is_example(line):
    return line.startswith(("pointsman ", "python3 ", "unzip ")) or "| pointsman " in line


def paragraphs(discussion):
    """The examples of a discussion and its other paragraphs, each a list of lines."""
    blocks = [block.split("\n") for block in (discussion or "").strip("\n").split("\n\n") if block.strip()]
    examples = [block for block in blocks if is_example(block[0])]
    return examples, [block for block in blocks if block not in examples]


def prose(blocks):
    """Paragraphs; lines that are indented or begin an object of JSON keep their shape."""
    lines = []
    for block in blocks:
        run, was_code = [], None
        for line in [*block, None]:
            is_code = line is not None and line.startswith((" ", "{"))
            if run and (line is None or is_code != was_code):
                lines += literal(run) if was_code else [".PP", *map(escaped, run)]
                run = []
            if line is not None:
                run.append(line)
                was_code = is_code
    return lines


def spelling(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def term(argument):
    value = italic(argument["valueName"])
    if argument["kind"] == "positional":
        return value
    names = ", ".join(bold(spelling(name)) for name in argument["names"])
    return f"{names} {value}" if argument["kind"] == "option" else names


def explanation(argument):
    lines = [escaped(argument.get("abstract") or "")]
    if argument.get("discussion"):
        lines.append(escaped(argument["discussion"]))
    if argument.get("allValues"):
        lines.append("Values: " + ", ".join(bold(value) for value in argument["allValues"]) + ".")
    name = argument.get("preferredName", {}).get("name")
    if name in BY_PROCESSORS:
        lines.append("Default: the number of processors.")
    elif argument.get("defaultValue"):
        lines.append(f"Default: {escaped(argument['defaultValue'])}.")
    if argument.get("isRepeating") and "repeated" not in lines[0]:
        lines.append("May be repeated.")
    return [line for line in lines if line]


def shown(arguments):
    return [argument for argument in arguments if argument["shouldDisplay"]]


def synopsis(name, arguments, subcommands):
    parts = [bold(name)]
    for argument in shown(arguments):
        if argument["kind"] == "positional":
            text = italic(argument["valueName"]) + (" ..." if argument["isRepeating"] else "")
        elif argument["isOptional"]:
            continue
        else:
            text = f"{bold(spelling(argument['preferredName']))} {italic(argument['valueName'])}"
        parts.append(f"[{text}]" if argument["isOptional"] else text)
    if subcommands:
        parts.append(italic("command"))
    return " ".join([*parts, "[" + italic("options") + "]"])


def option_sections(arguments):
    """The arguments under their titles, in the order of the help."""
    groups = {}
    for argument in shown(arguments):
        title = argument.get("sectionTitle") or ("Arguments" if argument["kind"] == "positional" else "Options")
        groups.setdefault(title, []).append((term(argument), explanation(argument)))
    return [line for title, pairs in groups.items() for line in section(title, *terms(pairs))]


def page(command, version, date):
    name = " ".join([*command.get("superCommands", []), command["commandName"]])
    page_name = name.replace(" ", "-")
    subcommands = [other for other in command.get("subcommands") or [] if other["commandName"] != "help"]
    examples, rest = paragraphs(command.get("discussion"))
    arguments = command.get("arguments") or []
    see = [f"{name}-{other['commandName']}".replace(" ", "-") for other in subcommands]
    see = see or ["-".join(command.get("superCommands", []))]
    # Status 2 is of commands that have the option, and of the page of all commands.
    options = {argument.get("preferredName", {}).get("name") for argument in arguments}
    statuses = [pair for pair in EXIT_STATUS if pair[0] != "2" or subcommands or "require-benefit" in options]
    bold_pairs = [[(bold(key), [escaped(text)]) for key, text in table] for table in (statuses, ENVIRONMENT, FILES)]
    return [
        f'.TH "{escaped(page_name.upper())}" 1 "{escaped(date)}" "pointsman {escaped(version)}" "Pointsman"',
        # Words are not broken, and lines not stretched: both spoil names that a reader copies.
        ".nh", ".ad l",
        *section("Name", f"{escaped(page_name)} \\- {escaped(command['abstract'].rstrip('.'))}"),
        *section("Synopsis", synopsis(name, arguments, subcommands)),
        *section("Description", escaped(command["abstract"]), *prose(rest)),
        *section("Commands", *terms((bold(other["commandName"]), [escaped(other["abstract"])]) for other in subcommands)),
        *option_sections(arguments),
        *section("Exit status", *terms(bold_pairs[0])),
        *section("Environment", *terms(bold_pairs[1])),
        *section("Files", *terms(bold_pairs[2])),
        *section("Examples", *(line for block in examples for line in literal(block))),
        *section("See also", ", ".join(f"{bold(other)}(1)" for other in see)),
    ]


def commands(command, above=()):
    """A command and those below it, each with the names of those above it."""
    yield {"superCommands": list(above), **command}
    for other in command.get("subcommands") or []:
        if other["shouldDisplay"] and other["commandName"] != "help":
            yield from commands(other, (*above, command["commandName"]))


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    folder, version, date = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    description = json.load(sys.stdin)
    if description["serializationVersion"] != 0:
        sys.exit(f"the description of commands has version {description['serializationVersion']}, expected 0")
    for command in commands(description["command"]):
        name = "-".join([*command["superCommands"], command["commandName"]])
        (folder / f"{name}.1").write_text("\n".join(page(command, version, date)) + "\n", encoding="utf-8")


main()
