"""Run `errdocs` as `python -m errdocs`."""

from errdocs.cli import main

main(prog_name="errdocs")
