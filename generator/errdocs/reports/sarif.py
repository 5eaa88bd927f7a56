"""Findings -> SARIF 2.1.0, within what GitHub's code scanning takes.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from errdocs.escaping import printable_json
from errdocs.problems import Finding, Replacement, Severity

Object = dict[str, Any]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
HOME = "https://github.com/errdocs/errdocs"
DOCUMENTATION = "https://errdocs.github.io/errdocs/"
RULES = Path(__file__).with_name("rules.yml")
MOST_RESULTS = 25_000  # GitHub refuses a file with more
LONGEST_MESSAGE = 2_000  # characters; a pasted message may have a hundred thousand
_ROOT = "%SRCROOT%"  # the name by convention; whoever reads the file knows where it is
# What a viewer would take for a link, or for a value to be filled in.
_LINK = re.compile(r"[\[\]\\](?=[^\n]*\]\()|\](?=\()")
_ARGUMENT = re.compile(r"\{(\d+)\}")


def sarif_text(found: Sequence[Finding], command: str) -> str:
    """Return the report of a command's run as a SARIF file."""
    rules = {rule: number for number, rule in enumerate(_rules(found))}
    shown = found[:MOST_RESULTS]
    run = {
        "tool": {"driver": _driver(rules)},
        "automationDetails": {"id": f"errdocs/{command}/"},
        "invocations": [_invocation(found, len(shown))],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [*_results(shown, rules)],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return printable_json(log, indent=1)


def _rules(found: Sequence[Finding]) -> list[str]:
    """Return the ids of all rules that are described, and of those that are not known here."""
    described = [rule for rules in _described().values() for rule in rules]
    return [*dict.fromkeys([*described, *(finding.rule for finding in found)])]


@cache
def _described() -> Mapping[str, Mapping[str, str]]:
    """Return page -> rule -> the sentence about it."""
    import yaml  # only here: other formats need no parser

    pages: Mapping[str, Mapping[str, str]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return pages


def _driver(rules: Mapping[str, int]) -> Object:
    return {
        "name": "errdocs",
        "version": version("errdocs"),
        "semanticVersion": version("errdocs"),
        "informationUri": HOME,
        "rules": [_descriptor(rule) for rule in rules],
    }


def _descriptor(rule: str) -> Object:
    """Return the description of a rule, which is the same in every report."""
    page = next((page for page, rules in _described().items() if rule in rules), "checks")
    text = _described()[page].get(rule) or rule.replace("-", " ").capitalize() + "."
    url = f"{DOCUMENTATION}{page}/#{rule}"
    return {
        "id": rule,
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": f"{text} See {url}", "markdown": f"{text} [Reason and fix]({url})"},
        "helpUri": url,
    }


def _invocation(found: Sequence[Finding], shown: int) -> Object:
    """Return how the command ended: it did its work, whatever it found."""
    has_failed = any(finding.severity is Severity.ERROR for finding in found)
    ended: Object = {"executionSuccessful": True, "exitCode": int(has_failed)}
    if more := len(found) - shown:
        text = f"{more:,} more problems are left out; a report holds {MOST_RESULTS:,}."
        ended["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return ended


def _results(found: Sequence[Finding], rules: Mapping[str, int]) -> Iterator[Object]:
    counts: Counter[str] = Counter()
    artifacts = {path: _artifact(path) for path in {finding.file for finding in found}}
    for finding in found:
        artifact = artifacts[finding.file]
        digest = _digest(finding, artifact["uri"])
        counts[digest] += 1
        location = {"artifactLocation": artifact, "region": _region(finding)}
        result = {
            "ruleId": finding.rule,
            "ruleIndex": rules[finding.rule],
            "level": finding.severity.value,
            "message": {"text": _message(finding)},
            "locations": [{"physicalLocation": location}],
            "partialFingerprints": {"errdocsProblem/v1": f"{digest}:{counts[digest]}"},
        }
        if finding.replacement:
            result["fixes"] = [_fix(finding, finding.replacement, artifact)]
        yield result


def _digest(finding: Finding, uri: str) -> str:
    """Return what stays the same while lines move: the file, the rule, and what is wrong.

    GitHub's own fingerprint is of the text of the line; its action for uploads adds it.
    """
    parts = (uri, finding.rule, finding.message.found)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _message(finding: Finding) -> str:
    """Return the message in sentences: where space is short, the first one is shown alone."""
    found, expected, fix = finding.message
    text = f"{_sentence(found)} Expected: {expected}. {_sentence(fix)}"
    text = text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"
    return _ARGUMENT.sub(r"{{\1}}", _LINK.sub(r"\\\g<0>", text))


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}{'' if clause.endswith('?') else '.'}"


def _artifact(path: str) -> Object:
    """Return where a file is: relative to the root of the repository, or else as a whole.

    A link is shown where it leads, since a report about a link itself is not displayed.
    """
    root, file = _repository().resolve(), Path(path).resolve()
    if file.is_relative_to(root):
        return {"uri": _percent_encoded(file.relative_to(root)), "uriBaseId": _ROOT}
    return {"uri": "file://" + _percent_encoded(file)}


def _percent_encoded(path: Path) -> str:
    return quote(os.fsencode(path.as_posix()))


def _repository() -> Path:
    """Return the root of the repository around the working directory; itself where none is."""
    here = Path.cwd()
    return next((each for each in (here, *here.parents) if (each / ".git").exists()), here)


def _region(finding: Finding) -> Object:
    """Return the characters that are wrong, up to the end of the line where that is not known."""
    place = finding.place
    if finding.length is None:
        return {"startLine": place.line, "startColumn": place.column}
    return _span(place.line, place.column, finding.length)


def _span(line: int, column: int, length: int) -> Object:
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": line,
        "endColumn": column + length,  # the column after the last one
    }


def _fix(finding: Finding, replacement: Replacement, artifact: Object) -> Object:
    """Return what `--fix` would do."""
    column, length, text = replacement
    edit = {
        "deletedRegion": _span(finding.place.line, column, length),
        "insertedContent": {"text": text},
    }
    change = {"artifactLocation": artifact, "replacements": [edit]}
    return {"description": {"text": _sentence(finding.message.fix)}, "artifactChanges": [change]}
