"""Social cards: the image that a chat or a feed shows beside a link to a page.

They are drawn with Pillow, an optional part of the installation; without it a site has none.
The same texts give the same image, so that a rebuild changes no file.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageFont import FreeTypeFont

CARD_NAME = "preview.png"  # name of the card in the folder of its page
SIZE = (1200, 630)  # width and height in pixels, as the common services ask for
# Font in a project's folder of templates, for scripts that the built-in one does not know.
FONT_FILE = "preview.ttf"

_MARGIN = 88
_WIDTH = SIZE[0] - 2 * _MARGIN
_GROUND, _INK, _ACCENT, _MUTED = "#12181f", "#f4f7fa", "#ffa873", "#a3b0bd"
_RULE = "#2f363e"
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


def can_draw() -> bool:
    """Whether Pillow is installed."""
    return find_spec("PIL") is not None


@lru_cache(maxsize=1024)  # `serve` asks again for what did not change
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
    text = _shown(text, file)
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
    while line and font.getlength(f"{line}...") > _WIDTH:
        line = line[:-1]
    return f"{line.rstrip(' .,;:')}..."


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
