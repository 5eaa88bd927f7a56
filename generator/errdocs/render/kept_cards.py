"""Social cards that were drawn before, kept for the next build: most have not changed since.

Each lies in a file of its own in the user's cache, named by all that it was drawn from: the texts,
the font, the code that draws, and Pillow. So a copy is never outdated. It starts with a digest of
the image, so that a damaged one is drawn again; whatever fails here, the card is drawn.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from errdocs.render import link_previews
from errdocs.render.link_previews import SocialCard, draw

_DIGEST = sha256().digest_size


class KeptCards:
    """Draws the cards of a site, or finds them among those of its last build."""

    def __init__(self, registry: Path, font_file: Path | None) -> None:
        """Take the folder of the registry, which has copies of its own, and the project's font."""
        self._registry = registry
        self._font_file = font_file

    def png(self, card: SocialCard) -> bytes:
        """Return the PNG of a card."""
        folder = self._folder
        if folder is None:
            return draw(card, self._font_file)
        file = folder / self._name(card)
        image = _kept(file)
        if image is None:
            image = draw(card, self._font_file)
            with suppress(OSError):  # what is written in part has another digest
                file.write_bytes(sha256(image).digest() + image)
        return image

    def forget_others(self, cards: Iterable[SocialCard]) -> None:
        """Remove the copies of all cards but those that the site has now."""
        names = {self._name(card) for card in cards}
        with suppress(OSError):
            for file in self._folder.iterdir() if self._folder else ():
                if file.name not in names:
                    file.unlink()

    def _name(self, card: SocialCard) -> str:
        return sha256(repr((self._drawn_by, astuple(card))).encode()).hexdigest()

    @cached_property
    def _folder(self) -> Path | None:
        """Return the folder of the copies; None where there is no place of the user's own."""
        from platformdirs import user_cache_path

        try:
            name = sha256(os.fsencode(self._registry.resolve())).hexdigest()[:16]
            folder = user_cache_path("errdocs") / "cards" / name
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            stat = folder.stat()
            is_own = os.name != "posix" or (stat.st_uid == os.getuid() and not stat.st_mode & 0o022)
        except OSError:
            return None
        return folder if is_own else None

    @cached_property
    def _drawn_by(self) -> tuple[str, bytes, bytes]:
        """Return what decides, besides its texts, how a card looks."""
        from PIL import __version__

        font = self._font_file.read_bytes() if self._font_file else b""
        code = Path(link_previews.__file__).read_bytes()
        return __version__, sha256(font).digest(), sha256(code).digest()


def _kept(file: Path) -> bytes | None:
    try:
        content = file.read_bytes()
    except OSError:
        return None
    digest, image = content[:_DIGEST], content[_DIGEST:]
    return image if sha256(image).digest() == digest else None
