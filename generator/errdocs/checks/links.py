"""Rules about the Markdown fields: their links lead somewhere, and nowhere they may not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from errdocs import paths
from errdocs.checks.walk import cases
from errdocs.loading import Loaded
from errdocs.markdown import is_allowed_link, is_internal, links
from errdocs.model import Registry
from errdocs.problems import Pointer, Problem, Words
from errdocs.suggestions import did_you_mean


@dataclass(frozen=True)
class ForbiddenLink(Problem):
    """A link to a place that a registry may not link to."""

    rule = "link-target"
    href: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"link `{self.href}` leads to a place that is not allowed",
            "`https://`, `mailto:` or a path of the site such as `/errors/Code/`",
            "correct the target",
        )


@dataclass(frozen=True)
class BrokenLink(Problem):
    """A link to a page that the site does not have."""

    rule = "link-resolves"
    href: str
    known: tuple[str, ...]

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"link `{self.href}` leads to no page of the site",
            "the path of an error, case, listing or hand-written page, with a slash at its end",
            did_you_mean(self.href, self.known) or "correct the path",
        )


def check(loaded: Loaded, documents: Collection[str] | None = None) -> Iterator[Problem]:
    """Yield the problems of links in the Markdown fields of a registry.

    `documents` are the paths of the hand-written pages; without them only links below
    `/errors/` are resolved.
    """
    known = set(site_paths(loaded.registry)) | set(documents or ())
    for pointer, _, case in cases(loaded):
        for name, text in (("cause", case.cause), ("fix", case.fix)):
            for link in links(text):
                yield from _link(pointer.at(name), link.href, known, documents is not None)


def site_paths(registry: Registry) -> Iterator[str]:
    """Yield every path of the site that comes from a registry."""
    yield from ("", paths.INDEX, paths.RETIRED)
    for category in registry.settings.categories:
        yield paths.category_path(category.key)
    for error, case in registry.cases():
        yield paths.case_path(error, case)
        if case.status and not (case.removed or error.removed):
            yield paths.status_path(case.status)
    for error in registry.errors:
        yield paths.error_path(error)
        yield from (paths.alias_path(alias.code) for alias in error.aliases)


def _link(where: Pointer, href: str, known: set[str], knows_documents: bool) -> Iterator[Problem]:
    if not is_allowed_link(href):
        yield ForbiddenLink(where, href)
    elif is_internal(href):
        path = paths.from_root(href)
        if path not in known and (knows_documents or path.startswith(paths.INDEX)):
            yield BrokenLink(where, href, tuple(f"/{path}" for path in sorted(known)))
