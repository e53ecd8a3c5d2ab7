"""The package's version, and the version of the protocol that the worker speaks."""

__version__ = "0.1.0"
PROTOCOL = 1
