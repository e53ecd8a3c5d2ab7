"""`python -m engine.cli.reference`: docs/OPTIONS.md, made from the options' own definitions."""

from __future__ import annotations

import dataclasses

from ..losses.presets import PRESETS
from ..options import CheckedOptions, DreamOptions, Options, allowed, default_text
from ..transfer.levels import COARSEST, REFERENCE

HEAD = """# Options

One definition (`engine/options.py`) serves the command line (`--name`, a yes-or-no also as `--no-name`), the Python API
(`engine.Options(name=...)`, with underscores), the worker's jobs, and the GIMP dialog and procedures. `impasto style`,
`sheet` and `video` take them all; what else a clip may be given is in [VIDEO.md](VIDEO.md).

"""
DREAM = """
## Deep Dream

The same for `impasto dream`, `engine.DreamOptions`, jobs of the kind `dream` and the procedure `plug-in-impasto-dream`.

"""
QUALITY = f"""
## Quality

Evaluations of loss and gradient at each size of the pyramid, from the coarsest to the finest; the last number serves
all finer ones. A picture of more than {REFERENCE} pixels on its longest side has a level of {REFERENCE // 2}, one
of {REFERENCE}, and finer ones that grow evenly, to twice the size before at most; a smaller one is halved once if it
has more than {2 * COARSEST}.
`gatys` and `classic` work at the final size alone unless told otherwise. `evaluations` gives another total in
the same proportions, and that is kept to.

"""
TABLE = """| option | default | value | what it does |
| --- | --- | --- | --- |
"""


def reference() -> str:
    """All options, and what quality means, as Markdown tables."""
    return HEAD + _table(Options) + QUALITY + _qualities() + DREAM + _table(DreamOptions)


def _qualities() -> str:
    """A row for each preset: its evaluations at each quality."""
    names = list(PRESETS["impasto"].evaluations)
    rows = [["preset", *names], ["---"] * (len(names) + 1)]
    rows += [
        [f"`{preset}`", *(", ".join(map(str, losses.evaluations[name])) for name in names)]
        for preset, losses in PRESETS.items()
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def _table(options: type[CheckedOptions]) -> str:
    rows = []
    for field in dataclasses.fields(options):
        name, may_be = field.name.replace("_", "-"), allowed(field).removeprefix("it ")
        rows.append(f"| `{name}` | {default_text(field)} | {may_be} | {field.metadata['help']} |")
    return TABLE + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(reference(), end="")
