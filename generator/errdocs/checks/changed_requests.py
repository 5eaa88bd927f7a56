"""Rules about the requests of cases: what fails and what works differ, and clients send them."""

from __future__ import annotations

from collections.abc import Iterator

from errdocs.problems import Problem, Rule
from errdocs.registry.loaded import Loaded, items
from errdocs.registry.request_bodies import bodies, plain

SAME_REQUEST = Rule(
    "same-request",
    "`fails` and `works` give the same request to `{operation}`",
    "a request that fails and the same one corrected",
    "show the mistake in `fails`, and what to change in `works`",
)
WORKING_REQUEST = Rule(
    "working-request",
    "`fails` is the unchanged request of `{operation}`, which works",
    "a request that differs from it",
    "put the mistake into `fails`",
)
NO_CLIENT = Rule(
    "no-client",
    "no client has code for `{operation}`",
    "a client of `registry.yml` with a template for it",
    "add a template to a client, or remove the request",
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield what is wrong with the requests of cases; unknown names are reported elsewhere."""
    registry = loaded.registry
    sending = {key for client in registry.settings.clients for key in client.operations}
    clients = loaded.settings_pointer("clients")
    for pointer, _, case in loaded.cases():
        for where, request in items(pointer.at("requests"), case.requests):
            operation = registry.operation_by_key.get(request.operation)
            if not operation:
                continue
            fails, works = bodies(operation, request)
            if fails == works:
                yield SAME_REQUEST.at(where, operation=operation.key)
            elif fails == plain(operation.request):
                yield WORKING_REQUEST.at(where, operation=operation.key)
            if operation.key not in sending:
                yield NO_CLIENT.at(where.at("operation"), clients, operation=operation.key)
