"""Laws of the registry: whatever it holds is written, read and rendered faithfully."""

from __future__ import annotations

import html
import re
import tempfile
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from errdocs import messages
from errdocs.checks import check
from errdocs.escaping import printable, visible
from errdocs.registry.loading import Loaded, load
from errdocs.registry.model import Case, Error, Family, Registry
from errdocs.registry.naming import Found
from errdocs.render.code_samples import CodeSamples
from errdocs.render.entry_markdown import Extent, entry_markdown
from errdocs.render.texts import BUILT_IN_TEMPLATES, printed_message
from errdocs.routes import Routes, paths
from pagetext import Element, shown
from sites import page_texts, site_of

BASE = Path(__file__).parent / "scenarios" / "checks" / "base"
FILES = {file.relative_to(BASE).as_posix(): file.read_bytes() for file in BASE.rglob("*.yml")}
TEMPLATES = [file.read_text("utf-8") for file in (BUILT_IN_TEMPLATES / "pages").glob("*.md.j2")]
FROM_TEMPLATES = {tag for text in TEMPLATES for tag in re.findall(r"<([a-z][a-z0-9-]*)", text)}
FROM_MARKDOWN = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
FROM_CODE = {"code", "div", "pre", "span", "var"}
EXPECTED = FROM_TEMPLATES | FROM_MARKDOWN | FROM_CODE
"""The elements that templates, causes and fixes, messages and listings are made of."""
PIECES = (
    "*a", "&a ", "[", "{", "}", "]", ": ", "- ", "? ", "\n", "\n\n", "  ", "\t", "\r", "|", ">",
    "'", '"', "#", " #", "!!str ", "!!python/object:os.system ", "!a ", "<<", "%YAML 9.9\n",
    "---\n", "...\n", "\x00", "\x1b", "\ufeff", "\u2028", "\x85", "\\", "&", "*", "~", "0x",
    "1e999", "=",
)  # fmt: skip
"""What a typo, or someone who means harm, puts into a YAML file."""
SITE = "https://example.com/"
law = settings(max_examples=12)


def loaded(registry: Registry) -> Loaded:
    """Return a registry as it is read after it was written."""
    with tempfile.TemporaryDirectory() as folder:
        strategies.write_registry(registry, Path(folder))
        return load(Path(folder))


def problems(found: Loaded) -> list[str]:
    return list(found.report(item for item in check(found) if not item.broken.is_warning))


@law
@given(strategies.registries())
def test_what_is_written_is_read_back_as_the_same_model_without_problems(
    registry: Registry,
) -> None:
    found = loaded(registry)
    assert found.problems == ()
    assert found.registry == registry
    assert problems(found) == []


@law
@given(strategies.registries())
def test_every_file_and_text_of_a_registry_is_made(registry: Registry) -> None:
    files = site_of(loaded(registry)).files
    assert {"errors.json", "lookup.json"} <= {file.path for file in files}
    for error in registry.errors:
        assert entry_markdown(registry, Found(error), extent=Extent.OVERVIEW)
        assert entry_markdown(registry, Found(error))


@law
@given(strategies.registries())
def test_no_data_turns_into_markup_on_any_page(registry: Registry) -> None:
    """One law for all pages: making and reading them costs most of it."""
    texts = page_texts(loaded(registry), entry_base=SITE)
    pages = {path: shown(text) for path, text in texts.items()}
    assert len(pages) > len(registry.errors)
    for _, page in pages.values():
        assert_only_own_elements(page)
    for error, case in registry.cases():
        head, page = pages[error.path_of(case)]
        title, code = visible(error.title_of(case)), case.code or error.code
        assert html.unescape(head["title"]) == (code if title == code else f"{code}: {title}")
        assert page.texts("h1")[0] == title
        assert_case_is_shown(page, case)
        assert_code_is_shown(page, CodeSamples(registry), error, case)
    assert_index_lists(pages[paths.INDEX][1], registry)
    listed = Routes(registry).listings.by_category
    titles = [visible(category.title) for category, cases in listed.items() if cases]
    overviews = ["Similar errors, told apart"] if registry.settings.families else []
    assert pages[""][1].texts("strong") == overviews + titles
    for family in registry.settings.families:
        assert_family_is_shown(pages[paths.family_path(family.key)][1], registry, family)


def assert_only_own_elements(page: Element) -> None:
    """Assert that no data makes an element, a handler or a target that runs."""
    assert {element.tag for element in page.tree()} <= EXPECTED
    attributes = {name for element in page.tree() for name in element.attributes}
    assert {name for name in attributes if name.startswith("on")} == set()
    targets = [element.attributes.get("href", "") for element in page.tree()]
    assert [target for target in targets if "script:" in target.lower()] == []


def assert_family_is_shown(page: Element, registry: Registry, family: Family) -> None:
    """Assert that a table has each member with its title and its words, letter for letter."""
    entries = [registry.find_entry(member.entry) for member in family.members]
    found = (entry[0].title_of(entry[1] or entry[0].only_case) for entry in entries if entry)
    titles = [visible(title) for title in found]
    assert [row.texts("a")[0] for row in page.all("th", scope="row")] == titles
    words = page.texts("td", data_label="How to tell")
    assert words == [visible(member.tell) for member in family.members]


def assert_case_is_shown(page: Element, case: Case) -> None:
    """Assert that messages, parameters and examples stand on a page letter for letter."""
    shown_messages = list(page.all("div", class_="errdocs-message"))
    printed = [printed_message(case)] if case.message else []
    assert [message.text for message in shown_messages] == [*map(visible, printed)]
    assert [message.attributes["data-copy-text"] for message in shown_messages] == printed
    sections = list(page.all("section", id="message"))
    assert len(sections) == bool(case.all_templates)
    if sections:
        assert_wordings_are_shown(sections[0], case)
    of_requests = [
        figure
        for section in page.all("section", class_="errdocs-requests")
        for figure in section.all("figure", class_="errdocs-example")
    ]
    bodies = [
        text
        for figure in page.all("figure", class_="errdocs-example")
        if not any(figure is other for other in of_requests)
        for text in figure.texts("pre")
    ]
    examples = [f"{visible(example.body)}\n" for example in case.examples]
    assert bodies[: len(examples)] == examples


def assert_code_is_shown(page: Element, samples: CodeSamples, error: Error, case: Case) -> None:
    """Assert that requests and programs stand on a page letter for letter."""
    parts = [part for change in samples.changes(case) for part in change.parts.values()]
    expected = parts + [sample.works for sample in samples.requests(case)]
    shown_requests = list(page.all("section", class_="errdocs-requests"))
    found = [text for section in shown_requests for text in section.texts("pre")]
    assert found == [f"{visible(text)}\n" for text in expected]
    about = [*samples.retrying(error, case), *samples.handling(error, case)]
    boxes = page.all("details", class_="errdocs-program")
    found = [text for box in boxes for text in box.texts("pre")]
    assert found == [f"{visible(sample.body)}\n" for sample in about]


def assert_wordings_are_shown(section: Element, case: Case) -> None:
    """Assert that the other messages and the parameters stand in a section letter for letter."""
    wordings = (*case.other_messages, *case.former_messages)
    filled = [messages.parse(item.message).fill(case.sample_values) for item in wordings]
    lists = section.all("ul", class_="errdocs-wordings")
    assert [text for items in lists for text in items.texts("code")] == [*map(visible, filled)]
    values = case.parameters.values()
    assert section.texts("th", scope="row") == list(case.parameters)
    assert section.texts("td") == [
        visible(text) for value in values for text in (value.description, value.example)
    ]


def assert_index_lists(index: Element, registry: Registry) -> None:
    """Assert that the index has a row for each current case, letter for letter."""
    rows_of = ((error, case) for error in registry.errors for case in error.rows)
    current = [(error, case) for error, case in rows_of if not error.removal_of(case)]
    rows = list(index.all("tr", data_case_row=""))
    # What follows in a row are the values of declared fields.
    titles = [visible(error.title_of(case)) for error, case in current]
    assert [row.texts("a")[0] for row in rows] == titles
    codes = [(case and case.code) or error.code for error, case in current]
    assert [row.texts("code")[0] for row in rows] == codes
    said = [row.texts("span", class_="errdocs-row-message") for row in rows]
    assert said == [
        [visible(" ".join(printed_message(case).split()))] if case and case.message else []
        for _, case in current
    ]


def reports_of(files: dict[str, bytes]) -> list[str]:
    """Return what loading and checking say about a folder with these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return problems(load(Path(folder)))


def test_the_base_of_the_broken_registries_has_no_problems() -> None:
    assert reports_of(FILES) == []


@law
@given(
    st.sampled_from(sorted(FILES)), st.binary(max_size=200) | st.text(max_size=200).map(str.encode)
)
def test_any_bytes_for_a_file_are_a_problem_and_no_crash(name: str, content: bytes) -> None:
    found = reports_of({**FILES, name: content})
    assert any(name in line for line in found)


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(FILES)),
    st.lists(
        st.tuples(
            st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES) | st.text(max_size=5)
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_no_typo_in_a_file_crashes_the_checks(
    name: str, edits: list[tuple[float, int, str]]
) -> None:
    text = FILES[name].decode()
    for place, length, piece in edits:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + length :]
    for line in reports_of({**FILES, name: text.encode("utf-8", "surrogatepass")}):
        assert printable(line) == line


@law
@given(
    st.sampled_from(sorted(FILES)),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | strategies.lines,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(("code", "cases", "rows", "service")) | st.text(), inner
            )
        ),
        max_leaves=8,
    ),
)
def test_any_data_for_a_file_is_a_problem_and_no_crash(name: str, data: object) -> None:
    content = yaml.safe_dump(data, allow_unicode=True).encode()
    found = reports_of({**FILES, name: content})
    assert any(name in line for line in found)
