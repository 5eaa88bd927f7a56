"""Plain tables for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Row = Sequence[str]


def table_lines(head: Row, rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a table: the first column to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    yield _line(head, widths)
    yield "  ".join("-" * width for width in widths)
    yield from (_line(row, widths) for row in rows)


def _line(cells: Row, widths: Sequence[int]) -> str:
    aligned = [
        cell.rjust(width) if index else cell.ljust(width)
        for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(aligned).rstrip()
