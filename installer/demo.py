"""The demo: one painted sample."""

from __future__ import annotations

import os
from pathlib import Path

from installer.context import Context
from installer.errors import InstallError
from installer.messages import DEMO_FILE, report
from installer.places import Engine

CONTENT, STYLE = "samples/content/astronaut.jpg", "samples/style/van_gogh_night_cafe.jpg"


def paint_demo(context: Context, engine: Engine, size: int) -> Path:
    """Paint a sample photograph in the style of a sample painting, working at `size` pixels; the result's path."""
    places, python = context.places, str(engine.python)
    result = Path.cwd() / DEMO_FILE if os.access(Path.cwd(), os.W_OK) else places.demo
    if result.is_file() and result.stat().st_mtime > engine.stamp.stat().st_mtime:
        report("Demo: already painted by this engine; delete the picture to paint it again")
        return result
    content, style = str(context.checkout / CONTENT), str(context.checkout / STYLE)
    report(f"Demo: painting {content} in the style of {style}")
    command = [python, "-m", "engine", "style", content, style, "-o", str(result), "--size", str(size)]
    if context.commands.run(command) != 0:
        raise InstallError(
            f"The demo cannot be painted; the lines above say why, and `{python} -m engine doctor` checks the engine."
        )
    return result
