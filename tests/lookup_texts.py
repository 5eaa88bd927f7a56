"""Texts for the lookup: hand-written vectors, wrapped cases, and mutations from a seed."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from errdocs.lookup.index import Index, build_index
from errdocs.lookup.matches import Match
from errdocs.messages import parse
from errdocs.registry.loading import load
from errdocs.registry.model import Case, Error, Registry, Retry, Wording
from sites import this_repository
from wrappers import WRAPPERS, Printed

ROOT = Path(__file__).parents[1]
VECTORS = ROOT / "tests/vectors/lookup"
SHAPES = ROOT / "tests/vectors/shapes"
"""Texts for a registry whose codes have many shapes, in the folder `data` beside them."""
GATEWAYS = ROOT / "tests/vectors/gateways"
"""Texts as gateways and agents wrap them, for a registry with help anchors beside them."""
MISLEADING = ROOT / "tests/vectors/lookup-misleading"
"""Errors of other programs that look like ours, in two halves, and errors of ours beside them."""
HALVES = ("develop", "held-back")


@cache
def fallback_vectors() -> list[dict[str, Any]]:
    """Return texts without a sure match, with what is said of them."""
    file = ROOT / "tests/vectors/fallbacks.yml"
    found: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


RELATIVES = ROOT / "tests/vectors/relatives"
"""Texts for the reference of this repository without `LEFT_OUT`."""
LEFT_OUT = ("App.AccessDenied", "Endpoint.AccessDenied")


@dataclass(frozen=True)
class Vector:
    """A text with the answer that it must get."""

    scenario: str
    text: str
    entry: str | None
    """`Code/case`, `Code` where no case may be claimed, None where nothing may."""
    confidence: tuple[str, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)
    all: tuple[str, ...] | None = None
    """Everything that is told and no guess, in order; None where that is left open."""

    def is_met_by(self, match: Match | None) -> bool:
        """Whether the first match of the text is the one that is wanted."""
        if self.entry is None:
            return match is None or match.confidence.value == "suggestion"
        if match is None or match.confidence.value not in self.confidence:
            return False
        return name_of(match) == self.entry and self.parameters.items() <= match.parameters.items()


def name_of(match: Match) -> str:
    """Return `Code/case`, or `Code` where no case is known."""
    return f"{match.code}/{match.case}" if match.case else match.code


@cache
def registry() -> Registry:
    """Return the registry of this repository."""
    return this_repository().registry


TOUCHING = (
    "syntax error found near {a}{b}",
    "{a}{b} is not a known column of {c}",
    "could not open file {a}{b}{c} for writing today",
    'invalid value "{a}{b}" of the option {c} here',
    "cannot mix {a} {b}{c} in one query",
)
"""Templates with placeholders that touch, at their start, in their middle, at their end."""


def index_of(templates: Sequence[str]) -> Index:
    """Return the index of one error that has a case for each template."""
    cases = tuple(
        Case(id=f"case-{at}", message=text, retry=Retry.NEVER, actor="caller")
        for at, text in enumerate(templates)
    )
    return build_index(replace(registry(), errors=(Error(code="Touching", cases=cases),)))


FIELDS = ("page_size", "page_id", "batch_size", "batch_id", "token_url", "end_time", "time_zone")


@cache
def alike(errors: int = 300) -> tuple[Index, list[tuple[str, str]]]:
    """Return an index of errors that print the same messages, and bodies with the URL of each."""
    found = [_alike(f"Thing{number}.BadValue", number % 9) for number in range(errors)]
    bodies = [
        (json.dumps({"code": error.code, "message": message}), error.path_of(case))
        for error in found[:: errors // 20]
        for case in error.cases
        for message in [parse(case.message or "").fill({"least": "1", "most": "8192"})]
    ]
    return build_index(replace(registry(), errors=tuple(found))), bodies


def _alike(code: str, place: int) -> Error:
    """Return an error that prints one of its messages after its code as well."""
    texts = [f"Range of {field} should be [{{least}}, {{most}}]" for field in FIELDS]
    cases = tuple(
        Case(
            id=field.replace("_", "-"),
            message=text,
            other_messages=(Wording(message=f"[{code}] {text}"),) if at == place else (),
        )
        for at, (field, text) in enumerate(zip(FIELDS, texts, strict=True))
    )
    return Error(code=code, cases=cases)


@cache
def shapes() -> Registry:
    """Return the registry whose codes have many shapes."""
    return load(SHAPES / "data").registry


@cache
def gateways() -> Registry:
    """Return the registry that declares help anchors."""
    return load(GATEWAYS / "data").registry


@cache
def relatives() -> Registry:
    """Return the registry of this repository without codes that contain another one."""
    errors = tuple(error for error in registry().errors if error.code not in LEFT_OUT)
    return replace(registry(), errors=errors)


def vectors(folder: Path = VECTORS) -> list[Vector]:
    """Return all hand-written vectors of a folder; the name of a file is its scenario."""
    return [
        _vector(f"{file.stem}-{number}", item)
        for file in sorted(folder.glob("*.yml"))
        for number, item in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), start=1)
    ]


@dataclass(frozen=True)
class Misleading:
    """An error of another program that looks like one of ours."""

    id: str
    kind: str
    program: str
    text: str
    half: str
    """`develop`, or `held-back` where nothing in the lookup is fitted to it."""


@cache
def misleading() -> tuple[Misleading, ...]:
    """Return the errors of other programs, of both halves."""
    return tuple(
        Misleading(*(item[name] for name in ("id", "kind", "program", "text")), half)
        for half in HALVES
        for item in _items(MISLEADING / f"{half}.yml")
    )


def half_of(program: str) -> str:
    """Return the half of a program's errors, so that no program is in both."""
    return HALVES[int(hashlib.sha256(program.encode()).hexdigest(), 16) % 2]


def genuine() -> list[Vector]:
    """Return errors of the service itself in bare surroundings."""
    return [_vector(item["id"], item) for item in _items(MISLEADING / "genuine.yml")]


def _items(file: Path) -> list[dict[str, Any]]:
    # The parser of libyaml where it is there: these files are long.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    items: list[dict[str, Any]] = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
    return items


def _vector(scenario: str, item: dict[str, Any]) -> Vector:
    wanted = item.get("confidence")
    confidence = (wanted,) if wanted else ("exact", "likely")
    parameters = item.get("parameters", {})
    told = tuple(item["all"]) if "all" in item else None
    return Vector(scenario, item["text"], item["is"], confidence, parameters, told)


@dataclass(frozen=True)
class Wrapped:
    """A case as one wrapper prints it."""

    error: Error
    case: Case
    template: str
    wrapper: Callable[[Printed], str]
    values: Mapping[str, str]

    @property
    def text(self) -> str:
        """Return the printed text."""
        message = parse(self.template).fill(self.values)
        code = self.error.code if self.error.has_code else "error"
        return self.wrapper(Printed(code, self.case.status or 400, message))


def wrapped_cases() -> Iterator[Wrapped]:
    """Yield every wording of every case, with its examples and other values.

    Each is in every second wrapper, in turn: all of them would be the longest test of all.
    """
    half = 0
    for error, case in registry().cases():
        examples = {name: parameter.example for name, parameter in case.parameters.items()}
        for template in case.wordings:
            for values in [examples, _changed(examples)] if examples else [examples]:
                half = 1 - half
                for wrapper in WRAPPERS[half::2]:
                    yield Wrapped(error, case, template, wrapper, values)


def _changed(values: Mapping[str, str]) -> dict[str, str]:
    return {name: "77" if _is_number(value) else f"x{value}" for name, value in values.items()}


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def mutations(count: int, seed: int) -> Iterator[str]:
    """Yield so many texts made of wrapped cases and vectors by cutting, slipping and joining."""
    texts = [*(vector.text for vector in vectors()), *(item.text for item in wrapped_cases())]
    return mutated(texts, count, seed)


def mutated(texts: list[str], count: int, seed: int) -> Iterator[str]:
    """Yield so many texts made of others by cutting, slipping and joining."""
    source = random.Random(seed)
    for _ in range(count):
        text = source.choice(texts)
        for _ in range(source.randint(1, 3)):
            text = source.choice(MUTATIONS)(text, source, texts)
        yield text


def _cut(text: str, source: random.Random, texts: list[str]) -> str:
    first, last = sorted((source.randint(0, len(text)), source.randint(0, len(text))))
    return text[first:last]


def _slip(text: str, source: random.Random, texts: list[str]) -> str:
    at = source.randint(0, len(text))
    return text[:at] + source.choice(SIGNS) + text[at + source.randint(0, 2) :]


def _escape(text: str, source: random.Random, texts: list[str]) -> str:
    return json.dumps(text, ensure_ascii=source.random() < 0.5)


def _case(text: str, source: random.Random, texts: list[str]) -> str:
    return source.choice([text.lower(), text.upper(), text.title()])


def _join(text: str, source: random.Random, texts: list[str]) -> str:
    return text + source.choice(["", " ", "\n", " | "]) + source.choice(texts)


def _break(text: str, source: random.Random, texts: list[str]) -> str:
    width = source.randint(9, 70)
    return source.choice(["\n", "\n│ ", "\r\n   "]).join(
        text[at : at + width] for at in range(0, len(text), width)
    )


def _shuffle(text: str, source: random.Random, texts: list[str]) -> str:
    words = text.split(" ")
    at = source.randrange(len(words))
    return " ".join([*words[at:], *words[:at]])


MUTATIONS = (_cut, _slip, _slip, _escape, _case, _join, _break, _shuffle)
SIGNS: list[str] = [
    *"aeix0_-.\\\"'{}[]()$^*+?|/ \t\n\r\0",
    *(
        "İ",
        "ß",
        "é",
        "Ж",
        "中",
        "😀",
        "\u202e",
        "\u00a0",
        "\u3000",
        "“",
        "：",
        "__proto__",
        "\\u00e9",
    ),
    "\\\\n",
    "constructor",
    "code=",
    "404",
    "\ud800",
    "\\u0022",
    "&quot;",
    "\x1b[31m",
    "[0m",
    "error-codes#key",
]
