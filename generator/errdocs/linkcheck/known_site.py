"""What is known of a site -> what a path or fragment of a link leads to.

The paths come from a `permalinks.json`, a published one or the one that a registry would publish,
so that both ways of checking give the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, StrictInt, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from errdocs.exports.permalinks_json import SCHEMA_VERSION, permalinks_json
from errdocs.fetching import Unreadable, content_of, is_url, without_credentials
from errdocs.problems import Rule
from errdocs.registry.model import RESERVED
from errdocs.registry.naming import folded, nearest
from errdocs.routes import FILES, Routes, paths
from errdocs.routes.paths import INDEX, looks_like_a_file

PERMALINKS_JSON = FILES["permalinks"].path
# The path of the page of an error or case, as far as its form tells.
ENTRY = re.compile(rf"{INDEX}(?!(?i:{'|'.join(RESERVED)})/)[^/]+/(?:[^/]+/)?")
MOST_GUESSES = 200  # unknown paths in one run for which near ones are looked for: that takes time
MOST_SUGGESTIONS = 3
LONGEST_NAME = 200  # characters of a path that are compared with others
RESEMBLANCE = 0.8  # least likeness of a misspelt file; others, such as images, are not checked
MOST_REMEMBERED = 100_000  # paths: runbooks link to the same few, hostile files to ever new ones

UNKNOWN_CODE = Rule(
    "link-code",
    "`{name}` in `{url}` is not a code of this reference",
    "a code or an alias, letter for letter",
    "correct the code or remove the link",
)
UNKNOWN_CASE = Rule(
    "link-case",
    "`{name}` in `{url}` is not a case of that error",
    "the id of one of its cases",
    "link to the error itself",
)
UNKNOWN_PAGE = Rule(
    "link-page",
    "`{url}` does not lead to a page of the site",
    "the path of a page",
    "correct the path or remove the link",
)


@dataclass(frozen=True, slots=True)
class Removal:
    """When and why an entry was removed."""

    version: str | None = None
    date: str | None = None
    reason: str | None = None
    replaced_by: str | None = None  # path of its replacement


@dataclass(frozen=True, slots=True)
class KnownPath:
    """A permanent path."""

    target: str  # path that it leads to: itself, or what replaced it
    removed: Removal | None = None  # why the entry at the target was removed, if it was


@dataclass(frozen=True)
class Site:
    """The permanent paths of a site."""

    # Paths from the site's root; a page's ends in a slash or is empty.
    paths: Mapping[str, KnownPath]
    # Ids that the page of every error and case answers; empty where unknown.
    fragments: frozenset[str] = frozenset()
    urls: tuple[str, ...] = ()  # URLs of its root: as the file says, and where the file was found
    knows_documents: bool = True  # whether the hand-written pages are among the paths


def _known_version(version: int) -> int:
    if version > SCHEMA_VERSION:
        reason = f"it is {version}; this program reads {SCHEMA_VERSION} and below"
        raise PydanticCustomError("newer_format", reason)  # pydantic adds no words to its own
    return version


@dataclass(frozen=True, slots=True)
class _Document:
    # First, since of a newer format its problem is the one to report.
    schema_version: Annotated[StrictInt, AfterValidator(_known_version)]
    paths: dict[str, KnownPath]
    site: str = ""
    fragments: dict[str, object] = field(default_factory=dict)


_DOCUMENT = TypeAdapter(_Document)


def site_of_registry(routes: Routes) -> Site:
    """Return what a site of a registry has, without building it."""
    site = site_of_json(permalinks_json(routes))
    # No ledger holds what only a site with a known URL has, yet nobody may call it broken.
    known = {file.path: KnownPath(file.path) for file in FILES.values() if file.needs_site_url}
    knows_documents = routes.documents is not None
    return replace(site, paths=known | {**site.paths}, knows_documents=knows_documents)


def published_site(name: str) -> Site:
    """Return the site of a `permalinks.json`: a file, a URL, or its root. Raises Unreadable."""
    if not is_url(name):
        return site_of_json(content_of(name), name)
    name = name + PERMALINKS_JSON if name.endswith("/") else name
    site = site_of_json(content_of(name), name)
    bare = without_credentials(urlsplit(name)._replace(query="", fragment="").geturl())
    root = bare.removesuffix(PERMALINKS_JSON)
    # A copy under another name may be anywhere, such as among the artifacts of a build.
    is_at_root = root != bare and root.endswith("/")
    return replace(site, urls=(*site.urls, root)) if is_at_root else site


def site_of_json(content: bytes | str, name: str = PERMALINKS_JSON) -> Site:
    """Return the site of a `permalinks.json`; raises Unreadable, also if its format is newer."""
    try:
        document = _DOCUMENT.validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "".join(f"`{key}`: " for key in first["loc"])
        reason = f"it is not a `permalinks.json` that can be read: {place}{first['msg']}"
        raise Unreadable(name, reason) from error
    return Site(
        paths={"": KnownPath("")} | document.paths,  # every site has a home page
        fragments=frozenset(document.fragments),
        urls=(document.site,) if document.site else (),
    )


class NotFound(NamedTuple):
    """What a path that leads nowhere may mean."""

    rule: Rule
    name: str  # what does not exist: a code, the id of a case, or the path
    suggestions: tuple[str, ...] = ()  # paths that may be meant, best first


class SuggestionNeeded(Exception):
    """A path for which near ones would be looked for, met by a resolver that does not suggest."""


class Resolver:
    """Resolves the links to one site; what was resolved once is remembered."""

    def __init__(self, site: Site, *, suggests: bool = True) -> None:
        self._site = site
        self._suggests = suggests
        self._targets = {path: known.target for path, known in site.paths.items()}
        self._paths = paths.ForgivingPaths(self._targets)
        self._files = [path for path in self._targets if looks_like_a_file(path)]
        self._codes: dict[str, str] = {}  # the page of each code and alias
        # The page of each case of an error, by the page of the error.
        self._cases: dict[str, dict[str, str]] = {}
        self._cases_by_id: dict[str, list[str]] = {}
        for path in filter(ENTRY.fullmatch, self._targets):
            folder, _, name = path.rstrip("/").rpartition("/")
            if f"{folder}/" == INDEX:
                self._codes[name] = self._targets[path]
            elif self._targets[path] == path:
                self._cases.setdefault(f"{folder}/", {})[name] = path
                self._cases_by_id.setdefault(folded(name), []).append(path)
        self._guesses_left = MOST_GUESSES
        self.fragments = tuple(sorted(site.fragments))
        self.resolve = lru_cache(MOST_REMEMBERED)(self._resolve)
        """Return where a path leads, or can only lead; None where nobody knows."""
        self.nearest_fragment = lru_cache(1_000)(self._nearest_fragment)
        """Return the known fragment most like one, and whether it is certainly meant."""

    def _nearest_fragment(self, fragment: str) -> tuple[str | None, bool]:
        same = [name for name in self.fragments if folded(name) == folded(fragment)]
        if len(same) == 1:
            return same[0], True
        return next(iter(nearest(fragment[:LONGEST_NAME], self.fragments, 1)), None), False

    def _resolve(self, asked: str) -> KnownPath | NotFound | None:
        path = paths.without_dot_segments(asked)
        if path is None:
            return None  # above the site's root, where something else may be
        if paths.list_of(path) is not None:
            return None  # a list has more or fewer pages every day
        # A published path wins, though another one may be like it but for case.
        meant = path if path in self._site.paths else self._paths.meant(path)
        if meant is None:
            return self._not_found(path) if self._is_known_to_lack(path) else None
        target = self._targets.get(meant, meant)
        there = self._site.paths.get(target)
        return KnownPath(target, there.removed if there else None)

    def _is_known_to_lack(self, path: str) -> bool:
        """Whether all is known that could be at a path, so that one not found is broken."""
        if path.startswith(INDEX):
            return not self._is_beside_page(path)
        if looks_like_a_file(path):  # style sheets and images are not published for ever
            return bool(get_close_matches(path[:LONGEST_NAME], self._files, 1, RESEMBLANCE))
        return self._site.knows_documents and path != "404.html"  # every engine writes that one

    def _is_beside_page(self, path: str) -> bool:
        """Whether a path below `errors/` may be a file beside a page, such as its social card."""
        folder, _, name = path.rpartition("/")
        if not looks_like_a_file(name) or name.lower().endswith(paths.ERROR_FILES):
            return False  # of those with a known ending, all are known
        if f"{folder}/" == INDEX:
            return name == paths.CARD_NAME  # another name with a dot is a code
        return self._paths.meant(f"{folder}/") is not None

    def _not_found(self, path: str) -> NotFound:
        code, _, rest = path.removeprefix(INDEX).strip("/").partition("/")
        is_below = path.startswith(INDEX)
        if is_below and code.casefold() == "status":
            return NotFound(UNKNOWN_PAGE, path)  # every number is as near as another
        if not is_below or code.casefold() in RESERVED:
            return NotFound(UNKNOWN_PAGE, path, self._nearest(path, self._targets))
        code = code if rest else paths.without_index(code)
        if page := self._paths.meant(f"{INDEX}{code}/"):
            # The page of the error tells its cases apart, so it is better than no suggestion.
            cases = self._nearest(rest, self._cases.get(page, {}))
            return NotFound(UNKNOWN_CASE, rest, cases or (page,))
        # A code may hold a slash, as `S3/NoSuchKey`; the slug in its path has another character.
        if rest and (page := self._paths.meant(f"{INDEX}{code}-{rest}/")):
            return NotFound(UNKNOWN_PAGE, path, (page,))
        stem = re.sub(r"\.(?:json|md)$", "", code)  # it may also be the id of a case
        found = (*self._cases_by_id.get(folded(stem), ()), *self._nearest(stem, self._codes))
        return NotFound(UNKNOWN_CODE, code, found[:MOST_SUGGESTIONS])

    def _nearest(self, name: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """Return where the known names lead that are most like a name.

        Raises SuggestionNeeded where this resolver does not suggest: nothing is remembered then.
        """
        if not self._suggests:
            raise SuggestionNeeded
        if self._guesses_left <= 0:  # a file of nothing but wrong links would take minutes
            return ()
        self._guesses_left -= 1
        names = nearest(name[:LONGEST_NAME], known, MOST_SUGGESTIONS)
        return tuple(dict.fromkeys(known[name] for name in names))
