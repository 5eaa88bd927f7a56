"""Packages of other search engines: fetched once by npm, compared with their pinned hashes."""

from __future__ import annotations

import base64
import hashlib
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache" / "benchmarks"
"""Where packages stay from one run to the next."""
SECONDS = 120
"""What one package may take to arrive."""


class NoPackage(Exception):
    """A package that cannot be had here."""

    def __init__(self, package: str, reason: str) -> None:
        super().__init__(f"{package} is not to be had: {reason}")
        self.package = package
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package, and what its archive has to be."""

    name: str
    version: str
    integrity: str
    """SHA-512 of the archive, as lock files of npm have it."""


MINISEARCH = Package(
    "minisearch",
    "7.2.0",
    "sha512-dqT2XBYUOZOiC5t2HRnwADjhNS2cecp9u+TJRiJ1Qp/f5qjkeT5APcGPjHw+bz89Ms8Jp+cG4AlE+QZ/QnDglg==",
)
FUSE = Package(
    "fuse.js",
    "7.5.0",
    "sha512-sQtrEfA+ez/3G0cCZecF70oqpCRttCexYUG4mUrtWL49ULUzUyxokt5kyqwtKzj1270RaKih+hcP3qLcumccow==",
)
PAGEFIND = {
    ("linux", "x86_64"): Package(
        "@pagefind/linux-x64",
        "1.6.0",
        "sha512-IbMSx/+Vr/Xk0TTBlLkjgK+rvnbOXGmmb2/MKxQu99AR5DsqQoV3NKEA9PQz2tAhuCZjeD5xJBp4w5N5DHIC7Q==",
    ),
}
"""Pagefind is a program, and has a package for each system; only these are pinned."""


def pagefind() -> Package:
    """Return the Pagefind of this system; raises NoPackage where none is pinned."""
    system = (sys.platform, platform.machine())
    if system not in PAGEFIND:
        raise NoPackage("pagefind", f"no version is pinned for {' '.join(system)}")
    return PAGEFIND[system]


def fetch(package: Package) -> Path:
    """Return the folder of an unpacked package; raises NoPackage where it cannot be had."""
    folder = CACHE / f"{package.name.replace('/', '-').lstrip('@')}-{package.version}"
    archive = folder / "package.tgz"
    if not archive.is_file():
        _pack(package, archive)
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if package.integrity != f"sha512-{digest}":
        archive.unlink()
        raise NoPackage(package.name, "its archive is not the pinned one")
    if not (folder / "package").is_dir():
        shutil.unpack_archive(archive, folder, filter="data")
    return folder / "package"


def _pack(package: Package, archive: Path) -> None:
    archive.parent.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm")
    if not npm:
        raise NoPackage(package.name, "there is no npm")
    named = f"{package.name}@{package.version}"
    command = [npm, "pack", "--silent", "--pack-destination", str(archive.parent), named]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NoPackage(package.name, "npm could not fetch it") from error
    (archive.parent / done.stdout.split()[-1]).rename(archive)
