"""Registries in which every text tries to become something else wherever it is shown."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner

from errdocs import messages
from errdocs.cli import main
from errdocs.escaping import visible
from errdocs.registry.formats import Kind, Shape, fields_of, shape_of
from errdocs.registry.loading import ERRORS_FOLDER, SETTINGS_FILE, SOURCES_FOLDER
from errdocs.registry.model import Error, Settings, SourceRows
from strategies import CODE as TEMPLATES

TESTS = Path(__file__).parent
BASE = TESTS / "scenarios" / "hostile"
CORPUS: dict[str, dict[str, str]] = yaml.safe_load(
    (TESTS / "vectors" / "hostile.yml").read_text(encoding="utf-8")
)
ACCEPTED, REFUSED = CORPUS["accepted"], CORPUS["refused"]
MARKER = "HOSTILE"
CODE = "Base"
"""The code of the first entry."""
SURROGATE = "half \ud83d of a character"
"""What no YAML file can hold, but a paste and a program can."""
LONG = "long" * 25_000
"""A line of 100 kB."""
REPORT_URL = "https://example.com/new?t={title}&b={body}&c={code}/{case}&p={page}&v={version}"
EXTENSIONS = (
    *("abbr", "attr_list", "def_list", "footnotes", "md_in_html", "meta", "smarty", "wikilinks"),
    *("pymdownx.betterem", "pymdownx.caret", "pymdownx.critic", "pymdownx.details"),
    *("pymdownx.emoji", "pymdownx.keys", "pymdownx.magiclink", "pymdownx.mark"),
    *("pymdownx.smartsymbols", "pymdownx.snippets", "pymdownx.tasklist", "pymdownx.tilde"),
    "pymdownx.tabbed",
)
"""What a project may let Markdown do."""
TEMPLATED = {"message", "other_messages", "former_messages", "messages", "stream", "envelope"}
"""Keys of texts in which braces are placeholders."""
NAMES = {
    ("Error", "related"), ("Lifecycle", "replaced_by"),
    ("FamilyMember", "entry"), ("Client", "operations"), ("Client", "handling"),
    ("Client", "retrying"), ("Settings", "common"), ("Error", "code"), ("Request", "fails"),
    ("Request", "works"), ("Parameter", "pattern"),
}  # fmt: skip
"""Texts that name something else of the registry, or that a rule of their own keeps in form."""


def joined(values: Sequence[str]) -> str:
    """Return values as one line."""
    return " ".join(value.strip() for value in values)


def poisoned(data: Any, value: str, is_template: bool = False) -> Any:
    """Return plain data with a value in the place of each marker."""
    if isinstance(data, Mapping):
        return {
            poisoned(key, value): poisoned(item, value, is_template or key in TEMPLATED)
            for key, item in data.items()
        }
    if isinstance(data, list):
        return [poisoned(item, value, is_template) for item in data]
    if not isinstance(data, str) or MARKER not in data:
        return data
    return data.replace(MARKER, messages.escape(value) if is_template else value)


def base(path: str) -> Any:
    """Return a file of the registry that has every field, its markers in place."""
    return yaml.safe_load((BASE / path).read_text(encoding="utf-8"))


def write_hostile_registry(folder: Path, values: Sequence[str]) -> None:
    """Write a registry with an entry for each value; the settings hold them all."""
    whole = joined(values)
    gone = poisoned(base("errors/Gone.yml"), whole)
    gone["cases"][0]["other_messages"] = [{"message": LONG, "source": {"document": "observed"}}]
    files = {
        SETTINGS_FILE: poisoned(base("registry.yml"), whole),
        f"{SOURCES_FOLDER}/guide.yml": poisoned(base("sources/guide.yml"), whole),
        f"{ERRORS_FOLDER}/Gone.yml": gone,
    }
    for number, value in enumerate(values):
        entry = poisoned(base("errors/Base.yml"), value)
        if number:  # the first keeps the names that others refer to
            entry |= {"code": f"E{number}", "slug": f"E{number}", "related": []}
            entry["aliases"][0]["code"] = f"e{number}_alias"
            entry["help_anchors"], entry["cases"][0]["help_anchors"] = [], []
            entry["cases"][0]["source"] = {"document": "observed"}
        files[f"{ERRORS_FOLDER}/{entry['code']}.yml"] = entry
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1_000_000)
        file.write_text(text, encoding="utf-8", newline="\n")
    for name, text in TEMPLATES.items():
        file = folder / "code" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")


def hostile_project(folder: Path, site_url: str) -> None:
    """Write a project that can be built; a few entries hold all values that a build accepts."""
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    for file in (*folder.glob("data/*/*.yml"), folder / "data" / "permalinks.yml"):
        file.unlink(missing_ok=True)
    write_hostile_registry(folder / "data", GROUPS)
    form = f"      report_url: {json.dumps(REPORT_URL)}\n      #"
    _in_settings(folder, {"      # report_url:": form})
    with (folder / "mkdocs.yml").open("a") as settings:
        settings.write(f"\nsite_url: {site_url}\n")


def let_markdown_do_all(folder: Path) -> None:
    """Give a project each extension that makes something of plain text."""
    every = "".join(f"  - {extension}\n" for extension in EXTENSIONS)
    _in_settings(folder, {"  - attr_list\n": every})


def _in_settings(folder: Path, changes: Mapping[str, str]) -> None:
    file = folder / "mkdocs.yml"
    settings = file.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert settings.count(old) == 1
        settings = settings.replace(old, new)
    file.write_text(settings, encoding="utf-8")


def build_unchecked(folder: Path) -> None:
    """Build a project whatever its checks would say: they ask for short titles and good links."""
    script = (
        "import errdocs.site; errdocs.site.check = lambda *_, **__: [];"
        " from errdocs.cli import main; main(['build'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


_VALUES = list(ACCEPTED.values())
_ALONE = ("formula", "yaml", "prototype")
"""Values that mean something at the start of a text, or alone: the names that start or end so."""


def apart() -> list[str]:
    """Return all values in as few texts as can be without hiding what stands at their start."""
    alone = {
        name for name in ACCEPTED if name.startswith(_ALONE) or name.endswith(("start", "override"))
    }
    others = [text for name, text in ACCEPTED.items() if name not in alone]
    singles = [text for name, text in ACCEPTED.items() if name in alone]
    return [
        joined(others[:5]),
        *singles,
        *(joined(others[at : at + 5]) for at in range(5, len(others), 5)),
    ]


GROUPS = [joined(_VALUES[start::6]) for start in range(6)]
"""All values in a few texts, for a site that is built."""
TITLE = visible(GROUPS[0])
"""What the first entry's title looks like."""


def texts_of_model() -> Iterator[tuple[str, str]]:
    """Yield record and name of every field of the model that takes any text."""
    seen: set[Any] = set()
    todo: list[Any] = [Settings, Error, SourceRows]
    while todo:
        record = todo.pop()
        if record in seen:
            continue
        seen.add(record)
        for name, field in fields_of(record).items():
            for shape in _parts(field.shape):
                if shape.kind is Kind.RECORD:
                    todo.append(shape.type)
                elif shape.kind is Kind.ANY or _takes_any_text(shape):
                    yield record.__name__, name


def _parts(shape: Shape) -> Iterator[Shape]:
    if shape.item:
        yield from _parts(shape.item)
    else:
        yield shape


def _takes_any_text(shape: Shape) -> bool:
    return shape.kind is Kind.TEXT and (shape.rule is None or shape.rule.accepts("a <b> {c}"))


def marked_fields() -> Iterator[tuple[str, str]]:
    """Yield record and name of every field that the marked registry has a marker in."""
    for path, record in (
        ("registry.yml", Settings), ("errors/Base.yml", Error), ("errors/Gone.yml", Error),
        ("sources/guide.yml", SourceRows),
    ):  # fmt: skip
        yield from _marked(shape_of(record), base(path), "", "")


def _marked(shape: Shape, data: Any, record: str, name: str) -> Iterator[tuple[str, str]]:
    if shape.kind is Kind.RECORD and isinstance(data, Mapping):
        for key, field in fields_of(shape.type).items():
            if key in data:
                yield from _marked(field.shape, data[key], shape.type.__name__, key)
    elif shape.kind in {Kind.LIST, Kind.MAPPING} and shape.item:
        items = data.values() if isinstance(data, Mapping) and shape.kind is Kind.MAPPING else data
        for item in items if not isinstance(items, str | Mapping) else [items]:
            yield from _marked(shape.item, item, record, name)
    elif MARKER in str(data):
        yield record, name
        if shape.kind is Kind.RECORD:
            yield shape.type.__name__, shape.form.short_field
