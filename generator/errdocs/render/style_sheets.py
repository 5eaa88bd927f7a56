"""Style sheets with all that they import, as one file: nothing is painted before the last came."""

from __future__ import annotations

import re
from collections.abc import Mapping

_COMMENT = r"/\*.*?\*/"
_TEXT = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|url\([^)]*\)'
_IMPORT = re.compile(r'@import "([\w-]+\.css)";')
_START = re.compile(rf"(?:\s|{_IMPORT.pattern})*")
_RULES_OF_A_FILE = re.compile(r"@(?:import|charset|namespace|layer)\b")
"""What only counts at the start of a file, or means another thing within one."""


def joined(name: str, sheets: Mapping[str, str]) -> str:
    """Return a style sheet with those that it imports in it, without comments.

    One that imports in any other way than `@import "name.css";` stays as it is, since the order of
    its rules decides.

    Args:
        name: name of the sheet, which lies beside those that it imports.
        sheets: every style sheet of that folder, by name.

    """
    sheet = _uncommented(sheets[name])
    names = _IMPORT.findall(sheet)
    own = _IMPORT.sub("", sheet)
    others = [_uncommented(sheets[other]) for other in names if other in sheets]
    if len(others) < len(names) or _IMPORT.search(_START.sub("", sheet, count=1)):
        return sheets[name]
    if any(map(_RULES_OF_A_FILE.search, (own, *others))):
        return sheets[name]
    return "\n".join(text.strip() for text in (*others, own)) + "\n"


def _uncommented(sheet: str) -> str:
    found = re.sub(rf"({_TEXT})|{_COMMENT}", lambda part: part[1] or " ", sheet, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", found)
