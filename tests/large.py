"""Registries of any size: so many errors, each with so many cases, all of them different."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from click.testing import CliRunner

from errdocs.cli import main
from errdocs.registry.loading import load
from errdocs.registry.model import Case, Error, Parameter, Registry, Settings
from strategies import write_registry

STARTER = Path(__file__).parents[1] / "generator" / "errdocs" / "starter" / "data"
SYLLABLES = ("ba", "ke", "li", "mo", "nu", "pra", "ste", "tro", "vi", "zu")
ACTIONS = ("open", "close", "read", "write", "delete", "move", "list", "copy")


def large_registry(cases: Sequence[int]) -> Registry:
    """Return a registry that has an error for each number, with so many cases."""
    made = load(STARTER).registry
    category, surface = made.settings.categories[0].key, made.settings.surfaces[0].key
    words = _words()
    errors = [
        Error(
            code=f"E{number:05}",
            title=f"Trouble of kind {number}",
            category=category,
            surfaces=(surface,),
            cases=tuple(_case(next(words), at) for at in range(count)),
        )
        for number, count in enumerate(cases)
    ]
    settings: Settings = replace(made.settings, common=(), sources=())
    return Registry(settings=settings, errors=tuple(errors))


def large_project(folder: Path, registry: Registry) -> None:
    """Write a registry as a project that can be built."""
    result = CliRunner().invoke(main, ["init", str(folder)])
    assert result.exit_code == 0, result.output
    for file in (*folder.glob("data/*/*.yml"), *folder.glob("data/permalinks.yml")):
        file.unlink()
    write_registry(registry, folder / "data")
    guide = folder / "docs" / "reading-errors.md"
    guide.write_text("# Reading errors\n", encoding="utf-8")


def _case(word: str, at: int) -> Case:
    action = ACTIONS[at % len(ACTIONS)]
    return Case(
        id=f"{action}-{word}",
        title=f"Nobody can {action} the {word}",
        status=(400, 404, 500)[at % 3],
        message=f"Cannot {action} the {word} of {{owner}}: it is locked.",
        parameters={"owner": Parameter(description="Who has it", example="Kim")},
        cause="Somebody else has it.",
        fix="Wait until it is free.",
    )


def _words() -> Iterator[str]:
    return ("".join(parts) for length in (2, 3, 4) for parts in product(SYLLABLES, repeat=length))
