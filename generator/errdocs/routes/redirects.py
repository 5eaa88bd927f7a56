"""Redirects: how an old path leads on, for plain files, for hosts with `_redirects`, for nginx.

Every host serves the pages, which need no script. The two lists are for hosts that can answer
with a real redirect before a page is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar
from urllib.parse import quote, urlsplit

from errdocs.routes.paths import INDEX
from errdocs.routes.site_routes import Routes

T = TypeVar("T")
HOST_FILE = "_redirects"
NGINX_FILE = "redirects.nginx.conf"


def moved_files(routes: Routes, contents: Mapping[str, T]) -> Iterator[tuple[str, T]]:
    """Yield old path and content of every file that has moved, by whatever stands for a content.

    Programs do not read pages that lead on, so the old path gives the same as the new one.
    """
    taken = {path.casefold() for path in routes.files}
    for path, target in routes.redirects():
        if not path.endswith("/") and path.casefold() not in taken and target in contents:
            yield path, contents[target]


def host_redirects(routes: Routes) -> str:
    """Return `_redirects`, as Netlify and Cloudflare read it.

    Without the `!` that Netlify takes and Cloudflare refuses; there a page that exists is
    served, which leads on by itself. Both pass the query on. What moved stands first: hosts
    read some 2,000 lines, and the rest has pages.
    """
    root = urlsplit(routes.site_url).path or "/"
    found = sorted(routes.redirects(), key=lambda pair: pair[0] in routes.aliases)
    return "".join(f"{root}{quote(old)} {root}{quote(new)} 301\n" for old, new in found)


def nginx_maps(routes: Routes) -> str:
    """Return two maps for the `http` block of nginx, from `$uri` to where it leads.

    `$errdocs_moved` knows the old paths, letter for letter. `$errdocs_meant` is for what is not
    there: it forgives case, separators, `.html` and a missing slash. All keys are regular
    expressions, since nginx compares plain ones without case, and limits their length.
    """
    root = urlsplit(routes.site_url).path or "/"
    redirects = dict(routes.redirects())
    moved = ((_exact(root, path), root + quote(to)) for path, to in redirects.items())
    pages = {path: path for path in sorted(routes.all_pages) if path} | redirects
    meant = {
        _forgiving(root, path): root + quote(to) for path, to in pages.items() if path.endswith("/")
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
    name = _pattern(path.removesuffix("/"))
    if path.startswith(INDEX):
        name = re.sub(r"\\x(2D|2E|5F)", "[-._]", name)
    return f"~*^{_pattern(root)}{name}(/|/index)?(\\.html)?/?$"


def _pattern(text: str) -> str:
    r"""Return a regular expression for a text that needs no escape in nginx's quotes.

    Anything but letters, digits and slashes becomes `\xHH`, byte by byte as `$uri` has it.
    """
    plain = re.sub(rb"[^A-Za-z0-9/]", lambda byte: b"\\x%02X" % ord(byte[0]), text.encode())
    return plain.decode()
