"""An `errors.json` as it stood at some time: its errors by code and its cases by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from errdocs.exports import SCHEMA_VERSION
from errdocs.routes.paths import INDEX

Data = Mapping[str, Any]
"""An error or case in the form of `errors.json`."""
SETTINGS = ("service", "common", "markers", "surfaces", "categories", "sources")
"""The fields of `errors.json` that are not about one error."""
CaseName = tuple[str, str]
"""Code and case id."""


class NotAnEdition(ValueError):
    """Data that is no `errors.json` which this program can read; the text says why."""


@dataclass(frozen=True)
class Edition:
    """The errors of one `errors.json`."""

    version: str
    """Version of the registry; empty where the file tells none."""
    errors: Mapping[str, Data]
    """The errors by code."""
    cases: Mapping[CaseName, Data]
    """The cases of all errors by code and case id."""
    settings: Data = field(default_factory=dict)
    """What the errors have in common, by the names of `registry.yml`."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Path -> where it leads by the ledger; empty where only an `errors.json` is known."""

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the name of the entry at each path of one."""
        cases = {self.case_path(name): "/".join(name) for name in self.cases}
        return {**cases, **{self.error_path(code): code for code in self.errors}}

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Return every code and alias."""
        return frozenset(chain(self.errors, *map(aliases, self.errors.values())))

    def error_path(self, code: str) -> str:
        """Return the path of an error's page."""
        return f"{INDEX}{self.errors[code].get('slug') or code}/"

    def case_path(self, name: CaseName) -> str:
        """Return the path of a case's page; that of its error where it is the only case."""
        only = len(self.errors[name[0]]["cases"]) == 1
        return self.error_path(name[0]) if only else self.own_case_path(name)

    def own_case_path(self, name: CaseName) -> str:
        """Return the path that arrives at a case, also while it is the only one of its error."""
        code, case_id = name
        return f"{self.error_path(code)}{case_id}/"


def edition_of(document: object) -> Edition:
    """Return the edition that the content of an `errors.json` is.

    Raises NotAnEdition where it is something else, or of a format that is not known yet.
    """
    top = _object(document, "the file")
    version = top.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise NotAnEdition("it has no `schema_version`, so it is no `errors.json`")
    if version > SCHEMA_VERSION:
        raise NotAnEdition(
            f"its `schema_version` is {version}; this program knows {SCHEMA_VERSION} and below"
        )
    errors: dict[str, Data] = {}
    for position, item in enumerate(_list(top.get("errors"), "`errors`"), start=1):
        error = _object(item, f"error {position}")
        code = _name(error.get("code"), f"`code` of error {position}")
        if code in errors:
            raise NotAnEdition(f"the code `{code}` is there twice")
        errors[code] = error
    version = str(top.get("registry_version", ""))
    settings = {"version": version, **{name: top.get(name) for name in SETTINGS}}
    return Edition(version, errors, dict(_cases(errors)), settings)


def aliases(error: Data) -> list[str]:
    """Return the aliases of an error; files from elsewhere may hold anything in their place."""
    found = error.get("aliases")
    items = [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []
    return [item["code"] for item in items if isinstance(item.get("code"), str)]


def _cases(errors: Mapping[str, Data]) -> Iterator[tuple[CaseName, Data]]:
    for code, error in errors.items():
        seen = set()
        for item in _list(error.get("cases"), f"`cases` of `{code}`"):
            case = _object(item, f"a case of `{code}`")
            case_id = _name(case.get("id"), f"`id` of a case of `{code}`")
            if case_id in seen:
                raise NotAnEdition(f"the case `{code}/{case_id}` is there twice")
            seen.add(case_id)
            yield (code, case_id), case


def _object(value: object, what: str) -> Data:
    if not isinstance(value, Mapping):
        raise NotAnEdition(f"{what} is no JSON object")
    return value


def _list(value: object, what: str) -> list[object]:
    if not isinstance(value, list):
        raise NotAnEdition(f"{what} is no list")
    return value


def _name(value: object, what: str) -> str:
    if not isinstance(value, str) or not value:
        raise NotAnEdition(f"{what} is no text")
    return value
