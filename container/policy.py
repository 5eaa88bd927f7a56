"""Print the Content-Security-Policy of a built site, as a line for nginx.

With `--meta`, write it into the pages themselves, for hosts that send no headers of ours.

The theme has three short inline scripts, which come in as many variants as pages have depths.
Each is allowed by its hash, so that no other inline script runs, whatever a page may hold.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from html.parser import HTMLParser
from pathlib import Path

# Nothing is allowed but what a page uses. The theme builds pages by `innerHTML`, so that trusted
# types cannot be required.
POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


ONLY_IN_HEADERS = "; frame-ancestors 'self'"  # browsers warn of it in a page


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


def write_meta(site: Path) -> None:
    """Write the policy into every page of a site, before all that it rules."""
    own = policy(site).replace(ONLY_IN_HEADERS, "")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{own}">'
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if meta not in text:
            page.write_text(text.replace("<head>", f"<head>{meta}", 1), encoding="utf-8")


def _scripts(page: Path) -> list[str]:
    parser = InlineScripts()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


if __name__ == "__main__" and sys.argv[1] == "--meta":
    write_meta(Path(sys.argv[2]))
elif __name__ == "__main__":
    print(f'add_header Content-Security-Policy "{policy(Path(sys.argv[1]))}" always;')
