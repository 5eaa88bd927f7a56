"""`errdocs check` and `errdocs schema`: every problem of a registry, and what editors check."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from errdocs import checks
from errdocs.checks import formatting, published_folders
from errdocs.checks.entries import check_drafts
from errdocs.cli import options
from errdocs.escaping import printable
from errdocs.problems import Severity
from errdocs.registry.canonical import UnusualYaml, canonical
from errdocs.registry.loading import Loaded, load_to_check
from errdocs.registry.reader import parse_yaml
from errdocs.registry.schema import schema_texts
from errdocs.reports import Format, report
from errdocs.routes import document_paths
from errdocs.whole_files import write_whole


@click.command(epilog="Example: errdocs check --data data --format github")
@options.data
@options.docs
@options.formats(*map(str, Format), help=Format.about())
@click.option("--fix", is_flag=True, help="First rewrite files in the canonical order and layout.")
@click.option("--no-drafts", is_flag=True, help="An entry without cause and fix is a problem.")
def check(folder: Path, documents: Path, form: str, fix: bool, no_drafts: bool) -> None:
    """Check the registry and report every problem in every file."""
    loaded = load_to_check(folder, formatting.check_read)
    if fix and _fix(loaded):
        loaded = load_to_check(folder, formatting.check_read)
    known = document_paths(documents) if documents.is_dir() else None
    problems = checks.check(loaded, documents=known, allows_drafts=not no_drafts)
    found = loaded.findings([*problems, *published_folders.check(documents)])
    for line in report(found, Format(form), "check"):
        click.echo(line)
    counted = _counted(loaded)
    warnings = sum(finding.severity is Severity.WARNING for finding in found)
    warned = f", {_number(warnings, 'warning')}" if warnings else ""
    if errors := len(found) - warnings:
        number = _number(errors, "problem") + warned
        click.secho(f"{counted}: {number}", fg="red", err=True)
        sys.exit(1)
    click.secho(f"{counted}: no problems{warned}", fg="green", err=form != "text")


def _counted(loaded: Loaded) -> str:
    """Return how many errors and cases a registry has, and how many of them are drafts."""
    drafts = sum(1 for _ in check_drafts(loaded))
    shown = f", {_number(drafts, 'draft')}" if drafts else ""
    cases = sum(1 for _ in loaded.registry.cases())
    return f"{len(loaded.registry.errors)} errors, {cases} cases{shown}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _fix(loaded: Loaded) -> bool:
    """Rewrite the files that are not in the canonical layout; return whether there are any.

    A file whose content the new layout would change is left as it is, and that is said too.
    """
    has_changed = False
    for path, record in formatting.records(loaded).items():
        if loaded.layout.get(path) == ():
            continue  # somebody has looked
        text = loaded.texts[path]
        try:
            new = canonical(text, record, loaded.root(path))
        except UnusualYaml:
            continue
        if new == text:
            continue
        is_same = parse_yaml(new, path, record).value == parse_yaml(text, path, record).value
        if is_same:
            has_changed = True
            write_whole(Path(path).parent, {Path(path).name: new.encode()})
        done = "formatted" if is_same else "left, its content would change"
        click.echo(f"{printable(path)}: {done}", err=True)
    return has_changed


@click.command(epilog="Example: errdocs schema --check data/schema")
@click.argument("folder", type=options.folder_type, default=Path("data/schema"))
@options.check
def schema(folder: Path, check_only: bool) -> None:
    """Write the schemas of a registry's files, for editors, to FOLDER (default: data/schema)."""
    texts = {name: text.encode() for name, text in schema_texts().items()}
    outdated = {name: text for name, text in texts.items() if _content(folder / name) != text}
    if check_only and outdated:
        names = ", ".join(outdated)
        raise click.ClickException(f"{names}: out of date; run `errdocs schema {folder}`")
    write_whole(folder, outdated)
    changed = f"{len(outdated)} written" if outdated else "current"
    click.echo(f"{folder}/: {len(texts)} schemas, {changed}")


def _content(file: Path) -> bytes:
    """Return the bytes of a file, with the line ends of every system; none where it is missing."""
    return file.read_bytes().replace(b"\r\n", b"\n") if file.is_file() else b""
