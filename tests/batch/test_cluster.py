"""Two nodes of a Ray cluster on loopback: a worker is killed in the middle, and not a row is lost or there twice."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from .conftest import address, make_page, write_warc

LOOPBACK = "127.0.0.2"  # Ray takes 127.0.0.1 for the machine's own address
WORKER = "ray::UDFActor"
LATE = "Ray gives its nodes 30 seconds to start, which was too little on this busy machine"


@pytest.fixture
def cluster():
    """Its address; two nodes of one core each."""
    pytest.importorskip("ray", reason="a cluster needs Ray: pip install 'konon[cluster]'")
    environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0", "OMP_NUM_THREADS": "1"}
    script = f"""
import sys, warnings
from ray.cluster_utils import Cluster
node = dict(wait=False, num_cpus=1, object_store_memory=100 * 2**20, node_ip_address={LOOPBACK!r})
try:
    cluster = Cluster(initialize_head=True, head_node_args=node | dict(include_dashboard=False))
    cluster.add_node(**node)
    cluster.wait_for_nodes(timeout=600)  # by itself it waits for half a minute, which a busy machine exceeds
except Exception as why:
    sys.exit(print("{LATE}" if "timed out" in str(why) else why, flush=True))
print(cluster.address, flush=True)
sys.stdin.readline()
cluster.shutdown()
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, env=environment,
    ) as process:  # fmt: skip
        lines = (line.strip() for line in process.stdout)
        told = next((line for line in lines if line.startswith((LOOPBACK, LATE))), None)
        if told == LATE:
            pytest.skip(LATE)
        yield told
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write("\n")
            process.stdin.close()


def readings(folder):
    return [row for path in (folder / "_readings").glob("*.parquet") for row in pq.read_table(path).to_pylist()]


def workers(address):
    """Process ids of those who read, of this cluster: its address stands in what starts a node's workers."""
    found = []
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError, IndexError):
            if entry.isdigit() and WORKER in Path(f"/proc/{entry}/cmdline").read_text():
                parent = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1]
                if address in Path(f"/proc/{parent}/cmdline").read_text():
                    found.append(int(entry))
    return found


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="workers are looked up in /proc")
def test_a_worker_that_is_killed_loses_no_row_and_doubles_none(cluster, tmp_path):
    assert cluster, "the cluster did not start"
    pages = [(address(number), make_page(number)) for number in range(120)]
    archive, out = write_warc(tmp_path / "made.warc.gz", pages), tmp_path / "out"
    command = [sys.executable, "-m", "konon.cli", "batch", str(archive), "-o", str(out), "--format", "json"]
    command += ["--engine", "ray", "--address", cluster]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline, killed = time.monotonic() + 900, []
        while not killed and process.poll() is None and time.monotonic() < deadline:
            if list(out.glob("_work/read/*.json")) and (found := workers(cluster)):
                killed = found[:1]
                os.kill(killed[0], signal.SIGKILL)
            time.sleep(0.02)
        said, told = process.communicate(timeout=900)
    assert killed, f"no worker was found: {told}"
    assert process.returncode == 0, told
    assert sorted(row["url"] for row in readings(out)) == sorted(url for url, _ in pages)
    claims = pq.read_table(out, partitioning="hive").to_pylist()
    assert len(claims) == json.loads(said.splitlines()[-1])["claims"] == sum(row["claims"] for row in readings(out))
    assert len({(row["place"], row["id"]) for row in claims}) == len(claims)


def test_a_cluster_that_does_not_answer_is_told_in_one_line(tmp_path, konon_batch):
    pytest.importorskip("ray")
    archive = write_warc(tmp_path / "made.warc.gz", [(address(1), make_page(1))])
    done = konon_batch(archive, "-o", tmp_path / "out", "--engine", "ray", "--address", "127.0.0.1:9")
    assert done.returncode == 2
    assert "no cluster answers" in done.stderr
    assert done.stderr.count("\n") == 1
