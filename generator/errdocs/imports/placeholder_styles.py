"""Messages as other programs write them -> message templates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from errdocs.imports.mapping import PlaceholderStyle
from errdocs.messages import escape, parse, spelt

_CONVERSION = r"[-+0#']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t|q|L)?[sdiuxXcfFgGeEoprm@]"
# One alternative for each style; the group `x` of a match is the name, if it has one.
_STYLES = {
    PlaceholderStyle.ANGLE: r"<(?P<angle>[A-Za-z][\w.-]*)>",
    PlaceholderStyle.PRINTF: (
        rf"%(?P<percent>%)|%(?:(?P<position>\d+)\$|\((?P<keyword>\w+)\))?(?P<printf>{_CONVERSION})"
    ),
    PlaceholderStyle.MUSTACHE: r"\{\{\s*(?P<mustache>[A-Za-z_][\w.-]*)\s*\}\}",
    PlaceholderStyle.DOLLAR: r"\$\{(?P<dollar>[A-Za-z_][\w.-]*)\}",
    PlaceholderStyle.INDEX: r"\{(?P<index>\d+)(?:[,:][^{}]*)?\}",
    PlaceholderStyle.BRACES: r"\{(?P<braces>[A-Za-z_][\w.-]*)(?:[,:!][^{}]*)?\}",
}
_NAMED = ("angle", "keyword", "mustache", "dollar", "braces")
VALUE = "value"
"""Name of a placeholder that upstream gives none; a second one is `value_2`."""


@dataclass(frozen=True)
class Converted:
    """A message as a template."""

    template: str
    collisions: dict[str, list[str]] = field(default_factory=dict)
    """Different names of upstream that have the same name here."""


def converted(message: str, styles: Sequence[PlaceholderStyle]) -> Converted:
    """Return a message as a template: its placeholders in snake case, its braces escaped."""
    if not styles:
        return Converted(escape(message))
    pieces, at = [], 0
    written_as: dict[str, set[str]] = {}
    count = 0
    for match in _wanted(styles).finditer(message):
        pieces.append(escape(message[at : match.start()]))
        at, groups = match.end(), match.groupdict()
        if groups.get("percent"):
            pieces.append("%")
            continue
        written = next((groups[name] for name in _NAMED if groups.get(name)), None)
        number = groups.get("position") or groups.get("index")
        count += not (written or number)
        name = _name(written, number, count)
        pieces.append(f"{{{name}}}")
        if written:
            written_as.setdefault(name, set()).add(written)
    pieces.append(escape(message[at:]))
    same = {name: sorted(several) for name, several in written_as.items() if len(several) > 1}
    return Converted("".join(pieces), same)


def _wanted(styles: Sequence[PlaceholderStyle]) -> re.Pattern[str]:
    # `{{x}}` and `${x}` go before `{x}`, which is a part of them.
    return re.compile("|".join(_STYLES[style] for style in _STYLES if style in styles))


def _name(written: str | None, number: str | None, count: int) -> str:
    if written is not None:
        name = re.sub(r"[^a-z0-9]+", "_", (spelt("{lower}", written) or "").lower()).strip("_")
        return name if re.match("[a-z]", name) else f"{VALUE}_{name}".rstrip("_")
    if number is not None:
        return f"{VALUE}_{number}"
    return VALUE if count == 1 else f"{VALUE}_{count}"


def shape(template: str) -> str:
    """Return a template without the names of its placeholders; equal for renamed ones."""
    parts = parse(template).parts
    return "".join(escape(part) if isinstance(part, str) else "{}" for part in parts)


def open_values(message: str, styles: Sequence[PlaceholderStyle]) -> str:
    """Return a message as a title says it: `…` for each value."""
    parts = parse(converted(message, styles).template).parts
    return "".join(part if isinstance(part, str) else "…" for part in parts)
