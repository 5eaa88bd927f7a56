"""A registry that is read from its `errors.json` answers as the one that it was made from."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

import strategies
from errdocs.exports.errors_json import errors_json
from errdocs.exports.published_registry import NotAnErrorsJson, registry_of
from errdocs.lookup.index import build_index, index_json
from errdocs.registry.loading import load
from errdocs.registry.model import Registry
from errdocs.routes import Routes
from sites import this_repository
from support import ROOT

SITE = "https://errors.example.com/below/"


def assert_same(registry: Registry) -> None:
    text = errors_json(Routes(registry, site_url=SITE))
    read = registry_of(text)
    assert read.site_url == SITE
    assert errors_json(Routes(read.registry, site_url=SITE)) == text
    assert index_json(build_index(read.registry)) == index_json(build_index(registry))


def test_the_reference_comes_back_from_its_file() -> None:
    assert_same(this_repository().registry)


@settings(max_examples=6)
@given(strategies.registries())
def test_any_registry_comes_back_from_its_file(registry: Registry) -> None:
    assert_same(registry)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made = load(ROOT / "tests/scenarios/exports/registry").registry
    return dict(json.loads(errors_json(Routes(made))))


def test_what_a_newer_program_adds_is_ignored(document: dict[str, Any]) -> None:
    errors = [error | {"mood": {"is": "new"}} for error in document["errors"]]
    read = registry_of(json.dumps(document | {"colour": 1, "errors": errors}))
    assert (read.registry.errors[0].code, read.site_url) == (document["errors"][0]["code"], "")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"schema_version": 3}, "this program knows 2 and below"),
        ({"schema_version": "1"}, "no `schema_version`"),
        ({"errors": None}, "not an `errors.json`"),
        ({"errors": [{"code": "A"}]}, "not an `errors.json`"),
        ({"errors": [{"code": "A", "cases": [1]}]}, "not an `errors.json`"),
        ({"errors": [{"code": 1, "cases": []}]}, "0.code"),
        ({"service": {"name": "x"}}, "service.description"),
        ({"surfaces": [{"key": []}]}, "surfaces.0.key"),
    ],
)
def test_another_file_is_refused_with_a_reason(
    document: dict[str, Any], change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(NotAnErrorsJson, match=reason):
        registry_of(json.dumps(document | change))


@pytest.mark.parametrize("text", ["", "[]", "1", "{", '"a"', "[" * 100_000])
def test_what_is_no_object_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(NotAnErrorsJson):
        registry_of(text)
