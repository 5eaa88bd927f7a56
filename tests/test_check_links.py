"""Links in other people's files: found in every notation, checked, and fixed without loss."""

from __future__ import annotations

import json
import re
import shutil
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from errdocs.exports.permalinks_json import permalinks_json
from errdocs.fetching import Unreadable
from errdocs.linkcheck import Checker, SiteUrls, scanning, site_of_registry
from errdocs.linkcheck.known_site import Site, site_of_json
from errdocs.linkcheck.scanning import Notation, notation_of, scan
from errdocs.registry.loading import load
from errdocs.routes import Routes, read_ledger
from errdocs.routes.paths import BadSiteUrl

SCENARIOS = Path(__file__).parent / "scenarios" / "runbooks"
FILES = sorted(path for path in (SCENARIOS / "files").iterdir() if path.suffix != ".expected")
HOST = "https://errors.example/"
SITE_URLS = SiteUrls([HOST])


def site_of_scenarios() -> Site:
    loaded, read = load(SCENARIOS / "data"), read_ledger(SCENARIOS / "data")
    assert not loaded.problems and not read.problems
    return site_of_registry(Routes(loaded.registry, read.ledger, frozenset({"guide/"})))


SITE = site_of_scenarios()
CHECKER = Checker(SITE, SITE_URLS)


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def findings(text: str, notation: Notation, checker: Checker | None = None) -> list[str]:
    """Return a line for each problem; `=>` where the target is certain.

    By default with a checker of its own, as one that has seen much no longer makes suggestions.
    """
    checker = checker or Checker(SITE, SITE_URLS)
    return [
        f"{problem.where.line}:{problem.where.column} {problem.rule} {problem.url}"
        + (f" {'=>' if problem.edit else '->'} {problem.target}" if problem.target else "")
        for problem in checker.check(text, notation, "file").problems
    ]


def found(text: str, notation: Notation = Notation.TEXT) -> list[str]:
    return [link.link.url for link in scan(text, notation, SITE_URLS)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_gets_the_findings_beside_it(path: Path) -> None:
    notation = notation_of(path)
    assert notation
    expected = path.with_name(f"{path.name}.expected").read_text(encoding="utf-8").splitlines()
    assert findings(read(path), notation) == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_fixing_leaves_what_is_not_certain_and_every_other_byte(path: Path) -> None:
    notation = notation_of(path)
    assert notation
    text = read(path)
    fixed, count = Checker(SITE, SITE_URLS).fix(text, notation)
    certain = [line for line in findings(text, notation) if " => " in line]
    assert count == len(certain) > 0
    assert outside(fixed, notation) == outside(text, notation)
    rest = [line.split(" ", 1)[1] for line in findings(text, notation) if " => " not in line]
    assert [line.split(" ", 1)[1] for line in findings(fixed, notation)] == rest


def outside(text: str, notation: Notation) -> list[str]:
    """Return what stands between the links of a text."""
    spans = [link.span for link in scan(text, notation, SITE_URLS)]
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def test_markdown_links_are_those_that_a_parser_of_markdown_finds() -> None:
    text = read(SCENARIOS / "files" / "markdown.md")
    tokens = MarkdownIt("commonmark").parse(text)
    children = [child for token in tokens for child in token.children or ()]
    hrefs = [str(child.attrGet("href")) for child in children if child.type == "link_open"]
    assert_found(hrefs, text, Notation.MARKDOWN)


def test_html_links_are_those_that_a_parser_of_html_finds() -> None:
    text = read(SCENARIOS / "files" / "page.html")
    hrefs: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            hrefs.extend(value or "" for name, value in attrs if name == "href")

    Reader().feed(text)
    assert_found(hrefs, text, Notation.HTML)


def test_rst_links_are_those_that_docutils_finds() -> None:
    text = read(SCENARIOS / "files" / "guide.rst")
    settings = {"report_level": 5, "_disable_config": True}
    tree = publish_doctree(text, settings_overrides=settings)
    references = tree.findall(nodes.reference)
    hrefs = [node["refuri"] for node in references if "refuri" in node]
    assert_found(hrefs, text, Notation.RST)


def assert_found(hrefs: list[str], text: str, notation: Notation) -> None:
    """Check that the scanner sees every link to a page of the site that a parser sees."""
    paths = {unquote(urlsplit(href).path)[1:] for href in hrefs if is_ours(href)}
    assert len(paths) > 2
    assert paths <= {link.link.path for link in scan(text, notation, SITE_URLS)}


def is_ours(href: str) -> bool:
    return urlsplit(href).netloc == "errors.example"


@pytest.mark.parametrize(
    ("address", "text", "urls"),
    [
        (HOST, "http://errors.example/a/", ["http://errors.example/a/"]),
        (HOST, "https://errors.example:443/a/", ["https://errors.example:443/a/"]),
        (HOST, "https://errors.example:8443/a/", []),
        (HOST, "https://errors.example.org/ https://my-errors.example/", []),
        (HOST, "https://user@errors.example/", []),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/a http://127.0.0.1/a", ["http://127.0.0.1:8000/a"]),
        ("https://h.example/docs", "https://h.example/docs/a https://h.example/docsy/", ["https://h.example/docs/a"]),
        ("https://h.example/docs/", "https://h.example/docs?q https://h.example/", ["https://h.example/docs?q"]),
        ("https://h.example/a.b/", "https://h.example/aXb/", []),
    ],
)  # fmt: skip
def test_only_links_below_the_site_url_count(address: str, text: str, urls: list[str]) -> None:
    assert [link.link.url for link in scan(text, Notation.TEXT, SiteUrls([address]))] == urls


@pytest.mark.parametrize(
    "url", ["errors.example", "ftp://h.example/", "https:///x", "http://[", "http://h:x/"]
)
def test_what_is_not_a_site_url_is_refused(url: str) -> None:
    with pytest.raises(BadSiteUrl, match=re.escape(f"`{url}`")):
        SiteUrls([url])


@pytest.mark.parametrize(
    "path",
    [
        "{{ code }}/", "X.{code}", "${CODE}/", "$CODE", "%s/", "*", "Rate…", "Rate...", ":code/",
        "rate_limited/:case", "[code]/", "Nope/[case]/", "[...path]", "<code>/", "Nope.<code>/",
        "rate_limited/<case>/", "%CODE%/", "%ACCOUNT%/", "%CODE%", "%7Bcode%7D/", "%3Ccode%3E/",
        "%25CODE%25/",
    ],
)  # fmt: skip
def test_a_path_that_is_to_be_filled_in_is_not_checked(path: str) -> None:
    for notation in (Notation.YAML, Notation.MARKDOWN, Notation.TEXT):
        assert findings(f"{HOST}errors/{path}", notation) == []


@pytest.mark.parametrize(
    "path", ["Nope/?a={{ $labels.a }}", "Nope/<br>", "Nope/%41/", "Nope:code/", "%ff/", "Nope[1]"]
)
def test_what_only_looks_like_a_part_to_be_filled_in_is_checked(path: str) -> None:
    assert findings(f"{HOST}errors/{path}", Notation.MARKDOWN) != []


@pytest.mark.parametrize(
    "path",
    [
        "preview.png", "Timeout/preview.png", "Timeout/gateway/preview.png", "rate_limited/a.svg",
        "changes/preview.png", "status/429/preview.png", "Throttled.pdf/../Timeout/notes.pdf",
    ],
)  # fmt: skip
def test_a_file_beside_a_page_is_not_checked(path: str) -> None:
    assert findings(f"{HOST}errors/{path}", Notation.TEXT) == []


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("Timeout/gatewy.json", "link-case"),
        ("Timeout/gateway.MD", "link-redirected"),
        ("Timeout/gatway/preview.png", "link-case"),
        ("Nope/preview.png", "link-code"),
        ("Timeout.Nope", "link-code"),
        ("Nope.png", "link-code"),
        ("status/430/preview.png", "link-page"),
    ],
)
def test_a_file_beside_no_page_or_of_a_known_ending_is_checked(path: str, rule: str) -> None:
    (problem,) = (
        Checker(SITE, SITE_URLS).check(f"{HOST}errors/{path}", Notation.TEXT, "file").problems
    )
    assert problem.rule == rule


@pytest.mark.parametrize("path", ["%ff%fe", "%C3%28", "Timeout/%fF"])
def test_bytes_that_are_not_text_are_shown_as_they_are_written(path: str) -> None:
    (problem,) = (
        Checker(SITE, SITE_URLS).check(f"{HOST}errors/{path}/", Notation.TEXT, "file").problems
    )
    assert problem.message().found.startswith(f"`{path.removeprefix('Timeout/')}` in `{HOST}")


@pytest.mark.parametrize(
    ("fragment", "nearest"), [("fxi", "fix"), ("casue", "cause"), ("messages", "message")]
)
def test_a_misspelt_fragment_is_told_the_nearest_one_and_stays(fragment: str, nearest: str) -> None:
    text = f"{HOST}errors/Timeout/#{fragment}:~:text=a"
    (problem,) = Checker(SITE, SITE_URLS).check(text, Notation.TEXT, "file").problems
    assert problem.message().fix == f"did you mean `#{nearest}`?"
    assert problem.target == f"{HOST}errors/Timeout/#{nearest}:~:text=a"
    assert Checker(SITE, SITE_URLS).fix(text, Notation.TEXT) == (text, 0)


def test_a_fragment_without_a_near_one_is_to_be_corrected_or_removed() -> None:
    (problem,) = (
        Checker(SITE, SITE_URLS).check(f"{HOST}errors/Timeout/#zzz", Notation.TEXT, "file").problems
    )
    assert (problem.message().fix, problem.target) == ("correct or remove it", None)


@pytest.mark.parametrize("notation", Notation)
def test_a_url_right_after_an_escape_is_found_in_every_notation(notation: Notation) -> None:
    for escape in (r"\n", r"\t", r"\r", r"\\n", r"\x3c", r"\u003C", r"a\n", "\\"):
        assert found(f"{escape}{HOST}errors/", notation) == [f"{HOST}errors/"]


@pytest.mark.parametrize("notation", Notation)
def test_a_scheme_within_a_word_is_not_a_url(notation: Notation) -> None:
    for word in ("x", "n", r"\nx", r"\a", r"\x3", "u003c"):
        assert found(f"{word}{HOST}errors/", notation) == []


def test_escaped_slashes_are_part_of_a_url_that_starts_with_them() -> None:
    checker = Checker(SITE, SiteUrls(["https://h.example/docs/"]))
    text = r'"https:\/\/h.example\/docs\/errors\/timeout#Fix","https:\/\/h.example\/docs"'
    assert checker.fix(text, Notation.TEXT)[0] == text.replace("timeout#Fix", r"Timeout\/#fix")
    assert checker.check(text, Notation.TEXT, "file").links == 2
    assert found(rf"https:/\/errors.example/ {HOST}errors\/") == [f"{HOST}errors"]


def test_a_site_below_a_path_keeps_its_prefix_when_fixed() -> None:
    checker = Checker(SITE, SiteUrls(["https://h.example/docs/"]))
    text = "<a href='//h.example/docs/errors/timeout?a#fix'> https://h.example/docs"
    assert checker.fix(text, Notation.HTML)[0] == (
        "<a href='//h.example/docs/errors/Timeout/?a#fix'> https://h.example/docs"
    )


def test_a_published_ledger_gives_the_same_answers_as_the_registry() -> None:
    folder = SCENARIOS / "data"
    registry, ledger = load(folder).registry, read_ledger(folder).ledger
    where = Routes(registry, ledger, frozenset({"guide/"}))
    site = site_of_json(permalinks_json(replace(where, site_url=HOST)))
    assert site.urls == (HOST,)
    checker = Checker(site, SITE_URLS)
    for path in FILES:
        text, notation = read(path).replace("/per-minute/", "/"), notation_of(path)
        assert notation
        assert findings(text, notation, checker) == findings(text, notation)


def test_hand_written_pages_are_only_checked_where_they_are_known() -> None:
    loaded = load(SCENARIOS / "data")
    unsure = Checker(site_of_registry(Routes(loaded.registry)), SITE_URLS)
    text = f"{HOST}guide/ {HOST}gone/ {HOST}Guide"
    assert findings(text, Notation.TEXT, unsure) == []
    assert findings(text, Notation.TEXT) == [
        f"1:31 link-page {HOST}gone/",
        f"1:60 link-redirected {HOST}Guide => {HOST}guide/",
    ]


def test_a_code_that_holds_a_slash_is_found_by_its_slug(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(SCENARIOS / "data", folder)
    text = (folder / "errors" / "Timeout.yml").read_text()
    text = text.replace("code: Timeout\n", "code: S3/Timeout\nslug: S3-Timeout\n")
    (folder / "errors" / "Timeout.yml").unlink()
    (folder / "errors" / "S3-Timeout.yml").write_text(text)
    related = folder / "errors" / "RateLimited.yml"
    related.write_text(related.read_text().replace("related: [Timeout]", "related: [S3/Timeout]"))
    checker = Checker(site_of_registry(Routes(load(folder).registry)), SITE_URLS)
    paths = (
        "S3-Timeout/",
        "S3-Timeout/gateway/",
        "s3_timeout",
        "S3/Timeout/",
        "S3/Timeout/gateway",
    )
    text = "\n".join(f"{HOST}errors/{path}" for path in paths)
    assert findings(text, Notation.TEXT, checker) == [
        f"3:1 link-redirected {HOST}errors/s3_timeout => {HOST}errors/S3-Timeout/",
        f"4:1 link-page {HOST}errors/S3/Timeout/ -> {HOST}errors/S3-Timeout/",
        f"5:1 link-page {HOST}errors/S3/Timeout/gateway -> {HOST}errors/S3-Timeout/gateway/",
    ]


@pytest.mark.parametrize(
    "document",
    [
        None, [], {}, {"schema_version": True, "paths": {}}, {"schema_version": 2, "paths": {}},
        {"schema_version": 1}, {"schema_version": 1, "paths": {"a/": 1}},
        {"schema_version": 1, "paths": {"a/": {"target": 1}}},
        {"schema_version": 1, "paths": {"a/": {"removed": {"replaced_by": 1}}}},
        {"schema_version": 1, "paths": {}, "site": 1},
    ],
)  # fmt: skip
def test_what_is_not_a_ledger_is_refused(document: object) -> None:
    with pytest.raises(Unreadable):
        site_of_json(json.dumps(document))


PARTS = st.sampled_from(
    [
        "errors/", "RateLimited", "rate_limited/", "timeout", "Timeout/", "gateway", "TooFast/",
        "QueueFull/", "Nope", "#fix", "#Fix", "?a=1", "&amp;", "\\_", "(", ")", "[", "]", "<", ">",
        "`", '"', "'", ".", ",", "…", "。", "{{", "*", "_", "%41", "%", "/", "//", ":~:", "\udcff",
        "\n", " ", "index.html", ".json", "errors.csv", "--", "-->", HOST, "//errors.example/",
        "https://errors.example", "\ufeff", "\r\n", "x", "&#x2f;", "=", "+",
        "\\n", "\\/", "https:\\/\\/errors.example\\/", "../", "./", "..", "#fxi", "<code>/",
        "[code]", ":a", "%ff", "preview.png",
    ]
)  # fmt: skip
TEXTS = st.lists(PARTS, max_size=30).map("".join)
LINKS = st.builds(lambda before, after: f"{before}{HOST}errors/{after}", TEXTS, TEXTS)


@given(LINKS, st.sampled_from(Notation))
def test_fixing_twice_is_fixing_once(text: str, notation: Notation) -> None:
    fixed, _ = CHECKER.fix(text, notation)
    assert CHECKER.fix(fixed, notation) == (fixed, 0)
    assert not [line for line in findings(fixed, notation) if " => " in line]


@given(LINKS, st.sampled_from(Notation))
def test_fixing_changes_nothing_but_paths_and_fragments_of_links(
    text: str, notation: Notation
) -> None:
    spans = [
        span
        for link in scan(text, notation, SITE_URLS)
        for span in (link.path_span, link.fragment_span)
    ]
    pattern = "".join(
        f"{re.escape(text[end:start])}.*?"
        for end, start in zip(
            [0, *(span[1] for span in spans)], (span[0] for span in spans), strict=False
        )
    )
    last = spans[-1][1] if spans else 0
    fixed, _ = CHECKER.fix(text, notation)
    assert re.fullmatch(pattern + re.escape(text[last:]), fixed, re.DOTALL)


@given(LINKS, st.sampled_from(Notation))
def test_every_finding_is_where_its_url_is(text: str, notation: Notation) -> None:
    lines = re.split(r"\r\n?|\n", text.removeprefix("\ufeff"))
    for problem in CHECKER.check(text, notation, "file").problems:
        line = lines[problem.where.line - 1]
        assert line.startswith(problem.url, problem.where.column - 1)


@given(LINKS, st.sampled_from(Notation))
def test_a_plain_url_is_read_like_every_other(text: str, notation: Notation) -> None:
    """The pattern of a plain URL only saves time."""
    at_once = [*scan(text, notation, SITE_URLS)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "_is_plain", lambda match: False)
        assert at_once == [*scan(text, notation, SITE_URLS)]


@given(st.text(), st.sampled_from(Notation))
def test_any_text_is_read_without_an_error(text: str, notation: Notation) -> None:
    CHECKER.check(f"{HOST}{text} {HOST}errors/{text}", notation, "file")


HOSTILE = (
    HOST, f"{HOST},", f"{HOST}errors/(", f"{HOST}errors/x{{{{", f"{HOST}?u=", f'href="{HOST}',
    f"](<{HOST}", "https://", "https:", "&#", "\\", "(", "[",
    "../", "\\/", r"https:\/\/errors.example\/", f"\\n{HOST}errors/Timeout/#fxi ", "<", "<a>",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_time_in_step_with_its_length(unit: str) -> None:
    """A quarter of a megabyte for each notation; were it the square, it would take hours."""
    text = HOST + "errors/" + unit * (250_000 // len(unit))
    start = time.process_time()
    for notation in Notation:
        CHECKER.fix(text, notation)
    assert time.process_time() - start < 10
