"""Differences -> Markdown for a comment on a pull request: a summary first, and never too long.

A pull request may come from anybody. Where a comment is shown, names such as `@someone`, numbers of
issues and URLs work in plain text too, so each text of a registry stands in code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote

from errdocs.diff.differences import Difference, Kind, facts
from errdocs.diff.snapshots import Snapshot
from errdocs.escaping import code_span, printable

LONGEST = 65_000  # characters; GitHub takes 65,536, and whoever posts it may add some
LONGEST_TEXT = 200  # characters of a title or reason; a registry may have any number
# What readers of the published site notice first: dead links, then what they may have to act on.
_ORDER = (Kind.LOST, Kind.REMOVED, Kind.MOVED, Kind.CHANGED, Kind.ADDED, Kind.SETTINGS)
_HEADINGS = {Kind.LOST: "Removed without a redirect: links to these will be dead"}
NOTHING = "This change leaves the reference as it is."


def comment_text(
    old: Snapshot, new: Snapshot, found: Sequence[Difference], site_url: str = ""
) -> str:
    """Return what differs, with links to the pages that `site_url` publishes now."""
    if not found:
        return NOTHING
    head = "\n".join(["### What this change does to the reference", "", *_summary(old, new, found)])
    blocks, left = [head], LONGEST - len(head)
    ordered = sorted(found, key=lambda item: _ORDER.index(item.kind))
    for kind, group in groupby(ordered, attrgetter("kind")):
        block = _block(kind, list(group), site_url, left)
        left -= len(block) + 2
        blocks.append(block)
    return "\n\n".join(blocks)


def _summary(old: Snapshot, new: Snapshot, found: Sequence[Difference]) -> Iterator[str]:
    """Yield a table with the number of errors and cases of each kind."""
    errors: Counter[Kind] = Counter()
    cases: Counter[Kind] = Counter()
    for item in found:
        snapshot = old if item.kind is Kind.LOST else new
        error = snapshot.errors.get(item.name)
        is_whole = error is not None and item.kind in {Kind.ADDED, Kind.LOST}
        errors[item.kind] += error is not None
        # An error that came or went as a whole stands for its cases too.
        cases[item.kind] += len(error["cases"]) if error and is_whole else error is None
    yield "| | Errors | Cases |"
    yield "| --- | ---: | ---: |"
    for kind in _ORDER:
        if kind is not Kind.SETTINGS and errors[kind] + cases[kind]:
            yield f"| {_heading(kind).partition(':')[0]} | {errors[kind]} | {cases[kind]} |"
    if any(item.kind is Kind.SETTINGS for item in found):
        yield "| Settings | changed | |"


def _heading(kind: Kind) -> str:
    return _HEADINGS.get(kind, kind.label.capitalize())


def _block(kind: Kind, items: Sequence[Difference], site_url: str, most: int) -> str:
    """Return a heading and a list of as many items as there is room for, or their number."""
    lines = [f"#### {_heading(kind)}", ""]
    reserve = 200  # for the headings and numbers of the kinds that follow
    room = most - reserve * len(_ORDER)
    for number, item in enumerate(items):
        line = f"- {_name(item, site_url)}: {printable(facts(item, _shown, code_span))}"
        room -= len(line) + 1
        if room < 0:
            return "\n".join([*lines, f"- … and {len(items) - number:,} more"])
        lines.append(line)
    return "\n".join(lines)


def _name(item: Difference, site_url: str) -> str:
    """Return the name of an entry, as a link to its page if that is published already."""
    name = printable(code_span(item.name))
    path = item.path if item.path_before is None else item.path_before
    if not site_url or item.kind in {Kind.ADDED, Kind.SETTINGS}:
        return name
    return f"[{name}]({site_url}{quote(path)})"


def _shown(text: str) -> str:
    return code_span(text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…")
