"""Pages that stand in for those of the registry where an engine runs no plugin.

Zensical ignores plugins in silence. Without such a page, it would publish a site that lacks the
reference, and say that all is well.
"""

from __future__ import annotations

MARK = "<!-- errdocs: the plugin replaces this page -->"
"""First line of such a page."""


def is_stand_in(content: bytes) -> bool:
    """Whether a page is there to be replaced."""
    return content.lstrip().startswith(MARK.encode())
