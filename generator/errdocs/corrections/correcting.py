"""A body and rules -> the corrected body, and what was changed in it and why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from errdocs.corrections.request_text import Node, Raw, node_of, read_request, text_of
from errdocs.corrections.rules import Rule, Rules, segments

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_RANGE = re.compile(r"([\[(]) ?([^ ,]*) ?, ?([^ ,]*?) ?([\])])")
_PARAMETER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LISTED = re.compile(r"\s*(?:,|;|\bor\b|\band\b)\s*", re.ASCII)
_CUT = "…"  # ends a value that was too long to keep
_EDGES = " \t\n\"'`[](){}"  # around the items of a list in a message

Holder = dict[str, Node] | list[Node]
Key = Any  # the key of a member, or the number of an item


@dataclass(frozen=True, slots=True)
class Change:
    """One place of a body that was changed."""

    at: str
    """The place, as a JSON Pointer."""
    why: str
    """What was wrong there."""


@dataclass(slots=True)
class Corrected:
    """A request before and after it was corrected."""

    before: str
    after: str = ""
    changes: list[Change] = field(default_factory=list)
    places: int = 0
    """How many places the rules found, changed or not."""


def corrected(rules: Rules, text: str, values: Mapping[str, str]) -> Corrected:
    """Return the request in a pasted text, corrected by rules with the values of its message.

    A rule whose value nobody knows changes nothing. Raises NotARequest.
    """
    body = read_request(text)
    result = Corrected(text_of(body))
    known = {name: value for name, value in values.items() if value.strip()}
    shapes = _shapes_of(body, rules.shapes)
    for rule in rules.rules:
        if "shapes" not in rule or shapes & set(rule["shapes"]):
            _apply(rule, body, known, result)
    result.after = text_of(body)
    return result


def _shapes_of(body: Mapping[str, Node], shapes: Sequence[Sequence[str]]) -> set[int]:
    """Return the shapes that share the most keys with a body."""
    shared = [sum(key in body for key in shape) for shape in shapes]
    best = max(shared, default=0)
    return {number for number, count in enumerate(shared) if count == best and best}


def _apply(rule: Rule, body: dict[str, Node], values: Mapping[str, str], result: Corrected) -> None:
    path = [_filled(part, values) for part in segments(rule["at"])]
    if None in path:
        return
    adds = ("set" in rule or "fill" in rule) and "only" not in rule
    places = list(_places(body, [str(part) for part in path], "", adds=adds))
    for holder, key, at in reversed(places):  # so that the numbers of earlier items stay
        is_there = key in holder if isinstance(holder, dict) else True
        if is_there or adds:
            result.places += 1
            if reason := _corrected(rule, holder, key, values):
                result.changes.append(Change(at, reason))


def _filled(text: str, values: Mapping[str, str]) -> str | None:
    """Return a segment or bound, which may be a parameter; None where its value is unknown."""
    match = _PARAMETER.fullmatch(text)
    return values.get(match[1]) if match else text


def _places(
    node: Node, path: Sequence[str], at: str, *, adds: bool
) -> Iterator[tuple[Holder, Key, str]]:
    """Yield what holds each place that a path leads to, its key in there and its pointer."""
    first, rest = path[0], path[1:]
    keys: list[Any] = []
    if isinstance(node, list):
        keys = [*range(len(node))] if first == "*" else []
        keys += [int(first)] if first.isdecimal() and int(first) < len(node) else []
    elif isinstance(node, dict):
        keys = [first]
        if rest and adds and first not in node:
            node[first] = {}
        elif rest and first not in node:
            keys = []
    for key in keys:
        here = f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}"
        if rest:
            inner: Any = node
            yield from _places(inner[key], rest, here, adds=adds)
        elif not isinstance(node, Raw):
            yield node, key, here


def _corrected(rule: Rule, holder: Any, key: Key, values: Mapping[str, str]) -> str | None:
    """Correct one place, and return what was wrong there; None where nothing was."""
    old = holder.get(key) if isinstance(holder, dict) else holder[key]
    only = map(node_of, rule.get("only", ()))
    if "only" in rule and not any(old is not None and _is_same(old, item) for item in only):
        return None
    if rule.get("remove"):
        del holder[key]
        return "has to be left out"
    if "rename" in rule:
        return _renamed(holder, key, rule["rename"])
    if "set" in rule or "fill" in rule:
        return _set(rule, holder, key, old)
    if not isinstance(old, Raw) or old == "null":
        return None
    new, reason = _in_range(rule, old, values) if "range" in rule else _of_list(rule, old, values)
    if new is None or new == old:
        return None
    holder[key] = new
    return reason


def _renamed(holder: Any, key: Key, name: str) -> str | None:
    if not isinstance(holder, dict):
        return None
    old = list(holder.items())
    is_taken = name in holder
    holder.clear()
    for one, value in old:
        if one != key:
            holder[one] = value
        elif not is_taken:
            holder[name] = value
    return f"has to be called {json.dumps(name, ensure_ascii=False)}"


def _set(rule: Rule, holder: Any, key: Key, old: Node | None) -> str | None:
    is_empty = old is None or old in (Raw("null"), Raw('""'), [], {})
    if "fill" in rule:
        if not is_empty:
            return None
        holder[key] = node_of(rule["fill"])
        return "is missing; the new value is an example"
    new = node_of(rule["set"])
    if old is not None and _is_same(old, new):
        return None
    holder[key] = new
    return "is missing" if old is None else f"has to be {_inline(new)}"


def _inline(node: Node) -> str:
    return " ".join(text_of(node).split())


def _scalar(value: object) -> Raw:
    return Raw(text_of(node_of(value)))


def _is_same(old: Node, new: Node) -> bool:
    """Whether two parts of bodies are the same data."""
    if isinstance(old, Raw) and isinstance(new, Raw):
        one, other = json.loads(old), json.loads(new)
        return one == other and isinstance(one, bool) == isinstance(other, bool)
    return text_of(old) == text_of(new)


@dataclass(frozen=True, slots=True)
class _Range:
    """The numbers of a range; a bound may be empty."""

    low: str
    high: str
    has_low: bool
    has_high: bool

    def holds(self, number: float) -> bool:
        """Whether a number is in the range."""
        return not (self.is_below(number) or self.is_above(number))

    def is_below(self, number: float) -> bool:
        low = float(self.low or "-inf")
        return number < low or (number == low and not self.has_low)

    def is_above(self, number: float) -> bool:
        high = float(self.high or "inf")
        return number > high or (number == high and not self.has_high)

    def __str__(self) -> str:
        return f"{'(['[self.has_low]}{self.low}, {self.high}{')]'[self.has_high]}"


def _range(text: str, values: Mapping[str, str]) -> _Range | None:
    """Return a range; None where a bound is not known, or where no number is in it."""
    match = _RANGE.fullmatch(text)
    low, high = (_bound(part, values) for part in match.group(2, 3)) if match else (None, None)
    if match is None or low is None or high is None:
        return None
    is_empty = low and high and float(low) > float(high)
    return None if is_empty else _Range(low, high, match[1] == "[", match[4] == "]")


def _in_range(rule: Rule, old: Raw, values: Mapping[str, str]) -> tuple[Raw | None, str]:
    """Return the number that a value has to become: itself, the nearest bound, or the rule's."""
    wanted = _range(rule["range"], values)
    if wanted is None:
        return None, ""
    value = _scalar(rule.get("value"))
    is_inside = _NUMBER.fullmatch(value) and wanted.holds(float(value))
    instead = value if is_inside else None
    text = str(json.loads(old)).strip() if old.startswith('"') else str(old)
    if not _NUMBER.fullmatch(text):
        return instead, f"{old} is no number of {wanted}"
    if wanted.holds(float(text)):
        return Raw(text), f"{old} is a text, and has to be a number"
    is_below = wanted.is_below(float(text))
    bound, is_allowed = (wanted.low, wanted.has_low) if is_below else (wanted.high, wanted.has_high)
    return Raw(bound) if is_allowed else instead, f"{old} is outside {wanted}"


def _bound(text: str, values: Mapping[str, str]) -> str | None:
    """Return a bound as a number, empty for none; None where its value is not known."""
    found = _filled(text, values)
    if found is None or not found:
        return found
    return found.strip() if _NUMBER.fullmatch(found.strip()) else None


def _of_list(rule: Rule, old: Raw, values: Mapping[str, str]) -> tuple[Raw | None, str]:
    """Return the allowed value that one has to become: itself, with other letters, the rule's."""
    allowed = _allowed(rule["allowed"], values)
    if not allowed or any(_is_same(old, item) for item in allowed):
        return None, ""
    alike = (item for item in allowed if item.lower() == old.lower())
    own = _scalar(rule["value"]) if "value" in rule else allowed[0]
    first = own if any(_is_same(own, item) for item in allowed) else allowed[0]
    return next(alike, first), f"{old} is none of {', '.join(allowed)}"


def _allowed(items: Sequence[object], values: Mapping[str, str]) -> list[Raw]:
    """Return what is allowed; a parameter stands for every item that its value lists."""
    found: list[Raw] = []
    for item in items:
        match = _PARAMETER.fullmatch(item) if isinstance(item, str) else None
        if not match:
            found.append(_scalar(item))
        else:
            parts = (part.strip(_EDGES) for part in _LISTED.split(values.get(match[1], "")))
            found += [_scalar(part) for part in parts if part and not part.endswith(_CUT)]
    return found
