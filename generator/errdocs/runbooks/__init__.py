"""Runbooks: the links to a site in other people's files, checked and mended."""

from errdocs.runbooks.addresses import Addresses, BadAddress
from errdocs.runbooks.against import PublishedSite, UnreadableSite, published_site
from errdocs.runbooks.checking import CheckedText, Checker
from errdocs.runbooks.files import CheckedFile, check_file
from errdocs.runbooks.kinds import Kind
from errdocs.runbooks.problems import LinkProblem
from errdocs.runbooks.site import NotASite, Site, site_of_document, site_of_registry
from errdocs.runbooks.walking import Filter, files_of

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
