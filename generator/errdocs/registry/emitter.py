"""The YAML emitter: PyYAML's, with the indents and quotes of the canonical form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

import yaml
from yaml.emitter import ScalarAnalysis

_TAG = "tag:yaml.org,2002:"
_AMBIGUOUS = re.compile(r"([yYnN]|[-+.]?[0-9][0-9a-fA-FxXoOeE_.:+-]*)$")
"""What some version of YAML reads as a boolean, number, time or date: quoted, to be safe."""
_ESCAPED = re.compile(r"[\"\\\U00010000-\U0010ffff]")
"""Characters that double quotes would escape and single quotes keep."""

_BLANK_END = re.compile(r"[^\S\n]+$", re.MULTILINE)
"""Blanks at the end of a line, which editors and the canonical layout would remove."""


class Dumper(yaml.SafeDumper):
    """Indents lists under their key, and prefers double quotes where nothing needs escaping."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Begin a collection, two blanks deeper than the one around it."""
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        """Return the quotes or sign of the scalar that is written next."""
        style = super().choose_scalar_style()
        text = cast(yaml.ScalarEvent, self.event).value
        if style == "|" and _BLANK_END.search(text):
            return '"'
        if style not in {"'", '"'} or "\n" in text or not _ESCAPED.search(text):
            return '"' if style == "'" else style
        return "'" if cast(ScalarAnalysis, self.analysis).allow_single_quoted else '"'


Dumper.add_implicit_resolver("!ambiguous", _AMBIGUOUS, list("yYnN0123456789+-."))


def emit(root: yaml.Node) -> str:
    """Return the text of a node, with a line feed at its end."""
    text: str = yaml.serialize(root, Dumper=Dumper, allow_unicode=True, width=float("inf"))
    return text


def scalar_node(kind: str, text: str, style: str | None = None) -> yaml.ScalarNode:
    """Return a scalar of one of YAML's own types: `str`, `int`, `bool`, `null`, `timestamp`."""
    return yaml.ScalarNode(_TAG + kind, text, style=style)


def sequence_node(items: Iterable[yaml.Node], *, inline: bool = False) -> yaml.SequenceNode:
    """Return a list, in one line or one item a line."""
    return yaml.SequenceNode(_TAG + "seq", list(items), flow_style=inline)


def mapping_node(pairs: Iterable[tuple[str, yaml.Node]], *, inline: bool = False) -> yaml.Node:
    """Return a mapping, in one line or one pair a line."""
    nodes = [(scalar_node("str", key), value) for key, value in pairs]
    return yaml.MappingNode(_TAG + "map", nodes, flow_style=inline)
