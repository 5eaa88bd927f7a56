"""Feed, search description, inventory and OpenAPI, each read by a library of its format."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
import sphobjinv
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

import strategies
from errdocs.exports.openapi import openapi_json
from errdocs.exports.permalinks_json import objects_inv
from errdocs.exports.text_files import LONGEST, changes_xml, opensearch_xml
from errdocs.registry.history import changes
from errdocs.registry.loading import load
from errdocs.registry.model import Registry, Revision
from errdocs.routes import Routes

DATA = Path(__file__).parent / "scenarios" / "exports" / "registry"
SITE = "https://errors.example.com/"
ATOM = "{http://www.w3.org/2005/Atom}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
law = settings(max_examples=15)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(DATA).registry


@law
@given(strategies.registries())
def test_the_feed_of_every_registry_keeps_the_rules_of_atom(registry: Registry) -> None:
    text = changes_xml(Routes(registry, site_url=SITE))
    root = ET.fromstring(text.encode())
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        assert uuid.UUID(element.findtext(f"{ATOM}id"))
        assert element.findtext(f"{ATOM}title")
        day = datetime.datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "")
        assert day.tzinfo is not None
        assert [link.get("href") for link in element.findall(f"{ATOM}link[@rel='alternate']")]
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids)) <= 1 + len(changes(registry)[:LONGEST])
    parsed = feedparser.parse(text)
    assert not parsed.bozo
    assert len(parsed.entries) == len(entries)


def test_a_feed_reader_sees_the_texts_as_they_are(registry: Registry) -> None:
    parsed = feedparser.parse(changes_xml(Routes(registry, site_url=SITE)), sanitize_html=False)
    shown = [(entry.title, entry.link, entry.updated[:10]) for entry in parsed.entries]
    assert parsed.feed.title == 'Parcel "Post" & <Co> errors: what changed'
    assert shown == [
        ("Version 2.1 of the reference", f"{SITE}errors/changes/", "2025-05-21"),
        ("Deprecated: RateLimited", f"{SITE}errors/RateLimited/", "2025-05-21"),
        ("New: RateLimited", f"{SITE}errors/RateLimited/", "2025-05-21"),
        ("Removed: Timeout/queue", f"{SITE}errors/Timeout/queue/", "2025-05-20"),
        *[("Changed: Timeout/worker", f"{SITE}errors/Timeout/worker/", "2025-05-20")] * 3,
        (
            'Removed: =<script>alert("x")</script>, & co',
            f"{SITE}errors/script-error/",
            "2025-04-01",
        ),
        ("Changed: RateLimited", f"{SITE}errors/RateLimited/", "2025-03-01"),
        ("Deprecated: Timeout/gateway", f"{SITE}errors/Timeout/gateway/", "2025-03-01"),
        ("New: Timeout/worker", f"{SITE}errors/Timeout/worker/", "2025-03-01"),
    ]
    assert "<img src=x onerror=alert(1)>" in parsed.entries[7].summary


def test_ids_of_the_feed_stay_when_an_entry_changes_again(registry: Registry) -> None:
    first = Revision(date=datetime.date(2026, 3, 1), what="The limit rose.")
    second = Revision(date=datetime.date(2026, 3, 1), what="The message names the limit.")
    (error, *others) = registry.errors

    def ids(*changed: Revision) -> dict[str, str]:
        altered = dataclasses.replace(error, changed=changed)
        routes = Routes(dataclasses.replace(registry, errors=(altered, *others)))
        entries = feedparser.parse(changes_xml(routes)).entries
        return {entry.summary: entry.id for entry in entries if error.code in entry.title}

    before = ids(first)
    assert before.items() < ids(first, second).items()
    assert before.items() < ids(second, first).items()


def test_ids_of_the_feed_stay_when_the_site_moves(registry: Registry) -> None:
    feeds = [
        feedparser.parse(changes_xml(Routes(registry, site_url=site)))
        for site in (SITE, "https://b.test/", "")
    ]
    assert len({tuple(entry.id for entry in feed.entries) for feed in feeds}) == 1


@law
@given(strategies.registries())
def test_the_search_description_keeps_its_limits(registry: Registry) -> None:
    routes = Routes(registry, site_url="https://a.test/{x}&<y>/")
    root = ET.fromstring(opensearch_xml(routes).encode())
    assert root.tag == f"{SEARCH}OpenSearchDescription"
    for name, limit in (("ShortName", 16), ("LongName", 48), ("Description", 1024)):
        assert 0 < len(root.findtext(SEARCH + name) or "") <= limit
    template = root.find(f"{SEARCH}Url[@type='text/html']").get("template")  # type: ignore[union-attr]
    assert template == "https://a.test/%7Bx%7D&<y>/lookup/?q={searchTerms}"


@law
@given(strategies.registries())
def test_the_inventory_leads_from_every_name_to_its_page(registry: Registry) -> None:
    inventory = sphobjinv.Inventory(zlib=objects_inv(Routes(registry)))
    # This reader takes a head line for a name if the service is called `a:b 1`; Sphinx does not.
    objects = [item for item in inventory.objects if not item.name.startswith("# Project:")]
    found = {item.name: item.uri_expanded for item in objects}
    expected = {alias.code: error.path for error in registry.errors for alias in error.aliases}
    for error in registry.errors:
        name = error.path_segment if re.search(r"\s", error.code) else error.code
        expected[name] = error.path
        expected |= {f"{name}/{case.id}": error.path_of(case) for case in error.cases}
    assert found == expected


CONF = """\
extensions = ["sphinx.ext.intersphinx"]
intersphinx_mapping = {{"errors": ("{site}", {inventory!r})}}
intersphinx_disabled_reftypes = []
nitpicky = True
"""
INDEX = """\
Handling errors
===============

Raised as :ref:`RateLimited`, or :ref:`on the gateway <rate_limited>`, or
:external+errors:ref:`Timeout/worker`, or long ago :ref:`this <script-error>`.
"""


@pytest.mark.slow
def test_a_sphinx_project_links_by_code_alias_and_case(registry: Registry, tmp_path: Path) -> None:
    inventory = tmp_path / "objects.inv"
    inventory.write_bytes(objects_inv(Routes(registry)))
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF.format(site=SITE, inventory=str(inventory)))
    (source / "index.rst").write_text(INDEX)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-b", "html", str(source), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<a class="reference external" href="([^"]+)"[^>]*>(.*?)</a>', html)
    assert [(href, re.sub(r"<[^>]+>", "", words)) for href, words in links] == [
        (f"{SITE}errors/RateLimited/", "RateLimited"),
        (f"{SITE}errors/RateLimited/", "on the gateway"),
        (f"{SITE}errors/Timeout/worker/", "The worker &lt;gave&gt; up"),
        (f"{SITE}errors/script-error/", "this"),
    ]


@law
@given(strategies.registries())
def test_the_components_of_every_registry_are_valid(registry: Registry) -> None:
    document = json.loads(openapi_json(Routes(registry, site_url=SITE)))
    OpenAPIV31SpecValidator(document).validate()
    components = document["components"]
    for name, example in components["examples"].items():
        schema = components["schemas"][name.split(".")[0]]
        Draft202012Validator(schema).validate(example["value"])
    assert len(components["examples"]) == sum(
        error.has_code or "{code}" not in str(envelope)
        for error, case in registry.cases()
        if case.message
        for surface in error.surfaces_of(case)
        if (envelope := registry.surface_by_key[surface].envelope)
    )
    used = [ref for response in components["responses"].values() for ref in references(response)]
    assert all(resolved(document, ref) for ref in used)


def references(data: Any) -> list[str]:
    """Return every `$ref` in data."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    own = [data["$ref"]] if isinstance(data, dict) and isinstance(data.get("$ref"), str) else []
    return own + [ref for item in inner for ref in references(item)]


def resolved(document: Any, ref: str) -> Any:
    for step in ref.removeprefix("#/").split("/"):
        document = document[step]
    return document


def test_a_description_can_refer_to_the_responses(registry: Registry) -> None:
    components = json.loads(openapi_json(Routes(registry, site_url=SITE)))["components"]
    assert list(components["responses"]) == ["api.429", "api.500", "api.504", "gateway.429"]
    description = {
        "openapi": "3.1.0",
        "info": {"title": "Parcels", "version": "1"},
        "paths": {
            "/parcels": {
                "get": {
                    "responses": {
                        "200": {"description": "Parcels."},
                        "429": {"$ref": "#/components/responses/api.429"},
                    }
                }
            }
        },
        "components": components,
    }
    OpenAPIV31SpecValidator(description).validate()
    example = components["examples"]["api.RateLimited.per-minute"]
    assert example["value"]["error"] == {
        "code": "RateLimited",
        "message": "Limit of 60 requests per minute reached for =cmd().",
        "param": None,
        "retryable": False,
    }
    assert components["examples"]["gateway.RateLimited.per-minute"]["value"].startswith(
        "rate_limited: Limit of 60"
    )
