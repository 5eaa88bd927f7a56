"""`errdocs explain`: an entry in the terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from errdocs.cli.entries import complete, find_entry, load_registry, unknown
from errdocs.cli.options import data_option
from errdocs.escaping import printable
from errdocs.registry.loaded import Loaded
from errdocs.registry.model import Registry
from errdocs.registry.naming import Found, UnknownEntry

_NAME = re.compile(r"[\w./-]*")
"""What looks like a misspelt code: suggestions help more than what its parts may mean."""


@click.command(epilog="Example: errdocs explain Throttling.AllocationQuota/free-quota-exhausted")
@click.argument("name", metavar="CODE[/CASE]|TEXT")
@data_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Text for people, the fields of errors.json, or plain Markdown.",
)
def explain(name: str, folder: Path, form: str) -> None:
    """Explain an error: what happened, what to do, whether to retry and who has to act.

    CODE may be an alias, an old name or the start of a code; case, `_`, `-` and `.` do not
    matter. A TEXT that is not a code, such as a whole message, is looked up; `errdocs lookup`
    says more about it.
    """
    loaded = load_registry(folder)
    found = _find(loaded, folder, name)
    if form == "json":
        _echo_plain(json.dumps(_json(found), ensure_ascii=False, indent=2))
    elif form == "markdown":
        _echo_plain(_markdown(loaded.registry, found).rstrip("\n"))
    else:
        _show(loaded.registry, found)


def _find(loaded: Loaded, folder: Path, name: str) -> Found:
    try:
        return find_entry(loaded, folder, name)
    except UnknownEntry as error:
        found = None if _NAME.fullmatch(name) else _looked_up(loaded.registry, name)
        if found is None:
            raise unknown(error) from error
        return complete(loaded, found)


def _looked_up(registry: Registry, text: str) -> Found | None:
    """Return the entry that a text speaks of; None if that would only be a guess."""
    from errdocs.lookup import Confidence, Lookup  # only here: a code needs no index

    for match in Lookup(registry)(text, limit=1):
        if match.confidence is not Confidence.SUGGESTION:
            error = registry.by_code[match.code]
            return Found(error, error.find_case(match.case) if match.case else None)
    return None


def _json(found: Found) -> dict[str, object]:
    """Return an error in the form of errors.json; only with the case that was asked for."""
    from errdocs.exports.errors_json import error_data  # only here: text needs no data

    data = error_data(found.error)
    ids = {case.id for case in found.cases}
    return {**data, "cases": [case for case in data["cases"] if case["id"] in ids]}


def _markdown(registry: Registry, found: Found, is_overview: bool = False) -> str:
    from errdocs.render.entry_markdown import entry_markdown  # only here: `json` needs no templates

    return entry_markdown(registry, found, is_overview=is_overview)


def _echo_plain(text: str) -> None:
    click.echo("\n".join(map(printable, text.split("\n"))))


def _show(registry: Registry, found: Found) -> None:
    from errdocs.cli.terminal import show_markdown  # only here: colours need a library

    is_overview = len(found.cases) > 1
    first = found.error.name_of(found.error.cases[0])
    hint = f"One message in full: errdocs explain {first}" if is_overview else ""
    show_markdown(_markdown(registry, found, is_overview), hint)
