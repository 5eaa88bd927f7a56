"""Permanence: the ledger of everything ever published, and where each path of it leads today."""

from errdocs.routes.destinations import Destinations, Kind
from errdocs.routes.files import PERMALINKS_JSON
from errdocs.routes.ledger import LEDGER_FILE, Ledger, Permalink, ReadLedger, read_ledger
from errdocs.routes.permalinks_json import permalinks_json
from errdocs.routes.published import FRAGMENTS, Publication, publication

__all__ = [
    "FRAGMENTS",
    "LEDGER_FILE",
    "PERMALINKS_JSON",
    "Destinations",
    "Kind",
    "Ledger",
    "Permalink",
    "Publication",
    "ReadLedger",
    "permalinks_json",
    "publication",
    "read_ledger",
]
