"""What Impasto is made of: `python docs/make_sbom.py [LOCK]` prints a bill of materials, CycloneDX 1.6 as JSON.

With `--licences` it prints the table in docs/LICENCES.md instead. Packages, versions and hashes come from the lock file
that install.py installs (locks/engine.txt); without one, from the packages that are installed here. The same input
gives the same output.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK = CHECKOUT / "locks" / "engine.txt"
WEIGHTS = {
    "type": "machine-learning-model",
    "name": "VGG16, the weights of its convolutions",
    "version": "2014",
    "authors": [{"name": "Karen Simonyan and Andrew Zisserman"}],
    "licenses": [{"license": {"id": "CC-BY-4.0"}}],
    "description": "Got by install.py and verified by checksum; see export/download.py.",
}
FACES = {
    "type": "machine-learning-model",
    "name": "CenterFace",
    "version": "2019",
    "authors": [{"name": "Yuanyuan Xu, Wan Yan, Haixin Sun, Genke Yang and Jiliang Luo"}],
    "licenses": [{"license": {"id": "MIT"}}],
    "description": "Got where faces are first to be kept, and verified by checksum; see export/faces.py.",
}
ELSEWHERE = {
    "colorama": "BSD-3-Clause",
    "coloredlogs": "MIT",
    "humanfriendly": "MIT",
    "mpmath": "BSD-3-Clause",
    "pyreadline3": "BSD-3-Clause",
    "sympy": "BSD-3-Clause",
}
"""Licences of packages that only some systems install."""

NAMES = {
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd-3-clause license": "BSD-3-Clause",
    "mit license": "MIT",
    "mit-cmu": "MIT-CMU",
}
"""SPDX's names of licences that packages name otherwise."""


@dataclass(frozen=True)
class Package:
    """One package of a lock file: its marker says on which systems and Pythons it is installed."""

    name: str
    version: str
    marker: str = ""
    hashes: tuple[str, ...] = ()

    @property
    def licence(self) -> str:
        """An SPDX expression; empty where the package does not say."""
        return licence_of(self.name) or ELSEWHERE.get(self.name, "")

    @property
    def purl(self) -> str:
        """The package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


def locked(text: str) -> Iterator[Package]:
    """The packages of a lock file in pip's format, with hashes."""
    for entry in re.split(r"\n(?=\S)", text.replace("\\\n", " ")):
        found = re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)\s*(?:;\s*(.*?))?\s*(?=--hash|$)", entry)
        if found:
            yield Package(
                canonical(found[1]), found[2], (found[3] or "").strip(), tuple(re.findall(r"sha256:(\w+)", entry))
            )


def canonical(name: str) -> str:
    """A package's name as indexes write it."""
    return re.sub(r"[-_.]+", "-", name.lower())


def installed(project: str = "impasto") -> Iterator[Package]:
    """The packages that a project needs here, and those that they need."""
    waiting, seen = [project], set()
    while waiting:
        name = waiting.pop()
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        needs = [need for need in found.requires or () if "extra ==" not in need]
        waiting += [
            need for need in (re.split(r"[^\w.-]", text, maxsplit=1)[0].lower() for text in needs) if need not in seen
        ]
        if name not in seen and name != project:
            yield Package(canonical(name), found.version)
        seen.add(name)


def licence_of(name: str) -> str:
    """What a package that is installed here says, as SPDX's expression where that is known."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if expression := about.get("License-Expression"):
        return str(expression)
    classified = [
        each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or () if each.startswith("License ::")
    ]
    named = [each for each in (about.get("License") or "", *classified) if each and "\n" not in each and len(each) < 60]
    return NAMES.get(named[0].lower(), named[0]) if named else ""


def bill(packages: list[Package]) -> dict[str, Any]:
    """The bill of materials."""
    components = [
        *(_component(package) for package in packages),
        {"bom-ref": "vgg16", **WEIGHTS},
        {"bom-ref": "centerface", **FACES},
    ]
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "component": {
                "bom-ref": "impasto",
                "type": "application",
                "name": "impasto",
                "version": _version(),
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": "impasto", "dependsOn": [component["bom-ref"] for component in components]}],
    }


def table(packages: list[Package]) -> str:
    """The licences as a table in Markdown, a line for each package."""
    rows = {package.name: f"| {package.name} | {package.licence or 'see the package'} |" for package in packages}
    head = ["| package | licence |", "| --- | --- |"]
    return "\n".join([*head, *(rows[name] for name in sorted(rows))])


def document(packages: list[Package]) -> str:
    """docs/LICENCES.md."""
    return f"""# Licences

Impasto itself is under the MIT licence. `install.py` installs these packages into an environment of Impasto's own;
none of their code is in this repository. Made by `python docs/make_sbom.py --licences > docs/LICENCES.md`; a bill of
materials with versions and hashes (CycloneDX) is printed by `python docs/make_sbom.py`.

{table(packages)}

Some wheels contain libraries with licences of their own: PyAV FFmpeg (LGPL-2.1-or-later) and others, Pillow and
imagecodecs the libraries of the picture formats, NumPy and SciPy OpenBLAS (BSD-3-Clause) and GCC's run-time library
(GPL-3.0 with its exception). Each wheel names them in its `*.dist-info/licenses`.

The weights of VGG16 by Karen Simonyan and Andrew Zisserman are under CC BY 4.0, those of CenterFace (only for
`--keep-faces`) under the MIT licence; they are downloaded, not part of this repository. GIMP, in which the
plug-in runs, is under the GPL-3.0-or-later.
"""


def _component(package: Package) -> dict[str, Any]:
    component: dict[str, Any] = {
        "bom-ref": package.purl,
        "type": "library",
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
    }
    if package.licence:
        component["licenses"] = (
            [{"expression": package.licence}]
            if _is_expression(package.licence)
            else [{"license": {"name": package.licence}}]
        )
    if package.hashes:
        component["hashes"] = [{"alg": "SHA-256", "content": each} for each in package.hashes]
    if package.marker:
        component["properties"] = [{"name": "python:marker", "value": package.marker}]
    return component


def _is_expression(licence: str) -> bool:
    """Whether a text looks like one of SPDX's expressions and not like a title."""
    words = re.split(r"\s+(?:AND|OR|WITH)\s+|[()]", licence)
    return all(re.fullmatch(r"[A-Za-z0-9.+-]+", word.strip()) for word in words if word.strip())


def _version() -> str:
    text = (CHECKOUT / "engine" / "version.py").read_text("utf-8")
    found = re.search(r'__version__ = "(.+)"', text)
    return found[1] if found else ""


def main() -> int:
    """Print the bill of materials or the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lock", nargs="?", type=Path, help="default: locks/engine.txt, or what is installed here")
    parser.add_argument("--licences", action="store_true", help="print docs/LICENCES.md instead")
    parsed = parser.parse_args()
    lock = parsed.lock or (LOCK if LOCK.is_file() else None)
    packages = list(locked(lock.read_text("utf-8")) if lock else installed())
    print(
        document(packages) if parsed.licences else json.dumps(bill(packages), indent=1),
        end="" if parsed.licences else "\n",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
