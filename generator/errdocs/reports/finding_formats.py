"""The formats of findings, and the lines of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from errdocs.escaping import printable_json
from errdocs.problems import Finding
from errdocs.reports.sarif import sarif_text

# What a workflow command escapes in its text, and also in its properties.
_GITHUB_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_GITHUB_PROPERTY = _GITHUB_TEXT | str.maketrans({":": "%3A", ",": "%2C"})


class Format(StrEnum):
    """How findings are reported."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"

    @staticmethod
    def about() -> str:
        """Return the help of the option that chooses one."""
        return "Lines for people, a JSON list, annotations for GitHub, or SARIF 2.1.0."


def report(found: Sequence[Finding], form: Format, command: str) -> Iterator[str]:
    """Yield the lines of a report of what a command found."""
    match form:
        case Format.TEXT:
            yield from (finding.text_line() for finding in found)
        case Format.JSON:
            yield printable_json([finding.data() for finding in found])
        case Format.GITHUB:
            yield from map(github_line, found)
        case Format.SARIF:
            yield sarif_text(found, command)


def github_line(finding: Finding) -> str:
    """Return a workflow command that annotates the line of a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    found, expected, fix = finding.message
    place = finding.place
    path, rule = (text.translate(_GITHUB_PROPERTY) for text in (place.path, finding.rule))
    position = f"file={path},line={place.line},col={place.column},title={rule}"
    text = f"{found}; expected {expected}; {fix}".translate(_GITHUB_TEXT)
    return f"::{finding.severity} {position}::{text}"
