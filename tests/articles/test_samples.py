"""What the sample pages and the invented dumps tell of themselves."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from konon.articles import extract_article
from konon.records import Page

SAMPLES = Path(str(files("konon"))) / "samples"
DUMPS = Path(__file__).resolve().parents[2] / "evals" / "dumps-id.jsonl"


TOLD = {  # title's beginning, outlet, section, byline, dateline, published
    "eastgatepost-2023-09-14.en.txt": (
        "North Korea has sent shells", "Eastgate Post", None, "Post Staff", None, "2023-09-14T06:15"),
    "jurnalpesisir-2023-09-16.id.txt": (
        "Rusia Tepis Kabar", "Jurnal Pesisir", "Dunia", None, None, "2023-09-16T17:02+07:00"),
    "kabarsabang-2023-09-14.id.txt": (
        "Pakar Sebut Korea", "KabarSabang.id", "Internasional", "MZ", "Banda Aceh", None),
    "kawatnusantara-2023-09-16.id.txt": (
        "Kedubes Rusia", "Kawat Nusantara", "Mancanegara", "Laksmi Pertiwi", "Jakarta", "2023-09-16T14:30+07:00"),
    "pelitasore-2023-09-21.id.txt": (
        "Panel PBB Periksa", "Pelita Sore", "Dunia", "Winarti Sukmawati", "New York", "2023-09-21T15:55+07:00"),
    "harbourledger-2023-09-13.en.html": (
        "North Korea may have", "The Harbour Ledger", "World", "Meridian Wire", "Geneva", "2023-09-13T19:10+01:00"),
    "northwatchreview-2023-09-19.en.html": (
        "Counting boxes", "Northwatch Review", "Briefing", "Imogen Tarrant", None, "2023-09-19T08:00+01:00"),
    "meridianwire-2023-09-18.en.html": (
        '"I said may": researcher', "Meridian Wire", "Security", "Ottilie Brandt", "Oslo", "2023-09-18T11:05+00:00"),
    "garislintang-2023-09-20.id.html": (
        "Ralat: Pernyataan", "Garis Lintang", "Internasional", "Redaksi", "Jakarta", "2023-09-20T08:00+07:00"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_a_sample_page_tells_of_itself(name):
    form = "html" if name.endswith(".html") else "dump"
    article = extract_article(Page(body=(SAMPLES / name).read_bytes(), form=form, path=name))
    title, *others = TOLD[name]
    assert article.title.startswith(title)
    assert [article.outlet, article.section, article.byline, article.dateline, article.published] == others


@pytest.mark.parametrize(
    ("what", "least"),
    [("title", 29), ("outlet", 22), ("section", 21), ("byline", 27), ("published", 27), ("dateline", 27)],
)
def test_the_invented_dumps_tell_of_themselves(what, least):
    """Of 30; some pages do not say it, four of them their outlet."""
    rows = [json.loads(line) for line in DUMPS.read_text(encoding="utf-8").splitlines()]
    articles = [extract_article(Page(body=row["text"].encode(), form="dump")) for row in rows]
    right = [
        (getattr(article, what) or "").casefold() == (row[what] or "").replace("null", "").casefold()
        for article, row in zip(articles, rows, strict=True)
    ]
    assert sum(right) >= least
