"""`errdocs check-links`: the links to this site in runbooks, alert rules and other files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from errdocs.cli.options import data_option, site_url
from errdocs.escaping import printable
from errdocs.linkcheck import (
    Addresses,
    BadAddress,
    CheckedFile,
    Checker,
    Filter,
    PublishedSite,
    UnreadableSite,
    check_file,
    files_of,
    published_site,
    site_of_registry,
)
from errdocs.problems import Finding, Format, report
from errdocs.registry.loading import load
from errdocs.routes import document_paths, read_ledger

MANY = 50
"""Files from which on a bar shows how far the check is."""


class Unusable(click.ClickException):
    """A site that nothing can be checked against, which is no fault of the files."""

    exit_code = 2


@click.command(
    "check-links", epilog="Example: errdocs check-links runbooks alerts --site https://HOST/ --fix"
)
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(True, path_type=Path)
)
@data_option
@click.option(
    "--docs",
    "documents",
    type=click.Path(path_type=Path),
    default=Path("docs"),
    show_default=True,
    help="Folder of the site's hand-written pages; links to such are not judged without it.",
)
@click.option(
    "--site",
    "sites",
    metavar="URL",
    multiple=True,
    envvar="ERRDOCS_SITE_URL",
    show_envvar=True,
    help="Address of the site, besides `site_url` of the project; may be given several times.",
)
@click.option(
    "--against",
    metavar="URL|FILE",
    help="A published permalinks.json to check against, in place of a registry.",
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
@click.option("--fix", is_flag=True, help="Mend the links of which the target is certain.")
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

    Reported are links that are broken, redirected or to retired errors. Folders are read with all
    that is below them, but for what is hidden.
    """
    published = _published(against) if against else _of_registry(folder, documents)
    own = "" if against else site_url(None, folder)
    checker = Checker(published.site, _addresses((*sites, own, *published.addresses)))
    files = files_of(paths, Filter(include, exclude))
    checked = _checked(files, checker, fix=fix)
    problems = [problem for done in checked.values() for problem in done.problems]
    findings = [Finding.of(problem) for problem in problems]
    for line in report(findings, Format(form)):
        click.echo(line)
    _say_what_was_done(checked)
    links = sum(done.links for done in checked.values())
    seen = f"{_count(len(files), 'file')}, {_count(links, 'link')}"
    if problems:
        click.secho(f"{seen}: {_count(len(problems), 'problem')}", fg="red", err=True)
        sys.exit(1)
    click.secho(f"{seen}: no problems", fg="green", err=form != "text")


def _published(name: str) -> PublishedSite:
    try:
        return published_site(name)
    except UnreadableSite as error:
        raise Unusable(printable(str(error))) from error


def _of_registry(folder: Path, documents: Path) -> PublishedSite:
    """Return the site of a registry, which has to be sound: what it lacks would seem broken."""
    loaded, read = load(folder), read_ledger(folder)
    problems = [*loaded.problems, *read.problems]
    if problems:
        for line in loaded.report(problems):
            click.echo(line, err=True)
        raise Unusable("the registry cannot be read; see --data and --against")
    known = document_paths(documents) if documents.is_dir() else None
    return PublishedSite(site_of_registry(loaded.registry, read.ledger, known), ())


def _addresses(urls: Iterable[str]) -> Addresses:
    try:
        addresses = Addresses(url for url in urls if url)
    except BadAddress as error:
        raise click.UsageError(printable(str(error))) from error
    if not addresses:
        raise click.UsageError(
            "the address of the site is not known; give it with --site, in ERRDOCS_SITE_URL or "
            "as `site_url` in mkdocs.yml"
        )
    return addresses


def _checked(files: Sequence[Path], checker: Checker, *, fix: bool) -> dict[Path, CheckedFile]:
    with _progress(files) as steps:
        return {file: check_file(file, checker, fix=fix) for file in steps}


@contextmanager
def _progress(files: Sequence[Path]) -> Iterator[Iterable[Path]]:
    """Give the files one by one, with a bar on a terminal where they are many."""
    if len(files) < MANY or not sys.stderr.isatty():
        yield files
        return
    with click.progressbar(files, label="Checking links", file=sys.stderr, show_pos=True) as bar:
        yield bar


def _say_what_was_done(checked: dict[Path, CheckedFile]) -> None:
    for path, done in checked.items():
        if done.is_binary:
            click.echo(f"{printable(path.as_posix())}: skipped, it holds no text", err=True)
        if done.mended:
            click.echo(
                f"{printable(path.as_posix())}: {_count(done.mended, 'link')} fixed", err=True
            )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
