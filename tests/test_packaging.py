"""The package as others install it: what the wheel holds, and that it works alone."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel made from the working copy."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("errdocs-*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the scripts of a clean environment that has the wheel and what it depends on.

    The dependencies are those of this environment, so that nothing has to be downloaded; the
    package itself is not among them, since an editable install is found by its `.pth` file only.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False)
    target = next((folder / "venv").glob("lib/python*/site-packages"))
    own = Path(sys.prefix).glob("lib/python*/site-packages")
    (target / "dependencies.pth").write_text("\n".join(map(str, own)))
    install = [
        sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps",
        "--python", str(folder / "venv" / "bin" / "python"), str(wheel),
    ]  # fmt: skip
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "venv" / "bin"


def call(scripts: Path, *command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script of the clean environment, away from the working copy."""
    return subprocess.run(
        [str(scripts / command[0]), *command[1:]],
        cwd=folder,
        env={
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "NO_MKDOCS_2_WARNING": "1",
            "HOME": str(folder),
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_wheel_carries_the_templates_and_nothing_else_of_the_repository(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "errdocs/templates/pages/case.md.j2" in names
    assert "errdocs/templates/assets/errdocs.css" in names
    assert "errdocs/templates/theme/main.html" in names
    assert "errdocs/starter/mkdocs.yml" in names
    assert "errdocs/py.typed" in names
    allowed = ("errdocs/", "errdocs-")
    assert [name for name in names if not name.startswith(allowed)] == []
    assert [name for name in names if "__pycache__" in name] == []


def test_a_new_project_works_with_the_installed_wheel(elsewhere: Path, tmp_path: Path) -> None:
    made = call(elsewhere, "errdocs", "init", "mine", "--service", "My API", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    where = call(
        elsewhere, "python", "-c", "import errdocs; print(errdocs.__file__)", folder=tmp_path
    )
    assert str(ROOT) not in where.stdout
    tested = call(elsewhere, "errdocs", "check", folder=tmp_path / "mine")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    built = call(elsewhere, "errdocs", "build", folder=tmp_path / "mine")
    assert built.returncode == 0, built.stderr
    home = (tmp_path / "mine" / "site" / "index.html").read_text()
    assert "My API" in home
    again = call(elsewhere, "python", "-m", "mkdocs", "build", "--strict", folder=tmp_path / "mine")
    assert again.returncode == 0, again.stderr


def test_the_version_is_the_same_everywhere(elsewhere: Path, tmp_path: Path, wheel: Path) -> None:
    said = call(elsewhere, "errdocs", "--version", folder=tmp_path).stdout
    assert said.strip().endswith(wheel.name.split("-")[1])
