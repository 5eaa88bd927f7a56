"""A served site after any change is what a build makes, byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from errdocs.cli import main
from errdocs.engines.live_site import LiveSite
from errdocs.engines.mkdocs_plugin import ErrdocsPlugin
from errdocs.engines.served_folder import ServedFolder

URL = "http://127.0.0.1:8000/"
STEPS = 12
"""Changes in a row, each of them followed by a build to compare with."""
NOT_COMPARED = "sitemap.xml.gz"  # it holds the name of the folder


class Served:
    """A project whose site is served, without a server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder.parent / "served"
        self.builds = 0
        self.live = self._built()

    def _built(self) -> LiveSite:
        self.builds += 1
        config = load_config(str(self.folder / "mkdocs.yml"), site_dir=str(self.site))
        config.plugins.on_startup(command="serve", dirty=False)
        build(config, serve_url=URL)
        plugin = config.plugins["errdocs"]
        assert isinstance(plugin, ErrdocsPlugin)
        self.plugin = plugin
        return plugin.after_build()

    def update(self) -> None:
        """Bring the site up to date after a change; raises PluginError for a mistake."""
        self.live = self.plugin.after_change() or self._built()

    def files(self) -> dict[str, bytes]:
        """Return everything that is answered, by path."""
        return contents(self.site) | {path: make() for path, make in self.live.makers.items()}


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != NOT_COMPARED)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def built(project: Path) -> dict[str, bytes]:
    """Return the files of a whole build of a project."""
    site = project.parent / "built"
    shutil.rmtree(site, ignore_errors=True)
    dict(MkDocsConfig._schema)["plugins"].plugin_cache.clear()  # as in a process of its own
    config = load_config(str(project / "mkdocs.yml"), site_dir=str(site))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return contents(site)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a new project with a URL and a template of its own."""
    folder = tmp_path / "project"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    settings = folder / "mkdocs.yml"
    text = settings.read_text().replace(
        "registry: data", "registry: data\n      templates: templates"
    )
    settings.write_text(f"site_url: {URL}\n{without(text, 'site_url:')}")
    (folder / "templates" / "pages").mkdir(parents=True)
    (folder / "templates" / "pages" / "removed.md.j2").write_text("<h1>Gone</h1>\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return folder


def without(text: str, start: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(start))


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text, (file, old)
    file.write_text(text.replace(old, new, 1))


def entries(project: Path) -> list[Path]:
    return sorted((project / "data" / "errors").glob("*.yml"))


def changes(project: Path, random: Random) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield changes without an end, each with its name; some are mistakes."""
    number = 0
    while True:
        number += 1
        entry = random.choice(entries(project))
        spare = project / "data" / "errors" / f"New{number}.yml"
        new = f"code: New{number}\ntitle: New error {number}\n"
        page = project / "templates" / "pages" / "removed.md.j2"
        yield random.choice(
            [
                ("title", lambda e=entry, n=number: edited(e, "title: ", f"title: T{n} ")),
                ("mistake", lambda e=entry: edited(e, "title:", "titel:")),
                ("new entry", lambda s=spare, n=new: s.write_text(n)),
                ("template", lambda p=page, n=number: p.write_text(f"<h1>Gone {n}</h1>\n")),
                ("broken template", lambda p=page: p.write_text("{% if %}")),
                (
                    "hand-written page",
                    lambda n=number: edited(
                        project / "docs" / "reading-errors.md", "# ", f"# Edition {n} of "
                    ),
                ),
                (
                    "settings",
                    lambda n=number: edited(
                        project / "data" / "registry.yml", "title: ", f"title: R{n} "
                    ),
                ),
                (
                    "gone",
                    lambda: [
                        file.unlink() for file in entries(project) if file.stem.startswith("New")
                    ],
                ),
            ]
        )


def repair(project: Path) -> None:
    """Take the mistakes back."""
    for entry in entries(project):
        entry.write_text(entry.read_text().replace("titel:", "title:"))
    page = project / "templates" / "pages" / "removed.md.j2"
    page.write_text(page.read_text().replace("{% if %}", "<h1>Gone</h1>\n"))


def test_after_any_change_the_served_site_is_that_of_a_whole_build(project: Path) -> None:
    served, random = Served(project), Random(5)
    done: list[str] = []
    for name, change in changes(project, random):
        before = served.files() if "mistake" in name or "broken" in name else {}
        change()
        done.append(name)
        if before:
            with pytest.raises((PluginError, SystemExit)):
                served.update()
            assert served.files() == before, done
            repair(project)
        served.update()
        expected = built(project)
        found = served.files()
        assert sorted(found) == sorted(expected), done
        assert [path for path in found if found[path] != expected[path]] == [], done
        if len(done) == STEPS:
            break
    assert served.builds < STEPS
    assert len({*done}) > 4


def test_a_file_comes_into_the_folder_once_it_is_wanted(tmp_path: Path) -> None:
    made: list[str] = []

    def make(name: str) -> Callable[[], bytes]:
        return lambda: made.append(name) or name.encode()

    folder = ServedFolder(tmp_path, {"a/index.html": make("a"), "b.json": make("b")})
    for path in ("a", "a/", "a/index.html", "nowhere", "../a/"):
        folder.prepare(path)
    assert made == ["a"]
    folder.show({"b.json": make("new")})
    assert not (tmp_path / "a" / "index.html").exists()
    folder.prepare("b.json")
    assert (made, (tmp_path / "b.json").read_bytes()) == (["a", "new"], b"new")
