"""Text -> the same text at the same places, with what wrappers did to its characters undone.

Gateways, loggers and agents put errors into JSON, HTML and colours. What stands for a character is
replaced by that character after as many backslashes as make up its length, which all that reads
texts skips; colours become spaces. So every place in the one text is the same in the other.
"""

from __future__ import annotations

import re

from errdocs.lookup import constants

_WRAPPED = re.compile(constants.WRAPPED)


def unwrapped(text: str) -> str:
    """Return a text of the same length in which its characters stand for themselves."""
    return _WRAPPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found[1]:
        point = int(found[1], 16)
        is_read = any(first <= point <= last for first, last in constants.UNESCAPED_RANGES)
        return chr(point).rjust(len(found[0]), "\\") if is_read else found[0]
    if found[2]:
        meant = constants.ENTITIES.get(found[2])
        return meant.rjust(len(found[0]), "\\") if meant else found[0]
    return " " * len(found[0])
