"""Files of marked links (`evals/marks/links-*.jsonl`) and the corpora -> clusters as `links-dev.jsonl` holds them.

    python -m konon.training.marked_links evals/marks/links-en.jsonl --data ../shared/data >clusters.jsonl

The files hold places and labels; the texts lie elsewhere, in files of the shared data. What comes out is for
`train_matching` and `evals/links_given.py`, and is kept out of the repository for its texts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from konon.training.pair_corpora import read_rows

Row = dict[str, Any]
Place = tuple[str, int]  # an article's id and the number of its claim
DIGITS: Final = 16  # of the sum by which a text is known to be the one that was marked


def read_marked_links(marks: Iterable[Path], data: Path) -> Iterator[Row]:
    """One cluster after another, in the order of the files; `data`: the folder of the shared data.

    A pair that was judged to be no link is among the links too, as `none`; pairs that were left open are `undecided`;
    what is in neither was passed over as no link by who read the cluster whole. Clusters of one `matter` may hold
    links between each other. A text that is missing or not the one that was marked is a ValueError.
    """
    texts: dict[str, dict[str, Row]] = {}
    for path in marks:
        for cluster in read_rows(path):
            yield _cluster(cluster, texts, data)


def read_across(path: Path) -> Iterator[tuple[frozenset[Place], str]]:
    """Pairs of claims of different clusters and how they relate; `undecided` where it was left open."""
    for row in read_rows(path):
        yield frozenset((row[side]["article"], row[side]["claim"]) for side in "ab"), row["relation"]


def known_articles(clusters: Iterable[Row]) -> set[str]:
    """The ids of the articles of clusters, so that none is both learned from and asked."""
    return {article["id"] for cluster in clusters for article in cluster["articles"]}


def _cluster(cluster: Row, texts: dict[str, dict[str, Row]], data: Path) -> Row:
    articles = [_article(article, _rows(article["file"], texts, data)) for article in cluster["articles"]]
    ids = [article["id"] for article in articles]
    links = [{**link, "a": _claim(link["a"], ids), "b": _claim(link["b"], ids)} for link in cluster["links"]]
    undecided = [[_claim(place, ids) for place in pair] for pair in cluster.get("undecided", [])]
    matter = {"matter": cluster.get("matter", cluster["cluster"])}
    held = {"articles": articles, "links": links, "undecided": undecided, "origins": []}
    return {"cluster": cluster["cluster"], **matter, **held}


def _claim(place: list[int], ids: list[str]) -> Row:
    return {"article": ids[place[0]], "claim": place[1]}


def _rows(file: str, texts: dict[str, dict[str, Row]], data: Path) -> dict[str, Row]:
    if file not in texts:
        texts[file] = {row["id"]: row for row in read_rows(data / file)}
    return texts[file]


def _article(marked: Row, rows: dict[str, Row]) -> Row:
    row = rows.get(marked["id"])
    if row is None:
        raise ValueError(f"{marked['id']}: not in {marked['file']}; take the shared data with which it was marked")
    found = _SHAPES[marked["file"].rpartition("/")[0]](row)
    if sum_of(found["text"]) != marked["text_sha256"]:
        raise ValueError(f"{marked['id']}: {marked['file']} has another text than was marked")
    return {"id": marked["id"], "lang": marked["lang"], **found, "claims": marked["claims"]}


def sum_of(text: str) -> str:
    """By which a text is known."""
    return sha256(text.encode()).hexdigest()[:DIGITS]


def _from_polnear(row: Row) -> Row:
    outlet, published, _ = row["id"].split("_", 2)
    return {
        "outlet": outlet,
        "published": published,
        "title": row["text"].partition("\n")[0],
        "text": row["text"],
    }


def _from_stories(row: Row) -> Row:
    return {"outlet": row["outlet"], "published": row["date"][:10], "title": None, "text": row["text_a"]}


def _from_indonesian(row: Row) -> Row:
    return {"outlet": row["outlet"], "published": row["date"], "title": row["title"], "text": row["text"]}


_SHAPES: Final[dict[str, Callable[[Row], Row]]] = {
    "polnear": _from_polnear,
    "tracing": _from_stories,
    "indonesian": _from_indonesian,
}


def main(argv: list[str] | None = None) -> None:
    """Write the clusters, one a line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("marks", type=Path, nargs="+")
    ap.add_argument("--data", type=Path, required=True, help="the folder of the shared data")
    given = ap.parse_args(argv)
    for cluster in read_marked_links(given.marks, given.data):
        sys.stdout.write(json.dumps(cluster, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
