"""Articles are cited so that citation programs take them; drafts of reviews hold no rating."""

import importlib
import json

import pytest
from making import make_reading, nobody, person
from schema_org import nodes, schema_fields

from konon.exports.citations import citation_key, render_bibtex, render_csl
from konon.exports.claim_reviews import render_claim_reviews
from konon.ledger import Ledger, Query

WICKED = "50% {lebih} & “murah”_ #1 $5 ~ ^ \\ } \x00\x1b[31m akhir"


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    path = tmp_path_factory.mktemp("citations") / "konon.db"
    ratna = person("Ratna Dewi", "peneliti", "Balai Kajian", "ID")
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(
            [
                make_reading(
                    (ratna, "harga naik"),
                    (person("Kremlin", kind="government"), "adanya pembicaraan", {"polarity": "negative"}),
                    id="one",
                    url="https://kabar.example/1?a=b&c=%20#x",
                ),
                make_reading(
                    (nobody(), "kapal singgah"), id="two", title=WICKED, outlet="Café Ñu {", published="2023-09"
                ),
                make_reading((ratna, "harga turun"), id="three", title=None, outlet=None, published=None, lang="und"),
                make_reading((ratna, "panen"), id="four", published="2024", url="javascript:alert(1)"),
            ]
        )
        return list(ledger.find(Query(limit=None, as_added=True)))


def items(findings):
    return json.loads(b"".join(render_csl(findings)))


def test_each_article_once_with_what_is_known(findings):
    first, second, third, fourth = items(findings)
    assert first == {
        "id": citation_key(findings[0].article),
        "type": "article-newspaper",
        "title": "Peluru Lewat Rel",
        "container-title": "Kabar Laut",
        "issued": {"date-parts": [[2023, 9, 14]]},
        "language": "id",
        "URL": "https://kabar.example/1?a=b&c=%20#x",
    }
    assert first["id"].startswith("kabarlaut2023-")
    assert second["issued"] == {"date-parts": [[2023, 9]]}
    assert set(third) == {"id", "type"}
    assert (fourth["issued"], "URL" in fourth) == ({"date-parts": [[2024]]}, False)
    assert items([]) == []
    assert b"".join(render_bibtex([])) == b""


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::ResourceWarning")
def test_csl_is_set_by_citeproc(findings):
    citeproc = pytest.importorskip("citeproc", reason="citeproc-py is not installed")
    source = importlib.import_module("citeproc.source.json").CiteProcJSON(items(findings))
    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    library = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
    for key in source:
        library.register(citeproc.Citation([citeproc.CitationItem(key)]))
    shown = [str(entry) for entry in library.bibliography()]
    assert len(shown) == 4
    (one,) = [entry for entry in shown if "Peluru Lewat Rel" in entry and "2023" in entry]
    assert "Kabar Laut" in one


def test_bibtex_is_read_by_pybtex_as_it_was(findings):
    database = pytest.importorskip("pybtex.database", reason="pybtex is not installed")
    text = b"".join(render_bibtex(findings)).decode()
    entries = database.parse_string(text, "bibtex").entries
    assert [one["id"] for one in items(findings)] == list(entries)
    first, second, third, _ = entries.values()
    assert (first.type, first.fields["journal"], first.fields["month"]) == ("article", "Kabar Laut", "September")
    assert first.fields["url"] == "https://kabar.example/1?a=b&c=%20#x"
    assert third.type == "misc"
    for sign in ("50\\%", "\\&", "\\_", "\\#1", "\\$5", "\\textbackslash{}", "\\textbraceright{}"):
        assert sign in second.fields["title"]
    assert "\x1b" not in text
    assert text.count("{") == text.count("}")


def test_reviews_are_drafts_of_schema_org_without_a_rating(findings):
    document = json.loads(b"".join(render_claim_reviews(findings)))
    graph = document["@graph"]
    assert len(graph) == len(findings)
    for draft in graph:
        for node in nodes(draft):
            own = {key for key in node if not key.startswith(("@", "konon:"))}
            assert own <= schema_fields(node["@type"]), node["@type"]
        assert draft["creativeWorkStatus"] == "Draft"
        assert not {"reviewRating", "author", "url"} & set(draft)
    first, denial, *_ = graph
    assert first["claimReviewed"] == "harga naik"
    assert first["itemReviewed"]["author"]["name"] == "Ratna Dewi"
    assert first["itemReviewed"]["datePublished"] == "2023-09-14"
    assert denial["claimReviewed"].endswith("adanya pembicaraan")
    assert denial["claimReviewed"].startswith("Denied by ")
