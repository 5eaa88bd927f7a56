"""Files and folders that take their place as a whole, whatever ends the program meanwhile.

What is being written lies in a scratch folder that its program holds a lock on. The system takes
the lock from a program that was killed, so the next one knows what was left behind and removes it,
and never what another program is still working on.
"""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from errdocs.regular_files import require_regular

_ENDING = ".errdocs"  # of scratch folders; nobody names a folder of their own like that
_CURRENT_FOLDER = -100  # AT_FDCWD of Linux
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


@contextmanager
def scratch_beside(target: Path) -> Iterator[Path]:
    """Give an empty folder beside a path, from which a rename to that path never copies.

    It is removed at the end, or by the next call for the same path if the program is killed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(target)
    folder, lock = _locked_folder(target)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which takes the place of `folder` if nothing is raised.

    Whatever goes wrong, the folder that stood before stands afterwards. Of several programs that
    replace one folder at once each does so as a whole, and the last one wins. A file that is the
    same as before keeps its time: a program that copies the folder by time and size leaves it out.
    """
    target = folder.resolve()
    with scratch_beside(target) as scratch:
        new, old = Path(scratch, "new"), Path(scratch, "old")
        new.mkdir()
        yield new
        _keep_times(new, target)
        _take_place(new, target, old)


def write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder, each of them whole, and none before all fit on the disk.

    A file keeps its rights, and a link within the folder is followed. Raises OSError, before
    anything is written, for a link out of the folder and for what is no file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = folder.resolve()
    with scratch_beside(root / "files") as scratch:
        staged: list[tuple[Path, Path]] = []
        for number, (path, content) in enumerate(files.items()):
            target = (root / path).resolve()
            if not target.is_relative_to(root):
                raise OSError(errno.ELOOP, "it leads out of the folder", str(folder / path))
            target.parent.mkdir(parents=True, exist_ok=True)
            new = scratch / str(number)
            new.write_bytes(content)
            if target.exists():
                require_regular(target)
                shutil.copymode(target, new)
            staged.append((new, target))
        for new, target in staged:
            new.replace(target)


def _keep_times(new: Path, target: Path) -> None:
    """Give each new file that is the same as the one it replaces the time of that one."""
    for folder, _, names in os.walk(new):
        before = target / Path(folder).relative_to(new)
        for name in names:
            with suppress(OSError):  # it is new, or cannot be read
                file, old = Path(folder, name), before / name
                found = old.lstat()
                if stat.S_ISREG(found.st_mode) and filecmp.cmp(file, old, shallow=False):
                    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


def _take_place(new: Path, target: Path, old: Path) -> None:
    """Let a folder take the place of another in one step, where the system has such a step."""
    try:
        if _exchange(new, target):
            return
        target.rename(old)
    except FileNotFoundError:
        pass  # nothing stood there
    try:
        new.rename(target)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST} and not old.exists():
            _take_place(new, target, old)  # another program was faster
            return
        with suppress(OSError):
            old.rename(target)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; return False where the system or the disk cannot.

    Between the two renames that others need, a program could be killed. Raises FileNotFoundError
    if there are no two folders.
    """
    import ctypes  # only here: most commands replace no folder

    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        failed = library.renameat2(_CURRENT_FOLDER, first, _CURRENT_FOLDER, second, _EXCHANGE)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(first, second, _EXCHANGE)
    else:
        return False
    number = ctypes.get_errno()
    if failed and number not in _NO_EXCHANGE:
        raise OSError(number, os.strerror(number), str(other))
    return not failed


def _locked_folder(target: Path) -> tuple[Path, int | None]:
    """Make a scratch folder and return it with the descriptor that holds its lock."""
    while True:
        made = tempfile.mkdtemp(_ENDING, _prefix(target), target.parent)
        folder = Path(made)
        if sys.platform == "win32":
            return folder, None
        lock = _lock(folder)
        if lock is not None or folder.is_dir():  # a disk without locks: nobody removes it either
            return folder, lock


def _lock(folder: Path) -> int | None:
    """Lock a folder and return the descriptor; None if another program holds it or removed it."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        found = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
        own, there = os.fstat(found), folder.lstat()
        if own.st_ino == there.st_ino and own.st_uid == os.getuid():
            return found
    except OSError:
        pass
    os.close(found)
    return None


def _remove_abandoned(target: Path) -> None:
    """Remove the scratch folders of killed programs; put back what one had moved aside."""
    prefix = _prefix(target)
    for entry in list(os.scandir(target.parent)):
        is_scratch = entry.name.startswith(prefix) and entry.name.endswith(_ENDING)
        if not is_scratch or not stat.S_ISDIR(entry.stat(follow_symlinks=False).st_mode):
            continue
        folder = Path(entry.path)
        lock = _lock(folder)
        if lock is None:
            continue
        old = folder / "old"
        if old.is_dir() and not target.exists():
            with suppress(OSError):
                old.rename(target)
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _prefix(target: Path) -> str:
    return f".{target.name}-"
