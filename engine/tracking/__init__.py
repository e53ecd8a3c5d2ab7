"""What is told of a running job and of its end: progress, forecast, report.

In: levels and the losses of their evaluations. Out: `Progress` for the one who waits, `Result` for the caller.
"""
