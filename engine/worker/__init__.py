"""The process that editors talk to: commands and messages in JSON lines, pixels in files (docs/PROTOCOL.md).

In: commands on standard input. Out: messages on standard output; results in the scratch folder.
"""
