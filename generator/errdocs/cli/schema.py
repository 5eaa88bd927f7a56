"""`errdocs schema`: the JSON Schemas that editors complete and check a registry with."""

from __future__ import annotations

from pathlib import Path

import click

from errdocs.registry.schema import schema_texts


@click.command(epilog="Example: errdocs schema --check data/schema")
@click.argument(
    "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("data/schema")
)
@click.option("--check", "check_only", is_flag=True, help="Only say whether FOLDER is up to date.")
def schema(folder: Path, check_only: bool) -> None:
    """Write the schemas of a registry's files to FOLDER (data/schema by default)."""
    texts = schema_texts()
    outdated = [name for name, text in texts.items() if _text_of(folder / name) != text]
    if check_only and outdated:
        names = ", ".join(outdated)
        raise click.ClickException(f"{names}: out of date; run `errdocs schema {folder}`")
    for name in outdated:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(texts[name], encoding="utf-8", newline="\n")
    changed = f"{len(outdated)} written" if outdated else "current"
    click.echo(f"{folder}/: {len(texts)} schemas, {changed}")


def _text_of(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
