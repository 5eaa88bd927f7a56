"""Answers as short text, the fix first: what an agent reads, and what it shows to people.

What has several lines is indented, and everything is printable, so that no text of a registry or
of a log can pass for a line of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from errdocs.agents.answers import Entry, Explanation, KnownError, LinkReport, Listing, LookupAnswer
from errdocs.lookup import Confidence
from errdocs.registry.model import Retry

_RETRY = {retry.value: retry.label for retry in Retry}
_NO_FIX = "The reference has no fix for it."
_DO_NOT_INVENT = "Do not invent a cause or a fix"


def lookup_text(answer: LookupAnswer, service: str) -> str:
    """Return the errors that a text is about, or that none is known."""
    if answer.errors:
        return "\n\n".join("\n".join(_known(error)) for error in answer.errors)
    lines = [
        f"No known error of {service} is in this text. {_DO_NOT_INVENT}; say that the reference "
        "does not have it."
    ]
    if answer.guesses:
        lines.append("Only guesses, which nothing in the text confirms:")
        lines += map(_entry, answer.guesses)
    return "\n".join(lines)


def _known(error: KnownError) -> Iterator[str]:
    is_code = error.confidence == Confidence.CODE
    if not is_code:
        yield f"Fix: {error.fix or _NO_FIX}"
    elif error.fix:
        yield f"Fix of the only known case of the code: {error.fix}"
    elif not error.nearest:
        yield f"Only the code is certain. {_DO_NOT_INVENT}; explain_error has its cases."
    else:
        yield f"Only the code is certain, not which of its cases it is. {_DO_NOT_INVENT}."
    yield f"Link: {error.url or error.resource}"
    yield f"Confidence: {Confidence(error.confidence).label.lower()}"
    yield from _advice(error)
    yield f"Error: {error.name}: {error.title}"
    for name, value in error.values.items():
        yield f"Value {name}: {value}"
    if error.nearest:
        yield "Its cases with similar messages, which are guesses:"
        yield from map(_entry, error.nearest)


def _advice(entry: Entry) -> Iterator[str]:
    if entry.retry:
        yield f"Retry: {_RETRY[entry.retry]}"
    if entry.actor:
        yield f"Who acts: {entry.actor}"


def _entry(entry: Entry) -> str:
    status = f" ({entry.status})" if entry.status else ""
    return f"- {entry.name}{status}: {entry.title}"


def explanation_text(answer: Explanation, service: str) -> str:
    """Return an entry with the whole fix, or that a name means none."""
    if not answer.entry:
        return _unknown(answer, service)
    if answer.markdown and not answer.fix:
        return answer.markdown
    return "\n".join((*_entry_lines(answer, answer.entry), *_examples(answer)))


def _entry_lines(answer: Explanation, entry: Entry) -> Iterator[str]:
    yield f"Fix: {_indented(answer.fix or _NO_FIX)}"
    yield f"Link: {entry.url or entry.resource}"
    yield from _advice(entry)
    yield f"Error: {entry.name}: {entry.title}"
    if answer.removed:
        yield answer.removed
    if answer.message:
        yield f"Message: {_indented(answer.message)}"
    if answer.cause:
        yield f"Why: {_indented(answer.cause)}"


def _examples(answer: Explanation) -> Iterator[str]:
    if answer.markdown:
        yield "Everything, with examples:"
        yield f"  {_indented(answer.markdown)}"


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


def _unknown(answer: Explanation, service: str) -> str:
    lines = [f"No error of {service} has this name. {_DO_NOT_INVENT}."]
    if answer.suggestions:
        lines.append(f"Did you mean: {', '.join(answer.suggestions)}?")
    return "\n".join(lines)


def listing_text(listing: Listing) -> str:
    """Return a page of a list, a line for each entry."""
    lines = [f"{listing.total} entries fit.", *map(_entry, listing.entries)]
    if listing.next_cursor:
        lines.append(f"More with cursor {listing.next_cursor}.")
    return "\n".join(lines)


def links_text(report: LinkReport) -> str:
    """Return what is wrong with the links of a text, a line for each."""
    lines = [f"Links to this reference: {report.links}. Problems: {report.total_problems}."]
    for found in report.problems:
        certain = " (certain)" if found.certain else ""
        target = f" Write {found.target}{certain}" if found.target else ""
        lines.append(f"- {found.line}:{found.column}: {found.problem}.{target}")
    if (more := report.total_problems - len(report.problems)) > 0:
        lines.append(f"{more} more problems are not listed.")
    return "\n".join(lines)
