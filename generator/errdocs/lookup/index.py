"""Registry -> lookup index: all that can be computed before a text arrives."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from errdocs.lookup.letters import folded, pairs
from errdocs.lookup.templates import Wording, weigh, wording_of
from errdocs.registry.model import ERRORS_PATH, Registry

LOOKUP_JSON = "lookup.json"
"""Where a site has its index."""
INDEX_VERSION = 2
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
        return tuple(wording_of(case, text) for case, text in self.templates)

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
    def most_parts(self) -> int:
        """Return the parts of the longest dotted code."""
        return max((len(spelling.split(".")) for spelling in self.error_by_spelling), default=0)

    @cached_property
    def folded_spellings(self) -> tuple[tuple[str, int], ...]:
        """Return every spelling of a code without case and separators, with its error."""
        return tuple((folded(name), error) for name, error in self.error_by_spelling.items())

    @cached_property
    def spellings_by_pair(self) -> Mapping[str, tuple[int, ...]]:
        """Return the positions of the folded spellings that have a pair of letters."""
        found: dict[str, list[int]] = defaultdict(list)
        for position, (name, _) in enumerate(self.folded_spellings):
            for pair in pairs(name):
                found[pair].append(position)
        return {pair: tuple(positions) for pair, positions in found.items()}

    @cached_property
    def slips(self) -> Mapping[str, str]:
        """Return the words of the templates by what is left of each when a letter is missing.

        Where two leave the same, the first in the order of the templates wins.
        """
        found: dict[str, str] = {}
        for word in self.weights:
            if len(word) >= LEAST_SLIP:
                for rest in (word, *shortened(word)):
                    found.setdefault(rest, word)
        return found

    def forgiven(self, word: str) -> str | None:
        """Return the word of the templates that an unknown one is a slip of, or None."""
        if not LEAST_SLIP - 1 <= len(word) <= MOST_SLIP:
            return None
        for rest in (word, *shortened(word)):
            if known := self.slips.get(rest):
                return known
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
            base_url + error.path,
            tuple(dict.fromkeys((error.code, *(alias.code for alias in error.aliases)))),
        )
        for error in registry.errors
    ]
    positions = {error.code: position for position, error in enumerate(registry.errors)}
    cases: list[IndexedCase] = []
    templates: list[tuple[int, str]] = []
    for error, case in registry.cases():
        title = error.title if len(error.cases) == 1 else case.title
        url = base_url + error.path_of(case)
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

    Columns in place of rows, so that like stands by like and packs well, and nothing that follows
    from the rest: ten thousand cases have to arrive on a phone. Only the texts of a case stand
    together, title, ID and messages, since they share words; so the ID has blanks as they do.
    Positions in a list stand for errors and cases; `""` stands for the usual path, and for the
    title of the case's error.
    """
    texts = [[_own_title(index, case), case.id.replace("-", " ")] for case in index.cases]
    for case, text in index.templates:
        texts[case].append(text)
    counts = Counter(case.error for case in index.cases)
    retries = list(dict.fromkeys(case.retry for case in index.cases))
    actors = list(dict.fromkeys(case.actor for case in index.cases))
    document = {
        "version": INDEX_VERSION,
        "own": index.own,
        "foreign": index.foreign,
        "retries": retries,
        "actors": actors,
        "errors": {
            "codes": [error.code for error in index.errors],
            "titles": [error.title for error in index.errors],
            "aliases": [error.spellings[1:] for error in index.errors],
            "urls": [_unusual(error) for error in index.errors],
            "cases": [counts[position] for position in range(len(index.errors))],
        },
        "cases": {
            "statuses": [case.status for case in index.cases],
            "retries": [retries.index(case.retry) for case in index.cases],
            "actors": [actors.index(case.actor) for case in index.cases],
            "texts": texts,
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _unusual(error: IndexedError) -> str:
    return "" if error.url == f"{ERRORS_PATH}{error.code}/" else error.url


def _own_title(index: Index, case: IndexedCase) -> str:
    return "" if case.title == index.errors[case.error].title else case.title
