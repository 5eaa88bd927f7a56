"""Replace the content of somebody's file, all or nothing, or refuse and say why.

A new file takes the place of the old one, so that nobody ever sees half of it. What a new file
cannot keep, such as further names of the old one, is a reason to refuse.
"""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from errdocs.linkcheck.file_texts import content_of_file

_SPECIAL = stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX
_PREFIX = ".errdocs-"
_OPEN_FILES = "/proc/self/fd"
BY_HAND = "or correct the links by hand"


class Refused(Exception):
    """A file that is left as it is: why, and what to do."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason, self.fix = reason, fix


def replace_content(path: Path, root: Path, old: bytes, new: bytes) -> None:
    """Replace the content of a file, or of the one that a link leads to below `root`.

    `old` is what was read. Owner, group, permissions and extended attributes stay. Raises Refused
    where the file cannot be replaced; then it is as it was.
    """
    target = path.resolve()
    if not target.is_relative_to(root.resolve()):
        raise Refused(f"it is a link out of `{root.as_posix()}`", "name the file itself")
    try:
        _refuse(target, found := target.stat())
        staged = _staged(target, found, new)
        try:
            if content_of_file(target) != old:
                raise Refused("it changed meanwhile", "run the command again")
            staged.replace(target)
        finally:
            staged.unlink(missing_ok=True)
        _keep_name(target.parent)
    except OSError as error:
        raise Refused((error.strerror or str(error)).lower(), f"solve that, {BY_HAND}") from error


def _refuse(target: Path, found: os.stat_result) -> None:
    """Raise Refused if a new file would not be what the old one was."""
    if not found.st_mode & stat.S_IWUSR or not os.access(target, os.W_OK):  # root may write all
        raise Refused("it is read-only", f"make it writable, {BY_HAND}")
    if found.st_nlink > 1:
        reason = f"it is one file with {found.st_nlink} names (hard links)"
        raise Refused(reason, f"leave it one name, {BY_HAND}")
    if found.st_mode & _SPECIAL:
        reason = "it has a setuid, setgid or sticky bit"
        raise Refused(reason, f"remove that bit, {BY_HAND}")


def _staged(target: Path, found: os.stat_result, content: bytes) -> Path:
    """Write a file beside another one with its rights; it is on the disk at the end."""
    # Beside it, since a rename is only atomic within one file system.
    handle, name = _opened(target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _keep_rights(target, found, handle)
            file.write(content)
            file.flush()
            os.fsync(handle)
            return name or _named(handle, target.parent)
    except BaseException:
        if name:
            name.unlink(missing_ok=True)
        raise


def _opened(folder: Path) -> tuple[int, Path | None]:
    """Open a new file without a name, which goes if the program is killed; with one elsewhere."""
    if hasattr(os, "O_TMPFILE") and Path(_OPEN_FILES).is_dir():
        with suppress(OSError):  # a file system that has no such files
            return os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600), None
    handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
    return handle, Path(name)


def _named(handle: int, folder: Path) -> Path:
    """Give an open file without a name one that nobody else has."""
    name = f"{_PREFIX}{secrets.token_hex(8)}"
    where = os.open(folder, os.O_RDONLY)  # without it, Python links to the link in /proc itself
    try:
        os.link(f"{_OPEN_FILES}/{handle}", name, dst_dir_fd=where, follow_symlinks=True)
    finally:
        os.close(where)
    return folder / name


def _keep_rights(target: Path, found: os.stat_result, handle: int) -> None:
    """Give an open file the owner, the extended attributes and the permissions of another one.

    By its handle: its name may lead elsewhere meanwhile, in a folder that others may write to.
    """
    if not hasattr(os, "fchown"):
        return  # Windows
    made = os.fstat(handle)
    if (made.st_uid, made.st_gid) != (found.st_uid, found.st_gid):
        try:
            os.fchown(handle, found.st_uid, found.st_gid)
        except OSError as error:
            reason = "it belongs to another user or group, which a new file could not keep"
            raise Refused(reason, f"run the command as its owner, {BY_HAND}") from error
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # a file system without attributes
            for name in os.listxattr(target):  # access control lists are among them
                os.setxattr(handle, name, os.getxattr(target, name))
    os.fchmod(handle, stat.S_IMODE(found.st_mode))


def _keep_name(folder: Path) -> None:
    """Wait until the new name is on the disk; not every system can open a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
