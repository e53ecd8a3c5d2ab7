"""The tests, in the same tree shape as the code; real_gimp/ holds those that start the real GIMP.

`python3 -m tests` prepares everything and runs them; arguments go to pytest.
"""

PARTS = {
    "headless": "not gimp_3_0 and not gimp_3_2 and not gimp_2_10",
    "GIMP 3.0": "gimp_3_0",
    "GIMP 3.2": "gimp_3_2",
    "GIMP 2.10": "gimp_2_10",
}
"""What `python3 -m tests` runs side by side, as expressions over pytest markers; of two cores the first and third part
share one, the others the other, which is about the same work."""
QUICK = f"{PARTS['headless']} and not slow"
"""What `python3 -m tests --quick` runs."""
