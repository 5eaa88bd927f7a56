"""Zensical in a process of its own: a build of the pages as files.

It runs no plugins of MkDocs and ignores ours in silence, so the pages are written to a folder
first, with settings that need no plugin.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from errdocs.engines import folders
from errdocs.engines.mkdocs_runs import FailedBuild, Listener
from errdocs.engines.project import Project
from errdocs.render.texts import BrokenTemplate
from errdocs.site import BrokenRegistry
from errdocs.whole_files import write_whole

MISSING = "Zensical is not installed; install errdocs[zensical]"
_SETTINGS = "mkdocs.yml"
_COLOUR = re.compile("\x1b\\[[0-9;]*m")


def build(project: Project, folder: Path, listener: Listener, *, strict: bool) -> None:
    """Build a site into an empty folder; raises FailedBuild after the listener was told why."""
    if not find_spec("zensical"):
        listener(MISSING)
        raise FailedBuild
    try:
        files = folders.folder_files(project)
    except BrokenRegistry as error:
        listener("\n".join(error.lines()))
        raise FailedBuild from None
    except BrokenTemplate as error:
        listener(f"a template is broken:\n{error}")
        raise FailedBuild from None
    with TemporaryDirectory(prefix="errdocs-zensical-") as name:
        written = Path(name).resolve()
        write_whole(written, files)
        _run(written, listener, strict=strict)
        copytree(written / "site", folder, dirs_exist_ok=True)


def _run(folder: Path, listener: Listener, *, strict: bool) -> None:
    command = [sys.executable, "-m", "zensical", "build", "--config-file", _SETTINGS]
    command += ["--strict"] * strict
    plain = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=plain, capture_output=True, text=True)
    if done.returncode:
        said = f"{done.stdout}{done.stderr}".partition("Traceback (most recent call last)")[0]
        listener(_COLOUR.sub("", said).strip())
        raise FailedBuild
