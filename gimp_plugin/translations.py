"""The texts that users read in GIMP, for translators: `python3 gimp_plugin/translations.py`.

Writes impasto/locale/impasto.pot from the sources, brings impasto/locale/LANGUAGE/LC_MESSAGES/impasto.po up to date for
every language (what has no translation yet stays empty, what nobody says any more goes) and compiles it beside itself.
To begin a new language, make its folder with an empty impasto.po and run this. Standard library only.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib.util
import json
import re
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
PLUG_IN, ENGINE = HERE / "impasto", HERE.parent / "engine"
OPTIONS, LOCALE = ENGINE / "options.py", PLUG_IN / "locale"
COMPLAINTS = LOCALE / "engine.json"
"""What the engine may complain of: the plug-in finds its sentences in there, to say them in the user's language."""
WORKER = (
    "budget",
    "dream",
    "dream_objective",
    "dream_plan",
    "job",
    "models",
    "network",
    "objective",
    "optimise",
    "options",
    "regions",
    "selfcheck",
    "stylize",
    "tasks",
    "worker",
)
"""The modules of the engine whose complaints reach a user of GIMP."""
OPTION_SETS = ("Options", "DreamOptions")
HEADER = "Project-Id-Version: Impasto\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\
Content-Transfer-Encoding: 8bit\n"

_ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', re.MULTILINE)


def texts() -> dict[str, set[str]]:
    """Every text in the sources, with the names of the files that say it."""
    found: dict[str, set[str]] = {}
    for path in sorted(PLUG_IN.glob("*.py")):
        for text in spoken(path.read_text("utf-8")):
            found.setdefault(text, set()).add(path.name)
    for text in option_texts():
        found.setdefault(text, set()).add(OPTIONS.name)
    for text in complaints():
        found.setdefault(text, set()).add("engine")
    return found


def spoken(source: str) -> Iterator[str]:
    """The texts in `_("...")` of a Python file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def option_texts() -> Iterator[str]:
    """Labels, helps and choices of all options."""
    options = _load(OPTIONS)
    for name in OPTION_SETS:
        for field in dataclasses.fields(getattr(options, name)):
            yield from (field.metadata["label"], field.metadata["help"], *field.metadata["choices"].values())


def complaints() -> list[str]:
    """The sentences of the engine's exceptions, {0}, {1} and so on for what they put in."""
    found = set()
    for name in WORKER:
        for node in ast.walk(ast.parse((ENGINE / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Error"):
                found |= {_template(argument) for argument in node.args}
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):  # worker._said
                found |= {_template(part) for part in node.value.elts if name == "worker"}
    return sorted(text for text in found if text.endswith((".", "{1}", "{2}")))


def _template(node: ast.expr) -> str:
    """A text, or an f-string with numbers for its blanks; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    parts, count = [], 0
    for part in node.values if isinstance(node, ast.JoinedStr) else []:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        else:
            parts.append(f"{{{count}}}")
            count += 1
    return "".join(parts)


def read_po(path: Path) -> dict[str, str]:
    """The translations of a .po file as this program writes it; what is not translated is not there."""
    found = {_joined(match[1]): _joined(match[2]) for match in _ENTRY.finditer(path.read_text("utf-8"))}
    return {text: said for text, said in found.items() if text and said}


def write_po(path: Path, found: Mapping[str, set[str]], known: Mapping[str, str]) -> None:
    """Write all texts, with their translations as far as they are known."""
    entries = [f'msgid ""\nmsgstr {_quoted(HEADER)}']
    for text in sorted(found):
        where = " ".join(sorted(found[text]))
        entries.append(f"#: {where}\nmsgid {_quoted(text)}\nmsgstr {_quoted(known.get(text, ''))}")
    path.write_text("\n\n".join(entries) + "\n", "utf-8")


def compiled(known: Mapping[str, str]) -> bytes:
    """The content of a .mo file: GNU gettext's own format, without its optional hash table."""
    pairs = sorted({"": HEADER, **known}.items())
    start = 7 * 4 + 2 * 8 * len(pairs)
    data, tables = b"", ([], [])
    for side, table in enumerate(tables):
        for pair in pairs:
            text = pair[side].encode()
            table += [len(text), start + len(data)]
            data += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + struct.pack(f"<{4 * len(pairs)}I", *tables[0], *tables[1]) + data


def main() -> int:
    """Bring everything up to date; the exit status is 1 where a translation is not complete."""
    found, missing = texts(), 0
    write_po(LOCALE / "impasto.pot", found, {})
    COMPLAINTS.write_text(json.dumps(complaints(), indent=1) + "\n", "utf-8")
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/impasto.po")):
        known = {text: said for text, said in read_po(path).items() if text in found}
        write_po(path, found, known)
        path.with_suffix(".mo").write_bytes(compiled(known))
        print(f"{path.relative_to(LOCALE)}: {len(known)} of {len(found)} texts")
        missing += len(found) - len(known)
    return 1 if missing else 0


def _quoted(text: str) -> str:
    """A text as .po files have it: in quotes, several lines on several lines."""
    lines = text.splitlines(keepends=True) or [""]
    quoted = [json.dumps(line, ensure_ascii=False) for line in lines]
    return "\n".join(quoted if len(quoted) == 1 else ['""', *quoted])


def _joined(quoted: str) -> str:
    return "".join(json.loads(line) for line in quoted.splitlines())


def _load(path: Path) -> ModuleType:
    """A module by its path alone: the engine's package would bring its libraries along."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
