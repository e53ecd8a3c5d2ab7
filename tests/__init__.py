"""The tests, in the same tree shape as the code; real_gimp/ holds those that start the real GIMP.

`python3 -m tests` prepares everything and runs them; arguments go to pytest.
"""

HEADLESS = "not gimp_3_0 and not gimp_3_2 and not gimp_2_10"
QUICK = f"{HEADLESS} and not slow"
"""What `python3 -m tests --quick` runs."""
PARTS = {
    "headless, quick": QUICK,
    "headless, slow": f"{HEADLESS} and slow",
    "GIMP 3.0": "gimp_3_0",
    "GIMP 3.2": "gimp_3_2",
    "GIMP 2.10": "gimp_2_10",
}
"""What `python3 -m tests` runs side by side, as expressions over pytest markers. Of two cores the first, third and
fifth part share one and the others the other, which is about the same work."""
