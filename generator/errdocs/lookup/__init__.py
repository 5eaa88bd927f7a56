"""Raw text in, ranked matches out."""

from errdocs.lookup.lookup import Lookup
from errdocs.lookup.ranking import Confidence, Match

__all__ = ["Confidence", "Lookup", "Match"]
