"""Links to a site in other people's files: found in any notation, checked, and fixed.

What the site has is read from its registry, or from a published `permalinks.json`.
"""

from errdocs.linkcheck.checker import CheckedFile, Checker, Filter, check_file, files_of
from errdocs.linkcheck.known_site import Site, UnreadableSite, published_site, site_of_registry
from errdocs.linkcheck.notations import Notation
from errdocs.linkcheck.scanning import SiteUrls

__all__ = [
    "CheckedFile",
    "Checker",
    "Filter",
    "Notation",
    "Site",
    "SiteUrls",
    "UnreadableSite",
    "check_file",
    "files_of",
    "published_site",
    "site_of_registry",
]
