"""Pages made from prototypes: what they hold is what MkDocs makes of each page."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace
from typing import Any, cast

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from material.plugins.search.plugin import SearchIndex

from errdocs.cli import main
from errdocs.engines import writing
from errdocs.engines.prototypes import CONTENT, MarkedPage, Unfit, values_of
from errdocs.problems import Place
from errdocs.render.search_text import search_text
from errdocs.render.texts import BUILT_IN_TEMPLATES
from errdocs.render.views import RenderedPage
from errdocs.routes import Page, PageKind
from sites import page_texts, this_repository
from support import run

OVERRIDE = """\
{% extends "base.html" %}
{% block extrahead %}
  {{ super() }}
  <meta name="pages" content="{{ page.meta.title | e if page else '' }}">
  {% set title = page.meta.title if page and page.meta.title else "" %}
  <meta name="query" content="?t={{ title | urlencode }}">
{% endblock %}
"""
HOOKS = """\
def on_post_page(output, **_):
    return output.replace("</body>", "<!-- ours --></body>")
"""
LENGTH = '<meta name="length" content="{{ page.meta.title | length if page else 0 }}">'


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a made-up project with errors of every kind, for a site with a URL."""
    folder = tmp_path_factory.mktemp("prototypes") / "project"
    done = run("errdocs", "init", str(folder), folder=folder.parent)
    assert done.returncode == 0, done.stderr
    settings = folder / "mkdocs.yml"
    text = re.sub("(?m)^site_url:.*\n", "", settings.read_text())
    settings.write_text(f"site_url: https://errors.example.com/base/\n{text}")
    return folder


def built(project: Path, rendering: str) -> dict[str, bytes]:
    """Return the files of the site of a project, by path."""
    settings = project / "mkdocs.yml"
    before = settings.read_text()
    settings.write_text(before.replace("registry: data", f"registry: data\n      {rendering}", 1))
    done = run("errdocs", "build", "-d", "built", folder=project)
    settings.write_text(before)
    assert done.returncode == 0, done.stderr
    site = project / "built"
    files = (file for file in site.rglob("*") if file.is_file())
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in files}


def override(project: Path, main: str) -> None:
    """Give a project a theme of its own, whose pages are made by this template."""
    (project / "templates" / "theme").mkdir(parents=True)
    (project / "templates" / "theme" / "main.html").write_text(main)
    settings = project / "mkdocs.yml"
    text = settings.read_text()
    settings.write_text(
        text.replace("registry: data", "registry: data\n      templates: templates")
    )


def facts(path: str, content: bytes) -> object:
    """Return what counts of a file: neither empty lines nor the order in the index of a search."""
    if path.endswith(".html"):
        return [line for line in content.decode().splitlines() if line.strip()]
    if path == "search/search_index.json":
        index = json.loads(content)
        return index["config"], sorted(map(json.dumps, index["docs"]))
    return content


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the files that two sites do not have alike."""
    paths = sorted(path for path in {*one, *other} if not path.endswith(".gz"))
    return [
        path
        for path in paths
        if facts(path, one.get(path, b"")) != facts(path, other.get(path, b""))
    ]


def test_a_site_made_from_prototypes_is_what_the_engine_makes(project: Path) -> None:
    prototypes = built(project, "rendering: prototypes")
    assert differing(prototypes, built(project, "rendering: engine")) == []
    assert any(path.count("/") == 3 for path in prototypes if path.endswith("index.html"))


def test_themes_and_plugins_of_a_project_take_part(project: Path, tmp_path: Path) -> None:
    folder = copytree(project, tmp_path / "project")
    override(folder, OVERRIDE)
    with (folder / "mkdocs.yml").open("a") as settings:
        settings.write("\nextra_css: [own.css]\nhooks: [hooks.py]\n")
    (folder / "docs" / "own.css").write_text("body {}")
    (folder / "hooks.py").write_text(HOOKS)
    prototypes = built(folder, "rendering: prototypes")
    assert differing(prototypes, built(folder, "rendering: engine")) == []
    page = prototypes["errors/retired/index.html"].decode()
    assert '<meta name="query" content="?t=Removed%20errors">' in page
    assert "<!-- ours -->" in page
    assert "own.css" in page


def test_a_theme_that_looks_at_each_value_has_every_page_rendered(
    project: Path, tmp_path: Path
) -> None:
    folder = copytree(project, tmp_path / "project")
    override(folder, OVERRIDE.replace("{{ super() }}", f"{{{{ super() }}}}{LENGTH}"))
    prototypes = built(folder, "rendering: prototypes")
    assert differing(prototypes, built(folder, "rendering: engine")) == []
    assert '<meta name="length" content="14">' in prototypes["errors/retired/index.html"].decode()


def test_a_page_that_the_navigation_names_is_marked_in_it(project: Path, tmp_path: Path) -> None:
    folder = copytree(project, tmp_path / "project")
    settings = folder / "mkdocs.yml"
    text = settings.read_text()
    settings.write_text(text.replace("nav:\n", "nav:\n  - Gone: errors/retired/index.md\n", 1))
    files = built(folder, "rendering: prototypes")
    page = files["errors/retired/index.html"].decode()
    assert re.search(r'md-(?:nav__link|tabs__item)[^"]*--active', page)


def test_hand_written_pages_link_to_sections_of_pages_that_are_filled(
    project: Path, tmp_path: Path
) -> None:
    folder = copytree(project, tmp_path / "project")
    page = folder / "docs" / "reading-errors.md"
    before = page.read_text()
    page.write_text(f"{before}\n[removed](errors/retired/index.md#content)\n")
    assert run("errdocs", "build", folder=folder).returncode == 0
    page.write_text(f"{before}\n[removed](errors/retired/index.md#nowhere)\n")
    done = run("errdocs", "build", folder=folder)
    assert done.returncode == 1
    assert "does not contain an anchor '#nowhere'" in done.stderr


def page_with(title: str, code: str, line: int = 3) -> RenderedPage:
    head = {
        "title": title,
        "hide": ["toc"],
        "search": {"boost": 2},
        "link_preview": {"title": title, "facts": {"headline": title, "keywords": [code, title]}},
        "alternates": {"text/markdown": f"errors/{code}.md"},
    }
    page = Page(PageKind.CASE, f"errors/{code}/", title)
    return RenderedPage(page, head, f"<h1>{title}</h1>", Place(f"data/{code}.yml", line, 1))


THEME = """\
<title>{{ meta.title }} - {{ meta.title | e }}</title>
<meta content="{{ meta.link_preview.title | e }}"><a href="?{{ meta.title | urlencode }}">
{% for kind in meta.alternates %}{{ kind }} {{ base }}{{ meta.alternates[kind] | e }}{% endfor %}
<script>{{ meta.link_preview.facts | tojson }} {{ meta.link_preview.title | tojson }}</script>
<a href="https://host/{{ url }}"></a><a href="{{ edit }}"></a>
<main>{{ content }}</main>
"""


def rendered(path: str, head: Any, edit: str | None, content: str, theme: str = THEME) -> str:
    template = Environment().from_string(theme)  # without escaping, as MkDocs has it
    return template.render(meta=head, url=path, edit=edit, content=content, base="../../")


@given(st.text(), st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True))
def test_each_value_is_written_as_the_theme_writes_it(title: str, code: str) -> None:
    marked = MarkedPage.like(page_with("Any", "Any"))
    prototype = marked.prototype(rendered(marked.path, marked.head, marked.edit_path, CONTENT))
    page = page_with(title, code)
    expected = rendered(page.page.path, page.head, f"data/{code}.yml#L3", page.html)
    assert prototype.filled(page) == expected


@pytest.mark.parametrize(
    ("theme", "reason"),
    [
        ("{{ meta.title | upper }} {{ content }}", "changes a value"),
        ("{{ meta.title | striptags }} {{ content }}", "changes a value"),
        ("{{ url | replace('/', '-') }} {{ content }}", "changes a value"),
        ("{{ content | replace('h1', 'h2') }}", "changes a value"),
        ("{{ meta.title }}", "leaves the content of the page out"),
    ],
)
def test_a_theme_that_changes_a_value_has_no_prototype(theme: str, reason: str) -> None:
    marked = MarkedPage.like(page_with("Any", "Any"))
    html = rendered(marked.path, marked.head, marked.edit_path, CONTENT, theme)
    with pytest.raises(Unfit, match=reason):
        marked.prototype(html)


def test_the_search_reads_the_same_of_a_page_as_its_own_parser(site: Path) -> None:
    published = json.loads((site / "search" / "search_index.json").read_text())["docs"]
    texts = {document["location"]: document["text"] for document in published}
    for path, text in page_texts(this_repository()).items():
        if path not in texts or path in {"", "errors/", "lookup/"}:
            continue
        body = text.split("---\n", 2)[2]
        index = SearchIndex()
        page = SimpleNamespace(content=re.sub(r'(?s)<div class="highlight">.*?</div>', "", body))
        page.meta, page.url, page.toc, page.title = {}, path, [], ""
        index.add_entry_from_context(page)
        assert search_text(body) == cast(list[dict[str, str]], index.entries)[0]["text"]
        assert texts[path] == search_text(body)


@pytest.mark.parametrize(
    "content",
    [
        "<div data-search-exclude><div>a</div>b</div>c",
        '<p title="a > b" data-search-exclude="">gone</p><p>left</p>',
        "<pre><code>a\n  b</code></pre> <p>x\n\n y</p>",
        "a &lt;b&gt; &#34;c&#34; <code></code><ul>\n<li> </li></ul>",
    ],
)
def test_what_is_excluded_or_empty_is_not_searched(content: str) -> None:
    expected = {
        "<div": "c",
        "<p t": "<p>left</p>",
        "<pre": "<pre><code>a\n  b</code></pre> <p>x y</p>",
        "a &l": 'a &lt;b&gt; "c"',
    }
    assert search_text(content) == expected[content[:4]]


def test_a_page_with_sections_of_its_own_is_left_to_the_parser() -> None:
    assert search_text('<h2 id="own">Own</h2><p>text</p>') is None
    assert values_of(page_with("Any", "Any"))["path"] == "errors/Any/"


def test_all_cores_write_what_one_writes(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def files(fewest: int) -> dict[str, bytes]:
        monkeypatch.setattr(writing, "FEWEST", fewest)
        site = tmp_path / str(fewest)
        done = CliRunner().invoke(main, ["build", "-d", str(site)])
        assert done.exit_code == 0, done.output
        found = (file for file in site.rglob("*") if file.suffix != ".gz" and file.is_file())
        return {file.relative_to(site).as_posix(): file.read_bytes() for file in found}

    monkeypatch.chdir(project)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr(writing, "cores", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # xdist has threads of its own
    written: list[bool] = []
    monkeypatch.setattr(writing, "tell", lambda _: written.append(True))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    one = files(0)
    assert one == files(1_000_000)
    assert written
    kept = [
        file for file in (tmp_path / "cache" / "errdocs" / "cards").rglob("*") if file.is_file()
    ]
    assert len(kept) == len({image for path, image in one.items() if path.endswith("preview.png")})


def test_a_broken_template_stops_all_cores_without_a_traceback(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copytree(project, tmp_path / "project")
    override(folder, OVERRIDE)
    (folder / "templates" / "pages").mkdir()
    page = (BUILT_IN_TEMPLATES / "pages" / "case.md.j2").read_text()
    broken = "{% if neighbours[0] and not neighbours[1] %}{{ nothing.here }}{% endif %}"
    (folder / "templates" / "pages" / "case.md.j2").write_text(page + broken)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(writing, "FEWEST", 0)
    monkeypatch.setattr(writing, "cores", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    done = CliRunner().invoke(main, ["build"])
    assert done.exit_code == 1
    assert "a template is broken" in done.output
    assert "case.md.j2" in done.output
    assert "Traceback" not in done.output
