"""Registry -> problems: the rules that every registry obeys, one module a subject.

Each is a constant with its id and its message, and a module yields problems and never prints.
"""

from errdocs.checks.rules import check

__all__ = ["check"]
