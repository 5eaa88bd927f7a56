"""What each tool answers, as data: bounded in size, and safe to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from errdocs.agents.answers import (
    Entry,
    Explanation,
    KnownError,
    LinkFinding,
    LinkReport,
    Listing,
    LookupAnswer,
)
from errdocs.agents.reference import Reference
from errdocs.escaping import printable, printable_lines
from errdocs.linkcheck.checker import LinkProblem
from errdocs.linkcheck.scanning import Notation, notation_of
from errdocs.lookup import Confidence, Fallbacks, Match
from errdocs.lookup.fallbacks import Hint, KnownCode
from errdocs.lookup.secrets import masked
from errdocs.lookup.telling import shown_values, worth_telling
from errdocs.problems import Finding
from errdocs.registry.model import Case, Error, Lifecycle
from errdocs.registry.naming import AmbiguousEntry, Found, UnknownEntry, did_you_mean, find
from errdocs.regular_files import read_regular
from errdocs.render.first_steps import first_step

MOST_TEXT = 1_000_000  # characters of a text that is looked up or checked
MOST_GUESSES, MOST_CASES, MOST_PROBLEMS, MOST_VALUES = 5, 30, 30, 12  # in one answer
LONGEST_LINE, LONGEST_PROSE, LONGEST_EXAMPLES = 300, 4_000, 10_000
"""Characters of a line, of a cause or fix, and of a whole entry with its examples."""


class BadQuestion(ValueError):
    """An argument that cannot be answered; the text says what is possible."""


@dataclass(frozen=True)
class Filters:
    """Which entries a list has: those that fit all that is given."""

    category: str | None = None
    status: int | None = None
    actor: str | None = None
    retry: str | None = None
    surface: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Tools:
    """Answers from one reference."""

    reference: Reference
    folder: Path | None = None
    """Folder whose files may be read for their links; None if no file may."""

    def lookup(self, text: str, limit: int) -> LookupAnswer:
        """Return the errors that a text is about."""
        find_errors = self.reference.lookup
        matches = find_errors(text, limit)
        besides = find_errors.fallbacks(text, matches)
        sure = [match for match in matches if match.confidence is not Confidence.SUGGESTION]
        return LookupAnswer(
            known=bool(sure),
            errors=[self._known(match, text, besides) for match in sure],
            guesses=[] if sure else [*self._guesses(worth_telling(matches, besides), besides)],
        )

    def explain(self, name: str, *, with_examples: bool = False) -> Explanation:
        """Return the entry that a name means."""
        try:
            found = find(self.reference.registry, name[:LONGEST_LINE])
        except AmbiguousEntry as ambiguous:
            return _unknown(ambiguous.candidates)
        except UnknownEntry as unknown:
            return _unknown(unknown.suggestions)
        error, case = found.error, found.case or found.error.only_case
        cases = () if case else error.cases[:MOST_CASES]
        return Explanation(
            known=True,
            fix=_prose(case.fix_with()) if case else None,
            cause=_prose(case.cause_with()) if case else None,
            entry=self._entry(error, case),
            message=_prose(case.message) if case else None,
            aliases=[_line(name) for name in error.spellings[1:]][:MOST_VALUES],
            removed=_removal(error.removal_of(case)),
            cases=[self._entry(error, one) for one in cases],
            total_cases=len(error.cases),
            markdown=self._markdown(error, case, with_examples=with_examples),
        )

    def listing(self, filters: Filters, limit: int, cursor: str | None) -> Listing:
        """Return a page of the entries that fit filters. Raises BadQuestion."""
        self._check(filters)
        start = _offset(cursor)
        found = [*self._fitting(filters)]
        page, end = found[start : start + limit], start + limit
        return Listing(
            total=len(found),
            entries=[self._entry(error, case) for error, case in page],
            next_cursor=str(end) if end < len(found) else None,
        )

    def links(self, text: str, notation: Notation) -> LinkReport:
        """Return what is wrong with the links of a text to the site. Raises Unreadable."""
        checked = self.reference.checker.check(text, notation, "")
        return LinkReport(
            links=checked.links,
            problems=[*map(_link_finding, checked.problems[:MOST_PROBLEMS])],
            total_problems=len(checked.problems),
        )

    def text_of(self, path: str) -> tuple[str, Notation]:
        """Return the text of a file below the folder, and its notation. Raises BadQuestion."""
        if self.folder is None:
            raise BadQuestion("this server reads no files; give the text")
        file = (self.folder / path).resolve()
        if not (file.is_relative_to(self.folder.resolve()) and file.exists()):
            raise BadQuestion("path is not a file below the folder that the server was started in")
        try:
            content = read_regular(file, MOST_TEXT).decode("utf-8", "replace")
        except OSError as error:
            raise BadQuestion(f"the file cannot be read: {error.strerror}") from error
        return content, notation_of(file) or Notation.TEXT

    def _markdown(self, error: Error, case: Case | None, *, with_examples: bool) -> str | None:
        """Return what the fields of an explanation do not say: the cases, or the examples."""
        if not case:
            return self.reference.markdown(Found(error))
        if not with_examples:
            return None
        return _shortened(self.reference.examples(Found(error, case)), LONGEST_EXAMPLES)

    def _known(self, match: Match, text: str, besides: Fallbacks) -> KnownError:
        error = self.reference.registry.by_code[match.code]
        case = error.find_case(match.case) if match.case else None
        values = shown_values(match, text)
        only = case or error.only_case
        code = next((one for one in besides.codes if one.code == match.code), None)
        nearest = code.nearest if code and match.confidence is Confidence.CODE else ()
        entry = self._entry(error, case)
        if code and not only:
            entry = entry.model_copy(update=self._shared(code))
        return KnownError(
            **dict(entry),
            fix=_line(first_step(only, values)) or None if only else None,
            code=_line(error.code),
            case=case.id if case else None,
            confidence=match.confidence.value,
            message=_prose(match.message),
            values={name: _line(value) for name, value in [*values.items()][:MOST_VALUES]},
            nearest=[self._hinted(hint) for hint in nearest],
        )

    def _shared(self, code: KnownCode) -> dict[str, str]:
        """Return the retry advice and the actor that all cases of a code have in common."""
        actors = self.reference.registry.actor_by_key
        found = {"retry": [*code.retries], "actor": [*code.actors]}
        shared = {name: keys[0] for name, keys in found.items() if len(keys) == 1}
        actor = actors.get(shared.get("actor", ""))
        return shared | ({"actor": _line(actor.title)} if actor else {})

    def _guesses(self, told: Sequence[Match], besides: Fallbacks) -> Iterator[Entry]:
        hints: list[Hint | Match] = [*told]
        hints += besides.status.errors if besides.status else ()
        hints += besides.found.entries if besides.found else ()
        names = {(hint.code, hint.case): hint for hint in hints}
        return (self._hinted(hint) for hint in [*names.values()][:MOST_GUESSES])

    def _hinted(self, hint: Hint | Match) -> Entry:
        error = self.reference.registry.by_code[hint.code]
        return self._entry(error, error.find_case(hint.case) if hint.case else None)

    def _entry(self, error: Error, case: Case | None) -> Entry:
        only = case or error.only_case
        key = only.actor if only else None
        actor = self.reference.registry.actor_by_key.get(key or "")
        return Entry(
            name=_line(error.name_of(case)),
            title=_line(error.title_of(case)),
            status=(only and only.status) or None,
            retry=only.retry.value if only and only.retry else None,
            actor=_line(actor.title) if actor else key,
            url=self.reference.url(error, case),
            resource=self.reference.uri(error, case),
        )

    def _check(self, filters: Filters) -> None:
        settings = self.reference.registry.settings
        known: dict[str, list[str]] = {
            "category": [category.key for category in settings.categories],
            "actor": [actor.key for actor in settings.actors],
            "surface": [surface.key for surface in settings.surfaces],
        }
        for name, values in known.items():
            value = getattr(filters, name)
            if value is not None and value not in values:
                guess = did_you_mean(value[:LONGEST_LINE], values)
                hint = guess or f"it is one of: {', '.join(values[:MOST_CASES]) or 'none'}"
                raise BadQuestion(printable(f"unknown {name} `{value[:LONGEST_LINE]}`; {hint}"))

    def _fitting(self, filters: Filters) -> Iterator[tuple[Error, Case | None]]:
        asked = (filters.words or "").lower().split()
        for error in self.reference.registry.errors:
            for case in error.rows:
                is_wanted = _has_facets(error, case, filters)
                if is_wanted and all(word in _text_of(error, case) for word in asked):
                    yield error, case


def _has_facets(error: Error, case: Case | None, filters: Filters) -> bool:
    surfaces = error.surfaces_of(case) if case else error.all_surfaces
    facts = (
        (filters.category, error.category_of(case)),
        (filters.status, case and case.status),
        (filters.actor, case and case.actor),
        (filters.retry, case and case.retry),
    )
    is_there = filters.surface is None or filters.surface in surfaces
    return is_there and all(wanted is None or wanted == own for wanted, own in facts)


def _text_of(error: Error, case: Case | None) -> str:
    own = (case.heading, case.id, *case.wordings, *case.tags) if case else ()
    return "\n".join((*error.spellings, error.heading, error.summary or "", *own)).lower()


def _unknown(suggestions: Iterable[str]) -> Explanation:
    return Explanation(known=False, suggestions=[_line(one) for one in suggestions][:MOST_GUESSES])


def _link_finding(problem: LinkProblem) -> LinkFinding:
    finding = Finding.of(problem)
    facts = problem.data()
    return LinkFinding(
        line=finding.place.line,
        column=finding.place.column,
        url=_line(masked(str(facts["url"]))),
        problem=_line(masked("; ".join(filter(None, finding.message)))),
        target=_line(masked(str(facts["target"]))) if facts["target"] else None,
        certain=bool(facts["certain"]),
    )


def _removal(removal: Lifecycle | None) -> str | None:
    if removal is None:
        return None
    since = removal.version or removal.date
    parts = (
        f"Removed {since}" if since else "Removed",
        removal.reason,
        f"replaced by {removal.replaced_by}" if removal.replaced_by else None,
    )
    return _line("; ".join(filter(None, parts)))


def _offset(cursor: str | None) -> int:
    if cursor is None or (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        return int(cursor or 0)
    raise BadQuestion("cursor is not the next_cursor of an answer")


def _line(text: str) -> str:
    """Return a text on one line, not longer than answers have room for."""
    return _shortened(printable(" ".join(text.split()) if "\n" in text else text), LONGEST_LINE)


def _prose(text: str | None) -> str | None:
    return None if text is None else _shortened(printable_lines(text), LONGEST_PROSE)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
