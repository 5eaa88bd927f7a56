"""The scripts and style sheets of a site as they are published: those that pages ask for are whole.

A page then needs one request for each, however many modules they are written in.
"""

from __future__ import annotations

from collections.abc import Mapping

from errdocs.render.script_bundle import ENTRIES, bundled
from errdocs.render.style_sheets import joined

SHEET = "errdocs.css"


def joined_assets(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return every file by its path, the entries with what they import in them.

    A file that is no UTF-8 is one that nobody can join.
    """
    texts = {
        path: text for path, content in files.items() if (text := _text(path, content)) is not None
    }
    scripts = {path: bundled(path, texts).encode() for path in ENTRIES if path in texts}
    sheets = {SHEET: joined(SHEET, texts).encode()} if SHEET in texts else {}
    return {**files, **scripts, **sheets}


def _text(path: str, content: bytes) -> str | None:
    if not path.endswith((".js", ".css")):
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
