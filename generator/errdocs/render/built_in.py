"""Where the templates are that errdocs ships; a project's own folder overrides them one by one."""

from __future__ import annotations

from pathlib import Path

BUILT_IN_TEMPLATES = next(
    folder
    for folder in (
        Path(__file__).parents[1] / "templates",  # in a wheel
        Path(__file__).parents[3] / "templates",  # in a working copy
    )
    if folder.is_dir()
)
