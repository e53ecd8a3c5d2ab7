"""Faults injected for real into the engine: what the user sees, what is lost, how long recovery takes.

    python -m benchmarks.reliability > docs/RELIABILITY.md

In: nothing. Out: the page. Each fault is tried on processes of its own, with the real network, on a small picture, in
folders of its own. `faults.py` lists them; some need Linux and its root user: small disks, namespaces.
"""
