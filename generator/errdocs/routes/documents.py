"""The hand-written pages of a project: which paths of the site they take."""

from __future__ import annotations

from pathlib import Path


def document_paths(folder: Path) -> frozenset[str]:
    """Return the path from the site's root of every Markdown page below a folder.

    Engines skip hidden files and folders, so these are none.
    """
    files = (file.relative_to(folder) for file in folder.rglob("*.md"))
    return frozenset(
        _path(file) for file in files if not any(part.startswith(".") for part in file.parts)
    )


def _path(file: Path) -> str:
    is_index = file.stem in {"index", "README"}
    parts = file.parent.parts if is_index else (*file.parent.parts, file.stem)
    return "".join(f"{part}/" for part in parts)
