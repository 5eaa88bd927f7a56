"""What the development server may answer: requests to this machine, files of the served folder.

MkDocs answers under any name, follows links to wherever they lead, and copies the path of a
request into redirects.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from errdocs.allowed_hosts import AllowedHosts

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_PLAIN = [("Content-Type", "text/plain; charset=utf-8")]
FOREIGN = b"Not served under this host name; errdocs serve --allow-host NAME allows one.\n"


def guarded(
    answer: WSGIApplication, hosts: AllowedHosts, file_of: Callable[[str], Path | None]
) -> WSGIApplication:
    """Return an application that refuses what `answer` should not see.

    `file_of` takes a path and returns the file that it leads to if that may be answered.
    """

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not hosts.allows(environ.get("HTTP_HOST")):
            start_response("403 Forbidden", _PLAIN)
            return [FOREIGN]
        # As MkDocs reads it: bytes that are not UTF-8 go, which can bring two slashes together.
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if path.startswith("/livereload/"):
            return answer(environ, start_response)
        # A redirect to `//host/` leads to another host, and browsers read `\` as `/`.
        is_unusual = path.startswith("//") or "\\" in path or min(path, default="") < " "
        if is_unusual or file_of(path) is None:
            environ = {**environ, "PATH_INFO": NOWHERE}
        return answer(environ, start_response)

    return application


NOWHERE = "/\N{REPLACEMENT CHARACTER}".encode().decode("latin-1")
"""A path that no site has; MkDocs answers it as anything that is not found."""


def file_below(root: Path, mount: str, path: str) -> Path | None:
    """Return the file of a folder, mounted at a path, that another path leads to.

    It need not exist. None for one outside of the folder, also by a link.
    """
    if not f"{path}/".startswith(mount):
        return root
    inside = posixpath.normpath(f"/{path[len(mount) :]}").lstrip("/")
    file = (root / inside).resolve()
    return file if file.is_relative_to(root.resolve()) else None
