"""The tests, in the same tree shape as the code; real_gimp/ holds those that start the real GIMP.

`python3 -m tests` prepares everything and runs them; arguments go to pytest.
"""

PARTS = ("headless", "gimp-3.0", "other-gimps")
"""What `python3 -m tests` runs side by side."""
