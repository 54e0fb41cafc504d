"""Findings, or other rows -> one Parquet file, a row a claim, by pyarrow (the extra `parquet`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from konon.errors import InstallError
from konon.exports.flat_rows import COLUMNS, flat_row
from konon.exports.sink import Sink
from konon.ledger.findings import Finding

AT_ONCE = 10_000  # rows in a group


def render_parquet(findings: Iterable[Finding]) -> Iterator[bytes]:
    """Group by group; InstallError without pyarrow."""
    numbers: dict[str, type] = {"version": int, "confidence": float}
    return _write({name: numbers.get(name, str) for name in COLUMNS}, (flat_row(finding) for finding in findings))


def render_plain_parquet(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> Iterator[bytes]:
    """Rows of words and whole numbers, which each column holds as its first row does."""
    kinds: dict[str, type] = {name: int if any(isinstance(row[name], int) for row in rows) else str for name in columns}
    return _write(kinds, iter(rows))


def _write(columns: dict[str, type], rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra, and slow to import
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as why:
        raise InstallError("Parquet needs pyarrow", remedy="pip install 'konon[parquet]'") from why
    kinds = {int: pa.int64(), float: pa.float64(), str: pa.string()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
    sink = Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while some := list(islice(rows, AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(some, schema=schema))
            yield sink.take()
    yield sink.take()
