"""The shape of the code: short modules and functions, a test module for each module, imports that stay in bounds."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import CHECKOUT

FOLDERS = ("benchmarks", "docs", "engine", "export", "gimp_plugin", "installer")
MODULE_LINES, FUNCTION_LINES = 350, 60
GIMP = {"gi", "gimp", "gimpcolor", "gimpenums", "gimpfu", "gimp2", "gimp3"}
"""What `gimp_plugin/impasto/common` does not import: it serves every GIMP, and runs in tests without one."""

WITHOUT_TESTS = """
arrays deepdream/plan imaging/decoding imaging/exif imaging/metadata imaging/profiles imaging/reading
imaging/writing optim/lbfgs tracking/forecast tracking/progress tracking/report transfer/finish version
"""
"""Modules whose tests are still in those of others; take a name out with its test module."""


def sources(*folders: str) -> Iterator[Path]:
    """All modules in folders of the checkout."""
    for folder in folders:
        yield from sorted((CHECKOUT / folder).rglob("*.py"))


def imported(module: Path) -> set[str]:
    """The top-level names of the packages that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_modules_are_short() -> None:
    lengths = {
        shown(path): len(path.read_text().splitlines()) for path in [CHECKOUT / "install.py", *sources(*FOLDERS)]
    }
    assert len(lengths) > 100
    assert {path: lines for path, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_functions_are_short() -> None:
    lengths = {
        f"{shown(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in [CHECKOUT / "install.py", *sources(*FOLDERS)]
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    assert len(lengths) > 1000
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_every_module_of_the_engine_has_a_test_module() -> None:
    modules = [path for path in sources("engine") if not path.name.startswith("__")]
    missing = {shown(path) for path in modules if not module_of_tests(path).is_file()}
    assert len(modules) > 40
    assert missing - {f"engine/{name}.py" for name in WITHOUT_TESTS.split()} == set()


def module_of_tests(path: Path) -> Path:
    """Where the tests of a module are."""
    return CHECKOUT / "tests" / path.relative_to(CHECKOUT).with_name(f"test_{path.name}")


def test_the_common_part_of_the_plug_in_imports_no_gimp() -> None:
    modules = list(sources("gimp_plugin/impasto/common"))
    assert len(modules) > 5
    assert {shown(path): names for path in modules if (names := imported(path) & GIMP)} == {}


def test_the_installer_imports_the_standard_library_only() -> None:
    modules = [CHECKOUT / "install.py", *sources("installer")]
    allowed = {*sys.stdlib_module_names, "installer"}
    assert len(modules) > 5
    assert {shown(path): names for path in modules if (names := imported(path) - allowed)} == {}


def shown(path: Path) -> str:
    """A path as failures show it."""
    return path.relative_to(CHECKOUT).as_posix()
