"""Side-by-side measurements; each module is one command and prints a Markdown table: `python -m benchmarks.NAME`.

Needs the `benchmark` extra (torch). Versions are timed in turn, A B A B ..., and compared pair by pair, so that
a machine whose speed drifts does not favour one; the table has medians.
"""
