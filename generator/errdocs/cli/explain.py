"""`errdocs explain`: an entry in the terminal."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import click

from errdocs.cli.entries import find_entry, refusal
from errdocs.cli.options import data_option
from errdocs.cli.terminal import Role, terminal_lines
from errdocs.escaping import printable
from errdocs.exports import error_json
from errdocs.registry.find import AmbiguousEntry, Found, UnknownEntry
from errdocs.registry.loading import Loaded, load
from errdocs.registry.model import Registry
from errdocs.render.entry_markdown import entry_markdown, overview_markdown

WIDEST = 100
"""Width beyond which lines are tiring to read."""
_NAME = re.compile(r"[\w./-]*")
"""What looks like a code that is misspelt: suggestions help more than what its parts may mean."""
STYLES = {
    Role.TITLE: {"bold": True},
    Role.HEADING: {"bold": True, "fg": "cyan"},
    Role.LITERAL: {"fg": "green"},
    Role.NOTICE: {"fg": "yellow"},
}


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

    CODE may be an alias, an old name or the beginning of a code; case, `_`, `-` and `.` do not
    matter. A TEXT that is no code, such as a whole message, is looked up; `errdocs lookup` tells
    more about it.
    """
    loaded = load(folder)
    registry = loaded.registry
    if not registry.errors:
        raise click.UsageError(f"{folder} holds no errors; name the registry's folder with --data")
    found = _find(registry, folder, name)
    _refuse_gaps(loaded, found)
    if form == "json":
        _echo_plain(json.dumps(_json(registry, found), ensure_ascii=False, indent=2))
    elif form == "markdown":
        _echo_plain(entry_markdown(registry, found).rstrip("\n"))
    else:
        _echo_text(registry, found)


def _find(registry: Registry, folder: Path, name: str) -> Found:
    try:
        return find_entry(registry, folder, name)
    except AmbiguousEntry as error:
        raise refusal(error) from error
    except UnknownEntry as error:
        found = None if _NAME.fullmatch(name) else _looked_up(registry, name)
        if found is None:
            raise refusal(error) from error
        return found


def _looked_up(registry: Registry, text: str) -> Found | None:
    """Return the entry that a text speaks of; None where that would only be a guess."""
    from errdocs.lookup import Confidence, Lookup  # only here: a code needs no index

    for match in Lookup(registry)(text, limit=1):
        if match.confidence is not Confidence.SUGGESTION:
            error = registry.by_code[match.code]
            return Found(error, next((c for c in error.cases if c.id == match.case), None))
    return None


def _refuse_gaps(loaded: Loaded, found: Found) -> None:
    """End where the entry could not be read as a whole: it would be explained wrongly."""
    path = loaded.error_paths[loaded.registry.errors.index(found.error)]
    files = {path, loaded.settings_path}
    if any(gap.path in files for gap in loaded.gaps):
        for line in loaded.report(loaded.problems):
            click.echo(line, err=True)
        raise click.ClickException("the entry could not be read")


def _json(registry: Registry, found: Found) -> dict[str, object]:
    """Return an error in the form of errors.json; only with the case that was asked for."""
    data = error_json(registry, found.error)
    ids = {case.id for case in found.cases}
    return {**data, "cases": [case for case in data["cases"] if case["id"] in ids]}


def _echo_plain(text: str) -> None:
    for line in text.split("\n"):
        click.echo(printable(line))


def _echo_text(registry: Registry, found: Found) -> None:
    is_overview = len(found.cases) > 1
    text = (overview_markdown(registry, found.error) if is_overview
            else entry_markdown(registry, found))  # fmt: skip
    for line in terminal_lines(text, min(shutil.get_terminal_size().columns, WIDEST)):
        click.secho(line.text, **STYLES.get(line.role, {}))  # type: ignore[arg-type]
    if is_overview:
        example = f"{found.error.code}/{found.error.cases[0].id}"
        click.secho(f"\nOne message in full: errdocs explain {printable(example)}", dim=True)
