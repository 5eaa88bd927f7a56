"""Cards of the last build: they are the same as drawn ones, and no others are kept."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import ImageFont

from errdocs.render import kept_cards
from errdocs.render.kept_cards import KeptCards
from errdocs.render.link_previews import SocialCard, draw

CARD = SocialCard("Timeout", "The task took too long", "Try again.", "504   |   Shop")
OTHER = SocialCard("Busy", "Too many requests", "Wait.", "429   |   Shop")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[SocialCard]:
    """Return a list that grows with each card that is drawn."""
    found: list[SocialCard] = []

    def counted(card: SocialCard, font_file: Path | None = None) -> bytes:
        found.append(card)
        return draw(card, font_file)

    monkeypatch.setattr(kept_cards, "draw", counted)
    return found


def files(cache: Path) -> list[Path]:
    return [file for file in cache.rglob("*") if file.is_file()]


def test_a_card_is_drawn_once(tmp_path: Path, drawn: list[SocialCard]) -> None:
    images = {KeptCards(tmp_path, None).png(CARD) for _ in range(3)}
    assert images == {draw(CARD)}
    assert drawn == [CARD]


def test_another_text_or_font_makes_another_card(tmp_path: Path, drawn: list[SocialCard]) -> None:
    font = tmp_path / "preview.ttf"
    font.write_bytes(built_in_font())
    for own in (None, font, font):
        KeptCards(tmp_path, own).png(CARD)
        KeptCards(tmp_path, own).png(OTHER)
    assert drawn == [CARD, OTHER] * 2
    font.write_bytes(built_in_font() + b"\0")
    KeptCards(tmp_path, font).png(CARD)
    assert drawn == [CARD, OTHER] * 2 + [CARD]


def built_in_font() -> bytes:
    font = ImageFont.load_default(24)
    assert isinstance(font, ImageFont.FreeTypeFont)
    assert isinstance(font.path, BytesIO)
    return font.path.getvalue()


@pytest.mark.parametrize("damaged", [b"", b"PNG", bytes(32) + b"PNG"], ids=repr)
def test_a_damaged_copy_is_drawn_again(
    damaged: bytes, cache: Path, tmp_path: Path, drawn: list[SocialCard]
) -> None:
    KeptCards(tmp_path, None).png(CARD)
    for file in files(cache):
        file.write_bytes(damaged)
    assert KeptCards(tmp_path, None).png(CARD) == KeptCards(tmp_path, None).png(CARD) == draw(CARD)
    assert drawn == [CARD] * 2


def test_only_the_cards_of_the_last_build_are_kept(cache: Path, tmp_path: Path) -> None:
    first, second = KeptCards(tmp_path, None), KeptCards(tmp_path, None)
    for card in (CARD, OTHER):
        first.png(card)
    first.forget_others([OTHER, CARD])
    assert len(files(cache)) == 2
    second.forget_others([OTHER])
    assert len(files(cache)) == 1


def test_without_a_place_for_copies_cards_are_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn: list[SocialCard]
) -> None:
    (tmp_path / "cache").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    cards = KeptCards(tmp_path, None)
    assert cards.png(CARD) == cards.png(CARD) == draw(CARD)
    cards.forget_others([])
    assert drawn == [CARD] * 2


def test_copies_in_a_folder_that_others_may_change_are_not_used(
    cache: Path, tmp_path: Path, drawn: list[SocialCard]
) -> None:
    KeptCards(tmp_path, None).png(CARD)
    [copy] = files(cache)
    copy.parent.chmod(0o777)
    KeptCards(tmp_path, None).png(CARD)
    assert drawn == [CARD] * 2
