"""Options that several commands take, and what their values mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

import click

from errdocs.escaping import printable
from errdocs.registry.formats import Format, Url

if TYPE_CHECKING:
    from errdocs.engines.project import Project

data_option = click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of the registry.",
)

config_option = click.option(
    "--config-file",
    "-f",
    "settings",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The project's settings.",
)

docs_option = click.option(
    "--docs",
    "documents",
    type=click.Path(path_type=Path),
    default=Path("docs"),
    show_default=True,
    help="Folder of the hand-written pages, if there is one.",
)

site_option = click.option(
    "--site",
    "--base-url",
    "site",
    envvar="ERRDOCS_SITE_URL",
    show_envvar=True,
    help="URL of the site, for absolute URLs; default: `site_url` of the project.",
)


def project_of(settings: Path) -> Project:
    """Return the project of a `mkdocs.yml`; raises UsageError where it is not one."""
    from errdocs.engines.project import BadProject, read_project

    try:
        return read_project(settings)
    except BadProject as error:
        raise click.UsageError(printable(str(error))) from error


def site_url(site: str | None, folder: Path) -> str:
    """Return the URL of a registry's site with a slash at its end; empty where unknown.

    Raises UsageError for what is not a URL that a path can be added to.
    """
    if site is None:
        from errdocs.engines.project import site_url_beside  # only here: a lookup starts fast

        site = site_url_beside(folder)
    return _checked(site) if site else ""


def _checked(url: str) -> str:
    from errdocs.routes.paths import BadSiteUrl, host_and_path

    rule: Format = get_args(Url)[1]
    try:
        host_and_path(url)
    except BadSiteUrl as error:
        raise click.UsageError(printable(str(error))) from error
    absolute = urlsplit(url).geturl()  # the scheme in lower case
    if not rule.accepts(absolute):
        raise click.UsageError(f"site {printable(url)}: expected {rule.expected}")
    return absolute if absolute.endswith("/") else f"{absolute}/"
