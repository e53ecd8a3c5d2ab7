"""The bill of materials and the table of licences."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from types import ModuleType

import pytest

from tests.conftest import CHECKOUT

SCRIPT = CHECKOUT / "docs" / "make_sbom.py"
LOCK = """# Made by hand.
numpy==2.2.6 ; python_full_version < '3.11' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via impasto
numpy==2.4.6 ; python_full_version >= '3.11' \\
    --hash=sha256:cc
Typing_Extensions==4.16.0 \\
    --hash=sha256:dd
nobody-knows-this==1.0
"""


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sbom", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_sbom"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_lock_files_are_read(sbom: ModuleType) -> None:
    packages = list(sbom.locked(LOCK))
    assert [(each.name, each.version, each.hashes) for each in packages] == [
        ("numpy", "2.2.6", ("aa", "bb")),
        ("numpy", "2.4.6", ("cc",)),
        ("typing-extensions", "4.16.0", ("dd",)),
        ("nobody-knows-this", "1.0", ()),
    ]
    assert packages[0].marker == "python_full_version < '3.11'"
    assert packages[2].marker == ""


def test_the_bill_holds_every_package_once_and_its_licence(sbom: ModuleType) -> None:
    bill = sbom.bill(list(sbom.locked(LOCK)))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    components = {component["bom-ref"]: component for component in bill["components"]}
    assert len(components) == len(bill["components"]) == 6  # with the weights of two networks
    assert components["pkg:pypi/numpy@2.2.6"]["hashes"] == [
        {"alg": "SHA-256", "content": each} for each in ("aa", "bb")
    ]
    assert "BSD-3-Clause" in components["pkg:pypi/numpy@2.4.6"]["licenses"][0]["expression"]
    assert "licenses" not in components["pkg:pypi/nobody-knows-this@1.0"]
    assert bill["dependencies"][0]["dependsOn"] == list(components)
    assert bill == sbom.bill(list(sbom.locked(LOCK)))
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])


def test_the_command_knows_what_is_installed() -> None:
    ended = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=True)
    names = {component["name"] for component in json.loads(ended.stdout)["components"]}
    assert {"numpy", "onnxruntime", "pillow", "tifffile", "imagecodecs", "scipy"} <= names


def test_the_table_of_licences_is_up_to_date(sbom: ModuleType) -> None:
    """Every package that Impasto needs has a line with a licence."""
    text = (CHECKOUT / "docs" / "LICENCES.md").read_text()
    listed = dict(re.findall(r"^\| ([\w.-]+) \| (.+) \|$", text, re.MULTILINE))
    packages = list(sbom.locked(sbom.LOCK.read_text()) if sbom.LOCK.is_file() else sbom.installed())
    assert {package.name for package in packages} <= set(listed)
    assert "see the package" not in listed.values()
    for package in packages:
        assert listed[package.name] == package.licence
