"""The lookup as a function of columns in PySpark, for logs that need more than one machine.

The registry travels with the function; each Python worker builds its recogniser once. Data passes
as Arrow batches, without pandas. The executors need errdocs and pyarrow, no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql.functions import arrow_udf  # type: ignore[attr-defined]  # its types lack it
from pyspark.sql.types import StringType, StructField, StructType

from errdocs.annotate.columns import KnownError, PackedRegistry, Source

if TYPE_CHECKING:
    from pyspark.sql._typing import UserDefinedFunctionLike

SCHEMA = StructType([StructField(name, StringType()) for name in KnownError._fields])
"""The type of a known error: `code`, `case`, `url` and `confidence`."""


def known_error_udf(registry: Source, site_url: str = "") -> UserDefinedFunctionLike:
    """Return the function `known_error(column)`, for data frames and for `spark.udf.register`.

    It gives the first of the errors that `errdocs annotate` finds in a text as one record, and
    null where it finds none. `registry` is a registry or its folder, read here, on the driver.
    """
    packed = PackedRegistry.of(registry, site_url)

    def known_error(texts: pa.Array) -> pa.Array:
        return packed.column()(texts)

    udf: UserDefinedFunctionLike = arrow_udf(known_error, SCHEMA)
    return udf
