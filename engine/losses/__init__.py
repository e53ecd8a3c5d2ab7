"""The losses as data and as a function: presets, statistics, regions, tiles, the budget of memory.

In: content, styles and options. Out: loss and gradient of any picture of the content's size.
"""
