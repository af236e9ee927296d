#!/usr/bin/env python3
"""Checks a bill of materials against the rules of SPDX 2.3 that its schema states, and against what the package pins.

    Tests/Checks/install/check_sbom.py FILE.json
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = {"spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo", "packages", "relationships"}
PACKAGE = {"SPDXID", "name", "versionInfo", "downloadLocation", "filesAnalyzed"}
IDENTIFIER = re.compile(r"SPDXRef-[A-Za-z0-9.-]+")
RELATIONSHIPS = {"DESCRIBES", "STATIC_LINK", "DYNAMIC_LINK", "CONTAINS"}


def faults(document):
    yield from (f"the document has no {key}" for key in DOCUMENT - document.keys())
    if document["spdxVersion"] != "SPDX-2.3" or document["dataLicense"] != "CC0-1.0":
        yield "not SPDX 2.3 under CC0-1.0"
    if not re.fullmatch(r"https?://[^#\s]+", document["documentNamespace"]):
        yield f"documentNamespace {document['documentNamespace']} is not a URI without a fragment"
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["creationInfo"]["created"]):
        yield "created is not a time in UTC"
    if not all(re.match(r"(Tool|Organization|Person): .", creator) for creator in document["creationInfo"]["creators"]):
        yield "a creator is not a tool, an organization or a person"
    identifiers = [document["SPDXID"], *(package["SPDXID"] for package in document["packages"])]
    if len(set(identifiers)) < len(identifiers):
        yield "an SPDXID occurs twice"
    yield from (f"{name} is not an SPDXID" for name in identifiers if not IDENTIFIER.fullmatch(name))
    for package in document["packages"]:
        yield from (f"{package['name']} has no {key}" for key in PACKAGE - package.keys())
        for checksum in package.get("checksums", []):
            if checksum["algorithm"] != "SHA256" or not re.fullmatch("[0-9a-f]{64}", checksum["checksumValue"]):
                yield f"{package['name']}: a checksum is not SHA-256"
        for reference in package.get("externalRefs", []):
            if reference["referenceCategory"] != "PACKAGE-MANAGER" or not reference["referenceLocator"].startswith("pkg:"):
                yield f"{package['name']}: a reference is not a package URL"
    related = set()
    for relation in document["relationships"]:
        if relation["relationshipType"] not in RELATIONSHIPS:
            yield f"{relation['relationshipType']} is not a relationship"
        yield from (f"{name} is not in the document" for name in (relation["spdxElementId"], relation["relatedSpdxElement"])
                    if name not in identifiers)
        related.add(relation["relatedSpdxElement"])
    yield from (f"{name} has no relationship" for name in identifiers[1:] if name not in related)

    versions = {package["name"]: package["versionInfo"] for package in document["packages"]}
    for pin in json.loads((ROOT / "Package.resolved").read_text(encoding="utf-8"))["pins"]:
        if versions.get(pin["identity"]) != pin["state"]["version"]:
            yield f"{pin['identity']} is not at {pin['state']['version']}"
    yield from (f"{name} is not in the document" for name in ("pointsman", "swift-runtime") if name not in versions)
    yield from (f"no library is {name}" for name in ("openblas", "libc6") if not any(name in version for version in versions))


def main():
    document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = list(faults(document))
    if found:
        sys.exit("\n".join(found))
    print(f"{len(document['packages'])} packages in the bill of materials")


main()
