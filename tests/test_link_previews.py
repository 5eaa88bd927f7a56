"""Link previews: the head of built pages, and the social cards that it names."""

from __future__ import annotations

import dataclasses
import json
import struct
import zlib
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from errdocs.render.link_previews import LONGEST, SIZE, SocialCard, draw, first_sentence_of_fix
from errdocs.routes.paths import CARD_NAME
from hostile import ACCEPTED, CODE, LONG, REFUSED, SURROGATE, TITLE
from pageparts import PageParts
from sites import this_repository
from support import PUBLISHED_AT, serve

REGISTRY = this_repository().registry
CASES = list(REGISTRY.cases())
LEAF = "errors/InvalidApiKey/"
LARGEST = 30_000
"""Bytes of a social card that chats fetch for each link."""


@cache
def head_of(page: Path) -> dict[str, str]:
    """Return the metadata of a page by property or name, and its canonical URL."""
    parts = PageParts()
    parts.feed(page.read_text(encoding="utf-8").partition("</head>")[0])
    found = {
        meta.get("property") or meta.get("name", ""): meta.get("content", "")
        for meta in parts.all("meta")
    }
    canonical = [link["href"] for link in parts.all("link", rel="canonical")]
    return found | {"canonical": "".join(canonical)}


def facts_of(page: Path) -> list[dict[str, object]]:
    """Return the JSON-LD of a page."""
    text = page.read_text(encoding="utf-8")
    blocks = text.split('<script type="application/ld+json">')[1:]
    return [json.loads(block.partition("</script>")[0]) for block in blocks]


def test_the_link_to_a_case_is_previewed(published: Path) -> None:
    wrong = {}
    for error, case in CASES:
        path, what = error.path_of(case), f"{case.code or error.code}: {error.title_of(case)}"
        head = head_of(published / path / "index.html")
        expected = {
            **dict.fromkeys(("og:title", "twitter:title"), what),
            **dict.fromkeys(("og:description", "twitter:description"), first_sentence_of_fix(case)),
            **dict.fromkeys(("og:url", "canonical"), PUBLISHED_AT + path),
            **dict.fromkeys(("og:image", "twitter:image"), f"{PUBLISHED_AT}{path}{CARD_NAME}"),
            "og:type": "article",
            "twitter:card": "summary_large_image",
        }
        found = {name: head.get(name) for name in expected}
        if found != expected or first_sentence_of_fix(case) not in head["description"]:
            wrong[error.name_of(case)] = found
    assert wrong == {}


def test_a_description_is_one_short_sentence() -> None:
    sentences = {error.name_of(case): first_sentence_of_fix(case) for error, case in CASES}
    assert {
        name: text
        for name, text in sentences.items()
        if not 10 < len(text) <= LONGEST or text[-1] not in ".:!?…" or "`" in text
    } == {}


def test_a_sentence_does_not_end_in_code_or_after_an_abbreviation() -> None:
    case = CASES[0][1]
    fixes = {
        "Set `a. b` to **one** [value](https://x.example), e.g. 2. Then go on.": (
            "Set a. b to one value, e.g. 2."
        ),
        "Wait! Or not.": "Wait!",
        "Do one of these:\n\n- this\n- that": "Do one of these: this, …",
        "Send 1.5 kB or `x`": "Send 1.5 kB or x",
    }
    for fix, sentence in fixes.items():
        assert first_sentence_of_fix(dataclasses.replace(case, fix=fix)) == sentence


def test_a_case_is_an_article_for_search_engines(published: Path) -> None:
    wrong = {}
    for error, case in CASES:
        path = error.path_of(case)
        head = head_of(published / path / "index.html")
        [facts] = facts_of(published / path / "index.html")
        expected = {
            "@type": "TechArticle",
            "headline": head["og:title"],
            "description": head["og:description"],
            "url": PUBLISHED_AT + path,
            "image": head["og:image"],
        }
        found = {name: facts.get(name) for name in expected}
        if found != expected or error.code not in str(facts["keywords"]):
            wrong[error.name_of(case)] = found
    assert wrong == {}


def test_every_social_card_is_small_and_there(published: Path) -> None:
    named = {
        head["og:image"].removeprefix(PUBLISHED_AT)
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


def test_the_same_texts_give_the_same_social_card() -> None:
    preview = SocialCard("Code", "What happened", "What to do.", "429")
    first = draw(preview)
    assert draw(preview) == first
    assert draw(SocialCard("Code", "What else happened", "What to do.", "429")) != first


def test_a_social_card_takes_any_text() -> None:
    long = "A title of so many words that no card has room for it, " * 5
    hostile = (*ACCEPTED.values(), *REFUSED.values(), SURROGATE, LONG)
    for text in ("", "W" * 400, long, "错误 ошибка", "e\u0301 – “x” 🙂", *hostile):
        assert size_of(draw(SocialCard(text, text, text, text))) == SIZE


def test_a_text_that_the_font_lacks_is_left_out() -> None:
    assert draw(SocialCard("A", "配额", "", "")) == draw(SocialCard("A", "", "", ""))
    assert draw(SocialCard("A", "Café – “x”", "", "")) == draw(
        SocialCard("A", 'Cafe - "x"', "", "")
    )


def test_without_a_site_url_nothing_names_one(site: Path) -> None:
    assert not list(site.rglob(CARD_NAME))
    for page in (site / "errors").rglob("index.html"):
        head = head_of(page)
        assert not {"og:url", "og:image", "twitter:image"} & head.keys()
    head = head_of(site / "errors" / "InvalidApiKey" / "index.html")
    assert head["og:title"] == "InvalidApiKey: The API key is not accepted"
    assert head["twitter:card"] == "summary"


def test_overviews_and_hand_written_pages_have_previews_too(published: Path) -> None:
    for path in ("", "errors/", "errors/status/429/", "reading-errors/"):
        head = head_of(published / path / "index.html")
        assert head["og:title"]
        assert head["og:description"] == head["description"]
        assert head["og:url"] == PUBLISHED_AT + path
        assert head["og:type"] == "website"
        assert facts_of(published / path / "index.html") == []


def test_hostile_data_stays_data_in_the_head(hostile_site: Path) -> None:
    for path in (f"errors/{CODE}/", f"errors/{CODE}/first/"):
        page = hostile_site / path / "index.html"
        head = head_of(page)
        [facts] = facts_of(page)
        assert head["og:title"] == facts["headline"]
        assert head["og:title"].endswith(f": {TITLE}")
        assert head["og:description"] == facts["description"]
        assert size_of((page.parent / CARD_NAME).read_bytes()) == SIZE
    assert "<img" in head["og:description"] or "<b>" in head["og:description"]


@pytest.mark.browser
def test_the_published_url_is_copied_wherever_the_page_is_read(
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
        assert copied.startswith(f"{PUBLISHED_AT}errors/")
        assert (published / copied.removeprefix(PUBLISHED_AT) / "index.html").is_file()
    context.close()
    server.close()
