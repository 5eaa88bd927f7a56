"""Rules about the templates of code: they render, as a build would find out later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from errdocs.problems import Place, Problem, Rule
from errdocs.registry.loaded import Loaded
from errdocs.registry.model import Client
from errdocs.render.code_samples import CodeSamples
from errdocs.render.texts import BrokenTemplate

CODE_TEMPLATE = Rule(
    "code-template",
    "the template of code cannot be rendered: {reason}",
    "a template that can be rendered for its clients",
    "correct the template",
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the templates of code that cannot be rendered.

    Each is tried with one request, or one case: rendering the code of every case takes seconds.
    """
    samples, seen = CodeSamples(loaded.registry), set()
    folder = PurePath(loaded.settings_path).parent
    for client in loaded.registry.settings.clients:
        for broken in _broken(samples, client):
            where = Place((folder / str(broken.path)).as_posix(), broken.line or 1)
            if where not in seen:
                seen.add(where)
                yield CODE_TEMPLATE.at(where, reason=broken.reason.rstrip("."))


def _broken(samples: CodeSamples, client: Client) -> Iterator[BrokenTemplate]:
    for operation in samples.registry.settings.operations:
        try:
            samples.sending(client, operation, operation.request)
        except BrokenTemplate as broken:
            yield broken
    for make in (samples.recognising, samples.repeating):
        try:
            made = (make(client, error, case) for error, case in samples.registry.cases())
            next(filter(None, made), None)
        except BrokenTemplate as broken:
            yield broken
