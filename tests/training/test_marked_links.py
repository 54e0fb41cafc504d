"""Marked links and the texts they point into -> clusters as the training of matching takes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from konon.training.marked_links import known_articles, main, read_across, read_marked_links, sum_of
from konon.training.pair_corpora import read_rows

MARKS = Path(__file__).resolve().parents[2] / "evals" / "marks"
OPEN, LOCKED, ACROSS = (MARKS / f"links-en{part}.jsonl" for part in ("", "-locked", "-across"))
OPEN_ID, LOCKED_ID = (MARKS / f"links-id{part}.jsonl" for part in ("", "-locked"))
FIRST = "Mayor opens bridge.\n\nMayor Ana Lim said the bridge was safe."
SECOND = "The mayor called the bridge safe. An engineer denied that the bridge was safe."
DRIFTS = {"hedge", "negation", "number", "name", "scope", "speaker", "strength", "words", "omission"}


def spans(text, *pieces):
    return [[text.index(piece), text.index(piece) + len(piece)] for piece in pieces]


def claim(text, source, cue, content):
    return {"source": spans(text, source), "cue": spans(text, cue), "content": spans(text, content)}


@pytest.fixture
def data(tmp_path):
    for file, rows in {
        "polnear/train.jsonl": [{"id": "herald_2016-02-01_mayor-opens-bridge", "lang": "en", "text": FIRST}],
        "tracing/wire-stories-dev.jsonl": [
            {"id": "bridge-2", "text_a": SECOND, "outlet": "post.example", "date": "2018-07-15T07:00:00Z"}
        ],
    }.items():
        path = tmp_path / "data" / file
        path.parent.mkdir(parents=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return tmp_path / "data"


@pytest.fixture
def marks(tmp_path):
    def article(file, id, text, claims):
        return {"file": file, "id": id, "lang": "en", "text_sha256": sum_of(text), "claims": claims}

    first = [claim(FIRST, "Mayor Ana Lim", "said", "the bridge was safe")]
    second = [
        claim(SECOND, "The mayor", "called", "the bridge safe"),
        claim(SECOND, "An engineer", "denied", "that the bridge was safe"),
    ]
    cluster = {
        "cluster": "pe00",
        "articles": [
            article("polnear/train.jsonl", "herald_2016-02-01_mayor-opens-bridge", FIRST, first),
            article("tracing/wire-stories-dev.jsonl", "bridge-2", SECOND, second),
        ],
        "links": [
            {"a": [0, 0], "b": [1, 0], "relation": "repeats", "drift": []},
            {"a": [0, 0], "b": [1, 1], "relation": "contradicts", "drift": []},
        ],
    }
    path = tmp_path / "links.jsonl"
    path.write_text(json.dumps(cluster) + "\n", encoding="utf-8")
    return path


def test_clusters_have_the_texts_and_whose_they_are(marks, data):
    (cluster,) = read_marked_links([marks], data)
    first, second = cluster["articles"]
    assert (first["outlet"], first["published"], first["title"]) == ("herald", "2016-02-01", "Mayor opens bridge.")
    assert (second["outlet"], second["published"], second["title"]) == ("post.example", "2018-07-15", None)
    assert [first["text"], second["text"]] == [FIRST, SECOND]


def test_links_name_articles_and_claims(marks, data):
    (cluster,) = read_marked_links([marks], data)
    assert cluster["links"][1] == {
        "a": {"article": "herald_2016-02-01_mayor-opens-bridge", "claim": 0},
        "b": {"article": "bridge-2", "claim": 1},
        "relation": "contradicts",
        "drift": [],
    }
    assert cluster["origins"] == []


def test_another_text_is_refused(marks, data):
    file = data / "polnear/train.jsonl"
    file.write_text(file.read_text("utf-8").replace("safe", "sound"), encoding="utf-8")
    with pytest.raises(ValueError, match="has another text than was marked"):
        list(read_marked_links([marks], data))


def test_a_missing_article_is_told(marks, data):
    (data / "tracing/wire-stories-dev.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="bridge-2: not in tracing/wire-stories-dev"):
        list(read_marked_links([marks], data))


def test_written_as_lines(marks, data, capsys):
    main([str(marks), "--data", str(data)])
    assert json.loads(capsys.readouterr().out) == next(iter(read_marked_links([marks], data)))


@pytest.mark.parametrize("path", [OPEN, LOCKED, OPEN_ID, LOCKED_ID], ids=lambda path: path.stem)
def test_marks_point_at_what_is_there(path, shared):
    for cluster in read_marked_links([path], shared / "data"):
        claims = {article["id"]: article["claims"] for article in cluster["articles"]}
        for article in cluster["articles"]:
            ends = [end for one in article["claims"] for name in ("source", "cue", "content") for _, end in one[name]]
            assert max(ends) <= len(article["text"])
            assert all(one["content"] for one in article["claims"])
        for link in cluster["links"]:
            assert link["a"]["article"] != link["b"]["article"]
            assert all(link[side]["claim"] < len(claims[link[side]["article"]]) for side in "ab")
            assert set(link["drift"]) <= DRIFTS
            assert not link["drift"] or link["relation"] in ("repeats", "again")


def test_no_pair_is_judged_twice_and_no_cluster_has_two_names():
    seen = set()
    for path in (OPEN, LOCKED, OPEN_ID, LOCKED_ID):
        for cluster in read_rows(path):
            assert cluster["cluster"] not in seen
            seen.add(cluster["cluster"])
            judged = [(link["a"], link["b"]) for link in cluster["links"]] + cluster.get("undecided", [])
            pairs = [tuple(sorted(map(tuple, pair))) for pair in judged]
            assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(("open_", "locked_"), [(OPEN, LOCKED), (OPEN_ID, LOCKED_ID)], ids=["en", "id"])
def test_nothing_locked_is_open_or_in_the_gold(open_, locked_, shared):
    marked, locked = known_articles(read_rows(open_)), known_articles(read_rows(locked_))
    assert not marked & locked
    gold = list(read_rows(shared / "data" / "tracing" / "links-dev.jsonl"))
    assert not (marked | locked) & known_articles(gold)
    sums = {sum_of(article["text"]) for row in gold for article in row["articles"]}
    assert not sums & {article["text_sha256"] for row in read_rows(open_) for article in row["articles"]}


def test_pairs_of_different_clusters(tmp_path):
    path = tmp_path / "across.jsonl"
    rows = [
        {"a": {"article": "x", "claim": 1}, "b": {"article": "y", "claim": 0}, "relation": "again", "drift": []},
        {"a": {"article": "x", "claim": 2}, "b": {"article": "z", "claim": 4}, "relation": "undecided", "drift": []},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert dict(read_across(path)) == {
        frozenset({("x", 1), ("y", 0)}): "again",
        frozenset({("x", 2), ("z", 4)}): "undecided",
    }


def test_pairs_across_name_open_claims(shared):
    gold = read_rows(shared / "data" / "tracing" / "links-dev.jsonl")
    claims = {article["id"]: len(article["claims"]) for row in [*read_rows(OPEN), *gold] for article in row["articles"]}
    pairs = dict(read_across(ACROSS))
    assert len(pairs) == len(read_rows(ACROSS))
    assert all(number < claims[article] for pair in pairs for article, number in pair)


def test_indonesian_clusters_have_title_day_and_what_was_left_open(tmp_path):
    text = "Wali kota mengatakan jembatan itu aman."
    row = {"id": "jembatan-1", "outlet": "Kabar", "date": "2019-02-17", "title": "Jembatan", "text": text}
    corpus = tmp_path / "indonesian" / "raw.jsonl"
    corpus.parent.mkdir()
    rows = [row, {**row, "id": "jembatan-2", "date": None, "title": None}]
    corpus.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    told = {"lang": "id", "text_sha256": sum_of(text), "claims": [claim(text, "Wali kota", "mengatakan", "aman")]}
    articles = [{"file": "indonesian/raw.jsonl", "id": one["id"], **told} for one in rows]
    marked = {"cluster": "id-jembatan", "articles": articles, "links": [], "undecided": [[[0, 0], [1, 0]]]}
    path = tmp_path / "links.jsonl"
    path.write_text(json.dumps(marked) + "\n", encoding="utf-8")
    (cluster,) = read_marked_links([path], tmp_path)
    first, second = cluster["articles"]
    assert (first["outlet"], first["published"], first["title"]) == ("Kabar", "2019-02-17", "Jembatan")
    assert (second["published"], second["title"]) == (None, None)
    pair = [{"article": "jembatan-1", "claim": 0}, {"article": "jembatan-2", "claim": 0}]
    assert cluster["undecided"] == [pair]
