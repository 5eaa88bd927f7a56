"""Words of the pages that depend on what prints the errors: a service, a compiler, a database.

A registry replaces any of them under `words`.
"""

from __future__ import annotations

from collections.abc import Mapping

_HTTP: Mapping[str, str] = {
    "lead": "Your call failed?",
    "never": "The same request fails again until it is changed.",
    "backoff": "The error is temporary: retry with exponential backoff and jitter.",
    "wait": "A limit or time window resets by itself. After that, the same request may succeed.",
    "after-action": "The same request succeeds once somebody has acted: paid, raised or granted.",
    "response": "Example response",
    "response_about": "Generated from the message and the form of each interface that prints "
    "the code. Real responses have other request ids, and some have more fields.",
    "removed": "The service no longer returns these errors.",
    "removed_about": "Errors that the service no longer returns, with the reason.",
    "paste_body": "A response body, complete or cut off, with escaped quotes too.",
    "paste_text": "A traceback, an exception of any SDK, a log line, a message, or just a code.",
    "placeholder": "A message, a JSON body, a traceback, a log line or a code",
}
# What differs from a service that is called over HTTP.
_KINDS: Mapping[str, Mapping[str, str]] = {
    "http": {},
    "compiler": {
        "lead": "Your build failed?",
        "never": "The same code fails again until it is changed.",
        "backoff": "The error is temporary: run it again after a short wait.",
        "wait": "Something outside the code has to finish first.",
        "after-action": "The same code compiles once somebody has changed something around it.",
        "response": "Example output",
        "response_about": "Generated from the message and the form of the output.",
        "removed": "The compiler no longer reports these errors.",
        "removed_about": "Errors that the compiler no longer reports, with the reason.",
        "paste_body": "The output of a build, complete or cut off.",
        "paste_text": "A diagnostic, a line of a build log, a message, or just a code.",
        "placeholder": "A diagnostic, a message, a line of a build log or a code",
    },
    "database": {
        "lead": "Your query failed?",
        "never": "The same statement fails again until it or the data is changed.",
        "backoff": "The error is temporary: run the transaction again, after a short wait.",
        "wait": "A limit or a lock has to be released first.",
        "after-action": "The same statement succeeds once somebody has raised or granted it.",
        "response": "Example output",
        "response_about": "Generated from the message and the form of the output.",
        "removed": "The database no longer reports these errors.",
        "removed_about": "Errors that the database no longer reports, with the reason.",
        "paste_body": "The output of a client or a driver, complete or cut off.",
        "paste_text": "A traceback, an exception of any driver, a log line, a message, or a code.",
        "placeholder": "A message, a traceback, a log line, an SQLSTATE or a code",
    },
    "jobs": {
        "lead": "Your job failed?",
        "never": "The same job fails again until it or its input is changed.",
        "backoff": "The error is temporary: run the job again, after a short wait.",
        "wait": "A limit or time window has to reset first.",
        "after-action": "The same job succeeds once somebody has paid, raised or granted it.",
        "response": "Example output",
        "response_about": "Generated from the message and the form of the output.",
        "removed": "Jobs no longer report these errors.",
        "removed_about": "Errors that jobs no longer report, with the reason.",
        "paste_body": "The output of a job, complete or cut off.",
        "paste_text": "A traceback, an exception, a log line, a message, or just a code.",
        "placeholder": "A message, a traceback, a log line or a code",
    },
}


def phrases_of(kind: str) -> dict[str, str]:
    """Return the words of the pages for a kind of service, by key."""
    return {**_HTTP, **_KINDS[kind]}
