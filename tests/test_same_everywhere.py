"""Claims, links and what is looked at before do not depend on how a process hashes words."""

import os
import subprocess
import sys
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "evals" / "samples"
SCRIPT = """
import sys
from pathlib import Path
from konon.ledger import Ledger
from konon.pipeline import read_text
from konon.tracing.stances import load_stances, telling_of_taking_back
with Ledger.open(Path(sys.argv[1]), write=True) as ledger:
    for path in sorted(Path(sys.argv[2]).glob("*.txt")):
        reading = read_text(path.read_text(encoding="utf-8"), outlet=path.stem)
        print(reading.claims)
        ledger.add(reading, trace=True)
    for found in ledger.links():
        print(found.link)
print(sorted(telling_of_taking_back()))
"""


def said(seed, folder):
    given = [sys.executable, "-c", SCRIPT, str(folder / f"{seed}.db"), str(SAMPLES)]
    done = subprocess.run(given, capture_output=True, text=True, env=os.environ | {"PYTHONHASHSEED": seed}, check=True)
    return done.stdout.splitlines()


def test_two_ways_of_hashing_say_the_same(tmp_path):
    one, other = (said(seed, tmp_path) for seed in ("0", "2"))
    assert any("repeats" in line for line in one)
    assert one == other
