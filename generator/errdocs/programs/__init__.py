"""Programs that fail: the errors in what they print, and what to do about each, below their text.

`errdocs run` watches any program; pytest, IPython and `logging` have a module each. All of them
say the same few lines, from the registry of a folder. Nothing here may break the program that it
stands in: what goes wrong is said once, and the program goes on.
"""
