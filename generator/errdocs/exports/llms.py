"""The guide for agents: `llms.txt`, one line an error, each with a link to its plain Markdown.

Its form is that of llmstxt.org: a title, a quote that sums up, and lists of links.
"""

from __future__ import annotations

from collections.abc import Iterator

from errdocs.escaping import code_span, escaped, target
from errdocs.registry.model import Error, Registry
from errdocs.routes import Listings

HOW_TO = (
    "Each line below is one error code and leads to a Markdown file with its messages: what "
    "happened, what to do, whether to retry, who has to act. A code may come with several "
    "messages, each with its own remedy, so compare the message too."
)
FILES = (
    ("errors.json", "All of it as data; errors.schema.json describes it"),
    ("errors.csv", "The same as a table, one row a message"),
    ("errors.openapi.json", "The error responses as OpenAPI components"),
)
"""Paths of the files for programs, and what they are."""


def llms_txt(registry: Registry, base_url: str = "") -> str:
    """Return `llms.txt`."""
    service = registry.settings.service
    blocks = [
        f"# {escaped(service.name)} errors",
        f"> {escaped(service.description)}",
        HOW_TO,
        *_sections(registry, base_url),
        "## Optional",
        _items(f"[{path}]({target(base_url + path)}): {what}" for path, what in FILES),
    ]
    return "\n\n".join(blocks) + "\n"


def _sections(registry: Registry, base_url: str) -> Iterator[str]:
    retired = {entry.error.code for entry in Listings.of(registry).removed}
    current = {entry.error.code for entry in Listings.of(registry).current}
    groups = [  # two categories may have one title
        (item.title, [e for e in registry.errors if e.category == item.key and e.code in current])
        for item in registry.settings.categories
    ]
    groups.append(("Retired", [e for e in registry.errors if e.code in retired - current]))
    for title, errors in groups:
        if errors:
            yield f"## {escaped(title)}"
            yield _items(_line(error, base_url) for error in errors)


def _line(error: Error, base_url: str) -> str:
    aliases = dict.fromkeys(alias.code for alias in error.aliases)
    also = f" Also {', '.join(map(code_span, aliases))}." if aliases else ""
    link = f"[{code_span(error.code)}]({target(base_url + error.file_path('.md'))})"
    return f"{link}: {escaped(error.summary)}{also}"


def _items(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
