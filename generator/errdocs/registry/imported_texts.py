"""What the last import wrote into fields that people may edit: a digest of each text.

A text that still has its digest is upstream's, and follows upstream. Any other one was written
or edited by hand, and no run touches it. A lost file costs nothing but updates: every text then
counts as written by hand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from errdocs.regular_files import read_regular

Content = TypeVar("Content")
Digests = dict[str, dict[str, str]]
"""Digests by the name of an entry, `Code` or `Code/case-id`, and the key of a field."""
SUFFIX = ".imported.json"
"""Ending of the file's name, after the key of the document in `sources/`."""
_LENGTH = 12  # hexadecimal digits; two texts of one field never share that many by chance


class ImportedTexts:
    """The digests of the texts that runs have written; it grows during a run."""

    def __init__(self, known: Digests, version: str | None = None) -> None:
        self._known, self.version = known, version
        self._next: Digests = {}

    @classmethod
    def read(cls, file: Path) -> ImportedTexts:
        """Return what a file holds; nothing where it is missing or is not such a file."""
        try:
            data = json.loads(read_regular(file))
            version, texts = data.get("version"), data["texts"]
            known = {str(n): {str(k): str(d) for k, d in e.items()} for n, e in texts.items()}
        except (OSError, ValueError, LookupError, AttributeError, TypeError):
            return cls({})
        return cls(known, version if isinstance(version, str) else None)

    def is_unedited(self, entry: str, key: str, content: object) -> bool:
        """Whether a field still holds what an import wrote, in the words of its catalogue."""
        recorded = self._known.get(entry, {}).get(key)
        return recorded is not None and recorded == digest(content)

    def text(self, version: str | None) -> str:
        """Return the content of the file after a run: a line for each entry."""
        lines = (
            f"    {json.dumps(name, ensure_ascii=False)}: {json.dumps(self._next[name])}"
            for name in sorted(self._next)
        )
        body = ",\n".join(lines)
        body = f"{{\n{body}\n  }}" if body else "{}"
        return (
            f'{{\n  "version": {json.dumps(version, ensure_ascii=False)},\n  "texts": {body}\n}}\n'
        )

    def chosen(
        self, entry: str, key: str, mine: Content, theirs: Content, none: Content
    ) -> Content:
        """Return what a field holds after a run.

        `mine` is what it holds now, `theirs` what upstream says, `none` stands for no value.
        """
        recorded = self._known.get(entry, {}).get(key)
        is_theirs = recorded == digest(mine) if recorded else mine == none
        if theirs == none and not recorded:
            return mine
        if is_theirs and theirs != none:
            self._record(entry, key, digest(theirs))
            return theirs
        if is_theirs:
            return none
        if recorded:
            self._record(entry, key, recorded)
        return mine

    def keep(self, entry: str) -> None:
        """Keep what is known of an entry that this run does not look at."""
        if entry in self._known:
            self._next[entry] = self._known[entry]

    def _record(self, entry: str, key: str, found: str) -> None:
        self._next.setdefault(entry, {})[key] = found


def digest(content: object) -> str:
    """Return a digest of the content of a field."""
    return hashlib.sha256(repr(_plain(content)).encode("utf-8", "replace")).hexdigest()[:_LENGTH]


def _plain(content: Any) -> Any:
    """Return a content without its classes, whose names and order may change."""
    if isinstance(content, str):
        return str(content)
    if isinstance(content, tuple):
        return [_plain(item) for item in content]
    if isinstance(content, Mapping):
        return sorted((str(key), _plain(value)) for key, value in content.items())
    slots = getattr(type(content), "__dataclass_fields__", None)
    if slots is None:
        return content
    return sorted((name, _plain(v)) for name in slots if (v := getattr(content, name)) is not None)


def imported_files(folder: Path) -> list[Path]:
    """Return the files of a folder of sources that hold digests, sorted by name."""
    return sorted(folder.glob(f"*{SUFFIX}"))
