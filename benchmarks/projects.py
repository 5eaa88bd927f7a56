"""A registry as a whole project that MkDocs builds, with the settings of this repository's site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from tests.strategies import write_registry

from errdocs.engines.stand_ins import is_stand_in
from errdocs.registry.model import Registry

ROOT = Path(__file__).parents[1]
SETTINGS = ROOT / "mkdocs.yml"
"""Settings that are measured: theme, search and extensions of a real site."""
DOCUMENTS = ROOT / "docs"
"""The hand-written pages of that site, which a made-up project does not have."""
GUIDE = """\
# Reading an error

Every response of the service that is not a success holds a `code` and a `message`. Look them up
in the [list of all errors](errors/index.md).
"""


def write_project(registry: Registry, folder: Path) -> None:
    """Write `mkdocs.yml`, `docs/` and `data/` of a project; other files of the folder stay."""
    write_registry(registry, folder / "data")
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "guide.md").write_text(GUIDE, encoding="utf-8")
    yaml = YAML()
    settings: dict[str, Any] = yaml.load(SETTINGS)
    settings["site_name"] = f"{registry.settings.service.name} errors"
    settings["site_description"] = registry.settings.service.description
    settings["nav"] = [*_generated(settings["nav"]), {"Guide": "guide.md"}]
    with (folder / "mkdocs.yml").open("w", encoding="utf-8") as stream:
        yaml.dump(settings, stream)


def _generated(nav: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the entries of a navigation that lead to pages which every registry has."""
    for entry in nav:
        target = next(iter(entry.values()))
        page = DOCUMENTS / str(target)
        if isinstance(target, str) and not (page.is_file() and not is_stand_in(page.read_bytes())):
            yield entry
