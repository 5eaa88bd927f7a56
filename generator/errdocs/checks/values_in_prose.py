"""Rules about the values that causes and fixes speak of: `{name}` and its words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from errdocs.problems import Pointer, Problem, Rule
from errdocs.prose import names
from errdocs.registry.loaded import Loaded
from errdocs.registry.model import Case
from errdocs.registry.naming import did_you_mean
from errdocs.render.markdown import links

_ID = "value-in-prose"
UNKNOWN_VALUE = Rule(
    _ID, "`{{{name}}}` is not a parameter of the case", "one of its parameters", "{fix}"
)
NO_WORDS = Rule(
    _ID,
    "parameter `{name}` stands in `{field}` and has no `words`",
    "`words` that stand in its place where no value is known",
    "add for example `words: the lower bound`",
)
VALUE_IN_LINK = Rule(
    _ID,
    "`{{{name}}}` is in the target of a link",
    "links that do not depend on a reader's text",
    "move it out of the link, or name one target",
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of placeholders in the Markdown fields of cases."""
    for pointer, error, case in loaded.cases():
        for field, text in (("cause", case.cause), ("fix", case.fix)):
            if not text or "{" not in text or not case.parameters:
                continue
            # What a catalogue says has braces of its own.
            if not loaded.is_imported(error.name_of(case), field, text):
                yield from _of_text(pointer, case, field, text)


def _of_text(pointer: Pointer, case: Case, field: str, text: str) -> Iterator[Problem]:
    where, basis = pointer.at(field), pointer.at("parameters")
    linked = {name for link in links(text) for name in names(unquote(link.href))}
    for name in names(text):
        if name not in case.parameters:
            # Braces mean many things; only what is nearly a parameter was meant to be one.
            if fix := did_you_mean(name, case.parameters):
                yield UNKNOWN_VALUE.at(where, basis, name=name, fix=fix)
        elif name in linked:
            yield VALUE_IN_LINK.at(where, name=name)
        elif not case.parameters[name].words:
            yield NO_WORDS.at(basis.at(name), where, name=name, field=field)
