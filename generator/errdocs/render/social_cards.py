"""Social cards: the image that a chat or a feed shows beside a link to a page.

They are drawn with Pillow, an optional part of the installation; without it a site has none.
The same texts give the same picture, so that a rebuild changes no file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageFont import FreeTypeFont

CARD_NAME = "preview.png"
"""Name of the card in the folder of its page."""
SIZE = (1200, 630)
"""Width and height in pixels, as the common services ask for."""
FONT_FILE = "preview.ttf"
"""Font in a project's folder of templates, for scripts that the built-in one does not know."""

_MARGIN = 88
_WIDTH = SIZE[0] - 2 * _MARGIN
_GROUND, _INK, _ACCENT, _MUTED = "#12181f", "#f4f7fa", "#ffa873", "#a3b0bd"
_STEPS = 5
"""Shades between the ground and a colour of text: 16 colours take four bits a pixel."""
_FIRST_INDEX = {_INK: 1, _ACCENT: 6, _MUTED: 11}
_FAINT = _FIRST_INDEX[_MUTED]
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


def can_draw() -> bool:
    """Whether Pillow is installed."""
    return find_spec("PIL") is not None


@lru_cache(maxsize=1024)  # `serve` asks again for what did not change
def draw(card: SocialCard, font_file: Path | None = None) -> bytes:
    """Return the PNG of a card; a text with characters that the font does not have is left out."""
    image = _ground().copy()
    image.paste(_FAINT, (_MARGIN, 520, SIZE[0] - _MARGIN, 522))
    top = 84
    parts = ((card.head, _ACCENT, 48, 1), (card.title, _INK, 66, 2))
    for text, colour, size, most in (*parts, (card.sentence, _MUTED, 38, 3)):
        top = _draw_text(image, (top, size, most), text, colour, font_file)
    _draw_text(image, (546, 32, 1), card.facts, _MUTED, font_file)
    stream = BytesIO()
    image.save(stream, "PNG", bits=4, compress_level=4)  # half the time of the smallest
    return stream.getvalue()


def _draw_text(
    image: Image.Image, place: tuple[int, int, int], text: str, colour: str, font_file: Path | None
) -> int:
    """Draw a text at `(top, size, most lines)`; return where the next may begin."""
    top, size, most = place
    text = _shown(text, font_file)
    if most == 1:
        size = _fitting(text, size, font_file)
    font = _font(size, font_file)
    for line in _lines(text, font, most):
        _draw_line(image, top, line, font, colour)
        top += size * 5 // 4
    return top + (size // 3 if text else 0)


def _draw_line(image: Image.Image, top: int, line: str, font: FreeTypeFont, colour: str) -> None:
    from PIL import Image, ImageDraw

    mask = Image.new("L", (_WIDTH, int(font.size * 1.5)))
    ImageDraw.Draw(mask).text((0, 0), line, fill=255, font=font)
    image.paste(mask.point(_shades(colour)), (_MARGIN, top))


def _lines(text: str, font: FreeTypeFont, most: int) -> Iterator[str]:
    """Yield the lines of a text as far as there is room, the last one cut with dots."""
    words = text.split()
    for number in range(most):
        count = _fitting_words(words, font)
        line, words = " ".join(words[:count]), words[count:]
        if words and number == most - 1:
            yield _cut(f"{line} {words[0]}", font)
        elif line:
            yield _cut(line, font) if font.getlength(line) > _WIDTH else line


def _fitting_words(words: list[str], font: FreeTypeFont) -> int:
    """Return how many words a line takes; one that is too long has a line of its own."""
    room, space = _WIDTH, _width(" ", font)
    for count, word in enumerate(words):
        room -= _width(word, font)
        if room < 0:
            return count or 1
        room -= space
    return len(words)


@lru_cache(maxsize=8192)
def _width(text: str, font: FreeTypeFont) -> int:
    return ceil(font.getlength(text))


def _cut(line: str, font: FreeTypeFont) -> str:
    while line and font.getlength(f"{line}...") > _WIDTH:
        line = line[:-1]
    return f"{line.rstrip(' .,;:')}..."


def _fitting(text: str, size: int, font_file: Path | None) -> int:
    """Return the largest size, down to half, in which a text takes one line."""
    while size > 24 and _font(size, font_file).getlength(text) > _WIDTH:
        size -= 4
    return size


def _shown(text: str, font_file: Path | None) -> str:
    """Return a text in characters that the font has, or an empty one."""
    if all(_has(char, font_file) for char in text):
        return text
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return plain if all(_has(char, font_file) for char in plain) else ""


@lru_cache(maxsize=4096)
def _has(char: str, font_file: Path | None) -> bool:
    """Whether a font has a glyph of its own for a character, and not the one for all unknown."""
    font = _font(24, font_file)
    return char.isspace() or bytes(font.getmask(char)) != bytes(font.getmask("\uffff"))


@cache
def _font(size: int, font_file: Path | None) -> FreeTypeFont:
    from PIL import ImageFont

    if font_file:
        return ImageFont.truetype(font_file, size)
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow is built without FreeType"
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC)  # five times as fast


@cache
def _ground() -> Image.Image:
    """Return the empty card with its palette."""
    from PIL import Image, ImageColor

    def shades(colour: str) -> Iterator[int]:
        pairs = tuple(zip(ImageColor.getrgb(_GROUND), ImageColor.getrgb(colour), strict=True))
        for step in range(1, _STEPS + 1):
            yield from (a + (b - a) * step // _STEPS for a, b in pairs)

    palette = [*ImageColor.getrgb(_GROUND)]
    for colour in _FIRST_INDEX:
        palette += shades(colour)
    image = Image.new("P", SIZE)
    image.putpalette(palette)
    image.paste(_FIRST_INDEX[_ACCENT] + _STEPS - 1, (0, 0, 20, SIZE[1]))
    return image


@cache
def _shades(colour: str) -> list[int]:
    """Return the index in the palette for each of 256 opacities of a colour of text."""
    first = _FIRST_INDEX[colour] - 1
    steps = (round(opacity * _STEPS / 255) for opacity in range(256))
    return [first + step if step else 0 for step in steps]
