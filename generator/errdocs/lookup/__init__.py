"""Raw text in, ranked matches out."""

from errdocs.lookup.answers import Match
from errdocs.lookup.excerpt import LIMIT, left_out
from errdocs.lookup.lookup import Lookup, Recognised
from errdocs.lookup.ranking import Confidence

__all__ = ["LIMIT", "Confidence", "Lookup", "Match", "Recognised", "left_out"]
