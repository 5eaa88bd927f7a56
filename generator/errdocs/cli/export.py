"""`errdocs export`: the files that a site publishes for programs, and kits that it does not."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from errdocs.cli import options
from errdocs.escaping import printable
from errdocs.exports.kits import KITS
from errdocs.registry.naming import did_you_mean
from errdocs.routes import FILES
from errdocs.whole_files import write_whole

if TYPE_CHECKING:
    from errdocs.site import Site

ALL = "all"
STANDARD_OUTPUT = "-"
_LIST = "\n".join(f"{name:<11} {file.path}: {file.about}" for name, file in FILES.items())
_KITS = "\n".join(f"{name:<11} {kit.about}" for name, kit in KITS.items())
HELP = f"""\
Write NAME, a file that the site publishes for programs, to standard output.

NAME is one of these, or a path such as errors/CODE.json or errors/CODE.md:

\b
{_LIST}

`{ALL}` stands for every file; it needs --output DIR. So do these, which the site does not publish:

\b
{_KITS}
"""


@click.command(
    help=HELP,
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
@options.site
@options.data
@options.docs
def export(name: str, output: str, site: str | None, folder: Path, documents: Path) -> None:
    """Write the files for programs."""
    from errdocs.site import Site, SiteOptions

    if not output:
        raise click.UsageError("--output is empty; name a file, a folder, or - for the terminal")
    has_many = name in (ALL, *KITS)
    if has_many and (output == STANDARD_OUTPUT or Path(output).is_file()):
        raise click.UsageError(f"{name} writes many files; name a folder with --output")
    site_options = SiteOptions(folder, site_url=options.site_url(site, folder), documents=documents)
    with options.rendering():
        whole = Site.of(site_options)
        path = "" if has_many else _path(name, whole.data_files)
        files = _many(name, whole) if has_many else {path: whole.data_files[path]()}
    if has_many:
        write_whole(Path(output), files)
        click.echo(f"Wrote {len(files)} files to {printable(output.rstrip('/'))}/")
    else:
        _write(path, files[path], output)


def _many(name: str, site: Site) -> Mapping[str, bytes]:
    if name in KITS:
        return {path: text.encode() for path, text in KITS[name].make(site.routes)}
    return {path: make() for path, make in site.data_files.items()}


def _write(path: str, content: bytes, output: str) -> None:
    target = Path(output)
    if output == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    elif output.endswith("/") or target.is_dir():
        write_whole(target, {path: content})
    elif target.exists() and not target.is_file():
        target.write_bytes(content)  # a pipe or a device that the caller named
    else:
        named = target.resolve()
        write_whole(named.parent, {named.name: content})


def _path(name: str, files: Iterable[str]) -> str:
    path = FILES[name].path if name in FILES else name.lstrip("/")
    if path in files:
        return path
    if any(path == file.path for file in FILES.values()):
        raise click.UsageError(f"{printable(name)} needs the URL of the site; give it with --site")
    guess = did_you_mean(name, [*FILES, *KITS, ALL, *files]) or "see errdocs export --help"
    raise click.UsageError(f"there is no export `{printable(name)}`; {guess}")
