"""What a program prints -> the known errors in it, each once, with its count and its advice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from errdocs.annotate import Annotator, Chunk, Recogniser
from errdocs.escaping import printable
from errdocs.lookup import Lookup
from errdocs.lookup.secrets import masked_values
from errdocs.messages import TemplateError
from errdocs.programs.advice import Advice, Adviser
from errdocs.registry.cache import load_cached


class NoReference(Exception):
    """A folder without a registry that can be read; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One error that a text speaks of."""

    advice: Advice
    count: int = 1


def told(found: Sequence[Sighting]) -> Iterator[str]:
    """Yield what is told of errors, safe for a terminal; nothing where there are none.

    What belongs to an error is indented below its name.
    """
    if found:
        yield f"errdocs: {len(found)} known error{'' if len(found) == 1 else 's'}"
    for one in found:
        head, *rest = map(printable, one.advice.told)
        yield head if one.count == 1 else f"{head}  ({one.count} times)"
        yield from rest


@dataclass(frozen=True)
class Reference:
    """A registry that is ready to recognise its errors and to advise."""

    recogniser: Recogniser
    adviser: Adviser

    @classmethod
    def of(cls, folder: Path, site_url: str = "") -> Reference:
        """Load the registry of a folder; raises NoReference."""
        loaded = load_cached(folder)
        if not loaded.registry.errors:
            raise NoReference(f"{folder} holds no registry")
        if loaded.problems:
            raise NoReference(f"the registry {folder} cannot be read; run errdocs check")
        find = Lookup(loaded.registry, site_url)
        try:
            find.prepare()
        except TemplateError as error:
            raise NoReference(f"a message of {folder} is no template: {error}") from error
        recogniser = Recogniser(loaded.registry, lookup=find)
        return cls(recogniser, Adviser(loaded.registry, folder, site_url))

    def known_errors(self, text: str) -> Sequence[Sighting]:
        """Return the errors that a text speaks of, as sure as for a log."""
        sightings = Sightings(self)
        sightings.feed(text.encode("utf-8", "replace"))
        return sightings.finish()


class Sightings:
    """Collects the errors of streams that arrive in pieces: one entry for each, however often."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._streams: dict[int, Annotator] = {}
        self._found: dict[str, Sighting] = {}

    def feed(self, data: bytes, stream: int = 0) -> None:
        """Take more of one of the streams."""
        if stream not in self._streams:
            self._streams[stream] = Annotator(self._reference.recogniser)
        for chunk in self._streams[stream].feed(data):
            self._add(chunk)

    def finish(self) -> Sequence[Sighting]:
        """Return the errors in the order in which they came first."""
        for chunk in chain.from_iterable(one.finish() for one in self._streams.values()):
            self._add(chunk)
        return tuple(self._found.values())

    def _add(self, chunk: Chunk) -> None:
        if not (record := chunk.record):
            return
        for mention in record.mentions:
            known = self._found.get(mention.entry)
            if known:
                self._found[mention.entry] = Sighting(known.advice, known.count + 1)
                continue
            match = mention.match_in(record.text)
            values = masked_values(match.parameters, record.text.decode("utf-8", "replace"))
            advice = self._reference.adviser.advice(match, values)
            self._found[mention.entry] = Sighting(advice)
