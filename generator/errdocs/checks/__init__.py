"""Registry -> problems: the rules that every registry obeys."""

from errdocs.checks.run import RULES, check

__all__ = ["RULES", "check"]
