"""Link previews: what chats and search engines show of a page beside a link to it.

They read title, sentence, social card and facts in the head of the page; the theme writes them
there. Cards are drawn with Pillow, an optional part of the installation; without it a site has
none. The same texts give the same image, so that a rebuild changes no file.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from datetime import date
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from errdocs.escaping import visible
from errdocs.registry.model import Case, Error, Registry, status_label
from errdocs.render.first_steps import first_sentence
from errdocs.render.markdown import plain_text
from errdocs.routes import Page, PageKind
from errdocs.routes.paths import CARD_NAME

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageFont import FreeTypeFont

LONGEST = 300  # characters that chats and search engines show of a description, at most

SIZE = (1200, 630)  # width and height in pixels, as the common services ask for
# Font in a project's folder of templates, for scripts that the built-in one does not know.
FONT_FILE = "preview.ttf"

_MARGIN = 88
_ROOM = 1_000  # characters, of which no card has room for all
_WIDTH = SIZE[0] - 2 * _MARGIN
_GROUND, _INK, _ACCENT, _MUTED = "#12181f", "#f4f7fa", "#ffa873", "#a3b0bd"
_RULE = "#2f363e"
_DOTS = "..."
_STEPS = 5  # shades from the ground to a colour of text: 16 colours in all take four bits a pixel
_PLAIN = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."})


@dataclass(frozen=True, slots=True)
class SocialCard:
    """The texts of a card."""

    head: str
    """The code; the service on pages that are not about one."""
    title: str
    """What happened."""
    sentence: str
    """What to do."""
    facts: str
    """Status, retry and actor, in a few words."""


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
        """Return the preview of a page, on which nothing turns the direction of a text around."""
        preview = cls._of(registry, page)
        return replace(
            preview,
            title=visible(preview.title),
            about=visible(preview.about),
            description=visible(preview.description),
            card=SocialCard(*map(visible, astuple(preview.card))),
            facts=_all_visible(preview.facts),
        )

    @classmethod
    def _of(cls, registry: Registry, page: Page) -> LinkPreview:
        error, case, service = page.error, page.case, registry.settings.service
        if error is None:
            about, facts = _about_overview(registry, page), f"{len(registry.errors)} error codes"
            card = SocialCard(service.name, page.title, about, facts)
            return cls(page.title, about, about, card, {})
        about = sentence = error.summary or sentence_of(error.heading)
        verdict = [f"{len(error.cases)} different messages"]
        if case:
            sentence = first_sentence_of_fix(case) or sentence_of(error.title_of(case))
            start = about if error.only_case else sentence_of(case.heading)
            about = _shortened(start if sentence == start else f"{start} {sentence}")
            verdict = [*_verdict(registry, case)]
        facts = "   |   ".join((*verdict, service.name))  # far from the page, it has to be named
        code = (case.code if case else None) or error.code
        card = SocialCard(code, error.title_of(case), sentence, facts)
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


def _all_visible(data: Any) -> Any:
    match data:
        case str():
            return visible(data)
        case list():
            return [_all_visible(item) for item in data]
        case dict():
            return {key: _all_visible(item) for key, item in data.items()}
    return data


def sentence_of(heading: str) -> str:
    """Return a title as a sentence."""
    return heading if heading.endswith((".", "?", "!", "…")) else f"{heading}."


def _verdict(registry: Registry, case: Case) -> Iterator[str]:
    """Yield what is known of a case in a word or two each."""
    if case.status is not None:
        yield status_label(case.status)
    if case.retry:
        yield case.retry.label
    if actor := registry.actor_by_key.get(case.actor or ""):
        yield f"{actor.title} acts"


def first_sentence_of_fix(case: Case) -> str:
    """Return the first sentence of a case's fix in plain words; it stands alone."""
    return _shortened(plain_text(first_sentence(case.fix_with() or "")))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _about_overview(registry: Registry, page: Page) -> str:
    service = registry.settings.service
    if page.category:
        return page.category.description or f"Errors of {service.name}: {page.category.title}."
    if page.status:
        return f"What {service.name} means by HTTP status {status_label(page.status)}."
    if page.family:
        members = f"{len(page.family.members)} similar errors of {service.name}"
        return page.family.description or f"{members}, and how to tell them apart."
    by = "by code, status" if any(e.status is not None for e in page.entries) else "by code"
    return {
        PageKind.HOME: service.description,
        PageKind.INDEX: f"All errors of {service.name}: {page.total} cases, "
        f"to filter {by} or words of the message.",
        PageKind.LOOKUP: f"Paste any text with an error of {service.name} and get the page "
        "that explains it.",
        PageKind.REMOVED: registry.phrases["removed_about"],
        PageKind.CHANGES: "Errors that were added, changed, deprecated or removed, the newest "
        "first.",
        PageKind.MAP: f"All errors of {service.name} at a glance: how many there are of each kind.",
        PageKind.FAMILIES: f"Errors of {service.name} that are easily confused, side by side.",
    }[page.kind]


def _article(registry: Registry, page: Page, error: Error, sentence: str) -> dict[str, Any]:
    """Return a page as a `TechArticle` of schema.org, with nothing that the registry lacks."""
    service = registry.settings.service
    cases = (page.case,) if page.case else error.cases
    category = registry.category_by_key.get(error.category_of(page.case) or "")
    documents = dict.fromkeys(source.document for case in cases for source in case.sources)
    sources = (registry.source_by_key[document] for document in documents)
    return {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": page.title,
        "description": sentence,
        **({"articleSection": category.title} if category else {}),
        "keywords": [*error.spellings],
        "about": _thing("Thing", service.name, service.home),
        "isBasedOn": [
            _thing("CreativeWork", source.title, source.url, source.date) for source in sources
        ],
    }


def _thing(kind: str, name: str, url: str | None, date: date | None = None) -> dict[str, str]:
    known = {"@type": kind, "name": name, "url": url, "datePublished": date and date.isoformat()}
    return {key: value for key, value in known.items() if value}


def draw(card: SocialCard, font_file: Path | None = None) -> bytes:
    """Return the PNG of a card; a text with characters that the font does not have is left out."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", SIZE, _GROUND)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, 19, SIZE[1]), fill=_ACCENT)
    canvas.rectangle((_MARGIN, 520, SIZE[0] - _MARGIN, 521), fill=_RULE)
    parts = (card.head, _ACCENT, 48, 1), (card.title, _INK, 66, 2), (card.sentence, _MUTED, 38, 3)
    top = 84
    for text, colour, size, most in parts:
        lines, font = _lines(text, size, most, font_file)
        for line in lines:
            canvas.text((_MARGIN, top), line, fill=colour, font=font)
            top += int(font.size * 5 / 4)
        top += size // 3 if lines else 0
    lines, font = _lines(card.facts, 32, 1, font_file)
    canvas.text((_MARGIN, 546), "".join(lines), fill=_MUTED, font=font)
    stream = BytesIO()
    # A fixed palette and no dithering give small files; this level takes half the time of the best.
    image = image.quantize(palette=_palette(), dither=Image.Dither.NONE)
    image.save(stream, "PNG", bits=4, compress_level=4)
    return stream.getvalue()


def _lines(text: str, size: int, most: int, file: Path | None) -> tuple[list[str], FreeTypeFont]:
    """Return a text as at most `most` lines, the last one cut with dots, and their font."""
    text = _shown(text[:_ROOM], file)
    if most == 1:  # a code is rather small than cut
        while size > 24 and _font(size, file).getlength(text) > _WIDTH:
            size -= 4
    font = _font(size, file)
    lines: list[str] = []  # a word that is too long has a line of its own
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= _WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [f"{lines[most - 1]} {lines[most]}"]
    return [_cut(line, font) for line in lines], font


def _cut(line: str, font: FreeTypeFont) -> str:
    if font.getlength(line) <= _WIDTH:
        return line

    def is_too_long(length: int) -> bool:
        return font.getlength(line[:length] + _DOTS) > _WIDTH

    too_long = bisect_right(range(len(line)), False, key=is_too_long)
    return line[: max(0, too_long - 1)].rstrip(" .,;:") + _DOTS


def _shown(text: str, file: Path | None) -> str:
    """Return a text in characters that the font has, or an empty one."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return next((form for form in (text, plain) if all(_has(char, file) for char in form)), "")


@lru_cache(maxsize=4096)
def _has(char: str, file: Path | None) -> bool:
    """Whether a font has a glyph of its own for a character, and not the one for all unknown."""
    font = _font(24, file)
    return char.isspace() or bytes(font.getmask(char)) != bytes(font.getmask("\uffff"))


@cache
def _font(size: int, file: Path | None) -> FreeTypeFont:
    from PIL import ImageFont

    if file:
        return ImageFont.truetype(file, size)
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow is built without FreeType"
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC)  # five times as fast


@cache
def _palette() -> Image.Image:
    """Return the ground and the shades of each colour, as an image that others are mapped to."""
    from PIL import Image, ImageColor

    ground = ImageColor.getrgb(_GROUND)
    values = [*ground]
    for colour in map(ImageColor.getrgb, (_INK, _ACCENT, _MUTED)):
        for step in range(1, _STEPS + 1):
            values += (a + (b - a) * step // _STEPS for a, b in zip(ground, colour, strict=True))
    image = Image.new("P", (1, 1))
    image.putpalette(values)
    return image
