"""Links to a site in other people's files: found in any notation, checked, and fixed.

What the site has is read from its registry, or from a published `permalinks.json`.
"""

from errdocs.linkcheck.checker import Checker, check_file, files_of
from errdocs.linkcheck.known_site import published_site, site_of_registry
from errdocs.linkcheck.many_files import check_files
from errdocs.linkcheck.scanning import SiteUrls
from errdocs.linkcheck.seen_hosts import without_links

__all__ = [
    "Checker",
    "SiteUrls",
    "check_file",
    "check_files",
    "files_of",
    "published_site",
    "site_of_registry",
    "without_links",
]
