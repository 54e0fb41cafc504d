"""`konon merge` as a user meets it."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import konon
from konon.ledger import Ledger

OLD = Path(__file__).parents[1] / "ledger" / "old" / "ledger-0.1.db.gz"


def test_two_into_one_and_again(call, tmp_path, reading):
    paths = [str(tmp_path / f"{number}.db") for number in range(3)]
    for number, path in enumerate(paths):
        with Ledger.open(path, write=True) as ledger:
            ledger.add(replace(reading, article=replace(reading.article, id=f"a-{number}", url=None)))
    code, out, _ = call("merge", paths[1], paths[2], "-l", paths[0], "-q")
    assert code == 0
    first, second, _ = out.splitlines()
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
    assert not Path(into).exists()
    Ledger.open(into, write=True).close()
    code, _, err = call("merge", into, "-l", into)
    assert (code, "is one ledger" in err) == (2, True)


def test_what_came_is_found_by_meaning_and_linked(call, tmp_path):
    paths = [str(tmp_path / f"{number}.db") for number in range(2)]
    said = "Menteri Ratna Dewi mengatakan harga beras turun sepuluh persen."
    for path in paths:
        with Ledger.open(path, write=True) as ledger:
            ledger.add(konon.read_text(said, outlet=path[-4], url=f"https://{path[-4]}.example/a"))
    code, out, _ = call("merge", paths[1], "-l", paths[0], "-q", "--no-meaning", "--no-trace")
    assert (code, out.count("\n")) == (0, 1)
    with Ledger.open(paths[0]) as ledger:
        assert not list(ledger.links())
    code, out, _ = call("merge", paths[1], "-l", paths[0], "-q")
    assert out.splitlines()[1] == (
        f"{paths[0]}: 2 claims made searchable by meaning, 2 claims compared with those before them"
    )
    with Ledger.open(paths[0]) as ledger:
        assert len(ledger.search("the price of rice fell", meaning=True)) == 2
        assert len(list(ledger.links())) == 1
    assert call("merge", paths[1], "-l", paths[0], "-q")[1].count("\n") == 1, "there is nothing more to make"


def test_what_is_watched_comes_where_it_is_asked_for(call, tmp_path):
    ours, theirs = str(tmp_path / "a.db"), str(tmp_path / "b.db")
    with Ledger.open(theirs, write=True) as ledger:
        ledger.add(konon.read_text("Ratna Dewi mengatakan harga beras turun."))
        id_ = next(iter(ledger.search(limit=None))).id
        for address in ("https://kabar.example/", "https://diam.example/feed", "https://sama.example/"):
            ledger.watches.add(address, "2026-01-01T00:00:00Z")
        ledger.watches.pause("https://diam.example/feed", "2026-01-01T00:00:00Z")
    for given in (["beras"], ["--speaker", "Ratna Dewi"], ["--denied", id_]):
        assert call("alert", "add", *given, "-l", theirs)[0] == 0
    with Ledger.open(ours, write=True) as ledger:
        ledger.watches.add("https://sama.example/", "2026-01-01T00:00:00Z")
    call("merge", theirs, "-l", ours, "-q", "--no-meaning", "--no-trace")
    with Ledger.open(ours) as ledger:
        assert (len(ledger.watches.watched()), ledger.alerts.all()) == (1, [])
    for expected in ("2 watched, 3 alerts added", "nothing added"):
        out = call("merge", theirs, "-l", ours, "-q", "--no-meaning", "--no-trace", "--watches")[1]
        assert expected in out
    with Ledger.open(ours) as ledger:
        paused = {one.address: bool(one.paused) for one in ledger.watches.watched()}
        assert paused == {
            "https://sama.example/": False, "https://kabar.example/": False, "https://diam.example/feed": True
        }  # fmt: skip
        assert len(ledger.alerts.all()) == 3
    assert call("alert", "run", "-l", ours, "-q")[0] == 0
    with Ledger.open(ours) as ledger:
        assert ledger.alerts.latest() == [], "what came with the merge rings nothing"
