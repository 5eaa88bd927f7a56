"""`errdocs new`: a valid entry with placeholder text to replace."""

from __future__ import annotations

from pathlib import Path

import click

from errdocs.cli.options import data_option
from errdocs.registry.canonical import write_record
from errdocs.registry.loading import ERRORS_FOLDER, Loaded, load
from errdocs.registry.scaffold import MESSAGE, Refused, scaffold

EXAMPLE = (
    'Example: errdocs new Throttling.Burst --status 429 --message "Too many requests at once."'
)


@click.command(epilog=EXAMPLE)
@click.argument("code")
@data_option
@click.option("--status", type=click.IntRange(100, 599), help="HTTP status; default: none.")
@click.option("--message", default=MESSAGE, help="The message, exactly as printed.")
@click.option("--category", help="Key of its category; default: the first one.")
@click.option("--surface", help="Key of the surface that prints it; default: the first one.")
def new(
    code: str,
    folder: Path,
    status: int | None,
    message: str,
    category: str | None,
    surface: str | None,
) -> None:
    """Write an entry for CODE that is valid, with placeholder text to replace."""
    loaded = load(folder)
    _require_vocabularies(loaded)
    try:
        if code in loaded.unread_codes:
            raise Refused(f"`{code}` is already a name of the error `{code}`")
        error = scaffold(
            loaded.registry,
            code,
            status=status,
            message=message,
            category=category,
            surface=surface,
        )
        file = folder / ERRORS_FOLDER / f"{error.path_segment}.yml"
        _create(file, write_record(error))
    except Refused as refusal:
        raise click.UsageError(str(refusal)) from refusal
    except OSError as failure:
        raise click.UsageError(f"{file} cannot be written: {failure.strerror}") from failure
    click.echo(f"Wrote {file}")
    click.echo(_next_steps(folder))


def _require_vocabularies(loaded: Loaded) -> None:
    """Refuse to go on without the keys that every entry refers to."""
    lists = ("surfaces", "categories", "sources")
    if not any(loaded.has_gap(loaded.settings_pointer(name)) for name in lists):
        settings = loaded.registry.settings
        if settings.surfaces and settings.categories and settings.sources:
            return
    for line in loaded.report(loaded.problems):
        click.echo(line, err=True)
    raise click.UsageError(f"{loaded.settings_path} has to be correct before an entry is added")


def _create(file: Path, text: str) -> None:
    """Write a new file; raise FileExistsError rather than replace one."""
    file.parent.mkdir(exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def _next_steps(folder: Path) -> str:
    option = "" if folder == Path("data") else f" --data {folder}"
    return (
        "Next:\n"
        "  1. Give the case an id and write the title, summary, cause and fix.\n"
        "  2. Turn each value of the message that varies into a `{parameter}`.\n"
        f"  3. Run `errdocs permalinks{option} --update`: published links are permanent.\n"
        f"  4. Run `errdocs check{option}`."
    )
