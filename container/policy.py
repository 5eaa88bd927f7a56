"""Print the Content-Security-Policy of a built site, as a line for nginx.

The theme has three short inline scripts, which come in as many variants as pages have depths.
Each is allowed by its hash, so that no other inline script runs, whatever a page may hold.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from html.parser import HTMLParser
from pathlib import Path

POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self'; img-src 'self' data:;"
    " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class InlineScripts(HTMLParser):
    """Collects the inline scripts of a page that a browser would run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a script that has no file and is no data."""
        given = dict(attrs)
        if tag == "script" and "src" not in given and given.get("type", "module") == "module":
            self._is_inside = True
            self.found.append("")

    def handle_data(self, data: str) -> None:
        """Collect a script's text."""
        if self._is_inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """End a script."""
        self._is_inside = False


def policy(site: Path) -> str:
    """Return the policy under which every page of a site works."""
    hashes = {_hash(script) for page in site.rglob("*.html") for script in _scripts(page)}
    return POLICY.format(hashes=" ".join(sorted(hashes)))


def _scripts(page: Path) -> list[str]:
    parser = InlineScripts()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


if __name__ == "__main__":
    print(f'add_header Content-Security-Policy "{policy(Path(sys.argv[1]))}" always;')
