"""Packages that a new engine shares with the old one, and those that are damaged."""

from __future__ import annotations

import json

import pytest

from installer.context import Context
from installer.files import hashes
from installer.places import Engine
from installer.taking_over import take_packages

SITE = "lib/python3.12/site-packages"
FILES = {
    "brush/__init__.py": "brush",
    "brush/hair.py": "hair",
    "brush-1.0.dist-info/METADATA": "Name: brush",
    "brush-1.0.dist-info/RECORD": "brush/__init__.py,,\nbrush/hair.py,,\nbrush-1.0.dist-info/METADATA,,\n"
    "brush-1.0.dist-info/RECORD,,\n../../bin/brush,,\n",
    "easel.py": "easel",
    "easel-2.0.dist-info/RECORD": "easel.py,,\neasel-2.0.dist-info/RECORD,,\n",
    "engine/__init__.py": "old engine",
    "impasto-0.1.dist-info/RECORD": "engine/__init__.py,,\n",
    "pip/__init__.py": "old pip",
}


@pytest.fixture
def old(context: Context) -> Engine:
    """An engine with two packages."""
    engine = context.places.engine("1")
    for name, text in FILES.items():
        (engine.venv / SITE / name).parent.mkdir(parents=True, exist_ok=True)
        (engine.venv / SITE / name).write_text(text)
    engine.files.write_text(json.dumps(hashes(engine.venv)))
    engine.mark.write_text(json.dumps({"packages": "abc"}))
    return engine


@pytest.fixture
def new(context: Context) -> Engine:
    """An empty environment, with a pip of its own and a package that Python brings along."""
    engine = context.places.engine("2")
    for name in ("pip/__init__.py", "setuptools/__init__.py"):
        (engine.venv / SITE / name).parent.mkdir(parents=True, exist_ok=True)
        (engine.venv / SITE / name).write_text("new")
    return engine


def found(engine: Engine) -> dict[str, str]:
    """The files of an engine's packages."""
    site = engine.venv / SITE
    return {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*") if path.is_file()}


def test_packages_are_shared_and_what_each_has_of_its_own_is_not(context: Context, old: Engine, new: Engine) -> None:
    shared = take_packages(context, new, "abc")
    assert shared and shared.missing == ()
    packages = {name: text for name, text in FILES.items() if name.startswith(("brush", "easel"))}
    assert found(new) == {**packages, "pip/__init__.py": "new"}
    assert (new.venv / SITE / "easel.py").samefile(old.venv / SITE / "easel.py")
    assert set(shared.hashes) == {f"{SITE}/{name}" for name in packages}
    assert found(old) == FILES


@pytest.mark.parametrize("damage", ["brush/hair.py", "brush-1.0.dist-info/METADATA"])
@pytest.mark.parametrize("text", [None, "", "other"])
def test_a_damaged_package_is_left_behind(
    context: Context, old: Engine, new: Engine, damage: str, text: str | None
) -> None:
    if text is None:
        (old.venv / SITE / damage).unlink()
    else:
        (old.venv / SITE / damage).write_text(text)
    shared = take_packages(context, new, "abc")
    assert shared and shared.missing == ("brush",)
    left = set(found(new))
    assert left == {"easel.py", "easel-2.0.dist-info/RECORD", "pip/__init__.py"}


@pytest.mark.parametrize("damage", ["brush-1.0.dist-info/RECORD", "unknown.py"])
def test_what_no_package_names_is_installed_anew(context: Context, old: Engine, new: Engine, damage: str) -> None:
    (old.venv / SITE / "unknown.py").write_text("unknown")
    old.files.write_text(json.dumps(hashes(old.venv)))
    (old.venv / SITE / damage).write_text("damaged")
    assert take_packages(context, new, "abc") is None


def test_other_packages_another_python_or_an_unknown_state_are_not_shared(
    context: Context, old: Engine, new: Engine
) -> None:
    assert take_packages(context, new, "other") is None
    (new.venv / SITE).rename(new.venv / "lib/python3.13")
    assert take_packages(context, new, "abc") is None
    (new.venv / "lib/python3.13").rename(new.venv / SITE)
    old.files.write_text("{")
    assert take_packages(context, new, "abc") is None
