"""Registry -> problems: the rules that every registry obeys, one module a subject.

A rule yields problems and never prints; each is worded once, by its class.
"""

from errdocs.checks.rules import check

__all__ = ["check"]
