"""Where the site of a registry is, so that links are absolute."""

from __future__ import annotations

from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import click
import yaml

from errdocs.escaping import printable
from errdocs.registry.formats import Format, Url
from errdocs.registry.nodes import compose, read_text

site_option = click.option(
    "--site",
    "--base-url",
    "site",
    envvar="ERRDOCS_SITE_URL",
    show_envvar=True,
    help="URL of the site, for absolute links; default: `site_url` in mkdocs.yml.",
)


def site_url(site: str | None, folder: Path) -> str:
    """Return the URL of a registry's site with a slash at its end; empty where unknown.

    The project's `mkdocs.yml` is beside the registry's folder. Only its `site_url` is looked at,
    without building the rest, since a lookup has to start fast; one that is computed from the
    environment is not known here.

    Raises UsageError for what is not a URL that a path can be added to.
    """
    url = site if site is not None else _setting(folder.absolute().parent / "mkdocs.yml")
    return _checked(url) if url else ""


def _checked(url: str) -> str:
    from errdocs.linkcheck.addresses import BadAddress, address  # only here: a lookup starts fast

    rule: Format = get_args(Url)[1]
    try:
        address(url)
    except BadAddress as error:
        raise click.UsageError(printable(str(error))) from error
    whole = urlsplit(url).geturl()  # the scheme in lower case
    if not rule.accepts(whole):
        raise click.UsageError(f"site {printable(url)}: expected {rule.expected}")
    return whole if whole.endswith("/") else f"{whole}/"


def _setting(file: Path) -> str:
    text = read_text(file, file.name) if file.is_file() else ""
    root = compose(text, file.name) if isinstance(text, str) and text else None
    for name, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if name.value == "site_url" and isinstance(value, yaml.ScalarNode):
            return str(value.value) if value.tag == "tag:yaml.org,2002:str" else ""
    return ""
