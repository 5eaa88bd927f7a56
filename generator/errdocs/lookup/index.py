"""Registry -> lookup index: all that can be computed before a text arrives."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from errdocs.lookup.templates import Wording, slots_of, weigh
from errdocs.model import Registry
from errdocs.paths import case_path, error_path

INDEX_VERSION = 1
"""Version of `lookup.json`; raised when an older script could not read it."""


@dataclass(frozen=True, slots=True)
class IndexedError:
    """What the lookup says about a code."""

    code: str
    title: str
    url: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexedCase:
    """What the lookup says about a case."""

    error: int
    """Position of its error in the index."""
    id: str
    title: str
    url: str
    status: int | None
    retry: str
    actor: str


@dataclass(frozen=True)
class Index:
    """The lookup index of one registry."""

    errors: tuple[IndexedError, ...]
    cases: tuple[IndexedCase, ...]
    templates: tuple[tuple[int, str], ...]
    """Position of the case and the template, for every wording."""
    own: tuple[str, ...]
    """Words in the surroundings that speak for this service."""
    foreign: tuple[str, ...]
    """Words in the surroundings that speak for another service."""

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        """Return every template as words."""
        return tuple(Wording(case, text, slots_of(text)) for case, text in self.templates)

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """Return the weight of every word of the templates."""
        return weigh(self.wordings)

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """Return the weight of every template."""
        return tuple(sum(self.weights[slot.word] for slot in w.slots) for w in self.wordings)

    @cached_property
    def holders(self) -> Mapping[str, tuple[int, ...]]:
        """Return the positions of the templates that hold a word."""
        found: dict[str, list[int]] = defaultdict(list)
        for position, wording in enumerate(self.wordings):
            for word in dict.fromkeys(slot.word for slot in wording.slots):
                found[word].append(position)
        return {word: tuple(positions) for word, positions in found.items()}

    @cached_property
    def error_by_spelling(self) -> Mapping[str, int]:
        """Return the position of the error for every spelling of a code."""
        return {
            spelling: position
            for position, error in reversed(list(enumerate(self.errors)))
            for spelling in reversed(error.spellings)
        }

    @cached_property
    def slips(self) -> Mapping[str, tuple[str, ...]]:
        """Return the words of the templates by what is left of each when a letter is missing."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.weights:
            if len(word) >= LEAST_SLIP:
                for rest in (word, *shortened(word)):
                    found[rest].append(word)
        return {rest: tuple(words) for rest, words in found.items()}

    def forgiven(self, word: str) -> str | None:
        """Return the word of the templates that an unknown one is a slip of, or None."""
        if not LEAST_SLIP - 1 <= len(word) <= MOST_SLIP:
            return None
        for rest in (word, *shortened(word)):
            if known := self.slips.get(rest):
                return known[0]
        return None


MOST_SLIP = 40
"""Letters of the longest: longer strings are keys and hashes."""
LEAST_SLIP = 5
"""Letters of the shortest word in which a slip is forgiven: in shorter ones it is another word."""


def shortened(word: str) -> Iterator[str]:
    """Yield a word without each of its letters in turn."""
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def build_index(registry: Registry, base_url: str = "") -> Index:
    """Return the lookup index of a registry."""
    errors = [
        IndexedError(
            error.code,
            error.title,
            base_url + error_path(error),
            tuple(dict.fromkeys((error.code, *(alias.code for alias in error.aliases)))),
        )
        for error in registry.errors
    ]
    positions = {error.code: position for position, error in enumerate(registry.errors)}
    cases: list[IndexedCase] = []
    templates: list[tuple[int, str]] = []
    for error, case in registry.cases():
        title = error.title if len(error.cases) == 1 else case.title
        url = base_url + case_path(error, case)
        for message in (*case.wordings, *(former.message for former in case.former_messages)):
            templates.append((len(cases), message))
        cases.append(
            IndexedCase(
                positions[error.code],
                case.id,
                title,
                url,
                case.status,
                case.retry.value,
                case.actor.value,
            )
        )
    markers = registry.settings.markers
    return Index(tuple(errors), tuple(cases), tuple(templates), markers.own, markers.foreign)


def index_json(index: Index) -> str:
    """Return an index as `lookup.json` holds it.

    Lists in place of mappings, and nothing that follows from the rest: ten thousand cases have
    to arrive on a phone.
    """
    cases: dict[int, list[list[Any]]] = {}
    texts = _texts(index.templates)
    for position, case in enumerate(index.cases):
        row = [case.id, case.title, case.status, case.retry, case.actor, texts.get(position, [])]
        cases.setdefault(case.error, []).append(row)
    document = {
        "version": INDEX_VERSION,
        "own": list(index.own),
        "foreign": list(index.foreign),
        "errors": [
            [error.code, error.title, list(error.spellings[1:]), error.url, cases.get(position, [])]
            for position, error in enumerate(index.errors)
        ],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _texts(templates: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = {}
    for case, text in templates:
        texts.setdefault(case, []).append(text)
    return texts
