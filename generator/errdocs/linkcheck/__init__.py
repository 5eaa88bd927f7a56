"""Runbooks: the links to a site in other people's files, checked and mended."""

from errdocs.linkcheck.addresses import Addresses, BadAddress
from errdocs.linkcheck.against import PublishedSite, UnreadableSite, published_site
from errdocs.linkcheck.checked_files import CheckedFile, check_file
from errdocs.linkcheck.checker import CheckedText, Checker
from errdocs.linkcheck.kinds import Kind
from errdocs.linkcheck.known_site import NotASite, Site, site_of_document, site_of_registry
from errdocs.linkcheck.link_problems import LinkProblem
from errdocs.linkcheck.walking import Filter, files_of

__all__ = [
    "Addresses",
    "BadAddress",
    "CheckedFile",
    "CheckedText",
    "Checker",
    "Filter",
    "Kind",
    "LinkProblem",
    "NotASite",
    "PublishedSite",
    "Site",
    "UnreadableSite",
    "check_file",
    "files_of",
    "published_site",
    "site_of_document",
    "site_of_registry",
]
