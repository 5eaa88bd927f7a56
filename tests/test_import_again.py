"""Importing again: facts follow the catalogue, and no sentence that somebody wrote is lost."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from errdocs.checks import check
from errdocs.imports import (
    CannotImport,
    Import,
    Outcome,
    import_catalogue,
    new_registry,
    read_mapping,
)
from errdocs.imports.pairing import pairs
from errdocs.registry.canonical import write_record
from errdocs.registry.loading import load
from errdocs.registry.model import Case, Error, Lifecycle, Registry, Retry, Wording

MAPPING = """\
source: {key: list, title: The list, date: 2026-03-01}
version: "2"
read: {file: errors.json}
placeholders: [printf]
error:
  code: "{$key}"
  title: {value: "{title}", otherwise: "{$key}", style: sentence}
  fields: {level: "{level}"}
cases: messages.*
case:
  message: "{$value}"
  cause: "{$parent.why}"
registry:
  service: {name: Parcel, description: An example.}
  version: "1"
  fields: [{key: level, title: Level}, {key: own, title: Own}]
"""
CATALOGUE: dict[str, Any] = {
    "DISK_FULL": {"level": "high", "why": "Too many files.", "messages": ["Disk %s is full."]},
    "NO_ACCESS": {
        "level": "low",
        "messages": ["No access to %s.", "The role %s is missing.", "Access denied: %s, %s."],
    },
    "NO_FILE": {"title": "file_missing", "messages": []},
    "LATE": {"messages": ["The job took more than %d seconds."]},
}
Edit = Callable[[dict[str, Any]], None]


class Project:
    """A folder with a catalogue, its mapping and the registry that was made from them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        (folder / "mapping.yml").write_text(MAPPING, "utf-8")
        self.catalogue = json.loads(json.dumps(CATALOGUE))
        self._publish()
        self.write(new_registry(read_mapping(folder / "mapping.yml"), self.data))

    def _publish(self) -> None:
        (self.folder / "errors.json").write_text(json.dumps(self.catalogue), "utf-8")

    def write(self, result: Import) -> Import:
        """Write the files of a run."""
        for path, (_, text) in result.files.items():
            file = self.data / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        return result

    def run(self, edit: Edit | None = None) -> Import:
        """Change the catalogue, and import it again; the result passes the checks and stays."""
        if edit:
            edit(self.catalogue)
            self._publish()
        read = read_mapping(self.folder / "mapping.yml")
        result = self.write(import_catalogue(read, load(self.data)))
        again = import_catalogue(read, load(self.data))
        assert again.files == {}
        return result

    def problems(self) -> list[str]:
        """Return the problems of the registry."""
        loaded = load(self.data)
        return list(loaded.report(check(loaded)))

    @property
    def registry(self) -> Registry:
        """Return the registry as it is now."""
        return load(self.data).registry

    def error(self, code: str) -> Error:
        """Return an error by its code."""
        return self.registry.by_code[code]

    def file(self, code: str) -> Path:
        """Return the file of an error."""
        return self.data / "errors" / f"{code}.yml"

    def save(self, error: Error) -> None:
        """Write an error as somebody edited it."""
        self.file(error.code).write_text(write_record(error), "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_reworded_message_becomes_a_former_one_of_the_same_case(project: Project) -> None:
    def edit(catalogue: dict[str, Any]) -> None:
        catalogue["DISK_FULL"]["messages"] = ["No space is left on %s."]

    [before] = project.error("DISK_FULL").cases
    result = project.run(edit)
    [after] = project.error("DISK_FULL").cases
    assert after.message == "No space is left on {value}."
    assert after.former_messages == (Wording(message="Disk {value} is full.", until="2"),)
    assert (after.id, after.source) == (before.id, before.source)
    assert result.outcomes["DISK_FULL"] is Outcome.CHANGED
    assert project.problems() == []
    # The old wording comes back.
    project.run(lambda catalogue: catalogue["DISK_FULL"].update(messages=["Disk %s is full."]))
    [back] = project.error("DISK_FULL").cases
    assert back.message == before.message
    assert [wording.message for wording in back.former_messages] == ["No space is left on {value}."]


def test_one_of_several_messages_is_followed_through_a_change_and_another_one_added(
    project: Project,
) -> None:
    def edit(catalogue: dict[str, Any]) -> None:
        catalogue["NO_ACCESS"]["messages"][1] = "The role %s is missing in this project."
        catalogue["NO_ACCESS"]["messages"].insert(0, "Nobody is logged in.")

    before = project.error("NO_ACCESS").cases
    project.run(edit)
    after = project.error("NO_ACCESS").cases
    assert [case.id for case in after[:3]] == [case.id for case in before]
    assert after[1].message == "The role {value} is missing in this project."
    assert [wording.message for wording in after[1].former_messages] == [before[1].message]
    assert after[3].message == "Nobody is logged in."
    assert project.problems() == []


def test_what_is_gone_is_removed_with_the_date_of_the_source_and_comes_back(
    project: Project,
) -> None:
    gone = Lifecycle(
        version="2", date=datetime.date(2026, 3, 1), reason="The list no longer lists it."
    )
    before = project.registry

    def edit(catalogue: dict[str, Any]) -> None:
        del catalogue["LATE"]
        del catalogue["NO_ACCESS"]["messages"][0]

    result = project.run(edit)
    assert result.outcomes["LATE"] is Outcome.REMOVED
    assert project.error("LATE") == replace(before.by_code["LATE"], removed=gone)
    assert [case.removed for case in project.error("NO_ACCESS").cases] == [gone, None, None]
    assert project.problems() == []

    def restore(catalogue: dict[str, Any]) -> None:
        catalogue.update(json.loads(json.dumps(CATALOGUE)))

    project.run(restore)
    assert project.registry.errors == before.errors


def test_a_person_decides_what_is_removed_before_the_catalogue_does(project: Project) -> None:
    own = Lifecycle(version="1.5", reason="Nothing prints it.")
    project.save(replace(project.error("LATE"), removed=own))
    project.run()
    assert project.error("LATE").removed == own


def test_what_is_removed_has_a_version_or_a_date(project: Project) -> None:
    mapping = project.folder / "mapping.yml"
    text = (
        mapping.read_text("utf-8").replace(", date: 2026-03-01", "").replace('version: "2"\n', "")
    )
    mapping.write_text(text, "utf-8")
    with pytest.raises(CannotImport) as caught:
        project.run(lambda catalogue: catalogue.pop("LATE"))
    assert [finding.rule for finding in caught.value.findings] == ["mapping-version"]


def test_comments_quotes_and_prose_of_a_file_that_changes_stay(project: Project) -> None:
    file = project.file("NO_ACCESS")
    text = file.read_text("utf-8")
    first = project.error("NO_ACCESS").cases[0]
    text = text.replace("title: No access", "# Shown in lists.\ntitle: 'No access at all'")
    text = text.replace(
        f"  - id: {first.id}\n",
        f"  # The usual one.\n  - id: {first.id}\n",
    ).replace(
        "    source:",
        "    cause: Somebody\n      forgot it. # really\n    fix: |-\n      Ask *them*.\n"
        "    source:",
        1,
    )
    file.write_text(text, "utf-8")

    def edit(catalogue: dict[str, Any]) -> None:
        catalogue["NO_ACCESS"]["level"] = "high"
        catalogue["NO_ACCESS"]["messages"][2] = "Access was denied: %s, %s."
        catalogue["NO_ACCESS"]["messages"].append("Nobody is logged in.")

    project.run(edit)
    after = file.read_text("utf-8")
    expected = text.replace("level: low", "level: high").replace(
        '    message: "Access denied: {value}, {value_2}."\n',
        '    message: "Access was denied: {value}, {value_2}."\n'
        '    former_messages:\n      - message: "Access denied: {value}, {value_2}."\n'
        '        until: "2"\n',
    )
    assert after.startswith(expected.rstrip("\n") + "\n"), after
    assert after[len(expected) :].startswith("  - id: nobody-is-logged-in\n")


def test_texts_of_the_catalogue_follow_it_until_somebody_edits_them(project: Project) -> None:
    def edit(catalogue: dict[str, Any]) -> None:
        catalogue["DISK_FULL"] |= {"title": "no_space", "why": "Files."}
        catalogue["NO_FILE"]["title"] = "no_such_file"

    project.save(replace(project.error("NO_FILE"), title="Nobody finds the file"))
    project.run(edit)
    assert project.error("DISK_FULL").title == "No space"
    assert project.error("DISK_FULL").cases[0].cause == "Files."
    assert project.error("NO_FILE").title == "Nobody finds the file"
    # What somebody took out stays out, and what the catalogue takes out goes.
    error = project.error("DISK_FULL")
    project.save(replace(error, cases=(replace(error.cases[0], cause=None),)))
    project.run(lambda catalogue: catalogue["DISK_FULL"].update(why="Many files."))
    assert project.error("DISK_FULL").cases[0].cause is None


def test_a_placeholder_without_a_name_upstream_keeps_the_one_that_somebody_gave_it(
    project: Project,
) -> None:
    error = project.error("DISK_FULL")
    text = project.file("DISK_FULL").read_text("utf-8")
    text = text.replace("{value}", "{disk}").replace(
        "    cause:", "    parameters:\n      disk: {description: name, example: sda}\n    cause:"
    )
    project.file("DISK_FULL").write_text(text, "utf-8")
    assert project.problems() == []  # before the rows know the name
    project.run()
    [case] = project.error("DISK_FULL").cases
    assert case.message == "Disk {disk} is full."
    assert error.cases[0].source == case.source
    assert project.problems() == []
    project.run(lambda c: c["DISK_FULL"].update(messages=["Disk %s of %d is full."]))
    assert project.problems() == []
    assert project.error("DISK_FULL").cases[0].parameters.keys() == {"disk", "value", "value_2"}


def test_what_the_project_added_itself_is_not_touched(project: Project) -> None:
    own = Error(code="OWN", title="An error of our own", cases=(Case(id="one", message="Mine."),))
    project.save(own)
    error = project.error("LATE")
    case = replace(
        error.cases[0],
        other_messages=(Wording(message="Seen in the wild: {x}"),),
        tags=("slow",),
    )
    seen = Case(id="seen", message="Seen too.", cause="Nobody knows.")
    changed = replace(error, cases=(case, seen), fields={"own": "value"}, related=("OWN",))
    project.save(changed)
    result = project.run(lambda c: c["LATE"].update(level="low"))
    assert "OWN" not in result.outcomes
    assert project.error("OWN") == own
    assert project.error("LATE").fields == {"own": "value", "level": "low"}
    assert project.error("LATE").cases[1] == seen
    assert project.error("LATE").cases[0].tags == ("slow",)
    assert project.error("LATE").cases[0].other_messages == case.other_messages
    assert project.error("LATE").related == ("OWN",)


def test_two_messages_that_a_person_put_into_one_case_stay_there(project: Project) -> None:
    error = project.error("NO_ACCESS")
    first, second, third = error.cases
    both = replace(first, other_messages=(Wording(message=second.message or ""),))
    project.save(replace(error, cases=(both, third)))
    assert project.problems() == []
    project.run()
    assert project.error("NO_ACCESS").cases == (both, third)


def test_a_fact_that_somebody_changed_is_put_right(project: Project) -> None:
    error = project.error("DISK_FULL")
    wrong = replace(error.cases[0], message="Disc {value} is full.")
    project.save(replace(error, cases=(wrong,), fields={"level": "none"}))
    project.run()
    assert project.error("DISK_FULL") == error


def test_a_thousand_reworded_messages_of_one_code_are_followed_in_good_time() -> None:
    old = [Case(id=f"c{n}", message=f"table {n} of part {n % 7} is not there") for n in range(5000)]
    new = [
        Case(id="", message=f"table {n} of part {n % 7} is not to be found") for n in range(5000)
    ]
    start = time.monotonic()
    found = pairs(old, new[::-1])
    assert found == {4999 - at: at for at in range(5000)}
    # Comparing each with each takes more than a minute.
    assert time.monotonic() - start < 10


prose = st.fixed_dictionaries(
    {},
    optional={
        "title": st.none() | strategies.lines,
        "cause": st.none() | strategies.markdown_fields,
        "fix": st.none() | strategies.markdown_fields,
        "retry": st.none() | st.sampled_from(Retry),
        "actor": st.none() | st.sampled_from(("caller", "provider")),
        "see": st.lists(strategies.see_also, max_size=2).map(tuple),
        "tags": st.lists(strategies.keys, max_size=2).map(tuple),
        "examples": st.lists(strategies.examples, max_size=2).map(tuple),
    },
)
error_prose = st.fixed_dictionaries(
    {},
    optional={
        "title": st.none() | strategies.lines,
        "summary": st.none() | strategies.lines,
        "related": st.lists(strategies.lines, max_size=2).map(tuple),
    },
)
messages = st.lists(
    st.sampled_from(
        ("No access to %s.", "The role %s is missing here.", "Nobody is logged in.", "%s: %s", "No")
    ),
    unique=True,
)
entries = st.fixed_dictionaries(
    {"messages": messages},
    optional={
        "title": st.sampled_from(("other_title", "third")),
        "why": st.sampled_from(("Because.", "Why not?")),
        "level": st.sampled_from(("low", "high")),
    },
)


@given(
    st.dictionaries(st.sampled_from(sorted(CATALOGUE)), error_prose),
    st.dictionaries(st.sampled_from(range(5)), prose),
    st.dictionaries(st.sampled_from((*sorted(CATALOGUE), "NEW")), entries),
)
@settings(max_examples=75)
def test_no_prose_is_lost_whatever_the_catalogue_does(
    error_edits: dict[str, dict[str, Any]],
    case_edits: dict[int, dict[str, Any]],
    published: dict[str, Any],
) -> None:
    with TemporaryDirectory() as scratch:
        project = Project(Path(scratch))
        number = 0
        edited: dict[tuple[str, str | None, str], Any] = {}
        for error in project.registry.errors:
            changed = replace(error, **error_edits.get(error.code, {}))
            cases = []
            for case in error.cases:
                cases.append(replace(case, **case_edits.get(number, {})))
                number += 1
            project.save(replace(changed, cases=tuple(cases)))
            pairs: list[tuple[str | None, Any, Any]] = [(None, error, changed)]
            pairs += [(a.id, a, b) for a, b in zip(error.cases, cases, strict=True)]
            for case_id, before, after in pairs:
                for name in ("title", "summary", "cause", "fix", "retry", "actor", "see", "tags"):
                    old, new = getattr(before, name, None), getattr(after, name, None)
                    if old != new:
                        edited[error.code, case_id, name] = new

        def publish(catalogue: dict[str, Any]) -> None:
            catalogue.clear()
            catalogue.update(published or {"NEW": {"messages": []}})
            # Rules that find nothing at all are refused.
            catalogue["ALL"] = {
                "title": "all", "level": "x", "why": "x", "messages": ["All of it."]
            }  # fmt: skip

        project.run(publish)
        registry = project.registry
        for (code, case_id, name), value in edited.items():
            entry: Any = registry.by_code[code]
            entry = entry if case_id is None else entry.find_case(case_id)
            assert getattr(entry, name) == value, (code, case_id, name)
        for code in published:
            assert code in registry.by_code
