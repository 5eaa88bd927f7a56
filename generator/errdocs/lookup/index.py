"""Registry -> lookup index: all that can be computed before a text arrives."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from errdocs.lookup.constants import (
    FIRST_CATEGORY,
    FIRST_KIND,
    FIRST_TAG,
    HUMP,
    INDEX_VERSION,
    LEAST_TYPO,
    MOST_LONGER,
    MOST_TYPO,
    RAREST,
)
from errdocs.lookup.envelopes import Envelopes, Form, forms_of, shape
from errdocs.lookup.generic import Generic, Kind, generic
from errdocs.lookup.spellings import Entry, Spellings
from errdocs.lookup.words import words
from errdocs.messages import Placeholder, parse
from errdocs.registry.model import ERRORS_PATH, Case, Error, Registry
from errdocs.registry.model import Generic as GenericStrings
from errdocs.registry.naming import letter_pairs

_Kind = TypeVar("_Kind", str, int | None)


class Slot(NamedTuple):
    """One word of a template."""

    word: str
    gap: bool  # whether a placeholder stands between the word before and this one


class Wording(NamedTuple):
    """One template of a case, ready to be found in a text."""

    case: int  # position in the index
    template: str
    slots: tuple[Slot, ...]
    ends_with_value: bool  # whether a placeholder follows the last word
    position: int = 0  # in the index


@dataclass(frozen=True, slots=True)
class IndexedError:
    """What the lookup says about a code."""

    code: str
    title: str
    url: str
    spellings: tuple[str, ...]
    is_printed: bool = True  # whether texts hold the code
    category: str = ""  # its key


@dataclass(frozen=True, slots=True)
class IndexedCase:
    """What the lookup says about a case."""

    error: int  # position in the index
    id: str
    title: str
    url: str
    status: int | None
    retry: str
    actor: str
    spellings: tuple[str, ...] = ()  # of its own code, where it has one
    category: str = ""  # its key, where it is not that of the error
    tags: tuple[str, ...] = ()  # the words of its tags that its other texts do not have
    is_removed: bool = False


class Value(NamedTuple):
    """A value of fields, or a help anchor, by which entries are found, and those that have it."""

    text: str
    errors: tuple[int, ...]  # positions of the errors that have it themselves
    cases: tuple[int, ...]  # positions of the cases that have it, unlike their errors

    @property
    def sharing(self) -> int:
        """Return how many entries have it."""
        return len(self.errors) + len(self.cases)


@dataclass(frozen=True)
class Index:
    """The lookup index of one registry."""

    errors: tuple[IndexedError, ...]
    cases: tuple[IndexedCase, ...]
    templates: tuple[tuple[int, str], ...]  # each with the position of its case
    own: tuple[str, ...]  # words in the surroundings that speak for this service
    foreign: tuple[str, ...]  # words in the surroundings that speak for another service
    values: tuple[Value, ...] = ()  # of the fields by which entries are found
    labels: tuple[str, ...] = ()  # keys and titles of these fields, in lower case
    anchors: tuple[Value, ...] = ()  # ends of the help URLs that are printed with entries
    categories: tuple[str, ...] = ()  # their keys
    generic: GenericStrings | None = None  # what the registry knows that others print too
    forms: tuple[Form, ...] = ()  # of the envelopes
    id_shapes: tuple[str, ...] = ()  # of request IDs

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        """Return every template as words."""
        read = {text: _slots(text) for _, text in self.templates}
        return tuple(
            Wording(case, text, *read[text], at) for at, (case, text) in enumerate(self.templates)
        )

    @cached_property
    def messages(self) -> tuple[Sequence[int], ...]:
        """Return the positions of the wordings that say the same, in the order of the templates.

        Large services print one message under many codes: it is searched once for all of them.
        """
        return tuple(_positions((text,) for _, text in self.templates).values())

    @cached_property
    def longer(self) -> Mapping[int, Sequence[int]]:
        """Return the templates that start with all the words of another one, by that one."""
        slots = [wording.slots for wording in self.wordings]
        order = sorted(range(len(slots)), key=slots.__getitem__)
        found: dict[int, list[int]] = defaultdict(list)
        for at, short in enumerate(order):
            length = len(slots[short])
            if not length:
                continue
            for longer in islice(order, at + 1, None):
                if slots[longer][:length] != slots[short] or len(found[short]) == MOST_LONGER:
                    break
                if len(slots[longer]) > length:
                    found[short].append(longer)
        return {short: longer for short, longer in sorted(found.items()) if longer}

    @cached_property
    def case_counts(self) -> Counter[int]:
        """Return the number of cases of each error."""
        return Counter(case.error for case in self.cases)

    @property
    def _known(self) -> Generic:
        return generic(self.generic.codes, self.generic.messages) if self.generic else generic()

    @cached_property
    def generic_codes(self) -> frozenset[str]:
        """Return the spellings of codes that others use too."""
        spellings = chain.from_iterable(entry.spellings for entry in self.errors)
        own = chain.from_iterable(case.spellings for case in self.cases)
        return frozenset(filter(self._known.is_code, chain(spellings, own)))

    @cached_property
    def _kinds(self) -> dict[int, Kind | None]:
        return {}

    def generic_kind(self, position: int) -> Kind | None:
        """Return why others print a template too; None for one of the service's own.

        A text is like a few templates only, so the others need not be read.
        """
        if position not in self._kinds:
            self._kinds[position] = self._known.kind_of(self.templates[position][1])
        return self._kinds[position]

    @cached_property
    def generic_templates(self) -> Mapping[int, Kind]:
        """Return why others print a template too, by its position."""
        kinds = ((at, self.generic_kind(at)) for at in range(len(self.templates)))
        return {at: kind for at, kind in kinds if kind}

    @cached_property
    def envelopes(self) -> Envelopes:
        """Return the forms of responses that speak for the service."""
        is_code = self.entry_by_spelling.__contains__
        return Envelopes(self.forms, frozenset(self.id_shapes), is_code)

    @cached_property
    def holders(self) -> Mapping[str, Sequence[int]]:
        """Return the positions of the messages that hold a word, in their order."""
        firsts = (self.wordings[first] for first, *_ in self.messages)
        return _positions(dict.fromkeys(slot.word for slot in w.slots) for w in firsts)

    @cached_property
    def weights(self) -> dict[str, int]:
        """Return the weight of each word: the rarer among the templates, the heavier."""
        total, sizes = len(self.templates), [len(wordings) for wordings in self.messages]
        scale = RAREST / math.log(1 + max(total, 1))
        # Their order, that of the templates, decides between words that a typo may mean.
        return {
            word: int(scale * math.log(1 + total / sum(sizes[at] for at in holders)) + 0.5)
            for word, holders in self.holders.items()
        }

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """Return the weight of every message."""
        firsts = (self.wordings[first] for first, *_ in self.messages)
        return tuple(sum(self.weights[slot.word] for slot in w.slots) for w in firsts)

    @cached_property
    def repeating(self) -> frozenset[int]:
        """Return the positions of the messages that have a word more than once."""
        slots = [self.wordings[first].slots for first, *_ in self.messages]
        return frozenset(
            at for at, found in enumerate(slots) if len({slot.word for slot in found}) < len(found)
        )

    @cached_property
    def messages_by_error(self) -> Mapping[int, Sequence[int]]:
        """Return the positions of the messages of each error."""
        found: dict[int, list[int]] = defaultdict(list)
        for message, wordings in enumerate(self.messages):
            for wording in wordings:
                found[self.cases[self.templates[wording][0]].error].append(message)
        return found

    @cached_property
    def error_by_spelling(self) -> Mapping[str, int]:
        """Return the position of the error for every spelling of a code; the first one wins."""
        backwards = reversed(tuple(enumerate(self.errors)))
        return {
            name: position
            for position, error in backwards
            if error.is_printed
            for name in error.spellings
        }

    @cached_property
    def entry_by_spelling(self) -> Mapping[str, Entry]:
        """Return the error or case for every spelling of a code; that of an error wins."""
        backwards = reversed(tuple(enumerate(self.cases)))
        cases = {
            spelling: Entry(case.error, position)
            for position, case in backwards
            for spelling in case.spellings
        }
        return cases | {name: Entry(error) for name, error in self.error_by_spelling.items()}

    @cached_property
    def value_by_text(self) -> Mapping[str, Value]:
        """Return the values of fields that are no spelling of a code."""
        return {v.text: v for v in self.values if v.text not in self.entry_by_spelling}

    @cached_property
    def anchors_by_name(self) -> Mapping[str, Sequence[Value]]:
        """Return the ends of help URLs by what follows their `#`."""
        found: dict[str, list[Value]] = defaultdict(list)
        for anchor in self.anchors:
            found[anchor.text.partition("#")[2]].append(anchor)
        return found

    @cached_property
    def spellings(self) -> Spellings:
        """Return what a text may hold besides names: codes of other shapes, values of fields."""
        return Spellings.of(self.entry_by_spelling, self.value_by_text)

    @cached_property
    def most_parts(self) -> int:
        """Return the parts of the longest dotted code."""
        return max((spelling.count(".") + 1 for spelling in self.entry_by_spelling), default=0)

    @cached_property
    def folded_spellings(self) -> tuple[tuple[str, int], ...]:
        """Return every spelling of a code without case and separators, with its error."""
        return tuple((folded(name), error) for name, error in self.error_by_spelling.items())

    @cached_property
    def spellings_by_pair(self) -> Mapping[str, Sequence[int]]:
        """Return the positions of the folded spellings that have a pair of letters."""
        return _positions(letter_pairs(name) for name, _ in self.folded_spellings)

    @cached_property
    def pair_counts(self) -> tuple[int, ...]:
        """Return how many pairs of letters each of the folded spellings has."""
        return tuple(len(letter_pairs(name)) for name, _ in self.folded_spellings)

    @cached_property
    def typos(self) -> Mapping[str, str]:
        """Return the words of the templates by what is left of each when a letter is missing."""
        # Where two leave the same, the first in the order of the templates wins. No longer word is
        # like one in which a typo is forgiven.
        lengths = range(LEAST_TYPO, MOST_TYPO + 2)
        backwards = [word for word in reversed(self.weights) if len(word) in lengths]
        return {rest: word for word in backwards for rest in _with_typos(word)}

    def forgiven(self, word: str) -> str | None:
        """Return the word of the templates that an unknown one is a typo of, or None."""
        rests = _with_typos(word) if LEAST_TYPO - 1 <= len(word) <= MOST_TYPO else ()
        return next(filter(None, map(self.typos.get, rests)), None)


def folded(name: str) -> str:
    """Return the ASCII letters and digits of a name, which scripts lower alike."""
    return re.sub("[^a-z0-9]", "", name.lower())


def _slots(template: str) -> tuple[tuple[Slot, ...], bool]:
    """Return the words of a template, and whether a placeholder follows the last."""
    slots: list[Slot] = []
    gap = False
    for part in parse(template).parts:
        if isinstance(part, Placeholder):
            gap = True
        else:
            for word in words(part):
                slots.append(Slot(word.text, gap))
                gap = False
    return tuple(slots), gap


def _positions(groups: Iterable[Iterable[str]]) -> Mapping[str, Sequence[int]]:
    """Return where each text is found in a sequence of groups that hold it at most once."""
    found: dict[str, list[int]] = defaultdict(list)
    for position, group in enumerate(groups):
        for text in group:
            found[text].append(position)
    return found


def _with_typos(word: str) -> list[str]:
    return [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]


def build_index(registry: Registry, base_url: str = "") -> Index:
    """Return the lookup index of a registry."""
    cases: list[IndexedCase] = []
    templates: list[tuple[int, str]] = []
    for position, error in enumerate(registry.errors):
        for case in error.cases:
            templates += ((len(cases), message) for message in case.all_templates)
            title, url = error.title_of(case), base_url + error.path_of(case)
            status, retry, actor = case.status or None, str(case.retry or ""), case.actor or ""
            own = error.own_spellings_of(case)
            topics = case.category or "", case.tags, error.removal_of(case) is not None
            facts = status, retry, actor, own, *topics
            cases.append(IndexedCase(position, case.id, title, url, *facts))
    errors = tuple(
        IndexedError(
            error.code,
            error.heading,
            base_url + error.path,
            registry.spellings_of(error),
            error.has_code,
            error.category_of(None) or "",
        )
        for error in registry.errors
    )
    markers = registry.settings.markers
    declared = [found for found in registry.settings.fields if found.lookup]
    labels = dict.fromkeys(name.lower() for found in declared for name in (found.key, found.title))
    return Index(
        errors=errors,
        cases=tuple(cases),
        templates=tuple(templates),
        own=markers.own,
        foreign=markers.foreign,
        values=tuple(_values(registry, registry.entries_by_value)),
        anchors=tuple(_values(registry, registry.entries_by_anchor)),
        labels=tuple(labels),
        categories=tuple(found.key for found in registry.settings.categories),
        generic=registry.settings.generic,
        forms=forms_of(registry.settings.surfaces),
        id_shapes=tuple(dict.fromkeys(map(shape, markers.request_ids))),
    )


def _values(
    registry: Registry, found: Mapping[str, tuple[tuple[Error, Case | None], ...]]
) -> Iterator[Value]:
    """Yield the texts by which entries are found, in the order of the entries."""
    if not found:
        return
    errors = {error.code: position for position, error in enumerate(registry.errors)}
    names = ((error.code, case.id) for error, case in registry.cases())
    cases = {name: position for position, name in enumerate(names)}
    for text, entries in found.items():
        own = tuple(errors[error.code] for error, case in entries if case is None)
        below = tuple(cases[error.code, case.id] for error, case in entries if case)
        yield Value(text, own, below)


def _texts(index: Index) -> list[list[str]]:
    """Return the texts of each case: its title, the words of its id, and its templates."""
    errors, cases = index.errors, index.cases
    texts = [
        ["" if case.title == errors[case.error].title else case.title, case.id.replace("-", " ")]
        for case in cases
    ]
    for case, text in index.templates:
        texts[case].append(text)
    return texts


def index_json(index: Index) -> str:
    """Return an index as `lookup.json` holds it.

    Columns in place of rows, so that like stands by like and packs well, and nothing that follows
    from the rest: ten thousand cases have to arrive on a phone. Only the texts of a case stand
    together, since they share words; so the ID has spaces as they do. Positions stand for errors
    and cases; `""` stands for the usual path, and for the title of the case's error. What all cases
    have is one long text: as many commas and quotes would cost more than most columns.
    """
    errors, cases = index.errors, index.cases
    statuses, status_column = _kinds([case.status for case in cases])
    retries, retry_column = _kinds([case.retry for case in cases])
    actors, actor_column = _kinds([case.actor for case in cases])
    texts = _texts(index)
    between_cases, between_texts = _unused(texts, 2)
    document: dict[str, object] = {
        "version": INDEX_VERSION,
        "own": index.own,
        "foreign": index.foreign,
        "statuses": statuses,
        "retries": retries,
        "actors": actors,
        "separators": [between_cases, between_texts],
        "errors": {
            "codes": [error.code for error in errors],
            "titles": [error.title for error in errors],
            "aliases": [error.spellings[1:] for error in errors],
            "urls": ["" if e.url == f"{ERRORS_PATH}{e.code}/" else e.url for e in errors],
            "cases": [index.case_counts[position] for position in range(len(errors))],
        },
        "cases": {
            "statuses": status_column,
            "retries": retry_column,
            "actors": actor_column,
            "texts": between_cases.join(map(between_texts.join, texts)),
        },
    }
    document |= _extras(index)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _kinds(values: Sequence[_Kind]) -> tuple[list[_Kind], str]:
    """Return the few values that many have, and a column with a character for each of them."""
    kinds = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return list(kinds), "".join(chr(FIRST_KIND + kinds[value]) for value in values)


def _unused(texts: Iterable[Iterable[str]], count: int) -> list[str]:
    """Return characters that no text has and that JSON writes as they are."""
    used = {character for row in texts for text in row for character in text} | {*'"\\'}
    points = chain(range(0x21, 0x7F), range(0xA1, 0xD800))
    return list(islice((chr(point) for point in points if chr(point) not in used), count))


def _new_words(index: Index) -> list[list[str]]:
    """Return the words of each case's tags that a search would not find there without them."""
    templates: list[list[str]] = [[] for _ in index.cases]
    for position, text in index.templates:
        templates[position].append(text)
    found: list[list[str]] = []
    for position, case in enumerate(index.cases):
        error = index.errors[case.error]
        names = (re.sub(HUMP, " ", name) for name in error.spellings)
        about = (error.title, case.category or error.category, case.title, case.id)
        known = {w.text for text in (*names, *about, *templates[position]) for w in words(text)}
        own = dict.fromkeys(word.text for tag in case.tags for word in words(tag))
        found.append([word for word in own if word not in known])
    return found


def _topics(index: Index) -> dict[str, object]:
    """Return what a search for words needs besides the texts, and which cases are removed.

    A character stands for the category of each error and case, and for each tag of a case.
    """
    kinds = {key: chr(FIRST_CATEGORY + at) for at, key in enumerate(("", *index.categories))}
    entries = (index.errors, index.cases)
    columns = ["".join(kinds.get(one.category, kinds[""]) for one in own) for own in entries]
    of_cases = _new_words(index)
    tags = dict.fromkeys(tag for own in of_cases for tag in own)
    marks = {tag: chr(FIRST_TAG + at) for at, tag in enumerate(tags)}
    tagged = ("".join(marks[tag] for tag in own) for own in of_cases)
    removed = [at for at, case in enumerate(index.cases) if case.is_removed]
    found: dict[str, object] = {"removed": removed}
    if index.categories:
        found |= {"categories": " ".join(index.categories), "categorised": columns}
    if tags:
        found |= {"tags": " ".join(tags), "tagged": ",".join(tagged)}
    return found


def _generic(index: Index) -> dict[str, object]:
    """Return the codes that others use too, and the positions of templates by their kind."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, kind in index.generic_templates.items():
        found[kind].append(at)
    codes = {"codes": sorted(index.generic_codes)} if index.generic_codes else {}
    return {**codes, **found}


def _extras(index: Index) -> dict[str, object]:
    """Return what few registries have: it comes last, and older scripts do without."""
    own = [[at, *case.spellings] for at, case in enumerate(index.cases) if case.spellings]
    unprinted = [at for at, error in enumerate(index.errors) if not error.is_printed]
    found: dict[str, object] = {"codes": own, "unprinted": unprinted, "values": index.values}
    if index.values:
        found["labels"] = index.labels
    found["anchors"] = index.anchors
    found |= _topics(index)
    found["generic"] = _generic(index)
    found["longer"] = [[short, *longer] for short, longer in index.longer.items()]
    if index.forms:
        found["forms"] = index.forms
        found["ids"] = index.id_shapes
    return {name: rows for name, rows in found.items() if rows}
