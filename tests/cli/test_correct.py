"""`konon correct` and what it leads to, as a user meets it."""

import json

import pytest

from konon.cli import run
from konon.evaluation.gold import read_sheets
from konon.evaluation.predict import predict
from konon.evaluation.score import score

PAGE = """Harga Beras Turun

Harga beras sudah turun, kata Ratna Dewi, Kepala Dinas Pangan, Senin (4/9).

Budi Santoso mengatakan stok cukup sampai Desember. Sari Wahyuni tiba kemarin. Gudang itu kosong.
"""


@pytest.fixture
def ledger(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("KONON_LEDGER", str(tmp_path / "k.db"))
    monkeypatch.setenv("KONON_BY", "Ani")
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    assert run(["add", str(tmp_path / "page.txt"), "--no-meaning", "--no-trace", "-q"]) == 0
    capfd.readouterr()
    return tmp_path / "k.db"


def claims(call, *args):
    code, out, err = call("search", *args, "--format", "json")
    assert code == 0, err
    return json.loads(out)


def test_corrected_shown_listed_and_undone(call, ledger):
    claim = claims(call, "stok")[0]
    code, out, _ = call(
        "correct",
        claim["id"],
        "--speaker",
        "Tono Prasetyo",
        "--certainty",
        "possible",
        "--relay",
        "Garis Lintang",
    )
    assert code == 0
    assert "speaker Tono Prasetyo" in out
    assert "by Ani on" in out
    made = out.split()[0]
    (found,) = claims(call, "--speaker", "Tono Prasetyo")
    assert found["corrected"]["as_read"]["speaker"] == "Budi Santoso"
    assert (found["certainty"], found["relay"], found["corrected"]["by"]) == ("possible", ["Garis Lintang"], ["Ani"])
    shown = call("show", claim["id"])[1]
    assert "as read" in shown
    assert "Budi Santoso" in shown
    assert "corrected by Ani" in call("search", "stok")[1]
    assert call("correct", "--undo", made, "--by", "Sari")[0] == 0
    assert claims(call, "stok") == [claim]
    listed = call("correct", "--list")[1]
    assert listed.startswith(f"{made} ")
    assert "undone on" in listed
    (row,) = json.loads(call("correct", "--list", "-f", "json")[1])
    assert (row["id"], row["by"], row["undone_by"]) == (made, "Ani", "Sari")


def test_added_by_words_and_by_places(call, ledger):
    article = claims(call)[0]["article"]["path"]
    code, _, err = call(
        "correct", "--add", article, "--content", "Gudang itu kosong", "--cue", "tiba",
        "--source", "Sari Wahyuni", "--speaker", "Sari Wahyuni", "--act", "belief",
    )  # fmt: skip
    assert code == 0
    assert err.startswith("konon: “Sari Wahyuni” is a new name in ")
    (found,) = claims(call, "gudang kosong")
    assert (found["speaker"]["name"], found["act"], found["reader"]) == ("Sari Wahyuni", "belief", "a person")
    assert found["corrected"]["as_read"] is None
    code, _, err = call("correct", "--add", article, "--content", "Gudang itu kosong")
    assert code == 2
    assert "is a claim already" in err


def test_corrections_are_gold_that_eval_and_the_reader_take(call, ledger, tmp_path):
    claim = claims(call, "stok")[0]
    call("correct", claim["id"], "--speaker", "Tono Prasetyo")
    gold = tmp_path / "gold.jsonl"
    code, _, err = call("export", "-f", "jsonl", "--corrections", "-o", str(gold))
    assert (code, err) == (0, f"konon: 1 article written to {gold}\n")
    row = json.loads(gold.read_text())
    mark = next(one for one in row["attributions"] if (one["speaker"] or {}).get("name") == "Tono Prasetyo")
    assert mark["checked"] == ["speaker"]
    assert "".join(row["text"][s:e] for s, e in mark["content"]) == claim["content"]
    assert row["by"] == ["Ani"]
    sheets = read_sheets(gold)
    figures = score(sheets, predict(sheets)).figures
    assert figures["attribution"]["f1"] == 1.0
    assert figures["speaker"]["accuracy"] < 1.0
    predicted = tmp_path / "predicted.jsonl"
    assert call("read", str(gold), "-f", "jsonl", "-o", str(predicted))[0] == 0
    assert call("eval", str(gold), str(predicted))[0] == 0
    assert call("export", "nowhere", "-f", "jsonl", "--corrections")[1] == ""


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "no claim is named"),
        (["abc", "--list"], "two things cannot be done at once"),
        (["0000000000000000", "--act", "belief"], "no claim has this id"),
        (["0000000000000000"], "nothing is corrected"),
        (["0000000000000000", "--kind", "person"], "give the speaker too"),
        (["abc", "--content", "x", "--act", "belief"], "go with --add"),
        (["--undo", "abc", "--wrong"], "give them alone"),
        (["--undo", "abc"], "no correction has this id"),
        (["--add", "nowhere", "--content", "x"], "no article has this address"),
    ],
)
def test_a_wrong_call_is_one_line(call, ledger, args, message):
    code, out, err = call("correct", *args)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_gold_is_jsonl_alone(call, ledger):
    code, _, err = call("export", "--corrections", "-f", "csv")
    assert code == 2
    assert "give --format jsonl" in err
