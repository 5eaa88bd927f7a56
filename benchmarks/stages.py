"""How long the stages of errdocs take in one process, apart from MkDocs.

`python -m benchmarks.stages` prints the seconds of each stage for the project in this folder, as
JSON. Each measurement needs a process of its own: what one has cached costs it nothing again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.projects import write_project
from benchmarks.registries import make_registry
from errdocs.checks import check
from errdocs.registry.loading import load
from errdocs.render.environment import Renderer
from errdocs.routes import Routes, document_paths
from errdocs.site import Site, SiteOptions

STAGES = ("load", "check", "pages", "files")
"""What a build of errdocs does, in its order."""
WARM_UP_CASES = 10
"""Cases of a registry that goes through all stages first, for what is made once a process."""


def time_stages(folder: Path) -> dict[str, float]:
    """Return the seconds of computing that each stage takes for the project in a folder."""
    seconds: dict[str, float] = {}
    with _timed(seconds, "load"):
        loaded = load(folder / "data")
    with _timed(seconds, "check"):
        problems = check(loaded, documents=document_paths(folder / "docs"), is_strict=False)
    assert problems == []
    site = Site(SiteOptions(folder / "data"), loaded, Routes(loaded.registry), Renderer())
    with _timed(seconds, "pages"):
        pages = site.pages
    with _timed(seconds, "files"):
        _ = site.files
    assert len(pages) > len(loaded.registry.errors)
    return seconds


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    began = time.process_time()
    yield
    seconds[stage] = time.process_time() - began


def main() -> None:
    """Print the seconds of each stage as JSON."""
    with TemporaryDirectory() as folder:
        write_project(make_registry(WARM_UP_CASES, seed=0), Path(folder))
        time_stages(Path(folder))
    print(json.dumps(time_stages(Path.cwd())))


if __name__ == "__main__":
    main()
