"""The graphs of VGG16."""

from __future__ import annotations

from pathlib import Path

from installer.context import Context
from installer.errors import InstallError
from installer.files import remove_tree
from installer.messages import OFFLINE, report


def build_graphs(context: Context, weights: Path | None = None) -> None:
    """Run the export, which skips graphs that are up to date; then the work folder is no longer needed."""
    models = context.places.models
    report(f"Graphs: VGG16 in {models}")
    command = [str(context.places.python), "-m", "export", "--output", str(models)]
    if weights:
        command += ["--weights", str(weights.absolute())]
    if context.commands.run(command) != 0:
        raise InstallError(f"The graphs cannot be built; the lines above say why. {OFFLINE}")
    remove_tree(context.places.work)
