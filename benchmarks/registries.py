"""Made-up registries of any size that look like real ones and pass the checks.

`python -m benchmarks.registries DIR --cases N --seed S` writes a whole project. The same size and
seed give the same registry, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random

import click

from benchmarks.cases import make_case
from benchmarks.plans import MOST_CASES, Plan, plan_errors, relate
from benchmarks.projects import write_project
from benchmarks.service import CLIENT, COMPATIBLE, NATIVE, document_key, service_settings
from benchmarks.vocabulary import FIELDS
from errdocs.messages import parse
from errdocs.registry.model import Alias, Case, Error, Registry, SourceRef, SourceRow, SourceRows

ROWS = 2_000
"""Rows of an upstream document; the next ones are in another, since files have a size limit."""
COMMON = 8
"""Entries on the home page."""


def make_registry(cases: int, seed: int) -> Registry:
    """Return a registry with this many cases, the same one for the same seed."""
    rng = Random(f"{seed}/{cases}")
    plans = plan_errors(cases, rng)
    related = relate(plans, rng)
    uncited = (_error(plan, related[plan.code], rng) for plan in plans)
    errors = sorted(uncited, key=lambda error: (error.code.casefold(), error.code))
    rows = _Rows()
    cited = tuple(rows.cite(error, rng) for error in errors)
    documents = tuple(rows.documents())
    common = tuple(plan.code for plan in sorted(plans, key=lambda plan: -plan.cases)[:COMMON])
    settings = service_settings(f"{cases}.{seed}", common, len(documents))
    return Registry(settings=settings, errors=cited, source_rows=documents)


def _error(plan: Plan, related: tuple[str, ...], rng: Random) -> Error:
    """Return an error whose cases cite what has no rows yet."""
    trouble, noun = plan.trouble, plan.noun
    is_client = trouble.category == CLIENT
    own, other = (NATIVE, COMPATIBLE) if plan.is_native else (COMPATIBLE, NATIVE)
    has_alias = not is_client and rng.random() < 0.25
    kinds = rng.sample(list(product(trouble.mistakes, FIELDS)), plan.cases)
    cases = [make_case(mistake, field, plan, related, rng) for mistake, field in kinds]
    return Error(
        code=plan.code,
        title=trouble.title.replace("$noun", noun),
        summary=trouble.summary.replace("$noun", noun),
        category=trouble.category,
        surfaces=(CLIENT,) if is_client else (own,),
        aliases=(Alias(code=plan.other_spelling, surface=other),) if has_alias else (),
        related=related,
        cases=tuple(cases),
    )


class _Rows:
    """The rows of the upstream documents, as the cases that cite them come along."""

    def __init__(self) -> None:
        self._rows: list[SourceRow] = []

    def cite(self, error: Error, rng: Random) -> Error:
        """Return an error of which nine in ten cases cite a row that is added here."""
        cases = (
            case if rng.random() < 0.1 else replace(case, source=(self._add(error, case),))
            for case in error.cases
        )
        return replace(error, cases=tuple(cases))

    def documents(self) -> Iterator[SourceRows]:
        """Yield the documents that hold all rows."""
        for number, start in enumerate(range(0, len(self._rows), ROWS)):
            rows = self._rows[start : start + ROWS]
            yield SourceRows(document=document_key(number), rows=tuple(rows))

    def _add(self, error: Error, case: Case) -> SourceRef:
        number, row = divmod(len(self._rows), ROWS)
        messages = tuple(parse(text).fill(case.sample_values) for text in case.wordings)
        codes = error.spellings_of(case)
        self._rows.append(
            SourceRow(row=row + 1, status=case.status, codes=codes, messages=messages)
        )
        return SourceRef(document=document_key(number), row=row + 1)


@click.command(epilog="Example: python -m benchmarks.registries example --cases 1000 --seed 1")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--cases", type=click.IntRange(1, MOST_CASES), default=100, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def main(folder: Path, cases: int, seed: int) -> None:
    """Write a made-up project to FOLDER."""
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; choose another folder")
    registry = make_registry(cases, seed)
    write_project(registry, folder)
    click.echo(f"Wrote {len(registry.errors)} errors with {cases} cases to {folder}")


if __name__ == "__main__":
    main()
