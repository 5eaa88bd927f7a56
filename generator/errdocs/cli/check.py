"""`errdocs check`, `schema`, `new` and `init`: the files of a registry, checked and begun."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click

from errdocs import checks
from errdocs.checks import formatting
from errdocs.cli.options import (
    check_option,
    data_option,
    docs_option,
    fail,
    folder_type,
    format_option,
    write_files,
)
from errdocs.escaping import escaped, printable
from errdocs.problems import Format, report
from errdocs.registry import formats
from errdocs.registry.canonical import UnusualYaml, canonical, write_record
from errdocs.registry.loading import ERRORS_FOLDER, Loaded, load
from errdocs.registry.reader import parse_yaml
from errdocs.registry.scaffold import MESSAGE, Refused, scaffold
from errdocs.registry.schema import schema_texts
from errdocs.registry.yamlfiles import control_character
from errdocs.routes import document_paths

# The files of a new project; `dot-` starts the name of what will be hidden.
STARTER = Path(__file__).parent.parent / "starter"
EXAMPLE_NAME = "Parcel API"  # name of the service as it stands in those files
EXAMPLE = (
    'Example: errdocs new Throttling.Burst --status 429 --message "Too many requests at once."'
)


@click.command(epilog="Example: errdocs check --data data --format github")
@data_option
@docs_option
@format_option(*map(str, Format), help="Lines for people, a JSON list, or annotations for GitHub.")
@click.option("--fix", is_flag=True, help="First rewrite files in the canonical order and layout.")
def check(folder: Path, documents: Path, form: str, fix: bool) -> None:
    """Check the registry and report every problem in every file."""
    loaded = load(folder, keeps_nodes=True)
    if fix and _fix(loaded):
        loaded = load(folder, keeps_nodes=True)
    known = document_paths(documents) if documents.is_dir() else None
    found = loaded.findings(checks.check(loaded, documents=known))
    for line in report(found, Format(form)):
        click.echo(line)
    errors, cases = len(loaded.registry.errors), sum(1 for _ in loaded.registry.cases())
    if found:
        problems = f"{len(found)} problem{'' if len(found) == 1 else 's'}"
        click.secho(f"{errors} errors, {cases} cases: {problems}", fg="red", err=True)
        sys.exit(1)
    click.secho(f"{errors} errors, {cases} cases: no problems", fg="green", err=form != "text")


def _fix(loaded: Loaded) -> bool:
    """Rewrite the files that are not in the canonical layout; return whether there are any.

    A file whose content the new layout would change is left as it is, and that is said too.
    """
    has_changed = False
    for path, record in formatting.records(loaded).items():
        text = loaded.texts[path]
        try:
            new = canonical(text, record, loaded.root(path))
        except UnusualYaml:
            continue
        if new == text:
            continue
        is_same = parse_yaml(new, path, record).value == parse_yaml(text, path, record).value
        if is_same:
            has_changed = True
            Path(path).write_text(new, encoding="utf-8", newline="\n")
        done = "formatted" if is_same else "left, its content would change"
        click.echo(f"{printable(path)}: {done}", err=True)
    return has_changed


@click.command(epilog="Example: errdocs schema --check data/schema")
@click.argument("folder", type=folder_type, default=Path("data/schema"))
@check_option
def schema(folder: Path, check_only: bool) -> None:
    """Write the schemas of a registry's files, for editors, to FOLDER (default: data/schema)."""
    texts = {name: text.encode() for name, text in schema_texts().items()}
    outdated = {name: text for name, text in texts.items() if _content(folder / name) != text}
    if check_only and outdated:
        names = ", ".join(outdated)
        raise click.ClickException(f"{names}: out of date; run `errdocs schema {folder}`")
    write_files(folder, outdated)
    changed = f"{len(outdated)} written" if outdated else "current"
    click.echo(f"{folder}/: {len(texts)} schemas, {changed}")


def _content(file: Path) -> bytes:
    """Return the bytes of a file, with the line ends of every system; none where it is missing."""
    return file.read_bytes().replace(b"\r\n", b"\n") if file.is_file() else b""


@click.command(epilog=EXAMPLE)
@click.argument("code")
@data_option
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
    is_complete = settings.surfaces and settings.categories and settings.sources
    if not is_complete or any(map(loaded.has_gap, gaps)):
        end = click.UsageError(f"{path} has to be correct before an entry is added")
        fail(loaded, loaded.problems, end)
    try:
        if code in loaded.unread_codes:
            raise Refused(f"`{code}` is already a name of the error `{code}`")
        error = scaffold(
            loaded.registry,
            code,
            status=status,
            message=MESSAGE if message is None else message,
            category=category,
            surface=surface,
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
@click.argument("folder", metavar="DIR", type=folder_type)
@click.option("--service", default=EXAMPLE_NAME, show_default=True, help="Name of the service.")
def init(folder: Path, service: str) -> None:
    """Create a project in DIR: a registry with example errors and everything a site needs."""
    rule: formats.Format = get_args(formats.Line)[1]
    if not rule.accepts(service) or control_character(service):
        raise click.BadParameter(f"expected {rule.expected}", param_hint="--service")
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; nothing was written")
    files = dict(_files(service))
    write_files(folder, files)
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
