"""How common codes and messages are outside of any one service: the data, and what it says of one.

`generic.yml` holds them, each group with its source. A registry adds its own. Nothing of this
reaches the browser: `lookup.json` only says which codes and messages of its registry are generic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from errdocs.lookup.words import words
from errdocs.messages import Placeholder, TemplateError, parse
from errdocs.registry.naming import folded
from errdocs.registry.yaml_loader import Loader

Kind = Literal["phrases", "messages", "plain"]
"""Why a message is generic: everybody on the way prints it, others print it, or its words are so
few and common that others may."""

KINDS: tuple[Kind, ...] = ("phrases", "messages", "plain")
_VALUE = "*"
# What a word says about who wrote it: the more programs use it, the less. A word that none of
# them uses, such as the name of a parameter, weighs most.
_COMMONNESS = {"of_20_programs": 5, "of_8_programs": 10, "of_3_programs": 20}
_LETTER = 10  # a letter or number alone, and a character of a script without spaces
_OWN_WORD = 47
_MOST_DIGITS = 3  # of a number that may be anybody's status
# Weight from which a message of so many words is the service's own: the more words, the rarer are
# all of them together. With more words than that it always is.
_LEAST_OWN = {1: 65, 2: 65, 3: 65, 4: 60, 5: 40}


@dataclass(frozen=True, slots=True)
class Generic:
    """Strings that are common outside of a service."""

    codes: frozenset[str]  # letter for letter
    any_style: frozenset[str]  # without letter case and separators
    messages: Mapping[str, Kind]  # by their words
    patterns: Mapping[int, Sequence[Sequence[str]]]  # of messages with values, by their length
    weights: Mapping[str, int]  # of common words

    def is_code(self, spelling: str) -> bool:
        """Whether others have a code, or a class, with this spelling."""
        is_short_number = spelling.isdigit() and len(spelling) <= _MOST_DIGITS
        return is_short_number or spelling in self.codes or folded(spelling) in self.any_style

    def kind_of(self, template: str) -> Kind | None:
        """Return why a message is generic; None for one of the service's own."""
        found = _words_of(template)
        if known := self.messages.get(" ".join(found)):
            return known
        if any(_fits(found, pattern) for pattern in self.patterns.get(len(found), ())):
            return "messages"
        literal = [word for word in found if word != _VALUE]
        least = _LEAST_OWN.get(len(literal), 0)
        return "plain" if sum(map(self._weight, literal)) < least else None

    def _weight(self, word: str) -> int:
        is_letter = len(word) == 1 or word.isdigit()
        return _LETTER if is_letter else self.weights.get(word, _OWN_WORD)


def _words_of(template: str) -> list[str]:
    """Return the words of a message, with a star for each value."""
    found: list[str] = []
    for part in parse(template).parts:
        found += [_VALUE] if isinstance(part, Placeholder) else [w.text for w in words(part)]
    return found


def _fits(found: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether words are those of a pattern, with a word for each of its values."""
    return all(part in (_VALUE, word) for word, part in zip(found, pattern, strict=True))


def _patterns(texts: Iterable[str]) -> Mapping[int, Sequence[Sequence[str]]]:
    """Return the words of messages with values, by their number.

    One regular expression of all took longer to compile than a lookup takes.
    """
    by_length: dict[int, list[list[str]]] = defaultdict(list)
    for text in texts:
        by_length[len(text.split(" "))].append(text.split(" "))
    return dict(by_length)


@cache
def generic(codes: Sequence[str] = (), messages: Sequence[str] = ()) -> Generic:
    """Return what is common outside of a service, with what its registry adds."""
    data = _data()
    groups = data["groups"]
    kinds: dict[str, Kind] = dict.fromkeys(map(signature, [*_all(groups, "messages")]), "messages")
    for message in messages:
        with suppress(TemplateError):  # a check tells of it
            kinds[signature(message)] = "messages"
    kinds |= dict.fromkeys(map(signature, [*_all(groups, "phrases")]), "phrases")
    return Generic(
        codes=frozenset((*_all(groups, "codes"), *codes)),
        any_style=frozenset(map(folded, _all(groups, "any_style"))),
        messages={text: kind for text, kind in kinds.items() if _VALUE not in text},
        patterns=_patterns(text for text in kinds if _VALUE in text),
        weights={
            word: weight
            for key, weight in _COMMONNESS.items()
            for word in data["words"][key].split()
        },
    )


@cache
def _data() -> Any:
    text = Path(__file__).with_name("generic.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=Loader)


def _all(groups: Iterable[Mapping[str, Any]], key: str) -> Iterable[str]:
    """Yield what all groups have under a key: a list, or one text of many words."""
    for group in groups:
        found = group.get(key, ())
        yield from found.split() if isinstance(found, str) else found


def signature(template: str) -> str:
    """Return the words of a message with a star for each value: what messages are compared by."""
    return " ".join(_words_of(template))
