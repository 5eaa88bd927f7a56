"""Install what the tests drive, a browser and a web server, where it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import chromium
import nginx

Command = list[str]
Ways = Iterator[list[Command]]
"""Ways to install a program, each a list of commands that belong together."""


def main() -> int:
    """Install each program by the first way that works; say how to where none does."""
    are_there = (
        _install("Chromium", chromium.find_chromium, _ways_to_chromium(), chromium.HOW_TO),
        _install("nginx", nginx.find_nginx, _ways_to_nginx(), nginx.HOW_TO),
    )
    return 0 if all(are_there) else 1


def _install(name: str, find: Callable[[], Path | None], ways: Ways, how_to: str) -> bool:
    """Whether a program is there in the end."""
    while not find():
        way = next(ways, None)
        if way is None:
            print(how_to, file=sys.stderr)
            return False
        print(f"Installing {name} for the tests:", " ".join(way[0]), flush=True)
        for command in way:
            if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
                break
    return True


def _ways_to_chromium() -> Ways:
    """Yield Debian's package, or else Playwright's own build."""
    if _may_use_apt():
        packages = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        yield [["apt-get", "update"], packages]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def _ways_to_nginx() -> Ways:
    """Yield Debian's package, only unpacked: installed, it would start to serve."""
    if shutil.which("apt-get") and shutil.which("dpkg-deb"):
        update = [["apt-get", "update"]] if _may_use_apt() else []
        download = "apt-get --option APT::Sandbox::User=root download nginx"
        fetch = f'cd "{nginx.CACHE}" && {download} && dpkg-deb --extract nginx_*.deb .'
        yield [*update, ["mkdir", "-p", str(nginx.CACHE)], ["sh", "-c", fetch]]


def _may_use_apt() -> bool:
    return bool(shutil.which("apt-get")) and os.geteuid() == 0


if __name__ == "__main__":
    sys.exit(main())
