"""Quotations checked over a ledger: found by rare words among many, over versions and readers, on either database."""

import pytest
from making import make_reading, many_readings, nobody, person
from sqlalchemy import event

from konon.errors import UsageError
from konon.ledger.queries import Query
from konon.ledger.quoting import LedgerQuotes

RATNA, BUDI = person("Ratna Dewi", role="menteri"), person("Budi Hartono", role="juru bicara")
SAID = "Kami tidak akan menutup dermaga lama sebelum musim hujan"


@pytest.fixture
def filled(ledger):
    ledger.add_all(many_readings(60))
    ledger.add(make_reading((RATNA, SAID, {"quotation": "direct"}), (BUDI, "harga beras naik 7 persen"), id="a"))
    return ledger


def test_verbatim_with_the_claim_and_its_place(filled):
    found = filled.check(f"“{SAID},”", "Ratna Dewi")
    assert found.verdict == "verbatim"
    place = found.evidence[0]
    assert (place.held.claim.speaker.name, place.article.outlet) == ("Ratna Dewi", "Kabar Laut")
    assert [place.article.text[s:e] for s, e in place.found.spans] == [SAID]
    assert filled.show(place.found.claims[0]).content == SAID


@pytest.mark.parametrize("name", ["ratna dewi", "Dewi", "Menteri Ratna Dewi", None])
def test_the_speaker_goes_by_any_of_her_names(filled, name):
    assert filled.check(SAID, name).verdict in (
        "verbatim",
        "misattributed" if name == "Menteri Ratna Dewi" else "verbatim",
    )


WORDS = [
    ("Kami tidak akan menutup dermaga", "Ratna Dewi", "part"),
    ("Kami akan menutup dermaga lama sebelum musim hujan", "Ratna Dewi", "altered"),
    ("Kami … akan menutup dermaga lama sebelum musim hujan", "Ratna Dewi", "altered"),
    ("akan menutup dermaga lama", "Ratna Dewi", "altered"),
    (SAID, "Budi Hartono", "misattributed"),
    (SAID, "Siti yang tidak dikenal", "misattributed"),
    ("harga beras naik 5 persen", "Budi Hartono", "altered"),
    ("harga beras naik 7 persen", None, "verbatim"),
    ("Bulan terbuat dari keju", "Ratna Dewi", "not found"),
    ("dermaga", "Ratna Dewi", "altered"),  # of a sentence with "tidak"
    ("beras", "Budi Hartono", "part"),
    ("zzz", None, "not found"),
    ("(.*)+$ ^[a-z]{3,}\\w", None, "not found"),
    ("kami\x00 tidak\x1b akan\ud800 menutup", "Ratna Dewi", "part"),
    ("kami \x1b[31mtidak akan", "Ratna Dewi", "not found"),
    ("' OR 1=1 --; DROP TABLE claims", None, "not found"),
    ('NEAR("a" AND b*) : content ^', None, "not found"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "speaker", "verdict"), WORDS)
def test_each_verdict(filled, words, speaker, verdict):
    assert filled.check(words, speaker).verdict == verdict


def test_where_and_when_are_claims_too(filled):
    assert filled.check(SAID, "Ratna Dewi", outlet="Kabar Laut", since="2023-09").verdict == "verbatim"
    for claimed in ({"outlet": "Garis Lintang"}, {"until": "2022"}, {"lang": "en"}):
        assert filled.check(SAID, "Ratna Dewi", **claimed).verdict == "elsewhere"
    with pytest.raises(UsageError, match="is no date"):
        filled.check(SAID, since="kemarin")
    with pytest.raises(UsageError, match="there is no such filter"):
        filled.check(SAID, colour="red")


def test_nobody_named(ledger):
    ledger.add(make_reading((nobody(), SAID), id="a"))
    assert ledger.check(SAID, "Ratna Dewi").verdict == "unattributed"
    assert ledger.check(SAID).verdict == "verbatim"


def test_words_on_a_page_in_no_claim(ledger):
    ledger.add(
        make_reading((RATNA, SAID), id="a", head="Penjaga mercusuar itu menjual ‘perahunya’ pada musim semi.\n\n")
    )
    found = ledger.check("penjaga mercusuar itu menjual perahunya", "Ratna Dewi")
    assert found.verdict == "unattributed"
    assert found.evidence[0].held is None
    assert ledger.check("penjaga mercusuar itu membeli perahunya").verdict == "not found"


def test_what_a_page_said_before_it_was_changed(ledger):
    ledger.add(make_reading((RATNA, SAID), id="a", url="https://kabar.example/1"))
    ledger.add(make_reading((RATNA, "Kami akan menutup dermaga lama"), id="a", url="https://kabar.example/1"))
    found = ledger.check(SAID, "Ratna Dewi")
    assert found.verdict == "verbatim"
    assert "in an older version of the page alone" in found.evidence[0].cautions


def test_a_newer_readers_claims_stand_for_the_older_ones(ledger):
    ledger.add(make_reading((RATNA, SAID), id="a"))
    ledger.add(make_reading((RATNA, SAID), id="a", reader="konon 0.2.0 / tagger-2"))
    found = ledger.check(SAID, "Ratna Dewi")
    assert [(one.held.reader, one.found.fit) for one in found.evidence] == [("konon 0.2.0 / tagger-2", "whole")]


def test_a_quotation_over_two_claims(ledger):
    ledger.add(
        make_reading((RATNA, "Dermaga lama ditutup"), (BUDI, "Pasar ramai"), (RATNA, "Kapal baru datang"), id="a")
    )
    found = ledger.check("Dermaga lama ditutup. Kapal baru datang.", "Ratna Dewi")
    assert found.verdict == "verbatim"
    assert len(found.evidence[0].found.claims) == 2
    assert ledger.check("Dermaga lama ditutup. Pasar ramai.", "Ratna Dewi").verdict != "verbatim"


def test_a_slogan_that_everybody_says_is_found_for_the_one_who_is_named(ledger):
    for number in range(30):
        who = [(person(f"Orang{number}{letter} Biasa"), "Ya") for letter in "abcd"]
        ledger.add(make_reading(*who, id=f"b-{number}"))
    ledger.add(make_reading((RATNA, "Ya"), id="a"))
    assert ledger.check("Ya.", "Ratna Dewi").verdict == "verbatim"
    assert ledger.check("Ya.", "Orang7c Biasa").verdict == "verbatim"
    assert ledger.check("Tidak.", "Ratna Dewi").verdict == "not found"


def test_an_empty_ledger(ledger):
    assert ledger.check(SAID).verdict == "not found"


def test_the_number_of_questions_does_not_grow_with_the_ledger(ledger):
    def count():
        asked = []
        listener = lambda *given: asked.append(given[2])  # noqa: E731
        event.listen(ledger._place.readers, "before_cursor_execute", listener)
        ledger.check(SAID, "Ratna Dewi")
        event.remove(ledger._place.readers, "before_cursor_execute", listener)
        return len(asked)

    ledger.add(make_reading((RATNA, SAID), id="a"))
    before = count()
    ledger.add_all(many_readings(200))
    assert count() <= before + 2


def test_common_words_alone_still_find_the_sentence(ledger, monkeypatch):
    monkeypatch.setattr("konon.ledger.quoting.COMMON", 5)
    ledger.add_all(many_readings(40))
    ledger.add(make_reading((RATNA, "kapal singgah di pasar dan ditutup"), id="a"))
    for _ in range(1):
        held = LedgerQuotes(ledger._place, Query()).claims_like("kapal singgah di pasar dan ditutup")
    assert "kapal singgah di pasar dan ditutup" in {
        one.article.text[slice(*one.claim.attribution.content[0])] for one in held
    }
    assert ledger.check("kapal singgah di pasar lalu ditutup", "Ratna Dewi").verdict == "altered"
