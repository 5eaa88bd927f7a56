"""What several commands share: options, what their values mean, and how a command ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, get_args
from urllib.parse import urlsplit

import click

from errdocs.escaping import printable
from errdocs.escaping import printable_lines as printable_lines  # commands ask here
from errdocs.problems import Problem
from errdocs.registry.formats import Format, Url

if TYPE_CHECKING:
    from errdocs.registry.loaded import Loaded

LONGEST_TEXT = 50_000_000  # characters of a text; far more than is searched
path = partial(click.option, type=click.Path(path_type=Path), show_default=True)
data = path(
    "--data",
    "folder",
    default=Path("data"),
    envvar="ERRDOCS_DATA",
    show_envvar=True,
    help="Folder of the registry.",
)
docs = path(
    "--docs", "documents", default=Path("docs"), help="Folder of the hand-written pages, if any."
)
site = click.option(
    "--site",
    "--base-url",
    "site",
    envvar="ERRDOCS_SITE_URL",
    show_envvar=True,
    help="URL of the site, for absolute URLs; default: `site_url` of the project.",
)
WAYS_TO_GIVE_SITE_URL = "with --site, in ERRDOCS_SITE_URL or as `site_url` in mkdocs.yml"
check = click.option(
    "--check", "check_only", is_flag=True, help="Write nothing; fail if FOLDER is out of date."
)
allow_host = click.option(
    "--allow-host",
    "hosts",
    metavar="NAME",
    multiple=True,
    help="Answer under this host name too; default: only under names of this machine.",
)
folder_type = click.Path(path_type=Path, file_okay=False)
file_type = click.Path(path_type=Path, dir_okay=False, exists=True)


def formats(*forms: str, help: str) -> Callable[[Any], Any]:
    """Return the option `--format`; the first of its values is the default."""
    kind = click.Choice(forms)
    return click.option(
        "--format", "form", type=kind, default=forms[0], show_default=True, help=help
    )


@contextmanager
def wrong_usage(*kinds: type[Exception]) -> Iterator[None]:
    """Turn exceptions whose text tells people what to do into a UsageError."""
    try:
        yield
    except kinds as error:
        raise click.UsageError(printable(str(error))) from error


def fail(loaded: Loaded, problems: Iterable[Problem], end: click.ClickException) -> NoReturn:
    """Print the problems of a registry, and end the command."""
    for line in loaded.report(problems):
        click.echo(line, err=True)
    raise end


def site_url(site: str | None, folder: Path) -> str:
    """Return the URL of a registry's site with a slash at its end; empty where unknown.

    Raises UsageError for what is not a URL that a path can be added to.
    """
    if site is None:
        from errdocs.engines.project import site_url_beside  # only here: a lookup starts fast

        site = site_url_beside(folder)
    if not site:
        return ""
    from errdocs.routes.paths import BadSiteUrl, host_and_path

    with wrong_usage(BadSiteUrl):
        host_and_path(site)
    absolute = urlsplit(site).geturl()  # the scheme in lower case
    rule: Format = get_args(Url)[1]
    if not rule.accepts(absolute):
        raise click.UsageError(f"site {printable(site)}: expected {rule.expected}")
    return absolute if absolute.endswith("/") else f"{absolute}/"


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder, which is made where it is missing."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def text_of(stream: IO[str]) -> str:
    """Return what a stream holds, which may never end: what exceeds a limit is not read."""
    text = stream.read(LONGEST_TEXT)
    if len(text) == LONGEST_TEXT and stream.read(1):
        message = f"the text is long: only its first {LONGEST_TEXT:,} characters are read"
        click.echo(message, err=True)
    return text


def pairs(_: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """Return the `NAME=VALUE` texts of an option as a mapping; UsageError for any other text."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise click.BadParameter(f"{printable(text)} is not NAME=VALUE", param=option)
        found[name] = value
    return found


@contextmanager
def rendering() -> Iterator[None]:
    """Turn what is wrong with a registry or template into the end of the command."""
    from errdocs.render.texts import BrokenTemplate
    from errdocs.site import BrokenRegistry

    try:
        yield
    except BrokenRegistry as error:
        fail(error.loaded, error.problems, click.ClickException("nothing was written"))
    except BrokenTemplate as error:
        raise click.ClickException(f"{error}; nothing was written") from error
