"""Flow collections, such as `{code: a, surface: b}`, with their keys in the canonical order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from errdocs.registry.chunks import Chunk
from errdocs.registry.fields import inner_hint


def with_ordered_flows(text: str, node: yaml.Node, hint: Any) -> str:
    """Return a text with the keys of its flow mappings in canonical order."""
    flows = list(_flows(node, hint))
    for flow, inner in reversed(flows):
        start, end = flow.start_mark.index, flow.end_mark.index
        text = text[:start] + _flow_text(text, flow, inner) + text[end:]
    return text


def _flows(node: yaml.Node, hint: Any) -> Iterator[tuple[yaml.Node, Any]]:
    """Yield the flow collections that lie in no other one, in order."""
    if isinstance(node, yaml.CollectionNode) and node.flow_style:
        yield node, hint
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _flows(value, inner_hint(hint, key))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _flows(item, inner_hint(hint, None))


def _flow_text(text: str, node: yaml.Node, hint: Any) -> str:
    """Return the text of a flow collection; its pairs change places, what is between them stays."""
    if not isinstance(node, yaml.CollectionNode):
        return text[node.start_mark.index : node.end_mark.index]
    chunks = [_flow_chunk(item) for item in node.value]
    wanted = sorted(chunks, key=lambda chunk: chunk.rank(hint))
    parts, at = [], node.start_mark.index
    for slot, chunk in zip(chunks, wanted, strict=True):
        value = _flow_text(text, chunk.value, inner_hint(hint, chunk.key))
        head = text[chunk.first.index : chunk.value.start_mark.index] if chunk.key else ""
        parts += [text[at : slot.first.index], head, value]
        at = slot.value.end_mark.index
    return "".join((*parts, text[at : node.end_mark.index]))


def _flow_chunk(item: Any) -> Chunk:
    key, value = item if isinstance(item, tuple) else (None, item)
    return Chunk(key, value, 0, 0, 0)
