"""`errdocs export`: the files for programs, without building the site."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from errdocs.cli.options import data_option, docs_option, site_option, site_url
from errdocs.escaping import printable
from errdocs.registry.find import did_you_mean
from errdocs.routes import FILES
from errdocs.site import BrokenRegistry, Site, SiteOptions

Files = Mapping[str, bytes]
ALL = "all"
STANDARD_OUTPUT = "-"
PATHS = {name: file.path for name, file in FILES.items()}
"""The path of every file that a site has once, by the name of its export."""
_ABOUT = {name: file.about for name, file in FILES.items()}
_HELP = [
    "Write NAME, a file that the site publishes for programs, to standard output.",
    "NAME is one of these, or a path such as errors/CODE.json or errors/CODE.md:",
    "\b\n" + "\n".join(f"{name:<10} {path}: {_ABOUT[name]}" for name, path in PATHS.items()),
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
    default=STANDARD_OUTPUT,
    help="File to write, or - for standard output; or a folder, in which the file gets the name "
    "that it is published under.",
)
@site_option
@data_option
@docs_option
def export(name: str, output: str, site: str | None, folder: Path, documents: Path) -> None:
    """Write the files for programs."""
    base_url = site_url(site, folder)
    files = _files(folder, documents, base_url)
    if not output:
        raise click.UsageError("--output is empty; name a file, a folder, or - for the terminal")
    target = Path(output)
    if name == ALL:
        if output == STANDARD_OUTPUT or target.is_file():
            raise click.UsageError(f"{ALL} are many files; name a folder with --output")
        _write(files, target)
        click.echo(f"Wrote {len(files)} files to {printable(str(target))}/")
        return
    path = _path(name, files)
    if output == STANDARD_OUTPUT:
        sys.stdout.buffer.write(files[path])
        sys.stdout.buffer.flush()
    elif output.endswith("/") or target.is_dir():
        _write({path: files[path]}, target)
    else:
        _write({target.name: files[path]}, target.parent)


def _files(folder: Path, documents: Path, base_url: str) -> Files:
    """Return every file for programs that the site of a registry has, by path."""
    options = SiteOptions(data=folder, documents=documents, site_url=base_url)
    try:
        return Site.of(options).data_files
    except BrokenRegistry as error:
        for line in error.lines():
            click.echo(line, err=True)
        raise click.ClickException("nothing was written") from error


def _path(name: str, files: Files) -> str:
    """Return the path of the file that a name means."""
    path = PATHS.get(name, name.lstrip("/"))
    if path in files:
        return path
    if path in PATHS.values():
        raise click.UsageError(
            f"{printable(name)} needs the address of the site; give it with --site"
        )
    guess = did_you_mean(name, [*PATHS, ALL, *files]) or "see errdocs export --help"
    raise click.UsageError(f"there is no export `{printable(name)}`; {guess}")


def _write(files: Files, folder: Path) -> None:
    try:
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError as error:
        where = printable(str(error.filename or folder))
        raise click.ClickException(f"{where}: {error.strerror}") from error
