"""`errdocs link`: the permanent link of an entry, in the form of whoever takes it."""

from __future__ import annotations

from pathlib import Path

import click

from errdocs.cli import options
from errdocs.cli.explain import find_entry_of, loaded_entries
from errdocs.escaping import printable, printable_json
from errdocs.render.link_forms import Form
from errdocs.render.link_forms import link as link_text
from errdocs.routes.paths import is_local

_FORMS = {form.key: form for form in Form}


@click.command(epilog="Example: errdocs link RateLimited --format slack")
@click.argument("name", metavar="CODE[/CASE]")
@options.data
@options.site
@options.formats(*_FORMS, "json", help="What the link is for; `json` holds all forms.")
@click.option("--all", "is_all", is_flag=True, help="Print every form with its name.")
def link(name: str, folder: Path, site: str | None, form: str, is_all: bool) -> None:
    """Print the permanent link of an error or of one of its cases.

    CODE may be an alias, an old name or the start of a code; letter case, `_`, `-` and `.` do
    not matter. A site URL such as http://127.0.0.1:8000/ gets a warning: others cannot open it.
    """
    base_url = options.site_url(site, folder)
    if not base_url:  # the link would lead nowhere
        raise click.UsageError(
            f"the site URL is not known; give it {options.WAYS_TO_GIVE_SITE_URL}"
        )
    if is_local_site := is_local(base_url):
        ways = f"give the public site URL {options.WAYS_TO_GIVE_SITE_URL}"
        click.echo(printable(f"Warning: {base_url} works on your computer only; {ways}"), err=True)
    found, _ = find_entry_of(loaded_entries(folder), folder, name)
    error, case = found.error, found.case
    if removal := error.removal_of(case):
        instead = f"; replaced by {removal.replaced_by}" if removal.replaced_by else ""
        click.echo(printable(f"{error.code} was removed{instead}"), err=True)
    title, url = f"{error.code}: {error.title_of(case)}", base_url + error.path_of(case)
    texts = {key: link_text(title, url, form) for key, form in _FORMS.items()}
    if form == "json":
        facts = {"code": error.code, "case": case.id if case else None}
        own = {"url": texts[Form.PLAIN.key], "local": is_local_site}
        document = {**facts, "title": title, **own, "links": texts}
        click.echo(printable_json(document))
    elif is_all:
        for key, text in texts.items():
            click.echo(f"{key:<14}{printable(text)}")
    else:
        click.echo(printable(texts[form]))
