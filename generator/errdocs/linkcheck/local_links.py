"""Links to a preview on somebody's own computer, which are copied into runbooks by mistake."""

from __future__ import annotations

import re

from errdocs.linkcheck.scanning import NOT_IN_A_WORD, Notation
from errdocs.routes.paths import INDEX

_HOSTS = r"(?:(?:[a-z0-9-]{1,63}\.)?localhost|127(?:\.[0-9]{1,3}){3}|0\.0\.0\.0|\[::1?\])"
_HEAD = re.compile(
    rf"(?=[hf]){NOT_IN_A_WORD}(?:(?P<web>https?)|file):(?P<slash>\\?/)(?P=slash)"
    rf"(?P<host>(?(web){_HOSTS}(?::[0-9]{{1,5}})?|(?:localhost)?))(?=\\?/)",
    re.IGNORECASE,
)
_IN_ANY = re.compile(rb"file:|localhost|127\.|0\.0\.0\.0|\[::", re.IGNORECASE)


class LocalUrls:
    """URLs of a page about an error on some local server or disk, wherever its site starts there.

    Scanned for like those of a site; the path after the root tells whether it is one of ours.
    """

    def may_be_in(self, content: bytes) -> bool:
        """Whether a local URL may be in a file."""
        return INDEX.rstrip("/").encode() in content and _IN_ANY.search(content) is not None

    def head(self, notation: Notation) -> re.Pattern[str]:
        """Return the pattern of scheme, `slash` and `host`, which is empty in a `file:` URL."""
        return _HEAD

    def root_length(self, host: str, rest: str, slash: str) -> int | None:
        """Return how much of what follows a host stands before the folder of the errors."""
        start = rest.rfind(f"/{INDEX}".replace("/", slash))
        return None if start < 0 else start + len(slash)
