"""Minimising a function of a picture: SciPy's L-BFGS-B, or L-BFGS in float32.

In: a function that returns loss and gradient, and an initial image. Out: the best picture found, and all losses.
"""
