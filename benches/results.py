"""A bench's figures -> lines on stdout and, with --write, rows of RESULTS.md."""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benches" / "RESULTS.md"
SHARED = ROOT.parent / "shared" / "data"
KONON = [sys.executable, "-m", "konon.cli"]
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


def make_parser(doc: str | None) -> argparse.ArgumentParser:
    """With what every bench takes."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="also add the figures to RESULTS.md")
    return parser


def report(figures: dict[str, str], *, write: bool) -> None:
    """Print each figure; RESULTS.md gets date, commit, machine and command beside it."""
    for name, value in figures.items():
        print(f"{name:60} {value}")
    if not write:
        return
    command = shlex.join(
        ["python", f"benches/{Path(sys.argv[0]).name}", *(Path(a).name if "/" in a else a for a in sys.argv[1:])]
    ).replace(" --write", "")
    about = f"{datetime.now(UTC):%Y-%m-%d} | {commit()} | {machine()} | `{command}`"
    with RESULTS.open("a", encoding="utf-8") as stream:
        stream.writelines(f"| {about} | {name} | {value} |\n" for name, value in figures.items())


def cpu_seconds(command: list[str]) -> float:
    """User and system time of one run; its output is thrown away."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ONE_THREAD) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with code {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def commit() -> str:
    """The short hash, with + where the tree has changes of its own; "-" outside a repository."""
    try:
        head = git("rev-parse", "--short", "HEAD")
        return head + ("+" if git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return "-"


def git(*args: str) -> str:
    """What git answers."""
    done = subprocess.run(["git", "-C", str(ROOT), *args], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def machine() -> str:
    """Cores, processor and Python."""
    model = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}"
