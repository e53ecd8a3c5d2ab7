"""What a clip's frames are made with: frames of one clip all agree in it, or they do not belong together."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import checksum
from ..losses.style import Style
from ..options import Options
from ..version import __version__
from .video_files import VideoFiles

PACKAGES = ("numpy", "onnxruntime", "opencv-python-headless", "pillow", "scipy")
"""Whose version may change a frame's bytes."""
USED = ("device", "threads", "memory_limit")


def recipe(files: VideoFiles, part: range, depth: int, used: Mapping[str, Any], weights: str) -> dict[str, Any]:
    """All that the frames depend on, ready for JSON; files by name and checksum.

    Parameters
    ----------
    part : the indices of the frames in the clip's file
    depth : bits a channel of finished frames
    used : `device`, `threads` and `memory_limit` in MiB, which options may leave open; what is resumed elsewhere may
        use others
    weights : sha256 of the network's
    """
    return {
        "clip": _file(files.clip),
        "frames": [part.start, part.stop],
        "styles": [_style(style) for style in files.styles],
        "start": _file(files.start),
        "strength_map": _file(files.strength_map),
        "options": files.options.to_mapping(),
        "every": files.every,
        "passes": files.passes,
        "depth": depth,
        "used": dict(used),
        "model_sha256": weights,
        "versions": {"impasto": __version__, **{package: _version(package) for package in PACKAGES}},
    }


def used(state: Mapping[str, Any] | None, options: Options) -> dict[str, Any]:
    """What an earlier run has used where the options leave it open, so that the same bytes come of it."""
    return {name: state["used"][name] if state else getattr(options, name) for name in USED}


def check_same(begun: Mapping[str, Any], wanted: Mapping[str, Any], folder: Path) -> None:
    """Check that frames in a folder are made as is wanted now.

    Raises
    ------
    InputError
        They are not; it names the first difference.
    """
    for name in dict.fromkeys([*begun, *wanted]):
        one, other = begun.get(name), wanted.get(name)
        if one == other or name == "used":
            continue
        if isinstance(one, dict) and isinstance(other, dict) and "sha256" not in one:
            check_same(one, other, folder)
        simple = all(isinstance(value, str | int | float) and name != "model_sha256" for value in (one, other))
        how = f"with {name} {one}, not {other}" if simple else f"with other {name}"
        raise InputError(f"{folder} was begun {how}.", "Repeat the command as it was, or remove the folder.")


def _style(style: Style[Path]) -> dict[str, Any]:
    files = {"picture": _file(style.picture), "region": _file(style.region), "mask": _file(style.mask)}
    return {**files, "weight": style.weight, "scale": style.scale}


def _file(path: Path | None) -> dict[str, str] | None:
    return None if path is None else {"file": path.name, "sha256": checksum(path)}


def _version(package: str) -> str:
    try:
        return version(package)
    except ImportError:  # PackageNotFoundError is one; onnxruntime-gpu and others stand for some
        return "unknown"
