"""`errdocs permalinks`, `check-links` and `diff`: what is published, links to it, and changes."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from errdocs.cli import options
from errdocs.diff import (
    comment_text,
    differences,
    json_text,
    markdown_text,
    read_snapshot,
    text_lines,
)
from errdocs.escaping import printable
from errdocs.exports.permalinks_json import permalinks_json
from errdocs.fetching import Unreadable
from errdocs.problems import Finding, Problem, Severity
from errdocs.registry.loading import load
from errdocs.registry.placeholders import DRAFT, unfinished_entries
from errdocs.reports import Format, report
from errdocs.routes import RefusedMove, Routes, document_paths, moved, pending
from errdocs.routes.ledger import UnusualLedger, Update, read_ledger
from errdocs.routes.paths import BadSiteUrl
from errdocs.whole_files import write_whole

if TYPE_CHECKING:
    from errdocs.linkcheck.checker import CheckedText, Checker
    from errdocs.linkcheck.known_site import Site

MOST_UNFINISHED = 20  # entries that are named; an import may bring thousands of drafts
MANY = 50  # files from which on a bar shows the progress of the check


@click.command(epilog="Example: errdocs permalinks --move OldCode NewCode --update")
@options.data
@options.docs
@click.option("--update", "is_update", is_flag=True, help="Add what the ledger does not hold yet.")
@click.option("--drafts", is_flag=True, help="With --update: add drafts too.")
@click.option(
    "--move",
    nargs=2,
    metavar="OLD NEW",
    help="Make all links to OLD lead to NEW: codes, CODE/CASE or paths.",
)
@click.option(
    "--date",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of first publication of what is added; default: today.",
)
@options.formats("text", "json", help="A table for people, or the content of permalinks.json.")
@options.site
def permalinks(
    folder: Path,
    documents: Path,
    is_update: bool,
    drafts: bool,
    move: tuple[str, str] | None,
    date: datetime.datetime | None,
    form: str,
    site: str | None,
) -> None:
    """List every permanent path and where it leads, or bring the ledger up to date.

    No line of the ledger is ever removed. If the site itself leads a path elsewhere now, --update
    corrects its target. If a path leads nowhere, name its replacement with --move. Entries with
    placeholder text and drafts are not recorded: their links may still change.
    """
    if drafts and not is_update:
        raise click.UsageError("--drafts needs --update")
    url = options.site_url(site, folder)
    end = click.ClickException("the registry cannot be read; nothing was changed")
    routes = replace(_routes(folder, documents, end), site_url=url)
    if move:
        with options.wrong_usage(RefusedMove):
            update = moved(routes, *move)
        routes = _saved(routes, folder, update)
    if is_update:
        since = (date or datetime.datetime.now()).date()
        routes = _saved(routes, folder, pending(routes, since, keeps_drafts=drafts))
        _tell_unfinished(routes, keeps_drafts=drafts)
    if form == "json":
        click.echo(permalinks_json(routes), nl=False)
    elif not (move or is_update):
        for line in _table(routes):
            click.echo(line)
    recorded = routes.ledger.paths if routes.ledger else ()
    lost = [path for path in recorded if routes.resolve(path) is None]
    for path in lost:
        click.echo(f"/{printable(path)} leads nowhere", err=True)
    if lost:
        raise click.ClickException("say what replaces it: --move OLD NEW")


def _routes(folder: Path, documents: Path, end: click.ClickException) -> Routes:
    """Return the paths of a registry; with a problem the command ends, as it would hide some."""
    loaded, read = load(folder), read_ledger(folder)
    if problems := [*loaded.problems, *read.problems]:
        options.fail(loaded, problems, end)
    known = document_paths(documents) if documents.is_dir() else None
    return Routes(loaded.registry, read.ledger, known)


def _saved(routes: Routes, folder: Path, update: Update) -> Routes:
    """Write an update and return the routes with the ledger as it is read then."""
    read = read_ledger(folder)
    file = printable(read.file)
    if update.is_empty:
        click.echo(f"{file}: nothing to change", err=True)
        return routes
    try:
        text = read.updated(update)
    except UnusualLedger as error:
        raise click.ClickException(printable(str(error))) from error
    write_whole(folder, {Path(read.file).name: text.encode()})
    for path, target in update.targets.items():
        click.echo(f"{printable(path)} leads to {printable(target)}", err=True)
    count = len(update.paths) + len(update.fragments)
    click.echo(f"{file}: {count} added, {len(update.targets)} changed", err=True)
    return replace(routes, ledger=read_ledger(folder).ledger)


def _tell_unfinished(routes: Routes, *, keeps_drafts: bool) -> None:
    """Say which entries the ledger does not hold because they are unfinished, and why."""
    recorded = routes.ledger.paths if routes.ledger else ()
    found = [
        (name, reason)
        for name, reason in unfinished_entries(routes.registry, keeps_drafts=keeps_drafts).items()
        if routes.entry_path(name) not in recorded
    ]
    for name, reason in found[:MOST_UNFINISHED]:
        click.echo(printable(f"{name}: not recorded ({reason})"), err=True)
    if (more := len(found) - MOST_UNFINISHED) > 0:
        click.echo(f"{more:,} more entries: not recorded", err=True)
    if found:
        has_drafts = any(reason == DRAFT for _, reason in found)
        drafts = "; `--update --drafts` records drafts as they are" if has_drafts else ""
        click.echo(f"Finish these entries and run the command again{drafts}.", err=True)


def _table(routes: Routes) -> Iterator[str]:
    """Yield a line for each path: since when, its kind, the path, and where a redirect leads."""
    recorded = routes.ledger.paths if routes.ledger else {}
    targets = {path: routes.resolve(path) for path in sorted({*recorded, *routes.targets})}
    redirects = (path for path, target in targets.items() if target not in {path, None})
    width = max((len(printable(path)) for path in redirects), default=0)
    for path, target in targets.items():
        since = recorded[path].since.isoformat() if path in recorded else "unrecorded"
        kind = routes.kind(path, target).value if target is not None else "lost"
        shown = f"{printable(path):<{width}} -> /{target}" if target not in {path, None} else path
        yield printable(f"{since:<10}  {kind:<8}  /{shown}")


class Unusable(click.ClickException):
    """A site that cannot be checked against, which is not a problem of the files."""

    exit_code = 2


@click.command(
    "check-links", epilog="Example: errdocs check-links runbooks alerts --site https://HOST/ --fix"
)
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(True, path_type=Path)
)
@options.data
@options.docs
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
@options.formats(*map(str, Format), help=Format.about())
@click.option("--fix", is_flag=True, help="Fix links whose target is certain.")
@click.option("--require-links", is_flag=True, help="Fail if no file links to the site.")
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
    require_links: bool,
) -> None:
    """Check the links to this site in Markdown, HTML, reStructuredText, AsciiDoc, YAML and text.

    It reports links that are broken, redirected, or about removed errors. Folders are read with
    everything in them, except hidden files. Files without any link to the site get a warning
    that names the hosts that they link to.
    """
    from rich.console import Console  # only here, as they take long to import
    from rich.progress import track

    from errdocs import linkcheck
    from errdocs.parallel import cores

    own = "" if against else options.site_url(None, folder)
    checker = _checker(_site(against, folder, documents), (*sites, own))
    files, unreadable = linkcheck.files_of(paths, include, exclude)
    is_bar_hidden = len(files) < MANY or not sys.stderr.isatty()
    roots = {file: root if fix else None for file, root in files.items()}
    console, steps = Console(stderr=True), linkcheck.check_files(roots, checker, cores())
    checked = dict(
        track(steps, "Checking links", len(files), console=console, disable=is_bar_hidden)
    )
    found: list[Problem] = [*unreadable]
    for done in checked.values():
        found += done.problems
    if not any(done.links for done in checked.values()):
        found.append(
            linkcheck.without_links(paths, files, checker.urls, is_warning=not require_links)
        )
    _report_links(checked, found, Format(form))


def _checker(site: Site, urls: Sequence[str]) -> Checker:
    """Return what checks links to a site, under the URLs given and its own. Raises UsageError."""
    from errdocs import linkcheck  # only here, as it takes long to import

    if not (known := [url for url in (*urls, *site.urls) if url]):
        raise click.UsageError(
            f"the site URL is not known; give it {options.WAYS_TO_GIVE_SITE_URL}"
        )
    with options.wrong_usage(BadSiteUrl):
        return linkcheck.Checker(site, linkcheck.SiteUrls(known))


def _report_links(checked: dict[Path, CheckedText], found: Sequence[Problem], form: Format) -> None:
    """Print what was found in files, and end the command with 1 if there is a problem."""
    for line in report([Finding.of(problem) for problem in found], form, "check-links"):
        click.echo(line)
    for path, done in checked.items():
        shown = printable(path.as_posix())
        if done.is_binary:
            click.echo(f"{shown}: skipped, it is not text", err=True)
        if done.fixed:
            click.echo(f"{shown}: {_count(done.fixed, 'link')} fixed", err=True)
    links = sum(done.links for done in checked.values())
    seen = f"{_count(len(checked), 'file')}, {_count(links, 'link')}"
    warnings = sum(problem.severity is Severity.WARNING for problem in found)
    warned = f", {_count(warnings, 'warning')}" if warnings else ""
    if problems := len(found) - warnings:
        click.secho(f"{seen}: {_count(problems, 'problem')}{warned}", fg="red", err=True)
        sys.exit(1)
    click.secho(f"{seen}: no problems{warned}", fg="green", err=form is not Format.TEXT)


def _site(against: str | None, folder: Path, documents: Path) -> Site:
    from errdocs.linkcheck import published_site, site_of_registry

    if against:
        try:
            return published_site(against)
        except Unreadable as error:
            raise Unusable(printable(str(error))) from error
    end = Unusable("the registry cannot be read; see --data and --against")
    return site_of_registry(_routes(folder, documents, end))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@click.command(epilog="Example: errdocs diff HEAD~1 data --format markdown")
@click.argument("old")
@click.argument("new")
@options.data
@options.formats(
    "text",
    "markdown",
    "comment",
    "json",
    help="Lines for people, Markdown for a changelog or for a comment on a change, or JSON.",
)
@options.site
@click.option("--exit-code", is_flag=True, help="End with 1 if there are differences.")
def diff(old: str, new: str, folder: Path, form: str, site: str | None, exit_code: bool) -> None:
    """List what was added, changed, removed or moved from OLD to NEW, and changed settings.

    Each is a snapshot of a registry: the file or URL of an `errors.json`, a folder, or a git
    revision of the registry in --data. What was removed without a redirect is listed last: links
    to it are dead, unless the ledger redirects them, which an `errors.json` does not hold.
    """
    with options.wrong_usage(Unreadable):
        snapshots = read_snapshot(old, folder), read_snapshot(new, folder)
    found = differences(*snapshots)
    if form == "json":
        click.echo(json_text(*snapshots, found))
    elif form == "markdown":
        click.echo(markdown_text(found))
    elif form == "comment":
        click.echo(comment_text(*snapshots, found, options.site_url(site, folder)))
    else:
        for line in text_lines(found):
            click.echo(line)
    sys.exit(1 if found and exit_code else 0)
