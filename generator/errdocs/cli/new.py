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
from errdocs.registry.model import CATEGORY_TO_CHOOSE, Error
from errdocs.registry.placeholders import MESSAGE
from errdocs.registry.reader import control_character
from errdocs.registry.scaffold import Refused, scaffold
from errdocs.registry.schema import schema_texts
from errdocs.regular_files import read_regular
from errdocs.whole_files import replacing, write_whole

# The files of a new project; `dot-` starts the name of what will be hidden.
STARTER = Path(__file__).parent.parent / "starter"
IMPORTED = STARTER.with_name("starter_import")
"""The files of a project for a catalogue that differ."""
UPSTREAM = "upstream"  # folder of the catalogue and its mapping in a new project
_EXAMPLES = ("data/", "docs/", "README.md")  # what such a project has of its own
_STAND_IN = "docs/index.md"  # what readers see where an engine runs no plugin
_EXAMPLE_PAGE = b"  - Reading an error response: reading-errors.md\n"
_ABOUT_PAGE = b"  - About: about.md\n"
EXAMPLE_NAME = "Parcel API"  # name of the service as it stands in those files
EXAMPLE = (
    'Example: errdocs new Throttling.Burst --status 429 --message "Too many requests at once."'
)


@click.command(epilog=EXAMPLE)
@click.argument("code")
@options.data
@click.option("--status", type=click.IntRange(100, 599), help="HTTP status; default: none.")
@click.option("--message", help="The message, exactly as printed; default: a placeholder.")
@click.option("--category", help="Key of its category; default: a placeholder.")
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
    path = loaded.settings_path
    gaps = (loaded.settings_pointer(name) for name in ("surfaces", "categories", "sources"))
    if not loaded.has_settings or any(map(loaded.has_gap, gaps)):
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
    click.echo(_next_steps(file, folder, error))


def _next_steps(file: Path, folder: Path, error: Error) -> str:
    """Return what to do with a new entry, in the order in which it works."""
    option = "" if folder == Path("data") else f" --data {folder}"
    choose = ", choose a category" if error.category == CATEGORY_TO_CHOOSE else ""
    return (
        f"Wrote {file}\n"
        "Next:\n"
        f"  1. Give the case an id{choose}, and write the title, summary, cause and fix.\n"
        "     Check the surface, retry, actor and source: they are defaults.\n"
        "  2. Turn each value of the message that varies into a `{parameter}`.\n"
        f"  3. Run `errdocs permalinks{option} --update`: it records the new links, for ever.\n"
        f"  4. Run `errdocs check{option}`."
    )


@click.command(epilog='Example: errdocs init my-errors --service "My API"')
@click.argument("folder", metavar="DIR", type=options.folder_type)
@click.option("--service", help=f"Name of the service.  [default: {EXAMPLE_NAME}]")
@click.option(
    "--from",
    "mapping",
    metavar="MAPPING.yml",
    type=options.file_type,
    help="Fill the registry from a catalogue, as `errdocs import` does.",
)
def init(folder: Path, service: str | None, mapping: Path | None) -> None:
    """Create a project in DIR: a registry with example errors and everything a site needs."""
    if mapping is not None:
        if service is not None:
            raise click.UsageError("--service and --from exclude each other: the mapping names it")
        _init_from(mapping, folder)
        return
    service = EXAMPLE_NAME if service is None else service
    rule: Format = get_args(Line)[1]
    if not rule.accepts(service) or control_character(service):
        raise click.BadParameter(f"expected {rule.expected}", param_hint="--service")
    then = "describe your service in data/registry.yml and replace the examples in data/errors/."
    _create(folder, dict(_files(service)), then)


def _create(folder: Path, files: dict[str, bytes], then: str) -> None:
    """Write the files of a project into a folder that is empty, and say how to go on."""
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; nothing was written")
    if folder.exists():
        write_whole(folder, files)
    else:
        with replacing(folder) as new:
            options.write_files(new, files)
    enter = "" if folder.resolve() == Path.cwd() else f"  cd {shlex.quote(str(folder))}\n"
    click.secho(f"Created {printable(str(folder))}: {len(files)} files", fg="green")
    click.echo(f"Next:\n{enter}  errdocs serve\nThen {then}")


def _init_from(mapping: Path, folder: Path) -> None:
    """Create a project whose registry holds the errors of a catalogue, and a copy of that."""
    from errdocs import imports  # only here: it reads formats that no other command needs
    from errdocs.cli.import_command import refusing, totals

    read = imports.read_mapping(mapping)
    with refusing():
        result = imports.new_registry(read, folder / "data")
    assert read.value is not None
    service = result.settings.service.name
    files = {
        path: content
        for path, content in _files(service)
        if not path.startswith(_EXAMPLES) or path.startswith("data/schema/") or path == _STAND_IN
    }
    files["mkdocs.yml"] = files["mkdocs.yml"].replace(_EXAMPLE_PAGE, _ABOUT_PAGE)
    for path in ("README.md", "docs/about.md"):
        text = (IMPORTED / path).read_text(encoding="utf-8")
        text = text.replace("MAPPING_FILE", shlex.quote(mapping.name))
        files[path] = _named(text, service, ".md").encode()
    files |= {f"data/{path}": text.encode() for path, (_, text) in result.files.items()}
    files |= _upstream(mapping, [*imports.input_files(read.value.read, mapping.parent)])
    then = f"write causes and fixes in data/errors/. {UPSTREAM}/ holds the catalogue."
    _create(folder, files, then)
    click.echo(totals(result), err=True)


def _upstream(mapping: Path, inputs: list[Path]) -> dict[str, bytes]:
    """Return copies of a mapping and of the files that it reads, by path in the project."""
    copies = {}
    root = mapping.parent.resolve()
    for file in (mapping, *inputs):
        if not file.resolve().is_relative_to(root):
            raise click.UsageError(
                f"{printable(str(file))} is not below the folder of the mapping; "
                "move the mapping beside the catalogue"
            )
        path = file.resolve().relative_to(root).as_posix()
        copies[f"{UPSTREAM}/{path}"] = read_regular(file)
    return copies


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
