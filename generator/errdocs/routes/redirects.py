"""Redirects: how an old path leads on, for plain files, for hosts with `_redirects`, for nginx.

Every host serves the pages, which need no script. The two lists are for hosts that can answer
with a real redirect before a page is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from errdocs.render.environment import Renderer
from errdocs.render.previews import unfurl_entry
from errdocs.routes.paths import INDEX, relative
from errdocs.routes.permalinks import Destinations

HOST_FILE = "_redirects"
NGINX_FILE = "redirects.nginx.conf"
_SEPARATORS = frozenset("._-")
_PLAIN = re.compile(r"[A-Za-z0-9/]")


def redirect_pages(
    where: Destinations, renderer: Renderer, base_url: str = "", with_pictures: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the page of every redirect, but for those of files.

    Chats unfurl a link without following a refresh, so an old link says what the new one would.
    A path that differs from a page only by case has none: on disks that ignore case it would
    take the page's place. The site's 404 page leads on from there.
    """
    taken = {path.casefold() for path in where.published.pages}
    for path, target in where.redirects():
        if path.endswith("/") and path.casefold() not in taken:
            url = _url(target)
            context = {
                "asked": f"/{path}",
                "url": url,
                "canonical": base_url + url if base_url else relative(path, url),
                "base_url": base_url,
                "title": where.title(target),
                "unfurl": _unfurled(where, target, base_url, with_pictures),
            }
            html = renderer.render("redirect.html.j2", path, context)
            yield f"{path}index.html", html.encode()


def _unfurled(
    where: Destinations, target: str, base_url: str, with_pictures: bool
) -> dict[str, Any]:
    found = where.entry(target)
    if found is None:
        return {}
    unfurling = unfurl_entry(where.registry, *found, where.title(target))
    return unfurling.meta(target, base_url, with_pictures)


def moved_files(where: Destinations, contents: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield old path and content of every file that has moved.

    Programs do not read pages that lead on, so the old path gives the same as the new one.
    """
    taken = {path.casefold() for path in where.published.files}
    for path, target in where.redirects():
        if not path.endswith("/") and path.casefold() not in taken and target in contents:
            yield path, contents[target]


def host_redirects(where: Destinations, base_url: str = "") -> str:
    """Return `_redirects`, as Netlify and Cloudflare read it.

    Without the `!` that Netlify takes and Cloudflare refuses; there a page that exists is
    served, which leads on by itself. Both pass the query on. What moved stands first: hosts
    read some 2,000 lines, and the rest has pages.
    """
    root = _root(base_url)
    found = sorted(where.redirects(), key=lambda pair: pair[0] in where.published.redirects)
    lines = (f"{root}{_url(a)} {root}{_url(b)} 301\n" for a, b in found)
    return "".join(lines)


def nginx_maps(where: Destinations, base_url: str = "") -> str:
    """Return two maps for the `http` block of nginx, from `$uri` to where it leads.

    `$errdocs_moved` knows the old paths, letter for letter. `$errdocs_meant` is for what is not
    there: it forgives case, separators, `.html` and a missing slash. All keys are regular
    expressions, since nginx compares plain ones without case, and limits their length.
    """
    root = _root(base_url)
    redirects = dict(where.redirects())
    moved = ((_exact(root, path), root + _url(to)) for path, to in redirects.items())
    pages = {path: path for path in sorted(where.published.pages) if path} | redirects
    meant = {
        _forgiving(root, path): root + _url(to) for path, to in pages.items() if path.endswith("/")
    }
    return "\n".join((_map("errdocs_moved", moved), _map("errdocs_meant", meant.items())))


def _map(variable: str, pairs: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f'    "{key}" "{value}";\n' for key, value in pairs)
    return f'map $uri ${variable} {{\n    default "";\n{lines}}}\n'


def _exact(root: str, path: str) -> str:
    is_page = path.endswith("/")
    return f"~^{_pattern(root + path.removesuffix('/'))}{'/?' if is_page else ''}$"


def _forgiving(root: str, path: str) -> str:
    """Return the pattern of all that may be meant by a page's path."""
    separators = "[-._]" if path.startswith(INDEX) else ""
    name = "".join(
        separators if char in _SEPARATORS and separators else _pattern(char)
        for char in path.removesuffix("/")
    )
    return f"~*^{_pattern(root)}{name}(/|/index)?(\\.html)?/?$"


def _pattern(text: str) -> str:
    r"""Return a regular expression for a text that needs no escape in nginx's quotes.

    Anything but letters, digits and slashes becomes `\xHH`, byte by byte as `$uri` has it.
    """
    return "".join(
        char if _PLAIN.fullmatch(char) else "".join(f"\\x{byte:02X}" for byte in char.encode())
        for char in text
    )


def _root(base_url: str) -> str:
    """Return the path of the site's root on its host, with a slash at both ends."""
    path = urlsplit(base_url).path
    return path if path.endswith("/") else f"{path}/"


def _url(path: str) -> str:
    """Return a path as part of a URL; everything that a format could read otherwise is escaped."""
    return quote(path, safe="/")
