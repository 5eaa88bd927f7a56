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
LONGEST_MASKED = 128  # characters of the longest word that is masked
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
# A date with its time, or a time alone; digits first, which are searched for quickly.
TIME = re.compile(
    r"[0-9](?<![0-9A-Za-z_:.][0-9])[0-9](?:[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2})?"
    r":[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?(?![0-9:])"
)
# A name at the head of a line, such as that of a logger: in brackets, after a time and a level.
_HEAD_NAME = re.compile(
    rf"\A\[?{TIME.pattern}[A-Z0-9:+]{{0,6}}\]? {{1,4}}(?:[A-Z]{{4,8}} {{1,4}})?\[([a-z]{{2,16}})\] "
)
_BRACKETED = re.compile(r"\[([a-z]+)\]")
MASK = "\ue000"  # for each character of a time; not a letter, so that it is no part of a word
# After a backslash, a letter may be no part of the word.
_SPLIT = re.compile(rf"({ID.pattern}|\\*{_WORD}+)")
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


def timeless(text: str) -> str:
    """Return a text with masks for the characters of its times."""
    return TIME.sub(lambda found: MASK * len(found[0]), text)


class Shapes:
    """The shapes of texts to the lookup of one registry."""

    def __init__(self, index: Index) -> None:
        self._masks = _Masks(index)
        self._names = _HeadNames(index)

    def of(self, text: str) -> str:
        """Return the shape of a text, which is looked up with its ids masked."""
        return "".join(self._pieces(text))

    def nameless(self, text: str) -> str:
        """Return a text with another name of the same length at its head.

        Services have names such as `auth` and `search`, and messages these words.
        """
        head = _HEAD_NAME.match(text)
        if not head or head[1] not in self._names:
            return text
        start, end = head.span(1)
        return f"{text[:start]}{'q' * (end - start)}{text[end:]}"

    def starting_alike(self, text: str) -> tuple[str, int]:
        """Return the shape of a text whose start names who wrote it, whatever the name's length.

        Also return the length of that start: what follows has the distances of the shape. A name
        stands between spaces, so that no pattern of the lookup reaches over it.
        """
        pieces = self._pieces(text)
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

    def _pieces(self, text: str) -> list[str]:
        """Return what stands for the words of a text at odd places, and what is between them."""
        if _WRAPPED.search(text) and unwrapped(text) != text:
            return [text]  # what its characters stand for tells where its words end
        pieces = _SPLIT.split(text)
        pieces[1::2] = map(self._masks.__getitem__, pieces[1::2])
        if len(self._masks) > MOST_WORDS:
            self._masks.clear()
        return pieces

    @property
    def kept(self) -> frozenset[str]:
        """Return the texts, in lower case, that are never masked."""
        return self._masks.kept

    def masked(self, text: str) -> str:
        """Return a text with zeros for the characters of its ids, which keep their form."""
        return ID.sub(lambda found: self._masks.id(found[0]), text)


class _HeadNames:
    """The names that may head a line and say nothing of its error, though messages hold them.

    No pattern of the lookup for what announces a code reaches over the bracket after a name.
    """

    def __init__(self, index: Index) -> None:
        markers = (*index.own, *index.foreign)
        templates = (template.lower() for _, template in index.templates)
        in_brackets = map(_BRACKETED.findall, (*markers, *templates))
        self._named = frozenset(chain(_named_texts(index), *in_brackets))
        self._markers = re.compile("|".join(map(re.escape, markers)) or "(?!)")

    def __contains__(self, name: str) -> bool:
        return name not in self._named and not self._markers.search(name)


class _Masks(dict[str, str]):
    """What stands for each word in a shape; found out when a word first comes."""

    def __init__(self, index: Index) -> None:
        super().__init__()
        self._index = index
        self.kept = frozenset((*_parts_of_words(index), *_named(index)))
        self._ends = tuple({*_ends(index)})
        self._markers = re.compile("|".join({*_marker_patterns(index)}) or "(?!)")
        self._statuses = {str(case.status) for case in index.cases if case.status}

    def __missing__(self, word: str) -> str:
        masked = self._mask(word)
        self[word] = masked
        return masked

    def id(self, text: str) -> str:
        """Return an id with zeros for its characters; a code is none."""
        return text if text.lower() in self.kept else text.translate(_ZEROS)

    def _mask(self, word: str) -> str:
        if ID.fullmatch(word):
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
        if ID.fullmatch(part):
            return self.id(part)
        return part.translate(_HEX_KINDS if _HEX.fullmatch(part) else _KINDS)

    def _same_digits(self, word: str) -> str:
        # Words of messages are numbers too.
        alike = (digit * len(word) for digit in "0678912345")
        return next(filter(self._is_inert, alike), word)

    def _is_inert(self, word: str) -> bool:
        """Whether the lookup sees nothing in a word but that it is one."""
        lower = word.lower()
        if len(word) > LONGEST_MASKED:
            return False
        if lower in self.kept or lower.lstrip("0123456789_") in self.kept:
            return False
        if not lower.isdigit() and lower.endswith(self._ends):
            return False
        if self._markers.search(lower):
            return False
        for run in _DIGITS.findall(word):
            if len(run) == STATUS_LENGTH and run in self._statuses:
                return False
        return not any(
            found.text in self.kept or self._index.forgiven(found.text) for found in words(word)
        )


def _same_id(alike: str) -> str:
    """Return the form of an id, in which letters and digits come in any order.

    How it starts and ends may count, and which kinds of characters it has.
    """
    kinds = "".join(dict.fromkeys(sorted(alike[1:-1])))
    return alike[0] + kinds.ljust(len(alike) - 2, kinds[-1]) + alike[-1]


def _parts_of_words(index: Index) -> Iterator[str]:
    """Yield the words of messages, and their parts: lines break inside words, and texts end."""
    for word in index.weights:
        for at in range(1, min(len(word), LONGEST_MASKED) + 1):
            yield word[:at]
            yield word[-at:]


def _named(index: Index) -> Iterator[str]:
    """Yield what else, in lower case, the lookup compares with words of a text as a whole."""
    for text in chain(_named_texts(index), _pattern_words()):
        yield text
        for run in _RUN.findall(text):
            yield run
            yield run.lstrip("0123456789_")


def _named_texts(index: Index) -> Iterator[str]:
    """Yield codes, markers, keys and the like, in lower case."""
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
    )
    return (text.lower() for text in texts)


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
