"""The lookup as functions of a registry and a text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from errdocs.lookup.answers import Match, answer
from errdocs.lookup.codes import find_claims
from errdocs.lookup.excerpt import Excerpt, excerpt
from errdocs.lookup.index import Index, build_index
from errdocs.lookup.surroundings import Surroundings
from errdocs.registry.model import Registry


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a text says of itself, for an honest answer to an error that is not known."""

    statuses: tuple[str, ...]
    """HTTP statuses of errors, in order."""
    codes: tuple[str, ...]
    """Known codes and names used as codes, as the text spells them, in order."""
    vendor: str | None
    """The marker of another service that the text holds."""


class Lookup:
    """Finds the errors that a text speaks of.

    Of a text over the limit (`errdocs.lookup.LIMIT` characters) the first and last part are
    searched; `errdocs.lookup.left_out(text)` tells how much was not.
    """

    def __init__(self, registry: Registry, base_url: str = "") -> None:
        self._index: Index = build_index(registry, base_url)

    def __call__(self, text: str, limit: int = 5) -> list[Match]:
        """Return the matches of a text, best first; none where nothing is known about it."""
        searched = excerpt(text)
        matches = answer(self._index, searched.text, limit)
        if not searched.left_out:
            return matches
        return [_moved(match, searched) for match in matches]

    def recognised(self, text: str) -> Recognised:
        """Return what the surroundings of an unknown error say."""
        searched = excerpt(text).text
        around = Surroundings.of(self._index, searched)
        claims = [claim for claim in find_claims(searched) if " " not in claim.name]
        found = {hit.start: searched[hit.start : hit.end] for hit in around.codes}
        for claim in claims:
            within = [start for start in found if claim.start <= start < claim.end]
            for start in within:
                del found[start]
            found[claim.start] = claim.name
        return Recognised(
            statuses=tuple(status for status in around.statuses if status >= "400"),
            codes=tuple(dict.fromkeys(found[start] for start in sorted(found))),
            vendor=around.vendor,
        )


def _moved(match: Match, searched: Excerpt) -> Match:
    start, end = match.span
    return replace(match, span=(searched.original(start), searched.original(end)))
