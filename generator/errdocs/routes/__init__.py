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
from errdocs.routes.paths import ERROR_FILES, ERROR_JSON, ERROR_MARKDOWN, FILES
from errdocs.routes.redirects import (
    HOST_FILE,
    NGINX_FILE,
    host_redirects,
    moved_files,
    nginx_maps,
)
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
    "ERROR_FILES",
    "ERROR_JSON",
    "ERROR_MARKDOWN",
    "FILES",
    "FRAGMENTS",
    "HOST_FILE",
    "NGINX_FILE",
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
    "host_redirects",
    "moved",
    "moved_files",
    "nginx_maps",
    "path_line",
    "pending",
    "read_ledger",
]
