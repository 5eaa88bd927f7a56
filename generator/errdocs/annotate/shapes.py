"""Text -> its shape: the same text with every word that says nothing to the lookup made alike.

Log lines differ in names, numbers and ids, of which the lookup only sees that they are words. Two
texts of one shape have the same matches in the same places, so that one answer serves them all. A
word is kept as it is wherever anything compares it with more than a kind of character: words of
messages, parts of codes, of markers and of what stands before a code. `docs/annotate.md` lists why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from errdocs.lookup import constants
from errdocs.lookup.index import Index
from errdocs.lookup.unwrapping import unwrapped
from errdocs.lookup.words import words

MOST_WORDS = 65_536  # words whose masks are kept, before all are forgotten
SHORTEST = 4  # characters of the shortest name that is masked: shorter ones are units and the like
SHORTEST_ID = 8  # characters of the shortest id
STARTING = 6  # words at the start of a line, among which are names of any length
LONGEST_NAME = 16  # characters of the longest such name
SAME_NAME = "q" * 8
STATUS_LENGTH = 3  # digits of an HTTP status
_LATIN = "\u00c0-\u024f"  # letters that words of the lookup may have besides those of ASCII
_WORD = f"[A-Za-z0-9_{_LATIN}]"
ID = re.compile(
    r"(?<![0-9A-Za-z])[0-9a-f]{8,64}(?:-[0-9a-f]{4,64}){0,4}(?![0-9A-Za-z])"  # also a UUID
)
# After a backslash, a letter may be no part of the word.
_SPLIT = re.compile(rf"({ID.pattern}|\\*{_WORD}+)")
_SPLIT_WORDS = re.compile(rf"(\\*{_WORD}+)")
_PLAIN = re.compile("[A-Za-z0-9_]+")
_DIGITS = re.compile("[0-9]{3,}")
_WRAPPED = re.compile(r"[\\&\x1b]|\[[0-9]")
_RUN = re.compile(f"{_WORD}+")
_PATTERN_WORD = re.compile("([a-z]+)(\\??)")
_HEX = re.compile("[0-9a-f]+")
# What may announce a code at the start of a line, so that distances from there may count.
_ANNOUNCED = re.compile(
    "code|sql|state|result|hr|#|err(?:or)?(?:[ _-]?n|[^a-z]{1,5}[0-9])|[^\x00-\x7f\ue000]", re.I
)
_ENVELOPE = re.compile(r"[\"'{}\\]")
_KINDS = str.maketrans(
    {chr(at): "q" for at in range(0x61, 0x7B)}
    | {chr(at): "Q" for at in range(0x41, 0x5B)}
    | {chr(at): "0" for at in range(0x30, 0x3A)}
)
_ZEROS = str.maketrans(dict.fromkeys("123456789abcdef", "0"))
_HEX_KINDS = str.maketrans(dict.fromkeys("abcdef", "a") | dict.fromkeys("123456789", "0"))
# Patterns of what stands before and after a code; each word before one ends with a word of these.
_PATTERNS = (
    *chain.from_iterable(constants.CODE_PLACES),
    constants.UNIT_AFTER,
    constants.STANDARD_PLACE,
)


class Shapes:
    """The shapes of texts to the lookup of one registry."""

    def __init__(self, index: Index) -> None:
        self._masks = _Masks(index)
        self._words = _Masks(index, has_ids=False)

    def of(self, text: str) -> str:
        """Return the shape of a text in which ids are masked before it is looked up."""
        return self._shape(text, _SPLIT, self._masks)

    def starting_alike(self, text: str) -> tuple[str, int]:
        """Return the shape of a text whose start names who wrote it, whatever the name's length.

        Also return the length of that start: what follows has the distances of the shape. A name
        stands between spaces, so that no pattern of the lookup reaches over it.
        """
        pieces = self._pieces(text, _SPLIT, self._masks)
        start = length = 0
        for at in range(1, min(len(pieces), 2 * STARTING), 2):
            before, name, after = pieces[at - 1 : at + 2]
            if _ENVELOPE.search(before):
                break
            start += len(before)
            is_name = 1 < len(name) <= LONGEST_NAME and not name.strip("q")
            opens = before.endswith((" ", " [", " (")) or (at == 1 and before in ("", "[", "("))
            if is_name and opens and after.startswith((" ", "] ", ") ")):
                pieces[at] = SAME_NAME
                length = start + len(name)
            start += len(name)
        if length and _ANNOUNCED.search(text, 0, length):
            return self.of(text), 0
        return "".join(pieces), length

    def with_ids(self, text: str) -> str:
        """Return the shape of a text that is looked up as it is."""
        return self._shape(text, _SPLIT_WORDS, self._words)

    def _shape(self, text: str, split: re.Pattern[str], masks: _Masks) -> str:
        return "".join(self._pieces(text, split, masks))

    def _pieces(self, text: str, split: re.Pattern[str], masks: _Masks) -> list[str]:
        """Return what stands for the words of a text at odd places, and what is between them."""
        if _WRAPPED.search(text) and unwrapped(text) != text:
            return [text]  # what its characters stand for tells where its words end
        pieces = split.split(text)
        pieces[1::2] = map(masks.__getitem__, pieces[1::2])
        if len(masks) > MOST_WORDS:
            masks.clear()
        return pieces

    def masked(self, text: str) -> str:
        """Return a text with zeros for the characters of its ids, which keep their form."""
        return ID.sub(lambda found: self._masks.id(found[0]), text)


class _Masks(dict[str, str]):
    """What stands for each word in a shape; found out when a word first comes."""

    def __init__(self, index: Index, *, has_ids: bool = True) -> None:
        super().__init__()
        self._has_ids = has_ids
        self._index = index
        self._kept = frozenset(_kept(index))
        self._ends = tuple({*_ends(index)})
        self._markers = re.compile("|".join({*_marker_patterns(index)}) or "(?!)")
        self._statuses = {str(case.status) for case in index.cases if case.status}

    def __missing__(self, word: str) -> str:
        masked = self._mask(word)
        self[word] = masked
        return masked

    def id(self, text: str) -> str:
        """Return an id with zeros for its characters; a code is none."""
        return text if text.lower() in self._kept else text.translate(_ZEROS)

    def _mask(self, word: str) -> str:
        if self._has_ids and ID.fullmatch(word):
            return self.id(word)
        if not _PLAIN.fullmatch(word) or not self._is_inert(word):
            return word
        if word.isdigit():
            return self._same_digits(word)
        if len(word) < SHORTEST or word[:2].lower() == "0x":
            return word
        alike = "_".join(map(self._part, word.split("_")))
        if len(word) >= SHORTEST_ID and "_" not in word and "0" in alike:
            alike = _same_id(alike)
        return alike if self._is_inert(alike) else word

    def _part(self, part: str) -> str:
        if self._has_ids and ID.fullmatch(part):
            return self.id(part)
        return part.translate(_HEX_KINDS if _HEX.fullmatch(part) else _KINDS)

    def _same_digits(self, word: str) -> str:
        # Words of messages are numbers too.
        alike = (digit * len(word) for digit in "0678912345")
        return next(filter(self._is_inert, alike), word)

    def _is_inert(self, word: str) -> bool:
        """Whether the lookup sees nothing in a word but that it is one."""
        lower = word.lower()
        if lower in self._kept or lower.lstrip("0123456789_") in self._kept:
            return False
        if not lower.isdigit() and lower.endswith(self._ends):
            return False
        if self._markers.search(lower):
            return False
        for run in _DIGITS.findall(word):
            if len(run) == STATUS_LENGTH and run in self._statuses:
                return False
        return not any(
            found.text in self._kept or self._index.forgiven(found.text) for found in words(word)
        )


def _same_id(alike: str) -> str:
    """Return the form of an id, in which letters and digits come in any order.

    How it starts and ends may count, and which kinds of characters it has.
    """
    kinds = "".join(dict.fromkeys(sorted(alike[1:-1])))
    return alike[0] + kinds.ljust(len(alike) - 2, kinds[-1]) + alike[-1]


def _kept(index: Index) -> Iterator[str]:
    """Yield the words, in lower case, that the lookup compares with words of a text as a whole."""
    for word in index.weights:
        # Lines break inside words, and texts end there.
        for at in range(1, len(word) + 1):
            yield word[:at]
            yield word[-at:]
    forms = chain.from_iterable(
        (*form.codes, *form.messages, *form.request_ids, *form.keys) for form in index.forms
    )
    texts = chain(
        index.entry_by_spelling,
        (value.text for value in (*index.values, *index.anchors)),
        index.labels,
        index.own,
        index.foreign,
        forms,
        constants.STATUS_KEYS,
        constants.SHARED_OBJECTS,
        _pattern_words(),
    )
    for text in texts:
        yield text.lower()
        for run in _RUN.findall(text.lower()):
            yield run
            yield run.lstrip("0123456789_")


def _pattern_words() -> Iterator[str]:
    for word, optional in _PATTERN_WORD.findall(" ".join(_PATTERNS)):
        if len(word) > 1:
            yield word
            if optional:
                yield word[:-1]


def _ends(index: Index) -> Iterator[str]:
    """Yield how words end that say something about the code after them."""
    yield from (word for word in _pattern_words() if len(word) > 1)
    for label in index.labels:
        yield from _RUN.findall(label)[:1]


def _marker_patterns(index: Index) -> Iterator[str]:
    """Yield patterns of the words that a marker of a service may be a part of, or reach into."""
    for marker in (*index.own, *index.foreign):
        runs = [re.escape(run) for run in _RUN.findall(marker)]
        starts, ends = _RUN.match(marker[:1]) is not None, _RUN.match(marker[-1:]) is not None
        if len(runs) == 1:
            yield ("" if starts else r"\A") + runs[0] + ("" if ends else r"\Z")
        elif runs:
            yield runs[0] + r"\Z"
            yield r"\A" + runs[-1]
