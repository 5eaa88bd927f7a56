"""`errdocs check`: every problem of a registry in one run."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from errdocs import checks
from errdocs.checks import formatting
from errdocs.cli.options import data_option, docs_option
from errdocs.escaping import printable
from errdocs.problems import Format, report
from errdocs.registry.canonical import UnusualYaml, canonical
from errdocs.registry.loading import Loaded, load
from errdocs.registry.reader import parse_yaml
from errdocs.routes import document_paths


@click.command(epilog="Example: errdocs check --data data --format github")
@data_option
@docs_option
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default="text",
    show_default=True,
    help="Lines for people, a JSON list, or annotations for GitHub.",
)
@click.option("--fix", is_flag=True, help="First write files in the canonical order and layout.")
def check(folder: Path, documents: Path, form: str, fix: bool) -> None:
    """Check the registry and report every problem of every file."""
    loaded = load(folder, keeps_nodes=True)
    if fix and _fix(loaded):
        loaded = load(folder, keeps_nodes=True)
    known = document_paths(documents) if documents.is_dir() else None
    found = loaded.findings(checks.check(loaded, documents=known))
    for line in report(found, Format(form)):
        click.echo(line)
    errors, cases = len(loaded.registry.errors), sum(1 for _ in loaded.registry.cases())
    if found:
        count = len(found)
        plural = "" if count == 1 else "s"
        click.secho(f"{errors} errors, {cases} cases: {count} problem{plural}", fg="red", err=True)
        sys.exit(1)
    click.secho(f"{errors} errors, {cases} cases: no problems", fg="green", err=form != "text")


def _fix(loaded: Loaded) -> bool:
    """Rewrite the files that are not in the canonical layout; return whether there are any.

    A file whose content the new layout would change is left as it is, and that is said too.
    """
    has_changed = False
    for path, record in formatting.records(loaded).items():
        text = loaded.texts[path]
        try:
            new = canonical(text, record, loaded.root(path))
        except UnusualYaml:
            continue
        if new == text:
            continue
        if parse_yaml(new, path, record).value == parse_yaml(text, path, record).value:
            has_changed = True
            Path(path).write_text(new, encoding="utf-8", newline="\n")
            click.echo(f"{printable(path)}: formatted", err=True)
        else:
            click.echo(f"{printable(path)}: left, its content would change", err=True)
    return has_changed
