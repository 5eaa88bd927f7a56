"""`errdocs export`: the files for programs, without building the site."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from errdocs.cli.options import data_option, docs_option, fail, site_option, site_url, write_files
from errdocs.escaping import printable
from errdocs.registry.naming import did_you_mean
from errdocs.routes import FILES
from errdocs.site import BrokenRegistry, Site, SiteOptions

ALL = "all"
STANDARD_OUTPUT = "-"
_LIST = "\n".join(f"{name:<10} {file.path}: {file.about}" for name, file in FILES.items())
_HELP = f"""\
Write NAME, a file that the site publishes for programs, to standard output.

NAME is one of these, or a path such as errors/CODE.json or errors/CODE.md:

\b
{_LIST}

`{ALL}` stands for every file; it needs --output DIR.
"""


@click.command(
    help=_HELP,
    epilog="Example: errdocs export openapi --site https://errors.example.com/ -o openapi.json",
)
@click.argument("name", metavar="NAME")
@click.option(
    "--output",
    "-o",
    default=STANDARD_OUTPUT,
    help="File to write, or - for standard output. In a folder, the file gets the name that it "
    "is published under.",
)
@site_option
@data_option
@docs_option
def export(name: str, output: str, site: str | None, folder: Path, documents: Path) -> None:
    """Write the files for programs."""
    options = SiteOptions(folder, site_url=site_url(site, folder), documents=documents)
    try:
        files = Site.of(options).data_files
    except BrokenRegistry as error:
        fail(error.loaded, error.problems, click.ClickException("nothing was written"))
    if not output:
        raise click.UsageError("--output is empty; name a file, a folder, or - for the terminal")
    target = Path(output)
    if name == ALL:
        if output == STANDARD_OUTPUT or target.is_file():
            raise click.UsageError(f"{ALL} writes many files; name a folder with --output")
        write_files(target, files)
        click.echo(f"Wrote {len(files)} files to {printable(str(target))}/")
        return
    path = _path(name, files)
    if output == STANDARD_OUTPUT:
        sys.stdout.buffer.write(files[path])
        sys.stdout.buffer.flush()
    elif output.endswith("/") or target.is_dir():
        write_files(target, {path: files[path]})
    else:
        write_files(target.parent, {target.name: files[path]})


def _path(name: str, files: Mapping[str, bytes]) -> str:
    """Return the path of the file that a name means."""
    path = FILES[name].path if name in FILES else name.lstrip("/")
    if path in files:
        return path
    if any(path == file.path for file in FILES.values()):
        raise click.UsageError(f"{printable(name)} needs the URL of the site; give it with --site")
    guess = did_you_mean(name, [*FILES, ALL, *files]) or "see errdocs export --help"
    raise click.UsageError(f"there is no export `{printable(name)}`; {guess}")
