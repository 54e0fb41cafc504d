"""`konon export` on the command line: files, filters, formats."""

import csv
import json
import os
import pty
import subprocess
import sys
import zipfile

import pytest

from konon.cli import run
from konon.ledger import Ledger


@pytest.mark.parametrize(
    "chosen",
    ["csv", "jsonl", "parquet", "jsonld", "web-annotation", "ftm", "brat", "csl-json", "bibtex", "claimreview"],
)
def test_every_format_is_written_to_a_file_and_counted(capfd, full, tmp_path, chosen):
    if chosen == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    out = tmp_path / "out"
    assert run(["export", "--format", chosen, "--output", str(out)]) == 0
    shown, told = capfd.readouterr()
    assert (shown, told) == ("", f"konon: 3 claims written to {out}\n")
    assert out.stat().st_size > 100
    assert chosen != "brat" or zipfile.is_zipfile(out)


def test_filters_are_those_of_the_search(capfd, full):
    assert run(["export", "kirim", "--polarity", "negative", "--format", "jsonl"]) == 0
    (line,) = capfd.readouterr().out.splitlines()
    assert json.loads(line)["content"] == "Kami tidak mengirim apa pun"


def test_a_cell_is_no_formula(capfd, tmp_path, reading, monkeypatch):
    path = tmp_path / "k.db"
    row = reading.article
    with Ledger.open(path, write=True) as ledger:
        from dataclasses import replace

        ledger.add(replace(reading, article=replace(row, title="=1+1")))
    assert run(["export", "--ledger", str(path)]) == 0
    rows = list(csv.DictReader(capfd.readouterr().out.splitlines()))
    assert {row["title"] for row in rows} == {"'=1+1"}


def test_what_is_no_text_does_not_go_to_a_terminal(full):
    leader, follower = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "konon.cli", "export", "--format", "brat"],
        stdout=follower,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "KONON_LEDGER": str(full)},
    )
    os.close(leader)
    os.close(follower)
    assert done.returncode == 2
    assert done.stderr.decode() == "konon: brat is not text and cannot go to a terminal; name a file with --output\n"


def test_a_failed_export_leaves_the_old_file(capfd, full, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("old")
    assert run(["export", "--country", "Nowhere", "--output", str(out)]) == 2
    assert "is no country" in capfd.readouterr().err
    assert out.read_text() == "old"


@pytest.fixture
def followed(tmp_path, reading, monkeypatch):
    """Two articles of which a person said that the second repeats the first."""
    from dataclasses import replace

    path = tmp_path / "k.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(reading)
        other = replace(
            reading.article, id="b-2", outlet="Warta", published="2023-09-15T08:30", url="https://b.example/"
        )
        claims = tuple(
            replace(claim, attribution=replace(claim.attribution, id=f"b{number}"))
            for number, claim in enumerate(reading.claims)
        )
        ledger.add(replace(reading, article=other, claims=claims))
        ledger.judge(reading.claims[1].attribution.id, "b1", "repeats", by="Ani")
    monkeypatch.setenv("KONON_LEDGER", str(path))
    return path


def test_links_are_a_table_of_edges(capfd, followed, tmp_path):
    out = tmp_path / "links.csv"
    assert run(["export", "--format", "links", "-o", str(out)]) == 0
    assert capfd.readouterr().err == f"konon: 1 link written to {out}\n"
    (row,) = csv.DictReader(out.read_text("utf-8").splitlines())
    assert (row["relation"], row["judged"], row["target"]) == ("repeats", "Ani", "b1")
    assert row["source_content"] == row["target_content"] == "Kami tidak mengirim apa pun"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib warns of itself
def test_prov_is_read_by_rdflib_and_keeps_to_its_terms(capfd, followed):
    rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed")
    from rdflib.namespace import DCTERMS, PROV, RDF

    assert run(["export", "--format", "prov"]) == 0
    graph = rdflib.Graph().parse(data=capfd.readouterr().out, format="json-ld")
    assert {term for term in set(graph.predicates()) if term.startswith(str(PROV)) and term not in PROV} == set()
    kinds = {kind: set(graph.subjects(RDF.type, kind)) for kind in set(graph.objects(None, RDF.type))}
    agents = kinds[PROV.Person] | kinds[PROV.Organization]
    assert set(graph.objects(None, PROV.wasAttributedTo)) <= agents
    for one, other in (*graph.subject_objects(PROV.wasDerivedFrom), *graph.subject_objects(PROV.wasQuotedFrom)):
        assert {one, other} <= kinds[PROV.Entity]
    assert len(kinds[PROV.Derivation]) == 2
    for one, other in graph.subject_objects(PROV.wasDerivedFrom):
        derivation = graph.value(one, PROV.qualifiedDerivation)
        assert derivation in kinds[PROV.Derivation]
        assert graph.value(derivation, PROV.entity) == other
    assert len(set(graph.objects(None, PROV.hadMember))) == 2
    times = set(graph.objects(None, DCTERMS.issued))
    assert all(time.value is not None for time in times), "each is a time as XML Schema writes it"


def test_an_export_of_what_was_followed_takes_filters(capfd, followed):
    assert run(["export", "--format", "links", "--outlet", "Nowhere"]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 1
    assert run(["export", "--format", "prov", "--outlet", "Nowhere"]) == 0
    assert json.loads(capfd.readouterr().out)["@graph"] == []
