"""Every path of a site: its pages, files and titles, and where whatever was published leads now.

Whoever wants a path asks `Routes`; what was published before stands in the ledger.
"""

from errdocs.routes.ledger import (
    LEDGER_FILE,
    Ledger,
    Permalink,
    ReadLedger,
    UnusualLedger,
    Update,
    fragment_line,
    path_line,
    read_ledger,
)
from errdocs.routes.pages import Entry, Listings, Page, PageKind
from errdocs.routes.paths import ERROR_FILES, ERROR_JSON, ERROR_MARKDOWN, FILES, PublishedFile
from errdocs.routes.redirects import (
    HOST_FILE,
    NGINX_FILE,
    host_redirects,
    moved_files,
    nginx_maps,
)
from errdocs.routes.site_routes import FRAGMENTS, Kind, Routes, document_paths
from errdocs.routes.updating import RefusedMove, moved, pending

__all__ = [
    "ERROR_FILES",
    "ERROR_JSON",
    "ERROR_MARKDOWN",
    "FILES",
    "FRAGMENTS",
    "HOST_FILE",
    "LEDGER_FILE",
    "NGINX_FILE",
    "Entry",
    "Kind",
    "Ledger",
    "Listings",
    "Page",
    "PageKind",
    "Permalink",
    "PublishedFile",
    "ReadLedger",
    "RefusedMove",
    "Routes",
    "UnusualLedger",
    "Update",
    "document_paths",
    "fragment_line",
    "host_redirects",
    "moved",
    "moved_files",
    "nginx_maps",
    "path_line",
    "pending",
    "read_ledger",
]
