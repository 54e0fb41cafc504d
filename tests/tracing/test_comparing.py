"""Two versions of a statement: what changed is told with its kind, and what says the same has no drift."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from konon.errors import NetworkError
from konon.network.contextual import load_contextual
from konon.tracing.comparing import compare
from konon.tracing.pair_network import PairComparer
from konon.tracing.statement import prepare_statement

CHANGED = [
    ("The bridge will be closed for 14 days.", "The bridge will be closed for 40 days.", "number"),
    ("The mayor said the market is safe.", "The mayor said the market is not safe.", "negation"),
    ("Rice prices rose in the north last week.", "Rice prices fell in the north last week.", "negation"),
    ("Wulandari opened the clinic on Monday.", "Hendropo opened the clinic on Monday.", "name"),
    ("Jembatan itu ditutup selama 14 hari.", "Jembatan itu ditutup selama 40 hari.", "number"),
    ("Pasar itu aman, kata wali kota.", "Pasar itu tidak aman, kata wali kota.", "negation"),
    ("Harga beras naik pekan lalu di utara.", "Harga beras turun pekan lalu di utara.", "negation"),
    ("The port has received 4,000 boxes of medicine.", "Pelabuhan itu telah menerima 7 ribu kotak obat.", "number"),
    ("The council did not approve the new road.", "Dewan menyetujui jalan baru itu.", "negation"),
    (
        "The captain didn't say the ferry would be late.",
        "The captain didn't say the ferry would not be late.",
        "negation",
    ),
]
KEPT = [
    ("The bridge will be closed for 14 days.", "The bridge will stay closed for fourteen days."),
    ("The port has received 4,000 boxes of medicine.", "Pelabuhan itu telah menerima 4 ribu kotak obat."),
    ("The town bought a boat for USD 20,000.", "Kota itu membeli perahu seharga 20 ribu dolar."),
    ("Pasar itu aman, kata wali kota.", "Wali kota mengatakan pasar itu aman."),
    ("The mayor said the market is safe.", "“The market is safe,” the mayor said."),
]
REWORDED = [  # the same, of which the network alone would say that one denies the other
    ("Orchestra's founder to step down after twelve years", "Orchestra's founder to step down after 12 years"),
    ("Ferry fares rose by ten percent, the company said.", "Ferry fares rose by 10 percent, the company said."),
    ("United Kingdom to appoint first envoy for rivers", "UK to appoint its first envoy for rivers"),
    ("Mayor to open new library on Monday", "Mayor opens new library on Monday"),
    ("Keeper says he won't leave over zoo row", "Keeper says he will not leave over zoo row"),
    ("Why fountain pens have never gone out of fashion", "Why fountain pens have not gone out of fashion"),
    ("Tarif feri naik sepuluh persen, kata perusahaan itu.", "Tarif feri naik 10 persen, kata perusahaan itu."),
]
WRITTEN_ANEW = [
    ("Novelist Ada Brandt dies aged 91", "Writers pay tribute to novelist Ada Brandt"),
    ("Four killed and dozens hurt in quarry blast", "Quarry blast leaves 12 dead and dozens hurt"),
    ("City to remove 300 trees over beetle fears", "The row over the city's condemned trees"),
    ("Harbour police search for missing crew", "Youngest sailor on lost trawler was 17"),
    ("Painter's rare portrait sold for record sum", "Long lost portrait 'like meeting an old friend'"),
    ("Penyanyi Sekar Ayu meninggal di usia 80", "Musisi mengenang penyanyi Sekar Ayu"),
]
TURNED = [
    ("Committee backs plan to close village school", "Committee opposes plan to close village school"),
    ("Fishing quota to rise next year, ministry says", "Fishing quota to fall next year, ministry says"),
    ("Komisi mendukung rencana menutup sekolah desa", "Komisi menolak rencana menutup sekolah desa"),
    ("Court finds harbour master guilty in bribe case", "Court finds harbour master innocent in bribe case"),
    ("Kuota ikan naik tahun depan, kata kementerian", "Kuota ikan turun tahun depan, kata kementerian"),
]


@pytest.mark.parametrize(("a", "b", "kind"), CHANGED)
def test_a_change_is_told_with_its_kind(a: str, b: str, kind: str) -> None:
    found = compare(a, b)
    assert found.relation in ("repeats", "contradicts")
    assert kind in found.drift
    change = next(one for one in found.changes if one.kind == kind)
    assert change.why
    assert change.a or change.b
    assert all(0 <= s < e <= len(a) for s, e in change.a)
    assert all(0 <= s < e <= len(b) for s, e in change.b)


@pytest.mark.parametrize(("a", "b"), [*KEPT, *REWORDED])
def test_what_says_the_same_has_no_drift_and_contradicts_nothing(a: str, b: str) -> None:
    found = compare(a, b)
    assert (found.relation, found.drift) == ("repeats", ())


@pytest.mark.parametrize(("a", "b"), WRITTEN_ANEW)
def test_a_headline_written_anew_turns_no_word_into_its_opposite(a: str, b: str) -> None:
    assert "negation" not in compare(a, b).drift


@pytest.mark.parametrize(("a", "b"), TURNED)
def test_a_headline_of_which_a_word_is_turned_does(a: str, b: str) -> None:
    assert "negation" in compare(a, b).drift


def test_the_same_words_are_the_same() -> None:
    assert compare("Harga naik 5 persen.", "  Harga naik 5 persen ").relation == "repeats"


def test_texts_of_different_things_are_none_and_have_no_drift() -> None:
    found = compare("The bridge will be closed for 14 days.", "Tim bola voli putri menang di Surakarta.")
    assert (found.relation, found.drift) == ("none", ())


@pytest.mark.parametrize(("a", "b"), [("", ""), ("", "Yes."), ("…", "!!"), ("\x00", "a")])
def test_texts_without_words_are_none(a: str, b: str) -> None:
    assert compare(a, b).relation == "none"


def test_one_word_and_very_long_texts_are_compared_in_bounded_time() -> None:
    assert compare("Yes.", "No.").relation in ("none", "repeats", "contradicts")
    assert compare("rice " * 5000, "harga " * 5000).score >= 0


def test_vectors_of_words_and_of_the_text_come_from_one_run() -> None:
    text = "Harga beras\nnaik"
    mean, words = load_contextual().encode(text, [(0, 5), (6, 11), (12, 16)])
    assert words.shape == (3, 768)
    assert np.allclose(np.linalg.norm(words.reshape(3, 2, 384), axis=2), 1, atol=1e-4)
    whole = load_contextual().encoder.encode([text])[0]
    assert float(whole @ mean) > 0.9999


def test_weights_that_are_missing_or_damaged_are_named(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=r"pairs\.safetensors"):
        PairComparer(tmp_path)
    for name in ("pairs.safetensors", "pairs.json"):
        (tmp_path / name).write_text("no")
    with pytest.raises(NetworkError, match="damaged"):
        PairComparer(tmp_path)


def run(*given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "konon.cli", "compare", *given], capture_output=True, text=True, check=False
    )


def test_the_command_takes_two_texts() -> None:
    done = run("Harga naik 5 persen hari ini.", "Harga naik 9 persen hari ini.")
    assert done.returncode == 0
    assert "number:" in done.stdout
    assert '"5 persen"' in done.stdout or '"5"' in done.stdout


def test_the_command_takes_a_file_of_pairs_and_names_a_bad_line(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    good = {"id": "x1", "a": "Harga naik 5 persen hari ini.", "b": "Harga naik 5 persen hari ini."}
    file.write_text(json.dumps(good) + "\n\nnot json\n" + json.dumps({"id": "x2", "a": "only"}) + "\n")
    done = run(str(file), "--format", "jsonl")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"id": "x1", "relation": "repeats", "score": 1.0, "drift": [], "changes": []}
    assert "pairs.jsonl:3" in done.stderr
    assert "pairs.jsonl:4" in done.stderr


def test_the_command_says_what_it_cannot_read() -> None:
    assert run("nowhere.jsonl").returncode == 2
    assert run("a", "b", "c").returncode == 2


class Counting:
    """An encoder that counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def encode(self, text, words):
        self.asked += 1
        return np.ones(4, np.float32), np.full((len(words), 4), 1 / 3, np.float32)


def test_what_another_process_has_encoded_is_not_encoded_again():
    there, here = (PairComparer(encoder=Counting()) for _ in range(2))
    kept = pickle.loads(pickle.dumps({("The bridge is shut.", "en"): there.keep("The bridge is shut.", "en")}))
    here.remember(kept)
    told, own = here.encode("The bridge is shut.", "en"), there.encode("The bridge is shut.", "en")
    assert (there.encoder.asked, here.encoder.asked) == (1, 0)
    assert told.statement.low == own.statement.low
    assert np.array_equal(told.words, own.words)
    here.encode("The bridge is open.", "en")
    assert here.encoder.asked == 1


def test_only_so_many_texts_are_remembered(monkeypatch):
    monkeypatch.setattr("konon.tracing.pair_network.HELD", 2)
    comparer = PairComparer(encoder=Counting())
    for text in ("One.", "Two.", "One.", "Three.", "One.", "Two."):
        comparer.encode(text)
    assert comparer.encoder.asked == 4  # "Two." was the oldest when "Three." came


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("Trump Says He Will Not Attend", "Trump says he won't attend", "repeats"),
        ("Supreme Court Rejects Appeal", "Supreme court accepts the appeal", "contradicts"),
        ("GM TO CLOSE FIVE PLANTS", "GM to open five plants", "contradicts"),
        ("Writer Ada Brandt Dies Aged 91", "Writer Ada Brandt dies at 91", "repeats"),
    ],
)
def test_headlines_in_capitals_are_read_in_their_language(a, b, relation):
    assert prepare_statement(a).lang == "en"
    assert compare(a, b).relation == relation


def test_a_name_does_not_tell_the_language():
    assert prepare_statement("Novelist Ada Brandt dies aged 91").lang == "en"
    assert prepare_statement("Ada").lang in ("en", "id")
    assert prepare_statement("Menteri Will Smith datang pagi ini").lang == "id"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Harga beras naik dua kali lipat", "Rice prices doubled"),
        ("Jokowi mengimbau warga tetap di rumah", "Jokowi urges people to stay at home"),
        ("Presiden meminta menteri mundur", "The president asked the minister to resign"),
    ],
)
def test_a_translation_is_contradicted_by_no_unsure_word(a, b):
    found = compare(a, b)
    assert found.relation == "repeats"
    assert "negation" not in found.drift


def test_another_name_stands_beside_the_other_name():
    found = compare("Prabowo will visit Beijing on Monday", "Jokowi will visit Beijing on Monday")
    assert '"Prabowo" against "Jokowi"' in {
        change.why.split(":")[0] for change in found.changes if change.kind == "name"
    }


def test_a_statement_is_made_anew_where_it_is_sent_to():
    one = prepare_statement("Harga beras naik 5 persen, tidak turun.")
    sent = pickle.dumps(one)
    assert pickle.loads(sent) == one
    assert len(sent) < 500
