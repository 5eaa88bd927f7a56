"""An entry as plain Markdown: for terminals, agents and files, without HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from errdocs.escaping import code_span, escaped, inert, literal, target
from errdocs.messages import TemplateError, parse
from errdocs.registry.find import Found
from errdocs.registry.history import Change, history
from errdocs.registry.model import Case, Error, Lifecycle, Registry, SourceRef, status_label
from errdocs.render.responses import examples_of

Blocks = Iterator[str]
"""Blocks of Markdown; an empty line goes between two."""


def entry_markdown(registry: Registry, found: Found) -> str:
    """Return everything about an entry; an error with several cases shows each in full."""
    head, related = _head(registry, found), _related(registry, found.error)
    if len(found.cases) == 1:
        case = found.cases[0]
        past = _history(registry, found.error, case)
        return _text(head, _case(case, "##"), related, past, _sources(registry, case, "##"))
    cases = (
        (*_case_head(case), *_case(case, "###"), *_sources(registry, case, "###"))
        for case in found.cases
    )
    return _text(head, *cases, related, _history(registry, found.error))


def overview_markdown(registry: Registry, error: Error) -> str:
    """Return an error with the list of its messages, to choose a case from."""
    items = (
        f"- {code_span(case.id)}, {status_label(case.status)}: {escaped(case.title)}\n\n"
        + _indented(literal(_printed(case, case.message)))
        for case in error.cases
    )
    messages = chain(["## Which message did you get?"], items)
    related, past = _related(registry, error), _history(registry, error)
    return _text(_head(registry, Found(error)), messages, related, past)


def _head(registry: Registry, found: Found) -> Blocks:
    """Yield title, facts and summary; what happened in one sentence."""
    error, case = found.error, found.case
    only = case or (error.cases[0] if len(error.cases) == 1 else None)
    yield f"# {escaped(case.title if case and len(error.cases) > 1 else error.title)}"
    yield _items(_facts(registry, error, only))
    yield from _lifecycle(error.removed, error.deprecated)
    yield escaped(error.summary)


def _facts(registry: Registry, error: Error, case: Case | None) -> Iterator[str]:
    surfaces, categories = registry.surface_by_key, registry.category_by_key
    yield f"Code: {code_span(error.code)}"
    for alias in error.aliases:
        if case and alias.surface not in error.surfaces_of(case):
            continue
        surface = surfaces[alias.surface].title if alias.surface in surfaces else alias.surface
        yield f"Also: {code_span(alias.code)} ({escaped(surface)})"
    if case:
        yield from _case_facts(case, len(error.cases) == 1)
    category = categories.get(error.category)
    yield f"Category: {escaped(category.title if category else error.category)}"


def _case_facts(case: Case, is_only: bool) -> Iterator[str]:
    if not is_only:
        yield f"Case: {code_span(case.id)}"
    yield f"Status: {escaped(status_label(case.status))}"


def _case_head(case: Case) -> Blocks:
    """Yield the heading of a case among others."""
    yield f"## {escaped(case.title)}"
    yield _items(_case_facts(case, is_only=False))


def _case(case: Case, mark: str) -> Blocks:
    """Yield what a case says, each part under a heading with this mark."""
    yield from _lifecycle(case.removed, case.deprecated)
    yield f"{mark} What to do"
    yield inert(case.fix)
    yield f"**{case.retry.label}.** {case.retry.explanation}"
    yield f"**{case.actor.label} acts.** {case.actor.explanation}"
    for example in case.examples:
        yield f"{escaped(example.title)}:"
        yield literal(example.body, example.language)
    yield f"{mark} Why it happens"
    yield inert(case.cause)
    yield from _message(case, mark)
    if case.see:
        yield f"{mark} See also"
        yield _items(f"[{escaped(link.title)}]({target(link.url)})" for link in case.see)


def _message(case: Case, mark: str) -> Blocks:
    yield f"{mark} The message"
    yield literal(_printed(case, case.message))
    for intro, wordings in (
        ("Also worded:", case.other_messages),
        ("Formerly worded:", case.former_messages),
    ):
        if wordings:
            yield intro
        yield from (literal(_printed(case, wording.message)) for wording in wordings)
    if case.parameters:
        yield "Values in the message:"
        yield _items(
            f"{code_span(name)}: {escaped(value.description)}; here {code_span(value.example)}"
            for name, value in case.parameters.items()
        )


def _lifecycle(removed: Lifecycle | None, deprecated: Lifecycle | None) -> Blocks:
    change = removed or deprecated
    if change is None:
        return
    when = change.version or (change.date.isoformat() if change.date else "")
    words = [" ".join(filter(None, ("Retired" if removed else "Deprecated", when))) + "."]
    words += [change.reason] if change.reason else []
    replaced = f" Replaced by {code_span(change.replaced_by)}." if change.replaced_by else ""
    yield f"> {escaped(' '.join(words))}{replaced}"


def _related(registry: Registry, error: Error) -> Blocks:
    if error.related:
        yield "## Related"
        others = ((code, registry.by_code.get(code)) for code in error.related)
        yield _items(
            f"{code_span(code)}: {escaped(other.title)}" if other else code_span(code)
            for code, other in others
        )


def _history(registry: Registry, error: Error, case: Case | None = None) -> Blocks:
    found = history(registry, error, case)
    if found:
        yield "## History"
        yield _items(map(_happened, found))


def _happened(change: Change) -> str:
    """Return what happened when, and to which entry where the error has several cases."""
    entry = change.case.id if change.case else change.error.code
    name = f" {code_span(entry)}" if len(change.error.cases) > 1 else ""
    note = f": {escaped(change.note)}" if change.note else ""
    return f"{change.kind.label}{name} ({escaped(change.when)}){note}"


def _sources(registry: Registry, case: Case, mark: str) -> Blocks:
    checked = (f"Checked {case.verified.isoformat()}",) if case.verified else ()
    yield f"{mark} Source"
    yield _items((*(escaped(_source(registry, ref)) for ref in case.sources), *checked))


def _source(registry: Registry, reference: SourceRef) -> str:
    source = registry.source_by_key.get(reference.document)
    day = source.date.isoformat() if source and source.date else None
    row = None if reference.row is None else f"row {reference.row}"
    return ", ".join(filter(None, (source.title if source else reference.document, day, row)))


def _printed(case: Case, template: str) -> str:
    """Return a message as printed; the template itself where its checks would fail."""
    try:
        return parse(template).fill(examples_of(case))
    except (TemplateError, KeyError):
        return template


def _items(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))


def _text(*parts: Iterable[str]) -> str:
    return "\n\n".join(chain(*parts)) + "\n"
