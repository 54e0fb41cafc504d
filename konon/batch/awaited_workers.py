"""Daft's handle of a worker of this machine -> the same, but a worker that ends while it starts is an error.

Daft waits without end for a worker to call it; one that is killed before that never calls. Here whoever waits is called
in its stead as soon as the process has ended. And Daft lets a worker do what it has in hand before it ends; here all
can be ended at once.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
from multiprocessing.connection import Client
from typing import Any

from konon.batch.daft_quietly import daft_udf

Process = subprocess.Popen[bytes]
_working: set[Process] = set()


class AwaitedWorker(daft_udf.UdfHandle):
    """Takes the place of `UdfHandle`, which names its process first and waits for the call then."""

    listener: Any
    _process: Process | None = None

    def __init__(self, udf_expr: Any) -> None:
        try:
            super().__init__(udf_expr)
        except (OSError, EOFError) as error:
            if self._process is None:
                raise
            self._process.kill()  # where it lives still, nothing has come of its call
            code = self._process.wait()
            self.listener.close()
            if self._process.stdout:
                self._process.stdout.close()
            raise RuntimeError(f"a worker ended with code {code} while it started") from error

    @property  # type: ignore[override]
    def process(self) -> Process | None:
        """Of the worker."""
        return self._process

    @process.setter
    def process(self, started: Process) -> None:
        self._process = started
        _working.add(started)
        address = self.listener.address
        threading.Thread(target=_call_instead, args=(started, address), name="awaited worker", daemon=True).start()


def _call_instead(process: Process, address: str) -> None:
    """When the process has ended: a call that says nothing ends the waiting, if anybody waits."""
    process.wait()
    _working.discard(process)
    with contextlib.suppress(OSError, EOFError):
        Client(address).close()


def end_workers() -> None:
    """At once: each writes what it made whole or not at all."""
    for process in list(_working):
        process.kill()


def await_workers() -> None:
    """From now on, in this process. Daft looks its class up each time that it starts a worker."""
    daft_udf.UdfHandle = AwaitedWorker  # type: ignore[misc]
