"""What reading one file brings to light: its problems and the gaps that they leave."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from errdocs.problems import Key, Place, Pointer, Problem
from errdocs.registry.nodes import place_of


@dataclass
class Notes:
    """What reading one file brought to light."""

    path: str
    """Path of the file, as it is shown to people."""
    problems: list[Problem] = field(default_factory=list)
    gaps: list[Pointer] = field(default_factory=list)
    """Values that could not be read and were replaced by a neutral one."""

    def place(self, node: yaml.Node) -> Place:
        """Return the place of a node."""
        return place_of(self.path, node.start_mark)

    def add(self, problem: Problem, keys: tuple[Key, ...]) -> None:
        """Note a problem and the gap it leaves."""
        self.problems.append(problem)
        self.gaps.append(Pointer(self.path, keys))
