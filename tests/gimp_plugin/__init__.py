"""Tests of the plug-in without GIMP: a fake host (fake_host.py) and a fake engine (fake_engine.py)."""
