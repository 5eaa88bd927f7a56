"""Values of a reader's message: in causes and fixes, and in their own request, corrected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from playwright.sync_api import Page

from errdocs.cli import main
from errdocs.corrections.correcting import Corrected, corrected
from errdocs.corrections.line_diff import changed_lines
from errdocs.corrections.request_text import NotARequest, read_request, text_of
from errdocs.corrections.rules import Rules, rules_of
from errdocs.prose import filled
from errdocs.registry.loading import load
from errdocs.registry.model import Case, Correction, Registry
from errdocs.registry.request_bodies import bodies
from errdocs.render.markdown import render
from sites import this_repository
from support import ROOT

VECTORS = ROOT / "tests/vectors"
PROSE: list[dict[str, Any]] = yaml.safe_load((VECTORS / "prose.yml").read_text("utf-8"))
REQUESTS: list[dict[str, Any]] = yaml.safe_load((VECTORS / "corrections.yml").read_text("utf-8"))
WORDS = {"lower": "the lower bound", "upper": "the upper bound"}
MAX_TOKENS = "InvalidParameter/max-tokens-range"
CORRECT = """async ([assets, all]) => {
    const { corrected } = await import(assets + "corrections/correcting.js");
    const { changedLines } = await import(assets + "corrections/line-diff.js");
    return all.map(({ rules, text, values }) => {
        try {
            const { before, after, changes, places } = corrected(rules, text, values);
            return { after, changes, places, lines: changedLines(before, after) };
        } catch (error) {
            return { refused: error.message };
        }
    });
}"""
FILL = """async ([assets, all]) => {
    const { filled } = await import(assets + "prose.js");
    return all.map(([text, values]) => filled(text, values));
}"""
PLAIN = MarkdownIt("commonmark", {"html": False})
hostile = st.text(st.sampled_from("`~<>\"'*_[](){}|\\&#!-+=. \nab1"), min_size=1).filter(str.strip)


@cache
def reference() -> Registry:
    return this_repository().registry


@cache
def bare_registry() -> Registry:
    """Return a registry without operations, whose rules are for any body."""
    return load(ROOT / "tests/scenarios/checks/base").registry


def rules_for(item: dict[str, Any]) -> Rules:
    """Return the rules of corrections that belong to a case without requests."""
    corrections = [
        Correction(**{name: frozen(value) for name, value in rule.items()})
        for rule in item["rules"]
    ]
    made = rules_of(bare_registry(), Case(id="x", corrections=tuple(corrections)))
    return made or Rules((), (), {}, {})


def frozen(value: Any) -> Any:
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def outcome(rules: Rules, text: str, values: dict[str, str]) -> dict[str, Any]:
    """Return what becomes of a request, in the form that the scripts give it."""
    try:
        found = corrected(rules, text, values)
    except NotARequest as error:
        return {"refused": str(error)}
    changes = [{"at": change.at, "why": change.why} for change in found.changes]
    lines = [list(line) for line in changed_lines(found.before, found.after)]
    return {"after": found.after, "changes": changes, "places": found.places, "lines": lines}


@pytest.mark.parametrize("item", PROSE, ids=lambda item: item["name"])
def test_prose_speaks_values(item: dict[str, Any]) -> None:
    assert filled(item["text"], WORDS, item["values"]) == item["filled"]


@given(st.fixed_dictionaries({"lower": hostile, "upper": hostile}))
def test_no_value_changes_what_an_author_wrote(values: dict[str, str]) -> None:
    """Filled and parsed again, a text has the same blocks and spans, each with its value in it."""
    text = (
        "Stay {lower}; *not* {upper}. See [{lower}](/x/) and `a={upper}`, `` {lower} ``.\n\n"
        "- {upper}\n- `x`\n\n```text\n{lower}\nb: {upper}\n```\n\n> {upper}"
    )
    shown = {name: " ".join(value.split()) for name, value in values.items()}
    expected = [
        (kind, content.replace("{lower}", shown["lower"]).replace("{upper}", shown["upper"]))
        for kind, content in spans(text)
    ]
    assert bare(spans(filled(text, WORDS, values))) == bare(expected)


def spans(text: str) -> list[tuple[str, str]]:
    """Return the blocks and spans of a Markdown text, with their words."""

    def flat(tokens: list[Token]) -> Iterator[tuple[str, str]]:
        for token in tokens:
            if token.type != "inline":
                yield token.type, token.content
            yield from flat(token.children or [])

    return list(flat(PLAIN.parse(text)))


def bare(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return spans without the space at the edges of a line of code, which code cannot keep."""
    return [
        (kind, "\n".join(line.strip() for line in content.split("\n")).strip())
        for kind, content in found
    ]


def test_a_page_marks_the_words_and_keeps_them_out_of_tags() -> None:
    words = {"lower": '<b>"low"</b>'}
    html = render(
        "From {lower}: `x={lower}` {{lower}} {upper}\n\n```{lower}\n{lower}\n```", "", words
    )
    value = '<span data-value="lower">&lt;b&gt;&quot;low&quot;&lt;/b&gt;</span>'
    assert html == (
        f"<p>From {value}: <code>x={value}</code> {{lower}} {{upper}}</p>\n"
        f'<pre><code class="language-{{lower}}">{value}\n</code></pre>\n'
    )


@pytest.mark.parametrize("item", REQUESTS, ids=lambda item: item["name"])
def test_a_request_is_corrected(item: dict[str, Any]) -> None:
    found = outcome(rules_for(item), item["text"], item.get("values", {}))
    if "refused" in item:
        assert found == {"refused": item["refused"]}
        return
    if "after" in item:
        assert json.loads(found["after"]) == item["after"]
    else:
        unchanged = text_of(read_request(item["text"]))
        assert found["after"] == item.get("after_text", unchanged)
    changes = [f"{change['at']} {change['why']}" for change in found["changes"]]
    assert changes == item.get("changes", [])
    assert found["places"] == item.get("places", found["places"])


def test_a_body_that_was_corrected_is_corrected_no_further() -> None:
    """For each case of the reference: of the rules, of the requests that fail, and as a text."""
    registry = reference()
    cases = [(error, case) for error, case in registry.cases() if case.corrections]
    assert len(cases) > 50
    for error, case in cases:
        rules = rules_of(registry, case)
        assert rules
        for found in fixed(registry, case, rules):
            again = corrected(rules, found.after, rules.values)
            assert (again.after, again.changes) == (found.after, []), error.name_of(case)


def fixed(registry: Registry, case: Case, rules: Rules) -> Iterator[Corrected]:
    """Yield the requests of a case as its rules correct them."""
    for request in case.requests:
        fails, works = bodies(registry.operation_by_key[request.operation], request)
        yield corrected(rules, json.dumps(fails), rules.values)
        yield corrected(rules, json.dumps(works), rules.values)


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ('{"model": "a", "messages": []}', {"enable_thinking": False}),
        ('{"model": "a", "input": {}}', {"parameters": {"enable_thinking": False}}),
        ('{"input": {}, "parameters": {}}', {"parameters": {"enable_thinking": False}}),
        ('{"query": "a"}', {}),
    ],
)
def test_a_missing_value_goes_where_the_request_of_this_kind_has_it(
    body: str, after: dict[str, Any]
) -> None:
    found = reference().find_entry("InvalidParameter/thinking-needs-streaming")
    assert found
    assert found[1]
    rules = rules_of(reference(), found[1])
    assert rules
    assert json.loads(corrected(rules, body, {}).after) == json.loads(body) | after


@given(st.lists(st.sampled_from("abc"), max_size=9), st.lists(st.sampled_from("abc"), max_size=9))
def test_the_lines_of_a_diff_give_both_texts_back(old: list[str], new: list[str]) -> None:
    lines = changed_lines("\n".join(old), "\n".join(new))
    if any(mark == "…" for mark, _ in lines):
        return
    assert [line for mark, line in lines if mark in " -"] == ("\n".join(old)).split("\n")
    assert [line for mark, line in lines if mark in " +"] == ("\n".join(new)).split("\n")


def test_lines_far_from_a_change_are_counted() -> None:
    old = [str(number) for number in range(12)]
    found = changed_lines("\n".join(old), "\n".join([*old[:6], "new", *old[7:]]))
    assert found[0] == ("…", "3")
    assert found[-1] == ("…", "2")
    assert [line for mark, line in found if mark in "+-"] == ["6", "new"]


@pytest.mark.browser
def test_scripts_fill_and_correct_alike(plain_page: Page, base_url: str) -> None:
    assets = f"{base_url}assets/errdocs/"
    texts = [item for item in PROSE if "shown" in item]
    asked = [[item["text"], {**WORDS, **item["values"]}] for item in texts]
    assert plain_page.evaluate(FILL, [assets, asked]) == [item["shown"] for item in texts]
    registry = reference()
    questions = [(rules_for(item), item["text"], item.get("values", {})) for item in REQUESTS]
    for _, case in registry.cases():
        rules = rules_of(registry, case)
        if rules and case.requests:
            body = corrected(replace(rules, rules=()), failing(registry, case), {}).before
            questions.append((rules, body, dict(rules.values)))
    data = [
        {"rules": rules.data, "text": text, "values": values} for rules, text, values in questions
    ]
    found = plain_page.evaluate(CORRECT, [assets, json.loads(json.dumps(data))])
    assert found == [outcome(*question) for question in questions]


def failing(registry: Registry, case: Case) -> str:
    request = case.requests[0]
    return json.dumps(bodies(registry.operation_by_key[request.operation], request)[0])


def test_explain_speaks_the_values_of_a_message_and_corrects_a_request() -> None:
    message = "Range of max_tokens should be [1, 8192]"
    told = explain(message)
    assert "Set `max_tokens` to a whole number from 1 to 8192," in " ".join(told.split())
    plain = " ".join(explain(MAX_TOKENS).split())
    assert "from the first bound to the second bound in the message," in plain
    body = '{"model": "qwen-plus", "max_tokens": 9000}'
    diff = explain(message, "--request", "-", text=body)
    assert '-   "max_tokens": 9000\n+   "max_tokens": 8192\n' in diff
    data = json.loads(
        explain(
            MAX_TOKENS,
            "--request",
            "-",
            "--value",
            "minimum=1",
            "--value",
            "maximum=4000",
            "--format",
            "json",
            text=body,
        )
    )
    assert json.loads(data["corrected"]) == {"model": "qwen-plus", "max_tokens": 4000}


def explain(*arguments: str, text: str | None = None) -> str:
    data = ("--data", str(ROOT / "data"))
    done = CliRunner().invoke(main, ["explain", *data, *arguments], input=text)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("arguments", "text", "code", "said"),
    [
        ((MAX_TOKENS, "--request", "-"), "nothing", 1, "there is no JSON object"),
        ((MAX_TOKENS, "--value", "maximun=3"), None, 2, "did you mean `maximum`?"),
        ((MAX_TOKENS, "--value", "maximum"), None, 2, "is not NAME=VALUE"),
        (("Arrearage", "--request", "-"), "{}", 2, "no rule by which"),
        (("InvalidParameter", "--request", "-"), "{}", 2, "name one of them"),
    ],
)
def test_explain_says_what_is_wrong_with_a_request_or_value(
    arguments: tuple[str, ...], text: str | None, code: int, said: str
) -> None:
    data = ("--data", str(ROOT / "data"))
    done = CliRunner().invoke(main, ["explain", *data, *arguments], input=text)
    assert (done.exit_code, said in done.output) == (code, True), done.output


@pytest.mark.browser
def test_a_page_speaks_the_values_of_its_link_and_corrects_a_request(page: Page) -> None:
    hostile_value = '8192"><script>alert(1)</script>'
    page.goto(f"errors/{MAX_TOKENS}/")
    assert "from the first bound to the second bound in the message" in page.inner_text("#fix")
    page.goto(f"errors/{MAX_TOKENS}/?minimum=1&maximum={hostile_value}")
    assert f"a whole number from 1 to {hostile_value}, or" in page.inner_text("#fix")
    assert page.locator(".errdocs-parameters td[data-own]").all_inner_texts() == [
        "1",
        hostile_value,
    ]
    page.fill(".errdocs-request input[name=maximum]", "8192")
    page.fill(".errdocs-request textarea", 'x(json={"max_tokens": 9000, "note": "<b>"})')
    page.wait_for_selector("[data-request=changed]")
    assert page.locator(".errdocs-diff del").all_inner_texts() == ['-   "max_tokens": 9000,']
    assert page.locator(".errdocs-diff ins").all_inner_texts() == ['+   "max_tokens": 8192,']
    page.click(".errdocs-request .errdocs-copy")
    page.wait_for_selector("text=Copied")
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert copied == {"max_tokens": 8192, "note": "<b>"}
    page.fill(".errdocs-request textarea", '{"max_tokens": 10')
    page.wait_for_selector("[data-request=problem]")
    page.fill(".errdocs-request textarea", '{"max_tokens": 10}')
    page.wait_for_selector("[data-request=fits]")
    assert "9000" not in page.url
    assert (
        page.evaluate("JSON.stringify({ ...sessionStorage, ...localStorage })").count("9000") == 0
    )
    page.click("[data-own-message] button")
    assert "from the first bound to the second bound in the message" in page.inner_text("#fix")
    assert page.locator("[data-own]").count() == 0
