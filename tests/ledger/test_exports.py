"""What is handed on is what the format's own schema, or a program that takes it, asks for."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from making import make_reading, nobody, person
from schema_org import nodes, schema_fields

from konon.cli.commands.export import FOLLOWED
from konon.ledger import Ledger, Query
from konon.views.export_formats import EXPORTS, ExportFormat

WORDS = "Korea Utara mengirimkan\nsenjata ke Rusia"


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """A quotation, a relayed denial, an allegation nobody owns, a description; one page twice, one without a URL."""
    path = tmp_path_factory.mktemp("exports") / "konon.db"
    ratna = person("Ratna Dewi", "peneliti", "Balai Kajian", "ID")
    with Ledger.open(path, write=True) as ledger:
        ledger.add_all(
            [
                make_reading(
                    (ratna, WORDS, {"quotation": "direct", "dated": True}),
                    (person("Kremlin", kind="government"), "tidak ada peluru", {"relays": ("Garis Lintang", "KCNA")}),
                    (nobody(), "kapal singgah", {"certainty": "possible", "hedged": True}),
                    (person("seorang pejabat", kind="unnamed"), "“kami” & <tidak>", {"polarity": "negative"}),
                    id="https://kabar.example/a b?c=1",
                    url="https://kabar.example/1",
                    head="Judul 🚂\n\n",
                ),
                make_reading((ratna, "harga naik"), id="two", url="javascript:alert(1)", outlet=None, title=None),
                make_reading((ratna, "harga turun"), id="two", published=None, lang="en"),
            ]
        )
        return list(ledger.find(Query(limit=None, history=True, as_added=True)))


def exported(findings, chosen):
    return b"".join(EXPORTS[ExportFormat(chosen)].render(iter(findings)))


def test_nothing_to_export_is_a_whole_file_too():
    assert EXPORTS.keys() | FOLLOWED.keys() == set(ExportFormat)
    for chosen in EXPORTS:
        whole = exported([], chosen)
        if chosen in (ExportFormat.jsonld, ExportFormat.web_annotation):
            assert json.loads(whole)
        elif chosen is ExportFormat.brat:
            assert zipfile.ZipFile(io.BytesIO(whole)).namelist() == ["annotation.conf"]


def test_csv_and_jsonl_hold_a_row_a_claim(findings):
    rows = list(csv.DictReader(io.StringIO(exported(findings, "csv").decode())))
    lines = [json.loads(line) for line in exported(findings, "jsonl").splitlines()]
    assert [row["id"] for row in rows] == [line["id"] for line in lines] == [one.id for one in findings]
    assert rows[0]["speaker"] == lines[0]["speaker"]["name"] == "Ratna Dewi"
    assert rows[1]["relay"] == "Garis Lintang | KCNA"


def test_parquet_is_read_by_pyarrow(findings):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    table = parquet.read_table(io.BytesIO(exported(findings * 3_000, "parquet")))
    assert table.num_rows == len(findings) * 3_000
    assert table.column("speaker").to_pylist()[: len(findings)] == [
        one.speaker.name if one.speaker else None for one in findings
    ]
    assert str(table.schema.field("confidence").type) == "double"


# schema.org


def test_jsonld_has_types_and_properties_of_schema_org_alone(findings):
    document = json.loads(exported(findings, "jsonld"))
    assert "https://schema.org" in document["@context"]
    seen = set()
    for node in nodes(document["@graph"]):
        own = {key for key in node if not key.startswith(("@", "konon:"))}
        assert own <= schema_fields(node["@type"]), node["@type"]
        seen.add(node["@type"])
    assert seen >= {"Claim", "Quotation", "NewsArticle", "Person", "GovernmentOrganization", "CreativeWork"}


def test_jsonld_says_who_where_and_where_first(findings):
    first, second, third, *_ = json.loads(exported(findings, "jsonld"))["@graph"]
    assert first["appearance"]["@type"] == "Quotation"
    assert first["appearance"]["spokenByCharacter"]["name"] == "Ratna Dewi"
    assert first["appearance"]["isPartOf"]["@id"] == "https://kabar.example/1"
    assert first["dateCreated"] == "2023-09-14"
    assert second["firstAppearance"]["publisher"]["name"] == "KCNA"
    assert "author" not in third
    assert third["konon:certainty"] == "possible"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib warns of itself
def test_jsonld_is_read_by_rdflib(findings):
    rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed")
    document = json.loads(exported(findings, "jsonld"))
    # schema.org's own context is on the web; of it this much is needed.
    document["@context"] = [{"@vocab": "https://schema.org/"}, document["@context"][1]]
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    claims = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://schema.org/Claim")))
    assert claims == {rdflib.URIRef(f"urn:konon:claim:{one.id}") for one in findings}


# W3C Web Annotation: the model's own rules (https://www.w3.org/TR/annotation-model/), as a JSON schema

IRI = {"type": "string", "pattern": '^[a-z][a-z0-9+.-]*:[^ <>"{}|\\\\^`]+$'}
ANNOTATION = {
    "type": "object",
    "required": ["id", "type", "target"],
    "properties": {
        "id": IRI,
        "type": {"const": "Annotation"},
        "motivation": {"enum": ["identifying", "describing", "classifying", "tagging", "linking"]},
        "body": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "value"],
                "properties": {
                    "type": {"const": "TextualBody"},
                    "value": {"type": "string"},
                    "purpose": {"enum": ["identifying", "tagging"]},
                    "format": {"type": "string", "pattern": "^[a-z]+/[a-z]+$"},
                },
                "additionalProperties": False,
            },
        },
        "target": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["source", "selector"],
                "properties": {
                    "source": IRI,
                    "selector": {
                        "type": "array",
                        "prefixItems": [
                            {
                                "type": "object",
                                "required": ["type", "exact"],
                                "properties": {
                                    "type": {"const": "TextQuoteSelector"},
                                    "exact": {"type": "string", "minLength": 1},
                                    "prefix": {"type": "string"},
                                    "suffix": {"type": "string"},
                                },
                                "additionalProperties": False,
                            },
                            {
                                "type": "object",
                                "required": ["type", "start", "end"],
                                "properties": {
                                    "type": {"const": "TextPositionSelector"},
                                    "start": {"type": "integer", "minimum": 0},
                                    "end": {"type": "integer", "minimum": 0},
                                },
                                "additionalProperties": False,
                            },
                        ],
                        "minItems": 2,
                        "items": False,
                    },
                },
                "additionalProperties": False,
            },
        },
    },
}


def test_web_annotations_keep_the_rules_of_the_model(findings):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    page = json.loads(exported(findings, "web-annotation"))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    assert len(page["items"]) == len(findings)
    for item in page["items"]:
        jsonschema.validate(item, ANNOTATION, cls=jsonschema.Draft202012Validator)


def test_web_annotations_find_their_words_again_in_either_way(findings):
    page = json.loads(exported(findings, "web-annotation"))
    for finding, item in zip(findings, page["items"], strict=True):
        text = finding.article.text
        for target in item["target"]:
            quote, place = target["selector"]
            assert text[place["start"] : place["end"]] == quote["exact"]
            whole = quote["prefix"] + quote["exact"] + quote["suffix"]
            assert text.count(whole) == 1
            assert text.index(whole) + len(quote["prefix"]) == place["start"]


def test_ftm_is_what_followthemoney_takes(findings):
    ftm = pytest.importorskip("followthemoney", reason="followthemoney is not installed")
    entities = [json.loads(line) for line in exported(findings, "ftm").splitlines()]
    ids = {entity["id"] for entity in entities}
    assert len(ids) == len(entities)
    for entity in entities:
        proxy = ftm.model.get_proxy(entity)  # refuses unknown schemata
        proxy.schema.validate(entity)  # and what is required but missing
        taken = proxy.to_dict()["properties"]
        assert taken == entity["properties"], "nothing is dropped or mended on the way in"
        for name in ("document", "entity"):
            assert set(entity["properties"].get(name, [])) <= ids
    schemata = {entity["schema"] for entity in entities}
    assert schemata >= {"Article", "Person", "PublicBody", "Documentation", "Note", "LegalEntity"}


# brat


@pytest.fixture(scope="module")
def unpacked(findings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("brat")
    with zipfile.ZipFile(io.BytesIO(exported(findings, "brat"))) as bundle:
        assert bundle.testzip() is None
        bundle.extractall(folder)
    return folder


def test_brat_spans_are_the_words_of_the_text(unpacked, findings):
    texts = sorted(unpacked.glob("*.txt"))
    assert len(texts) == 3
    count = 0
    for path in texts:
        text = path.read_bytes().decode()
        for line in path.with_suffix(".ann").read_text(encoding="utf-8").splitlines():
            if line.startswith("T"):
                _, place, words = line.split("\t")
                pieces = [tuple(map(int, piece.split())) for piece in place.split(" ", 1)[1].split(";")]
                assert " ".join(text[start:end] for start, end in pieces) == words
                count += 1
    assert count == sum(len([s for s in (one.claim.attribution.source, 1, 1) if s]) for one in findings)


def test_brats_own_converter_takes_the_files(unpacked, tmp_path):
    tools = pytest.importorskip("brat_tools", reason="brat-tools is not installed")
    tool = Path(tools.__file__).with_name("anntoconll.py")
    # The converter loads brat's sentence splitter, which the package lacks, before it is told not to split;
    # and it opens files in a mode that Python 3.11 no longer has.
    (tmp_path / "ssplit.py").write_text("def regex_sentence_boundary_gen(text):\n    yield 0, len(text)\n")
    (tmp_path / "convert.py").write_text(
        "import builtins, runpy, sys\n"
        "plain = builtins.open\n"
        "builtins.open = lambda name, mode='r', *more, **named: plain(name, mode.replace('U', ''), *more, **named)\n"
        "del sys.argv[0]\n"
        "sys.path.insert(0, sys.argv[0].rpartition('/')[0])\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    # It knows no spans in several pieces, which brat itself does.
    texts = [
        str(path) for path in sorted(unpacked.glob("*.txt")) if ";" not in path.with_suffix(".ann").read_text("utf-8")
    ]
    assert len(texts) == 2
    done = subprocess.run(
        [sys.executable, str(tmp_path / "convert.py"), str(tool), "--nosplit", *texts],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    for path in texts:
        tagged = Path(path).with_suffix(".conll").read_text(encoding="utf-8")
        assert "B-Content" in tagged
        assert "B-Cue" in tagged


def test_two_articles_that_look_alike_have_files_of_their_own(findings):
    twice = findings[4:5] + findings[:1] + findings[4:5]
    with zipfile.ZipFile(io.BytesIO(exported(twice, "brat"))) as bundle:
        names = bundle.namelist()
    assert len(names) == len(set(names)) == 7
    assert not any("/" in name or name.startswith(".") for name in names)
