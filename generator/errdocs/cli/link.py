"""`errdocs link`: the permanent link of an entry, in the form that another tool takes."""

from __future__ import annotations

import json
from pathlib import Path

import click

from errdocs.cli.entries import find_entry, load_registry, unknown
from errdocs.cli.options import data_option, site_option, site_url
from errdocs.escaping import printable
from errdocs.registry.naming import Found, UnknownEntry
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

    CODE may be an alias, an old name or the start of a code; case, `_`, `-` and `.` do not
    matter.
    """
    loaded = load_registry(folder)
    base_url = site_url(site, folder)
    if not base_url:  # the link would lead nowhere
        raise click.UsageError(
            "the URL of the site is not known; give it with --site, in ERRDOCS_SITE_URL or "
            "as `site_url` in mkdocs.yml"
        )
    try:
        found = find_entry(loaded, folder, name)
    except UnknownEntry as cause:
        raise unknown(cause) from cause
    error, case = found.error, found.case
    _warn_if_removed(found)
    title, url = f"{error.code}: {error.title_of(case)}", base_url + error.path_of(case)
    texts = {key: link(title, url, form) for key, form in FORMS.items()}
    if form == "json":
        facts = {"code": error.code, "case": case.id if case else None}
        document = {**facts, "title": title, "url": texts[Form.PLAIN.key], "links": texts}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif is_all:
        for key, text in texts.items():
            click.echo(f"{key:<14}{printable(text)}")
    else:
        click.echo(printable(texts[form]))


def _warn_if_removed(found: Found) -> None:
    removal = found.error.removal_of(found.case)
    if removal:
        instead = f"; replaced by {removal.replaced_by}" if removal.replaced_by else ""
        click.echo(printable(f"{found.error.code} was removed{instead}"), err=True)
