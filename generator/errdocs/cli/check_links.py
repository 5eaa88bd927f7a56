"""`errdocs check-links`: the links to this site in runbooks, alert rules and other files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from errdocs import linkcheck
from errdocs.cli.options import data_option, docs_option, site_url
from errdocs.escaping import printable
from errdocs.fetching import Unreadable
from errdocs.problems import Finding, Format, report
from errdocs.registry.loading import load
from errdocs.routes import document_paths, read_ledger
from errdocs.routes.paths import BadSiteUrl

MANY = 50  # files from which on a bar shows the progress of the check


class Unusable(click.ClickException):
    """A site that cannot be checked against, which is not a problem of the files."""

    exit_code = 2


@click.command(
    "check-links", epilog="Example: errdocs check-links runbooks alerts --site https://HOST/ --fix"
)
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(True, path_type=Path)
)
@data_option
@docs_option
@click.option(
    "--site",
    "sites",
    metavar="URL",
    multiple=True,
    envvar="ERRDOCS_SITE_URL",
    show_envvar=True,
    help="Site URL, besides `site_url` of the project; may be given several times.",
)
@click.option(
    "--against",
    metavar="URL|FILE",
    help="A published permalinks.json to check against, instead of a registry.",
)
@click.option("--include", metavar="GLOB", multiple=True, help="Files to read below folders.")
@click.option("--exclude", metavar="GLOB", multiple=True, help="Files and folders to leave out.")
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default="text",
    show_default=True,
    help="Lines for people, a JSON list, or annotations for GitHub.",
)
@click.option("--fix", is_flag=True, help="Fix links whose target is certain.")
def check_links(
    paths: tuple[Path, ...],
    folder: Path,
    documents: Path,
    sites: tuple[str, ...],
    against: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    form: str,
    fix: bool,
) -> None:
    """Check the links to this site in Markdown, HTML, reStructuredText, AsciiDoc, YAML and text.

    Reported are links that are broken, redirected, or to removed errors. Folders are read with
    everything below them, except what is hidden.
    """
    site = _site(against, folder, documents)
    own = "" if against else site_url(None, folder)
    checker = linkcheck.Checker(site, _site_urls([*sites, own, *site.urls]))
    files = linkcheck.files_of(paths, include, exclude)
    is_bar_hidden = len(files) < MANY or not sys.stderr.isatty()
    steps = track(files, "Checking links", console=Console(stderr=True), disable=is_bar_hidden)
    checked = {file: linkcheck.check_file(file, checker, fix=fix) for file in steps}
    problems = [problem for done in checked.values() for problem in done.problems]
    for line in report([Finding.of(problem) for problem in problems], Format(form)):
        click.echo(line)
    for path, done in checked.items():
        shown = printable(path.as_posix())
        if done.is_binary:
            click.echo(f"{shown}: skipped, it is not text", err=True)
        if done.fixed:
            click.echo(f"{shown}: {_count(done.fixed, 'link')} fixed", err=True)
    links = sum(done.links for done in checked.values())
    seen = f"{_count(len(files), 'file')}, {_count(links, 'link')}"
    if problems:
        click.secho(f"{seen}: {_count(len(problems), 'problem')}", fg="red", err=True)
        sys.exit(1)
    click.secho(f"{seen}: no problems", fg="green", err=form != "text")


def _site(against: str | None, folder: Path, documents: Path) -> linkcheck.Site:
    if against:
        try:
            return linkcheck.published_site(against)
        except Unreadable as error:
            raise Unusable(printable(str(error))) from error
    loaded, read = load(folder), read_ledger(folder)
    if problems := [*loaded.problems, *read.problems]:  # what they hide would seem broken
        for line in loaded.report(problems):
            click.echo(line, err=True)
        raise Unusable("the registry cannot be read; see --data and --against")
    known = document_paths(documents) if documents.is_dir() else None
    return linkcheck.site_of_registry(loaded.registry, read.ledger, known)


def _site_urls(given: Iterable[str]) -> linkcheck.SiteUrls:
    if not (known := [url for url in given if url]):
        raise click.UsageError(
            "the site URL is not known; give it with --site, in ERRDOCS_SITE_URL or as `site_url` "
            "in mkdocs.yml"
        )
    try:
        return linkcheck.SiteUrls(known)
    except BadSiteUrl as error:
        raise click.UsageError(printable(str(error))) from error


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
