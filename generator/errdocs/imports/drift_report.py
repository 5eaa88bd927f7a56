"""A drift -> a report of it: lines for a terminal, Markdown for an issue, or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from errdocs.escaping import code_span, escaped, printable, printable_json, target
from errdocs.imports.drift import Before, Difference, Drift, Item, Kind
from errdocs.problems import Place, quoted

LONGEST = 60_000  # characters of Markdown: an issue of GitHub takes 65,536
_ADVICE = {
    Kind.NEW: "No case gives these back. Add a case, or a message to the case that explains it.",
    Kind.REWORDED: (
        "The page has other words. Make them the message, and move the old ones to "
        "`former_messages`."
    ),
    Kind.MOVED: (
        "The page has these messages under another code or status. Correct the status, or add "
        "the code as an alias."
    ),
    Kind.GONE: "The page no longer has these. Mark the cases as `removed`, with the date.",
}


def text_lines(found: Drift) -> Iterator[str]:
    """Yield a line for each difference, which starts with its place, and one with the numbers."""
    for one in found.differences:
        yield printable(f"{_line(one.item.place)}: {one.kind}: {_facts(one)}")
    yield _counts(found) or "no drift"


def markdown_text(found: Drift) -> str:
    """Return the differences as Markdown with a list to tick off, short enough for an issue."""
    source = found.source
    title = escaped(source.title)
    page = f"[{title}]({target(source.url)})" if source.url else title
    blocks = [f"{page} and this registry differ: {_counts(found)}."]
    if not found.differences:
        return f"{page} and this registry agree."
    for kind in Kind:
        if group := found.of(kind):
            lines = (f"- [ ] {_line(one.item.place)}: {_facts(one)}" for one in group)
            heading = f"## {kind.capitalize()} ({len(group)})"
            blocks += [heading, _ADVICE[kind], *map(printable, lines)]
    return _shortened(blocks)


def _shortened(blocks: list[str]) -> str:
    """Return blocks of Markdown, the last ones left out where they are too long for an issue."""
    text, left = "", len(blocks)
    for at, block in enumerate(blocks):
        between = "\n" if block.startswith("- ") and blocks[at - 1].startswith("- ") else "\n\n"
        if len(text) + len(block) > LONGEST:
            break
        text, left = f"{text}{between}{block}" if text else block, left - 1
    more = sum(block.startswith("- ") for block in blocks[len(blocks) - left :])
    return f"{text}\n\n{more} more are left out." if more else text


def json_text(found: Drift) -> str:
    """Return the differences as JSON: a list for each kind, empty ones too."""
    source = found.source
    document = {"document": source.key, "title": source.title, "url": source.url}
    lists = {kind.value: [*map(_data, found.of(kind))] for kind in Kind}
    return printable_json(document | lists)


def _data(one: Difference) -> dict[str, Any]:
    item, before = one.item, one.before
    facts = {"section": item.section, **_printed(item), "place": _place(item.place)}
    entry = {"entry": one.entry, "entry_place": one.entry_place and _place(one.entry_place)}
    return facts | entry | ({"before": _printed(before)} if before else {})


def _printed(what: Item | Before) -> dict[str, Any]:
    return {"status": what.status or None, "codes": [*what.codes], "message": what.message}


def _place(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line}


def _line(place: Place) -> str:
    return f"{place.path}:{place.line}"


def _counts(found: Drift) -> str:
    counts = ((len(found.of(kind)), kind) for kind in Kind)
    return ", ".join(f"{count} {kind}" for count, kind in counts if count)


def _facts(one: Difference) -> str:
    """Return what the page says and what the registry says."""
    item, before = one.item, one.before
    names = _under(item)
    if not item.codes and item.section:
        names = f"{names} under {code_span(item.section)}".strip()
    said = ": ".join(filter(None, (names, code_span(item.message) if item.message else "")))
    if one.entry is None or one.entry_place is None:
        return f"{said}; no entry has this code" if item.codes else said
    entry = f"{code_span(one.entry)} ({_line(one.entry_place)})"
    if before is None:
        return f"{said}; see {entry}"
    was = [] if before.status == item.status and {*before.codes} & {*item.codes} else [before]
    texts = [_under(what) or "nothing" for what in was]
    if one.kind is Kind.REWORDED:
        texts.append(code_span(before.message or ""))
    return f"{said}; was {': '.join(texts) or _under(before)} in {entry}"


def _under(what: Item | Before) -> str:
    """Return a status and codes in words; empty where there is neither."""
    return " ".join(filter(None, (str(what.status or ""), quoted(what.codes))))
