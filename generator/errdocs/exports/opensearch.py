"""The description by which a browser searches the site from its address bar: `opensearch.xml`."""

from __future__ import annotations

from errdocs.registry.model import Registry
from errdocs.render.texts import render_text
from errdocs.routes.paths import FILES

SHORT, LONG, DESCRIPTION = 16, 48, 1024
"""Most characters of the names and the description, by the specification."""


def opensearch_xml(registry: Registry, base_url: str) -> str:
    """Return `opensearch.xml` for a site whose URL is known.

    Browsers resolve no relative template, so there is no such file without `base_url`.
    """
    name = registry.settings.service.name
    return render_text(
        "opensearch.xml.j2",
        site=base_url.replace("{", "%7B").replace("}", "%7D"),
        path=FILES["opensearch"].path,
        short_name=_name(name, SHORT),
        long_name=_name(name, LONG),
        description=_shortened(f"Errors of {name}", DESCRIPTION),
    )


def _name(name: str, limit: int) -> str:
    """Return the name of the search: the last words of the service's that leave room for "errors".

    A product's name ends with what sets it apart from the others of its maker.
    """
    words = name.split()
    names = (f"{' '.join(words[first:])} errors" for first in range(len(words)))
    return next((found for found in names if len(found) <= limit), _shortened(name, limit))


def _shortened(text: str, limit: int) -> str:
    """Return the words of a text that fit a limit, or the start of its first word."""
    if len(text) <= limit:
        return text
    words = text[: limit + 1].rpartition(" ")[0].rstrip()
    return words or text[:limit]
