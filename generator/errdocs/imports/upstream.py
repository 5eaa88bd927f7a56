"""Entries of a catalogue -> errors as the catalogue describes them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from errdocs.imports import bounded_matching
from errdocs.imports.expressions import Entry, Evaluator, styled, text_of
from errdocs.imports.mapping import ExamplesValue, Mapping, Style, Value, values_in
from errdocs.imports.placeholder_styles import converted, open_values, shape
from errdocs.problems import Pointer, Problem, Rule
from errdocs.registry.formats import Bounds, Format, Kind, fields_of
from errdocs.registry.model import (
    Alias,
    Case,
    Category,
    Error,
    Example,
    Lifecycle,
    Wording,
)
from errdocs.registry.reader import LONGEST_VALUE, control_character

NO_CODE = Rule(
    "catalogue-code",
    "the entry has no code",
    "a value for `error.code`",
    "correct `error.code` or add a pattern to `leave_out` in the mapping",
)
BAD_VALUE = Rule(
    "catalogue-value",
    "`{value}` cannot be a `{field}`",
    "{expected}",
    "correct `{field}` in the mapping, or leave the entry out",
)
COLLISION = Rule(
    "catalogue-placeholder",
    "the placeholders {names} of one message are all named `{name}` here",
    "a name for each",
    "rename them with `replace` in the mapping",
)
UNUSED = Rule(
    "mapping-unused",
    "`{value}` gives no value in any entry",
    "a rule that finds something",
    "correct its path or pattern, or remove it",
)
Record = TypeVar("Record", Error, Case)

_LINES = ("name", "title", "summary")  # fields of an error that are taken as one line
_MARKDOWN = ("cause", "fix")
_TITLES = ("title", "summary")


@dataclass(frozen=True)
class Upstream:
    """What a catalogue says."""

    errors: tuple[Error, ...]
    """Its errors; the ids of cases are wishes, or empty."""
    categories: tuple[Category, ...]
    """The categories that they name, in order."""
    problems: tuple[Problem, ...]
    left_out: int
    """Number of entries that the mapping leaves out."""


def upstream(
    mapping: Mapping, path: str, entries: Iterable[Entry], surfaces: tuple[str, ...]
) -> Upstream:
    """Return the errors of a catalogue's entries; `path` is that of the mapping, for problems."""
    return _Reader(mapping, surfaces).read(path, entries)


def is_left_out(mapping: Mapping, values: Evaluator, entry: Entry) -> bool:
    """Whether a mapping leaves an entry out."""
    return any(values.take(rule, entry) for rule in mapping.leave_out)


def unused_rules(mapping: Mapping, values: Evaluator, path: str) -> Iterator[Problem]:
    """Yield the rules of a mapping that gave no value; `path` is that of the mapping."""
    for keys, record in values_in(mapping):
        if not isinstance(record, Value):
            continue
        # Rules about exceptions wait for the entries that their patterns describe.
        is_exception = keys[0] == "leave_out" or keys[1] in {"deprecated", "removed"}
        has_effect = values.has_filled if is_exception else values.has_used
        if not has_effect(record):
            yield UNUSED.at(Pointer(path, keys), value=record.value)


class _Reader:
    """Reads entries by a mapping; its problems and categories grow meanwhile."""

    def __init__(self, mapping: Mapping, surfaces: tuple[str, ...]) -> None:
        assert mapping.error is not None  # a mapping of rows has no entries
        self._mapping, self._surfaces, self._rules = mapping, surfaces, mapping.error
        self._values = Evaluator()
        self._problems: list[Problem] = []
        self._categories: dict[str, Category] = {}

    def read(self, path: str, entries: Iterable[Entry]) -> Upstream:
        errors: dict[str, Error] = {}
        left_out = 0
        for entry in entries:
            if is_left_out(self._mapping, self._values, entry):
                left_out += 1
            elif error := self._error(entry):
                known = errors.get(error.code)
                errors[error.code] = _united(known, error) if known else error
        if errors:
            self._problems += unused_rules(self._mapping, self._values, path)
        found = tuple(replace(error, cases=tuple(_once(error.cases))) for error in errors.values())
        return Upstream(found, tuple(self._categories.values()), tuple(self._problems), left_out)

    def _error(self, entry: Entry) -> Error | None:
        rules = self._rules
        code = self._taken(Error, "code", rules.code, entry)
        if code is None:
            self._problems.append(NO_CODE.at(entry.place))
            return None
        taken = {name: self._taken(Error, name, getattr(rules, name), entry) for name in _LINES}
        found = entry.find(self._mapping.cases) if self._mapping.cases else ()
        # The parent of a case is its error, however deep it lies.
        nodes = [replace(node, parent=entry) for node in found]
        cases = filter(None, (self._case(node, entry) for node in nodes or [entry]))
        return Error(
            code=code,
            category=self._category(entry),
            surfaces=rules.surfaces or self._surfaces,
            aliases=tuple(self._aliases(entry)),
            fields=self._fields(rules.fields, entry),
            since=self._since(rules.since, entry),
            deprecated=self._ended(rules.deprecated, entry),
            removed=self._ended(rules.removed, entry),
            cases=tuple(cases),
            **taken,
        )

    def _case(self, node: Entry, entry: Entry) -> Case | None:
        rules = self._mapping.case
        title = self._taken(Case, "title", rules.title, node)
        messages = [*self._messages((rules.message,) if rules.message else (), node)]
        main = messages[:1]
        others = (*messages[1:], *self._messages(rules.other_messages, node))
        case = Case(
            id="",
            title=title,
            code=self._taken(Case, "code", rules.code, node),
            status=self._status(node),
            message=main[0] if main else None,
            other_messages=_wordings(others, main),
            former_messages=_wordings(self._messages(rules.former_messages, node), ()),
            retry=self._taken(Case, "retry", rules.retry, node),
            actor=self._taken(Case, "actor", rules.actor, node),
            examples=tuple(self._examples(rules.examples, node, title)),
            fields=self._fields(rules.fields, node),
            since=self._since(rules.since, node),
            **{name: self._taken(Case, name, getattr(rules, name), node) for name in _MARKDOWN},
        )
        wish = self._values.take(rules.id, node)
        return None if case == Case(id="") else replace(case, id=wish or "")

    def _taken(self, record: Any, name: str, rule: Value | None, entry: Entry) -> Any:
        """Return the value of a field, or None where there is none or it is refused."""
        text = self._values.take(rule, entry)
        if text is None:
            return None
        shape_, is_markdown = fields_of(record)[name].shape, name in _MARKDOWN
        if not is_markdown and name != "message":
            text = " ".join(text.split())
        if name in _TITLES:
            text = open_values(text, self._mapping.placeholders)
        if shape_.kind is Kind.CHOICE:
            known = tuple(shape_.type)
            if text in known:
                return shape_.type(text)
            self._refused(name, text, shape_.expected, entry)
            return None
        return self._accepted(name, text, shape_.rule, entry)

    def _accepted(self, name: str, text: str, rule: Any, entry: Entry) -> str | None:
        if control_character(text):
            self._refused(name, text, "text without control characters", entry)
            return None
        if isinstance(rule, Format) and not rule.accepts(text):
            self._refused(name, text, rule.expected, entry)
            return None
        return text

    def _refused(self, name: str, text: str, expected: str, entry: Entry) -> None:
        facts = {"value": text.split("\n", 1)[0][:LONGEST_VALUE], "field": name}
        self._problems.append(BAD_VALUE.at(entry.place, expected=expected, **facts))

    def _status(self, entry: Entry) -> int | None:
        text = self._values.take(self._mapping.case.status, entry)
        bounds = fields_of(Case)["status"].shape.rule
        assert isinstance(bounds, Bounds)
        if text is None or (text.isascii() and text.isdigit() and bounds.accepts(int(text))):
            return None if text is None else int(text)
        self._refused("status", text, bounds.expected, entry)
        return None

    def _messages(self, rules: Iterable[Value], entry: Entry) -> Iterator[str]:
        """Yield the templates of messages, each in its style."""
        for rule in rules:
            is_main = rule is self._mapping.case.message
            take = self._values.parts if is_main else self._values.take_all
            for text in take(rule, entry):
                if self._accepted("message", text, fields_of(Case)["message"].shape.rule, entry):
                    found = converted(text, self._mapping.placeholders)
                    for name, names in found.collisions.items():
                        facts = {"name": name, "names": ", ".join(f"`{n}`" for n in names)}
                        self._problems.append(COLLISION.at(entry.place, **facts))
                    yield found.template

    def _fields(self, rules: Table[str, Value], entry: Entry) -> dict[str, str]:
        found = {name: self._values.take(rule, entry) for name, rule in rules.items()}
        return {
            name: text
            for name, text in found.items()
            if text is not None and self._accepted(f"fields.{name}", text, None, entry)
        }

    def _category(self, entry: Entry) -> str | None:
        rule = self._rules.category
        if rule is None:
            return None
        text = self._values.take(rule.key, entry)
        key = styled(text, Style.KEBAB) if text else ""
        if not key:
            return None
        if key not in self._categories:
            title = self._values.take(rule.title, entry) or styled(text or key, Style.SENTENCE)
            about = self._values.take(rule.description, entry) or ""
            line, about = (" ".join(words.split()) for words in (title, about))
            self._categories[key] = Category(key=key, title=line, description=about or None)
        return key

    def _aliases(self, entry: Entry) -> Iterator[Alias]:
        for rule in self._rules.aliases:
            if code := self._taken(Alias, "code", rule.code, entry):
                yield Alias(code=code, surface=rule.surface)

    def _since(self, rule: Value | None, entry: Entry) -> Lifecycle | None:
        version = self._taken(Lifecycle, "version", rule, entry)
        return Lifecycle(version=version) if version else None

    def _ended(self, rule: Value | None, entry: Entry) -> Lifecycle | None:
        reason = self._taken(Lifecycle, "reason", rule, entry)
        if reason is None:
            return None
        source = self._mapping.source
        return Lifecycle(version=self._mapping.version, date=source.date, reason=reason)

    def _examples(
        self, rule: ExamplesValue | None, entry: Entry, title: str | None
    ) -> Iterator[Example]:
        found = [one for item in entry.find(rule.path) for one in item.find("*")] if rule else []
        for one in found:
            assert rule is not None
            block = one.value if isinstance(one.value, Table) else {"body": text_of(one.value)}
            body = _visible(block.get("body") or "", rule.hide)
            if not body or control_character(body):
                continue
            info = str(block.get("info") or "")
            words = [word for word in info.split(",") if word]
            outcome = next((rule.outcomes[word] for word in words if word in rule.outcomes), None)
            language = (
                info if words and _is_language(words[0]) else ",".join([rule.language, *words])
            )
            if not _accepts(Example, "language", language):
                language = rule.language
            heading = " ".join(str(block.get("title") or title or "Example").split())
            yield Example(title=heading, language=language, outcome=outcome, body=body)


def _visible(body: str, hidden: str | None) -> str:
    """Return an example without the lines that its publisher hides."""
    if hidden is None:
        return body
    lines = (line for line in body.split("\n") if not bounded_matching.search(hidden, line))
    return "\n".join(lines).strip("\n")


def _is_language(word: str) -> bool:
    """Whether a word of an info string is a language, and not a mark such as `compile_fail`."""
    try:
        find_lexer_class_by_name(word)
    except ClassNotFound:
        return False
    return True


def _accepts(record: Any, name: str, text: str) -> bool:
    rule = fields_of(record)[name].shape.rule
    return not isinstance(rule, Format) or rule.accepts(text)


def _wordings(messages: Iterable[str], known: Iterable[str]) -> tuple[Wording, ...]:
    shapes = {shape(message) for message in known}
    unique = {shape(message): message for message in messages}
    return tuple(Wording(message=m) for at, m in unique.items() if at not in shapes)


def _once(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the cases whose code or message no case before has."""
    seen: set[object] = set()
    for case in cases:
        key = case.code or (shape(case.message) if case.message else None)
        if key is None or key not in seen:
            yield case
        seen.add(key)


def _united(one: Error, other: Error) -> Error:
    """Return what two entries of one code say; the first one decides."""
    united = _completed(one, other)
    return replace(
        united,
        aliases=tuple(dict.fromkeys((*one.aliases, *other.aliases))),
        fields={**other.fields, **one.fields},
        cases=_united_cases(one.cases, other.cases),
    )


def _united_cases(cases: tuple[Case, ...], others: tuple[Case, ...]) -> tuple[Case, ...]:
    """Return the cases of both; two halves, of which one has no message, are one case."""
    if len(cases) == len(others) == 1:
        one, other = cases[0], others[0]
        if any(not (case.message or case.code) for case in (one, other)):
            united = _completed(one, other)
            if united == _completed(other, one):  # no field differs
                return (united,)
    return (*cases, *others)


def _completed(one: Record, other: Record) -> Record:
    """Return a record with the values of another one where it has none."""
    names = [item.name for item in dataclasses.fields(one)]
    empty: tuple[object, ...] = (None, "", (), {})
    changes = {name: getattr(other, name) for name in names if getattr(one, name) in empty}
    return replace(one, **changes)
