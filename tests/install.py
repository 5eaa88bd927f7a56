"""Install what the tests drive, a browser, a web server and a JDK, where it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shlex import quote

import chromium
import jdk
import nginx

MAY_USE_APT = bool(shutil.which("apt-get")) and os.geteuid() == 0
CHROMIUM = (
    *(["apt-get update && apt-get install -y --no-install-recommends chromium"] * MAY_USE_APT),
    f"{quote(sys.executable)} -m playwright install chromium",
)
JDK = ("apt-get update && apt-get install -y --no-install-recommends default-jdk-headless",)
CACHE = quote(str(nginx.CACHE))
NGINX = (
    # Only unpacked: installed, it would start to serve. Other users cannot update, but download.
    f"mkdir -p {CACHE} && cd {CACHE} && {{ apt-get update;"
    " apt-get -o APT::Sandbox::User=root download nginx && dpkg-deb --extract nginx_*.deb .; }",
)


def main() -> int:
    """Install each program, and return 0 where all are there."""
    are_there = (
        install("Chromium", chromium.find_chromium, CHROMIUM, chromium.HOW_TO),
        install("nginx", nginx.find_nginx, NGINX, nginx.HOW_TO),
        install("a JDK", jdk.find_javac, JDK * MAY_USE_APT, jdk.HOW_TO),
    )
    return 0 if all(are_there) else 1


def install(name: str, find: Callable[[], Path | None], ways: tuple[str, ...], how_to: str) -> bool:
    """Try one command after the other until a program is there; say how to where none helps."""
    for way in ways:
        if find():
            return True
        print(f"Installing {name} for the tests: {way}", flush=True)
        subprocess.run(way, shell=True, check=False, capture_output=True)
    if not find():
        print(how_to, file=sys.stderr)
    return bool(find())


if __name__ == "__main__":
    sys.exit(main())
