"""What the surroundings of a message add to the score of each case that it may be of."""

from __future__ import annotations

from errdocs.lookup import constants
from errdocs.lookup.codes import Surroundings
from errdocs.lookup.index import Index


def bonus(index: Index, position: int, around: Surroundings) -> int:
    """Return what a text adds to a case besides its message: it decides where wordings are alike.

    Services wrap and rename codes, and leave links to their help alone.
    """
    case, score = index.cases[position], 0
    if case.error in around.named:
        score += constants.CODE_BONUS
    if position in around.named_cases:
        score += constants.CODE_BONUS
    if case.error in around.anchored.errors or position in around.anchored.cases:
        score += constants.ANCHOR_BONUS
    if case.error in around.valued.errors or position in around.valued.cases:
        score += constants.FIELD_BONUS
    if case.status is not None and str(case.status) in around.statuses:
        score += constants.STATUS_BONUS
    return score
