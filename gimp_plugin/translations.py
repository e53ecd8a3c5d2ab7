"""The texts that users read in GIMP, for translators: `python3 gimp_plugin/translations.py`, with Babel.

Writes impasto/locale/impasto.pot from the sources, updates impasto/locale/LANGUAGE/LC_MESSAGES/impasto.po of every
language (a new text is empty until it is translated, one that is no longer used moves to the end) and compiles it.
To add a language, make its folder with an empty impasto.po and run this.
"""

from __future__ import annotations

import ast
import dataclasses
import datetime
import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file

HERE = Path(__file__).resolve().parent
PLUG_IN, ENGINE = HERE / "impasto", HERE.parent / "engine"
OPTIONS, LOCALE = ENGINE / "options.py", PLUG_IN / "locale"
ENGINE_ERRORS = LOCALE / "engine.json"
"""Message and hint of the engine's errors by their codes: the plug-in shows them in the user's language."""
OPTION_SETS = ("Options", "DreamOptions")
DATE = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
"""In the files' headers: the same sources give the same files."""


def texts() -> Catalog:
    """Every text in the sources, with the names of the files that contain it."""
    found = Catalog(project="Impasto", header_comment="# Texts of Impasto.", creation_date=DATE, fuzzy=False)
    found.msgid_bugs_address = found.last_translator = found.language_team = "The Impasto authors"
    for path in sorted(PLUG_IN.rglob("*.py")):
        for _line, text, _comments, _context in extract_from_file("python", str(path), keywords={"_": None}):
            found.add(text, locations=[(str(path.relative_to(PLUG_IN)), 0)])
    for text in option_texts():
        found.add(text, locations=[(OPTIONS.name, 0)])
    for code, templates in engine_errors().items():
        for text in filter(None, templates):
            found.add(text, locations=[("engine", 0)], auto_comments=[code])
    return found


def option_texts() -> Iterator[str]:
    """Labels, helps and choices of all options."""
    options = _load(OPTIONS)
    for name in OPTION_SETS:
        for field in dataclasses.fields(getattr(options, name)):
            yield from (field.metadata["label"], field.metadata["help"], *field.metadata["choices"].values())


def engine_errors(folder: Path = ENGINE) -> dict[str, tuple[str, str]]:
    """Templates of message and hint by code, from calls such as `InputError("No {name}.", "hint", code="no-x", ...)`.

    Raises ValueError where a template is no plain text, or one code has two of them.
    """
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            code = _error_code(node)
            if code and isinstance(node, ast.Call):
                plain = [_text(argument) for argument in node.args if _text(argument)]
                if not plain:
                    raise ValueError(f"{path}:{node.lineno}: the message of {code!r} is no plain text")
                message, hint = (*plain, "")[:2]
                if found.setdefault(code, (message, hint)) != (message, hint):
                    raise ValueError(f"{path}:{node.lineno}: the code {code!r} has two messages")
    return dict(sorted(found.items()))


def read(path: Path) -> Catalog:
    """A .po file; an empty one is a new language."""
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parents[1].name)


def write(catalog: Catalog, path: Path) -> None:
    """Write a .pot or .po file, sorted by text."""
    with path.open("wb") as file:
        pofile.write_po(file, catalog, width=120, sort_output=True, include_lineno=False)


def update(path: Path, found: Catalog) -> list[str]:
    """Update a language's .po file and compile it beside itself; returns the texts without translation."""
    catalog = read(path)
    catalog.update(found, no_fuzzy_matching=True)
    catalog.revision_date = DATE
    catalog.msgid_bugs_address = found.msgid_bugs_address
    write(catalog, path)
    with path.with_suffix(".mo").open("wb") as file:
        mofile.write_mo(file, catalog)
    return [str(message.id) for message in catalog if message.id and not message.string]


def main() -> int:
    """Bring everything up to date; the exit status is 1 where a translation is not complete."""
    found, complete = texts(), True
    write(found, LOCALE / "impasto.pot")
    ENGINE_ERRORS.write_text(json.dumps(engine_errors(), indent=1) + "\n", "utf-8")
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/impasto.po")):
        missing = update(path, found)
        print(f"{path.relative_to(LOCALE)}: {len(found) - len(missing)} of {len(found)} texts")
        complete = complete and not missing
    return 0 if complete else 1


def _error_code(node: ast.AST) -> str:
    """The value of `code` in a call with this keyword; empty for anything else."""
    keywords = node.keywords if isinstance(node, ast.Call) else []
    return next((_text(keyword.value) for keyword in keywords if keyword.arg == "code"), "")


def _text(node: ast.expr) -> str:
    """A plain text; empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _load(path: Path) -> ModuleType:
    """A module by its path alone: the engine's package would import its libraries."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
