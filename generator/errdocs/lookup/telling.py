"""What of an answer is told to people and agents, and how a text's own values are shown to them."""

from __future__ import annotations

from collections.abc import Sequence

from errdocs.lookup.constants import TYPO_LIKENESS, UNIT, Confidence
from errdocs.lookup.fallbacks import Fallbacks
from errdocs.lookup.matches import Match
from errdocs.lookup.secrets import masked_values

AROUND = 2_000  # characters around the evidence that tell whether one of its values is a secret


def worth_telling(matches: Sequence[Match], besides: Fallbacks) -> list[Match]:
    """Return the matches for people: no guesses beside what is known better.

    That is an exact match, the listing of a status, and the cases of a code; beside entries that
    were found by words, the code that a word is a typo of is still told.
    """
    if besides.status and besides.status.is_bare:
        return []
    is_known = any(match.confidence is Confidence.EXACT for match in matches)
    codes = {code.code for code in besides.codes}

    def is_told(match: Match) -> bool:
        if match.confidence is not Confidence.SUGGESTION:
            return True
        if match.case is None and match.code in codes:
            return True
        is_typo = match.case is None and match.score * UNIT >= TYPO_LIKENESS
        return not is_known and match.code not in codes and (is_typo or not besides.found)

    return [match for match in matches if is_told(match)]


def shown_values(match: Match, text: str) -> dict[str, str]:
    """Return the values that a match has from a text, with its secrets masked."""
    start, end = match.span
    return masked_values(match.parameters, text[max(0, start - AROUND) : end + AROUND])
