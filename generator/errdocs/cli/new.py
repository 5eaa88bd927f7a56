"""`errdocs new` and `errdocs init`: a valid entry and a small working project to start from."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click

from errdocs.cli import options
from errdocs.escaping import escaped, printable
from errdocs.registry.canonical import write_record
from errdocs.registry.formats import Format, Line
from errdocs.registry.loading import ERRORS_FOLDER, load
from errdocs.registry.reader import control_character
from errdocs.registry.scaffold import MESSAGE, Refused, scaffold
from errdocs.registry.schema import schema_texts

# The files of a new project; `dot-` starts the name of what will be hidden.
STARTER = Path(__file__).parent.parent / "starter"
EXAMPLE_NAME = "Parcel API"  # name of the service as it stands in those files
EXAMPLE = (
    'Example: errdocs new Throttling.Burst --status 429 --message "Too many requests at once."'
)


@click.command(epilog=EXAMPLE)
@click.argument("code")
@options.data
@click.option("--status", type=click.IntRange(100, 599), help="HTTP status; default: none.")
@click.option("--message", help="The message, exactly as printed; default: a placeholder.")
@click.option("--category", help="Key of its category; default: the first one.")
@click.option("--surface", help="Key of the surface that prints it; default: the first one.")
def new(
    code: str,
    folder: Path,
    status: int | None,
    message: str | None,
    category: str | None,
    surface: str | None,
) -> None:
    """Write a valid entry for CODE, with placeholder text to replace."""
    loaded = load(folder)
    settings, path = loaded.registry.settings, loaded.settings_path
    gaps = (loaded.settings_pointer(name) for name in ("surfaces", "categories", "sources"))
    is_complete = bool(settings.service.name)
    if not is_complete or any(map(loaded.has_gap, gaps)):
        end = click.UsageError(f"{path} has to be correct before an entry is added")
        options.fail(loaded, loaded.problems, end)
    try:
        if code in loaded.unread_codes:
            raise Refused(f"`{code}` is already a name of the error `{code}`")
        text = MESSAGE if message is None else message
        error = scaffold(
            loaded.registry, code, status=status, message=text, category=category, surface=surface
        )
        file = folder / ERRORS_FOLDER / f"{error.path_segment}.yml"
        file.parent.mkdir(exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:  # never replaces a file
            stream.write(write_record(error))
    except Refused as refusal:
        raise click.UsageError(str(refusal)) from refusal
    except OSError as failure:
        raise click.UsageError(f"{file} cannot be written: {failure.strerror}") from failure
    option = "" if folder == Path("data") else f" --data {folder}"
    click.echo(
        f"Wrote {file}\n"
        "Next:\n"
        "  1. Give the case an id and write the title, summary, cause and fix.\n"
        "  2. Turn each value of the message that varies into a `{parameter}`.\n"
        f"  3. Run `errdocs permalinks{option} --update` to record the new links for ever.\n"
        f"  4. Run `errdocs check{option}`."
    )


@click.command(epilog='Example: errdocs init my-errors --service "My API"')
@click.argument("folder", metavar="DIR", type=options.folder_type)
@click.option("--service", default=EXAMPLE_NAME, show_default=True, help="Name of the service.")
def init(folder: Path, service: str) -> None:
    """Create a project in DIR: a registry with example errors and everything a site needs."""
    rule: Format = get_args(Line)[1]
    if not rule.accepts(service) or control_character(service):
        raise click.BadParameter(f"expected {rule.expected}", param_hint="--service")
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; nothing was written")
    files = dict(_files(service))
    options.write_files(folder, files)
    enter = "" if folder.resolve() == Path.cwd() else f"  cd {shlex.quote(str(folder))}\n"
    click.secho(f"Created {printable(str(folder))}: {len(files)} files", fg="green")
    click.echo(
        f"Next:\n{enter}"
        "  errdocs serve\n"
        "Then describe your service in data/registry.yml and replace the examples in data/errors/."
    )


def _files(service: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of a project, named after its service."""
    for file in sorted(path for path in STARTER.rglob("*") if path.is_file()):
        path = re.sub(r"(^|/)dot-", r"\1.", file.relative_to(STARTER).as_posix())
        yield path, _named(file.read_text(encoding="utf-8"), service, file.suffix).encode()
    for name, text in schema_texts().items():
        yield f"data/schema/{name}", text.encode()


def _named(text: str, service: str, suffix: str) -> str:
    """Return a text with the service's name in place of the example's, quoted as it needs."""
    if service == EXAMPLE_NAME:
        return text
    if suffix != ".yml":
        return text.replace(EXAMPLE_NAME, escaped(service))

    def quoted(match: re.Match[str]) -> str:
        return json.dumps(match[0].replace(EXAMPLE_NAME, service), ensure_ascii=False)

    return re.sub(rf"(?<=: ).*{EXAMPLE_NAME}.*", quoted, text)
