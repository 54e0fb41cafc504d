"""`konon merge` as a user meets it."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

from konon.ledger import Ledger

OLD = Path(__file__).parents[1] / "ledger" / "old" / "ledger-0.1.db.gz"


def test_two_into_one_and_again(call, tmp_path, reading):
    paths = [str(tmp_path / f"{number}.db") for number in range(3)]
    for number, path in enumerate(paths):
        with Ledger.open(path, write=True) as ledger:
            ledger.add(replace(reading, article=replace(reading.article, id=f"a-{number}", url=None)))
    code, out, _ = call("merge", paths[1], paths[2], "-l", paths[0], "-q")
    assert code == 0
    first, second = out.splitlines()
    assert first.startswith(f"{paths[0]}: 1 article, 3 claims")
    assert f"from {paths[2]}" in second
    code, out, _ = call("merge", paths[1], "-l", paths[0], "-q", "-f", "json")
    row = json.loads(out)
    assert (code, row["articles"], row["claims"], row["visits"]) == (0, 0, 0, 0)
    assert len(json.loads(call("search", "-l", paths[0], "-f", "json", "-n", "0")[1])) == 9
    with Ledger.open(paths[1]) as other:
        assert len(other.search(limit=None)) == 3, "the others stay as they are"


def test_an_older_schema_or_no_ledger_is_refused_with_a_remedy(call, tmp_path):
    old = tmp_path / "old.db"
    old.write_bytes(gzip.decompress(OLD.read_bytes()))
    into = str(tmp_path / "k.db")
    code, _, err = call("merge", str(old), "-l", into)
    assert (code, "bring it up to date with konon link" in err, err.count("\n")) == (1, True, 1)
    code, _, err = call("merge", str(tmp_path / "none.db"), "-l", into)
    assert (code, "no such ledger" in err) == (1, True)
    code, _, err = call("merge", into, "-l", into)
    assert (code, "is one ledger" in err) == (2, True)
