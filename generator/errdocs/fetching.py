"""The bytes of a file or a URL that a person names, within limits."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path

TIMEOUT = 30  # seconds that a server may stay silent
LARGEST = 100_000_000  # bytes; the largest file of a registry that is known has a hundredth


class Unreadable(Exception):
    """What a person named cannot be read; the text is `name: reason`."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")


def is_url(name: str) -> bool:
    """Whether a name is a URL that can be fetched, and not a file."""
    return name.lower().startswith(("http://", "https://"))


def content_of(name: str) -> bytes:
    """Return the bytes of a file, or of what a server answers for a URL.

    Raises Unreadable if there are none, or more than `LARGEST`.
    """
    content = _fetched(name) if is_url(name) else _read(name)
    if len(content) > LARGEST:
        raise Unreadable(name, f"has more than {LARGEST // 1_000_000} MB")
    return content


def _read(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(name, f"cannot be read: {error.strerror}") from error


def _fetched(url: str) -> bytes:
    try:
        # Some hosts refuse the name that the standard library gives itself.
        request = urllib.request.Request(url, headers={"User-Agent": "errdocs"})
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            content: bytes = response.read(LARGEST + 1)
            return content
    except urllib.error.HTTPError as error:
        error.close()
        raise Unreadable(url, f"the server answers {error.code} {error.reason}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unreadable(url, f"cannot be fetched: {error}") from error
