"""A project's `mkdocs.yml`, read without MkDocs: where its registry, templates and pages are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import yaml
from yaml_env_tag import construct_env_tag

from errdocs.regular_files import read_regular

if TYPE_CHECKING:
    from errdocs.site import SiteOptions

PLUGIN = "errdocs"
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader, where it is compiled


class BadProject(Exception):
    """A project whose `mkdocs.yml` cannot be used; the text says where and why."""


@dataclass(frozen=True)
class Project:
    """The parts of a `mkdocs.yml` that errdocs needs."""

    text: str  # text of the `mkdocs.yml`
    documents: Path  # folder of the hand-written pages
    site: Path  # folder that the site is built into
    options: SiteOptions  # what the site is made from
    settings: Mapping[str, Any]  # all of it, as it was read


def read_project(file: Path) -> Project:
    """Return a project from its `mkdocs.yml`; raises BadProject, also if it lacks the plugin."""
    from errdocs.site import SiteOptions  # only here: whoever asks for a URL starts fast

    text, settings = _settings(file)
    plugin = _plugin_options(settings.get("plugins"))
    if plugin is None:
        raise BadProject(f"{file}: the `{PLUGIN}` plugin is not listed under `plugins`")
    folder, templates = file.parent, plugin.get("templates")
    site_url = settings.get("site_url") or ""
    documents = folder / str(settings.get("docs_dir", "docs"))
    options = SiteOptions(
        data=folder / str(plugin.get("registry", "data")),
        overrides=folder / str(templates) if templates else None,
        documents=documents,
        site_url=site_url and f"{site_url.removesuffix('/')}/",
        entry_base=entry_base(settings.get("repo_url"), settings.get("edit_uri")),
        report_url=report_url(plugin.get("report_url"), file, text),
    )
    return Project(
        text, documents, folder / str(settings.get("site_dir", "site")), options, settings
    )


def entry_base(repo_url: str | None, edit_uri: str | None) -> str | None:
    """Return the URL of the folder that holds `mkdocs.yml`, for reading; None where unknown.

    `edit_uri` leads to the folder of the documents, one level deeper. Hosts that edit under
    `edit/` show files under `blob/`, and only there do they know about lines.
    """
    if not repo_url or not edit_uri:
        return None
    shown = edit_uri.replace("edit/", "blob/", 1)
    return urljoin(repo_url.rstrip("/") + "/", f"{shown}../")


def report_url(url: object, file: Path, text: str) -> str:
    """Return the template of the issue form that a `mkdocs.yml` names; empty where it names none.

    Raises BadProject, with the line, for what is not one.
    """
    from errdocs.render.report_links import BadReportUrl, require_report_url  # as above

    if url is None or url == "":
        return ""
    found = re.search(r"\breport_url\s*:\s*", text)
    line = text.count("\n", 0, found.end()) + 1 if found else 1
    column = found.end() - text.rfind("\n", 0, found.end()) if found else 1
    try:
        if not isinstance(url, str):
            raise BadReportUrl("not a text; expected a URL in quotes")
        require_report_url(url)
    except BadReportUrl as error:
        raise BadProject(f"{file}:{line}:{column}: `report_url`: {error}") from error
    return url


def relative_to_here(folder: Path) -> Path:
    """Return a folder as people know it: relative to where they are, where that is possible."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def site_url_beside(data: Path) -> str:
    """Return `site_url` of the project that a registry's folder belongs to; empty where unknown.

    The project's settings stand beside the folder. Settings that cannot be read have no URL: the
    commands that ask here need nothing else of them.
    """
    try:
        url = _settings(data.absolute().parent / "mkdocs.yml")[1].get("site_url")
    except BadProject:
        return ""
    return url if isinstance(url, str) else ""


def _settings(file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = read_regular(file).decode("utf-8").replace("\r\n", "\n")
        settings = yaml.load(text, Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise BadProject(f"{file}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise BadProject(f"{file}: is not valid YAML: {error}") from error
    if not isinstance(settings, dict):
        raise BadProject(f"{file}: holds no settings")
    return text, settings


def _plugin_options(plugins: object) -> dict[str, Any] | None:
    """Return the options of the plugin in any of the forms that MkDocs takes, or None."""
    if isinstance(plugins, dict):
        plugins = [plugins]
    for entry in plugins if isinstance(plugins, list) else ():
        named = entry if isinstance(entry, dict) else {str(entry): None}
        if PLUGIN in named:
            return named[PLUGIN] or {}
    return None


class _Loader(_Base):  # type: ignore[misc]  # either loader is untyped
    """Reads the values of `mkdocs.yml`; tags that only MkDocs understands become None."""


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
