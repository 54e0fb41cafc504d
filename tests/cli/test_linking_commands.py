"""`konon add --trace`, `link`, `links` and `judge` as a user meets them."""

import json

import msgspec
import pytest

from konon.contract import reading_row


@pytest.fixture
def rows(tmp_path, reading):
    """One article, and the same under another address and outlet."""
    row = reading_row(reading)
    other = json.loads(msgspec.json.encode(row)) | {"id": "other", "url": None, "path": None, "outlet": "Warta Lain"}
    for claim in other["attributions"]:
        claim["id"] = f"{int(claim['id'], 16) ^ 1:016x}" if _is_hex(claim["id"]) else f"o-{claim['id']}"
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join(map(msgspec.json.encode, (row, other))) + b"\n")
    return path


def _is_hex(id_):
    return all(letter in "0123456789abcdef" for letter in id_)


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    path = tmp_path / "k.db"
    monkeypatch.setenv("KONON_LEDGER", str(path))
    return path


def lines(call, *args):
    code, out, _ = call("links", "--format", "jsonl", *args)
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def test_add_links_and_link_makes_up_what_was_left(call, ledger, rows):
    assert call("add", str(rows), "--readings", "--no-trace", "-q")[0] == 0
    assert lines(call) == []
    code, out, _ = call("link", "-q")
    assert (code, "compared with those before them" in out) == (0, True)
    assert lines(call)
    assert "0 claims" in call("link", "-q")[1]
    found = lines(call)
    assert {one["a"]["article"] for one in found} | {one["b"]["article"] for one in found} >= {"other"}
    ledger.unlink()
    assert call("add", str(rows), "--readings", "-q")[0] == 0
    assert lines(call) == found


def test_links_are_told_to_a_person_and_narrowed(call, ledger, rows):
    call("add", str(rows), "--readings", "-q")
    code, out, _ = call("links")
    assert (code, "because" in out, "Warta Lain" in out) == (0, True, True)
    assert len(lines(call, "--limit", "1")) == 1
    code, out, err = call("links", "--outlet", "Nowhere")
    assert (code, out, "no link found" in err) == (0, "", True)


def test_a_person_judges_withdraws_and_lists(call, ledger, rows):
    call("add", str(rows), "--readings", "-q")
    first = lines(call)[0]
    ids = first["a"]["id"], first["b"]["id"]
    code, out, _ = call("judge", *ids, "none", "--by", "Ani", "--note", "two speeches")
    assert (code, "none" in out, "by Ani: two speeches" in out) == (0, True, True)
    judged = next(one for one in lines(call) if (one["a"]["id"], one["b"]["id"]) == ids)
    assert (judged["relation"], judged["judged"]) == ("none", "Ani")
    assert call("judge", "--withdraw", *ids, "--by", "Budi")[0] == 0
    assert lines(call)[0] == first
    code, out, _ = call("judge", "--list", "--format", "json")
    (row,) = json.loads(out)
    assert (row["by"], row["withdrawn_by"], row["note"]) == ("Ani", "Budi", "two speeches")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "takes 3 words, not 0"),
        (("--withdraw", "x"), "takes 2 words, not 1"),
        (("x", "y", "none"), "no claim has this id"),
    ],
)
def test_what_is_no_judgement_is_one_line(call, ledger, rows, words, said):
    call("add", str(rows), "--readings", "-q")
    code, out, err = call("judge", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
