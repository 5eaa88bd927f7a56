"""One error of a registry and the same error of a catalogue -> the error after a run.

Facts are the catalogue's: codes, messages, status, declared fields, versions. Texts that people
may edit follow the catalogue until somebody has edited them. Everything else is the project's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from typing import Any

from errdocs.imports.case_ids import case_id
from errdocs.imports.mapping import Mapping
from errdocs.imports.pairing import pairs
from errdocs.imports.placeholder_styles import VALUE, shape
from errdocs.messages import TemplateError, as_printed, parse, placeholders, without_names
from errdocs.registry.imported_texts import ImportedTexts
from errdocs.registry.model import Case, Error, Lifecycle, Parameter, SourceRef, Wording

_ERROR_TEXTS = ("title", "summary", "category")
_CASE_TEXTS = ("title", "cause", "fix", "retry", "actor", "examples")
_FACTS = ("name", "since")
_NOT_LISTED = " no longer lists it."
_ANONYMOUS = re.compile(rf"{VALUE}(_[0-9]+)?")


@dataclass(frozen=True)
class Merger:
    """Brings the errors of one catalogue into a registry."""

    mapping: Mapping
    texts: ImportedTexts
    rows: Table[str, frozenset[str]]
    """The messages that the last run wrote, by the code of their row, without names."""
    printed: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """The messages of each case that the catalogue has, or had when it was removed."""

    @property
    def document(self) -> str:
        """Return the key of the catalogue's document."""
        return self.mapping.source.key

    @property
    def gone(self) -> Lifecycle:
        """Return what an entry that the catalogue no longer lists has as `removed`."""
        source = self.mapping.source
        reason = f"{source.title.rstrip('.')}{_NOT_LISTED}"
        return Lifecycle(version=self.mapping.version, date=source.date, reason=reason)

    def _own_end(self, removed: Lifecycle | None) -> Lifecycle | None:
        """Return when an entry was removed, unless a run has marked it as no longer listed."""
        is_mark = removed is not None and (removed.reason or "").endswith(_NOT_LISTED)
        return None if is_mark else removed

    def merged(self, mine: Error | None, theirs: Error) -> Error:
        """Return an error after a run; `mine` is that of the registry, if it has it."""
        rules = self.mapping.error
        assert rules is not None  # a mapping of rows merges nothing
        # The surfaces of an error that is there are the project's.
        base = mine or Error(code=theirs.code, surfaces=theirs.surfaces)
        facts = {
            name: getattr(theirs, name)
            for name in _FACTS
            if getattr(rules, name) is not None and getattr(theirs, name) is not None
        }
        error = replace(
            base,
            aliases=tuple(dict.fromkeys((*base.aliases, *theirs.aliases))),
            fields=_fields(base.fields, theirs.fields, rules.fields),
            deprecated=_ended(base.deprecated, theirs.deprecated),
            removed=_ended(self._own_end(base.removed), theirs.removed),
            cases=(),
            **facts,
            **self._texts(theirs.code, base, theirs, _ERROR_TEXTS, Error(code="x")),
        )
        return replace(error, cases=self._cases(error, base.cases, theirs.cases))

    def removed(self, mine: Error) -> Error:
        """Return an error that the catalogue no longer lists."""
        self.texts.keep(mine.code)
        for case in mine.cases:
            self._keep(mine, case)
        return mine if mine.removed else replace(mine, removed=self.gone)

    def _keep(self, error: Error, case: Case) -> None:
        """Keep what is known of a case that the catalogue does not list."""
        self.texts.keep(error.name_of(case))
        ours = self._last_messages(error, case)
        self.printed[error.code, case.id] = [m for m in case.wordings if _open(m) in ours]

    def _last_messages(self, error: Error, case: Case) -> frozenset[str]:
        return self.rows.get(case.code or error.code, frozenset())

    def _texts(
        self, name: str, mine: Any, theirs: Any, keys: Sequence[str], none: Any
    ) -> dict[str, Any]:
        return {
            key: self.texts.chosen(
                name, key, getattr(mine, key), getattr(theirs, key), getattr(none, key)
            )
            for key in keys
        }

    def _cases(
        self, error: Error, mine: Sequence[Case], theirs: Sequence[Case]
    ) -> tuple[Case, ...]:
        paired = pairs(mine, theirs)
        taken = {case.id for case in mine}
        found: dict[int, list[Case]] = defaultdict(list)
        for new, old in paired.items():
            found[old].append(theirs[new])
        after = [
            self._case(error, case, found[at]) if at in found else self._lost(error, case)
            for at, case in enumerate(mine)
        ]
        for at, case in enumerate(theirs):
            if at not in paired:
                own = case_id(error, case, taken)
                taken.add(own)
                after.append(self._case(error, Case(id=own), [case]))
        return tuple(after)

    def _lost(self, error: Error, case: Case) -> Case:
        """Return a case that the catalogue does not list; one of other origin stays as it is."""
        self._keep(error, case)
        is_ours = any(ref.document == self.document for ref in case.source)
        return replace(case, removed=self.gone) if is_ours and not case.removed else case

    def _case(self, error: Error, mine: Case, theirs: Sequence[Case]) -> Case:
        first, rules = theirs[0], self.mapping.case
        facts: dict[str, Any] = {}
        for name in ("code", "status", "since"):
            if getattr(rules, name) is not None and getattr(first, name) is not None:
                facts[name] = getattr(first, name)
        case = replace(
            mine,
            fields=_fields(mine.fields, first.fields, rules.fields),
            removed=self._own_end(mine.removed),
            **facts,
            **self._texts(error.name_of(mine), mine, first, _CASE_TEXTS, Case(id="x")),
        )
        if all(ref.document != self.document for ref in case.source):
            case = self.cited(case, None)  # its row is not known yet
        return self._with_messages(error, case, theirs)

    def _with_messages(self, error: Error, case: Case, theirs: Sequence[Case]) -> Case:
        """Return a case with the messages that the catalogue has for it now."""
        listed = {shape(text): text for other in theirs for text in other.wordings}
        if not listed:
            return case
        found = _followed(case, listed, self._last_messages(error, case), self.texts.version)
        self.printed[error.code, case.id] = [m for m in found.current if _shape(m) in listed]
        former = {_shape(item.message): item for item in case.former_messages}
        for item in (*found.former, *(item for other in theirs for item in other.former_messages)):
            former.setdefault(_shape(item.message), item)
        current = {_shape(message) for message in found.current}
        return replace(
            case,
            message=found.kept[0].message,
            other_messages=tuple(found.kept[1:]),
            former_messages=tuple(item for at, item in former.items() if at not in current),
            parameters=_parameters(case.parameters, found, former.values()),
        )

    def cited(self, case: Case, row: int | None) -> Case:
        """Return a case that cites its row of the document."""
        ref = SourceRef(document=self.document, row=row)
        others = tuple(item for item in case.source if item.document != self.document)
        return case if ref in case.source else replace(case, source=(*others, ref))


@dataclass(frozen=True)
class _Followed:
    """The messages of a case after those of its catalogue."""

    kept: list[Wording]
    """The current ones, the main one first."""
    former: list[Wording]
    """Those that the catalogue had and has no longer."""
    renamed: Table[str, str]
    """New names of placeholders, by the old ones."""

    @property
    def current(self) -> list[str]:
        """Return the current messages."""
        return [item.message for item in self.kept]


def _followed(
    case: Case, listed: Table[str, str], last: Collection[str], version: str | None
) -> _Followed:
    """Return the messages of a case: `listed` in the catalogue now, `last` at the last run.

    One that is listed stays. One that no longer is gives its place to a new one. One that never
    was listed, besides the main one, was seen elsewhere and stays.
    """
    main = () if case.message is None else (Wording(message=case.message),)
    own = (*main, *case.other_messages)
    shapes = {_shape(item.message) for item in own}
    waiting = [text for at, text in listed.items() if at not in shapes]
    kept: list[Wording] = []
    former: list[Wording] = []
    renamed: dict[str, str] = {}
    for at, item in enumerate(own):
        was_listed = _open(item.message) in last
        if (theirs := listed.get(_shape(item.message))) is not None:
            text, names = _with_names(item.message, theirs)
            renamed |= names
            kept.append(replace(item, message=text))
        elif at and not was_listed:
            kept.append(item)
        else:
            if waiting:
                kept.append(replace(item, message=waiting.pop(0)))
            if was_listed:
                former.append(replace(item, source=(), until=version))
    kept += (Wording(message=text) for text in waiting)
    return _Followed(kept, former, renamed)


def _fields(
    mine: Table[str, str], theirs: Table[str, str], rules: Table[str, object]
) -> Table[str, str]:
    """Return the declared fields: those of the mapping from upstream, others as they are."""
    own = {name: value for name, value in mine.items() if name not in rules}
    return {**own, **theirs}


def _ended(mine: Lifecycle | None, theirs: Lifecycle | None) -> Lifecycle | None:
    """Return when an entry ended: what is recorded for a reason keeps its version and date."""
    is_known = mine is not None and theirs is not None and mine.reason == theirs.reason
    return mine if theirs is None or is_known else theirs


def _shape(message: str) -> str:
    try:
        return shape(message)
    except TemplateError:
        return message


def _open(message: str) -> str:
    """Return a message as a row holds it, without names."""
    return without_names(as_printed(message))


def _with_names(mine: str, theirs: str) -> tuple[str, dict[str, str]]:
    """Return a message with the names of its placeholders, and those that upstream has changed.

    Where upstream names none, the registry's names stay, which somebody may have written.
    """
    old, new = parse(mine).names, parse(theirs).names
    if all(map(_ANONYMOUS.fullmatch, new)) or len(old) != len(new):
        return mine, {}
    return theirs, {one: other for one, other in zip(old, new, strict=True) if one != other}


def _parameters(
    declared: Table[str, Parameter], found: _Followed, former: Iterable[Wording]
) -> Table[str, Parameter]:
    """Return the declared parameters under their names of today, with one for each new name."""
    if not declared:
        return declared
    messages = (*found.current, *(item.message for item in former))
    used = {name for message in messages for name in placeholders(message)}
    after = {found.renamed.get(name, name): value for name, value in declared.items()}
    kept = {name: value for name, value in after.items() if name in used}
    return {**kept, **{name: Parameter() for name in sorted(used - kept.keys())}}
