"""`errdocs export`: the files for programs, without building the site."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import click

from errdocs.checks import check
from errdocs.cli.options import data_option
from errdocs.cli.site import site_option, site_url
from errdocs.exports import EXPORTS, exported_files, markdown_files
from errdocs.formats import Format, Url
from errdocs.loading import load
from errdocs.model import Registry
from errdocs.printable import printable
from errdocs.reports import report
from errdocs.suggestions import did_you_mean

Files = Mapping[str, bytes]
ALL = "all"
_HELP = [
    "Write NAME, a file that the site publishes for programs, to standard output.",
    "NAME is one of these, or a path such as errors/CODE.json or errors/CODE.md:",
    "\b\n" + "\n".join(f"{name:<10} {item.path}: {item.about}" for name, item in EXPORTS.items()),
    f"`{ALL}` stands for every file; it needs --output DIR.",
]


@click.command(
    help="\n\n".join(_HELP),
    epilog="Example: errdocs export openapi --site https://errors.example.com/ -o openapi.json",
)
@click.argument("name", metavar="NAME")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="File to write; or a folder, in which the file gets the name that it is published under.",
)
@site_option
@data_option
def export(name: str, output: Path | None, site: str | None, folder: Path) -> None:
    """Write the files for programs."""
    base_url = _checked(site_url(site, folder))
    files = _files(_registry(folder), base_url)
    if name == ALL:
        if output is None or output.is_file():
            raise click.UsageError(f"{ALL} are many files; name a folder with --output")
        _write(files, output)
        click.echo(f"Wrote {len(files)} files to {output}/")
        return
    path = _path(name, files, base_url)
    if output is None:
        sys.stdout.buffer.write(files[path])
        sys.stdout.buffer.flush()
    elif output.is_dir():
        _write({path: files[path]}, output)
    else:
        _write({output.name: files[path]}, output.parent)


def _checked(url: str) -> str:
    """Return the address of the site, if it can stand before a path."""
    rule: Format = get_args(Url)[1]
    if url and not rule.accepts(url):
        raise click.UsageError(f"site {printable(url)}: expected {rule.expected}")
    return url


def _registry(folder: Path) -> Registry:
    loaded = load(folder)
    problems = check(loaded, with_formatting=False)
    if problems:
        for line in report(problems, loaded):
            click.echo(line, err=True)
        raise click.ClickException("nothing was written")
    return loaded.registry


def _files(registry: Registry, base_url: str) -> Files:
    return dict((*exported_files(registry, base_url), *markdown_files(registry, base_url)))


def _path(name: str, files: Files, base_url: str) -> str:
    """Return the path of the file that a name means."""
    path = EXPORTS[name].path if name in EXPORTS else name.lstrip("/")
    if path in files:
        return path
    if name in EXPORTS:
        raise click.UsageError(f"{name} needs the address of the site; give it with --site")
    guess = did_you_mean(name, [*EXPORTS, ALL, *files]) or "see errdocs export --help"
    raise click.UsageError(f"there is no export `{printable(name)}`; {guess}")


def _write(files: Files, folder: Path) -> None:
    try:
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
