"""Texts that are not pages: example responses, and templates of Markdown and XML.

Everything a template prints is escaped for its format, unless a filter has made it markup.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from errdocs import escaping
from errdocs.messages import parse
from errdocs.registry.model import Case, EnvelopeFormat, Error, Registry, Surface, status_label
from errdocs.registry.request_bodies import changed_parts
from errdocs.render.built_in import BUILT_IN_TEMPLATES as BUILT_IN_TEMPLATES  # others ask here
from errdocs.render.literals import (
    JSON,
    PYTHON,
    VISIBLE_SCRIPT,
    WIDTH,
    Language,
    literal,
)

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment

# Ids as examples; the same everywhere, so that builds are reproducible.
REQUEST_ID = "54dc32fd-968b-4aed-b6a8-ae63d6fda4d5"
TASK_ID = "13b1848b-5493-4c0e-8c44-64a0a5b5e1f2"

# Characters that no XML 1.0 document may hold, not even escaped.
_REFUSED_BY_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class BrokenTemplate(Exception):
    """A mistake of a template, at its line."""

    def __init__(self, path: str | None, line: int | None, reason: str) -> None:
        super().__init__(f"{path}:{line}:1: {reason}")
        self.path, self.line, self.reason = path, line, reason


def render_text(template: str, **context: object) -> str:
    """Return a template of `templates/texts` rendered; its name says how data is escaped."""
    language = template.removesuffix(".j2").rpartition(".")[2]
    return _texts(language).get_template(template).render(context)


def environment(
    finalize: Callable[[Any], Any], *folders: Path, compiled: BytecodeCache | None = None
) -> Environment:
    """Return templates of folders, the first ones first; `finalize` gets all that they print.

    Templates that were compiled with the same `finalize` need not be compiled again.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # kept texts need none

    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,  # so that macros give markup back
        finalize=finalize,
        auto_reload=False,  # templates do not change during a build
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=compiled,
    )


@cache
def _texts(language: str) -> Environment:
    """Return the templates, of which those in a language print data as that language writes it."""
    escape = _WRITERS.get(language, _markup(escaping.escaped))
    folder = BUILT_IN_TEMPLATES / "texts"
    texts = environment(lambda value: value if isinstance(value, Markup) else escape(value), folder)
    texts.globals.update(status_label=status_label, duration=duration, json_text=json_text)
    texts.globals.update(changed_parts=changed_parts)
    texts.filters.update(
        attribute=_markup(lambda text: _xml(text).replace('"', "&quot;")),
        as_is=_markup(str),
        code=_markup(escaping.code_span),
        indented=_markup(lambda text: "\n".join(f"  {line}" for line in text.split("\n"))),
        literal=_markup(escaping.literal),
        target=_markup(escaping.target),
    )
    return texts


def _markup(write: Callable[..., str]) -> Callable[..., Markup]:
    return lambda value, *arguments: Markup(write(escaping.visible(str(value)), *arguments))


def _xml(text: str) -> str:
    return html.escape(_REFUSED_BY_XML.sub("\ufffd", text), quote=False)


def _literal_of(language: Language) -> Callable[[object], Markup]:
    return lambda value: Markup(literal(value, language, width=sys.maxsize))


# Of everything else, data becomes Markdown.
_WRITERS: Mapping[str, Callable[[Any], Markup]] = {
    "xml": _markup(_xml),
    "py": _literal_of(PYTHON),
    "ts": _literal_of(VISIBLE_SCRIPT),
}


@dataclass(frozen=True, slots=True)
class ExampleResponse:
    """The response of one case on one surface."""

    surface: Surface
    language: str
    body: str


def example_responses(registry: Registry, error: Error, case: Case) -> Iterator[ExampleResponse]:
    """Yield a response for each surface that prints the case and has an envelope."""
    if case.message is None:
        return  # nobody knows what such a response says
    for key in error.surfaces_of(case):
        surface = registry.surface_by_key.get(key)
        if surface and surface.envelope and (error.has_code or not _has_code(surface)):
            body = response_body(surface, error, case)
            is_json = surface.envelope.format is EnvelopeFormat.JSON
            text = json.dumps(body, indent=2, ensure_ascii=False) if is_json else str(body)
            yield ExampleResponse(surface, "json" if is_json else "text", text)


def response_body(
    surface: Surface,
    error: Error,
    case: Case | None,
    request_id: str = REQUEST_ID,
    task_id: str = TASK_ID,
) -> Any:
    """Return the body of an error response on a surface, as JSON data or text.

    A surface without an envelope gets the plainest one. A text without a code has null for it.
    """
    code = (case and case.code) or error.spelling_on(surface.key)
    values = {
        "code": code if error.has_code else None,
        "message": printed_message(case) if case else "",
        "status": str((case and case.status) or ""),
        "request_id": request_id,
        "task_id": task_id,
    }
    body = surface.envelope.body if surface.envelope else _PLAIN_ENVELOPE
    return _filled(body, values)


_PLAIN_ENVELOPE = {"code": "{code}", "message": "{message}"}


def _has_code(surface: Surface) -> bool:
    return "{code}" in str(surface.envelope)


def json_text(value: object, width: int = WIDTH) -> str:
    """Return a value of the model as JSON for people, in lines of at most `width` characters."""
    return literal(value, JSON, width=width, is_open=True)


def duration(seconds: int) -> str:
    """Return a time in the largest unit that gives a whole number."""
    units = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
    size, unit = next((size, unit) for size, unit in units if seconds % size == 0)
    count = seconds // size
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def printed_message(case: Case) -> str:
    """Return the message as the service prints it: the template filled with its examples."""
    return parse(case.message or "").fill(case.sample_values)


def _filled(body: object, values: Mapping[str, str | None]) -> object:
    """Return an envelope with the placeholders in its texts filled, whatever their depth."""
    if isinstance(body, Mapping):
        return {key: _filled(item, values) for key, item in body.items()}
    if isinstance(body, tuple):
        return [_filled(item, values) for item in body]
    if not isinstance(body, str):
        return body
    template = parse(body)
    if len(template.parts) == 1 and template.names and values[template.names[0]] is None:
        return None
    return template.fill({name: value or "" for name, value in values.items()})
