"""A published `permalinks.json`, from a file or a URL."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from errdocs.linkcheck.known_site import NotASite, Site, site_of_document
from errdocs.routes import FILES

PERMALINKS_JSON = FILES["permalinks"].path
TIMEOUT = 30
"""Seconds that a server may stay silent."""
LARGEST = 100_000_000
"""Most bytes of a `permalinks.json`."""


class UnreadableSite(Exception):
    """A `permalinks.json` that cannot be read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class PublishedSite(NamedTuple):
    """A site as it tells about itself."""

    site: Site
    addresses: tuple[str, ...]
    """Where it is: as the file says, and where the file was found."""


def published_site(name: str) -> PublishedSite:
    """Return the site that a file, or a URL of the file or of the site's root, tells of.

    Raises UnreadableSite.
    """
    is_url = name.startswith(("http://", "https://"))
    url = name + PERMALINKS_JSON if is_url and name.endswith("/") else name
    try:
        site = site_of_document(json.loads(_fetched(url) if is_url else _read(Path(name))))
    except NotASite as error:
        raise UnreadableSite(url, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableSite(url, f"it is not JSON: {error}") from error
    root = _root(url) if is_url else ""
    return PublishedSite(site, tuple(address for address in (site.address, root) if address))


def _root(url: str) -> str:
    """Return the address of the site that publishes its file at a URL; empty for another name.

    A copy under another name may be anywhere, such as among the artifacts of a build.
    """
    bare = urlsplit(url)._replace(query="", fragment="").geturl()
    root = bare.removesuffix(PERMALINKS_JSON)
    return root if root != bare and root.endswith("/") else ""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSite(str(path), f"it cannot be read: {error.strerror}") from error


def _fetched(url: str) -> bytes:
    try:
        # Some hosts turn the standard library's own name away.
        request = urllib.request.Request(url, headers={"User-Agent": "errdocs"})
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            content: bytes = response.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise UnreadableSite(url, f"the server answers {error.code} {error.reason}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise UnreadableSite(url, f"it cannot be fetched: {error}") from error
    if len(content) > LARGEST:
        raise UnreadableSite(url, f"it has more than {LARGEST // 1_000_000} MB")
    return content
