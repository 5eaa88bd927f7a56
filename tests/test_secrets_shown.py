"""Nothing that public rules recognise as a secret is shown: in no terminal, answer or page."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from playwright.sync_api import Page

from errdocs.cli import main
from errdocs.programs.sightings import Reference, told
from secret_corpus import ONE_A_RULE, SAMPLES, Sample, as_json, seen
from test_agents import asking, data_of, in_memory, reference, text_of

SECRET = "sk-abcdef1234567890abcd"
NOTE = "The note {note} was refused by the depot."
REFUSED = {
    "code": "note_refused",
    "title": "The note is refused",
    "category": "request",
    "surfaces": ["api"],
    "cases": [
        {
            "id": "by-depot",
            "title": "The depot refuses the note",
            "status": 400,
            "message": NOTE,
            "parameters": {
                "note": {"description": "What was written", "example": "leave it", "words": "it"}
            },
            "cause": "The depot takes no such notes.",
            "fix": "Write something else than {note}.",
            "retry": "never",
            "actor": "caller",
            "corrections": [{"at": "/note", "allowed": ["ring twice"]}],
            "source": {"document": "observed"},
        }
    ],
}
"""An error whose answer, fix and rules speak of what the text says."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a registry with that error."""
    folder = tmp_path_factory.mktemp("secrets") / "data"
    assert CliRunner().invoke(main, ["init", str(folder.parent / "made")]).exit_code == 0
    (folder.parent / "made" / "data").rename(folder)
    text = yaml.safe_dump(REFUSED, sort_keys=False)
    (folder / "errors" / "note_refused.yml").write_text(text, encoding="utf-8")
    return folder


def paste_of(sample: Sample) -> str:
    """Return what a service answers to a request that holds a secret."""
    message = NOTE.format(note=sample.text)
    return json.dumps({"error": {"code": "note_refused", "message": message}}) + "\n"


def run(data: Path, command: str, *arguments: str, text: str = "") -> str:
    """Return all that a command prints."""
    done = CliRunner().invoke(main, [command, "--data", str(data), *arguments], input=text)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output


def leaks(shown: Iterable[tuple[Sample, str]]) -> list[tuple[str, str]]:
    """Return what is seen of the secrets in texts that speak of one each."""
    return [found for sample, text in shown for found in seen([sample], text, as_json)]


def test_a_lookup_in_a_terminal_shows_no_secret(data: Path) -> None:
    told = [(sample, run(data, "lookup", text=paste_of(sample))) for sample in ONE_A_RULE[::3]]
    assert all("note: " in text and "[masked]" in text for _, text in told)
    assert leaks(told) == []


def test_an_explanation_shows_no_secret_of_its_text_and_values(data: Path) -> None:
    name = "note_refused/by-depot"
    for sample in ONE_A_RULE[::10]:
        told = [
            run(data, "explain", paste_of(sample)),
            run(data, "explain", "--format", "markdown", paste_of(sample)),
            run(data, "explain", f"no such {'error ' * 32}{sample.text} here"),
        ]
        assert leaks((sample, text) for text in told) == []
    given = run(data, "explain", name, "--value", f"note={SECRET}")
    assert "something else than sk-[masked]" in given


def test_a_corrected_request_shows_no_secret_in_a_terminal(data: Path) -> None:
    name = "note_refused/by-depot"
    told = []
    for sample in SAMPLES[::6]:
        body = json.dumps({"before": sample.text, "note": sample.text, "after": sample.text})
        request = f"curl -H 'Authorization: Bearer {SECRET}' -d '{body}'"
        told += [(sample, run(data, "explain", name, "--request", "-", text=body))]
        assert "abcdef12" not in run(data, "explain", name, "--request", "-", text=request)
    assert all("/note " in text and '+   "note": "ring twice"' in text for _, text in told)
    assert leaks(told) == []


def test_a_log_adds_no_secret_to_data_and_summaries(data: Path) -> None:
    log = "".join(map(paste_of, SAMPLES))
    rows = run(data, "annotate", "--format", "json", text=log).splitlines()
    assert len(rows) == len(SAMPLES)
    assert leaks(zip(SAMPLES, rows, strict=True)) == []
    assert seen(SAMPLES, run(data, "annotate", "--summary-format", "json", text=log)) == []


@pytest.mark.parametrize("place", ["message", "code"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_misses_show_no_secret_in_samples_and_codes(data: Path, place: str, form: str) -> None:
    """As a whole text, and as what a record says is its code."""
    texts = [
        f"ERROR parcel {number} failed for reason {chr(0x4E00 + number)}: {sample.text}"
        if place == "message"
        else f"ERROR code={sample.text} message: parcel {chr(0x4E00 + number)} was lost"
        for number, sample in enumerate(SAMPLES)
    ]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    file = data.parent / f"{place}.jsonl"
    file.write_text(lines, encoding="utf-8")
    told = run(data, "misses", str(file), "--top", "1000", "--format", form)
    assert told.count("[masked]") > len(SAMPLES) / 2
    assert seen(SAMPLES, told, as_json) == []


def test_what_is_told_below_a_program_shows_no_secret(data: Path) -> None:
    """What the program prints is passed on; what is told starts below it."""
    found = Reference.of(data)
    told_of = ((one, "\n".join(told(found.known_errors(paste_of(one))))) for one in ONE_A_RULE)
    assert leaks(told_of) == []
    log = data.parent / "log"
    log.write_text(paste_of(SAMPLES[0]), encoding="utf-8")
    command = [sys.executable, "-m", "errdocs", "run", "--data", str(data), "sh", "-c"]
    done = subprocess.run([*command, f"cat {log} >&2"], capture_output=True, text=True, check=True)
    own, _, below = done.stderr.partition("errdocs: 1 known error")
    assert own.startswith(log.read_text(encoding="utf-8"))
    assert "something else than A3-[masked]." in below
    assert leaks([(SAMPLES[0], below)]) == []


def test_an_agent_gets_no_secret(data: Path) -> None:
    with asking(lambda: in_memory(reference(data))) as client:
        for sample in ONE_A_RULE[1::3]:
            answer = client.ask("lookup_error", text=paste_of(sample))
            assert data_of(answer)["known"]
            told = text_of(answer) + json.dumps(answer.structuredContent)
            assert "[masked]" in told
            assert seen([sample], told, as_json) == []


CASE = "InvalidParameter/max-tokens-range"
BOUNDS = "Range of max_tokens should be [1, {}]"
PREPARE = """() => {
    window.copied = [];
    navigator.clipboard.writeText = async (text) => { window.copied.push(text); };
    const wait = window.setTimeout;
    window.setTimeout = (step, time) => wait(step, Math.min(time ?? 0, 1)); // no pause after a key
    window.shown = () => {
        const all = [...document.querySelectorAll("*")];
        const isBox = (field) => field.matches(window.boxes);
        const fields = all.filter((one) => one.matches("input, textarea") && !isBox(one));
        return [
            ...all.flatMap((one) => [...one.attributes].map(({ value }) => value)),
            ...all.filter(({ tagName }) => tagName === "A").map(({ href }) => unescape(href)),
            ...fields.map(({ value }) => value), document.documentElement.textContent,
            ...window.copied.splice(0), location.href, document.cookie,
            ...Object.values(sessionStorage), ...Object.values(localStorage),
        ].join("\\n");
    };
    window.kept = (pieces) => {
        const shown = window.shown();
        const leaks = pieces.filter((piece) => shown.includes(piece));
        return { leaks, masks: shown.split("[masked]").length - 1 };
    };
    addEventListener("click", (event) => {
        if (event.target.closest("a")) event.preventDefault(); // what a link keeps is kept before
    }, true);
}"""
"""Spies: all of a page that is not in a box for pastes, what it keeps, and what it copies."""
LOOK = """async (asked) => {
    window.boxes = "[data-lookup-input]";
    const box = document.querySelector("error-lookup");
    const found = [];
    for (const [text, pieces] of asked) {
        box.look(text);
        await box.settled;
        for (const offer of box.querySelectorAll("details")) offer.open = true;
        await new Promise((next) => setTimeout(next)); // `toggle` comes later
        for (const link of box.querySelectorAll("[data-lookup-match] a")) link.click();
        for (const button of box.querySelectorAll(".errdocs-copy")) button.click();
        found.push(window.kept(pieces));
        sessionStorage.clear();
    }
    return found;
}"""
CORRECT = """async (asked) => {
    window.boxes = ".errdocs-request textarea";
    const field = document.querySelector(window.boxes);
    const found = [];
    for (const [text, pieces] of asked) {
        field.value = text;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        await new Promise((next) => setTimeout(next, 1));
        await new Promise((next) => setTimeout(next, 1));
        const removed = document.querySelectorAll(".errdocs-request-output del").length;
        found.push({ ...window.kept(pieces), removed });
    }
    return found;
}"""


def pieces_of(sample: Sample) -> list[str]:
    """Return what may not be seen of a secret, as it is and as JSON has it."""
    return [*{*sample.pieces, *map(as_json, sample.pieces)}]


def unknown(text: str) -> str:
    return f"HTTP 418 the kettle is far too hot for {text} "


def bounded(text: str) -> str:
    return json.dumps({"code": "InvalidParameter", "message": BOUNDS.format(text)})


def coded(text: str) -> str:
    return json.dumps({"code": text, "message": "the kettle is too hot"})


@pytest.mark.browser
def test_no_page_shows_keeps_copies_or_links_a_secret_of_a_paste(page: Page) -> None:
    """As the value of a known message, as a code, and in a text that nobody knows."""
    page.goto("lookup/")
    page.wait_for_selector("error-lookup[data-ready]")
    page.evaluate(f"({PREPARE})()")
    pasted = [
        *((one, bounded(one.text)) for one in ONE_A_RULE),
        *((one, coded(one.text)) for one in ONE_A_RULE[::3]),
        *((one, unknown(one.text)) for one in ONE_A_RULE[1::3]),
    ]
    found = page.evaluate(LOOK, [(text, pieces_of(one)) for one, text in pasted])
    wrong = [
        (text, kept["leaks"])
        for (_, text), kept in zip(pasted, found, strict=True)
        if kept["leaks"] or not kept["masks"]
    ]
    assert wrong == []


@pytest.mark.browser
def test_the_page_of_a_case_shows_no_secret_of_a_message_and_of_a_request(page: Page) -> None:
    [sample] = [one for one in ONE_A_RULE if one.rule == "adafruit-api-key"]
    page.goto("lookup/")
    page.fill("[data-lookup-input]", bounded(sample.text))
    page.locator("[data-lookup-match] a").first.click()
    page.wait_for_url(f"**/errors/{CASE}/")
    page.locator("[data-own-message]").wait_for()
    page.evaluate(f"({PREPARE})()")
    page.fill(".errdocs-request input[name=maximum]", "2000")  # a bound, so that the rule applies
    bodies = [(one, json.dumps({"a": one.text, "max_tokens": 0, "b": 1})) for one in SAMPLES[::6]]
    asked = [(body, [*pieces_of(one), *pieces_of(sample)]) for one, body in bodies]
    command = f"curl -H 'Authorization: Bearer {SECRET}' -d '{asked[-1][0]}'"
    found = page.evaluate(CORRECT, [*asked, (command, [*asked[-1][1], SECRET[3:11]])])
    assert [
        kept for kept in found if kept["leaks"] or kept["masks"] < 2 or not kept["removed"]
    ] == []
    page.click(".errdocs-request .errdocs-copy")
    page.wait_for_selector("text=Copied")
    [copied] = page.evaluate("window.copied")
    assert json.loads(copied)["a"] == bodies[-1][0].text  # readers send it with their own keys
