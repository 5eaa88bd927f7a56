"""What a link may turn out to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from errdocs.linkcheck.known_site import Removal


class Lack(Enum):
    """What a broken link names that does not exist."""

    CODE = "code"
    CASE = "case"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Stands:
    """A path at which something stands."""

    path: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A path that leads on to another one."""

    target: str


@dataclass(frozen=True, slots=True)
class Retired:
    """A path at which, or at whose end, a retired entry stands."""

    path: str
    removal: Removal


@dataclass(frozen=True, slots=True)
class Missing:
    """A path that leads nowhere."""

    lack: Lack
    name: str
    """What does not exist: a code, the id of a case, or the path."""
    suggestions: tuple[str, ...]
    """Paths that may be meant, best first."""


Answer = Stands | Moved | Retired | Missing


@dataclass(frozen=True, slots=True)
class UnknownId:
    """A fragment that not every page of an error or case answers."""

    fragment: str
    nearest: str | None
    """The known fragment that is most like it, if one is."""
    is_certain: bool
    """Whether only case and separators are different."""
