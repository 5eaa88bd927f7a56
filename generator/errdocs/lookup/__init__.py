"""Raw text in, ranked matches out: which errors a pasted text speaks of, and how sure that is.

Also what must not be shown of such a text: its secrets. The scripts do the same in the browser.
"""

from errdocs.lookup.constants import LIMIT, Confidence
from errdocs.lookup.fallbacks import Fallbacks
from errdocs.lookup.matches import Lookup, Match, Recognised, left_out

__all__ = ["LIMIT", "Confidence", "Fallbacks", "Lookup", "Match", "Recognised", "left_out"]
