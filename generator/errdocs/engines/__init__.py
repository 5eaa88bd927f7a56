"""Everything that knows MkDocs, Zensical or a folder that another engine builds.

The core makes pages and files; an engine turns them into a site, here or on a development server.
"""
