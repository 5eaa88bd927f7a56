"""Every path of a site: its pages, files and titles, and where whatever was published leads now.

Whoever wants a path asks `Routes`; what was published before stands in the ledger.
"""

from errdocs.routes.ledger import (
    Ledger,
    Permalink,
    ReadLedger,
    UnusualLedger,
    Update,
    fragment_line,
    path_line,
    read_ledger,
)
from errdocs.routes.pages import Page, PageKind
from errdocs.routes.paths import FILES
from errdocs.routes.site_routes import (
    FRAGMENTS,
    Kind,
    RefusedMove,
    Routes,
    document_paths,
    moved,
    pending,
)

__all__ = [
    "FILES",
    "FRAGMENTS",
    "Kind",
    "Ledger",
    "Page",
    "PageKind",
    "Permalink",
    "ReadLedger",
    "RefusedMove",
    "Routes",
    "UnusualLedger",
    "Update",
    "document_paths",
    "fragment_line",
    "moved",
    "path_line",
    "pending",
    "read_ledger",
]
