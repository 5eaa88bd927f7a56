"""The texts for agents: `llms.txt` lists the errors, `errors/<Code>.md` has all about one.

The form of the list is that of llmstxt.org: a title, a quote that sums up, and lists of links.
"""

from __future__ import annotations

from collections.abc import Iterator

from errdocs.escaping import target
from errdocs.registry.model import Error, Registry
from errdocs.registry.naming import Found
from errdocs.render.entry_markdown import entry_markdown
from errdocs.render.texts import render_text
from errdocs.routes.paths import relative


def llms_txt(registry: Registry, base_url: str = "") -> str:
    """Return `llms.txt`: one line per error, each with a link to its plain Markdown."""
    return render_text(
        "llms.txt.j2",
        base_url=base_url,
        sections=_sections(registry),
        service=registry.settings.service,
    )


def error_markdown(registry: Registry, error: Error, base_url: str = "") -> str:
    """Return everything about an error, with links that work from where the file is."""
    root = target(base_url) or relative(error.file_path(".md"), "")
    return entry_markdown(registry, Found(error), root=root, page_url=base_url + error.path)


def _sections(registry: Registry) -> Iterator[tuple[str, list[Error]]]:
    """Yield the current errors of each category, then the removed ones."""
    for category in registry.settings.categories:  # two of them may have one title
        own = [error for error in registry.errors if error.category == category.key]
        yield category.title, [error for error in own if not _is_removed(error)]
    yield "Removed", [error for error in registry.errors if _is_removed(error)]


def _is_removed(error: Error) -> bool:
    return all(error.removal_of(case) for case in error.cases)
