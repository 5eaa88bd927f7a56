"""The addresses of the site: which URLs lead to it, and to which of its paths."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

_DEFAULT_PORTS = {None, 80, 443}
_NO_WORD = r"(?<![A-Za-z0-9](?<!\\[nrt])(?<!\\x[0-9a-f]{2})(?<!\\u[0-9a-f]{4}))"
"""A scheme does not go on from a word; the end of an escape such as `\\n` or `\\u003c` is none,
however many backslashes it has, since a string in a string doubles them."""
_SCHEME = rf"{_NO_WORD}https?:(?P<slash>\\?/)(?P=slash)"


class BadAddress(ValueError):
    """A text that is not the address of a site."""

    def __init__(self, text: str) -> None:
        super().__init__(f"`{text}` is no address of a site such as https://host/path/")
        self.text = text


@dataclass(frozen=True, slots=True)
class Address:
    """Where a site is; `http` and `https` are the same."""

    host: str
    """Host in lower case, with a port that is not the default one."""
    prefix: str
    """Path of the site's root on its host, with a slash at both ends."""


def address(url: str) -> Address:
    """Return the address that a URL names.

    Raises BadAddress.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress(url) from error
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise BadAddress(url)
    name = f"[{host}]" if ":" in host else host
    path = parts.path.strip("/")
    return Address(
        name if port in _DEFAULT_PORTS else f"{name}:{port}", f"/{path}/" if path else "/"
    )


class Addresses:
    """All addresses of one site."""

    def __init__(self, urls: Iterable[str]) -> None:
        """Take the URLs of the site's root; raises BadAddress."""
        self._known = frozenset(map(address, urls))
        self._prefixes: dict[str, list[str]] = {}
        for known in sorted(self._known, key=lambda known: len(known.prefix), reverse=True):
            self._prefixes.setdefault(known.host, []).append(known.prefix)

    def __bool__(self) -> bool:
        return bool(self._known)

    def may_be_in(self, content: bytes) -> bool:
        """Whether one of the hosts is in a file; most files are done with that question."""
        lowered = content.lower()
        return any(host in lowered for host in self._needles)

    def head(self, *, relative_schemes: bool) -> re.Pattern[str]:
        r"""Return the pattern of scheme and host.

        It captures the host, and how a slash is written: `\/` in some JSON.
        """
        return self._relative_head if relative_schemes else self._head

    def root_length(self, host: str, rest: str, slash: str) -> int | None:
        """Return how much of what follows a host is the site's root; None where it is not.

        The root may lack its last slash where the path ends there. `slash` is how one is written.
        """
        wanted = host.lower()
        prefixes = self._prefixes.get(wanted) or self._prefixes[_without_default_port(wanted)]
        lengths = (_root_length(prefix.replace("/", slash), rest, slash) for prefix in prefixes)
        return next((length for length in lengths if length is not None), None)

    @cached_property
    def _needles(self) -> frozenset[bytes]:
        return frozenset(known.host.encode() for known in self._known)

    @cached_property
    def _head(self) -> re.Pattern[str]:
        return re.compile(rf"(?=h){_SCHEME}{self._hosts}", re.IGNORECASE)

    @cached_property
    def _relative_head(self) -> re.Pattern[str]:
        begin = rf"(?=[h/])(?:{_SCHEME}|(?<![\w:/])//)"  # looking ahead is fast, looking back slow
        return re.compile(begin + self._hosts, re.IGNORECASE)

    @property
    def _hosts(self) -> str:
        """Return the pattern of the hosts, which no longer name goes on with."""
        names = sorted({known.host for known in self._known}, reverse=True)
        either = "|".join(
            re.escape(name) + ("" if re.search(r":[0-9]+$", name) else "(?::(?:80|443)(?![0-9]))?")
            for name in names
        )
        return rf"(?P<host>{either})(?![\w@-]|[.:]\w)"


def _without_default_port(host: str) -> str:
    return re.sub(r":(?:80|443)$", "", host)


def _root_length(prefix: str, rest: str, slash: str) -> int | None:
    if rest.startswith(prefix):
        return len(prefix)
    bare = prefix.removesuffix(slash)
    is_root = rest.startswith(bare) and rest[len(bare) : len(bare) + 1] in {"", "?", "#"}
    return len(bare) if is_root else None
