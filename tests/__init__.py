"""The tests, in the same tree shape as the code; real_gimp/ holds those that start the real GIMP.

`python3 -m tests` prepares everything and runs them; arguments go to pytest.
"""

PARTS = ("headless", "gimp-3.0", "gimp-3.2", "gimp-2.10")
"""What `python3 -m tests` runs side by side; of two cores the first and third share one, the others the other, which
is about the same work."""
