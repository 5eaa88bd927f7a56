"""Link previews: what chats and search engines show of a page beside a link to it.

They read title, sentence, social card and facts in the head of the page; the theme writes them
there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from errdocs.registry.model import Case, Error, Registry, status_label
from errdocs.render.markdown import plain_text
from errdocs.render.social_cards import CARD_NAME, SocialCard
from errdocs.routes import Page, PageKind

# The scripts cut sentences by the same rule (`markdown.js`); shared vectors keep both alike.
_ABBREVIATION = re.compile(
    r"(?<![a-z0-9_\u00c0-\u024f])(?:e\.g|i\.e|etc|vs|cf|no|approx|[a-z])\.$", re.IGNORECASE
)
_END_OR_CODE = re.compile(r"(?<!`)(?P<code>`+)(?!`).*?(?<!`)(?P=code)(?!`)|[.!?](?= |$)", re.DOTALL)
LONGEST = 300  # characters that chats and search engines show of a description, at most


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What people see of a link to one page before they follow it."""

    title: str
    about: str
    """The page in one or two sentences, for search engines."""
    description: str
    """One sentence: what to do, or what the page holds."""
    card: SocialCard
    facts: dict[str, Any]
    """The page as JSON-LD, or nothing for a page that is not an article."""

    @classmethod
    def of(cls, registry: Registry, page: Page) -> LinkPreview:
        """Return the preview of a page."""
        error, case, service = page.error, page.case, registry.settings.service
        if error is None:
            about, facts = _about_overview(registry, page), f"{len(registry.errors)} error codes"
            card = SocialCard(service.name, page.title, about, facts)
            return cls(page.title, about, about, card, {})
        about = sentence = error.summary
        verdict = [f"{len(error.cases)} different messages"]
        if case:
            sentence = first_sentence_of_fix(case)
            about = _shortened(f"{about if error.only_case else f'{case.title}.'} {sentence}")
            verdict = [status_label(case.status), case.retry.label, f"{case.actor.label} acts"]
        facts = "   |   ".join((*verdict, service.name))  # far from the page, it has to be named
        card = SocialCard(error.code, error.title_of(case), sentence, facts)
        return cls(page.title, about, sentence, card, _article(registry, page, error, sentence))

    def meta(self, path: str, site_url: str, has_card: bool) -> dict[str, Any]:
        """Return what the head of the page at a path needs, as data for its front matter.

        Cards and pages are named by absolute URLs or not at all: who shows a preview knows no
        other, so without `site_url` there are none.
        """
        url = site_url + path
        head: dict[str, Any] = {"title": self.title, "description": self.description}
        facts = dict(self.facts)
        if facts and site_url:
            facts |= {"url": url, "mainEntityOfPage": url}
        if has_card:
            head["card"] = url + CARD_NAME
            facts |= {"image": url + CARD_NAME} if facts else {}
        return {**head, "facts": facts} if facts else head


def first_sentence_of_fix(case: Case) -> str:
    """Return the first sentence of a case's fix in plain words; it stands alone."""
    paragraph = " ".join(re.split(r"\n\s*\n", case.fix.strip(), maxsplit=1)[0].split())
    # Without links and emphasis, so that no end of a sentence is within them.
    text = re.sub(r"\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)", r"\1", paragraph).replace("**", "")
    ends = (
        found.end()
        for found in _END_OR_CODE.finditer(text)
        if not found["code"] and not _ABBREVIATION.search(text[: found.end()])
    )
    return _shortened(plain_text(text[: next(ends, None)]))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _about_overview(registry: Registry, page: Page) -> str:
    service = registry.settings.service
    if page.category:
        return page.category.description
    if page.status:
        return f"What {service.name} means by HTTP status {status_label(page.status)}."
    return {
        PageKind.HOME: service.description,
        PageKind.INDEX: f"All errors of {service.name}: {len(page.entries)} cases, "
        "to filter by code, status or words of the message.",
        PageKind.LOOKUP: f"Paste any text with an error of {service.name} and get the page "
        "that explains it.",
        PageKind.REMOVED: "Errors that the service no longer returns, with the reason.",
        PageKind.CHANGES: "Errors that were added, changed, deprecated or removed, the newest "
        "first.",
    }[page.kind]


def _article(registry: Registry, page: Page, error: Error, sentence: str) -> dict[str, Any]:
    """Return a page as a `TechArticle` of schema.org, with nothing that the registry lacks."""
    service = registry.settings.service
    cases = (page.case,) if page.case else error.cases
    references = (reference for case in cases for reference in case.sources)
    documents = dict.fromkeys(reference.document for reference in references)
    sources = (registry.source_by_key[document] for document in documents)
    return {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": page.title,
        "description": sentence,
        "articleSection": registry.category_by_key[error.category].title,
        "keywords": [*error.spellings],
        "about": _thing("Thing", name=service.name, url=service.home),
        "isBasedOn": [
            _thing(
                "CreativeWork",
                name=source.title,
                url=source.url,
                datePublished=source.date.isoformat() if source.date else None,
            )
            for source in sources
        ],
    }


def _thing(kind: str, **facts: str | None) -> dict[str, str]:
    return {"@type": kind, **{name: value for name, value in facts.items() if value}}
