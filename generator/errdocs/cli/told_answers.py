"""An answer of the lookup as lines for people and as data for programs.

What a text is sure to be about comes with its fix; a guess is only named. Where nothing is sure,
the lines say what else is known of the text and what to try next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from errdocs.lookup import Confidence, Match
from errdocs.lookup.constants import RARE
from errdocs.lookup.fallbacks import Fallbacks, Found, Hint, KnownCode, KnownStatus
from errdocs.lookup.telling import shown_values, worth_telling
from errdocs.programs.advice import Adviser, retry_label
from errdocs.registry.model import ERRORS_PATH, Registry
from errdocs.render.first_steps import plain_first_step

FIELDS = ("code", "case", "title", "url", "confidence", "score", "message", "parameters", "span")


def match_data(matches: Sequence[Match]) -> list[dict[str, object]]:
    """Return matches as data; how many share a value is said where several do."""
    shared = [{"sharing": match.sharing} if match.sharing > 1 else {} for match in matches]
    rows = [{name: getattr(match, name) for name in FIELDS} for match in matches]
    return [row | more for row, more in zip(rows, shared, strict=True)]


def answer_data(matches: Sequence[Match], besides: Fallbacks) -> dict[str, object]:
    """Return the whole answer as data; what has nothing to say is left out."""
    more = {name: value for name, value in asdict(besides).items() if value}
    return {"matches": match_data(matches), **more}


@dataclass(frozen=True)
class ToldAnswer:
    """Words one answer for people."""

    registry: Registry
    folder: Path
    """Folder of the registry, as the command was told."""
    site_url: str
    text: str

    @cached_property
    def _adviser(self) -> Adviser:
        return Adviser(self.registry, self.folder, self.site_url)

    def lines(self, matches: Sequence[Match], besides: Fallbacks) -> Iterator[tuple[str, str]]:
        """Yield the lines of an answer: what is printed bold, and the rest of the line."""
        codes = {code.code: code for code in besides.codes}
        told = worth_telling(matches, besides)
        for match in told:
            is_code = match.case is None and match.code in codes
            yield self._head(match, Confidence.CODE if is_code else match.confidence)
            if is_code:
                yield from self._indented(self._code(codes[match.code]))
            elif match.confidence is Confidence.SUGGESTION:
                yield "", f"  {self._adviser.advice(match, {}).link}"
            else:
                yield from self._indented(self._match(match))
        sharing = max((match.sharing for match in told), default=1)
        if told and sharing > len(told):
            yield "", f"{sharing} entries have this value; the first {len(told)} are shown."
        if besides.status:
            yield from self._status(besides.status)
        if besides.found:
            yield from self._found(besides.found)
        if not (told or besides.status or besides.found):
            yield from self._nothing()

    def _indented(self, lines: Iterator[str]) -> Iterator[tuple[str, str]]:
        return (("", f"  {line}") for line in lines)

    def _head(self, match: Match, told: Confidence) -> tuple[str, str]:
        entry = f"{match.code}/{match.case}" if match.case else match.code
        return entry, f"  {match.title}  ({told.label.lower()})"

    def _match(self, match: Match) -> Iterator[str]:
        values = shown_values(match, self.text)
        yield from self._adviser.advice(match, values).lines
        if match.message:
            yield f"Message: {match.message}"
        for name, value in values.items():
            yield f"{name}: {value}"

    def _code(self, code: KnownCode) -> Iterator[str]:
        if not code.is_sure:
            yield f"{code.code} is in this reference, but other programs print it too."
        elif code.has_message:
            yield f"{code.code} is known; this message is not in the reference."
        elif code.cases > 1:
            yield f"{code.cases} messages come with this code; your text has none of them."
        yield from self._spread(code)
        if code.nearest:
            yield "Its only known case:" if code.cases == 1 else "Its nearest messages:"
        for hint in code.nearest:
            yield f"  {code.code}/{hint.case}  {hint.title}"
            case = self._adviser.case(code.code, hint.case)
            if hint is code.nearest[0] and case and (step := plain_first_step(case)):
                yield f"    {step}"
        page = code.url if self.site_url else self._adviser.explain(code.code)
        is_all = code.cases <= len(code.nearest)
        yield page if is_all else f"All {code.cases} messages of the code: {page}"

    def _spread(self, code: KnownCode) -> Iterator[str]:
        """Yield what holds for the cases of a code, with their number where they differ."""
        retries = {retry_label(advice) or advice: count for advice, count in code.retries.items()}
        actors = {
            self._adviser.actor_label(actor) or actor: count for actor, count in code.actors.items()
        }
        if len(retries) <= 1 and len(actors) <= 1:
            yield from filter(None, [" ".join(f"{fact}." for fact in (*retries, *actors))])
            return
        for counts in (retries, actors):
            total = sum(counts.values())
            most = ((words, count) for words, count in counts.items() if count >= RARE * total)
            yield "; ".join(f"{words} ({count} of {total})" for words, count in most)

    def _status(self, status: KnownStatus) -> Iterator[tuple[str, str]]:
        if not status.cases:
            yield f"{status.status}", "  No error in this reference has this status."
            yield from self._indented(self._next_steps())
            return
        yield f"{status.status}", f"  Errors with this status: {_cases(status.cases)}"
        yield from self._hints(status.errors)
        yield "", f"  All of them: {status.url}" if self.site_url else self._one(status.errors)

    def _found(self, found: Found) -> Iterator[tuple[str, str]]:
        are = "entry has" if found.total == 1 else "entries have"
        yield found.words, f"  {found.total} {are} this in a code, title, topic or message:"
        yield from self._hints(found.entries)
        if self.site_url:
            yield "", f"  The list: {found.url}"
        else:
            yield "", self._one(found.entries)

    def _hints(self, hints: Sequence[Hint]) -> Iterator[tuple[str, str]]:
        for hint in hints:
            yield "", f"  {f'{hint.code}/{hint.case}' if hint.case else hint.code}  {hint.title}"

    def _one(self, hints: Sequence[Hint]) -> str:
        first = f"{hints[0].code}/{hints[0].case}" if hints[0].case else hints[0].code
        return f"  To read one: {self._adviser.explain(first)}"

    def _nothing(self) -> Iterator[tuple[str, str]]:
        yield "", "No error of this service was recognised."
        yield from self._indented(self._next_steps())

    def _next_steps(self) -> Iterator[str]:
        yield "Give the whole text: the body of the response, or the traceback to its last line."
        yield "Or search for a word of it, a parameter or a status: echo quota | errdocs lookup"
        if self.site_url:
            yield f"All errors: {self.site_url}{ERRORS_PATH}"
        else:
            yield f"All errors as a table: errdocs export csv{self._adviser.data_option}"


def _cases(count: int) -> str:
    return f"{count} case{'' if count == 1 else 's'}"
