"""`errdocs link`: the link of an entry in every form, found by what people type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from errdocs.cli import main
from errdocs.render.link_forms import Form, link

DATA = Path(__file__).parent / "scenarios" / "runbooks" / "data"
SITE = "https://errors.example/"
TITLE = "RateLimited: Too many requests per minute"
URL = f"{SITE}errors/RateLimited/"


def run(*arguments: str, site: str | None = SITE, data: Path = DATA) -> Result:
    options = ["--data", str(data), *(("--site", site) if site is not None else ())]
    return CliRunner().invoke(main, ["link", *options, *arguments], env={"ERRDOCS_SITE_URL": ""})


@pytest.mark.parametrize("form", Form, ids=lambda form: form.key)
def test_each_format_is_the_form_of_that_name(form: Form) -> None:
    assert run("RateLimited", "--format", form.key).output == f"{link(TITLE, URL, form)}\n"


def test_the_url_is_the_default() -> None:
    assert run("RateLimited").output == f"{URL}\n"


def test_all_prints_every_form_with_its_name() -> None:
    lines = run("RateLimited", "--all").output.splitlines()
    assert [line.split(maxsplit=1) for line in lines] == [
        [form.key, link(TITLE, URL, form)] for form in Form
    ]


def test_json_holds_every_form() -> None:
    document = json.loads(run("Timeout/gateway", "--format", "json").output)
    assert {key: document[key] for key in ("code", "case", "title", "url")} == {
        "code": "Timeout",
        "case": "gateway",
        "title": "Timeout: The gateway gave up",
        "url": f"{SITE}errors/Timeout/gateway/",
    }
    assert list(document["links"]) == [form.key for form in Form]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("rate_limited", "errors/RateLimited/"),
        ("RATE-LIMITED", "errors/RateLimited/"),
        ("rate", "errors/RateLimited/"),
        ("RateLimited/per-minute", "errors/RateLimited/"),
        ("Timeout", "errors/Timeout/"),
        ("time_out/w", "errors/Timeout/worker/"),
    ],
)
def test_an_entry_is_found_as_explain_finds_it(name: str, path: str) -> None:
    assert run(name).output == f"{SITE}{path}\n"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("RateLimitd", "did you mean one of these?\n  RateLimited"),
        ("Timeout/gatway", "did you mean one of these?\n  Timeout/gateway"),
        ("Timeout/", ""),
        ("\x1b[31m", "no entry is called `\\u001b[31m`"),
    ],
)
def test_an_unknown_name_gets_the_nearest_ones(name: str, words: str) -> None:
    done = run(name)
    assert words in done.output
    assert done.exit_code == (1 if words else 0)


def test_a_removed_entry_keeps_its_link_and_is_called_removed() -> None:
    done = run("QueueFull")
    assert done.stdout == f"{SITE}errors/QueueFull/\n"
    assert done.stderr == "QueueFull was removed; replaced by RateLimited\n"


@pytest.mark.parametrize("site", ["errors.example", "ftp://errors.example", "https://", "http://["])
def test_an_address_that_is_none_is_refused(site: str) -> None:
    done = run("RateLimited", site=site)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"`{site}" in done.stderr and "is not a site URL" in done.stderr


def test_without_an_address_it_says_how_to_give_one() -> None:
    done = run("RateLimited", site=None)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--site" in done.stderr and "site_url" in done.stderr


@pytest.mark.parametrize(
    "site",
    ["http://127.0.0.1:8000/", "http://localhost/x/", "https://[::1]/", "http://0.0.0.0:80/"],
)
def test_a_link_to_a_preview_comes_with_a_warning(site: str) -> None:
    done = run("RateLimited", site=site)
    assert (done.exit_code, done.stdout) == (0, f"{site}errors/RateLimited/\n")
    assert f"Warning: {site} works on your computer only; give the public site URL with --site" in (
        done.stderr
    )
    assert json.loads(run("RateLimited", "--format", "json", site=site).stdout)["local"] is True
    assert json.loads(run("RateLimited", "--format", "json").stdout)["local"] is False
    assert run("RateLimited").stderr == ""
    assert run("RateLimited", site="file:///site/").exit_code == 2


def test_the_address_comes_from_the_project(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(DATA)
    (tmp_path / "mkdocs.yml").write_text("site_url: https://project.example/docs\n")
    done = run("RateLimited", site=None, data=tmp_path / "data")
    assert done.output == "https://project.example/docs/errors/RateLimited/\n"


def test_a_folder_without_errors_is_wrong_usage(tmp_path: Path) -> None:
    done = run("RateLimited", data=tmp_path)
    assert done.exit_code == 2 and "--data" in done.stderr
