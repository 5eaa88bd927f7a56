"""What the container serves: its own nginx configuration, driven in a real nginx."""

from __future__ import annotations

import http.client
import os
import re
import runpy
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser

from nginx import CONFIGURATION, HOW_TO, find_nginx, serve_as_container
from support import ROOT, watch

CONTAINER = runpy.run_path(str(ROOT / "container" / "policy.py"))
POLICY = CONTAINER["policy"]
PAGES = ("", "errors/", "errors/InvalidApiKey/", "errors/InvalidParameter/", "reading-errors/")
LEDGER = yaml.safe_load((ROOT / "data" / "permalinks.yml").read_text(encoding="utf-8"))["paths"]


class Answer(NamedTuple):
    """What the server says to one request; nothing is followed."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@pytest.fixture(scope="module")
def container_url(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the reference as the container serves it."""
    nginx = find_nginx()
    if not nginx:
        pytest.fail(HOW_TO)
    yield from serve_as_container(nginx, site, POLICY(site), tmp_path_factory.mktemp("nginx"))


NOBODY = 65534
# What an orchestrator does with these settings: all is read-only but a `tmp` in memory, and nginx
# starts as an ordinary user that can never become another one.
CONTAINED = """
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
awk '$2 !~ "^/(proc|sys|dev)" { print $2 }' /proc/mounts | grep -v "^$1" | while read -r place; do
  mount -o remount,bind,ro "$place" 2> /dev/null || true
done
shift
exec "$@"
"""
AS_NOBODY = [
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs",
    "--bounding-set=-all", "--inh-caps=-all",
]  # fmt: skip


@pytest.fixture
def contained() -> Iterator[tuple[str, Path]]:
    """Return the address of a small site that an nginx without rights serves, and its folder."""
    nginx = find_nginx()
    if not nginx:
        pytest.fail(HOW_TO)
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # for others too, unlike pytest's own folders
        site = folder / "site"
        site.mkdir()
        (site / "index.html").write_text("<p>Home</p>")
        (site / "errors.json").write_text('{"errors": []}')
        maps = "".join(f"map $uri ${name} {{ default ''; }}" for name in ("errdocs_moved",
            "errdocs_meant"))  # fmt: skip
        (site / "redirects.nginx.conf").write_text(maps)
        program = shutil.copy(nginx, folder / "nginx")
        prefix = []
        if os.geteuid() == 0:  # others cannot make a root read-only, and are no root already
            prefix = ["unshare", "--mount", "sh", "-c", CONTAINED, "sh", name, *AS_NOBODY]
        for url in serve_as_container(program, site, "default-src 'self'", folder, prefix=prefix):
            yield url, folder


def test_the_server_needs_no_rights_and_writes_to_tmp_only(contained: tuple[str, Path]) -> None:
    url, folder = contained
    assert ask(url, "").body == b"<p>Home</p>"
    assert ask(url, "errors.json").headers["Access-Control-Allow-Origin"] == "*"
    assert ask(url, "nothing").status == 404
    if os.geteuid():
        return
    assert [*(folder / "tmp").iterdir()] == []  # it wrote to its own
    seen = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            if str(folder / "nginx").encode() in (entry / "cmdline").read_bytes():
                seen += 1
                lines = (entry / "status").read_text().splitlines()
                facts = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
                assert facts["Uid"].split() == [str(NOBODY)] * 4
                assert (facts["NoNewPrivs"], int(facts["CapEff"], 16)) == ("1", 0)
                mounts = [line.split() for line in (entry / "mounts").read_text().splitlines()]
                rights = {place: options.split(",")[0] for _, place, _, options, *_ in mounts}
                assert (rights["/"], rights[f"{folder}/tmp"]) == ("ro", "rw")
    assert seen


def test_every_way_to_run_the_container_asks_for_the_same_rights() -> None:
    page = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    examples = dict(re.findall(r'^```yaml title="(.+?)"\n(.*?)^```', page, re.M | re.S))
    compose = yaml.safe_load(examples["compose.yaml"])["services"]["errors"]
    assert (compose["read_only"], compose["cap_drop"]) == (True, ["ALL"])
    pod = yaml.safe_load(examples["deployment.yaml"])["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    user, group = pod["securityContext"]["runAsUser"], pod["securityContext"]["runAsGroup"]
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    assert f"USER {user}:{group}" in lines
    assert compose["tmpfs"][0].startswith("/tmp:") and "mountPath: /tmp}" in page
    assert {*re.findall(r"(/[a-z/]+);", CONFIGURATION.read_text())} == {
        "/tmp/client", "/tmp/proxy", "/tmp/fastcgi", "/tmp/uwsgi", "/tmp/scgi",
        "/dev/stdout", "/usr/share/nginx/html",
    }  # fmt: skip


def ask(url: str, path: str, **headers: str) -> Answer:
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)) as connection:
        connection.request("GET", f"/{path}", headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


def test_the_policy_names_every_inline_script_and_excepts_none(site: Path) -> None:
    policy = POLICY(site)
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == len({*policy.split("'sha256-")[1:]})
    assert 3 <= policy.count("'sha256-") <= 12
    assert '"' not in policy
    assert "\n" not in policy


@pytest.mark.browser
def test_pages_work_under_the_policy(browser: Browser, container_url: str) -> None:
    with browser.new_context(base_url=container_url) as context:
        page = context.new_page()
        wrong = watch(page)
        for path in (*PAGES, "no/such/page"):
            response = page.goto(f"/{path}")
            assert response
            assert response.headers["content-security-policy"], path
            query = page.locator("input[data-md-component=search-query]")
            query.click()
            query.fill("quota")
            page.wait_for_selector(".md-search-result__item")
    assert wrong == []


def test_a_script_that_a_page_smuggles_in_is_not_allowed(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text("<script>good()</script>")
    before = POLICY(tmp_path)
    (tmp_path / "two.html").write_text("<script>good()</script><p onclick='bad()'>")
    assert POLICY(tmp_path) == before
    (tmp_path / "data.html").write_text("<script type='application/json'>{}</script>")
    assert POLICY(tmp_path) == before


def test_the_policy_can_stand_in_the_pages(tmp_path: Path) -> None:
    page = tmp_path / "one.html"
    page.write_text("<html><head><title>a</title><script>good()</script></head></html>")
    CONTAINER["write_meta"](tmp_path)
    once = page.read_text()
    CONTAINER["write_meta"](tmp_path)
    assert page.read_text() == once
    start = '<html><head><meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    assert once.startswith(start)
    assert "'sha256-" in once
    assert "frame-ancestors" not in once


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("errors/invalid_api_key/", "/errors/InvalidApiKey/"),
        ("errors/invalid_api_key", "/errors/InvalidApiKey/"),
        ("errors/invalid_api_key/?limit=8192&a=%20b", "/errors/InvalidApiKey/?limit=8192&a=%20b"),
        ("errors/InvalidApiKey", "/errors/InvalidApiKey/"),
        ("errors/InvalidApiKey?limit=8192", "/errors/InvalidApiKey/?limit=8192"),
        ("errors/InvalidApiKey.html", "/errors/InvalidApiKey/"),
        ("errors/InvalidApiKey/index.htm", None),
        ("errors/invalidapikey/index.html", "/errors/InvalidApiKey/"),
        ("errors/INVALIDAPIKEY/?a=1", "/errors/InvalidApiKey/?a=1"),
        ("errors/invalid-api-key/", "/errors/InvalidApiKey/"),
        ("errors/throttling_ratequota", "/errors/Throttling.RateQuota/"),
        ("Errors/", "/errors/"),
        ("LOOKUP", "/lookup/"),
        ("errors/NoSuchError/", None),
    ],
)
def test_the_server_forgives_with_a_real_redirect(
    container_url: str, asked: str, target: str | None
) -> None:
    answer = ask(container_url, asked)
    assert answer.headers["Location"] == target
    assert answer.status == (301 if target else 404)


def test_every_published_path_arrives(container_url: str) -> None:
    wrong = {
        path: trouble
        for path, entry in LEDGER.items()
        if (trouble := trouble_on_the_way(container_url, path, entry["target"]))
    }
    assert wrong == {}


def trouble_on_the_way(url: str, path: str, target: str) -> str:
    """Return what is wrong with the way from a published path to its target, if anything."""
    answer = ask(url, quote(path))
    if answer.status == 301:
        location = answer.headers["Location"]
        if path == target or location != f"/{quote(target)}":
            return f"leads to {location}"
        answer = ask(url, quote(target))
    return "" if answer.status == 200 and answer.body else f"answers {answer.status}"


def test_what_is_missing_gets_the_page_that_offers_the_nearest(container_url: str) -> None:
    answer = ask(container_url, "errors/InvalidApiKeyy/")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"data-not-found" in answer.body


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("errors.json", "Content-Type", "application/json; charset=utf-8"),
        ("errors.json", "Access-Control-Allow-Origin", "*"),
        ("errors.csv", "Content-Type", "text/csv; charset=utf-8"),
        ("errors/InvalidApiKey.md", "Content-Type", "text/markdown; charset=utf-8"),
        ("assets/errdocs/card.js", "Access-Control-Allow-Origin", "*"),
        ("errors/InvalidApiKey/", "Access-Control-Allow-Origin", None),
        ("errors/InvalidApiKey/", "Cache-Control", "no-cache"),
        ("errors/InvalidApiKey/", "X-Content-Type-Options", "nosniff"),
        ("no-such-page", "X-Content-Type-Options", "nosniff"),
        ("errors/InvalidApiKey/", "Server", "nginx"),
    ],
)
def test_headers_say_how_a_file_may_be_used(
    container_url: str, path: str, name: str, value: str | None
) -> None:
    assert ask(container_url, path).headers[name] == value


def test_data_travels_compressed(container_url: str) -> None:
    whole = ask(container_url, "errors.json")
    packed = ask(container_url, "errors.json", **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) < len(whole.body) / 3
