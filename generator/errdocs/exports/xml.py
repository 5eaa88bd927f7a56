"""XML documents: data -> text that every parser reads, whatever the data holds."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may hold, not even escaped."""


def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add an element with text and attributes, and return it."""
    element = ET.SubElement(parent, name, {key: allowed(v) for key, v in attributes.items()})
    element.text = None if text is None else allowed(text)
    return element


def document(root: ET.Element) -> str:
    """Return an element as a document."""
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def allowed(text: str) -> str:
    """Return a text with U+FFFD for the characters that XML refuses."""
    return _REFUSED.sub("\ufffd", text)
