"""`errdocs link`: the permanent link of an entry, in the form that another tool takes."""

from __future__ import annotations

import json
from pathlib import Path

import click

from errdocs.cli.entries import find_entry, refusal
from errdocs.cli.options import data_option, site_option, site_url
from errdocs.escaping import printable
from errdocs.registry.find import AmbiguousEntry, Found, UnknownEntry
from errdocs.registry.loading import load
from errdocs.render.link_forms import Form, link

FORMS = {form.key: form for form in Form}


@click.command("link", epilog="Example: errdocs link RateLimited --format slack")
@click.argument("name", metavar="CODE[/CASE]")
@data_option
@site_option
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMS, "json"]),
    default=Form.PLAIN.key,
    show_default=True,
    help="What the link is for; `json` holds all forms.",
)
@click.option("--all", "is_all", is_flag=True, help="Print every form with its name.")
def link_command(name: str, folder: Path, site: str | None, form: str, is_all: bool) -> None:
    """Print the permanent link of an error or of one of its cases.

    CODE may be an alias, an old name or the beginning of a code; case, `_`, `-` and `.` do not
    matter.
    """
    registry = load(folder).registry
    if not registry.errors:
        raise click.UsageError(f"{folder} holds no errors; name the registry's folder with --data")
    base = _address(site_url(site, folder))
    try:
        found = find_entry(registry, folder, name)
    except (AmbiguousEntry, UnknownEntry) as error:
        raise refusal(error) from error
    _warn_if_retired(found)
    title, url = entry_title(found), base + entry_path(found)
    texts = {key: link(title, url, form) for key, form in FORMS.items()}
    if form == "json":
        facts = {"code": found.error.code, "case": found.case.id if found.case else None}
        document = {**facts, "title": title, "url": texts[Form.PLAIN.key], "links": texts}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif is_all:
        for key, text in texts.items():
            click.echo(f"{key:<14}{printable(text)}")
    else:
        click.echo(printable(texts[form]))


def entry_title(found: Found) -> str:
    """Return the title of an entry's page, as its links show it."""
    is_own_page = found.case is not None and len(found.error.cases) > 1
    title = found.case.title if found.case and is_own_page else found.error.title
    return f"{found.error.code}: {title}"


def entry_path(found: Found) -> str:
    """Return the path of an entry's page."""
    return found.error.path_of(found.case)


def _address(base: str) -> str:
    """Return the site's address; without a whole one a link would lead nowhere."""
    if not base:
        raise click.UsageError(
            "the address of the site is not known; give it with --site, in ERRDOCS_SITE_URL or "
            "as `site_url` in mkdocs.yml"
        )
    return base


def _warn_if_retired(found: Found) -> None:
    removed = (found.case.removed if found.case else None) or found.error.removed
    if removed:
        instead = f"; {removed.replaced_by} stands in its place" if removed.replaced_by else ""
        click.echo(printable(f"{found.error.code} is retired{instead}"), err=True)
