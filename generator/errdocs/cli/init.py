"""`errdocs init`: a small working project for another service."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import yaml

from errdocs.escaping import escaped, printable
from errdocs.registry.formats import Format, Line
from errdocs.registry.schema import schema_texts
from errdocs.registry.yamlfiles import control_character

STARTER = Path(__file__).parent.parent / "starter"
"""The files of a new project; `dot-` begins the name of what will be hidden."""
EXAMPLE_NAME = "Parcel API"
"""Name of the service as it stands in those files."""


@click.command(epilog='Example: errdocs init my-errors --service "My API"')
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--service", default=EXAMPLE_NAME, show_default=True, help="Name of the service.")
def init(folder: Path, service: str) -> None:
    """Create a project in DIR: a registry with example errors and all that a site needs."""
    _require_line(service)
    _require_empty(folder)
    files = dict(_files(service))
    try:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.ClickException(f"cannot write {folder}: {error.strerror}") from error
    click.secho(f"Created {printable(str(folder))}: {len(files)} files", fg="green")
    click.echo(_next_steps(folder))


def _require_line(service: str) -> None:
    rule: Format = get_args(Line)[1]
    if not rule.accepts(service) or control_character(service):
        raise click.BadParameter(f"expected {rule.expected}", param_hint="--service")


def _require_empty(folder: Path) -> None:
    try:
        is_empty = not folder.exists() or not any(folder.iterdir())
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be read: {error.strerror}") from error
    if not is_empty:
        raise click.UsageError(f"{folder} is not empty; nothing was written")


def _files(service: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of a project, named after its service."""
    for file in sorted(path for path in STARTER.rglob("*") if path.is_file()):
        path = re.sub(r"(^|/)dot-", r"\1.", file.relative_to(STARTER).as_posix())
        yield path, _named(file.read_text(encoding="utf-8"), service, file.suffix)
    for name, text in schema_texts().items():
        yield f"data/schema/{name}", text


def _named(text: str, service: str, suffix: str) -> str:
    """Return a text with the service's name in place of the example's, quoted as it needs."""
    if suffix != ".yml":
        return text.replace(EXAMPLE_NAME, escaped(service))
    return re.sub(
        rf"^( *\w+: )(.*{EXAMPLE_NAME}.*)$",
        lambda match: match[1] + _scalar(match[2].replace(EXAMPLE_NAME, service)),
        text,
        flags=re.MULTILINE,
    )


def _scalar(value: str) -> str:
    """Return a line of text as YAML writes it, in quotes only where it needs them."""
    text = yaml.safe_dump(value, allow_unicode=True, width=1_000_000)
    return text.removesuffix("...\n").rstrip("\n")


def _next_steps(folder: Path) -> str:
    enter = "" if folder.resolve() == Path.cwd() else f"  cd {shlex.quote(str(folder))}\n"
    return (
        f"Next:\n{enter}"
        "  errdocs serve\n"
        "Then describe your service in data/registry.yml and replace the examples in data/errors/."
    )
