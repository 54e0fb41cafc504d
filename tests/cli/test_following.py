"""`konon trace`, `threads`, `disputes` and `check` as a user meets them; the links are made by a person's word."""

import json
import os
import re
import shutil
import subprocess

import pytest

from konon.contract import encode, parse_reading
from konon.ledger import Ledger

SAID = "Kereta mungkin membawa peluru"


def make_row(id, words, *, speaker="Ratna Dewi", outlet="Kabar", published="2024-05-01", relay=(), **given):
    text = f"{speaker} mengatakan {words}."
    at = text.index(words)
    claim = {
        "id": f"{id:0>16}"[:16],
        "source": [[0, len(speaker)]],
        "cue": [[len(speaker) + 1, at - 1]],
        "content": [[at, at + len(words)]],
        "quotation": "indirect",
        "act": "statement",
        "certainty": "certain",
        "polarity": "positive",
        "confidence": 0.9,
        "speaker": {"name": speaker, "kind": "person", "confidence": 0.9, "reason": "named"},
        "relay": list(relay),
        "relay_spans": [[[0, 2]] for _ in relay],
    }
    row = {"id": id, "text": text, "body": [[0, len(text)]], "reader": "konon test", "title": f"Judul {id}"}
    return row | {
        "outlet": outlet,
        "published": published,
        "lang": "id",
        "url": f"https://{id}.example/",
        "attributions": [claim | given],
    }


@pytest.fixture
def held(tmp_path, monkeypatch):
    """One statement in three outlets: the second loses its hedge, the third credits an absent agency; and a denial."""
    path = tmp_path / "k.db"
    monkeypatch.setenv("KONON_LEDGER", str(path))
    monkeypatch.setenv("COLUMNS", "100")
    rows = [
        make_row("a1", SAID, certainty="possible"),
        make_row("b2", "Kereta membawa peluru", outlet="Warta", published="2024-05-02", relay=["Kabar"]),
        make_row("c3", "Kereta itu membawa peluru", outlet="Suara", published="2024-05-03T08:30", relay=["Samudra"]),
        make_row("d4", "kereta itu kosong", speaker="Budi Hartono", outlet="Lini", published="2024-05-04"),
    ]
    with Ledger.open(path, write=True) as ledger:
        for row in rows:
            ledger.add(parse_reading(encode(row), "row"))
        ids = [row["attributions"][0]["id"] for row in rows]
        for other in ids[1:3]:
            ledger.judge(ids[0], other, "repeats", by="Ani")
        ledger.judge(ids[0], ids[3], "contradicts", by="Ani")
    return ids


def test_a_claims_id_and_its_sayings_are_one_to_every_command(held, call):
    """What `konon search` prints and what `konon trace` prints."""
    ledger = Ledger.open(os.environ["KONON_LEDGER"])
    sayings = [ledger.show(id).saying for id in held]
    ledger.close()
    assert not set(sayings) & set(held)
    assert sayings[1] in call("trace", held[1])[1]
    assert call("trace", sayings[1]) == call("trace", held[1])
    assert call("show", sayings[1]) == call("show", held[1])
    assert call("judge", sayings[0], held[3], "contradicts", "--by", "Ani")[0] == 0
    assert call("correct", sayings[3], "--certainty", "possible", "--by", "Ani")[0] == 0
    for number, id in enumerate((held[3], sayings[3])):
        assert call("alert", "add", "--denied", id)[0] == 2 * number, "the second is asked already"
        assert call("bundle", id, "-o", f"{os.environ['KONON_LEDGER']}.{number}.zip")[0] == 0


def test_a_trace_is_a_tree_that_says_it_in_words(held, call):
    code, out, err = call("trace", held[2])
    assert (code, err) == (0, "")
    assert "Ratna Dewi: Kereta mungkin membawa peluru" in out
    assert "3 articles in 3 outlets · 2 independent sources" in out
    lines = out.splitlines()
    assert any(line.startswith("└── Warta · 2 May 2024") for line in lines)
    for words in (
        "says it has it from Kabar",
        'hedge lost: possible there, certain here: "mungkin"',
        "Samudra (no page of it here)",
        "missing: Suara has it from Samudra, whose page is not here",
        "contradicts: Budi Hartono, Lini: kereta itu kosong",
    ):
        assert any(words in line for line in lines), words
    assert not any(line != line.rstrip() for line in lines)


def test_a_trace_as_json_and_by_article(held, call, tmp_path):
    row = json.loads(call("trace", held[0], "-f", "json")[1])
    assert (row["independent"], row["claims"], row["statement"]) == (2, 3, SAID)
    assert [one["from"] and one["from"]["reason"] for one in row["articles"]] == [None, "relay", "relay"]
    assert row["articles"][2]["from"]["article"] is None
    assert row["missing"] == [{"article": "c3", "outlet": "Samudra"}]
    assert row["articles"][1]["changes"][0]["label"] == "hedge lost"
    assert row["articles"][0]["claims"][0]["id"] == held[0]
    code, out, _ = call("trace", held[0], "-f", "jsonl", "-o", str(tmp_path / "t.jsonl"))
    lines = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text("utf-8").splitlines()]
    assert (code, out, lines) == (0, "", row["articles"])


def test_a_trace_as_a_graph_that_graphviz_could_read(held, call):
    out = call("trace", held[0], "-f", "dot")[1]
    assert out.startswith("digraph thread {")
    assert '"a1" -> "b2" [label="relay\\nhedge lost", style=solid];' in out
    assert '"outlet Samudra" [label="Samudra", style=dashed];' in out
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", out)
    assert '"' not in outside
    assert outside.count("{") == outside.count("}") == 1
    if dot := shutil.which("dot"):
        assert subprocess.run([dot, "-Tsvg"], input=out.encode(), capture_output=True, check=True).stdout


def test_hostile_words_stay_inside_their_quotes(tmp_path, monkeypatch, call):
    monkeypatch.setenv("KONON_LEDGER", str(tmp_path / "k.db"))
    words = 'x"]; evil [label="\\" }\x1b[31m\n{|<b>'
    with Ledger.open(tmp_path / "k.db", write=True) as ledger:
        ledger.add(parse_reading(encode(make_row("a1", words, outlet='Ka"bar\\')), "row"))
    out = call("trace", "00000000000000a1", "-f", "dot")[1]
    assert "evil" not in re.sub(r'"(?:[^"\\]|\\.)*"', "", out)
    assert "\x1b" not in out + call("trace", "00000000000000a1")[1]


def test_a_claim_that_nothing_repeats_is_a_trace_of_its_own(held, call):
    code, out, _ = call("trace", held[3])
    assert code == 0
    assert "1 article in 1 outlet · 1 independent source" in out
    assert f"contradicts: Ratna Dewi, Kabar: {SAID}" in out


@pytest.mark.parametrize("command", ["trace"])
def test_an_unknown_id_is_one_line(held, call, command):
    code, out, err = call(command, "nosuchid")
    assert (code, out) == (2, "")
    assert err == "konon: nosuchid: no claim has this id; konon search shows ids\n"


def test_threads_are_listed_and_filtered(held, call):
    out = call("threads")[1]
    assert "first in Kabar, 1 May 2024 · 3 articles in 3 outlets · 2 independent sources" in out
    assert "hedge lost" in out
    (row,) = json.loads(call("threads", "peluru", "--speaker", "Dewi", "-f", "json", "--sort", "changes")[1])
    assert (row["outlets"], row["changes"]) == (["Kabar", "Warta", "Suara"], {"hedge lost": 2})
    code, out, err = call("threads", "--outlet", "Lini")
    assert (code, out) == (0, "")
    assert "no statement found" in err


@pytest.mark.parametrize("order", ["outlets", "sources", "changes", "first", "found"])
def test_every_order_takes_a_limit(held, call, order):
    assert len(call("threads", "--sort", order, "-n", "1", "-f", "jsonl")[1].splitlines()) == 1
    assert len(call("threads", "--sort", order, "-n", "0", "-f", "jsonl")[1].splitlines()) == 1


def test_disputes_by_party_and_since_when(held, call):
    out = call("disputes")[1]
    assert out.splitlines()[0] == "contradicts · since 4 May 2024 · judged by Ani"
    assert re.search(r"asserts +Ratna Dewi\n +Kereta mungkin membawa peluru", out)
    (row,) = json.loads(call("disputes", "kosong", "-f", "json")[1])
    assert (row["since"], row["denies"]["speakers"]) == ("2024-05-04", ["Budi Hartono"])
    code, out, err = call("disputes", "--speaker", "Siti")
    assert (code, out, err.startswith("konon: no dispute found")) == (0, "", True)


def test_check_shows_the_verdict_and_marks_what_was_altered(held, call):
    out = call("check", "Kereta membawa peluru", "--speaker", "Ratna Dewi", "--outlet", "Kabar")[1]
    assert out.startswith("said elsewhere: the words stand in Warta of 2024-05-02")
    out = call("check", "Kereta mungkin membawa senjata", "--speaker", "Ratna Dewi")[1]
    assert out.startswith('altered: "peluru" became "senjata"')
    assert "Kereta mungkin membawa [-peluru-]{+senjata+}" in out
    row = json.loads(call("check", SAID, "--speaker", "Budi Hartono", "-f", "json")[1])
    assert (row["verdict"], row["claimed"]) == ("misattributed", {"speaker": "Budi Hartono"})
    assert row["evidence"][0]["id"] == held[0]
    assert "\x1b" not in call("check", "\x1b[31mKereta mungkin membawa")[1]


def test_check_refuses_what_is_no_quotation_in_one_line(held, call):
    for words, said in (("…", "holds no word"), ("kata " * 3000, "15,000 characters")):
        code, out, err = call("check", words)
        assert (code, out) == (2, "")
        assert said in err
        assert err.count("\n") == 1


def test_check_shows_as_many_places_as_asked_for(tmp_path, monkeypatch, call):
    monkeypatch.setenv("KONON_LEDGER", str(tmp_path / "k.db"))
    with Ledger.open(tmp_path / "k.db", write=True) as ledger:
        for number in range(8):
            ledger.add(parse_reading(encode(make_row(f"a{number}", SAID)), "row"))
    assert "and 3 more; --limit 0 shows all" in call("check", SAID)[1]
    assert len(json.loads(call("check", SAID, "-n", "0", "-f", "json")[1])["evidence"]) == 8
