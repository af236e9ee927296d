"""Checks of the documentation beyond DocC's.

The table of modules in Pointsman.docc must agree with Package.swift: the same modules, the same imports, all from lower rows. Every
public symbol must have a comment, and the first page of a module must list every type. Only lists of topics may link by <doc:…>, which
leads nowhere outside DocC.

    pages.py FOLDER      FOLDER/MODULE/MODULE.symbols.json are the modules' symbols
"""

import json
import os
import pathlib
import re
import subprocess
import sys

MODULES = pathlib.Path("Sources/Pointsman/Pointsman.docc/Pointsman.md")


def page_imports():
    """Module to imports, in the order of the page."""
    rows = re.findall(r"^\| (`.*) \| .* \| (.*) \|$", MODULES.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", imports)) for names, imports in rows for name in re.findall(r"`(\w+)`", names)}


def declared_imports():
    """Module to imports, as the package manifest has them."""
    package = json.loads(subprocess.run(["swift", "package", "dump-package"], capture_output=True, check=True).stdout)
    return {
        target["name"]: {(dependency.get("byName") or dependency["product"])[0] for dependency in target["dependencies"]}
        for target in package["targets"]
        if target["type"] != "test" and not (target.get("path") or "").startswith("Tests/")
    }


def module_faults():
    page, manifest = page_imports(), declared_imports()
    order = list(page)
    for name in page.keys() | manifest.keys():
        if page.get(name) != manifest.get(name):
            yield f"{name}: {MODULES} says {page.get(name)}, Package.swift {manifest.get(name)}"
        above = [other for other in page.get(name, ()) if other in page and order.index(other) < order.index(name)]
        yield from (f"{name}: imports {other} from a row above" for other in above)


def link_faults():
    for page in sorted(pathlib.Path("Sources").glob("*/*.docc/*.md")):
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            if "<doc:" in line and not re.fullmatch(r"- <doc:[\w-]+>", line):
                yield f"{page}:{number}: <doc:…> leads nowhere outside DocC; name the article"


def symbol_faults(path):
    module = path.parent.name
    page = pathlib.Path(f"Sources/{module}/{module}.docc/{module}.md").read_text(encoding="utf-8")
    for symbol in json.loads(path.read_text(encoding="utf-8"))["symbols"]:
        name = ".".join(symbol["pathComponents"])
        # What the compiler makes has no place in a file.
        if "location" in symbol and "docComment" not in symbol:
            place = symbol["location"]
            path = os.path.relpath(place["uri"].removeprefix("file://"))
            yield f"{path}:{place['position']['line'] + 1}: {name} has no comment"
        if len(symbol["pathComponents"]) == 1 and f"- ``{name}``" not in page:
            yield f"{module}: its first page does not list {name}"


def main():
    faults = [*module_faults(), *link_faults()]
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*/*.symbols.json")):
        if "@" not in path.name:
            faults += symbol_faults(path)
    if faults:
        sys.exit("\n".join(sorted(faults)))


main()
