"""The names of the original Python-Fu, read from the sources of GIMP 2.10: no code of it, only what things are called.

    python -m tests.real_gimp.harness.gimpfu_names GIMP_SOURCES > tests/real_gimp/guest/gimpfu_names.txt

One name a line, "gimp.Image.resize", with the names of a function's arguments behind it where the sources give them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

PYGIMP = Path("plug-ins/pygimp")
MODULES = ("gimpmodule.c", "gimpcolormodule.c")
_TABLE = re.compile(r"(?:PyMethodDef|PyGetSetDef|PyMemberDef) (\w+)\[\] = \{(.*?)\n\};", re.DOTALL)
_ENTRY = re.compile(r'\{\s*"(\w+)"\s*,\s*(?:\(\w+\))?\s*(\w+)')
_TYPE = re.compile(r"PyTypeObject (\w+) = \{(.*?)\n\};", re.DOTALL)
_KEYWORDS = re.compile(r"\n(\w+)\([^)]*\)\n\{(?:(?!\n\}).)*?kwlist\[\] = \{([^}]*)\}", re.DOTALL)
_ADDED = re.compile(r'(?:PyModule_Add\w+\(m|pyg_register_boxed\(d), "(\w+)"')
_STATEMENT = re.compile(
    r"^(?:(?:def|class) (\w+)|(\w+(?:, \w+)*) *=[^=]|import ([\w, ]+?)(?: as (\w+))?$)", re.MULTILINE
)


def without_disabled(text: str) -> str:
    """C without what is between #if 0 and #endif."""
    return re.sub(r"#if 0\n.*?#endif", "", text, flags=re.DOTALL)


def c_names(folder: Path) -> Iterator[str]:
    """The functions, classes, methods, attributes and constants of the modules written in C."""
    files = {path.name: without_disabled(path.read_text()) for path in sorted(folder.glob("*.c"))}
    files = {name: text for name, text in files.items() if name.startswith("pygimp-") or name in MODULES}
    tables, keywords, bases, own = {}, {}, {}, {}
    for text in files.values():
        tables.update({name: _ENTRY.findall(body) for name, body in _TABLE.findall(text)})
        keywords.update({name: " ".join(re.findall(r'"(\w+)"', body)) for name, body in _KEYWORDS.findall(text)})
    for text in files.values():
        for kind, body in _TYPE.findall(text):
            called = re.search(r'"(gimp\w*\.\w+)"', body)
            base = re.search(r"&(PyGimp\w+_Type),\s*/\* tp_base", body)
            bases[kind] = base.group(1) if base else ""
            made = re.search(r"\(initproc\)(\w+)", body)
            title = f"{called.group(1)} {keywords.get(made.group(1), '') if made else ''}"
            own[kind] = title, [word for word in re.findall(r"\b\w+\b", body) if word in tables]
    for module in MODULES:
        prefix = module.removesuffix("module.c")
        functions = tables[f"{prefix}_methods"]
        yield from (f"{prefix}.{name} {keywords.get(function, '')}" for name, function in functions)
        yield from (f"{prefix}.{name}" for name in _ADDED.findall(files[module]))
    for kind, (title, _tables) in own.items():
        yield title
        called, step = title.split()[0], kind
        while step:
            entries = [entry for table in own[step][1] for entry in tables[table]]
            yield from (f"{called}.{name} {keywords.get(function, '')}" for name, function in entries)
            step = bases[step]


def python_names(path: Path) -> Iterator[str]:
    """The names a module written in Python has at its top, what it imports included, and the methods of its classes."""
    module, text = path.stem, path.read_text()
    text = re.sub(r"('''|\"\"\").*?\1", "", text, flags=re.DOTALL)
    deleted = set(", ".join(re.findall(r"^del (.+)$", text, re.MULTILINE)).split(", "))
    for function, targets, imported, renamed in _STATEMENT.findall(text):
        names = [function] if function else (targets or renamed or imported).split(", ")
        yield from (f"{module}.{name.strip()}" for name in names if name not in deleted)
    for name, body in re.findall(r"^class (\w+).*?:\n((?:(?:[ \t].*)?\n)+)", text, re.MULTILINE):
        owner = {"Gimpshelf": "shelf"}.get(name, name)
        yield from (f"{module}.{owner}.{one}" for one in re.findall(r"^    def (\w+)", body, re.MULTILINE))


def widget_names(path: Path) -> Iterator[str]:
    """The widgets of libgimpwidgets and libgimpui and their methods, from the definitions of the generated module."""
    text = path.read_text()
    kinds = dict(re.findall(r'\(define-object (\w+)\n.*?\(c-name "(\w+)"\)', text, re.DOTALL))
    called = {c_name: name for name, c_name in kinds.items()}
    yield from (f"gimpui.{name}" for name in kinds)
    for name, owner in re.findall(r'\(define-method (\w+)\n\s*\(of-object "(\w+)"\)', text):
        yield f"gimpui.{called[owner]}.{name}"
    for name, body in re.findall(r"\(define-function (\w+)\n(.*?)\n\)", text, re.DOTALL):
        if "is-constructor-of" not in body and not name.endswith(("_get_type", "_valist")):
            yield f"gimpui.{name}"


def constants(sources: Path) -> Iterator[str]:
    """The constants: those the module adds one by one, and all values of the enumerations that libgimp announces."""
    yield from _ADDED.findall((sources / PYGIMP / "gimpenumsmodule.c").read_text().replace("(m,\n", "(m, "))
    texts = [sources / name for name in ("libgimp/gimpenums.c", "libgimpbase/gimpbaseenums.c")]
    listing = (sources / "libgimp/gimpenums.c.tail").read_text()
    announced = {*re.findall(r"(\w+)_get_type,", listing), *re.findall(r"(\w+)_get_type\n", listing)}
    compatible = sources / "libgimpbase/gimpcompatenums.c"
    for text in (*texts, compatible):
        functions = re.findall(r"\n(\w+)_get_type \(void\)\n\{(.*?)\n\}", text.read_text(), re.DOTALL)
        for function, body in functions:
            wanted = function in announced or function in ("gimp_check_size", "gimp_check_type") or text == compatible
            if wanted:
                yield from (name.removeprefix("GIMP_") for name in re.findall(r'\{ \w+, "(\w+)", "', body))


def collect(sources: Path) -> list[str]:
    """All names, sorted, each once."""
    folder = sources / PYGIMP
    names = {*c_names(folder), *(f"gimpenums.{name}" for name in (*constants(sources), "TRUE", "FALSE"))}
    for module in ("gimpfu", "gimpshelf", "gimpplugin", "gimpui"):
        names.update(python_names(folder / f"{module}.py"))
    names.update(widget_names(folder / "gimpui.defs"))
    longest: dict[str, str] = {}
    for name, _space, arguments in (one.partition(" ") for one in names):
        longest[name] = max(longest.get(name, ""), arguments, key=len)
    internal = re.compile(r"\b_(?!id2|\b)|_PyGimp")
    return sorted(f"{name} {longest[name]}".strip() for name in longest if not internal.search(name))


if __name__ == "__main__":
    print("\n".join(collect(Path(sys.argv[1]))))
