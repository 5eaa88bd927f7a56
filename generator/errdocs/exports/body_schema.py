"""The JSON Schema of an error response, from the envelope that shows how one looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from errdocs.exports.data import Data
from errdocs.messages import TemplateError, parse

MEANINGS = {
    "code": "Code of the error.",
    "message": "What happened, in the service's words.",
    "status": "HTTP status.",
    "request_id": "Identifier of the request, for support.",
}
"""What the placeholders of an envelope stand for."""
_KEY_FACTS = frozenset({"code", "message"})
"""What no error response goes without."""


def body_schema(body: object, codes: Sequence[str]) -> Data:
    """Return the schema of the bodies that an envelope is the pattern of.

    It is lenient where the envelope shows one value out of many: other fields may come, a null
    may be anything, and a code need not be one of `codes`, which stand there as examples.
    """
    if isinstance(body, Mapping):
        return {
            "type": "object",
            "properties": {key: body_schema(item, codes) for key, item in body.items()},
            "required": [key for key, item in body.items() if _names(item) & _KEY_FACTS],
        }
    if isinstance(body, Sequence) and not isinstance(body, str):
        items = [body_schema(item, codes) for item in body]
        return {"type": "array", "prefixItems": items} if items else {"type": "array"}
    if isinstance(body, str):
        return _text_schema(body, codes)
    return {} if body is None else {"type": _type_of(body)}


def _text_schema(text: str, codes: Sequence[str]) -> Data:
    names = _names(text)
    meanings = [MEANINGS[name] for name in MEANINGS if name in names]
    schema: Data = {"type": "string"}
    if meanings:
        schema["description"] = " ".join(meanings)
    if text == "{code}" and codes:
        schema["examples"] = list(codes)
    return schema


def _names(body: object) -> set[str]:
    """Return the placeholders in a value, whatever their depth."""
    if isinstance(body, str):
        try:
            return set(parse(body).names)
        except TemplateError:
            return set()
    if isinstance(body, Mapping):
        return set().union(*map(_names, body.values()))
    return set().union(*map(_names, body)) if isinstance(body, Sequence) else set()


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "number"
