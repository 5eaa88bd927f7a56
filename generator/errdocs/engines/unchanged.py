"""Whether a site is what a build of its project would make now.

A digest of everything that a build reads, and of the files that it wrote, is kept in the user's
cache. It is compared only where all that a build reads is known: a plugin, a hook or an extension
of somebody else may read what it likes.
"""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from errdocs.engines.file_states import FileState, file_states
from errdocs.engines.mkdocs_runs import commit_time
from errdocs.engines.project import PLUGIN, Project
from errdocs.registry.cache import SETTLED
from errdocs.render.built_in import BUILT_IN_TEMPLATES

_PLUGINS = {PLUGIN, "search", "material/search"}
_READING = {"pymdownx.snippets"}  # extensions that read files
_EXTENSIONS = {
    *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code"),
    *("footnotes", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc"),
}
_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True)
class KnownBuild:
    """A build of a project into a folder, and the file that tells of the last one."""

    target: Path
    record: Path
    inputs: str

    @classmethod
    def of(cls, project: Project, settings: Path, target: Path, *choices: str) -> KnownBuild | None:
        """Return the build; None where not all that it reads is known, or is too new to trust."""
        found = [*_read_by(project, settings)]
        if not _is_known(project.settings) or any(map(_is_new, found)):
            return None
        from platformdirs import user_cache_path  # only here: most commands keep nothing

        name = sha256(os.fsencode(target.resolve())).hexdigest()[:16]
        parts = sys.version, _installed(), project.settings, _date(), choices, sorted(found)
        digest = sha256(repr(parts).encode()).hexdigest()
        return cls(target, user_cache_path("errdocs") / "builds" / name, digest)

    @property
    def is_current(self) -> bool:
        """Whether the folder is what this build made the last time, and nothing has changed."""
        try:
            return self.record.read_text() == self._written()
        except (OSError, UnicodeDecodeError):
            return False

    def keep(self) -> None:
        """Remember that the folder is what this build makes."""
        with suppress(OSError):
            self.record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = self.record.with_name(f"{self.record.name}-{os.getpid()}")
            new.write_text(self._written())
            new.replace(self.record)

    def _written(self) -> str:
        outputs = sha256(repr(sorted(file_states([self.target]))).encode()).hexdigest()
        return f"{self.inputs} {outputs}\n"


def _is_known(settings: Mapping[str, Any]) -> bool:
    """Whether a `mkdocs.yml` names nothing that may read other files than those of the project."""
    extensions = _names(settings.get("markdown_extensions"))
    return (
        not {"hooks", "INHERIT"} & settings.keys()
        and _names(settings.get("plugins")) <= _PLUGINS
        and not extensions & _READING
        and all(name in _EXTENSIONS or name.startswith("pymdownx.") for name in extensions)
    )


def _names(entries: object) -> set[str]:
    """Return the names in a list of `mkdocs.yml` whose items may have options."""
    if isinstance(entries, dict):
        return {*map(str, entries)}
    items = entries if isinstance(entries, list) else ()
    return {str(next(iter(item), "")) if isinstance(item, dict) else str(item) for item in items}


def _read_by(project: Project, settings: Path) -> Iterator[FileState]:
    """Yield the state of every file that a build reads."""
    theme = project.settings.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    folders = [project.options.data, project.documents, BUILT_IN_TEMPLATES, settings]
    folders += [project.options.overrides] if project.options.overrides else []
    folders += [settings.parent / str(custom)] if custom else []
    yield from file_states(folders)
    yield from (state for state in file_states([_PACKAGE]) if state[0].endswith(".py"))


def _is_new(state: FileState) -> bool:
    return state[2] > time.time_ns() - SETTLED


def _installed() -> list[str]:
    """Return name and version of everything that is installed: any of it may render a page."""
    folders = filter(os.path.isdir, sys.path)
    names = (name for folder in folders for name in os.listdir(folder))  # noqa: PTH208
    return sorted({name for name in names if name.endswith(".dist-info")})


def _date() -> str:
    """Return the date in the sitemap: that of the commit, or today's."""
    today = datetime.datetime.now(datetime.UTC).date()
    return os.environ.get("SOURCE_DATE_EPOCH") or commit_time() or today.isoformat()
