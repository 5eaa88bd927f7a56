"""The registry as files for programs: a maker for each format, all listed in `catalogue`.

Nothing is imported here, so that who needs one format does not pay for the others.
"""
