"""The warning that a string that others print too is none of this registry: it has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from errdocs.checks.message_templates import TEMPLATE
from errdocs.lookup.generic import signature
from errdocs.messages import TemplateError
from errdocs.problems import Problem, Rule
from errdocs.registry.loaded import Loaded, items

GENERIC_UNKNOWN = Rule(
    "generic-unknown",
    "{kind} `{text}` under `generic` is that of no entry, so that it has no effect",
    "codes and messages of this registry",
    "write it as the entry does, or remove it",
    is_warning=True,
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the generic codes and messages that no entry has."""
    registry, generic = loaded.registry, loaded.registry.settings.generic
    if not (generic.codes or generic.messages):
        return
    where = loaded.settings_pointer("generic")
    known = {name for error in registry.errors for name in registry.spellings_of(error)}
    known |= {name for error, case in registry.cases() for name in error.own_spellings_of(case)}
    for pointer, code in items(where.at("codes"), generic.codes):
        if code not in known:
            yield GENERIC_UNKNOWN.at(pointer, kind="code", text=code)
    texts = (text for _, case in registry.cases() for text in case.all_templates)
    printed = set(filter(None, map(_signature, texts)))
    for pointer, message in items(where.at("messages"), generic.messages):
        try:
            is_known = signature(message) in printed
        except TemplateError as error:
            yield TEMPLATE.at(pointer, reason=error.reason, position=error.offset + 1)
            continue
        if not is_known:
            yield GENERIC_UNKNOWN.at(pointer, kind="message", text=message)


def _signature(template: str) -> str | None:
    """Return what a message is compared by; None for a broken one, which other rules tell."""
    try:
        return signature(template)
    except TemplateError:
        return None
