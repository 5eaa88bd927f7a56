"""Plain regular expressions that every engine matches in linear time.

A registry is untrusted input, and a pattern can keep a backtracking engine busy for ever. Such an
engine tries each way in which a pattern can read the start of a text. So a pattern is only taken
if these ways are few, whatever the text: all sets of ways are gone through, once for each kind of
character that the pattern tells apart.
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

LONGEST = 500  # most characters of a pattern; a longer one lists values
LONGEST_VALUE = 10_000  # most characters of a text that is matched
DEEPEST = 10  # deepest nesting of groups
MOST_STATES = 2_000  # of a pattern with its repeats written out
MOST_WAYS = 100  # ways to read the start of a text that an engine may have to try
MOST_STEPS = 100_000  # of going through the ways: a tenth of a second
NEAR = 2_048  # characters in which one of each kind is nearly always found

_TOKEN = re.compile(
    r"(?P<one>\[\^?\]?(?:\\.|[^\]\\])*\]|\\[dDsSwW]|\\[fnrtv]|\\[^\w\s]|[^\\\[\](){}|*+?^$])"
    r"|(?P<repeat>(?:[*+?]|\{(?P<least>[0-9]{1,4})(?P<comma>,(?P<most>[0-9]{1,4})?)?\})\??)"
    r"|(?P<open>\((?:\?:|(?!\?)))|(?P<close>\))|(?P<bar>\|)|(?P<start>\^)|(?P<end>\$)"
    r"|(?P<other>.)"
)
_KINDS = (r"\d", r"[^\W\d]", r"\s", r"[^\w\s]")  # each character is of one kind

END = 0
"""The state in which a text was read as a whole."""
Ways = Mapping[int, int]
"""States that take a character, or `END`, and the number of ways that lead to each."""


class PatternError(ValueError):
    """A text that is not a plain regular expression, or not one that is always quick."""


@dataclass(frozen=True)
class _Atom:
    """A part that takes one character, or the start or end of the text, which takes none."""

    text: str

    @property
    def is_empty(self) -> bool:
        return self.text in {"^", "$"}

    @property
    def size(self) -> int:
        return 1


@dataclass(frozen=True)
class _Choice:
    """The branches of a group, each with its parts."""

    branches: Sequence[Sequence[_Part]]

    @property
    def is_empty(self) -> bool:
        return any(all(part.is_empty for part in branch) for branch in self.branches)

    @property
    def size(self) -> int:
        return 1 + sum(part.size for branch in self.branches for part in branch)


@dataclass(frozen=True)
class _Repeat:
    part: _Part
    least: int
    most: int | None

    @property
    def is_empty(self) -> bool:
        return not self.least or self.part.is_empty

    @property
    def size(self) -> int:
        count = self.least + 1 if self.most is None else self.most
        return 1 + count * (1 + self.part.size)


_Part = _Atom | _Choice | _Repeat


@dataclass(frozen=True)
class _State:
    """Where a pattern stands: an atom to take comes next, or one of other states."""

    atom: str = ""
    following: Sequence[int] = ()


@dataclass(frozen=True)
class Pattern:
    """A plain regular expression."""

    states: Sequence[_State]
    start: int
    _ways: dict[int, Ways] = field(default_factory=dict, compare=False, repr=False)

    def matches(self, text: str) -> bool:
        """Whether a text that is no longer than a value may be matches as a whole."""
        return len(text) <= LONGEST_VALUE and END in self.reached(text)

    def reached(self, text: str) -> Collection[int]:
        """Return the states in which a text can end; no step has more than `MOST_WAYS`."""
        here = self._moved([self.start], 0, text)
        for at, character in enumerate(text):
            taken = [s for s in here if s != END and self._takes(self.states[s].atom, character)]
            here = self._moved([self.states[s].following[0] for s in taken], at + 1, text)
        return here

    def _moved(self, states: Collection[int], at: int, text: str) -> Collection[int]:
        """Return the states that take a character, and `END`, without one being taken before."""
        found: dict[int, None] = {}
        waiting = list(states)
        while waiting:
            number = waiting.pop()
            if number not in found:
                found[number] = None
                state = self.states[number]
                is_met = at == (0 if state.atom == "^" else len(text))
                if not state.atom or (state.atom in {"^", "$"} and is_met):
                    waiting += state.following
        return [s for s in found if s == END or self.states[s].atom not in {"", "^", "$"}]

    @staticmethod
    def _takes(atom: str, character: str) -> bool:
        return _compiled(atom, 0).fullmatch(character) is not None

    def ways(self, number: int) -> Ways:
        """Return the ways on from a state, as if the start and end of the text were anywhere."""
        if number not in self._ways:
            state, found = self.states[number], Counter[int]()
            if number == END or state.atom not in {"", "^", "$"}:
                found[number] = 1
            else:
                for following in state.following:
                    found.update(self.ways(following))
            self._ways[number] = found
        return self._ways[number]

    @cached_property
    def atoms(self) -> frozenset[str]:
        """The different atoms that take a character."""
        return frozenset(state.atom for state in self.states) - {"", "^", "$"}


def parse_pattern(pattern: str) -> Pattern:
    """Return a parsed pattern.

    Raises PatternError for one that is wrong, not plain, or that takes some engine too long.
    """
    found = _parsed_or_reason(pattern)
    if isinstance(found, str):
        raise PatternError(found)
    return found


@lru_cache(maxsize=1_000)
def allows(pattern: str, text: str) -> bool:
    """Whether a pattern matches a text as a whole: thousands of cases ask for the same few texts.

    Raises PatternError.
    """
    return parse_pattern(pattern).matches(text)


@lru_cache(maxsize=256)  # a pattern may have thousands of states, so few are kept
def _parsed_or_reason(pattern: str) -> Pattern | str:
    """Return a parsed pattern, or why it is none: a thousand parameters may share one."""
    try:
        return _parsed(pattern)
    except PatternError as error:
        return str(error)


def _parsed(pattern: str) -> Pattern:
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
    whole = _tree(tokens)
    if whole.size > MOST_STATES:
        raise PatternError(f"with its repeats written out it has more than {MOST_STATES:,} parts")
    states = [_State()]
    found = Pattern(states, _add(whole, END, states))
    _require_few_ways(found, pattern)
    return found


def _tree(tokens: list[re.Match[str]]) -> _Choice:
    """Return the parts of a pattern; each open group is a list of its branches."""
    groups: list[list[list[_Part]]] = [[[]]]
    is_repeat = False  # what some engines call possessive is no plain repeat
    for token in tokens:
        branch = groups[-1][-1]
        if token.lastgroup == "open":
            groups.append([[]])
        elif token.lastgroup == "bar":
            groups[-1].append([])
        elif token.lastgroup == "close":
            group = _Choice(groups.pop())
            groups[-1][-1].append(group)
        elif token.lastgroup != "repeat":
            branch.append(_Atom(token.group()))
        elif branch and not is_repeat:
            branch.append(_repeat(branch.pop(), token))
        else:
            raise PatternError(f"`{token.group()}` has nothing to repeat")
        is_repeat = token.lastgroup == "repeat"
        if len(groups) > DEEPEST:
            raise PatternError(f"more than {DEEPEST} nested groups")
    return _Choice(groups[0])


def _repeat(part: _Part, token: re.Match[str]) -> _Part:
    least, most = _bounds(token)
    if part.is_empty and most != 1:
        # Engines differ in when they stop to repeat nothing.
        raise PatternError(f"`{token.group()}` repeats what may be empty")
    return _Repeat(part, least, most)


def _bounds(token: re.Match[str]) -> tuple[int, int | None]:
    if token["least"] is None:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[token.group()[0]]
    least = int(token["least"])
    if token["comma"] is None:
        return least, least
    return least, int(token["most"]) if token["most"] else None


def _add(part: _Part, following: int, states: list[_State]) -> int:
    """Add the states of a part and return the first; `following` is the one after the part."""
    match part:
        case _Atom(text):
            return _new(_State(text, (following,)), states)
        case _Choice(branches):
            starts = []
            for branch in branches:
                here = following
                for item in reversed(branch):
                    here = _add(item, here, states)
                starts.append(here)
            return starts[0] if len(starts) == 1 else _new(_State("", starts), states)
        case _Repeat(item, least, most):
            here = following
            if most is None:
                here = _new(_State(), states)
                states[here] = _State("", (_add(item, here, states), following))
            for _ in range((most or least) - least):
                here = _new(_State("", (_add(item, here, states), following)), states)
            for _ in range(least):
                here = _add(item, here, states)
            return here


def _new(state: _State, states: list[_State]) -> int:
    states.append(state)
    return len(states) - 1


def _require_few_ways(pattern: Pattern, text: str) -> None:
    """Raise PatternError if some text leaves an engine more ways than it can try at once."""
    kinds = _kinds_of_characters(pattern.atoms, frozenset(text))
    waiting, seen, steps = [pattern.ways(pattern.start)], set[frozenset[tuple[int, int]]](), 0
    while waiting:
        here = waiting.pop()
        if sum(here.values()) > MOST_WAYS:
            raise PatternError(
                "a long text can be read in too many ways, which takes some engines for ever; "
                "let no two parts that follow or contain each other take the same characters"
            )
        for atoms in kinds:
            steps += len(here)
            after = Counter[int]()
            for number, count in here.items():
                state = pattern.states[number]
                if state.atom in atoms:
                    onwards = pattern.ways(state.following[0])
                    steps += len(onwards)
                    after.update({later: count * ways for later, ways in onwards.items()})
            key = frozenset(after.items())
            if after and key not in seen:
                seen.add(key)
                waiting.append(after)
        if steps > MOST_STEPS:
            raise PatternError("too complex to tell whether it is quick; write it simpler")


@lru_cache(maxsize=1_000)
def _kinds_of_characters(
    atoms: frozenset[str], characters: frozenset[str]
) -> frozenset[frozenset[str]]:
    """Return, for each kind of character that a pattern tells apart, the atoms that take it.

    Characters between those of the pattern's text are told apart by their Unicode kind alone.
    Some engines know the kinds of ASCII only.
    """
    bounds = {0, 0x80, 0x110000, *range(9, 15)}
    bounds |= {point for character in characters for point in (ord(character), ord(character) + 1)}
    samples = [
        sample for between in pairwise(sorted(bounds)) for sample in _one_of_each_kind(*between)
    ]
    found = set()
    for flags in (0, re.ASCII):
        takers = [(atom, _compiled(atom, flags).fullmatch) for atom in atoms]
        found |= {frozenset(a for a, takes in takers if takes(sample)) for sample in samples}
    return frozenset(found - {frozenset()})


@lru_cache(maxsize=1_000)
def _one_of_each_kind(start: int, stop: int) -> tuple[str, ...]:
    """Return the first character of each kind among those from `start` to before `stop`."""
    near = "".join(map(chr, range(start, min(stop, start + NEAR))))
    found = [_compiled(kind, 0).search(near) for kind in _KINDS]
    if None not in found or stop <= start + NEAR:
        return tuple(match.group() for match in found if match)
    return tuple(_far_ones(start, stop))


def _far_ones(start: int, stop: int) -> Iterator[str]:
    for starts, stops in _runs():
        at = bisect_left(stops, start + 1)
        if at < len(starts) and starts[at] < stop:
            yield chr(max(start, starts[at]))


@lru_cache(maxsize=1)
def _runs() -> list[tuple[list[int], list[int]]]:
    """Return, for each kind, where its runs of characters start, and before which they stop.

    Going through all of Unicode takes as long as reading a hundred entries.
    """
    every = "".join(map(chr, range(0x110000)))
    runs = []
    for kind in _KINDS:
        spans = [found.span() for found in re.finditer(f"{kind}+", every)]
        runs.append(([start for start, _ in spans], [stop for _, stop in spans]))
    return runs


@lru_cache(maxsize=10_000)
def _compiled(atom: str, flags: int) -> re.Pattern[str]:
    return re.compile(atom, flags)
