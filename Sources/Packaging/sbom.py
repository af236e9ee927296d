#!/usr/bin/env python3
"""Prints the bill of materials of a build of pointsman, as SPDX 2.3 in JSON.

    Sources/Packaging/sbom.py --binary FILE --version V --commit C --date SECONDS

It names the program, the packages of Package.resolved and the Swift runtime that are linked into it, the tables that are installed
with it, and the libraries of the system that it loads. DATE is in seconds since 1970, so that the same build gives the same bytes.
"""

import argparse
import datetime
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = {"token-table": "Models/minilm-tokens.safetensors", "data-set": "Data/coding-assistants.jsonl"}
RUNTIME_LICENCE = "Apache-2.0 WITH Swift-exception"


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def package(identifier, name, version, location="NOASSERTION", licence="NOASSERTION", purl=None, digest=None):
    entry = {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", identifier),
        "name": name,
        "versionInfo": version,
        "downloadLocation": location,
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
    }
    if purl:
        entry["externalRefs"] = [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
        ]
    if digest:
        entry["checksums"] = [{"algorithm": "SHA256", "checksumValue": digest}]
    return entry


def swift_packages():
    """What Package.resolved pins: linked into the program."""
    for pin in json.loads((ROOT / "Package.resolved").read_text(encoding="utf-8"))["pins"]:
        name, state = pin["identity"], pin["state"]
        location = pin["location"].removesuffix(".git")
        yield package(
            name, name, state.get("version", state["revision"]), f"git+{location}@{state['revision']}", RUNTIME_LICENCE,
            f"pkg:swift/{location.removeprefix('https://')}@{state.get('version', state['revision'])}")


def runtime():
    version = re.search(r"Swift version (\S+)", output("swift", "--version"))[1]
    return package("swift-runtime", "swift-runtime", version, "https://swift.org/download", RUNTIME_LICENCE)


def debian_package(path):
    """Name, version and architecture of the package that a library is of; nothing where dpkg does not know it."""
    for candidate in (path, path.removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "-S", candidate], capture_output=True, text=True, check=False)
        if found.returncode == 0:
            name = found.stdout.split(": ")[0].split(",")[0]
            return output("dpkg-query", "-W", "-f", "${Package} ${Version} ${Architecture}", name).split()
    return None


def libraries(binary):
    """The shared libraries that the loader gives to the program, by package where the system has packages."""
    entries = {}
    for name, path in re.findall(r"^\s*(\S+) => (/\S+)", output("ldd", str(binary)), re.MULTILINE):
        resolved = str(Path(path).resolve())
        found = debian_package(resolved) if shutil.which("dpkg-query") else None
        if found:
            debian, version, architecture = found
            purl = f"pkg:deb/debian/{debian}@{version}?arch={architecture}"
            entries[debian] = package(f"deb-{debian}", debian, version, purl=purl)
        else:
            entries[name] = package(f"lib-{name}", name, "NOASSERTION", digest=sha256(resolved))
    return [entries[name] for name in sorted(entries)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--binary", "--version", "--commit", "--date"):
        parser.add_argument(option, required=True)
    given = parser.parse_args()
    digest = sha256(given.binary)
    program = package("pointsman", "pointsman", given.version, licence="Apache-2.0", digest=digest)
    program["sourceInfo"] = f"commit {given.commit}"
    program["primaryPackagePurpose"] = "APPLICATION"
    static = [*swift_packages(), runtime()]
    dynamic = libraries(given.binary)
    data = [package(key, Path(path).name, given.version, licence="Apache-2.0", digest=sha256(ROOT / path)) for key, path in DATA.items()]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", program)]
    for kind, entries in (("STATIC_LINK", static), ("DYNAMIC_LINK", dynamic), ("CONTAINS", data)):
        relations += [(program["SPDXID"], kind, entry) for entry in entries]
    created = datetime.datetime.fromtimestamp(int(given.date), datetime.timezone.utc)
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"pointsman-{given.version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/pointsman-{given.version}-{digest}",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: pointsman-sbom"]},
        "packages": [program, *static, *dynamic, *data],
        "relationships": [
            {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": entry["SPDXID"]}
            for source, kind, entry in relations
        ],
    }
    print(json.dumps(document, indent=2, ensure_ascii=False))


main()
