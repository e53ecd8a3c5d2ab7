"""The exceptions that scripts know from gimpfu."""

from __future__ import annotations


class error(RuntimeError):  # noqa: N801, N818 - its name since GIMP 1
    """gimp.error: something was asked of GIMP that it does not have."""


class UnknownProcedureError(error, AttributeError):
    """There is no such procedure; an AttributeError too, so that hasattr(pdb, name) answers False."""


UnknownProcedureError.__name__ = error.__name__


class CancelError(RuntimeError):
    """The user closed the dialog with Cancel."""
