"""`errdocs import`: the errors of a catalogue, by a mapping that stays in the project."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from errdocs.cli import options
from errdocs.escaping import printable
from errdocs.imports import CannotImport, Import, Outcome, import_catalogue, read_mapping
from errdocs.problems import Problem
from errdocs.registry.loading import ERRORS_FOLDER, SETTINGS_FILE, load

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
def import_(mapping: Path, folder: Path, dry_run: bool, check_only: bool) -> None:
    """Bring the errors of a catalogue into the registry, and keep what people wrote.

    Facts follow the catalogue: codes, messages, declared fields. Texts follow it until somebody
    edits them. An old message becomes a former one, and what is gone is marked as removed.
    """
    loaded = load(folder)
    problems = [problem for problem in loaded.problems if not _is_only_empty(problem, folder)]
    if problems:
        options.fail(loaded, problems, click.ClickException("the registry has problems"))
    with refusing():
        result = import_catalogue(read_mapping(mapping), loaded)
    if dry_run:
        for line in _diff(result):
            click.secho(options.printable_lines(line), fg=_COLOURS.get(line[:1]))
    elif not check_only:
        files = {path: text.encode() for path, (_, text) in result.files.items()}
        options.replace_files(folder, files)
    for line in summary(result):
        click.echo(line, err=True)
    if check_only and result.files:
        raise click.ClickException(f"{len(result.files)} files differ; run `errdocs import`")


@contextmanager
def refusing() -> Iterator[None]:
    """End the command with the problems of a mapping or catalogue that cannot be imported."""
    try:
        yield
    except CannotImport as refusal:
        for finding in refusal.findings[:MOST_PROBLEMS]:
            click.echo(finding.text_line(), err=True)
        count = len(refusal.findings)
        problems = f"{count} problem{'' if count == 1 else 's'}"
        raise click.ClickException(f"{problems}; nothing was written") from refusal


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
    return f"{len(result.outcomes)} errors: {counts}{left_out}"
