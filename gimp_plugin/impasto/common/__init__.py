"""What every editor shares: the job, the engine's client, settings and texts. It imports neither gi nor gimpfu.

In: layers, options and a user's actions, through `host`. Out: painted pixels, and sentences for the user.
"""
