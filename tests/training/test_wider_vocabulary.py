"""Which further pieces are kept, and of which texts they are counted."""

import json

from konon.network.loading import load_vocabulary
from konon.training.other_texts import FILES, write_texts
from konon.training.wider_vocabulary import count_pieces, wider_pieces

PIECES = ["▁ujarnya", "a", "▁кот", "к", "▁пёс", "▁he"]
WHOLE = {"model": {"vocab": [[piece, -float(rank)] for rank, piece in enumerate(PIECES, 1)]}}


def test_the_most_met_pieces_come_first_and_lone_signs_count_more():
    counts = [{"▁кот": 2.0, "к": 1.0, "a": 9.0}, {"▁пёс": 2.0, "▁ujarnya": 5.0}]
    assert wider_pieces(WHOLE, {"a"}, counts, 9) == ["▁пёс", "к", "▁кот"]
    assert wider_pieces(WHOLE, {"a"}, counts, 1) == ["▁пёс"]


def test_words_and_running_text_weigh_the_same():
    tokenizer = load_vocabulary().tokenizer
    count = count_pieces(tokenizer, [("harga", 3.0), ("kapal", 1.0)], ["kapal kapal", "kapal"])
    assert sum(count.values()) == 1
    assert count["▁kapal"] > count["▁harga"] > 0


def test_marked_articles_are_no_texts_to_count(tmp_path):
    (tmp_path / "NTREX-128").mkdir()
    (tmp_path / "DOCUMENT_IDS.tsv").write_text("one\none\ntwo\nthree\n")
    for name in FILES.values():
        (tmp_path / "NTREX-128" / f"newstest2019-ref.{name}.txt").write_text("a\nb\nc\nd\n")
    (tmp_path / "set.jsonl").write_text("".join(json.dumps({"cluster": one}) + "\n" for one in ("one", "two")))
    (tmp_path / "marks").mkdir()
    (tmp_path / "marks" / "fr.jsonl").write_text(json.dumps({"id": "two.fr"}) + "\n")
    write_texts(tmp_path, tmp_path / "set.jsonl", tmp_path / "marks", tmp_path / "out")
    assert {path.read_text() for path in (tmp_path / "out").iterdir()} == {"a\nb\n"}
