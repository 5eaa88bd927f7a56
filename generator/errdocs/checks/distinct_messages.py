"""The rule that a text tells which case of an error it belongs to, decided by the lookup itself.

Templates that could match one text are no problem as long as the lookup tells their texts apart.
So it is asked, with each text that holds all words of another case's message.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from errdocs.checks.patterns import PatternError, allows, parse_pattern
from errdocs.lookup import Confidence, Lookup, Match
from errdocs.lookup.words import words
from errdocs.messages import Template, TemplateError, parse
from errdocs.problems import Pointer, Problem, Rule
from errdocs.registry.loaded import Loaded, items, wordings
from errdocs.registry.model import Case, Error, Registry

VALUES = ("abc", "42", "one of the others")
"""What a value may be besides its example: a word, a number, several words."""

_OWN = "errdocs-check"  # a marker for the texts that the check makes

DISTINCT_MESSAGES = Rule(
    "distinct-messages",
    "the lookup answers `{text}` with case `{case}`",
    "each message found with its own case",
    "give a parameter a `pattern` that tells them apart, or merge the two cases",
)
# Where a reader is told apart what the message does not tell: by a code of the case's own. And of
# two drafts neither page has advice that would be the wrong one.
ALIKE_MESSAGES = replace(DISTINCT_MESSAGES, is_warning=True)


@dataclass(frozen=True)
class _Message:
    """A current message of a case."""

    where: Pointer
    error: Error
    case: Case
    text: str

    @cached_property
    def template(self) -> Template:
        return parse(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that every text of the message holds."""
        return frozenset(word.text for part in self.template.literals for word in words(part))

    @cached_property
    def patterns(self) -> Mapping[str, str]:
        """What the values of parameters have to match, where that is known."""
        patterns = {}
        for name, parameter in self.case.parameters.items():
            with suppress(PatternError):
                if parameter.pattern is not None:
                    parse_pattern(parameter.pattern)
                    patterns[name] = parameter.pattern
        return patterns

    def texts(self) -> Iterator[str]:
        """Yield texts that the service may print: with the examples, then with other values."""
        names, examples = self.template.names, self.case.sample_values
        yield self.template.fill(examples)
        for value in VALUES if names else ():
            values = {
                name: value if self.takes({name: value}) else examples[name] for name in names
            }
            yield self.template.fill(values)

    def takes(self, values: Mapping[str, str]) -> bool:
        """Whether values may stand in the places of the parameters."""
        found = ((self.patterns.get(name), value) for name, value in values.items())
        return all(pattern is None or allows(pattern, value) for pattern, value in found)

    def is_more_general_than(self, other: _Message) -> bool:
        """Whether its template matches every text of the other one, and more."""
        return _subsumes(self.template, other.template) and not _subsumes(
            other.template, self.template
        )

    def is_rival_of(self, other: _Message) -> bool:
        """Whether it belongs to another case, which no surface tells apart from the first."""
        own, others = (frozenset(one.error.surfaces_of(one.case)) for one in (self, other))
        return self.case is not other.case and not (own and others and own.isdisjoint(others))


def _subsumes(general: Template, special: Template) -> bool:
    # A character that no literal has can only be matched by a value, as any other value would be.
    literals = "".join((*general.literals, *special.literals))
    value = next(chr(point) for point in range(0xE000, 0xF8FF) if chr(point) not in literals)
    return general.spans(special.fill(dict.fromkeys(special.names, value))) is not None


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the messages of which the lookup answers a text with another case of the error.

    Cases that differ in status, or that no surface prints both of, are told apart by that. Cases
    that differ in a code of their own, and two drafts, are only warned of.
    """
    asked = _Asked(loaded.registry)
    for pointer, error in loaded.errors():
        groups: dict[int | None, list[_Message]] = defaultdict(list)
        for where, case in items(pointer.at("cases"), error.cases):
            if not case.removed:
                groups[case.status] += _messages(where, error, case)
        for messages in groups.values():
            # Most errors have one case, which nothing has to be told from.
            if any(message.case is not messages[0].case for message in messages):
                yield from _Group(messages).problems(asked)


def _messages(pointer: Pointer, error: Error, case: Case) -> Iterator[_Message]:
    """Yield the messages of a case that have a word by which a text can be recognised."""
    for where, wording in wordings(pointer, case):
        message = _Message(where, error, case, wording.message)
        with suppress(TemplateError):
            if message.words:
                yield message


@dataclass(frozen=True)
class _Asked:
    """The lookup of a registry, made when it is asked first."""

    registry: Registry

    @cached_property
    def lookup(self) -> Lookup:
        """The lookup of all cases whose templates can be read: another rule is about the others."""
        errors = (
            replace(error, cases=tuple(filter(_is_readable, error.cases)))
            for error in self.registry.errors
        )
        # In a text that is surely of the service, what others print too is told apart as well.
        settings = self.registry.settings
        markers = replace(settings.markers, own=(*settings.markers.own, _OWN))
        settings = replace(settings, markers=markers)
        return Lookup(replace(self.registry, settings=settings, errors=tuple(errors)))

    def answers(self, error: Error, text: str) -> Iterator[Match]:
        """Yield the answers to a text that are cases of an error, and no guesses."""
        # The code stands before it, as programs print it: that decides between errors.
        for match in self.lookup(f"{_OWN}: {error.code}: {text}"):
            is_guess = match.confidence not in {Confidence.EXACT, Confidence.LIKELY}
            if match.code == error.code and not is_guess:
                yield match


def _is_readable(case: Case) -> bool:
    with suppress(TemplateError):
        return all(parse(template).parts for template in case.all_templates)
    return False


class _Group:
    """Messages of one error that only their words and values tell apart."""

    def __init__(self, messages: Sequence[_Message]) -> None:
        self._messages = messages
        self._by_template: Mapping[tuple[str | None, str | None], _Message] = {
            (message.case.id, message.text): message for message in messages
        }
        # A text that has all words of a message has its rarest one, which few messages share: so
        # a thousand cases are not compared a million times.
        count = Counter(word for message in messages for word in message.words)
        self._by_rarest_word: dict[str, list[_Message]] = defaultdict(list)
        for message in messages:
            rarest = min(message.words, key=lambda word: (count[word], word))
            self._by_rarest_word[rarest].append(message)

    def problems(self, asked: _Asked) -> Iterator[Problem]:
        """Yield a problem for each message of which a text is answered with another case."""
        for message in self._messages:
            for text in message.texts():
                if self._has_rival(message, text) and (case := self._answer(message, text, asked)):
                    is_harmless = message.case.code != case.code or (
                        message.case.is_draft and case.is_draft
                    )
                    rule = ALIKE_MESSAGES if is_harmless else DISTINCT_MESSAGES
                    yield rule.at(message.where, text=text, case=case.id)
                    break

    def _has_rival(self, message: _Message, text: str) -> bool:
        """Whether a text of a message has all words of another case's message."""
        found = {word.text for word in words(text)}
        others = (other for word in found for other in self._by_rarest_word.get(word, ()))
        return any(other.words <= found and other.is_rival_of(message) for other in others)

    def _answer(self, message: _Message, text: str, asked: _Asked) -> Case | None:
        """Return the other case that the lookup answers a text with; None if it is the right one.

        It is not the other one either where a value of that would not match its pattern. The
        text of a more specific message may be answered with that: `Too many requests.` is no
        text of `Too many {things}.` where it is a message of its own.
        """
        for match in asked.answers(message.error, text):
            if match.case == message.case.id:
                return None
            other = self._by_template.get((match.case, match.message))
            if other and other.is_rival_of(message) and other.takes(match.parameters):
                is_its_own = other.template.match(text) is not None
                return None if is_its_own and message.is_more_general_than(other) else other.case
        return None
