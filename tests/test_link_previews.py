"""Link previews: the head of built pages, and the social cards that it names."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from errdocs.registry.loading import load
from errdocs.registry.model import Case, Error
from errdocs.render.link_previews import LONGEST, first_sentence_of_fix
from errdocs.render.social_cards import CARD_NAME, SIZE, SocialCard, draw
from hostile import CODE, TITLE, hostile_project
from pageparts import PageParts
from support import ROOT, run, serve

SITE = "https://errors.example.com/"
REGISTRY = load(ROOT / "data").registry
CASES = list(REGISTRY.cases())
LEAF = "errors/InvalidApiKey/"
LARGEST = 30_000
"""Bytes of a card that chats fetch for each link."""


def name_of(value: object) -> str:
    """Return the name of an entry, for the id of a test."""
    return value.code if isinstance(value, Error) else getattr(value, "id", str(value))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the reference of this repository, built for an address."""
    folder = tmp_path_factory.mktemp("published") / "site"
    done = run("mkdocs", "build", "--strict", "--site-dir", str(folder), ERRDOCS_SITE_URL=SITE)
    assert done.returncode == 0, done.stderr
    return folder


def head_of(page: Path) -> dict[str, str]:
    """Return the metadata of a page, by property or name."""
    metas = PageParts.of(page).all("meta")
    return {meta.get("property") or meta.get("name", ""): meta.get("content", "") for meta in metas}


def facts_of(page: Path) -> list[dict[str, object]]:
    """Return the JSON-LD of a page."""
    text = page.read_text(encoding="utf-8")
    blocks = text.split('<script type="application/ld+json">')[1:]
    return [json.loads(block.partition("</script>")[0]) for block in blocks]


@pytest.mark.parametrize(("error", "case"), CASES, ids=name_of)
def test_the_link_to_a_case_has_a_preview(published: Path, error: Error, case: Case) -> None:
    path = error.path_of(case)
    page = published / path / "index.html"
    head = head_of(page)
    assert head["og:title"] == head["twitter:title"] == f"{error.code}: {error.title_of(case)}"
    assert head["og:description"] == head["twitter:description"] == first_sentence_of_fix(case)
    assert head["og:description"] in head["description"]
    assert head["og:url"] == SITE + path
    assert PageParts.of(page).all("link", rel="canonical")[0]["href"] == SITE + path
    assert head["og:type"] == "article"
    assert head["twitter:card"] == "summary_large_image"
    assert head["og:image"] == head["twitter:image"] == f"{SITE}{path}{CARD_NAME}"


@pytest.mark.parametrize(("error", "case"), CASES, ids=name_of)
def test_a_description_is_one_short_sentence(error: Error, case: Case) -> None:
    sentence = first_sentence_of_fix(case)
    assert 10 < len(sentence) <= LONGEST
    assert sentence[-1] in ".:!?…"
    assert "`" not in sentence


def test_a_sentence_does_not_end_in_code_or_after_an_abbreviation() -> None:
    case = CASES[0][1]
    fixes = {
        "Set `a. b` to **one** [value](https://x.example), e.g. 2. Then go on.": (
            "Set a. b to one value, e.g. 2."
        ),
        "Wait! Or not.": "Wait!",
        "Do one of these:\n\n- this\n- that": "Do one of these:",
        "Send 1.5 kB or `x`": "Send 1.5 kB or x",
    }
    for fix, sentence in fixes.items():
        assert first_sentence_of_fix(with_fix(case, fix)) == sentence


def with_fix(case: Case, fix: str) -> Case:
    """Return a case with another fix."""
    fields = {name: getattr(case, name) for name in case.__slots__}
    return Case(**{**fields, "fix": fix})


@pytest.mark.parametrize(("error", "case"), CASES, ids=name_of)
def test_a_case_is_an_article_for_search_engines(published: Path, error: Error, case: Case) -> None:
    path = error.path_of(case)
    head = head_of(published / path / "index.html")
    [facts] = facts_of(published / path / "index.html")
    assert facts["@type"] == "TechArticle"
    assert facts["headline"] == head["og:title"]
    assert facts["description"] == head["og:description"]
    assert facts["url"] == SITE + path
    assert facts["image"] == head["og:image"]
    assert error.code in str(facts["keywords"])


def test_every_card_is_small_and_there(published: Path) -> None:
    named = {
        head["og:image"].removeprefix(SITE)
        for head in map(head_of, published.rglob("index.html"))
        if "og:image" in head
    }
    cards = {file.relative_to(published).as_posix(): file for file in published.rglob(CARD_NAME)}
    assert named == cards.keys()
    assert len(named) > len(CASES)
    for file in cards.values():
        assert len(file.read_bytes()) <= LARGEST
        assert size_of(file.read_bytes()) == SIZE


def size_of(png: bytes) -> tuple[int, ...]:
    """Return width and height of a PNG whose parts are all sound."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, size, kinds = 8, (0, 0), []
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        chunk = png[place + 4 : place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length) == (zlib.crc32(chunk),)
        if chunk[:4] == b"IHDR":
            size = struct.unpack_from(">II", chunk, 4)
        kinds.append(chunk[:4])
        place += 12 + length
    assert kinds[-1] == b"IEND"
    return size


def test_the_same_texts_give_the_same_card() -> None:
    card = SocialCard("Code", "What happened", "What to do.", "429")
    first = draw(card)
    draw.cache_clear()
    assert draw(card) == first
    assert draw(SocialCard("Code", "What else happened", "What to do.", "429")) != first


def test_a_card_takes_any_text() -> None:
    long = "A title of so many words that no card has room for it, " * 5
    for text in ("", "W" * 400, long, "错误 ошибка", "\u0000\u202e", "e\u0301 – “x” 🙂"):
        assert size_of(draw(SocialCard(text, text, text, text))) == SIZE


def test_a_text_that_the_font_lacks_is_left_out() -> None:
    assert draw(SocialCard("A", "配额", "", "")) == draw(SocialCard("A", "", "", ""))
    expected = draw(SocialCard("A", 'Cafe - "x"', "", ""))
    assert draw(SocialCard("A", "Café – “x”", "", "")) == expected


def test_without_an_address_nothing_names_one(site: Path) -> None:
    assert not list(site.rglob(CARD_NAME))
    for page in (site / "errors").rglob("index.html"):
        head = head_of(page)
        assert not {"og:url", "og:image", "twitter:image"} & head.keys()
    head = head_of(site / "errors" / "InvalidApiKey" / "index.html")
    assert head["og:title"] == "InvalidApiKey: The API key is not valid"
    assert head["twitter:card"] == "summary"


def test_overviews_and_hand_written_pages_have_previews_too(published: Path) -> None:
    for path in ("", "errors/", "errors/status/429/", "reading-errors/"):
        head = head_of(published / path / "index.html")
        assert head["og:title"]
        assert head["og:description"] == head["description"]
        assert head["og:url"] == SITE + path
        assert head["og:type"] == "website"
        assert facts_of(published / path / "index.html") == []


def test_hostile_data_stays_data_in_the_head(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path)
    with (folder / "mkdocs.yml").open("a") as file:
        file.write(f"\nsite_url: {SITE}\n")
    done = run("mkdocs", "build", folder=folder)
    assert done.returncode == 0, done.stderr
    for path in (f"errors/{CODE}/", f"errors/{CODE}/first/"):
        page = folder / "site" / path / "index.html"
        head = head_of(page)
        [facts] = facts_of(page)
        assert head["og:title"] == facts["headline"] == f"{CODE}: {TITLE}"
        assert head["og:description"] == facts["description"]
        assert size_of((page.parent / CARD_NAME).read_bytes()) == SIZE
    assert "<img" in head["og:description"] or "<b>" in head["og:description"]


@pytest.mark.browser
def test_the_published_address_is_copied_wherever_the_page_is_read(
    browser: Browser, published: Path
) -> None:
    server = serve(published)
    context = browser.new_context(base_url=next(server))
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    for path, focus in ((f"{LEAF}?a=1#fix", ".errdocs-head button"), ("errors/", "tr a")):
        page.goto(path)
        page.locator(focus).first.press("y")
        page.get_by_role("status").filter(has_text="The URL is copied.").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"{SITE}errors/")
        assert (published / copied.removeprefix(SITE) / "index.html").is_file()
    context.close()
    server.close()
