"""A text -> the same text in the canonical layout."""

from __future__ import annotations

import re
from typing import Any

import yaml

from errdocs.registry.blocks import Layout
from errdocs.registry.flows import with_ordered_flows
from errdocs.registry.nodes import compose

_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


def canonical(text: str, record: Any, *, reorder: bool = True) -> str:
    """Return a text in the canonical layout; as it is where it cannot be read.

    Raises UnusualYaml where it can be read and its layout is still beyond this module.
    """
    text = _BREAK.sub("\n", text)
    root = compose(text, "")
    if reorder and isinstance(root, yaml.Node):
        text = with_ordered_flows(text, root, record)
        root = compose(text, "")
    if not isinstance(root, yaml.Node):
        return text
    return "\n".join(Layout(text.split("\n"), reorder).file(root, record)).strip("\n") + "\n"
