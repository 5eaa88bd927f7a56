"""Realistic registries of any size, and what building a site from them costs."""
