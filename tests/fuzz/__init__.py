"""Damaged and hostile input: whatever is read from outside ends in a result or in words, soon, and without a crash.

`python -m tests.fuzz` tries new input for 60 seconds a target; test_fuzz.py tries the same few examples in every run.
"""
