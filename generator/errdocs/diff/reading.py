"""The editions that people name: a file, a URL, a folder or a git revision."""

from __future__ import annotations

import http.client
import io
import json
import subprocess
import tarfile
import tempfile
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path, PurePosixPath

from errdocs.diff.editions import Edition, NotAnEdition, edition_of
from errdocs.exports import registry_data
from errdocs.registry.loading import SETTINGS_FILE, load
from errdocs.routes.permalinks import Destinations, publication, read_ledger

TIMEOUT = 30
"""Seconds that a server may stay silent."""
LARGEST = 100_000_000
"""Most bytes of an `errors.json`; the largest registry that is known has a hundredth."""


class UnreadableEdition(Exception):
    """An edition that cannot be read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def read_edition(name: str, folder: Path) -> Edition:
    """Return the edition that a name means; `folder` is the registry of git revisions.

    Raises UnreadableEdition.
    """
    if name.lower().startswith(("http://", "https://")):
        return _parsed(name, _download(name))
    path = Path(name)
    if path.is_dir():
        return _from_folder(name, path)
    if path.exists():
        try:
            return _parsed(name, path.read_bytes())
        except OSError as error:
            raise UnreadableEdition(name, f"cannot be read: {error.strerror}") from error
    return _from_git(name, folder)


def _parsed(name: str, content: bytes) -> Edition:
    try:
        document = json.loads(content, parse_constant=_refuse)
        # Half of a surrogate pair is a text to JSON and to no file or terminal.
        json.dumps(document, ensure_ascii=False).encode()
        return edition_of(document)
    except NotAnEdition as error:
        raise UnreadableEdition(name, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableEdition(name, f"it is not JSON: {error}") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"`{constant}` is no value")


def _download(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
            content: bytes = response.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise UnreadableEdition(url, f"the server answers {error.code} {error.reason}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise UnreadableEdition(url, f"cannot be fetched: {error}") from error
    if len(content) > LARGEST:
        raise UnreadableEdition(url, f"it has more than {LARGEST // 1_000_000} MB")
    return content


def _from_folder(name: str, folder: Path) -> Edition:
    if not (folder / SETTINGS_FILE).is_file():
        raise UnreadableEdition(name, f"the folder holds no `{SETTINGS_FILE}`")
    loaded, read = load(folder), read_ledger(folder)
    problems = [*loaded.problems, *read.problems]
    if problems:
        first = next(iter(loaded.report(problems))).removeprefix(f"{folder.as_posix()}/")
        counted = f"the registry has {len(problems)} problem{'s' * (len(problems) > 1)}"
        raise UnreadableEdition(name, f"{counted}: {first}")
    where = Destinations(loaded.registry, publication(loaded.registry), read.ledger)
    return replace(edition_of(registry_data(loaded.registry)), redirects=dict(where.redirects()))


def _from_git(name: str, folder: Path) -> Edition:
    unknown = UnreadableEdition(name, "is no file, folder, URL or git revision")
    if name.startswith("-"):
        raise unknown
    if not folder.is_dir():
        raise UnreadableEdition(name, f"is no file; for git revisions, {folder} has to be a folder")
    if _git(folder, "rev-parse", "--git-dir") is None:
        raise UnreadableEdition(
            name, f"is no file, folder or URL, and {folder} is in no git repository"
        )
    commit = _git(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if commit is None:
        raise unknown
    archive = _git(folder, "archive", "--format=tar", commit.decode().strip(), ".")
    if archive is None:
        raise UnreadableEdition(name, f"{folder} is not in that revision")
    with tempfile.TemporaryDirectory() as scratch:
        _unpack(archive, Path(scratch))
        return _from_folder(name, Path(scratch))


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what a git command prints, or None where it fails."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _unpack(archive: bytes, folder: Path) -> None:
    """Write the plain files of an archive; links and paths that lead out are left."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            path, content = PurePosixPath(member.name), files.extractfile(member)
            if not member.isfile() or content is None or ".." in path.parts or path.is_absolute():
                continue
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())
