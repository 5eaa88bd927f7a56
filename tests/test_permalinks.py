"""Permalinks: whatever happens to an entry, every link that was ever published arrives."""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from errdocs.checks import check
from errdocs.exports.permalinks_json import permalinks_json
from errdocs.registry.loading import load
from errdocs.registry.model import Registry
from errdocs.registry.reader import parse_yaml
from errdocs.routes import (
    FRAGMENTS,
    Ledger,
    Permalink,
    ReadLedger,
    Routes,
    Update,
    document_paths,
    pending,
    read_ledger,
)
from errdocs.routes.ledger import PERMALINK_PATH
from errdocs.site import BrokenRegistry
from old_links import Copy, Page, follow
from sites import page_texts, site_of, this_repository
from support import ROOT

DAY = datetime.date(2026, 11, 24)
BASE = ROOT / "tests/scenarios/checks/base"
law = settings(max_examples=20)
printable = st.characters(exclude_categories=("C", "Z"), include_characters=" ")
paths = st.from_regex(PERMALINK_PATH.pattern, fullmatch=True, alphabet=printable)
entries = st.builds(Permalink, since=st.dates(), target=paths)
ledgers = st.dictionaries(paths, entries, min_size=1, max_size=8)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Return a copy of the scenario's registry whose ledger is of one date."""
    return Copy.of_the_scenario(tmp_path_factory.mktemp("recorded"))


@pytest.fixture
def copy(recorded: Copy, tmp_path: Path) -> Copy:
    """Return a copy that a test may change."""
    copytree(recorded.folder, tmp_path, dirs_exist_ok=True)
    return Copy(tmp_path)


def fixed(copy: Copy, before: set[str]) -> Mapping[str, bytes]:
    """Return the site after a recipe: sound, nothing unrecorded, every old path arriving."""
    assert copy.rules() == set()
    assert copy.recorded() >= before
    site = copy.site()
    for path in before:
        follow(site, path)
    return site


def test_the_registry_of_this_repository_records_all_that_it_publishes() -> None:
    loaded = this_repository()
    found = check(loaded, documents=document_paths(ROOT / "docs"))
    assert [problem for problem in found if problem.rule.startswith("permalink-")] == []


def test_a_renamed_code_with_its_old_spelling_as_an_alias_needs_no_more_than_an_update(
    copy: Copy,
) -> None:
    before, old, new = copy.recorded(), "Quota.Daily", "Quota.Day"
    copy.rename(old, new)
    copy.edit_all(old, new)
    copy.edit_all(f"codes: [{old}", f"codes: [{new}, {old}", "sources")
    alias = f"aliases:\n  - {{code: {old}, surface: api}}\n"
    copy.edit(f"errors/{new}.yml", "aliases:\n", alias)
    assert copy.rules() == {"permalink-recorded", "permalink-target"}
    assert copy.permalinks("--update").exit_code == 0
    site = fixed(copy, before)
    assert follow(site, f"errors/{old}/") == f"errors/{new}/"
    assert follow(site, "errors/daily_limit/") == f"errors/{new}/"
    case = "per-depot"
    assert follow(site, f"errors/{old}/{case}/") == f"errors/{new}/{case}/"
    for name in ("", f"/{case}"):
        assert site[f"errors/{old}{name}.json"] == site[f"errors/{new}{name}.json"]
        assert site[f"errors/{old}{name}.md"] == site[f"errors/{new}{name}.md"]


def test_a_renamed_code_whose_old_spelling_was_a_mistake_is_led_on_by_a_move(copy: Copy) -> None:
    before, old, new = copy.recorded(), "TimedOut", "TimeOut"
    copy.rename(old, new)
    copy.edit_all(old, new)
    copy.edit_all(old, new, "sources")
    assert copy.rules() == {"permalink-recorded", "permalink-resolves"}
    assert copy.permalinks("--move", old, new, "--update").exit_code == 0
    site = fixed(copy, before)
    assert follow(site, f"errors/{old}/") == f"errors/{new}/"
    assert site[f"errors/{old}.json"] == site[f"errors/{new}.json"]


def test_a_case_that_moves_to_another_error_takes_its_links_with_it(copy: Copy) -> None:
    before, old, new = copy.recorded(), "KeyUnknown", "Unauthorized"
    copy.add_case(f"errors/{new}.yml", copy.take_case(f"errors/{old}.yml", "no-key"))
    copy.edit_all(f"/errors/{old}/no-key/", f"/errors/{new}/no-key/")
    lost = copy.permalinks("--update")
    assert lost.exit_code == 1
    assert f"/errors/{old}/no-key/ leads nowhere" in lost.output
    moved = copy.permalinks("--move", f"{old}/no-key", f"{new}/no-key", "--update")
    assert moved.exit_code == 0
    site = fixed(copy, before)
    assert follow(site, f"errors/{old}/no-key/") == f"errors/{new}/no-key/"
    assert site[f"errors/{old}/no-key.json"] == site[f"errors/{new}/no-key.json"]
    # Its only case is on the page of the error now; the other error has two from now on.
    assert follow(site, f"errors/{old}/wrong-key/") == f"errors/{old}/"
    assert follow(site, f"errors/{new}/") == f"errors/{new}/"


def test_merged_cases_are_found_under_both_links(copy: Copy) -> None:
    before, code = copy.recorded(), "Internal"
    copy.take_case(f"errors/{code}.yml", "sender-refused")
    copy.edit(
        f"errors/{code}.yml",
        "    message: The size of the parcel is missing.\n",
        "    message: The size of the parcel is missing.\n"
        "    other_messages:\n"
        "      - message: The sender must be in [person, company].\n"
        "        source: {document: guide, row: 9}\n",
    )
    copy.edit_all(f"/errors/{code}/sender-refused/", f"/errors/{code}/size-missing/")
    assert "permalink-resolves" in copy.rules()
    moved = copy.permalinks("--move", f"{code}/sender-refused", f"{code}/size-missing", "--update")
    assert moved.exit_code == 0
    # The row says 500 and the case it went to says 400, which is no matter of links.
    assert copy.rules() == {"source-status"}
    copy.edit("sources/guide.yml", "row: 9\n    status: 500", "row: 9\n    status: 400")
    site = fixed(copy, before)
    merged = (f"errors/{code}/{case}" for case in ("sender-refused", "size-missing"))
    assert len({site[f"{case}.json"] for case in merged}) == 1
    assert follow(site, f"errors/{code}/sender-refused/") == f"errors/{code}/size-missing/"


def test_what_is_unfinished_is_not_recorded_and_no_check_asks_for_it(copy: Copy) -> None:
    before = copy.recorded()
    new = copy.run("new", "Slow", "--status", "418")
    assert new.exit_code == 0, new.output
    draft = "code: Bare\ntitle: The depot sent no more than this\n"
    (copy.folder / "data/errors/Bare.yml").write_text(draft, encoding="utf-8")
    copy.add_case(
        "errors/TimedOut.yml",
        "  - id: choose-an-id\n    message: It took {{long}}.\n    fix: Wait.\n",
    )
    done = copy.permalinks("--update")
    assert (done.exit_code, copy.recorded()) == (0, before)
    lines = done.stderr.splitlines()
    assert "Bare: not recorded (draft: neither `cause` nor `fix`)" in lines
    assert "TimedOut/choose-an-id: not recorded (placeholder text in `id`)" in lines
    assert any(line.startswith("Slow: not recorded (placeholder text in ") for line in lines)
    assert not {rule for rule in copy.rules() if rule.startswith("permalink-rec")}
    assert copy.permalinks("--update", "--drafts").exit_code == 0
    assert {path for path in copy.recorded() - before if path.endswith("/")} == {"errors/Bare/"}
    assert copy.permalinks("--drafts").exit_code == 2


ALIAS = "aliases:\n  - {code: timed_out, surface: gateway}\n"
OTHER = "    other_messages:\n      - Response timed out.\n"
SECOND = """\
  - id: no-response
    title: No response came at all
    status: 408
    message: Response timed out.
    cause: |-
      Nothing came back in time.
    fix: |-
      Send the request again.
    retry: backoff
    actor: caller
    source: {document: guide, row: 3}
"""


def test_links_to_a_case_that_was_split_arrive_where_the_reader_can_choose(copy: Copy) -> None:
    before, code = copy.recorded(), "TimedOut"
    copy.edit(f"errors/{code}.yml", OTHER, "")
    copy.add_case(f"errors/{code}.yml", SECOND)
    assert copy.rules() == {"permalink-recorded", "permalink-target"}
    assert copy.permalinks("--update").exit_code == 0
    site = fixed(copy, before)
    assert follow(site, f"errors/{code}/") == f"errors/{code}/"
    # The path that the only case had without a page of its own is the page of that case now.
    assert f"errors/{code}/late-answer/" in before
    assert follow(site, f"errors/{code}/late-answer/") == f"errors/{code}/late-answer/"
    page = Page(site[f"errors/{code}/"].decode())
    assert page.ids >= set(FRAGMENTS)
    # Split once more, and this time the case gives up its id.
    before = copy.recorded()
    copy.edit(f"errors/{code}.yml", "id: no-response", "id: nothing-at-all")
    assert copy.permalinks("--move", f"{code}/no-response", code, "--update").exit_code == 0
    assert follow(fixed(copy, before), f"errors/{code}/no-response/") == f"errors/{code}/"


def test_a_removed_error_keeps_its_page_and_the_last_of_its_status_leads_to_the_removed(
    copy: Copy,
) -> None:
    before, code = copy.recorded(), "TimedOut"
    removed = (
        "removed: {date: 2026-10-01, reason: The gateway waits now., replaced_by: Gateway.Slow}\n"
    )
    copy.edit(f"errors/{code}.yml", "cases:\n", f"{removed}cases:\n")
    assert copy.rules() == {"permalink-target"}
    assert copy.permalinks("--update").exit_code == 0
    site = fixed(copy, before)
    assert follow(site, f"errors/{code}/") == f"errors/{code}/"
    assert b"2026-10-01" in site[f"errors/{code}/"]
    assert b"The gateway waits now." in site[f"errors/{code}/"]
    assert "errors/Gateway.Slow/" in str(Page(site[f"errors/{code}/"].decode()).links)
    assert follow(site, "errors/status/408/") == "errors/retired/"
    entry = json.loads(site["permalinks.json"])["paths"][f"errors/{code}/"]
    assert entry == {
        "since": "2026-01-01",
        "target": f"errors/{code}/",
        "status": "retired",
        "removed": {
            "date": "2026-10-01",
            "reason": "The gateway waits now.",
            "replaced_by": "errors/Gateway.Slow/",
        },
    }


def test_a_code_with_a_slash_works_wherever_an_entry_is_named(copy: Copy) -> None:
    old, new, slug = "TimedOut", "S3/TimedOut", "S3-TimedOut"
    before, case = copy.recorded(), load(copy.folder / "data").registry.by_code[old].cases[0].id
    copy.rename(old, slug)
    copy.edit_all(old, new)
    copy.edit_all(old, new, "sources")
    copy.edit_all(f"/errors/{new}/", f"/errors/{slug}/")
    copy.edit(f"errors/{slug}.yml", f"code: {new}\n", f"code: {new}\nslug: {slug}\n")
    removed = f'removed: {{version: "2", reason: Gone., replaced_by: {new}/{case}}}'
    copy.edit("errors/Overdue.yml", "cases:", f"{removed}\ncases:")
    assert copy.permalinks("--move", old, f"{new}/{case}", "--update").exit_code == 0
    site = fixed(copy, before)
    assert follow(site, f"errors/{old}/") == f"errors/{slug}/"
    gone = json.loads(site["permalinks.json"])["paths"]["errors/Overdue/"]["removed"]
    assert gone["replaced_by"] == f"errors/{slug}/"


def test_what_moved_twice_arrives_with_one_redirect(copy: Copy) -> None:
    before = copy.recorded()
    for old, new in (("TimedOut", "TimeOut"), ("TimeOut", "OutOfTime")):
        copy.rename(old, new)
        copy.edit_all(old, new)
        copy.edit_all(old, new, "sources")
        assert copy.permalinks("--move", old, new, "--update").exit_code == 0
    assert follow(fixed(copy, before), "errors/TimedOut/") == "errors/OutOfTime/"


def test_a_build_that_would_lose_a_path_fails_and_says_which(copy: Copy) -> None:
    copy.rename("TimedOut", "TimeOut")
    copy.edit_all("TimedOut", "TimeOut")
    copy.edit_all("TimedOut", "TimeOut", "sources")
    with pytest.raises(BrokenRegistry) as caught:
        copy.site()
    assert {problem.rule for problem in caught.value.problems} == {"permalink-resolves"}
    words = [problem.message() for problem in caught.value.problems]
    line = "`errors/TimedOut/: {since: 2026-01-01, target: errors/TimeOut/}`"
    assert any(line in item.fix for item in words)


def test_a_build_with_a_path_that_is_not_recorded_yet_succeeds(copy: Copy) -> None:
    copy.add_case("errors/TimedOut.yml", SECOND)
    copy.edit("errors/TimedOut.yml", OTHER, "")
    assert "errors/TimedOut/no-response/" in copy.site()


def test_an_update_adds_lines_and_leaves_every_other_letter(copy: Copy) -> None:
    file = copy.folder / "data/permalinks.yml"
    text = file.read_text(encoding="utf-8") + "# kept\n"
    file.write_text(text, encoding="utf-8")
    copy.edit("errors/TimedOut.yml", OTHER, "")
    copy.add_case("errors/TimedOut.yml", SECOND)
    assert copy.permalinks("--update", "--date", "2026-02-03").exit_code == 0
    new = file.read_text(encoding="utf-8").splitlines()
    page = "errors/TimedOut"
    redirect, own = (
        f"  {page}/late-answer/: {{since: 2026-01-01, target: {page}/{rest}}}"
        for rest in ("", "late-answer/")
    )
    added = [
        f"  {page}/no-response{end}: {{since: 2026-02-03, target: {page}/no-response{end}}}"
        for end in (".json", ".md", "/")
    ]
    assert [line for line in new if line not in text.splitlines()] == [own, *added]
    kept = [line for line in new if line not in added]
    assert [redirect if line == own else line for line in kept] == text.splitlines()


def test_an_update_of_a_complete_ledger_changes_nothing(copy: Copy) -> None:
    file = copy.folder / "data/permalinks.yml"
    before = file.read_bytes()
    assert "nothing to change" in copy.permalinks("--update", "--date", "2027-01-01").output
    assert file.read_bytes() == before


def test_a_ledger_of_any_size_is_read(tmp_path: Path) -> None:
    known = {f"errors/Code{number}/": DAY for number in range(30_000)}
    lines = (f"  {path}: {{since: {day}, target: {path}}}" for path, day in known.items())
    (tmp_path / "permalinks.yml").write_text("\n".join(("paths:", *lines, "")), encoding="utf-8")
    read = read_ledger(tmp_path)
    assert (read.problems, len(read.text) > 1_600_000) == ((), True)
    assert read.ledger
    assert len(read.ledger.paths) == len(known)


def test_a_move_of_what_did_not_move_is_refused(copy: Copy) -> None:
    done = copy.permalinks("--move", "TimedOut", "Gateway.Slow")
    assert done.exit_code == 2
    assert "is still a path of the site" in done.output


def test_files_about_an_error_lead_to_files_only(copy: Copy) -> None:
    code = "Overdue.Prepaid"
    (copy.folder / f"data/errors/{code}.yml").unlink()
    done = copy.permalinks("--move", code, "errors/category/billing/")
    assert done.exit_code == 2
    assert "`errors/category/billing/` has no `.json` beside it" in done.output
    file = copy.folder / "data/permalinks.yml"
    own = f"target: errors/{code}.json"
    file.write_text(file.read_text().replace(own, "target: errors/Overdue/"))
    lost = copy.permalinks().output.splitlines()
    assert f"2026-01-01  lost      /errors/{code}.json" in lost


def test_the_only_case_of_an_error_can_be_led_to_what_replaced_it(copy: Copy) -> None:
    before, code = copy.recorded(), "TimedOut"
    copy.edit(f"errors/{code}.yml", "id: late-answer", "id: no-answer")
    copy.edit(f"errors/{code}.yml", OTHER, "")
    copy.add_case(f"errors/{code}.yml", SECOND)
    done = copy.permalinks("--move", f"{code}/late-answer", f"{code}/no-response", "--update")
    assert done.exit_code == 0, done.output
    site = fixed(copy, before)
    assert follow(site, f"errors/{code}/late-answer/") == f"errors/{code}/no-response/"
    assert follow(site, f"errors/{code}/") == f"errors/{code}/"


def test_a_ledger_keeps_its_line_ends(copy: Copy) -> None:
    file = copy.folder / "data/permalinks.yml"
    before = file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(before)
    copy.edit("errors/TimedOut.yml", "cases:", ALIAS + "cases:")
    assert copy.permalinks("--update", "--date", "2026-02-03").exit_code == 0
    after = file.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n") == before.count(b"\r\n") + 1


@pytest.mark.parametrize("move", [("Unknown", "Overdue"), ("TimedOut", "Unknown")])
def test_a_move_from_or_to_nowhere_is_refused(copy: Copy, move: tuple[str, str]) -> None:
    done = copy.permalinks("--move", *move)
    assert done.exit_code == 2
    assert "`Unknown` is not" in done.output


def test_a_registry_that_cannot_be_read_is_not_recorded(copy: Copy) -> None:
    (copy.folder / "data/errors/Overdue.yml").write_text("code: [", encoding="utf-8")
    done = copy.permalinks("--update")
    assert done.exit_code == 1
    assert "nothing was changed" in done.output


def test_the_list_of_permalinks_says_what_each_path_is(copy: Copy) -> None:
    lines = [line.split() for line in copy.permalinks().output.splitlines()]
    assert ["2026-01-01", "page", "/errors/Overdue/"] in lines
    assert ["2026-01-01", "file", "/errors.json"] in lines
    redirect = ["redirect", "/errors/key_unknown/", "->", "/errors/KeyUnknown/"]
    assert ["2026-01-01", *redirect] in lines


def test_a_registry_without_a_ledger_has_no_problem_with_links() -> None:
    assert check(load(BASE), documents=frozenset({"reading-errors/"})) == []


@law
@given(strategies.registries())
def test_every_page_of_a_site_is_known_without_rendering(registry: Registry) -> None:
    with tempfile.TemporaryDirectory() as folder:
        strategies.write_registry(registry, Path(folder))
        found = load(Path(folder))
    assert set(Routes(found.registry).pages) == set(page_texts(found))


def test_every_file_for_programs_is_known_without_making_it() -> None:
    site = site_of(load(BASE))
    assets = ("assets/", "_redirects", "redirects.nginx.conf", "opensearch.xml")
    made = {
        file.path
        for file in site.files
        if not file.path.startswith(assets) and not file.path.endswith("/index.html")
    }
    assert site.routes.files == made


NO_LEDGER = ReadLedger("permalinks.yml", None)


def _written(update: Update, read: ReadLedger = NO_LEDGER) -> ReadLedger:
    return ReadLedger.of(parse_yaml(read.updated(update), read.file, Ledger))


@law
@given(strategies.registries())
def test_a_first_ledger_records_everything_and_nothing_is_pending(registry: Registry) -> None:
    routes = Routes(registry, documents=frozenset())
    first = pending(routes, DAY)
    read = _written(first)
    assert read.problems == ()
    assert pending(replace(routes, ledger=read.ledger), DAY).is_empty


@law
@given(ledgers, ledgers, st.dictionaries(paths, paths, max_size=3))
def test_an_updated_ledger_reads_as_the_old_one_with_the_update(
    old: dict[str, Permalink], new: dict[str, Permalink], targets: dict[str, str]
) -> None:
    fragments = {"fix": DAY}
    read = _written(Update(paths=old, fragments=fragments))
    assert (read.problems, read.ledger) == ((), Ledger(fragments=fragments, paths=old))
    added = {path: entry for path, entry in new.items() if path not in old}
    changed = dict(zip(old, targets.values(), strict=False))
    update = Update(paths=added, fragments={"cause": DAY}, targets=changed)
    result = _written(update, read).ledger
    kept = {
        path: Permalink(since=entry.since, target=changed.get(path, entry.target))
        for path, entry in old.items()
    }
    assert result == Ledger(fragments={"fix": DAY, "cause": DAY}, paths={**kept, **added})


@law
@given(paths, paths)
def test_a_line_to_add_is_yaml_that_gives_its_path_back(path: str, target: str) -> None:
    read = _written(Update(paths={path: Permalink(since=DAY, target=target)}))
    assert read.ledger is not None
    assert yaml.safe_load(read.text)["paths"] == {path: {"since": DAY, "target": target}}


def test_permalinks_json_tells_programs_about_every_path(recorded: Copy) -> None:
    loaded = load(recorded.folder / "data")
    ledger = read_ledger(recorded.folder / "data").ledger
    assert ledger is not None
    documents = document_paths(recorded.folder / "docs")
    routes = Routes(loaded.registry, ledger, documents, "https://errors.example/")
    data = json.loads(permalinks_json(routes))
    assert data["schema_version"] == 1
    assert data["site"] == "https://errors.example/"
    assert data["paths"].keys() >= ledger.paths.keys()
    assert {entry["status"] for entry in data["paths"].values()} == {"page", "file", "redirect"}
    assert set(data["fragments"]) == set(FRAGMENTS)
