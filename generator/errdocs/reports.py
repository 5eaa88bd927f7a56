"""Problems -> words: lines for people, JSON for programs, annotations for GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from errdocs.printable import printable
from errdocs.problems import Place, Problem, Words
from errdocs.registry.loading import Loaded, Locator


class Finding(NamedTuple):
    """A problem with its place and words."""

    place: Place
    rule: str
    words: Words


def findings(problems: Iterable[Problem], loaded: Loaded) -> list[Finding]:
    """Return problems with their places and words, in the order of files and lines."""
    locator = Locator(loaded.texts)
    placed = (Finding(locator.place(p.where), p.rule, p.words()) for p in problems)
    return sorted(map(_printable, placed))


def report(problems: Iterable[Problem], loaded: Loaded) -> Iterator[str]:
    """Yield a line for each problem: `path:line:column: found, expected ...; fix [rule]`."""
    return (text_line(finding) for finding in findings(problems, loaded))


def text_line(finding: Finding) -> str:
    """Return a finding as a line for people, which editors turn into a link."""
    found, expected, fix = finding.words
    return f"{finding.place}: {found}; expected {expected}; {fix} [{finding.rule}]"


def json_report(found: Iterable[Finding]) -> str:
    """Return findings as a JSON list."""
    items = [
        {
            "path": finding.place.path,
            "line": finding.place.line,
            "column": finding.place.column,
            "rule": finding.rule,
            **finding.words._asdict(),
        }
        for finding in found
    ]
    return json.dumps(items, ensure_ascii=False, indent=2)


def github_line(finding: Finding) -> str:
    """Return a finding as a workflow command that annotates the line of a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    place = finding.place
    path, rule = _property(place.path), _property(finding.rule)
    found, expected, fix = finding.words
    message = _data(f"{found}; expected {expected}; {fix}")
    return f"::error file={path},line={place.line},col={place.column},title={rule}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _printable(finding: Finding) -> Finding:
    place, rule, words = finding
    path = printable(place.path)
    return Finding(Place(path, place.line, place.column), rule, Words(*map(printable, words)))
