"""Links between claims that were marked by hand, so that what the reader misses is not held against the tracing.

    python evals/links_given.py links-dev.jsonl --lang en --links links.jsonl --gold gold.jsonl

The articles of all clusters of one language go into one new ledger with their marked claims (`konon add --readings`);
its links (`konon links --format jsonl`) and the gold of that language are written for `score_links.py`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from konon.contract import encode, reading_row
from konon.records import Reading
from konon.training.marked_claims import read_marked

KONON = [sys.executable, "-m", "konon.cli"]


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clusters", type=Path)
    parser.add_argument("--lang", choices=["en", "id"], required=True)
    parser.add_argument("--links", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    given = parser.parse_args()
    rows = [json.loads(line) for line in given.clusters.open(encoding="utf-8")]
    rows = [row for row in rows if row["articles"][0]["lang"] == given.lang]
    given.gold.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        readings, ledger = Path(folder, "readings.jsonl"), str(Path(folder, "marked.db"))
        with readings.open("wb") as out:
            for article in (article for row in rows for article in row["articles"]):
                read, claims = read_marked(article)
                reading = Reading(article=read, claims=tuple(claim for _, claim in claims), reader="marked by hand")
                out.write(encode(reading_row(reading)) + b"\n")
        subprocess.run([*KONON, "add", "--readings", str(readings), "--ledger", ledger, "-q"], check=True)
        with given.links.open("wb") as out:
            subprocess.run([*KONON, "links", "--ledger", ledger, "--format", "jsonl"], stdout=out, check=True)


if __name__ == "__main__":
    main()
