"""The package's public names are loaded when they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import engine


def test_every_public_name_is_there() -> None:
    for name in engine.__all__:
        assert getattr(engine, name) is not None
        assert name in dir(engine)
    assert engine.Options().strength == 75
    with pytest.raises(AttributeError, match="no attribute 'paint'"):
        _ = engine.paint


def test_importing_the_package_loads_no_library() -> None:
    program = """
import os, sys
import engine
assert not {"numpy", "scipy", "onnxruntime", "PIL"} & set(sys.modules)
assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
assert callable(engine.stylize)
assert "onnxruntime" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
