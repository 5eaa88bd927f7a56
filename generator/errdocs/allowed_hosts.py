"""The host names under which a server of this machine may be asked.

A page of another site can let its own name lead here (DNS rebinding) and would then read what is
served, so requests under a foreign name are refused. No page can take over an IP address.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
_ALWAYS = frozenset({"localhost", LOOPBACK, "::1"})


@dataclass(frozen=True)
class AllowedHosts:
    """The names of a server."""

    names: frozenset[str] = _ALWAYS
    has_addresses: bool = False
    """Whether every IP address is one: of a server that listens on all of them."""

    @classmethod
    def of(cls, address: str, more: Iterable[str] = ()) -> AllowedHosts:
        """Return the names of a server that listens on an address: loopback, that and more."""
        own = (address.strip("[]"), *(name.strip("[]") for name in more))
        names = frozenset(name.lower().rstrip(".") for name in own)
        return cls(_ALWAYS | names, has_addresses=_is_address(address, is_unspecified=True))

    def allows(self, header: str | None) -> bool:
        """Whether a request with this `Host` header is answered; only old clients send none."""
        if header is None:
            return True
        try:
            name = (urlsplit(f"//{header}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return name in self.names or (self.has_addresses and _is_address(name))


def _is_address(text: str, *, is_unspecified: bool = False) -> bool:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return address.is_unspecified or not is_unspecified
