"""Progress, forecast and report of a job.

In: levels and the losses of their evaluations. Out: `Progress` for a progress bar, `Result` for the caller.
"""
