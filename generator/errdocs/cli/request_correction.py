"""`errdocs explain --request`: a reader's own request corrected, as a diff of old and new."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace

import click

from errdocs.corrections.correcting import Corrected, corrected
from errdocs.corrections.line_diff import NEW, OLD, SKIPPED, Line, changed_lines
from errdocs.corrections.request_text import NotARequest
from errdocs.corrections.rules import Rules, rules_of
from errdocs.escaping import printable
from errdocs.lookup.secrets import masked, masked_values
from errdocs.registry.model import Registry
from errdocs.registry.naming import Found

LONGEST_LINE = 200  # characters of a line that are shown: a picture as text fills a screen
_COLOURS = {OLD: "red", NEW: "green", SKIPPED: "bright_black"}


def show_correction(
    registry: Registry, found: Found, text: str, values: Mapping[str, str], form: str
) -> None:
    """Print how a request is corrected by the rules of a case; one that holds none ends it."""
    name = found.error.name_of(found.case)
    case = found.cases[0] if len(found.cases) == 1 else None
    if not case:
        raise click.UsageError(f"{name} has several cases; name one of them as CODE/CASE")
    rules = rules_of(registry, case)
    if not rules:
        raise click.UsageError(f"{name} has no rule by which a request could be corrected")
    try:
        result = corrected(rules, text, {**rules.values, **values})
    except NotARequest as error:
        raise click.ClickException(
            f"the request cannot be read: {printable(str(error))}"
        ) from error
    for line in _taken_from_examples(rules, values):
        click.echo(line, err=True)
    if form == "json":
        click.echo(json.dumps(_data(result), ensure_ascii=True, indent=2))
    else:
        _print(_with_secrets_masked(result))


def _taken_from_examples(rules: Rules, values: Mapping[str, str]) -> Iterator[str]:
    for name, example in rules.values.items():
        if name not in values:
            what = f"is taken from the example: {example}" if example else "is not known"
            yield printable(f"{name} {what}; give yours with --value {name}=...")


def _data(result: Corrected) -> dict[str, object]:
    changes = [{"at": change.at, "why": change.why} for change in result.changes]
    return {"changes": changes, "corrected": result.after}


def _with_secrets_masked(result: Corrected) -> Corrected:
    """Return a correction as people may see it; programs get the request whole, to send it."""
    reasons = {str(number): change.why for number, change in enumerate(result.changes)}
    reasons = masked_values(reasons, result.before)
    changes = [replace(change, why=reasons[str(at)]) for at, change in enumerate(result.changes)]
    return replace(
        result, before=masked(result.before), after=masked(result.after), changes=changes
    )


def _print(result: Corrected) -> None:
    if not result.changes:
        fits = "The request already is as this error wants it."
        click.echo(
            fits if result.places else "No rule of this error finds its place in the request."
        )
        return
    for change in result.changes:
        click.echo(printable(f"{change.at} {change.why}"))
    click.echo()
    for line in changed_lines(result.before, result.after):
        click.echo(_styled(line))


def _styled(line: Line) -> str:
    mark, text = line
    if mark == SKIPPED:
        text = f"{text} lines as they were"
    shown = printable(text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}…")
    return (
        click.style(f"{mark} {shown}", fg=_COLOURS.get(mark))
        if sys.stdout.isatty()
        else f"{mark} {shown}"
    )
