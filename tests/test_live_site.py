"""A served site after any change is what a build makes, byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable
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
MORE = 4
"""Changes after one of each kind; each is followed by a build to compare with."""
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
        self.rebuilding = plugin._rebuilding
        return self.rebuilding.after_build()

    def update(self) -> None:
        """Bring the site up to date after a change; raises PluginError for a mistake."""
        self.live = self.rebuilding.after_change() or self._built()

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


def kinds(project: Path) -> dict[str, Callable[[Path, int], object]]:
    """Return the changes by their names; each gets an entry and a number."""
    settings, documents = project / "data" / "registry.yml", project / "docs"
    page = project / "templates" / "pages" / "removed.md.j2"

    def add(entry: Path, n: int) -> None:
        new = f"code: New{n}\ntitle: New error {n}\n"
        entry.with_name(f"New{n}.yml").write_text(new)

    def rename(entry: Path, n: int) -> None:
        add(entry, n)
        for file in entries(project)[:-1]:
            if file.stem.startswith("New"):
                file.unlink()

    return {
        "title": lambda entry, n: edited(entry, "title: ", f"title: T{n} "),
        "mistake": lambda entry, n: edited(entry, "title:", "titel:"),
        "new entry": add,
        "another entry": rename,
        "template": lambda entry, n: page.write_text(f"<h1>Gone {n}</h1>\n"),
        "broken template": lambda entry, n: page.write_text("{% if %}"),
        "hand-written page": lambda entry, n: edited(
            documents / "reading-errors.md", "# ", f"# Edition {n} of "
        ),
        "category": lambda entry, n: edited(settings, "    title: ", f"    title: R{n} "),
        "service": lambda entry, n: edited(settings, "description: ", f"description: D{n} "),
        "name": lambda entry, n: edited(settings, "name: ", f"name: N{n} "),
    }


def repair(project: Path) -> None:
    """Take the mistakes back."""
    for entry in entries(project):
        entry.write_text(entry.read_text().replace("titel:", "title:"))
    page = project / "templates" / "pages" / "removed.md.j2"
    page.write_text(page.read_text().replace("{% if %}", "<h1>Gone</h1>\n"))


def test_after_any_change_the_served_site_is_that_of_a_whole_build(project: Path) -> None:
    served, random, known = Served(project), Random(1), kinds(project)
    done = [*random.sample([*known], len(known)), *random.choices([*known], k=MORE)]
    for number, name in enumerate(done):
        before = served.files() if name in {"mistake", "broken template"} else {}
        known[name](random.choice(entries(project)), number)
        if before:
            with pytest.raises((PluginError, SystemExit)):
                served.update()
            assert served.files() == before, done[: number + 1]
            repair(project)
        served.update()
        expected, found = built(project), served.files()
        assert sorted(found) == sorted(expected), done[: number + 1]
        differing = [path for path in found if found[path] != expected[path]]
        assert differing == [], done[: number + 1]
    assert served.builds < len(done) / 2 + 1


def test_a_broken_template_stays_so_whatever_else_changes(project: Path) -> None:
    served, page = Served(project), project / "templates" / "pages" / "removed.md.j2"
    page.write_text("{% if %}")
    for number in range(2):
        with pytest.raises((PluginError, SystemExit)):
            served.update()
        edited(entries(project)[0], "title: ", f"title: T{number} ")
    repair(project)
    served.update()
    assert served.files() == built(project)


def test_what_mkdocs_renders_itself_it_renders_again(project: Path) -> None:
    edited(project / "mkdocs.yml", "registry: data", "registry: data\n      rendering: engine")
    served = Served(project)
    edited(entries(project)[0], "title: ", "title: T ")
    served.update()
    assert served.builds == 2
    assert served.files() == built(project)


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
