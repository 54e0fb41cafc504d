"""Daft, which is told first to send nothing to anybody: it reports its use to its makers where nobody forbids it."""

from __future__ import annotations

import logging
import os

QUIET = {"DO_NOT_TRACK": "true", "SCARF_NO_ANALYTICS": "true", "DAFT_ANALYTICS_ENABLED": "0"}
QUIET |= {"RAY_USAGE_STATS_ENABLED": "0", "DAFT_PROGRESS_BAR": "0"}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # workers are processes enough
os.environ.update(QUIET)
for name, value in ONE_THREAD.items():
    os.environ.setdefault(name, value)

logging.getLogger("daft_local_execution").setLevel(logging.CRITICAL)  # what it logs it raises too

import daft  # noqa: E402  # what it may send is settled when it is imported
from daft.exceptions import DaftCoreException  # noqa: E402
from daft.execution import udf as daft_udf  # noqa: E402

__all__ = ["ONE_THREAD", "QUIET", "DaftCoreException", "daft", "daft_udf"]
