"""Link previews: what chats and search engines show of a page beside a link to it.

They read title, sentence, social card and facts in the head of the page; the theme writes them
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from errdocs.registry.model import Case, Error, Registry, status_label
from errdocs.render.markdown import plain_text
from errdocs.render.social_cards import CARD_NAME, SocialCard

# The scripts cut sentences by the same rule (`markdown.js`); shared vectors keep both alike.
_ABBREVIATION = re.compile(
    r"(?<![a-z0-9_\u00c0-\u024f])(?:e\.g|i\.e|etc|vs|cf|no|approx|[a-z])\.$", re.IGNORECASE
)
_END_OR_CODE = re.compile(r"(?<!`)(?P<code>`+)(?!`).*?(?<!`)(?P=code)(?!`)|[.!?](?= |$)", re.DOTALL)
LONGEST = 300
"""Characters that chats and search engines show of a description, at most."""


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What people see of a link to one page before they follow it."""

    title: str
    description: str
    """One sentence: what to do, or what the page holds."""
    card: SocialCard
    facts: dict[str, Any]
    """The page as JSON-LD, or nothing for a page that is not an article."""

    @classmethod
    def of_case(cls, registry: Registry, error: Error, case: Case, title: str) -> LinkPreview:
        """Return the preview of a case's page."""
        sentence = first_sentence_of_fix(case)
        verdict = (status_label(case.status), case.retry.label, f"{case.actor.label} acts")
        facts = _card_facts(registry, *verdict)
        card = SocialCard(error.code, error.title_of(case), sentence, facts)
        return cls(title, sentence, card, _article(registry, error, title, sentence, (case,)))

    @classmethod
    def of_error(cls, registry: Registry, error: Error, title: str) -> LinkPreview:
        """Return the preview of the page of an error with several cases."""
        facts = _card_facts(registry, f"{len(error.cases)} different messages")
        card = SocialCard(error.code, error.title, error.summary, facts)
        article = _article(registry, error, title, error.summary, error.cases)
        return cls(title, error.summary, card, article)

    @classmethod
    def of_overview(cls, registry: Registry, title: str, description: str) -> LinkPreview:
        """Return the preview of an overview."""
        facts = f"{len(registry.errors)} error codes"
        card = SocialCard(registry.settings.service.name, title, description, facts)
        return cls(title, description, card, {})

    def meta(self, path: str, site_url: str, has_card: bool) -> dict[str, Any]:
        """Return what the head of the page at a path needs, as data for its front matter.

        Cards and pages are named by absolute URLs or not at all: who shows a preview knows no
        other, so without `site_url` there are none.
        """
        head: dict[str, Any] = {"title": self.title, "description": self.description}
        facts = dict(self.facts)
        if facts and site_url:
            facts |= {"url": site_url + path, "mainEntityOfPage": site_url + path}
        if has_card and site_url:
            head["card"] = site_url + path + CARD_NAME
            if facts:
                facts["image"] = head["card"]
        return {**head, "facts": facts} if facts else head


def _card_facts(registry: Registry, *facts: str) -> str:
    """Return the last line of a card; far from the page, it has to name the service."""
    return "   |   ".join((*facts, registry.settings.service.name))


def first_sentence_of_fix(case: Case) -> str:
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
    about = {"@type": "Thing", "name": service.name, "url": service.home}
    return {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": title,
        "description": sentence,
        "articleSection": registry.category_by_key[error.category].title,
        "keywords": [*error.spellings],
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
