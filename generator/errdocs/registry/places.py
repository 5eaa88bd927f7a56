"""Pointers -> places: where in its file a value stands.

Marks are not kept in the model, whose equality they would spoil. A file is composed again when
a problem has to be placed in it, which only happens when there are problems.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from errdocs.problems import Key, Place, Pointer
from errdocs.registry.nodes import compose, place_of


class Locator:
    """Finds the places of pointers in the texts of a registry's files."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._roots: dict[str, yaml.Node | None] = {}

    def place(self, where: Place | Pointer) -> Place:
        """Return the place of a pointer, or of the nearest value around it that exists."""
        if isinstance(where, Place):
            return where
        node, key_node = self._root(where.path), None
        for key in where.keys:
            step = _step(node, key)
            if step is None:
                break
            key_node, node = step
        nearest = node if node is not None else key_node
        return place_of(where.path, nearest.start_mark if nearest is not None else None)

    def _root(self, path: str) -> yaml.Node | None:
        if path not in self._roots:
            composed = compose(self._texts[path], path) if path in self._texts else None
            self._roots[path] = composed if isinstance(composed, yaml.Node) else None
        return self._roots[path]


def _step(node: yaml.Node | None, key: Key) -> tuple[yaml.Node, yaml.Node] | None:
    """Return the key node and value node one step down, or None where there is none."""
    # A list of one may be written as its only item.
    if isinstance(node, yaml.MappingNode) and key == 0:
        return node, node
    if isinstance(node, yaml.MappingNode):
        pairs = ((name, value) for name, value in node.value if name.value == key)
        return next(pairs, None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None
