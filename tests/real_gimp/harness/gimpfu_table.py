"""The table of all names of the original Python-Fu: covered, different or missing, and why.

    python -m tests.real_gimp.harness.gimpfu_table

prepares Debian 12's GIMP 2.10 where that is needed, asks the bindings of this checkout for every name of
guest/gimpfu_names.txt, and writes docs/GIMPFU_NAMES.md. A test does the same and compares.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.conftest import CHECKOUT
from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_reasons import DIFFERENT, MISSING
from tests.real_gimp.harness.roots import GUEST, prepare
from tests.real_gimp.harness.shell import HOME

NAMES, PROBE = GUEST / "gimpfu_names.txt", GUEST / "gimpfu_probe.py"
TABLE = CHECKOUT / "docs" / "GIMPFU_NAMES.md"
MODULES = ("gimpfu", "gimp", "gimpenums", "gimpcolor", "gimpui", "gimpshelf", "gimpplugin")
_HEAD = """# Every name of the original Python-Fu

The names were read from the sources of GIMP 2.10.34 (`plug-ins/pygimp`), with the names of the arguments where those
can be given by name. `python -m tests.real_gimp.harness.gimpfu_table` asks the bindings for each and writes this page.
A test fails when it is out of date, when a name is missing without a reason, or when an argument has another name.
Whatever `gimpenums` has, `from gimpfu import *` brings as well.

| module | names | covered | different | missing |
| --- | ---: | ---: | ---: | ---: |
"""


class Name(NamedTuple):
    """One name of the original: "gimp.Image.resize", and its arguments as far as they can be given by name."""

    path: str
    arguments: tuple[str, ...]

    @property
    def owner(self) -> str:
        """Its module or class."""
        return self.path.rpartition(".")[0]


def original_names() -> list[Name]:
    """All names of the original."""
    return [Name(path, tuple(rest)) for path, *rest in map(str.split, NAMES.read_text().splitlines())]


def probe(gimp: Gimp, home: Path) -> dict[str, list[str] | None]:
    """What the bindings have under each name: the names of its arguments, or None."""
    gimpfu_home.install(home)
    home.joinpath("probe.py").write_text(PROBE.read_text())
    home.joinpath("names").write_text(" ".join(name.path for name in original_names()))
    search = {"PYTHONPATH": f"{HOME}/.config/GIMP/2.10/plug-ins/gimpfu"}
    with gimp.at(home=home, environment=search).shell() as shell:
        command = f"{gimpfu_home.PYTHON} {HOME}/probe.py < {HOME}/names"
        found: dict[str, list[str] | None] = json.loads(shell.run(["sh", "-c", command]).stdout)
    return found


def reason(path: str, reasons: Mapping[str, str]) -> str:
    """The reason given for a name, or for its class as a whole; empty where there is none."""
    return reasons.get(path) or next((text for prefix, text in reasons.items() if path.startswith(f"{prefix}.")), "")


def faults(found: Mapping[str, list[str] | None]) -> list[str]:
    """Names that are missing without a reason or in spite of one, and arguments with other names."""
    return [text for name in original_names() for text in _faults(name, found[name.path])]


def _faults(name: Name, found: list[str] | None) -> Iterator[str]:
    explained = reason(name.path, MISSING)
    if found is None and not explained:
        yield f"{name.path} is missing"
    if found is not None and explained and name.path in MISSING:
        yield f"{name.path} is there, but listed as missing"
    if found not in (None, ["**"]) and name.arguments and not reason(name.path, DIFFERENT):
        given = tuple(found or ())[: len(name.arguments)]
        if given != name.arguments:
            yield f"{name.path}({', '.join(given)}) had the arguments {', '.join(name.arguments)}"


def page(found: Mapping[str, list[str] | None]) -> str:
    """The page with the table."""
    names = original_names()
    counts = {module: {"covered": 0, "different": 0, "missing": 0} for module in MODULES}
    for name in names:
        counts[name.path.partition(".")[0]][_state(name.path, found)] += 1
    rows = (
        f"| `{module}` | {sum(one.values())} | {' | '.join(map(str, one.values()))} |" for module, one in counts.items()
    )
    parts = [_HEAD + "\n".join(rows)]
    for module in MODULES:
        parts.append(f"## {module}\n\n| | name | |\n| --- | --- | --- |")
        owners = sorted({name.owner for name in names if name.path.partition(".")[0] == module})
        parts[-1] += "".join(f"\n{row}" for owner in owners for row in _rows(owner, names, found))
    return "\n\n".join(parts) + "\n"


def _state(path: str, found: Mapping[str, list[str] | None]) -> str:
    if found[path] is None:
        return "missing"
    return "different" if reason(path, DIFFERENT) else "covered"


def _rows(owner: str, names: list[Name], found: Mapping[str, list[str] | None]) -> Iterator[str]:
    """The rows for one module or class: all names with the same state and reason share one."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name in names:
        if name.owner == owner:
            state = _state(name.path, found)
            why = {"missing": reason(name.path, MISSING), "different": reason(name.path, DIFFERENT)}.get(state, "")
            groups.setdefault((state, why), []).append(name.path.rpartition(".")[2])
    for state, why in sorted(groups):
        listed = " ".join(f"`{one}`" for one in sorted(groups[state, why]))
        yield f"| {state} | **{owner}**: {listed} | {why} |"


def main() -> int:
    """Write the page; the exit status says whether a name lacks a reason."""
    with tempfile.TemporaryDirectory() as folder:
        found = probe(Gimp(prepare("bookworm")), Path(folder))
    TABLE.write_text(page(found))
    for fault in faults(found):
        print(fault, file=sys.stderr)
    return bool(faults(found))


if __name__ == "__main__":
    sys.exit(main())
