"""Lowering a function of a picture: SciPy's L-BFGS-B, or the same method in float32.

In: a function that gives loss and gradient, and an initial image. Out: the best picture met, and its losses.
"""
