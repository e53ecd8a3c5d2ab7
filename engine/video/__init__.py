"""Steady moving pictures after Ruder, Dosovitskiy and Brox 2016 (arXiv:1604.08610), for any painter.

In: the contents of a clip, one after another, and a painter of single frames. Out: painted frames that hang together.
Knows no files: frames come from an iterable and finished ones go to a store, both given by the caller.
"""
