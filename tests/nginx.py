"""Find an nginx for the tests of the container, and serve a site as the container does."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONFIGURATION = ROOT / "container" / "nginx.conf"
CACHE = ROOT / ".cache" / "nginx"
NAMES = ("nginx", "/usr/sbin/nginx", str(CACHE / "usr/sbin/nginx"))
HOW_TO = (
    "The tests of the container need nginx: install it with your system's package manager"
    " or name one in ERRDOCS_NGINX."
)
TYPES = "types { text/html html; text/css css; text/javascript js; application/json json; }"
"""Enough of the list of media types that every nginx comes with."""


def find_nginx() -> Path | None:
    """Return the nginx that is named, installed or fetched; None where none is."""
    names = [os.environ["ERRDOCS_NGINX"]] if "ERRDOCS_NGINX" in os.environ else NAMES
    named = next(filter(None, map(shutil.which, names)), None)
    return Path(named) if named else None


def serve_as_container(
    nginx: Path, site: Path, policy: str, folder: Path, *, prefix: Sequence[str] = ()
) -> Iterator[str]:
    """Serve a site with the container's configuration, and yield the address of its root.

    Only the places in it are others: the site, the port, and `tmp` in a folder, where alone nginx
    may write. `prefix` is a command that starts it as somebody else.
    """
    port = _free_port()
    text = CONFIGURATION.read_text(encoding="utf-8")
    # Tests' folders are open to their owner only.
    user = "" if os.geteuid() or prefix else "user root;"
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o1777)
    for own, ours in (
        ("/tmp/", f"{folder}/tmp/"),
        ("/dev/stdout", f"{folder}/tmp/access.log"),
        ("/usr/share/nginx/html", str(site)),
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("worker_processes auto;", f"worker_processes 1; daemon off; {user}"),
    ):
        assert own in text, f"{CONFIGURATION} has no {own}"
        text = text.replace(own, ours)
    folder.joinpath("nginx.conf").write_text(text, encoding="utf-8")
    folder.joinpath("mime.types").write_text(TYPES, encoding="utf-8")
    folder.joinpath("policy.conf").write_text(
        f'add_header Content-Security-Policy "{policy}" always;', encoding="utf-8"
    )
    command = [*prefix, nginx, "-p", folder, "-c", folder / "nginx.conf"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        _wait_for(port, server)
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[str]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"nginx ended: {server.communicate()[1]}")
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx does not answer")
