"""`python -m engine.reference`: docs/OPTIONS.md, made from the options' own definitions."""

from __future__ import annotations

import dataclasses

from .options import CheckedOptions, DreamOptions, Options, allowed, default_text

HEAD = """# Options

One definition (`engine/options.py`) serves the command line (`--name`, a yes-or-no also as `--no-name`), the Python API
(`engine.Options(name=...)`, with underscores), the worker's jobs, and the GIMP dialog and procedures.

"""
DREAM = """
## Deep Dream

The same for `impasto dream`, `engine.DreamOptions`, jobs of the kind `dream` and the procedure `plug-in-impasto-dream`.

"""
TABLE = """| option | default | value | what it does |
| --- | --- | --- | --- |
"""


def reference() -> str:
    """All options as Markdown tables."""
    return HEAD + _table(Options) + DREAM + _table(DreamOptions)


def _table(options: type[CheckedOptions]) -> str:
    rows = []
    for field in dataclasses.fields(options):
        name, may_be = field.name.replace("_", "-"), allowed(field).removeprefix("it ")
        rows.append(f"| `{name}` | {default_text(field)} | {may_be} | {field.metadata['help']} |")
    return TABLE + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(reference(), end="")
