"""`errdocs import`: the errors of a catalogue, by a mapping that stays in the project."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from errdocs.cli import options
from errdocs.escaping import printable
from errdocs.imports import (
    CannotImport,
    Import,
    Mapping,
    Outcome,
    TooSlow,
    drift,
    import_catalogue,
    json_text,
    markdown_text,
    read_mapping,
    text_lines,
)
from errdocs.problems import Problem
from errdocs.registry.loading import ERRORS_FOLDER, SETTINGS_FILE, Loaded, load
from errdocs.registry.reader import ReadYaml
from errdocs.whole_files import write_whole

MOST_PROBLEMS = 50  # a wrong path is a problem of every entry
MOST_NAMES = 20  # names of errors that a run prints of one kind
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command(name="import", epilog="Example: errdocs import upstream/mapping.yml --dry-run")
@click.argument("mapping", metavar="MAPPING.yml", type=options.file_type)
@options.data
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change as a diff.")
@click.option(
    "--check", "check_only", is_flag=True, help="Write nothing; fail if a run would change files."
)
@click.option(
    "--drift",
    "reports_drift",
    is_flag=True,
    help="Write nothing; list where a page and the registry differ, and fail if they do.",
)
@options.formats(
    "text", "markdown", "json", help="Of --drift: lines for people, Markdown for an issue, or JSON."
)
@click.option(
    "--file",
    type=options.file_type,
    help="Read this file instead of the one that the mapping names.",
)
def import_(
    mapping: Path,
    folder: Path,
    dry_run: bool,
    check_only: bool,
    reports_drift: bool,
    form: str,
    file: Path | None,
) -> None:
    """Import the errors of a catalogue into the registry; what people wrote stays.

    Facts follow the catalogue: codes, messages, declared fields. Texts follow it until somebody
    edits them. An old message becomes a former one, and what is gone is marked as removed.
    """
    if reports_drift + dry_run + check_only > 1:
        raise click.UsageError("--drift, --dry-run and --check exclude each other")
    if form != "text" and not reports_drift:
        raise click.UsageError("--format needs --drift")
    read = _read(mapping, file)
    if reports_drift:
        _report_drift(read, folder, form)
    loaded = _loaded(folder, click.ClickException("the registry has problems"))
    with refusing():
        result = import_catalogue(read, loaded)
    if dry_run:
        for line in _diff(result):
            click.secho(options.printable_lines(line), fg=_COLOURS.get(line[:1]))
    elif not check_only:
        files = {path: text.encode() for path, (_, text) in result.files.items()}
        write_whole(folder, files)
    for line in summary(result):
        click.echo(line, err=True)
    if check_only and result.files:
        raise click.ClickException(f"{len(result.files)} files differ; run `errdocs import`")


class Unusable(click.ClickException):
    """A mapping, page or registry that cannot be compared, which is no drift."""

    exit_code = 2


def _read(mapping: Path, file: Path | None) -> ReadYaml[Mapping]:
    """Return a mapping that reads another file in place of its own, where one is given."""
    read = read_mapping(mapping)
    if file is None or read.value is None:
        return read
    if len(read.value.read) > 1:
        raise click.UsageError("--file needs a mapping that reads one file")
    path = file if file.is_absolute() else Path(os.path.relpath(file, mapping.parent))
    inputs = (replace(read.value.read[0], file=path.as_posix()),)
    return replace(read, value=replace(read.value, read=inputs))


def _loaded(folder: Path, end: click.ClickException) -> Loaded:
    loaded = load(folder)
    problems = [problem for problem in loaded.problems if not _is_only_empty(problem, folder)]
    if problems:
        options.fail(loaded, problems, end)
    return loaded


def _report_drift(read: ReadYaml[Mapping], folder: Path, form: str) -> NoReturn:
    """Print where a page and the registry differ, and end with 1 if they do."""
    loaded = _loaded(folder, Unusable("the registry has problems; nothing was compared"))
    with refusing(Unusable, "nothing was compared"):
        found = drift(read, loaded)
    if form == "text":
        for line in text_lines(found):
            click.echo(line)
    else:
        click.echo(json_text(found) if form == "json" else markdown_text(found))
    sys.exit(1 if found.differences else 0)


@contextmanager
def refusing(
    end: type[click.ClickException] = click.ClickException, so: str = "nothing was written"
) -> Iterator[None]:
    """End the command with the problems of a mapping or catalogue that cannot be imported."""
    try:
        yield
    except CannotImport as refusal:
        for finding in refusal.findings[:MOST_PROBLEMS]:
            click.echo(finding.text_line(), err=True)
        count = len(refusal.findings)
        problems = f"{count} problem{'' if count == 1 else 's'}"
        raise end(f"{problems}; {so}") from refusal
    except TooSlow as slow:
        raise end(printable(f"{slow}; {so}")) from slow


def _is_only_empty(problem: Problem, folder: Path) -> bool:
    """Whether a problem only says that a registry has no error yet."""
    where = problem.where.path == (folder / ERRORS_FOLDER).as_posix()
    return where and (folder / SETTINGS_FILE).is_file()


def _diff(result: Import) -> Iterator[str]:
    for path, (old, new) in result.files.items():
        lines = difflib.unified_diff(
            old.splitlines(), new.splitlines(), path if old else "/dev/null", path, lineterm=""
        )
        yield from lines


def summary(result: Import) -> Iterator[str]:
    """Yield what a run did, in lines for people."""
    for outcome in (Outcome.ADDED, Outcome.CHANGED, Outcome.REMOVED):
        codes = [code for code, found in result.outcomes.items() if found is outcome]
        for code in codes[:MOST_NAMES]:
            yield f"{outcome}: {printable(code)}"
        if len(codes) > MOST_NAMES:
            yield f"{outcome}: {len(codes) - MOST_NAMES} more"
    yield totals(result)


def totals(result: Import) -> str:
    """Return how many errors a run added, changed, removed and left, in a line."""
    counts = ", ".join(f"{result.count(outcome)} {outcome}" for outcome in Outcome)
    left_out = f"; {result.left_out} entries left out" if result.left_out else ""
    return f"{len(result.outcomes)} {result.noun}: {counts}{left_out}"
