"""The tests, in the same tree shape as the code; real_gimp/ holds those that start the real GIMP.

`python3 -m tests` prepares everything and runs them; arguments go to pytest.
"""
