"""Made-up registries in which every entry has mistakes, to see how fast all of them are reported.

In an `unreadable` entry values have a wrong type or form, so that less can be said about the
rest. A `wrong` one can be read as a whole and breaks rules, so that every rule looks at it.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.projects import write_project
from benchmarks.registries import make_registry
from errdocs.registry.loading import ERRORS_FOLDER

_PLAIN = """\
code: Refused.Kind{number}
title: Request {number} is refused
summary: The service refuses request {number}.
category: parameter
surfaces: [rest]
cases:
  - id: refused-{number}
    title: Request {number} is refused
    status: 400
    message: "Request {number} is refused: {{reason}}."
    parameters:
      reason:
        description: What is wrong with the request
        example: too long
    cause: The service does not take this request.
    fix: |-
      Send another one. See [the list](/errors/) of all errors.
    retry: never
    actor: caller
    source: {{document: observed}}
"""
_MISTAKES = {
    "unreadable": {
        "title: Request {number} is refused\nsummary": "titel: Request {number}\nsummary",
        "category: parameter": "category: parameter\ncategory: parameter",
        "surfaces: [rest]": "surfaces: {{rest: yes}}",
        "id: refused-{number}": "id: Refused {number}",
        "status: 400": "status: four hundred",
        "description: What is wrong with the request": 'description: ""',
        "retry: never": "retry: nevr",
        "actor: caller": "actor: [caller]",
        "    cause: The service does not take this request.\n": "",
    },
    "wrong": {
        "title: Request {number} is refused\nsummary": "title: Refused.\nsummary",
        "category: parameter": "category: parameters{number}",
        "surfaces: [rest]\n": "surfaces: [rst]\nrelated: [Refusal.Kind{number}]\n",
        "{{reason}}": "{{raeson}}",
        "example: too long": 'example: too long\n        pattern: "(a+)+{number}"',
        "(/errors/)": "(/errors/Refused.Knd{number}/)",
        "actor: caller": 'actor:   "caler"  ',
        "    source": "    verified: 1025-01-01\n    source",
    },
}
KINDS = tuple(_MISTAKES)


def write_broken(kind: str, entries: int, folder: Path) -> None:
    """Write a project with so many entries, each with the mistakes of a kind."""
    write_project(make_registry(1, seed=0), folder)
    text = _PLAIN
    for right, mistake in _MISTAKES[kind].items():
        assert right in text
        text = text.replace(right, mistake, 1)
    for number in range(entries):
        file = folder / "data" / ERRORS_FOLDER / f"Refused.Kind{number}.yml"
        file.write_text(text.format(number=number), encoding="utf-8", newline="\n")
