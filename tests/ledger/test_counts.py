"""Counts that are kept are what a recount would give, whatever happened before."""

import random
from collections import Counter

import pytest
from making import make_reading, many_readings, nobody, person
from sqlalchemy import select

from konon.errors import UsageError
from konon.ledger import Query
from konon.ledger import counts as counting
from konon.ledger.counts import moving, recount, subtract_articles
from konon.ledger.schema import articles, claims, counts

NAMES = [("Budi Santoso", "ID"), ("Budi Santoso", "MY"), ("Ratna Dewi", None), ("Leonie Hartwell", "US")]
OUTLETS = ["Kompas", "Kompas.com", "Kabar Laut", "Garis Lintang"]


def kept(ledger):
    with ledger._place.reading() as connection:
        return {(row.facet, row.value): row.claims for row in connection.execute(select(counts))}


def recounted(ledger):
    """Counted in a way of the test's own: claim by claim from findings, by their records."""
    found = Counter()
    outlets = {name: known[0].id for name in OUTLETS if (known := ledger.outlets.find(name))}
    for one in ledger.search(limit=None):
        factuality = one.claim.factuality
        found.update([("certainty", factuality.certainty), ("polarity", factuality.polarity), ("act", factuality.act)])
        found.update([("quotation", one.claim.attribution.quotation), ("lang", one.article.lang)])
        if one.article.published:
            found["month", one.article.published[:7]] += 1
        if one.speaker:
            found["speaker", one.speaker.id] += 1
            country = one.claim.speaker.country or one.speaker.country
            found.update([("country", country)] if country else [])
        found["outlet", outlets[one.article.outlet]] += 1
        found.update({("relay", outlets[relay.name]) for relay in one.claim.relays})
    return dict(found)


def shown(ledger):
    facets = ledger.facets(top=10_000)
    return {(facet, one.value): one.claims for facet, some in facets.values.items() for one in some}


def random_reading(chance, reader):
    """Of few articles, texts, people, outlets and readers, so that all of them meet again."""
    sayings = []
    for number in range(chance.randint(1, 4)):
        name, country = chance.choice(NAMES)
        speaker = person(name, None, None, country) if chance.random() < 0.8 else nobody()
        changes = {"certainty": chance.choice(["certain", "possible"]), "quotation": chance.choice(["direct", "mixed"])}
        changes["relays"] = [chance.choice(OUTLETS) for _ in range(chance.randint(0, 3))]
        sayings.append((speaker, f"kapal {chance.randint(0, 2)} nomor {number}", changes))
    return make_reading(
        *sayings,
        id=f"a-{chance.randint(0, 5)}",
        reader=f"konon 0.{reader}.0 / tagger-1",
        outlet=chance.choice(OUTLETS),
        published=chance.choice(["2023-09-14", "2023-10-01T10:00", None]),
        lang=chance.choice(["id", "en"]),
    )


def decide(ledger, chance):
    """A merge or a split of whatever there is; what cannot be decided is not."""
    who = chance.choice([ledger.speakers, ledger.outlets])
    given = OUTLETS if who is ledger.outlets else [name for name, _ in NAMES]
    known = [one for name in given for one in who.find(name)]
    ids = [one.id for one in known]
    names = [name.id for one in known for name in (one.names if who is ledger.outlets else one.aliases)]
    try:
        if chance.random() < 0.5:
            who.merge(chance.sample(ids, min(2, len(ids))))
        else:
            who.split(chance.sample(names, min(1, len(names))))
    except UsageError:
        pass


@pytest.mark.parametrize("seed", range(4))
def test_after_any_adding_merging_and_splitting(ledger, seed):
    chance = random.Random(seed)
    for step in range(8):
        ledger.add_all([random_reading(chance, chance.randint(1, 3)) for _ in range(4)], batch=chance.randint(1, 4))
        decide(ledger, chance)
        assert shown(ledger) == recounted(ledger), step
    before = kept(ledger)
    assert 0 not in before.values()
    with ledger._place.writing() as connection:
        recount(connection)
    assert kept(ledger) == before


def test_merging_moves_the_counts(ledger):
    ledger.add(make_reading((person("Budi Santoso", "bupati"), "kapal pergi"), outlet="Kabar Laut"))
    ledger.add(make_reading((person("Budi Santoso", "pelatih"), "kapal tiba"), outlet="Laut Kabar", id="b"))
    one, other = ledger.speakers.find("Budi Santoso")
    ledger.speakers.merge([one.id, other.id])
    ledger.outlets.merge([ledger.outlets.find(name)[0].id for name in ("Kabar Laut", "Laut Kabar")])
    facets = ledger.facets().values
    assert [(found.value, found.claims) for found in facets["speaker"]] == [(one.id, 2)]
    assert [(found.name, found.claims) for found in facets["outlet"]] == [("Kabar Laut", 2)]


def test_taking_an_article_out_subtracts_it(ledger):
    ledger.add_all(many_readings(3))
    whole = kept(ledger)
    ledger.add(make_reading((person("Ratna Dewi"), "kapal pergi", {"relays": ("Antara",)}), id="gone"))
    with ledger._place.writing() as connection:
        key = connection.execute(select(articles.c.key).where(articles.c.id == "gone")).scalar()
        subtract_articles(connection, [key])
    assert kept(ledger) == whole


def test_a_change_of_what_is_current_moves_them(ledger):
    ledger.add_all(many_readings(3))
    with ledger._place.writing() as connection, moving(connection, [2, 3]):
        connection.execute(claims.update().where(claims.c.article == 2).values(current=0))
    assert kept(ledger) == {key: count for key, count in kept(ledger).items() if count}
    assert shown(ledger) == recounted(ledger)
    assert ledger.facets().claims == 6


def test_values_are_what_filters_take(ledger):
    ledger.add_all(many_readings(60))
    for facet, values in ledger.facets(top=3).values.items():
        for one in values:
            given = {"since": one.value, "until": one.value} if facet == "month" else {facet: one.value}
            assert len(ledger.search(limit=None, **given)) == one.claims, (facet, one)


def test_filters_and_words_count_their_answer(ledger):
    ledger.add_all(many_readings(60))
    facets = ledger.facets(Query(words="peluru", polarity="negative"))
    assert (facets.claims, facets.about) == (60, False)
    assert [(one.name, one.claims) for one in facets.values["speaker"]] == [("Kremlin", 60)]
    assert facets.values["relay"] == ()
    assert [one.claims for one in facets.values["month"]] == [5] * 10


def test_older_readings_count_where_they_are_asked_for(ledger):
    ledger.add_all(many_readings(4))
    ledger.add_all(many_readings(4, reader="konon 9.0.0 / tagger-9"))
    assert ledger.facets().claims == 12
    assert ledger.facets(Query(history=True)).claims == 24


def test_more_than_the_most_are_counted_about(ledger, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 20)
    ledger.add_all(many_readings(30))
    facets = ledger.facets(Query(certainty="certain"))
    assert (facets.claims, facets.about) == (20, True)
    assert not ledger.facets(Query(words="nomor 7")).about


def test_answers_by_meaning_are_counted(ledger):
    ledger.add_all(many_readings(4), meaning=True)
    facets = ledger.facets(Query(words="market closed since Monday", meaning=True))
    assert facets.claims == len(ledger.search("market closed since Monday", meaning=True, limit=None)) > 0


def test_an_empty_ledger_has_no_counts(ledger):
    facets = ledger.facets()
    assert facets.claims == 0
    assert set(facets.values.values()) == {()}


def test_rows_are_the_findings_without_their_articles(ledger, monkeypatch):
    monkeypatch.setattr("konon.ledger.claim_rows.AT_ONCE", 7)
    ledger.add_all(many_readings(20))
    ledger.add(make_reading((person("Ratna Dewi"), "kapal pergi", {"dated": True, "relays": OUTLETS[:3]}), id="b"))
    asked = Query(limit=None)
    rows, findings = list(ledger.rows(asked)), list(ledger.find(asked))
    assert len(rows) == 61
    for row, finding in zip(rows, findings, strict=True):
        claim, article = finding.claim, finding.article
        assert (row.id, row.content, row.article, row.version) == (
            finding.id,
            finding.content,
            article.id,
            finding.version,
        )
        assert (row.published, row.lang, row.reader, row.current) == (
            article.published,
            article.lang,
            finding.reader,
            True,
        )
        assert (row.speaker, row.written) == (claim.speaker.id, claim.speaker.name)
        assert (row.certainty, row.polarity) == (claim.factuality.certainty, claim.factuality.polarity)
        assert row.outlet_name == article.outlet
        assert len(row.relays) == len(claim.relays)
        assert row.said == ((claim.said.start, claim.said.end) if claim.said else None)
    last = next(row for row in rows if row.article == "b")
    assert last.relays[0] == last.relays[1] == ledger.outlets.find("Kompas")[0].id


def test_rows_take_words_and_meaning(ledger):
    ledger.add_all(many_readings(20), meaning=True)
    for asked in (Query(words="nomor 7"), Query(words="market closed", meaning=True)):
        assert [row.id for row in ledger.rows(asked)] == [found.id for found in ledger.find(asked)] != []
