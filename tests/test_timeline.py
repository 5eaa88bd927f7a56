"""What changed: by date, from what entries say and from the dates of the documents."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import feedparser
import pytest

from errdocs.exports.text_files import LONGEST, changes_xml
from errdocs.registry.history import ChangeKind, changes, history
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, Lifecycle, Registry, Revision
from errdocs.registry.timeline import timeline
from errdocs.routes import Routes
from pagetext import Element, shown
from sites import page_texts
from two_documents import NEW, OLD, PARTS, cited, loaded_in, two_documents

SITE = "https://errors.example.com/"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return two_documents()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return loaded_in(tmp_path_factory.mktemp("registry"))


@pytest.fixture(scope="module")
def pages(loaded: Loaded) -> dict[str, str]:
    return page_texts(loaded)


def facts_of(registry: Registry) -> list[tuple[str, str, int]]:
    return [(item.kind.label, item.name, item.count) for item in changes(registry)]


def test_what_only_the_newer_document_has_came_with_it(registry: Registry) -> None:
    """A new error is one change; what no document dates came at no known time."""
    assert facts_of(registry) == [
        ("Changed", "Bad/both", 1),
        ("New", "Bad/later", 1),
        ("New", "Overdue", 2),
    ]


def test_an_entry_that_says_its_start_is_believed(registry: Registry) -> None:
    said = Lifecycle(version="3.1", date=OLD)
    old, overdue = registry.errors
    changed = dataclasses.replace(overdue, since=said)
    again = dataclasses.replace(registry, errors=(old, changed))
    assert [item.details for item in changes(again) if item.error is changed] == [said]


def test_a_registry_with_one_document_has_no_news(registry: Registry) -> None:
    (new, *_) = registry.settings.sources
    settings = dataclasses.replace(registry.settings, sources=(new,))
    assert facts_of(dataclasses.replace(registry, settings=settings)) == [
        ("Changed", "Bad/both", 1)
    ]


def test_pages_tell_what_came_with_a_document(registry: Registry) -> None:
    bad, overdue = registry.errors
    came, printed = "First listed in Errors, second edition.", "The limit is printed."
    counted = "1 case was first listed in Errors, second edition."
    told = [[history_of(registry, error, case) for case in (None, *error.cases[:3])]
            for error in (bad, overdue)]  # fmt: skip
    assert told == [[[counted, printed], [printed], [came], []], [[came], [came], [came]]]


def history_of(registry: Registry, error: Error, case: Case | None) -> list[str]:
    return sorted(item.note for item in history(registry, error, case))


def test_the_timeline_has_the_documents_on_their_dates(registry: Registry) -> None:
    newest, first = timeline(registry)
    assert [milestone.date for milestone in (newest, first)] == [NEW, OLD]
    assert [(item.messages, item.is_first) for item in newest.documents] == [(3, False)]
    assert [(item.messages, item.is_first) for item in first.documents] == [(PARTS + 1, True)]
    assert newest.counts == {ChangeKind.APPEARED: 3, ChangeKind.CHANGED: 1}
    assert first.changes == ()


def test_a_change_without_a_date_stands_under_its_version(registry: Registry) -> None:
    revision = Revision(version="2.4", what="The code is shorter.")
    case = Case(id="a", message="A.", source=cited(("old", 1)), changed=(revision,))
    error = Error(code="C", title="A code", cases=(case,))
    again = dataclasses.replace(registry, errors=(*registry.errors, error))
    assert "2.4" in [milestone.moment for milestone in timeline(again)]


def test_the_page_counts_names_and_leads_to_what_changed(pages: dict[str, str]) -> None:
    (line,) = shown(pages["errors/changes/"])[1].all("ol", class_="errdocs-timeline")
    newest, first = (item for item in line.children if isinstance(item, Element))
    assert newest.texts("time") == ["2026-06-26"]
    assert newest.texts("span", class_="errdocs-badge") == ["3 new", "1 changed"]
    assert "3 messages that no older document lists." in newest.text
    assert newest.texts("h3") == ["Changed", "New"]
    assert "Overdue A bill is overdue (2 cases)" in " ".join(newest.text.split())
    hrefs = [link.attributes["href"] for link in newest.all("a")]
    assert "../../errors/Bad/later/" in hrefs
    assert f"{PARTS + 1} messages, with which this history starts." in first.text


def test_many_new_entries_are_told_by_category(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("errdocs.routes.paths.LONG_NEWS", 1)
    page = shown(page_texts(loaded_in(tmp_path))["errors/changes/"])[1]
    assert [" ".join(text.split()) for text in page.texts("summary")] == [
        "Request 1",
        "Quota and rate limits 2",
    ]


def test_the_feed_has_one_entry_for_what_came_with_a_document(registry: Registry) -> None:
    feed = feedparser.parse(changes_xml(Routes(registry, site_url=SITE)))
    shown_entries = [(entry.title, entry.updated[:10]) for entry in feed.entries[1:]]
    assert shown_entries == [
        ("New: 3 cases first listed in Errors, second edition", "2026-06-26"),
        ("Changed: Bad/both", "2026-06-26"),
    ]
    assert feed.entries[1].summary.endswith("Request: 1; Quota and rate limits: 2.")


def test_the_feed_has_a_bound(registry: Registry) -> None:
    revisions = tuple(Revision(date=NEW, what=f"Change {at}.") for at in range(LONGEST + 5))
    bad, overdue = registry.errors
    many = dataclasses.replace(
        registry, errors=(dataclasses.replace(bad, changed=revisions), overdue)
    )
    assert len(feedparser.parse(changes_xml(Routes(many))).entries) == LONGEST + 1
