"""Paths into a catalogue's entries, and the texts that they fill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any

from errdocs.imports import bounded_matching
from errdocs.imports.mapping import Cut, Style, Value
from errdocs.messages import spelt
from errdocs.problems import Place

_STEP = re.compile(r"\['([^']+)'\]|\[(\*|[0-9]+)\]|(\$?[\w-]+|\*)")
_PART = re.compile(r"\{\{|\}\}|\{([^{}]+)\}|[^{}]+")
# Where a clause ends: a title is cut there, never in a word. A full stop within a name is none.
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s[-–—(]|$")
_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)[.!?](?=\s|$)|\n\s*\n|$")
LEAST_WORDS, MOST_WORDS = 4, 9  # of a clause that says enough and fits a list

# What plain text leaves out of Markdown, but for its groups.
_MARKUP = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<marks>`+)(?P<code>.+?)(?P=marks)(?!`)|\*+"
    r"|!?\[(?P<text>[^\[\]\\]*)\]\([^()\s]*\)|</?a\b[^<>]*>|\s*\{#[\w-]+\}\s*$"
    r"|(?P<entity>&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]\w*);)"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # where a word starts in `camelCase`
NOWHERE = Place("")


@dataclass(frozen=True)
class Joined:
    """What entries of another input say: a path leads to each of them."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Entry:
    """A value of a catalogue, with what leads to it."""

    value: Any
    """Text, number, boolean, list or mapping; None for null."""
    key: str = ""
    """Its key, index or file name."""
    place: Place = NOWHERE
    """Where it is in the file."""
    parent: Entry | None = None
    """The entry that it lies in; none for an entry itself."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What other inputs and sections say of it, by name."""

    def child(self, key: str, value: Any) -> Entry:
        """Return a value within this one."""
        return Entry(value, key, self.place, self)

    def find(self, path: str) -> Iterator[Entry]:
        """Yield every value that a path leads to."""
        found = [self]
        for step in _steps(path):
            found = [after for before in found for after in before._step(step)]
        return iter(found)

    def _step(self, step: str) -> Iterator[Entry]:
        match step:
            case "$key":
                yield self.child(step, self.key)
            case "$value":
                yield self
            case "$parent":
                yield from (self.parent,) if self.parent else ()
            case "*":
                yield from (self.child(key, value) for key, value in _items(self.value))
            case _ if step in self.more:
                found = self.more[step]
                if isinstance(found, Joined):
                    yield from (self.child(one.key, one.value) for one in found.entries)
                else:
                    yield self.child(step, found)
            case _:
                yield from (self.child(key, v) for key, v in _items(self.value) if key == step)


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(key), item) for key, item in value.items())
    elif isinstance(value, (list, tuple)):
        yield from ((str(at), item) for at, item in enumerate(value))


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[str, ...]:
    """Return the steps of a path; the `$` of the root and dots are left out."""
    found = _STEP.finditer(path.removeprefix("$."))
    return tuple(step[1] or step[2] or step[3] for step in found)


def text_of(value: Any, separator: str = "\n") -> str | None:
    """Return a value of a catalogue as text, which may be empty; None for what has no text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value).strip()
    if isinstance(value, (list, tuple)):
        texts = [item if isinstance(item, str) else text_of(item, separator) for item in value]
        return separator.join(text for text in texts if text is not None).strip()
    return None


def filled(template: str, entry: Entry, separator: str = "\n") -> str | None:
    """Return a text with the values of its paths; None where one of them leads nowhere."""
    pieces = []
    for part in _PART.finditer(template):
        if part[1] is None:
            pieces.append(part[0][0] if part[0] in {"{{", "}}"} else part[0])
            continue
        texts = [text_of(found.value, separator) for found in entry.find(part[1])]
        if all(text is None for text in texts):
            return None
        pieces.append(separator.join(text for text in texts if text is not None))
    return "".join(pieces).strip() or None


class Evaluator:
    """Takes values out of entries, and knows which rules never gave one."""

    def __init__(self) -> None:
        self._used: set[int] = set()
        self._filled: set[int] = set()

    def has_filled(self, value: Value) -> bool:
        """Whether the paths of a rule ever led somewhere, whatever its pattern made of that."""
        return id(value) in self._filled

    def has_used(self, value: Value) -> bool:
        """Whether a rule ever gave a value."""
        return id(value) in self._used

    def take(self, value: Value | None, entry: Entry) -> str | None:
        """Return the value that a rule takes from an entry; None where there is none."""
        return next(iter(self.parts(value, entry)), None) if value else None

    def parts(self, value: Value, entry: Entry) -> list[str]:
        """Return the texts into which a rule cuts its value; one where it cuts nothing."""
        text = filled(value.value, entry, value.separator)
        if text is None and value.otherwise is not None:
            text = filled(value.otherwise, entry, value.separator)
        if text is None:
            return []
        self._filled.add(id(value))
        return self._noted(value, shaped(text, value))

    def take_all(self, value: Value, entry: Entry) -> list[str]:
        """Return every value of a rule; a path alone gives one for each item that it leads to."""
        alone = _PART.fullmatch(value.value)
        if alone is None or alone[1] is None:
            return self.parts(value, entry)
        items = [one for item in entry.find(alone[1]) for one in _each(item)]
        found = [text for one in items if (text := text_of(one.value))]
        if not found and value.otherwise is not None:
            return self.parts(value, entry)
        return [part for text in found for part in self._noted(value, shaped(text, value))]

    def first_of(self, rules: Iterable[Value], entry: Entry) -> list[str]:
        """Return every value of the first of several rules that has one."""
        return next(filter(None, (self.take_all(rule, entry) for rule in rules)), [])

    def _noted(self, value: Value, text: str | None) -> list[str]:
        """Return the parts of a text, after noting that the rule gave one."""
        if text is None:
            return []
        self._used.add(id(value))
        return [text] if value.split is None else [*_cut_at(value.split, text)]


def _cut_at(pattern: str, text: str) -> Iterator[str]:
    """Yield the parts of a text between what a pattern finds; empty ones are left out."""
    starts, ends = [0], []
    for match in bounded_matching.matches(pattern, text):
        ends.append(match.start())
        starts.append(match.end())
    parts = (text[start:end].strip() for start, end in zip(starts, [*ends, None], strict=True))
    return filter(None, parts)


def _each(entry: Entry) -> Iterator[Entry]:
    """Yield the items of a list, or the entry itself."""
    is_list = isinstance(entry.value, (list, tuple))
    return entry.find("*") if is_list else iter((entry,))


def shaped(text: str, value: Value) -> str | None:
    """Return a text after match, replacements, words, style and cut; None where none is left."""
    if value.match is not None:
        match = bounded_matching.search(value.match, text)
        if match is None:
            return None
        text = (match[1] if match.re.groups else match[0]) or ""
    for replacement in value.replace:
        text = bounded_matching.replaced(replacement.pattern, replacement.by, text)
    text = value.words.get(text, text)
    text = styled(text, value.style) if value.style else text
    return (cut(text, value.cut) if value.cut else text).strip() or None


def styled(text: str, style: Style) -> str:
    """Return the words of a name in another style."""
    match style:
        case Style.KEBAB:
            return re.sub(r"[^a-z0-9]+", "-", _HUMP.sub("-", text).lower()).strip("-")
        case Style.UPPER:
            return text.upper()
        case Style.LOWER:
            return text.lower()
        case Style.PLAIN:
            return plain(text)
    words = (spelt("{lower}", text) or text).replace("_", " ")
    return words[:1].upper() + words[1:]


def plain(markdown: str) -> str:
    """Return a line of Markdown as people read it.

    Asterisks go whether or not they pair, since headings written by machines hold halves of
    pairs. Underscores stay: in errors they belong to names.
    """

    def shown(match: re.Match[str]) -> str:
        entity = unescape(match["entity"] or "")
        return match["code"] or match["text"] or match["escaped"] or entity

    return _MARKUP.sub(shown, markdown).strip()


def cut(text: str, at: Cut) -> str:
    """Return the start of a text up to the end of its first line, sentence or clause.

    A clause has a few words at least, so that `A type, const or lifetime` is not cut to `A type`;
    it is the longest one that fits a title, where one does. No word is cut, and no sentence ends
    within it.
    """
    if at is Cut.LINE:
        return text.split("\n", 1)[0].strip()
    end = _SENTENCE_END.search(text)
    assert end is not None  # the end of the text is one
    sentence = " ".join(text[: end.end()].split())
    if at is Cut.SENTENCE:
        return sentence
    sentence = sentence.rstrip(".!?")
    clauses = [sentence[: match.start()] for match in _CLAUSE_END.finditer(sentence)]
    enough = [clause for clause in clauses if len(clause.split()) >= LEAST_WORDS] or [sentence]
    fitting = [clause for clause in enough if len(clause.split()) <= MOST_WORDS]
    return fitting[-1] if fitting else enough[0]
