"""IPython and Jupyter: what to do about a known exception, below the traceback of its cell.

`%load_ext errdocs.programs.ipython` starts it, with the registry that `ERRDOCS_DATA` names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from errdocs.programs.exceptions import ExceptionAdvice

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

EVENT = "post_run_cell"  # after IPython has shown the traceback, in whatever colours


class CellAdvice:
    """Prints the advice for the exception that ended a cell."""

    def __init__(self) -> None:
        self._advice = ExceptionAdvice()

    def __call__(self, result: ExecutionResult) -> None:
        """Look at the result of a cell."""
        error = result.error_before_exec or result.error_in_exec
        if isinstance(error, BaseException):
            for line in self._advice(error):
                print(line)


_loaded: dict[int, CellAdvice] = {}  # by the id of a shell, of which a process has one


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Start, as `%load_ext` asks; IPython calls this."""
    if id(shell) not in _loaded:
        _loaded[id(shell)] = CellAdvice()
        shell.events.register(EVENT, _loaded[id(shell)])


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Stop, as `%unload_ext` asks; IPython calls this."""
    if advice := _loaded.pop(id(shell), None):
        shell.events.unregister(EVENT, advice)
