"""What a page rests on: each document once, its rows, and links to the very headings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from errdocs.registry.loading import Loaded
from errdocs.render.cited_sources import citations, deep_link
from pagetext import Element, shown
from sites import files_of, page_texts
from support import serve
from two_documents import COMPARED, PAGE, loaded_in

BOTH = f"{PAGE}#:~:text=Size%20must%20be%20at%20most"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return loaded_in(tmp_path_factory.mktemp("registry"))


@pytest.fixture(scope="module")
def pages(loaded: Loaded) -> dict[str, str]:
    return page_texts(loaded)


def sources_on(page: str) -> list[Element]:
    """Return the source lines of a page."""
    (facts,) = shown(page)[1].all("dl", class_="errdocs-facts")
    tags = [child for child in facts.children if isinstance(child, Element)]
    start = next(at for at, tag in enumerate(tags) if tag.text == "Source") + 1
    end = next((at for at in range(start, len(tags)) if tags[at].tag == "dt"), len(tags))
    return tags[start:end]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No such key.", "No%20such%20key."),
        ("non-streaming, a & b", "non%2Dstreaming%2C%20a%20%26%20b"),
        ("Range of length should be [1, xxx]", "Range%20of%20length%20should%20be%20%5B1%2C"),
        ("The type of {parameter} is wrong.", "The%20type%20of"),
        ("File [id:***] is gone.", "File%20%5Bid%3A%2A%2A%2A%5D%20is%20gone."),
        ("Two\n  lines", "Two%20lines"),
        ("暂时不支持", "%E6%9A%82%E6%97%B6%E4%B8%8D%E6%94%AF%E6%8C%81"),
    ],
)
def test_a_deep_link_names_the_words_before_the_first_value(text: str, words: str) -> None:
    assert deep_link(PAGE, text) == f"{PAGE}#:~:text={words}"


def test_a_url_with_a_fragment_leads_where_it_says() -> None:
    assert deep_link(f"{PAGE}#overdue", "Pay first.") == f"{PAGE}#overdue"


def test_a_document_is_told_once_the_newest_first(loaded: Loaded) -> None:
    case = loaded.registry.errors[0].cases[0]
    told = [(item.source.key, item.places) for item in citations(loaded.registry, case.sources)]
    assert told == [("new", "section 400-Bad, rows 1, 2"), ("old", "row 1")]


def test_the_source_line_leads_to_the_section_and_says_when_it_was_compared(
    pages: dict[str, str],
) -> None:
    (line,) = sources_on(pages["errors/Bad/later/"])
    (link,) = line.all("a")
    assert link.attributes["href"] == f"{PAGE}#:~:text=No%20such%20thing%20%2D%20at%20all."
    words = " ".join(line.text.split())
    edition = "Errors, second edition, 2026-06-26"
    assert words == f"{edition}, section 400-Bad compared on {COMPARED}"


def test_several_rows_of_a_document_have_a_link_each(pages: dict[str, str]) -> None:
    new, old = sources_on(pages["errors/Bad/both/"])
    assert [link.attributes["href"] for link in new.all("a")] == [PAGE, BOTH, BOTH]
    assert "section 400-Bad: row 1, row 2" in " ".join(new.text.split())
    assert [*old.all("a")] == []
    assert "row 1" in old.text


def test_the_page_of_an_error_names_the_documents_of_its_cases(pages: dict[str, str]) -> None:
    told = [line.text.split(",")[0].strip() for line in sources_on(pages["errors/Bad/"])]
    assert told == ["Errors", "Errors", "Responses seen in the wild"]


def test_markdown_has_the_same_links(loaded: Loaded) -> None:
    text = files_of(loaded.registry)["errors/Bad.md"].decode()
    edition = f"[Errors, second edition]({PAGE}), 2026-06-26"
    assert f"- {edition}, section 400-Bad, rows 1, 2, compared on {COMPARED}\n" in text


def test_the_home_page_and_the_guide_for_agents_say_when_all_was_compared(
    loaded: Loaded, pages: dict[str, str]
) -> None:
    for text in (pages[""], files_of(loaded.registry)["llms.txt"].decode()):
        assert "Compared with the documentation on" in text
        assert COMPARED in text


def test_only_a_case_with_surfaces_of_its_own_was_seen_on_them(pages: dict[str, str]) -> None:
    for path, words in (
        ("errors/Bad/later/", "Seen on"),
        ("errors/Bad/both/", "Code printed by"),
        ("errors/Bad/", "Code printed by"),
    ):
        (facts,) = shown(pages[path])[1].all("dl", class_="errdocs-facts")
        assert {"Seen on", "Code printed by"} & {*facts.texts("dt")} == {words}


def test_an_example_response_says_how_it_was_made(pages: dict[str, str]) -> None:
    (section,) = shown(pages["errors/Bad/both/"])[1].all("section", id="response")
    assert "Generated from the message and the form of each interface" in section.text


@pytest.fixture
def upstream(tmp_path: Path) -> Iterator[str]:
    """Return the address of a long page with the headings of a document."""
    filler = "<p>words</p>" * 200
    headings = ("Size must be at least 3.", "Size must be at most 10, not more.", "No such thing")
    text = "".join(f"{filler}<h3>{heading}</h3>" for heading in headings)
    (tmp_path / "index.html").write_text(f"<!doctype html><body>{text}{filler}</body>")
    yield from serve(tmp_path)


@pytest.mark.browser
def test_a_browser_scrolls_to_the_heading_whatever_its_value_is_today(
    browser: Browser, upstream: str
) -> None:
    page = browser.new_page(viewport={"width": 800, "height": 600})
    page.goto(deep_link(upstream, "Size must be at most xxx, not more."))
    page.wait_for_function("scrollY > 0")
    place = page.get_by_text("Size must be at most 10").bounding_box()
    assert place
    assert 0 < place["y"] < 600
    page.close()
