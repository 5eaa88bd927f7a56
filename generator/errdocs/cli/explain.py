"""`errdocs explain` and `errdocs link`: an entry in the terminal, and its permanent link."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from errdocs.cli import options
from errdocs.cli.terminal import HINT, Line, show, terminal_lines, terminal_width
from errdocs.escaping import printable
from errdocs.registry.cache import cached_text, load_cached
from errdocs.registry.model import ERRORS_PATH, Registry
from errdocs.registry.naming import AmbiguousEntry, Found, UnknownEntry, find
from errdocs.render.link_forms import Form
from errdocs.render.link_forms import link as link_text
from errdocs.render.texts import BUILT_IN_TEMPLATES

LONGEST_NAME = 200  # characters of a name that are compared with others; a longer one is a text
# What looks like a misspelt code: suggestions help more than what its parts may mean.
_NAME = re.compile(r"[\w./-]*")
_FORMS = {form.key: form for form in Form}


@click.command(epilog="Example: errdocs explain Throttling.AllocationQuota/free-quota-exhausted")
@click.argument("name", metavar="CODE[/CASE]|TEXT")
@options.data
@options.formats(
    *("text", "json", "markdown"),
    help="Text for people, the fields of errors.json, or plain Markdown.",
)
def explain(name: str, folder: Path, form: str) -> None:
    """Explain an error: what happened, what to do, whether to retry and who has to act.

    CODE may be an alias, an old name or the start of a code; letter case, `_`, `-` and `.` do
    not matter. A TEXT that is not a code, such as a whole message, is looked up; `errdocs lookup`
    shows more.
    """
    registry, found = _find(folder, name, is_text=not _NAME.fullmatch(name))
    if form == "json":
        click.echo(options.printable_lines(json.dumps(_json(found), ensure_ascii=False, indent=2)))
        return
    entry, view = found.error.name_of(found.case), f"{form} {terminal_width()}"
    templates = BUILT_IN_TEMPLATES / "texts"
    text = cached_text(lambda: _text(registry, found, form), folder, entry, view, templates)
    if form == "markdown":
        click.echo(options.printable_lines(text))
    else:
        show([Line(*line) for line in json.loads(text)])


def _text(registry: Registry, found: Found, form: str) -> str:
    """Return an entry as Markdown, or the lines of a terminal with their styles as JSON."""
    from errdocs.render.entry_markdown import entry_markdown  # only here: a copy needs no template

    is_overview = form == "text" and len(found.cases) > 1
    markdown = entry_markdown(registry, found, is_overview=is_overview).rstrip("\n")
    if form == "markdown":
        return markdown
    lines = [*terminal_lines(markdown, terminal_width())]
    if is_overview:
        first = found.error.name_of(found.error.cases[0])
        hint = printable(f"One message in full: errdocs explain {first}")
        lines += [Line(""), Line(hint, HINT)]
    return json.dumps(lines)


def _json(found: Found) -> dict[str, object]:
    """Return an error in the form of errors.json; only with the case that was asked for."""
    from errdocs.exports.errors_json import error_data  # only here: text needs no data

    data = error_data(found.error)
    ids = {case.id for case in found.cases}
    return {**data, "cases": [case for case in data["cases"] if case["id"] in ids]}


@click.command(epilog="Example: errdocs link RateLimited --format slack")
@click.argument("name", metavar="CODE[/CASE]")
@options.data
@options.site
@options.formats(*_FORMS, "json", help="What the link is for; `json` holds all forms.")
@click.option("--all", "is_all", is_flag=True, help="Print every form with its name.")
def link(name: str, folder: Path, site: str | None, form: str, is_all: bool) -> None:
    """Print the permanent link of an error or of one of its cases.

    CODE may be an alias, an old name or the start of a code; letter case, `_`, `-` and `.` do
    not matter.
    """
    base_url = options.site_url(site, folder)
    if not base_url:  # the link would lead nowhere
        raise click.UsageError(
            "the URL of the site is not known; give it with --site, in ERRDOCS_SITE_URL or "
            "as `site_url` in mkdocs.yml"
        )
    _, found = _find(folder, name)
    error, case = found.error, found.case
    if removal := error.removal_of(case):
        instead = f"; replaced by {removal.replaced_by}" if removal.replaced_by else ""
        click.echo(printable(f"{error.code} was removed{instead}"), err=True)
    title, url = f"{error.code}: {error.title_of(case)}", base_url + error.path_of(case)
    texts = {key: link_text(title, url, form) for key, form in _FORMS.items()}
    if form == "json":
        facts = {"code": error.code, "case": case.id if case else None}
        document = {**facts, "title": title, "url": texts[Form.PLAIN.key], "links": texts}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif is_all:
        for key, text in texts.items():
            click.echo(f"{key:<14}{printable(text)}")
    else:
        click.echo(printable(texts[form]))


def _find(folder: Path, name: str, *, is_text: bool = False) -> tuple[Registry, Found]:
    """Return a registry and its entry that a name, the path of a page or a text means.

    What was published under the very name comes before anything that is only like it. An entry
    that could not be read completely ends the command: it would be shown wrongly.
    """
    loaded = load_cached(folder)
    registry = loaded.registry
    if not registry.errors:  # the folder is probably another one
        where = printable(str(folder))
        raise click.UsageError(f"{where} holds no errors; name the registry's folder with --data")
    wanted = name[:LONGEST_NAME].strip("/").removeprefix(ERRORS_PATH)
    found = _moved(registry, folder, wanted)
    if found:
        new = found.error.name_of(found.case)
        click.echo(printable(f"{wanted} has moved: it is {new} now"), err=True)
    try:
        found = found or find(registry, wanted)
    except AmbiguousEntry as error:
        lines = [f"`{error.name}` may mean one of these:", *error.candidates]
    except UnknownEntry as error:
        from errdocs.lookup.secrets import masked  # only here: a known name needs no lookup

        found = _looked_up(registry, name) if is_text else None
        question = "; did you mean one of these?" if error.suggestions else ""
        lines = [f"no entry is called `{masked(error.name)}`{question}", *error.suggestions]
    if not found:
        raise click.ClickException("\n  ".join(map(printable, lines)))
    files = {loaded.error_paths[registry.errors.index(found.error)], loaded.settings_path}
    has_settings = not loaded.problems or loaded.settings_path in loaded.texts
    if not has_settings or any(gap.path in files for gap in loaded.gaps):
        options.fail(loaded, loaded.problems, click.ClickException("the entry could not be read"))
    return registry, found


def _moved(registry: Registry, folder: Path, name: str) -> Found | None:
    """Return the entry to which the path of a name leads that was published and is gone."""
    if name in registry.by_spelling or registry.find_entry(name):
        return None  # it exists today; the ledger takes longer to read than the rest
    from errdocs.routes import Routes, read_ledger

    path, ledger = f"{ERRORS_PATH}{name}/", read_ledger(folder).ledger
    if ledger is None or path not in ledger.paths:
        return None
    routes = Routes(registry, ledger, frozenset())
    target = None if path in routes.targets else routes.resolve(path)
    entry = routes.entry(target) if target else None
    return Found(*entry) if entry else None


def _looked_up(registry: Registry, text: str) -> Found | None:
    """Return the entry that a text speaks of; None if that would only be a guess."""
    from errdocs.lookup import Confidence, Lookup  # only here: a code needs no index

    for match in Lookup(registry)(text, limit=1):
        if match.confidence is not Confidence.SUGGESTION:
            error = registry.by_code[match.code]
            return Found(error, error.find_case(match.case) if match.case else None)
    return None
