"""The bytes of a file or a URL that a person names, within limits.

What is at the other end of a name is not trusted: a server may answer for ever, or lead elsewhere,
and a file may be a pipe that nobody writes to.
"""

from __future__ import annotations

import base64
import http.client
import io
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from errdocs.regular_files import read_regular

SILENCE = 30  # seconds that a server may stay silent
LONGEST = 60  # seconds that an answer may take, with all redirects
LARGEST = 100_000_000  # bytes; the largest file of a registry that is known has a hundredth
MOST_REDIRECTS = 5
LONGEST_REASON = 60  # characters of what a server says about a status
_CHUNK = 1 << 16
_REDIRECTS = {301, 302, 303, 307, 308}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class Unreadable(Exception):
    """What a person named cannot be read; the text is `name: reason`, without credentials."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{without_credentials(name)}: {reason}")


def is_url(name: str) -> bool:
    """Whether a name is a URL that can be fetched, and not a file."""
    return name.lower().startswith(("http://", "https://"))


def without_credentials(name: str) -> str:
    """Return a URL without user and password, and without a query, which may hold a token.

    The name of a file is returned as it is.
    """
    if not (scheme := _SCHEME.match(name)):
        return name
    bare, query, _ = name.partition("#")[0].partition("?")
    host, slash, path = bare[scheme.end() :].partition("/")
    return f"{scheme[0]}{host.rpartition('@')[2]}{slash}{path}{query and '?…'}"


def content_of(name: str) -> bytes:
    """Return the bytes of a regular file, or of what a server answers for a URL.

    Raises Unreadable if there are none, or more than `LARGEST`.
    """
    if is_url(name):
        return _fetched(name)
    if _SCHEME.match(name):
        raise Unreadable(name, "cannot be fetched; expected a file, or a URL with http or https")
    try:
        return read_regular(Path(name), LARGEST)
    except OSError as error:
        raise Unreadable(name, f"cannot be read: {error.strerror}") from error


def _fetched(name: str) -> bytes:
    """Return what a server answers, wherever it redirects to; raises Unreadable."""
    url, deadline = name, time.monotonic() + LONGEST
    try:
        for _ in range(MOST_REDIRECTS + 1):
            with _asked(url, name, deadline) as answer:
                target = answer.headers["Location"] if answer.status in _REDIRECTS else None
                if target is None:
                    return _body(name, answer)
            url = _redirected(name, url, target)
    except TimeoutError as error:
        raise Unreadable(name, _too_slow(deadline)) from error
    except urllib.error.URLError as error:
        is_slow = isinstance(error.reason, TimeoutError)
        reason = _too_slow(deadline) if is_slow else f"cannot be fetched: {error.reason}"
        raise Unreadable(name, reason) from error
    except OSError as error:
        raise Unreadable(name, f"cannot be fetched: {error.strerror or error}") from error
    except (http.client.InvalidURL, ValueError) as error:  # whose words repeat the URL
        raise Unreadable(name, "cannot be fetched: it is not a valid URL") from error
    except http.client.HTTPException as error:
        raise Unreadable(name, "the answer is not valid HTTP") from error
    raise Unreadable(name, f"is redirected more than {MOST_REDIRECTS} times")


def _too_slow(deadline: float) -> str:
    if time.monotonic() >= deadline:
        return f"the whole answer takes more than {LONGEST} seconds"
    return f"the server is silent for more than {SILENCE} seconds"


def _body(name: str, answer: http.client.HTTPResponse) -> bytes:
    if answer.status != 200:
        reason = answer.reason[:LONGEST_REASON]
        raise Unreadable(name, f"the server answers {answer.status} {reason}")
    if (coding := answer.headers.get("Content-Encoding", "identity")) != "identity":
        # Nobody asked for it, and a small answer may become a large one.
        raise Unreadable(name, f"the answer is compressed ({coding[:LONGEST_REASON]})")
    content = io.BytesIO()
    while chunk := answer.read(_CHUNK):
        content.write(chunk)
        if content.tell() > LARGEST:
            raise Unreadable(name, f"has more than {LARGEST // 1_000_000} MB")
    if answer.length:
        raise Unreadable(name, f"the answer ends {answer.length:,} bytes early")
    return content.getvalue()


def _redirected(name: str, url: str, target: str) -> str:
    """Return where a redirect leads; raises Unreadable where nobody should go."""
    new = urljoin(url, target)
    old_scheme, scheme = urlsplit(url).scheme, urlsplit(new).scheme
    if scheme not in {"http", "https"}:
        raise Unreadable(name, f"is redirected to `{scheme}:`; expected http or https")
    if (old_scheme, scheme) == ("https", "http"):
        raise Unreadable(name, "is redirected from https to http, which anybody can change")
    return new


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port


def _asked(url: str, name: str, deadline: float) -> http.client.HTTPResponse:
    """Return the answer for one URL, whatever its status; its reads end at the deadline.

    User and password are sent to the host that a person named with them, and to no other.
    """
    parts, named = urlsplit(url), urlsplit(name)
    # Some hosts refuse the name that the standard library gives itself.
    headers = {"User-Agent": "errdocs"}
    if named.username is not None and _origin(parts) == _origin(named):
        headers["Authorization"] = _basic(named)
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
    request = urllib.request.Request(bare, headers=headers)
    opener = urllib.request.OpenerDirector()
    # No handler of redirects or errors, and none of other schemes.
    opener.add_handler(urllib.request.ProxyHandler())
    opener.add_handler(_Http(deadline))
    opener.add_handler(_Https(deadline))
    answer = opener.open(request, timeout=max(0.001, min(SILENCE, deadline - time.monotonic())))
    return cast(http.client.HTTPResponse, answer)


def _basic(parts: SplitResult) -> str:
    pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


class _Until(io.RawIOBase):
    """Reads from a socket until a deadline, however slowly it sends: each read has less time."""

    def __init__(self, raw: io.RawIOBase, sock: Any, deadline: float) -> None:
        self._raw, self._sock, self._deadline = raw, sock, deadline

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what is there, or wait for it until the deadline."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(min(SILENCE, left))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Close the socket."""
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """An answer that is read until a deadline, its head too."""

    def __init__(self, deadline: float, sock: Any, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Until(self.fp.detach(), sock, deadline))


def _connection(
    kind: Callable[..., http.client.HTTPConnection], deadline: float, host: str, **options: Any
) -> http.client.HTTPConnection:
    connection = kind(host, **options)
    response = cast(type[http.client.HTTPResponse], partial(_Response, deadline))
    connection.response_class = response
    return connection


class _Http(urllib.request.HTTPHandler):
    """Opens `http` URLs, with a deadline."""

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Return the answer."""
        make = partial(_connection, http.client.HTTPConnection, self._deadline)
        return self.do_open(make, req)


class _Https(urllib.request.HTTPSHandler):
    """Opens `https` URLs, with a deadline."""

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Return the answer."""
        make = partial(_connection, http.client.HTTPSConnection, self._deadline)
        return self.do_open(make, req)
