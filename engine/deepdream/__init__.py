"""Deep Dream: octaves, gradient ascent, guide.

In: a picture as an array, and `DreamOptions`. Out: a `Result` with the dream and its report.
"""
