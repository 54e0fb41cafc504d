"""Tasks -> what came of each, done by Daft in processes of this machine or on a Ray cluster, in no order.

Each task writes its result itself, whole or not at all, and can be done twice: so a worker that dies costs what it had
in hand, and no row is lost or there twice.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from konon.batch.awaited_workers import await_workers, end_workers
from konon.batch.daft_quietly import ONE_THREAD, QUIET, DaftCoreException, daft
from konon.batch.part_worker import Task, do_task, pack_task
from konon.batch.places import Folder
from konon.batch.signs_of_life import heard
from konon.errors import InstallError, KononError, UsageError

EngineName = Literal["local", "ray"]
SHARES = 8  # partitions for each process of a cluster, so that none waits long for the slowest
TRIES = 3  # that may end one after another without a single task done


class EngineError(KononError):
    """The engine gave up; what was done is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Where the work is done, and by how many processes."""

    name: EngineName
    jobs: int


@contextlib.contextmanager
def one_line(what: str, output: str) -> Iterator[None]:
    """EngineError for what Daft itself cannot do, a full disk say."""
    try:
        yield
    except DaftCoreException as why:
        reason = " ".join(str(why).split())[:300]
        remedy = "make room or look at the reason; the same command goes on where it stopped"
        raise EngineError(f"{what} ({reason})", name=output, remedy=remedy) from why


@contextlib.contextmanager
def working(engine: Engine) -> Iterator[None]:
    """Whatever ends this early, a signal say, ends its workers too."""
    try:
        yield
    except BaseException:
        end_workers()
        if engine.name == "ray":
            _import_ray().shutdown()
        raise


def start_engine(name: EngineName, address: str | None, jobs: int | None) -> Engine:
    """InstallError without Ray where it is asked for; UsageError where no cluster answers."""
    daft.set_execution_config(maintain_order=False)
    if name == "local":
        daft.set_runner_native()
        await_workers()
        return Engine(name=name, jobs=jobs or usable_cores())
    ray = _import_ray()
    environment = {"env_vars": QUIET | ONE_THREAD}
    if address:
        _check_answers(address, ray.util.get_node_ip_address())
    try:
        ray.init(address=address, runtime_env=environment, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, RuntimeError, ValueError) as why:
        remedy = "start one with ray start --head, and name it with --address"
        raise UsageError(f"no cluster answers ({why})", name=address or "ray", remedy=remedy) from why
    daft.set_runner_ray(noop_if_initialized=True)
    return Engine(name=name, jobs=jobs or max(1, int(ray.cluster_resources().get("CPU", 1))))


def _import_ray() -> Any:
    try:
        import ray  # noqa: PLC0415  # an extra
    except ImportError as why:
        raise InstallError("a cluster needs Ray", remedy="pip install 'konon[cluster]'") from why
    return ray


def _check_answers(address: str, own: str) -> None:
    """UsageError where nobody listens: Ray itself would try for minutes. To it, localhost is the machine's address."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    host = own if host in ("localhost", "127.0.0.1") else host
    try:
        with socket.create_connection((host, int(port)), timeout=10):
            return
    except (OSError, ValueError) as why:
        remedy = "start one with ray start --head, and give the address it shows"
        raise UsageError(f"no cluster answers at {host} ({why})", name=address, remedy=remedy) from why


def usable_cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class PartWorker:
    """One process of the engine: it loads the weights once, and does task after task."""

    def __init__(self, output: str) -> None:
        self._folder = Folder(output)

    @daft.method(return_dtype=daft.DataType.string())
    def run_task(self, number: int, task: str) -> str:
        """The task's number with what came of it."""
        return f"{number} {do_task(self._folder, task).decode()}"


def run_tasks(engine: Engine, tasks: Sequence[Task], output: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """(number of the task, its counts) for each, once; goes on where workers died. KononError where none goes on."""
    left, barren, folder = dict(enumerate(tasks)), 0, Folder(output)
    while left:
        before = len(left)
        try:
            for number, counts in heard(_run_once(engine, left, output), folder):
                if left.pop(number, None) is not None:
                    if "stop" in counts:
                        raise EngineError(counts["stop"])
                    yield number, counts
        except KononError:
            raise
        except Exception as why:  # whatever an engine says when a worker dies
            barren = barren + 1 if len(left) == before else 0
            if barren == TRIES:
                reason = " ".join(str(why).split())[:300]
                remedy = "the same command goes on where it stopped, with --jobs 1 if memory is short"
                raise EngineError(f"the workers died {TRIES} times ({reason})", remedy=remedy) from why


def _run_once(engine: Engine, tasks: dict[int, Task], output: str) -> Iterator[tuple[int, dict[str, Any]]]:
    jobs = min(engine.jobs, len(tasks))
    apart = True if engine.name == "local" else None  # a cluster's workers are processes of their own
    worker = daft.cls(PartWorker, max_concurrency=jobs, use_process=apart, cpus=1)(output)
    rows = {"number": list(tasks), "task": [pack_task(task).decode() for task in tasks.values()]}
    frame = daft.from_pydict(rows)
    shares = min(len(tasks), SHARES * jobs)
    frame = frame.into_batches(1) if engine.name == "local" else frame.into_partitions(shares)
    frame = frame.select(worker.run_task(frame["number"], frame["task"]).alias("came"))
    for row in frame.iter_rows(results_buffer_size=None):
        number, _, counts = str(row["came"]).partition(" ")
        yield int(number), msgspec.json.decode(counts, type=dict[str, Any])
