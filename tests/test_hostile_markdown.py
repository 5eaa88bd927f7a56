"""A folder of Markdown whose every part is hostile: imported, checked, built and shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from errdocs.cli import main
from errdocs.escaping import visible
from hostile import ACCEPTED, GROUPS, build_unchecked, let_markdown_do_all
from pageparts import PageParts
from test_hostile_data import ORDERS, unsafe_elements

MAPPING = """\
source: {key: pages, title: Pages, date: 2026-01-15}
read: {file: pages}
links: {base: "https://example.com/pages/"}
error:
  code: "{code}"
  title: "{title}"
case:
  message: "{message}"
  cause: "{first}"
  fix: "{body}"
  examples: {path: examples, language: text}
registry: {service: {name: Parcel, description: An example.}, version: "1"}
"""
SECRET = "of-the-settings-alone"
"""What stands in a file beside the pages, and in no page: a snippet must not bring it in."""
BLOCKS = "\n\n".join(
    (
        *ACCEPTED.values(),
        '--8<-- "private.md"',
        ';--8<-- "private.md"',
        "--8<--\nprivate.md\n--8<--",
    )
)
"""Each value as a block of its own, where most of them mean most."""


def page_of(number: int, value: str) -> str:
    """Return a page with a value in its front matter, headings, paragraphs and code."""
    quoted = json.dumps(value, ensure_ascii=False)
    return (
        f"---\ncode: E{number}\nmessage: {quoted}\nabout: {quoted}\n---\n"
        f"# {value}\n\nFirst {value}\n\n## Fix {value} {{: onclick=alert(1) }}\n\n{value}\n\n"
        f"```text {{ onclick=alert(1) }}\n{value}\n```\n\n{BLOCKS if number == 0 else ''}\n\n"
        f"[label][one] [one]\n\n[one]: javascript:alert(1)\n"
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built project that was imported from such pages."""
    folder = tmp_path_factory.mktemp("markdown")
    (folder / "pages").mkdir()
    for number, value in enumerate(GROUPS):
        file = folder / "pages" / f"page-{number}.md"
        file.write_text(page_of(number, value), encoding="utf-8")
    (folder / "mapping.yml").write_text(MAPPING, encoding="utf-8")
    made = folder / "made"
    done = CliRunner().invoke(main, ["init", str(made), "--from", str(folder / "mapping.yml")])
    assert done.exit_code == 0, done.output
    let_markdown_do_all(made)
    (made / "private.md").write_text(SECRET, encoding="utf-8")
    build_unchecked(made)
    return made


def test_a_check_tells_each_link_that_leads_into_a_script(project: Path) -> None:
    done = CliRunner().invoke(main, ["check", "--data", str(project / "data"), "--format", "json"])
    assert done.exit_code == 1
    told = json.dumps(json.loads(done.stdout), ensure_ascii=False)
    assert "javascript:alert(1)" in told and "data:text/html" in told and "vbscript:" in told
    assert not ORDERS.search(done.output)


def test_nothing_of_imported_markdown_becomes_more_than_text(project: Path) -> None:
    pages = [*(project / "site").rglob("*.html")]
    assert [found for page in pages for found in unsafe_elements(page)] == []
    for file in (*pages, *(project / "site").rglob("*.md"), *(project / "site").rglob("*.json")):
        text = file.read_text(encoding="utf-8")
        assert SECRET not in text, file
        assert file.suffix == ".json" or not ORDERS.search(text), file


def test_an_imported_message_is_shown_letter_for_letter(project: Path) -> None:
    for number, value in enumerate(GROUPS):
        parts = PageParts.of(project / "site" / "errors" / f"E{number}" / "index.html")
        copied = [item["data-copy-text"] for item in parts.all("div") if "data-copy-text" in item]
        assert value in copied
        words = " ".join(visible(value).split())
        assert words in " ".join(parts.texts["body"][0].split())
