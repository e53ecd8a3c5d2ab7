"""The lock files: every requirement of the project in one version, with hashes, from no index in particular."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

from tests.conftest import CHECKOUT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
FILES = sorted((CHECKOUT / "locks").glob("*.txt"), key=lambda path: path.name)
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
HOLDS = {
    "engine": ("formats", "video"),
    "cuda": ("formats", "video"),
    "openvino-runtime": ("formats", "video"),
    "cluster": ("formats", "video", "cluster"),
    "test": ("formats", "video", "cluster", "docs", "test", "webgpu"),
    "benchmark": ("benchmark",),
}

REPLACING = {"cuda": "onnxruntime-gpu", "openvino-runtime": "onnxruntime-openvino"}
"""The packages of ONNX Runtime that take the place of the plain one."""


def locked(file: Path, python: str = "", system: str = "linux") -> dict[str, Requirement]:
    """The packages of a lock file on a machine, this Python's if none is given."""
    machine = {"sys_platform": system, "platform_machine": "AMD64" if system == "win32" else "x86_64"}
    versions = {"python_version": python, "python_full_version": f"{python}.0"} if python else {}
    here = {**default_environment(), **machine, **versions}
    lines = [line.rstrip(" \\") for line in file.read_text("utf-8").splitlines() if re.match(r"\w", line)]
    found = [
        requirement
        for requirement in map(Requirement, lines)
        if not requirement.marker or requirement.marker.evaluate(here)
    ]
    assert len({requirement.name for requirement in found}) == len(found)
    return {requirement.name: requirement for requirement in found}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_package_has_one_version_with_hashes_and_no_index(file: Path) -> None:
    text = file.read_text("utf-8")
    blocks = re.split(r"\n(?=\w)", text)[1:]
    assert blocks and all(re.match(r"\S+==\S+ .*\\\n +--hash=sha256:[0-9a-f]{64}", block) for block in blocks)
    assert "://" not in text and "index" not in text


def _serves(name: str, python: str, system: str) -> bool:
    """Whether a file's build of ONNX Runtime is to be had there."""
    missing = {"cuda": [python == "3.10", system == "darwin"]}
    missing["openvino-runtime"] = [python in ("3.10", "3.14"), system != "linux"]
    return not any(missing.get(name, ()))


CASES = [
    (name, python, system)
    for name in HOLDS
    for python in PYTHONS
    for system in ("linux", "win32", "darwin")
    if _serves(name, python, system)
]


@pytest.mark.parametrize(("name", "python", "system"), CASES)
def test_every_requirement_is_met(name: str, python: str, system: str) -> None:
    there = locked(CHECKOUT / f"locks/{name}.txt", python, system)
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    wanted += [each for extra in HOLDS[name] for each in EXTRAS[extra]]
    here = {"python_version": python, "sys_platform": system, "platform_machine": "x86_64"}
    for requirement in map(Requirement, wanted):
        is_replaced = name in REPLACING and requirement.name == "onnxruntime"
        if not is_replaced and (not requirement.marker or requirement.marker.evaluate(here)):
            (version,) = there[requirement.name].specifier
            assert requirement.specifier.contains(version.version), requirement


@pytest.mark.parametrize("system", ["linux", "win32"])
def test_each_environment_has_one_onnx_runtime(system: str) -> None:
    for name in HOLDS:
        if _serves(name, "3.12", system):
            there = {"onnxruntime", *REPLACING.values()} & set(locked(CHECKOUT / f"locks/{name}.txt", "3.12", system))
            assert there == {REPLACING.get(name, "onnxruntime")}


def test_the_files_agree() -> None:
    """All but that of the benchmarks, where PyTorch asks for its own releases of NVIDIA's libraries."""
    versions: dict[str, set[str]] = {}
    for file in (file for file in FILES if file.stem != "benchmark"):
        for name, requirement in locked(file, "3.12").items():
            versions.setdefault(name, set()).add(str(requirement.specifier))
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}
