"""Names as people type them: the entry that one means, and the known name most like one.

Exact names are the model's business (`Registry.find_entry`); this is for people, who misremember
letter case and separators first.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import TypeVar

from errdocs.registry.model import Case, Error, Registry, split_name

# Likeness, in thousandths, below which guesses look random; `fxi` and `fix` are 571 alike.
LEAST_LIKENESS = 550
# Comparisons of names for the guesses of one report: about two seconds.
MOST_COMPARISONS = 500_000
MOST_SUGGESTIONS = 6  # names that are offered in the place of an unknown one
_SEPARATORS = re.compile(r"[\W_]+")

Item = TypeVar("Item", Error, Case)


def folded(name: str) -> str:
    """Return the letters and digits of a name in lower case, as people misremember the rest."""
    return _SEPARATORS.sub("", name.lower())


def letter_pairs(name: str) -> list[str]:
    """Return each pair of letters that follow each other, once, in order."""
    return list(dict.fromkeys(name[at : at + 2] for at in range(len(name) - 1)))


def likeness(shared: int, one: int, other: int) -> int:
    """Return how alike two names are, in thousandths: Dice's coefficient of their parts.

    It takes the number of shared parts, such as letter pairs, and of each name's, so that an
    index can count them. Pairs forgive typos, extra letters and parts left out or swapped alike.
    """
    return 2000 * shared // (one + other)


def nearest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return the known names most like a name, best first; case and separators do not count."""
    wanted = _parts(name)
    found: list[tuple[int, int, str]] = []
    for candidate in known:
        parts = _parts(candidate)
        alike = likeness(len(wanted & parts), len(wanted), len(parts))
        if alike >= LEAST_LIKENESS:
            found.append((-alike, len(found), candidate))
    # Names that differ only in case and separators are one; few have to be looked at for that.
    best: dict[str, str] = {}
    for *_, candidate in sorted(found):
        if len(best) == limit:
            break
        best.setdefault(folded(candidate), candidate)
    return list(best.values())


@lru_cache(maxsize=20_000)
def _parts(name: str) -> frozenset[str]:
    # Two swapped letters break three pairs. A short name has few others, so that its letters
    # count too, and its ends as pairs. A letter that occurs twice is numbered, to be counted twice.
    letters = folded(name)
    pairs = map(intern, letter_pairs(f" {letters} "))  # so that comparing them is quick
    return frozenset(chain(pairs, *(_numbered(*item) for item in Counter(letters).items())))


@lru_cache(maxsize=1_000)
def _numbered(letter: str, count: int) -> tuple[str, ...]:
    return tuple(f"{letter} {number}" for number in range(1, count + 1))


class _Index:
    """The parts of many names: the name most like another one is found by counting."""

    def __init__(self, known: Collection[str]) -> None:
        self._names = tuple(known)
        self._sizes: list[int] = []
        self._having: dict[str, list[int]] = defaultdict(list)  # positions of names by part
        for position, name in enumerate(self._names):
            # Each is needed once, so it need not be kept for later.
            parts = _parts.__wrapped__(name)
            self._sizes.append(len(parts))
            for part in parts:
                self._having[part].append(position)

    def nearest(self, name: str) -> str | None:
        """Return the first of the names that are most like a name; None where none is alike."""
        wanted, sizes = _parts(name), self._sizes
        shared = Counter(chain.from_iterable(self._having.get(part, ()) for part in wanted))
        alike = (
            (likeness(count, len(wanted), sizes[position]), -position)
            for position, count in shared.items()
        )
        best, position = max(alike, default=(0, 0))
        return self._names[-position] if best >= LEAST_LIKENESS else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the question that offers the nearest known name, or nothing."""
    guesses = nearest(name, known, limit=1)
    return f"did you mean `{guesses[0]}`?" if guesses else ""


class Guesses:
    """Guesses for one report, as long as it has few problems.

    A thousand unknown names among a thousand known ones would be a million comparisons; nobody
    reads so many guesses.
    """

    def __init__(self) -> None:
        self._left = MOST_COMPARISONS
        # By the name and the list it was looked for in, which is kept: ids of others come again.
        self._found: dict[tuple[int, str], tuple[Collection[str], str | None]] = {}
        self._indexes: dict[int, _Index] = {}

    def nearest(self, name: str, known: Collection[str]) -> str | None:
        """Return the known name most like a name; None where there is none, or no time left."""
        asked = (id(known), name)
        if asked not in self._found:
            self._left -= len(known)
            guess = self._index(known).nearest(name) if self._left >= 0 else None
            self._found[asked] = known, guess
        return self._found[asked][1]

    def _index(self, known: Collection[str]) -> _Index:
        if id(known) not in self._indexes:
            self._indexes[id(known)] = _Index(known)
        return self._indexes[id(known)]

    def did_you_mean(self, name: str, known: Collection[str]) -> str:
        """Return the question that offers the nearest known name, or nothing."""
        guess = self.nearest(name, known)
        return f"did you mean `{guess}`?" if guess else ""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a name means: an error, or one of its cases."""

    error: Error
    case: Case | None = None

    @property
    def cases(self) -> tuple[Case, ...]:
        """Return the cases that were asked for."""
        return (self.case,) if self.case else self.error.cases


class UnknownEntry(LookupError):
    """A name that means no entry, with the names most like it."""

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        super().__init__(f"no entry is called {name!r}")
        self.name, self.suggestions = name, suggestions


class AmbiguousEntry(LookupError):
    """A name that may mean several entries, with the names of all of them."""

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"{name!r} may mean {len(candidates)} entries")
        self.name, self.candidates = name, candidates


def find(registry: Registry, name: str) -> Found:
    """Return the entry that `Code` or `Code/case-id` means.

    Each part may be the exact name, the name but for case and separators, or the start of one
    name only; the first of these that fits wins. A code may hold a slash itself. A case that has
    a code of its own is found by that, and spellings that follow by rule are as good as aliases.

    Raises UnknownEntry, with the nearest names, and AmbiguousEntry, with all that fit.
    """
    name = name.strip("/")
    if exact := registry.find_entry(name):
        return Found(*exact)
    slugs = {error.slug: error for error in registry.errors if error.slug}
    errors = {**slugs, **registry.by_any_spelling}
    if own := _case_with_code(registry, errors, name):
        return own
    is_code = folded(name) in {folded(known) for known in errors if "/" in known}
    code, case_id = (name, None) if is_code else split_name(name, errors)
    if case_id is None:
        try:
            return Found(_one(errors, code))
        except UnknownEntry as unknown:
            guesses = (*unknown.suggestions, *nearest(name, registry.case_by_code))
            raise UnknownEntry(name, tuple(dict.fromkeys(guesses))[:MOST_SUGGESTIONS]) from None
    try:
        error = _one(errors, code)
    except UnknownEntry as unknown:
        # The whole may be a misspelt code that holds a slash.
        guesses = unknown.suggestions or _suggestions(name, errors)
        raise UnknownEntry(name, guesses) from None
    cases = {case.id: case for case in error.cases}
    try:
        return Found(error, _one(cases, case_id, f"{error.code}/"))
    except UnknownEntry as unknown:
        raise UnknownEntry(name, unknown.suggestions or (error.code,)) from None


def _case_with_code(registry: Registry, errors: Mapping[str, Error], name: str) -> Found | None:
    """Return the case whose own code a name is, but for case and separators; errors come first."""
    if found := registry.case_by_code.get(name):
        return Found(*found)
    key = folded(name)
    if not key or not registry.case_by_code or key in map(folded, errors):
        return None
    meant = {id(own[1]): own for code, own in registry.case_by_code.items() if folded(code) == key}
    return Found(*meant.popitem()[1]) if len(meant) == 1 else None


def _one(items: Mapping[str, Item], wanted: str, prefix: str = "") -> Item:
    """Return the only item that a name means; the prefix stands before names in exceptions."""
    if wanted in items:
        return items[wanted]
    key = folded(wanted)
    starts = [known for known in items if key and folded(known).startswith(key)]
    for names in ([known for known in starts if folded(known) == key], starts):
        meant = {id(items[known]): items[known] for known in names}
        if len(meant) == 1:
            return items[names[0]]
        if meant:
            found = (prefix + _name(item) for item in meant.values())
            candidates = sorted(found, key=lambda name: (name.casefold(), name))
            raise AmbiguousEntry(prefix + wanted, tuple(candidates))
    raise UnknownEntry(prefix + wanted, _suggestions(wanted, items, prefix))


def _suggestions(wanted: str, items: Mapping[str, Item], prefix: str = "") -> tuple[str, ...]:
    guesses = (prefix + _name(items[guess]) for guess in nearest(wanted, items))
    return tuple(dict.fromkeys(guesses))


def _name(item: Error | Case) -> str:
    return item.code if isinstance(item, Error) else item.id
