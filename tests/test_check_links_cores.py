"""`errdocs check-links` on several cores: the same findings, in the same order, and fixes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from errdocs.linkcheck import Checker, SiteUrls, check_files, known_site
from errdocs.linkcheck.checker import CheckedText
from errdocs.linkcheck.known_site import KnownPath, Site

SITE = "https://errors.example/"
PATHS = {f"errors/{name}/": KnownPath("errors/New/") for name in ("old", "New")}
PARAGRAPHS = (
    f"See <{SITE}errors/New/>.",
    f"See [it]({SITE}errors/old/) and {SITE}errors/old/#fix.",
    f"See {SITE}errors/Nwe{{number}}/ and {SITE}errors/New/",
    "No link at all",
    f"\0{SITE}",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of runbooks, with a link to nowhere among them."""
    folder = tmp_path / "runbooks"
    folder.mkdir()
    for number in range(40):
        text = PARAGRAPHS[number % len(PARAGRAPHS)].replace("{number}", str(number))
        (folder / f"{number:02}.md").write_text(text, encoding="utf-8")
    (folder / "40.md").symlink_to(tmp_path / "nowhere")
    return folder


def checked(folder: Path, *, jobs: int, fixes: bool = False) -> list[tuple[str, CheckedText]]:
    """Return what is found in each file of a folder."""
    files = dict.fromkeys(sorted(folder.iterdir()), folder if fixes else None)
    checker = Checker(Site(PATHS), SiteUrls([SITE]))
    found = check_files(files, checker, jobs, much=0, batch=1)
    return [(file.name, done) for file, done in found]


def test_several_cores_find_what_one_finds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first unknown paths get suggestions, and the others none, whichever process has them."""
    monkeypatch.setattr(known_site, "MOST_GUESSES", 3)
    alone = checked(folder, jobs=1)
    assert checked(folder, jobs=2) == alone
    targets = [problem.target for _, done in alone for problem in done.problems]
    assert targets.count(f"{SITE}errors/New/") > 3 and None in targets
    assert [name for name, done in alone if done.is_binary]
    assert {len(done.problems) for _, done in alone} == {0, 1, 2}


def test_several_cores_fix_what_one_fixes(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "alone" / "runbooks"
    shutil.copytree(folder, copy, symlinks=True)
    several, one = (checked(place, jobs=n, fixes=True) for place, n in ((folder, 2), (copy, 1)))
    assert [(name, done.fixed) for name, done in several] == [(n, done.fixed) for n, done in one]
    assert sum(done.fixed for _, done in several) == 16
    for file in copy.glob("[0-3]*.md"):
        assert (folder / file.name).read_bytes() == file.read_bytes()
