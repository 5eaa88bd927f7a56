"""YAML scalars -> values: text only where text is written, numbers only where numbers are.

YAML 1.1 reads `no` as false, `0123` as 83 and `12:30` as 750. Nothing is guessed here: a value
of another type than the field takes is a problem which says how YAML read it.
"""

from __future__ import annotations

import datetime
import re

import yaml

_TAG = "tag:yaml.org,2002:"
_READ_AS = {
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
    "null": "nothing",
    "merge": "a merge key",
    "value": "a default value",
    "binary": "binary data",
}
_PRINTED_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def kind_of(node: yaml.Node) -> str:
    """Return how YAML resolved a node: `str`, `int`, `bool`, `null`, `map`, `seq`, ..."""
    return node.tag.removeprefix(_TAG) if node.tag.startswith(_TAG) else node.tag


def describe(node: yaml.Node) -> str:
    """Return what was found, to be followed by what was expected."""
    if isinstance(node, yaml.MappingNode):
        return "found a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "found a list"
    kind = kind_of(node)
    if kind == "null":
        return "the value is empty"
    if kind == "str":
        return f"`{_shortened(node.value)}` is text"
    if kind not in _READ_AS:
        return f"`{_shortened(node.value)}` carries the YAML tag `{node.tag}`"
    return f"YAML reads `{_shortened(node.value)}` as {_READ_AS[kind]}"


def as_text(node: yaml.Node) -> str | None:
    """Return the text of a node, or None where YAML reads something else."""
    is_text = isinstance(node, yaml.ScalarNode) and kind_of(node) == "str"
    return str(node.value) if is_text else None


def as_number(node: yaml.Node) -> int | None:
    """Return a whole number in plain decimal digits, or None."""
    is_number = isinstance(node, yaml.ScalarNode) and kind_of(node) == "int"
    plain = is_number and re.fullmatch(r"0|-?[1-9][0-9]{0,17}", node.value)
    return int(node.value) if plain else None


def as_date(node: yaml.Node) -> datetime.date | None:
    """Return a day written as YYYY-MM-DD, quoted or not, or None."""
    if not isinstance(node, yaml.ScalarNode) or kind_of(node) not in {"timestamp", "str"}:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.value):
        return None
    try:
        return datetime.date.fromisoformat(node.value)
    except ValueError:
        return None


def control_character(text: str) -> str | None:
    """Return the first character of a text that no page can show, or None."""
    match = _PRINTED_CONTROL.search(text)
    return match.group() if match else None


def plain_value(node: yaml.Node) -> str | int | bool | None:
    """Return the value of a free-form scalar: text, whole number, boolean or null.

    Raises ValueError for a scalar of any other type; the caller knows the place.
    """
    kind = kind_of(node)
    if kind == "str":
        return str(node.value)
    if kind == "null":
        return None
    if kind == "bool" and node.value in {"true", "false"}:
        return bool(node.value == "true")
    number = as_number(node)
    if number is None:
        raise ValueError(describe(node))
    return number


def _shortened(text: str, limit: int = 60) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= limit else line[: limit - 1] + "…"
