"""Style transfer as a whole: plan, pyramid of sizes, initial image, finish.

In: content and styles as arrays, and `Options`. Out: a `Result` with the painted picture and its report.
"""
