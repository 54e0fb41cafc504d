"""Findings -> one Parquet file, a row a claim, by pyarrow (the extra `parquet`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from konon.errors import InstallError
from konon.exports.flat_rows import COLUMNS, flat_row
from konon.exports.sink import Sink
from konon.ledger.findings import Finding

AT_ONCE = 10_000  # rows in a group


def render_parquet(findings: Iterable[Finding]) -> Iterator[bytes]:
    """Group by group; InstallError without pyarrow."""
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra, and slow to import
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as why:
        raise InstallError("Parquet needs pyarrow", remedy="pip install 'konon[parquet]'") from why
    numbers = {"version": pa.int64(), "confidence": pa.float64()}
    schema = pa.schema([(name, numbers.get(name, pa.string())) for name in COLUMNS])
    sink, waiting = Sink(), iter(findings)
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while some := [flat_row(finding) for finding in islice(waiting, AT_ONCE)]:
            writer.write_table(pa.Table.from_pylist(some, schema=schema))
            yield sink.take()
    yield sink.take()
