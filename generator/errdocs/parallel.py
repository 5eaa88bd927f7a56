"""Tasks -> answers in order, made on several cores, with a bounded number of them ahead."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Any, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")

AHEAD = 3  # tasks for each core that are worked on, or whose answer waits to be taken


def cores() -> int:
    """Return the number of cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux tells
        return os.cpu_count() or 1


_worker: Callable[[Any], Any] | None = None  # of this process


def in_parallel(
    make: Callable[[], Callable[[Task], Answer]],
    todo: Iterable[Task],
    jobs: int,
    made: Callable[[Task], Answer] | None = None,
) -> Iterator[Answer]:
    """Yield the answers to tasks in order, with a bounded number of them ahead.

    Where processes can be forked, all share the worker that is made once, or was made already.
    """
    method = "fork" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    worker = (made or make()) if method == "fork" else None
    pool = ProcessPoolExecutor(jobs, context, _start, (make, worker))
    waiting: deque[Future[Answer]] = deque()
    try:
        for task in todo:
            waiting.append(pool.submit(_work, task))
            if len(waiting) >= jobs * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _start(make: Callable[[], Callable[[Any], Any]], worker: Callable[[Any], Any] | None) -> None:
    """Prepare a process: whoever started it says when it ends, by a signal or by going away."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = worker or make()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        with suppress(OSError):
            wait([parent.sentinel])
        os._exit(1)


def _work(task: Any) -> Any:
    assert _worker
    return _worker(task)
