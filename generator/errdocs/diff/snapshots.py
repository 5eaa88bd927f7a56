"""An `errors.json` as it was at some time, from a file, a URL, a folder or a git revision.

Files from elsewhere may hold anything: what identifies an entry is checked here once, and all
other fields are taken as they are.
"""

from __future__ import annotations

import io
import json
import stat
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from errdocs.exports.errors_json import WITH_GAPS, registry_data
from errdocs.fetching import Unreadable, content_of, is_url
from errdocs.registry.loading import SETTINGS_FILE, load
from errdocs.routes import Routes, read_ledger
from errdocs.routes.paths import INDEX

Data = Mapping[str, Any]  # an error or case in the form of `errors.json`
Name = tuple[str, ...]  # the code of an error, or code and id of a case
T = TypeVar("T", dict[str, Any], list[object], str)
# The fields of `errors.json` that are not about one error.
SETTINGS = ("service", "common", "markers", "surfaces", "categories", "sources")


class NotASnapshot(ValueError):
    """Data that is not an `errors.json` which this program can read; the text says why."""


@dataclass(frozen=True)
class Snapshot:
    """The errors of one `errors.json`."""

    errors: Mapping[str, Data]  # by code
    cases: Mapping[Name, Data]  # of all errors
    settings: Data  # what the errors have in common, as in `registry.yml`; always its version
    # Path -> its target by the ledger; empty if only an `errors.json` is known.
    redirects: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def entries(self) -> Mapping[Name, Data]:
        """Return the errors, and then their cases."""
        return {(code,): error for code, error in self.errors.items()} | {**self.cases}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the name of the entry at each path; that of an error also for its only case."""
        ordered = (*self.cases, *((code,) for code in self.errors))
        return {self.path(name): "/".join(name) for name in ordered}

    def path(self, name: Name) -> str:
        """Return the path of an entry's page; an only case has that of its error."""
        is_only = len(self.errors[name[0]]["cases"]) == 1
        return self.permanent_path(name[:1] if is_only else name)

    def permanent_path(self, name: Name) -> str:
        """Return the path that arrives at an entry, also while it is the only case."""
        code, *below = name
        parts = self.errors[code].get("slug") or code, *below
        return INDEX + "".join(f"{part}/" for part in parts)


def aliases(error: Data) -> list[str]:
    """Return the aliases of an error."""
    found = error.get("aliases")
    items = found if isinstance(found, list) else []
    codes = (item.get("code") for item in items if isinstance(item, Mapping))
    return [code for code in codes if isinstance(code, str)]


def snapshot_of(document: object) -> Snapshot:
    """Return the content of an `errors.json`; raises NotASnapshot, also if its format is newer."""
    top = _checked(document, dict, "the file")
    schema = top.get("schema_version")
    if type(schema) is not int:  # a boolean is none
        raise NotASnapshot("it has no `schema_version`, so it is not an `errors.json`")
    if schema > WITH_GAPS:
        known = f"this program knows {WITH_GAPS} and below"
        raise NotASnapshot(f"its `schema_version` is {schema}; {known}")
    errors: dict[str, dict[str, Any]] = {}
    for position, item in enumerate(_checked(top.get("errors"), list, "`errors`"), start=1):
        error = _checked(item, dict, f"error {position}")
        code = _checked(error.get("code"), str, f"`code` of error {position}")
        if code in errors:
            raise NotASnapshot(f"duplicate code `{code}`")
        errors[code] = error
    cases: dict[Name, Data] = {}
    for code, error in errors.items():
        for value in _checked(error.get("cases"), list, f"`cases` of `{code}`"):
            case = _checked(value, dict, f"a case of `{code}`")
            name = code, _checked(case.get("id"), str, f"`id` of a case of `{code}`")
            if name in cases:
                raise NotASnapshot(f"duplicate case `{'/'.join(name)}`")
            cases[name] = case
    version = str(top.get("registry_version", ""))
    return Snapshot(errors, cases, {"version": version, **{key: top.get(key) for key in SETTINGS}})


def _checked(value: object, kind: type[T], what: str) -> T:
    if not isinstance(value, kind) or value == "":
        names = {dict: "a JSON object", list: "a list", str: "a text"}
        raise NotASnapshot(f"{what} is not {names[kind]}")
    return value


def read_snapshot(name: str, folder: Path) -> Snapshot:
    """Return the snapshot of a name; `folder` is the registry of revisions. Raises Unreadable."""
    path = Path(name)
    if not is_url(name) and path.is_dir():
        return _from_folder(name, path)
    if not is_url(name) and not path.exists():
        return _from_git(name, folder)
    content = content_of(name)
    try:
        document = json.loads(content)
        # Python reads NaN, and half of a surrogate pair, which no output in JSON may hold.
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
        return snapshot_of(document)
    except NotASnapshot as error:
        raise Unreadable(name, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(name, f"it is not JSON: {error}") from error


def _from_folder(name: str, folder: Path) -> Snapshot:
    if not (folder / SETTINGS_FILE).is_file():
        raise Unreadable(name, f"the folder holds no `{SETTINGS_FILE}`")
    loaded, read = load(folder), read_ledger(folder)
    if problems := [*loaded.problems, *read.problems]:
        first = next(iter(loaded.report(problems))).removeprefix(f"{folder.as_posix()}/")
        counted = f"the registry has {len(problems)} problem{'s' * (len(problems) > 1)}"
        raise Unreadable(name, f"{counted}: {first}")
    routes = Routes(loaded.registry, read.ledger)
    return replace(snapshot_of(registry_data(loaded.registry)), redirects=dict(routes.redirects()))


def _from_git(name: str, folder: Path) -> Snapshot:
    def git(*arguments: str, otherwise: str) -> bytes:
        command = ["git", "-C", str(folder), *arguments]
        try:
            return subprocess.run(command, capture_output=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            raise Unreadable(name, otherwise) from error

    unknown = "is not a file, folder, URL or git revision"
    if name.startswith("-"):  # git would take it for an option
        raise Unreadable(name, unknown)
    outside = f"is not a file, folder or URL, and {folder} is not in a git repository"
    git("rev-parse", "--git-dir", otherwise=outside)
    found = git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", otherwise=unknown)
    commit, missing = found.decode().strip(), f"{folder} is not in that revision"
    archive = git("archive", "--format=zip", commit, ".", otherwise=missing)
    with zipfile.ZipFile(io.BytesIO(archive)) as files, tempfile.TemporaryDirectory() as scratch:
        # Links are left out, and `zipfile` writes nothing outside the folder.
        plain = [item for item in files.infolist() if not stat.S_ISLNK(item.external_attr >> 16)]
        files.extractall(scratch, plain)
        return _from_folder(name, Path(scratch))
