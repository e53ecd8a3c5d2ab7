"""The one exception of the installer."""

from __future__ import annotations


class InstallError(Exception):
    """The installation cannot continue; the message says why and what to do."""
