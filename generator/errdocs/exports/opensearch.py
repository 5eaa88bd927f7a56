"""The description by which a browser searches the site from its address bar: `opensearch.xml`."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from errdocs.exports.xml import add, document
from errdocs.registry.model import Registry

NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
SEARCH = "lookup/?q={searchTerms}"
"""Where a search leads, from the site's root."""
PATH = "opensearch.xml"
SHORT, LONG, DESCRIPTION = 16, 48, 1024
"""Most characters of the names and the description."""


def opensearch_xml(registry: Registry, base_url: str) -> str:
    """Return `opensearch.xml` for a site under a known address.

    Browsers resolve no relative template, so there is no such file without `base_url`.
    """
    service = registry.settings.service
    site = base_url.replace("{", "%7B").replace("}", "%7D")
    root = ET.Element("OpenSearchDescription", {"xmlns": NAMESPACE})
    add(root, "ShortName", _name(service.name, SHORT))
    add(root, "LongName", _name(service.name, LONG))
    add(root, "Description", shortened(f"Errors of {service.name}", DESCRIPTION))
    add(root, "InputEncoding", "UTF-8")
    icon = {"type": "image/svg+xml", "width": "64", "height": "64"}
    add(root, "Image", f"{site}assets/errdocs/favicon.svg", **icon)
    add(root, "Url", type="text/html", method="get", template=site + SEARCH)
    kind = "application/opensearchdescription+xml"
    add(root, "Url", type=kind, rel="self", template=site + PATH)
    return document(root)


def _name(name: str, limit: int) -> str:
    """Return the name of the search: the last words of the service's that leave room for "errors".

    A product's name ends with what sets it apart from the others of its maker.
    """
    words = name.split()
    names = (f"{' '.join(words[first:])} errors" for first in range(len(words)))
    return next((found for found in names if len(found) <= limit), shortened(name, limit))


def shortened(text: str, limit: int) -> str:
    """Return the words of a text that fit a limit, or the beginning of its first word."""
    if len(text) <= limit:
        return text
    words = text[: limit + 1].rpartition(" ")[0].rstrip()
    return words or text[:limit]
