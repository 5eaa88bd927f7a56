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
_IN_ANY = ("file:", "localhost", "127.", "0.0.0.0", "[::")


class LocalUrls:
    """URLs of a page about an error on some local server or disk, wherever its site starts there.

    Scanned for like those of a site; the path after the root tells whether it is one of ours.
    """

    def may_be_in(self, content: bytes) -> bool:
        """Whether a local URL may be in a file."""
        if INDEX.rstrip("/").encode() not in content:
            return False
        folded = content.lower()
        return any(part.encode() in folded for part in _IN_ANY)

    def may_be_in_text(self, text: str) -> bool:
        """Whether a local URL may be in a text, which is quicker to tell than to scan it."""
        folded = text.casefold()
        return any(part in folded for part in _IN_ANY)

    def head(self, notation: Notation) -> re.Pattern[str]:
        """Return the pattern of scheme, `slash` and `host`, which is empty in a `file:` URL."""
        return _HEAD

    def root_length(self, host: str, rest: str, slash: str) -> int | None:
        """Return how much of what follows a host stands before the folder of the errors."""
        start = rest.rfind(f"/{INDEX}".replace("/", slash))
        return None if start < 0 else start + len(slash)
