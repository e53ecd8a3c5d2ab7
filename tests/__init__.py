"""The tests, in the same tree shape as the code; real_gimp/ holds those that start the real GIMP.

`python3 -m tests` prepares everything and runs them; arguments go to pytest.
"""

HEADLESS = "not gimp_3_0 and not gimp_3_2 and not gimp_2_10"
QUICK = f"{HEADLESS} and not slow"
"""What `python3 -m tests --quick` runs."""
QUICK_HALVES = (({"quick, the engine": f"{QUICK} and engine"},), ({"quick, the rest": f"{QUICK} and not engine"},))
"""The same in two halves, as HALVES."""
HALVES = (
    (
        {"GIMP 3.0": "gimp_3_0", "GIMP 2.10": "gimp_2_10"},
        {"headless, quick": QUICK, "headless, slow, but the engine": f"{HEADLESS} and slow and not engine"},
    ),
    ({"GIMP 3.2": "gimp_3_2"}, {"the engine, slow": f"{HEADLESS} and slow and engine"}),
)
"""What `python3 -m tests` runs, as expressions over pytest markers: each half on half of the cores, which is about the
same work. In a half, windows come first, which mostly wait; meanwhile goes on what needs none. Both lists are done part
by part.
"""
