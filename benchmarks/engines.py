"""The search engines that are compared: what each needs beside a built site, and what it sends."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from benchmarks.packages import FUSE, MINISEARCH, NoPackage, fetch, pagefind

SCRIPTS = Path(__file__).parent / "engines"
"""How each is opened and asked in a browser."""
BESIDE = "benchmark"
"""Folder of a site for what no site has: these scripts, packages, and indexes made of pages."""

PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Benchmark</title></html>'
"""An empty page in the language of the site, which Pagefind stems words by."""


@dataclass(frozen=True, slots=True)
class Files:
    """What a browser has to fetch, in gzipped bytes."""

    index: int
    script: int


@dataclass(frozen=True, slots=True)
class Engine:
    """A search engine."""

    name: str
    script: str
    """Name of its script here."""
    install: Callable[[Path], None]
    """Adds to a built site what the engine needs; raises NoPackage."""
    files: Callable[[Path], Files]
    """Returns what a browser fetches of a site for it."""


def add_scripts(site: Path) -> None:
    """Add to a built site what opens and asks the engines, and an empty page to do it on."""
    shutil.copytree(SCRIPTS, site / BESIDE)
    (site / BESIDE / "index.html").write_text(PAGE, encoding="utf-8")


def pages(site: Path) -> list[dict[str, str]]:
    """Return each page of a site with its words, from the documents of the theme's own search."""
    text = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for section in json.loads(text)["docs"]:
        location = section["location"].partition("#")[0]
        words = _plain(f"{section['title']} {section['text']}")
        page = found.setdefault(
            location, {"location": location, "title": _plain(section["title"]), "text": ""}
        )
        page["text"] += f"{words}\n"
    return list(found.values())


def _plain(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", markup))


def packed(files: Iterable[Path]) -> int:
    """Return the bytes of files as a server sends them, packed one by one."""
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)


def _nothing(site: Path) -> None:
    pass


def _errdocs_files(site: Path) -> Files:
    folder = site / "assets" / "errdocs"
    scripts = (folder / "constants.js", *(folder / "lookup").glob("*.js"))
    return Files(packed([site / "lookup.json"]), packed(scripts))


def _lunr_files(site: Path) -> Files:
    workers = (site / "assets" / "javascripts" / "workers").glob("*.js")
    return Files(packed([site / "search" / "search_index.json"]), packed(workers))


def _install_minisearch(site: Path) -> None:
    script = fetch(MINISEARCH) / "dist" / "es" / "index.js"
    shutil.copy(script, site / BESIDE / "minisearch-package.js")


def _install_fuse(site: Path) -> None:
    shutil.copy(fetch(FUSE) / "dist" / "fuse.min.mjs", site / BESIDE / "fuse-package.js")


def _made(name: str) -> Callable[[Path], Files]:
    def files(site: Path) -> Files:
        folder = site / BESIDE
        return Files(packed([folder / f"{name}.json"]), packed([folder / f"{name}-package.js"]))

    return files


def _install_pagefind(site: Path) -> None:
    package = pagefind()
    program = fetch(package) / "bin" / "pagefind_extended"
    # Without the element, it would index the navigation of every page too.
    command = [str(program), "--site", str(site), "--root-selector", "article"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPackage(package.name, "it cannot index the site")


def _pagefind_files(site: Path) -> Files:
    parts = list(_parts(site))
    scripts = [site / "pagefind" / name for name in ("pagefind.js", "pagefind-worker.js")]
    programs = (site / "pagefind").glob("wasm.en.*")
    ready_packed = sum(file.stat().st_size for file in (*parts, *programs))
    index = sum(file.stat().st_size for file in parts)
    return Files(index, packed(scripts) + ready_packed - index)


def _parts(site: Path) -> Iterator[Path]:
    """Yield the files of the index, which are packed already."""
    for ending in ("pf_meta", "pf_index", "pf_fragment"):
        yield from (site / "pagefind").rglob(f"*.{ending}")


ENGINES = (
    Engine("errdocs", "errdocs", _nothing, _errdocs_files),
    Engine("Material (lunr)", "lunr", _nothing, _lunr_files),
    Engine("MiniSearch", "minisearch", _install_minisearch, _made("minisearch")),
    Engine("Fuse.js", "fuse", _install_fuse, _made("fuse")),
    Engine("Pagefind", "pagefind", _install_pagefind, _pagefind_files),
)
