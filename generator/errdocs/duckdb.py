"""The lookup as a function of SQL in DuckDB, for files of logs on one machine."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from errdocs.annotate.columns import KnownError, PackedRegistry, Source

NAME = "known_error"


def register(
    connection: duckdb.DuckDBPyConnection, registry: Source, site_url: str = "", name: str = NAME
) -> None:
    """Create the function `known_error(text)` in a connection.

    It gives the first of the errors that `errdocs annotate` finds in a text as one record, a
    struct of `code`, `case`, `url` and `confidence`, and null where it finds none. `registry` is
    a registry or its folder.
    """
    column = PackedRegistry.of(registry, site_url).column()

    def known_error(texts: pa.ChunkedArray) -> pa.Array:
        return column(texts.combine_chunks())

    text = duckdb.sqltype("VARCHAR")
    fields = dict.fromkeys(KnownError._fields, text)
    # Without special handling of nulls, no text may be without an error. The types know neither
    # option as text, and what they know instead has moved from one version to the next.
    connection.create_function(  # type: ignore[call-overload]
        name,
        known_error,
        [text],
        duckdb.struct_type(fields),
        type="arrow",
        null_handling="special",
    )
