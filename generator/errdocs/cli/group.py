"""The group of commands and what they share."""

from __future__ import annotations

import errno
from importlib import import_module
from keyword import iskeyword

import click

from errdocs.escaping import printable

# The commands of each module; none is imported before it is asked for: each starts fast.
_MODULES = {
    "annotate_command": ("annotate",),
    "build": ("build", "serve", "write"),
    "check": ("check", "schema"),
    "explain": ("explain",),
    "export": ("export",),
    "import_command": ("import",),
    "link": ("link",),
    "lookup": ("lookup",),
    "mcp_command": ("mcp",),
    "misses": ("misses",),
    "mock_command": ("mock",),
    "new": ("init", "new"),
    "run_command": ("run",),
    "permalinks": ("check-links", "diff", "permalinks"),
}
COMMANDS = {command: module for module, commands in _MODULES.items() for command in commands}
INTERRUPTED = 130  # exit code of what was ended with Ctrl-C, as shells expect it
_OUTPUT = {errno.ENOSPC, errno.EIO, errno.EBADF}  # what goes wrong where something is written to


class LazyGroup(click.Group):
    """A group that imports a command when it is run or its help is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"errdocs.cli.{COMMANDS[cmd_name]}")
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(module, f"{name}_" if iskeyword(name) else name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; Ctrl-C, a full disk or a closed output get a sentence."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nInterrupted", err=True)
            raise click.exceptions.Exit(INTERRUPTED) from None
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read the output has had enough
                raise
            named = error.filename2 or error.filename  # of a copy, what could not be written
            where = f"{named}: " if named else ""
            where = "the output: " if error.errno in _OUTPUT and not where else where
            raise click.ClickException(printable(f"{where}{error.strerror or error}")) from error


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: python app.py 2>&1 | errdocs lookup",
)
@click.version_option(package_name="errdocs")
def main() -> None:
    """Build, check and search a reference of a service's errors."""
