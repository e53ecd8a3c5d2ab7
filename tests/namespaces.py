"""Runs a command in namespaces of its own: without a network, or where no other process is seen. Linux alone."""

from __future__ import annotations

import functools
import subprocess

_RIGHTS = (("--user", "--map-root-user"), (), ("--propagation", "unchanged"))
"""A user's way; root's, where a container or a chroot forbids that one; and where the root folder is no mount point."""


@functools.cache
def alone(*kinds: str) -> tuple[str, ...]:
    """The words before a command for these options of `unshare`, such as "--net".

    Raises
    ------
    OSError
        This machine allows no such namespaces.
    """
    said = b""
    for rights in _RIGHTS:
        words = ("unshare", *rights, *kinds)
        tried = subprocess.run([*words, "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return words
        said = tried.stderr
    raise OSError(f"namespaces with {kinds} are not allowed here: {said.decode(errors='replace')}")
