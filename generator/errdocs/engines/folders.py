"""A reference as a folder that any engine builds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from ruamel.yaml import YAML

from errdocs.engines.project import PLUGIN, Project
from errdocs.engines.stand_ins import is_stand_in
from errdocs.render.texts import BUILT_IN_TEMPLATES
from errdocs.site import SCRIPT, STYLE_SHEET, Site

# First line of the folder's `mkdocs.yml`, by which a written folder is known.
HEADER = "# Written by `errdocs write`; changes are lost when it is written again.\n"
Files = dict[str, bytes]  # content by path below the folder, with `/` between its parts


def folder_files(project: Project) -> Files:
    """Return every file of the folder, unwritten; raises BrokenRegistry where a check fails."""
    # Other engines would take the plain Markdown of errors for pages of theirs.
    site = Site.of(replace(project.options, has_markdown=False))
    files = {f"docs/{page.page.file}": page.text.encode() for page in site.pages}
    files |= {f"docs/{item.path}": item.content for item in site.files if not item.is_markdown}
    own = _below(project.documents, "docs")
    files |= {path: text for path, text in own.items() if not is_stand_in(text)}
    for folder in filter(None, (BUILT_IN_TEMPLATES, project.options.overrides)):
        files |= _below(folder / "theme", "overrides")
    files["mkdocs.yml"] = plain_settings(project.text).encode()
    return dict(sorted(files.items()))


def plain_settings(text: str) -> str:
    """Return a `mkdocs.yml` that needs no errdocs: its files and styles named one by one."""
    yaml = YAML()
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    settings: dict[str, Any] = yaml.load(text)
    _remove_plugin(settings["plugins"])
    settings["docs_dir"] = "docs"
    settings["theme"]["custom_dir"] = "overrides"
    settings["extra_css"] = [STYLE_SHEET, *settings.get("extra_css", [])]
    script = {"path": SCRIPT, "type": "module"}
    settings["extra_javascript"] = [script, *settings.get("extra_javascript", [])]
    settings["not_in_nav"] = "/errors/\n" + settings.get("not_in_nav", "")
    settings.pop("site_dir", None)
    settings.pop("edit_uri", None)  # pages link to their entries; nobody edits written files
    stream = io.StringIO()
    yaml.dump(settings, stream)
    return HEADER + stream.getvalue()


def differences(folder: Path, files: Files) -> Iterator[str]:
    """Yield what would have to change for a folder to hold exactly these files."""
    found = _below(folder, "") if folder.is_dir() else {}
    for path in sorted({*files, *found}):
        if path not in found:
            yield f"{path}: missing"
        elif path not in files:
            yield f"{path}: no longer part of the reference"
        elif files[path] != found[path]:
            yield f"{path}: out of date"


def is_written(folder: Path) -> bool:
    """Whether `errdocs write` wrote a folder, so that nothing is lost when it is replaced."""
    settings = folder / "mkdocs.yml"
    return settings.is_file() and settings.read_bytes().startswith(HEADER.encode())


def _remove_plugin(plugins: Any) -> None:
    """Take errdocs from a list or mapping of plugins, comments kept."""
    if isinstance(plugins, dict):
        plugins.pop(PLUGIN, None)
        return
    for entry in list(plugins):
        if entry == PLUGIN or (isinstance(entry, dict) and PLUGIN in entry):
            plugins.remove(entry)


def _below(folder: Path, prefix: str) -> Files:
    files: Files = {}
    for file in folder.rglob("*"):
        path = PurePosixPath(prefix, file.relative_to(folder).as_posix())
        if file.is_file() and not any(part.startswith(".") for part in path.parts):
            files[str(path)] = file.read_bytes()
    return files
