"""Plain regular expressions: what every engine understands, matched without backtracking.

A registry is untrusted input, and a pattern can keep a backtracking engine busy for ever. Here a
text is matched by the set of offsets that are reached, which is never larger than the text.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass

LONGEST = 500  # most characters of a pattern; a longer one lists values
DEEPEST = 10  # deepest nesting of groups, so that repeats of repeats stay quick

_TOKEN = re.compile(
    r"(?P<one>\[\^?\]?(?:\\.|[^\]\\])*\]|\\[dDsSwW]|\\[fnrtv]|\\[^\w\s]|[^\\\[\](){}|*+?^$])"
    r"|(?P<repeat>(?:[*+?]|\{(?P<least>[0-9]{1,4})(?P<comma>,(?P<most>[0-9]{1,4})?)?\})\??)"
    r"|(?P<open>\((?:\?:|(?!\?)))|(?P<close>\))|(?P<bar>\|)|(?P<start>\^)|(?P<end>\$)"
    r"|(?P<other>.)"
)

Offsets = frozenset[int]
Step = Callable[[str, Offsets], Offsets]
"""Takes a text and the offsets reached so far; returns those that are reached next."""


class PatternError(ValueError):
    """A text that is not a plain regular expression."""


@dataclass(frozen=True)
class Pattern:
    """A plain regular expression."""

    step: Step

    def matches(self, text: str) -> bool:
        """Whether the pattern matches a text as a whole."""
        return len(text) in self.step(text, frozenset({0}))


def parse_pattern(pattern: str) -> Pattern:
    """Return a parsed pattern.

    Raises PatternError for one that is wrong or not plain.
    """
    if len(pattern) > LONGEST:
        raise PatternError(f"longer than {LONGEST} characters")
    try:
        with warnings.catch_warnings():
            # What Python warns about, such as `[[a]`, other engines read in another way.
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise PatternError(str(error)) from None
    tokens = [*_TOKEN.finditer(pattern)]
    for token in tokens:
        if token["other"]:
            raise PatternError(f"`{pattern[token.start() :][:2]}` is not allowed")
    return Pattern(_step(tokens))


def _step(tokens: list[re.Match[str]]) -> Step:
    """Return the step that a whole pattern makes; each open group is a list of its branches."""
    groups: list[list[list[Step]]] = [[[]]]
    for token in tokens:
        branch = groups[-1][-1]
        if token.lastgroup == "open":
            groups.append([[]])
        elif token.lastgroup == "bar":
            groups[-1].append([])
        elif token.lastgroup == "close":
            groups[-2][-1].append(_choice(groups.pop()))
        elif token.lastgroup != "repeat":
            branch.append(_single(token))
        elif branch:
            branch.append(_repeat(branch.pop(), *_bounds(token)))
        else:
            raise PatternError(f"`{token.group()}` has nothing to repeat")
        if len(groups) > DEEPEST:
            raise PatternError(f"more than {DEEPEST} nested groups")
    return _choice(groups[0])


def _single(token: re.Match[str]) -> Step:
    if token["start"]:
        return lambda text, offsets: offsets & {0}
    if token["end"]:
        return lambda text, offsets: offsets & {len(text)}
    accepts = re.compile(token["one"]).fullmatch
    return lambda text, offsets: frozenset(
        at + 1 for at in offsets if at < len(text) and accepts(text[at])
    )


def _choice(branches: Collection[list[Step]]) -> Step:
    def step(text: str, offsets: Offsets) -> Offsets:
        reached: Offsets = frozenset()
        for branch in branches:
            here = offsets
            for part in branch:
                here = part(text, here)
            reached |= here
        return reached

    return step


def _bounds(token: re.Match[str]) -> tuple[int, int | None]:
    if token["least"] is None:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[token.group()[0]]
    least = int(token["least"])
    if token["comma"] is None:
        return least, least
    return least, int(token["most"]) if token["most"] else None


def _repeat(part: Step, least: int, most: int | None) -> Step:
    def step(text: str, offsets: Offsets) -> Offsets:
        new = offsets
        for _ in range(least):
            new, before = part(text, new), new
            if new == before:  # a part that moves no further can be repeated as often as asked for
                break
        reached, count = new, least
        while new and count != most:
            new = part(text, new) - reached
            reached |= new
            count += 1
        return reached

    return step
