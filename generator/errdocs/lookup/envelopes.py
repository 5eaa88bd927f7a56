"""The form of an error response as evidence of who wrote it: the keys around a code, a request ID.

A text may be cut off, escaped or written by another language, so that no parser reads it: braces
and quoted keys are followed as they come. Whether others use a form too decides what it says: the
object `error` belongs to everybody, and needs a request ID of the service's form beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from errdocs.lookup import constants
from errdocs.registry.model import EnvelopeFormat, Surface

_TOKEN = re.compile(constants.ENVELOPE_TOKEN)
_NUMBER = re.compile(constants.NUMBER)


class Form(NamedTuple):
    """Where an envelope has its code, message and request ID."""

    codes: tuple[str, ...]  # keys of one object
    messages: tuple[str, ...]  # keys of the same object
    request_ids: tuple[str, ...]  # keys of this object or one around it
    keys: tuple[str, ...]  # all keys of this object
    is_shared: bool  # whether the object is one that others have too


def forms_of(surfaces: Collection[Surface]) -> tuple[Form, ...]:
    """Return the forms of the JSON envelopes of surfaces, each once."""
    bodies = (
        surface.envelope.body
        for surface in surfaces
        if surface.envelope and surface.envelope.format is EnvelopeFormat.JSON
    )
    return tuple(dict.fromkeys(form for body in bodies for form in _forms(body)))


def _forms(body: object, within: str = "", ids: tuple[str, ...] = ()) -> Iterator[Form]:
    if not isinstance(body, Mapping):
        return
    ids = (*ids, *_keys_of(body, "{request_id}"))
    codes, messages = _keys_of(body, "{code}"), _keys_of(body, "{message}")
    if codes and messages:
        keys = tuple(map(str, body))
        yield Form(codes, messages, ids, keys, within in constants.SHARED_OBJECTS)
    for key, value in body.items():
        yield from _forms(value, str(key), ids)


def _keys_of(body: Mapping[object, object], value: str) -> tuple[str, ...]:
    return tuple(str(key) for key, found in body.items() if found == value)


def shape(text: str) -> str:
    """Return the form of a request ID: `aaaa-aaa` for `54dc-32f`."""
    letter = "A" if re.search("[A-Z]", text) else "a"
    return re.sub("[0-9A-Za-z]", letter, text)


@dataclass(slots=True)
class _Object:
    """What was read of an object of a text."""

    key: str = ""  # under which it stands
    last: str = ""  # the key that was read last
    values: dict[str, str] = field(default_factory=dict)  # by key; empty where it is no text
    inner: list[Form] = field(default_factory=list)  # forms of the objects in it, without their ID


@dataclass(frozen=True, slots=True)
class Envelopes:
    """The forms of a service's responses."""

    forms: tuple[Form, ...]
    shapes: frozenset[str]  # of its request IDs
    is_code: Callable[[str], bool]

    def is_in(self, text: str) -> bool:
        """Whether a text holds a response that this service alone has in this form."""
        stack = [_Object()]
        for token in _TOKEN.finditer(text) if self.forms else ():
            top = stack[-1]
            if token[1]:
                top.last = token[1]
                top.values[top.last] = (token[2] or "").strip()
            elif token[0] == "{":
                stack.append(_Object(top.last))
            elif self._ends(stack):
                return True
            if len(stack) > constants.MOST_NESTED:
                return False
        # Those that the end of the text cut off; the outermost is the text itself.
        return any(self._ends(stack) for _ in range(len(stack)))

    def _ends(self, stack: list[_Object]) -> bool:
        """Whether the innermost object, which ends, is one of this service."""
        found = stack.pop()
        if not stack:  # the text starts in the middle of it
            stack.append(_Object())
        if any(self._has_request_id(found, form) for form in found.inner):
            return True
        return any(self._is_own(found, form, stack[-1]) for form in self.forms)

    def _is_own(self, found: _Object, form: Form, outer: _Object) -> bool:
        """Whether an object has a form and nobody else's; the one around it may have the ID."""
        code = next((found.values[key] for key in form.codes if found.values.get(key)), "")
        has_message = not found.values.keys().isdisjoint(form.messages)
        if not code or _NUMBER.search(code) or not has_message:
            return False
        outer.inner.append(form)
        is_shared = form.is_shared or found.key in constants.SHARED_OBJECTS
        allowed = {*form.keys, *form.request_ids, *constants.STATUS_KEYS}
        is_plain = not is_shared and found.values.keys() <= allowed and self.is_code(code)
        return is_plain or self._has_request_id(found, form)

    def _has_request_id(self, found: _Object, form: Form) -> bool:
        return any(shape(found.values.get(key, "")) in self.shapes for key in form.request_ids)
