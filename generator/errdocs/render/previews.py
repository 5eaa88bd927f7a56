"""What a link unfurls into where people post it: a title, one sentence, a picture, and facts.

Search engines and chats read it in the head of a page; the theme writes it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from errdocs.registry.model import Case, Error, Registry
from errdocs.registry.statuses import status_label
from errdocs.render.markdown import plain_text
from errdocs.render.social_cards import NAME, Preview

# The scripts cut sentences by the same rule (`markdown.js`); shared vectors keep both alike.
_ABBREVIATION = re.compile(
    r"(?<![a-z0-9_\u00c0-\u024f])(?:e\.g|i\.e|etc|vs|cf|no|approx|[a-z])\.$", re.IGNORECASE
)
_END_OR_CODE = re.compile(r"(?<!`)(?P<code>`+)(?!`).*?(?<!`)(?P=code)(?!`)|[.!?](?= |$)", re.DOTALL)
LONGEST = 300
"""Characters that chats and search engines show of a description, at most."""


@dataclass(frozen=True, slots=True)
class Unfurling:
    """What the link to one page unfurls into."""

    title: str
    description: str
    """One sentence: what to do, or what the page holds."""
    preview: Preview
    facts: dict[str, Any]
    """The page as JSON-LD, or nothing for a page that is no article."""

    def meta(self, path: str, base_url: str, with_picture: bool) -> dict[str, Any]:
        """Return what the head of the page at a path needs, as data for its front matter.

        `base_url` is the address of the site with a slash at its end. Pictures and pages are
        named by their whole address or not at all: who unfurls a link knows no other.
        """
        head: dict[str, Any] = {"title": self.title, "description": self.description}
        facts = dict(self.facts)
        if facts and base_url:
            facts |= {"url": base_url + path, "mainEntityOfPage": base_url + path}
        if with_picture and base_url:
            head["picture"] = base_url + path + NAME
            if facts:
                facts["image"] = head["picture"]
        return {**head, "facts": facts} if facts else head


def unfurl_case(registry: Registry, error: Error, case: Case, title: str) -> Unfurling:
    """Return what the link to a case's page unfurls into."""
    what = error.title if len(error.cases) == 1 else case.title
    sentence = what_to_do(case)
    verdict = (status_label(case.status), case.retry.label, f"{case.actor.label} acts")
    preview = Preview(error.code, what, sentence, _facts(registry, *verdict))
    return Unfurling(title, sentence, preview, _article(registry, error, title, sentence, (case,)))


def unfurl_entry(registry: Registry, error: Error, case: Case | None, title: str) -> Unfurling:
    """Return what the link to an entry unfurls into; a case that is None means all of them."""
    if case is None:
        return unfurl_error(registry, error, title)
    return unfurl_case(registry, error, case, title)


def unfurl_error(registry: Registry, error: Error, title: str) -> Unfurling:
    """Return what the link to the page of an error with several cases unfurls into."""
    count = f"{len(error.cases)} different messages"
    preview = Preview(error.code, error.title, error.summary, _facts(registry, count))
    facts = _article(registry, error, title, error.summary, error.cases)
    return Unfurling(title, error.summary, preview, facts)


def unfurl_overview(registry: Registry, title: str, description: str) -> Unfurling:
    """Return what the link to an overview unfurls into."""
    count = f"{len(registry.errors)} error codes"
    preview = Preview(registry.settings.service.name, title, description, count)
    return Unfurling(title, description, preview, {})


def _facts(registry: Registry, *facts: str) -> str:
    """Return the last line of a picture; far from the page, it has to name the service."""
    return "   |   ".join((*facts, registry.settings.service.name))


def what_to_do(case: Case) -> str:
    """Return the first sentence of a case's fix in plain words; it stands alone."""
    return shortened(plain_text(_first_sentence(case.fix)))


def shortened(text: str) -> str:
    """Return a text that is not longer than what is shown of a description."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _first_sentence(markdown: str) -> str:
    """Return the first sentence of a Markdown text, as Markdown without links and emphasis."""
    paragraph = " ".join(re.split(r"\n\s*\n", markdown.strip(), maxsplit=1)[0].split())
    text = re.sub(r"\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)", r"\1", paragraph).replace("**", "")
    for found in _END_OR_CODE.finditer(text):
        if not found["code"] and not _ABBREVIATION.search(text[: found.end()]):
            return text[: found.end()]
    return text


def _article(
    registry: Registry, error: Error, title: str, sentence: str, cases: tuple[Case, ...]
) -> dict[str, Any]:
    """Return a page as a `TechArticle` of schema.org, with nothing that the registry lacks."""
    service = registry.settings.service
    codes = dict.fromkeys((error.code, *(alias.code for alias in error.aliases)))
    about = {"@type": "Thing", "name": service.name, "url": service.home}
    return {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": title,
        "description": sentence,
        "articleSection": registry.category_by_key[error.category].title,
        "keywords": [*codes],
        "about": {name: value for name, value in about.items() if value},
        "isBasedOn": list(_sources(registry, cases)),
    }


def _sources(registry: Registry, cases: tuple[Case, ...]) -> Iterator[dict[str, str]]:
    references = (reference for case in cases for reference in case.sources)
    for key in dict.fromkeys(reference.document for reference in references):
        source = registry.source_by_key[key]
        yield {
            "@type": "CreativeWork",
            "name": source.title,
            **({"url": source.url} if source.url else {}),
            **({"datePublished": source.date.isoformat()} if source.date else {}),
        }
