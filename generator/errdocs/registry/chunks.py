"""The pieces of a file that a layout moves: pairs and items with their comments."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from errdocs.registry.fields import fields_of


class UnusualYaml(ValueError):
    """YAML that a registry never needs, in a form that the layout does not know."""

    def __init__(self, reason: str, mark: yaml.Mark) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mark = mark


class Chunk(NamedTuple):
    """A pair of a mapping or an item of a list, with the comments that belong to it."""

    key: yaml.Node | None
    value: yaml.Node
    start: int
    """Line on which its leading comments begin."""
    line: int
    """Line on which it begins itself."""
    column: int
    """Column of its key or dash."""

    @property
    def first(self) -> yaml.Mark:
        """Return where it begins."""
        return (self.key or self.value).start_mark

    def rank(self, hint: Any) -> int:
        """Return the place of its key in a record; unknown keys come last, in their own order."""
        order = list(fields_of(hint))
        known = self.key is not None and self.key.value in order
        return order.index(self.key.value) if self.key and known else len(order)
