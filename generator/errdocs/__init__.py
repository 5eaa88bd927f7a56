"""A documentation-site generator for searchable error references."""
