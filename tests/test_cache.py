"""The kept copy of a registry: when it stands in for the files, and when it must not."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from shutil import copytree

import pytest

from errdocs.registry import cache, loading
from errdocs.registry.cache import cached_text, load_cached
from errdocs.registry.loading import load

BASE = Path(__file__).parent / "scenarios" / "checks" / "base"
BEFORE = 1_700_000_000
"""A time long ago, in seconds: what changed then is settled."""


def age(folder: Path) -> None:
    """Make all files of a folder look old."""
    for file in folder.rglob("*.yml"):
        os.utime(file, (BEFORE, BEFORE))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a registry whose files are old enough to be kept, and a cache of its own."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / "cache" / name)
    monkeypatch.setattr(cache, "SETTLED", 0)
    copytree(BASE, tmp_path / "data")
    age(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the folders whose files were read, one more with each read."""
    found: list[Path] = []
    read = loading.load

    def noted(folder: Path) -> loading.Loaded:
        found.append(folder)
        return read(folder)

    monkeypatch.setattr(loading, "load", noted)
    return found


def kept(folder: Path) -> Path:
    """Return the file of the only copy."""
    (file,) = (folder.parent / "cache" / "errdocs").iterdir()
    return file


def key_of(folder: Path) -> cache.Key:
    """Return what the copy of a registry depends on."""
    copy = cache._copy(folder)
    assert copy
    return copy[1]


def test_a_copy_is_the_registry_and_is_not_read_again(folder: Path, reads: list[Path]) -> None:
    first, second = load_cached(folder), load_cached(folder)
    assert second.registry == first.registry == load(folder).registry
    assert second.registry.by_code.keys() == first.registry.by_code.keys()
    paths = ("settings_path", "error_paths", "source_paths")
    assert [getattr(second, name) for name in paths] == [getattr(first, name) for name in paths]
    assert (second.texts, second.problems, second.gaps) == ({}, (), ())
    assert reads == [folder]


def test_a_copy_has_the_paths_of_the_folder_as_it_is_named(
    folder: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_cached(folder)
    monkeypatch.chdir(folder.parent)
    here = Path("data")
    assert {load_cached(here).settings_path for _ in range(2)} == {"data/registry.yml"}
    assert reads == [folder, here]


def test_only_its_owner_can_reach_a_copy(folder: Path) -> None:
    load_cached(folder)
    assert kept(folder).parent.stat().st_mode & 0o777 == 0o700
    assert kept(folder).stat().st_mode & 0o777 == 0o600


def edited(folder: Path) -> None:
    """Change a letter of a file, and with it only the time of the file."""
    file = next((folder / "errors").iterdir())
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub("summary: .", "summary: X", text), encoding="utf-8")


def resized(folder: Path) -> None:
    """Add an empty line to a file, and give it its old time."""
    with (folder / "registry.yml").open("a", encoding="utf-8") as file:
        file.write("\n")
    age(folder)


def added(folder: Path) -> None:
    """Copy a file of an error, which is then there twice."""
    file = next((folder / "errors").iterdir())
    (folder / "errors" / "Another.yml").write_bytes(file.read_bytes())


def removed(folder: Path) -> None:
    """Remove a file of an error."""
    next((folder / "errors").iterdir()).unlink()


@pytest.mark.parametrize("change", [edited, resized, added, removed])
def test_a_change_of_the_files_is_seen(
    change: Callable[[Path], None], folder: Path, reads: list[Path]
) -> None:
    load_cached(folder)
    change(folder)
    assert load_cached(folder).registry == load(folder).registry
    assert reads[:2] == [folder, folder]


def test_another_version_reads_the_files(
    folder: Path, reads: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_cached(folder)
    monkeypatch.setattr(sys, "version", "3.99")
    load_cached(folder)
    module = tmp_path / "code" / "registry" / "cache.py"
    module.parent.mkdir(parents=True)
    module.touch()
    monkeypatch.setattr(cache, "__file__", str(module))
    load_cached(folder)
    assert reads == [folder] * 3


def test_a_file_that_may_still_change_unseen_is_not_kept(
    folder: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "SETTLED", 2_000_000_000)
    (folder / "registry.yml").touch()
    load_cached(folder)
    load_cached(folder)
    assert reads == [folder, folder]


def test_a_registry_with_problems_is_not_kept(folder: Path, reads: list[Path]) -> None:
    (folder / "errors" / "Broken.yml").write_text("code: [", encoding="utf-8")
    age(folder)
    assert [len(load_cached(folder).problems) for _ in range(2)] == [1, 1]
    assert reads == [folder, folder]


class Hostile:
    """Runs a command when it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.proof),)


@pytest.mark.parametrize("position", ["key", "content"])
def test_a_hostile_copy_runs_nothing_and_is_replaced(
    position: str, folder: Path, reads: list[Path], tmp_path: Path
) -> None:
    load_cached(folder)
    good = kept(folder).read_bytes()
    proof = tmp_path / "proof"
    hostile = pickle.dumps(Hostile(proof))
    key = pickle.dumps(key_of(folder))
    kept(folder).write_bytes(hostile if position == "key" else key + hostile)
    assert load_cached(folder).registry == load(folder).registry
    assert not proof.exists()
    assert kept(folder).read_bytes() == good
    assert len(reads) == 2


@pytest.mark.parametrize(
    "name", ["os.system", "errdocs.registry.model.dataclass", "builtins.eval", "datetime.datetime"]
)
def test_a_copy_can_only_name_the_classes_of_the_model(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    with pytest.raises(pickle.UnpicklingError, match="is not part of a registry"):
        cache._Unpickler(sys.stdin).find_class(module, attribute)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [b"", b"\x80", b"no pickle", pickle.dumps(1)])
def test_a_damaged_copy_is_replaced(content: bytes, folder: Path, reads: list[Path]) -> None:
    load_cached(folder)
    kept(folder).write_bytes(content)
    load_cached(folder)
    load_cached(folder)
    assert reads == [folder, folder]


def test_a_copy_of_something_else_is_replaced(folder: Path, reads: list[Path]) -> None:
    load_cached(folder)
    key = pickle.dumps(key_of(folder))
    kept(folder).write_bytes(key + pickle.dumps(("registry", [], [])))
    assert load_cached(folder).registry == load(folder).registry
    assert len(reads) == 2


def test_a_copy_that_others_may_write_is_replaced(folder: Path, reads: list[Path]) -> None:
    load_cached(folder)
    kept(folder).chmod(0o666)
    load_cached(folder)
    assert kept(folder).stat().st_mode & 0o777 == 0o600
    assert reads == [folder, folder]


def test_without_a_place_for_copies_the_files_are_read(folder: Path, reads: list[Path]) -> None:
    (folder.parent / "cache").write_text("this is not a folder", encoding="utf-8")
    assert load_cached(folder).registry == load(folder).registry
    assert load_cached(folder / "nowhere").problems
    assert reads == [folder, folder / "nowhere"]


def test_a_text_is_made_anew_only_when_what_it_is_made_from_changes(
    folder: Path, tmp_path: Path
) -> None:
    templates = tmp_path / "texts"
    templates.mkdir()
    template = templates / "entry.md.j2"
    template.touch()
    made = count(1)

    def text(entry: str = "Code", form: str = "text 80") -> str:
        return cached_text(lambda: str(next(made)), folder, entry, form, templates)

    assert [text(), text(), text("Code/case"), text(), text(form="markdown")] == [*"11213"]
    template.write_text("edited", encoding="utf-8")
    assert [text(form="markdown"), text(form="markdown")] == [*"44"]
    edited(folder)
    assert [text(form="markdown"), text(form="markdown")] == [*"55"]
    (folder / "registry.yml").unlink()
    assert [text(form="markdown"), text(form="markdown")] == [*"67"]


def test_a_command_that_starts_often_imports_no_parser_and_no_templates() -> None:
    """With a current copy it needs none of them, and they take as long as all the rest."""
    slow = {"yaml", "jinja2", "markdown_it", "multiprocessing", "rich"}
    code = f"import sys, errdocs.cli.explain; print(sorted({slow} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_lookup_imports_no_reader_of_registries() -> None:
    """Of a current copy it reads nothing, and its own data need not be checked."""
    slow = {"errdocs.registry.reader", "errdocs.registry.loading", "jinja2", "multiprocessing"}
    code = f"import sys, errdocs.cli.lookup; print(sorted({slow} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
