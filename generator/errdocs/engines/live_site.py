"""The files of a served site that errdocs makes: each is made when somebody asks for it.

A change of the registry costs to read and check it again, and the page that the browser shows.
What an answer holds is what a build would have written.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from errdocs.engines.mkdocs_pages import THEME_SEARCH, FilledPages

if TYPE_CHECKING:
    from errdocs.exports.catalogue import Maker

SEARCH_INDEX = "search/search_index.json"


class LiveSite:
    """One state of a site: what it has beside the files that MkDocs wrote."""

    def __init__(self, pages: FilledPages, theme_search: Any) -> None:
        """Take the pages and the theme's search index of the hand-written ones, if it has one."""
        self.pages = pages
        self.theme_search = theme_search

    @cached_property
    def makers(self) -> Mapping[str, Maker]:
        """Return what makes each file, by its path from the site's root."""
        found: dict[str, Maker] = {file.path: file.make for file in self.pages.site.files}
        for path, route in self.pages.site.routes.pages.items():
            if self.pages.has(route):
                found[f"{path}index.html"] = partial(self.pages.made, route)
        if self.theme_search:
            found[SEARCH_INDEX] = self._search_index
        return found

    def _search_index(self) -> bytes:
        index = copy.deepcopy(self.theme_search)
        self.pages.add_to(index, THEME_SEARCH)
        written: str = index.generate_search_index(None)
        return written.encode()
