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
import lucene
import nginx

MAY_USE_APT = bool(shutil.which("apt-get")) and os.geteuid() == 0
CHROMIUM = (
    *(["apt-get update && apt-get install -y --no-install-recommends chromium"] * MAY_USE_APT),
    f"{quote(sys.executable)} -m playwright install chromium",
)
JDK = ("apt-get update && apt-get install -y --no-install-recommends default-jdk-headless",)


def unpack(package: str, folder: Path) -> tuple[str]:
    """Return the command that fetches a package of Debian and only unpacks it.

    Installed, a server would start to serve. Other users than root cannot update, but download.
    """
    place = quote(str(folder))
    return (
        f"mkdir -p {place} && cd {place} && {{ apt-get update; apt-get -o"
        f" APT::Sandbox::User=root download {package} && dpkg-deb --extract {package}_*.deb .; }}",
    )


def main() -> int:
    """Install each program, and return 0 where all are there."""
    libraries = unpack("liblucene8-java", lucene.CACHE)
    are_there = (
        install("Chromium", chromium.find_chromium, CHROMIUM, chromium.HOW_TO),
        install("nginx", nginx.find_nginx, unpack("nginx", nginx.CACHE), nginx.HOW_TO),
        install("a JDK", jdk.find_javac, JDK * MAY_USE_APT, jdk.HOW_TO),
        install("Lucene", lucene.find_lucene, libraries, lucene.HOW_TO),
    )
    return 0 if all(are_there) else 1


def install(name: str, find: Callable[[], object], ways: tuple[str, ...], how_to: str) -> bool:
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
