"""Putting something new in the place of something old in one step, so that at each moment one of them is there."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

from installer.files import remove_tree

SWAP = 2
"""RENAME_EXCHANGE of Linux's renameat2, and RENAME_SWAP of macOS's renamex_np."""
HERE = -100
"""AT_FDCWD: paths are as the process sees them."""


def exchange(new: Path, old: Path) -> None:
    """Let two folders of one file system change places; without an old one the new one is moved there.

    Where the file system cannot do that in one step, there is no `old` for the moment between two renames.

    Raises
    ------
    OSError
        A folder cannot be renamed; both are as they were.
    """
    if not os.path.lexists(old):
        new.rename(old)
    elif not _swapped(new, old):
        aside = new.with_name(f"{new.name}-aside")
        old.rename(aside)
        try:
            new.rename(old)
        except OSError:
            aside.rename(old)
            raise
        aside.rename(new)


def _swapped(new: Path, old: Path) -> bool:
    """Whether the system has exchanged two names in one step."""
    names = [os.fsencode(path) for path in (new, old)]
    try:
        library = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(library.renamex_np(*names, SWAP) == 0)
        return bool(library.renameat2(HERE, names[0], HERE, names[1], SWAP) == 0)
    except (OSError, AttributeError, TypeError):  # Windows, an old C library
        return False


def point(link: Path, target: Path) -> None:
    """Make a link to a folder, or let one that is there point to another folder, in one step.

    On Windows it is a junction, which no user needs a permission for; there it is missing for a moment.

    Raises
    ------
    OSError
        The file system has no links.
    """
    if target_of(link) == target:
        return
    part = link.with_name(f"{link.name}.part")
    remove_link(part)
    if sys.platform == "win32":
        import _winapi

        _winapi.CreateJunction(str(target), str(part))
        remove_link(link)
        part.rename(link)
    else:
        part.symlink_to(target)
        part.replace(link)


def target_of(link: Path) -> Path | None:
    """Where a link points; None for anything else."""
    try:
        return Path(str(link.readlink()).removeprefix("\\\\?\\"))
    except OSError:
        return None


def remove_link(link: Path) -> None:
    """Remove a link, and never what it points to; anything else stays."""
    if target_of(link) is None:
        return
    if sys.platform == "win32":
        link.rmdir()
    else:
        link.unlink()


def link_tree(source: Path, target: Path) -> None:
    """Copy a folder or a file without copying contents: both share them until one is replaced. Links stay links.

    Where the file system has no hard links the contents are copied.
    """
    remove_tree(target)
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True, copy_function=_link)
    else:
        _link(str(source), str(target))


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)
    return target
