"""ONNX Runtime on this machine: devices, their selection and speed, sessions over the graphs, memory, state.

In: a graph's name and arrays. Out: its outputs, from the fastest device whose gradient is right.
"""
