"""What a person says instead of the reader holds everywhere, outlives re-reading, and can be undone."""

from dataclasses import replace

import pytest
from making import READER, make_reading, nobody, person
from sqlalchemy import select

from konon.errors import UsageError
from konon.exports.flat_rows import flat_row
from konon.exports.jsonld import claim_node
from konon.ledger import Ledger, Query, schema
from konon.ledger.correction_rows import Fix
from konon.ledger.counts import FACETS, read_facets, recount
from konon.ledger.salvage import salvage
from konon.mcp import Tools
from konon.records import Page

RATNA = person("Ratna Dewi", "peneliti", country="ID")
NEWER = "konon 0.2.0 / tagger-2"


def reading(**changes):
    return make_reading(
        (RATNA, "harga beras turun", {"relays": ("Garis Lintang",)}),
        (nobody(), "kapal singgah di pelabuhan", {"certainty": "possible"}),
        (person("Kremlin", kind="government"), "tidak ada peluru", {"polarity": "negative"}),
        id="a",
        **changes,
    )


@pytest.fixture
def filled(ledger):
    ledger.add(reading())
    ledger.add(make_reading((RATNA, "panen raya ditunda"), id="b"))
    return ledger


def one(ledger, words):
    (found,) = ledger.search(words)
    return found


def check_counts(ledger):
    """The kept counts are what a recount gives."""
    before = read_facets(ledger._place, Query(), top=1000)
    with ledger._place.writing() as connection:
        recount(connection)
    assert read_facets(ledger._place, Query(), top=1000) == before


def state(ledger):
    """All that anybody can see of the claims."""
    return ledger.search(limit=None, as_added=True), ledger.facets(), list(ledger.rows(Query(limit=None)))


def test_a_speaker_is_corrected_everywhere(filled):
    claim = one(filled, "beras")
    made = filled.correct(claim.id, Fix(speaker="Budi Santoso", role="menteri"), by="Ani", note="baris 3")
    assert (made.by, made.note, made.saying) == ("Ani", "baris 3", claim.saying)
    found = one(filled, "beras")
    assert (found.claim.speaker.name, found.claim.speaker.role, found.id) == ("Budi Santoso", "menteri", claim.id)
    assert found.corrected.read == claim.claim, "the reader's own stays"
    assert found.corrected.by == ("Ani",)
    assert [row.id for row in filled.rows(Query(speaker="Budi Santoso"))] == [claim.id]
    assert [hit.id for hit in filled.search("Budi")] == [claim.id], "its words are searched"
    assert [hit.content for hit in filled.search("Ratna")] == ["panen raya ditunda"]
    names = {value.name: value.claims for value in filled.facets().values["speaker"]}
    assert (names["Budi Santoso"], names["Ratna Dewi"]) == (1, 1)
    assert filled.speakers.find("Budi Santoso")[0].claims == 1
    check_counts(filled)


@pytest.mark.parametrize(
    ("fix", "filters"),
    [
        (Fix(certainty="probable"), {"certainty": "probable"}),
        (Fix(polarity="negative"), {"polarity": "negative"}),
        (Fix(act="intention"), {"act": "intention"}),
        (Fix(relays=("Kantor Berita Pelangi", "Garis Lintang")), {"relay": "Kantor Berita Pelangi"}),
        (Fix(speaker="nobody"), {}),
        (Fix(relays=()), {}),
    ],
)
def test_every_field_is_filtered_and_counted_by_and_undone(filled, fix, filters):
    before = state(filled)
    claim = one(filled, "beras")
    made = filled.correct(claim.saying, fix, by="Ani")
    after = one(filled, "beras")
    assert after.claim != claim.claim
    if filters:
        assert claim.id in {hit.id for hit in filled.search(limit=None, **filters)}
    if fix.relays == ():
        assert not after.claim.relays
        assert filled.search(relay="Garis Lintang") == []
    if fix.speaker == "nobody":
        assert after.speaker is None
        assert [hit.content for hit in filled.search(speaker="Ratna Dewi")] == ["panen raya ditunda"]
    check_counts(filled)
    undone = filled.undo_correction(made.id, by="Sari")
    assert (undone.undone_by, undone.id) == ("Sari", made.id)
    assert state(filled) == before, "as though never made"
    assert filled.corrections() == [undone], "but listed"
    check_counts(filled)


def test_what_is_no_attribution_is_not_shown_and_comes_back(filled):
    before = state(filled)
    claim = one(filled, "kapal")
    made = filled.correct(claim.id, Fix(wrong=True), by="Ani")
    assert filled.search("kapal") == []
    (kept,) = filled.search("kapal", history=True)
    assert (kept.current, kept.corrected.wrong) == (False, True)
    assert filled.show(claim.id).content == claim.content
    check_counts(filled)
    filled.undo_correction(made.id, by="Ani")
    assert state(filled) == before


def test_of_two_people_the_later_holds_and_both_are_listed(filled):
    claim = one(filled, "beras")
    first = filled.correct(claim.id, Fix(certainty="possible", act="belief"), by="Ani")
    second = filled.correct(claim.id, Fix(certainty="probable"), by="Budi")
    judged = one(filled, "beras").claim.factuality
    assert (judged.certainty, judged.act) == ("probable", "belief")
    assert [made.id for made in one(filled, "beras").corrected.corrections] == [first.id, second.id]
    filled.undo_correction(second.id, by="Budi")
    assert one(filled, "beras").claim.factuality.certainty == "possible"
    filled.undo_correction(first.id, by="Ani")
    assert one(filled, "beras").claim == claim.claim
    assert [made.by for made in filled.corrections()] == ["Ani", "Budi"]
    with pytest.raises(UsageError, match=r"was undone on .* by Ani"):
        filled.undo_correction(first.id, by="Ani")


def test_it_outlives_a_newer_reader(filled):
    claim = one(filled, "beras")
    filled.correct(claim.id, Fix(speaker="Budi Santoso", certainty="probable"), by="Ani")
    kapal = one(filled, "kapal")
    filled.correct(kapal.id, Fix(wrong=True), by="Ani")
    newer = reading(reader=NEWER)
    first, *others = newer.claims
    (start, end) = first.attribution.content[0]
    shifted = replace(first.attribution, id="f" * 16, content=((start + 2, end),))  # it draws the words otherwise
    filled.add(replace(newer, claims=(replace(first, attribution=shifted), *others)))
    found = one(filled, "beras")
    assert (found.reader, found.id, found.saying) == (NEWER, "f" * 16, claim.saying)
    assert (found.claim.speaker.name, found.claim.factuality.certainty) == ("Budi Santoso", "probable")
    assert found.corrected.read.speaker.name == "Ratna Dewi"
    assert filled.search("kapal") == []
    (old,) = [hit for hit in filled.search("beras", history=True) if hit.reader == READER]
    assert old.claim.speaker.name == "Budi Santoso"
    check_counts(filled)


def test_it_holds_in_the_next_version_of_the_page_and_when_the_page_goes_back(filled):
    claim = one(filled, "beras")
    made = filled.correct(claim.id, Fix(speaker="Budi Santoso"), by="Ani")
    wrong = filled.correct(one(filled, "kapal").id, Fix(wrong=True), by="Ani")
    filled.add(reading(head="Diperbarui.\n\n"))
    found = one(filled, "beras")
    assert (found.version, found.claim.speaker.name) == (2, "Budi Santoso")
    assert filled.search("kapal") == []
    filled.add(reading())
    assert (one(filled, "beras").version, filled.search("kapal")) == (1, [])
    filled.undo_correction(made.id, by="Ani")
    filled.undo_correction(wrong.id, by="Ani")
    filled.add(reading(head="Diperbarui.\n\n"))
    assert (one(filled, "beras").version, one(filled, "beras").claim.speaker.name) == (2, "Ratna Dewi")
    assert one(filled, "kapal").version == 2
    check_counts(filled)


def test_the_same_words_twice_in_another_version_are_not_guessed_at(filled):
    filled.correct(one(filled, "beras").id, Fix(speaker="Budi Santoso"), by="Ani")
    twice = make_reading((RATNA, "harga beras turun"), (person("Sari"), "harga beras turun"), id="a")
    filled.add(twice)
    assert {hit.claim.speaker.name for hit in filled.search("beras")} == {"Ratna Dewi", "Sari"}


def test_what_a_reader_splits_off_is_corrected_too(filled):
    claim = one(filled, "kapal")
    filled.correct(claim.id, Fix(speaker="Syahbandar", kind="person"), by="Ani")
    newer = reading(reader=NEWER)
    _, second, _ = newer.claims
    ((start, end),) = second.attribution.content
    parts = [((start, start + 14),), ((start + 15, end),)]
    split = [
        replace(second, attribution=replace(second.attribution, id=letter * 16, content=content))
        for letter, content in zip("cd", parts, strict=True)
    ]
    filled.add(replace(newer, claims=tuple(split)))
    found = filled.search(speaker="Syahbandar")
    assert {hit.id for hit in found} == {"c" * 16, "d" * 16}
    check_counts(filled)


def test_threads_links_and_disputes_follow(ledger):
    words = "pelabuhan Rason ditutup sejak Senin pekan lalu"
    ledger.add_all(
        [
            make_reading((person("Sari Utami"), words), id="x", outlet="Kabar Laut"),
            make_reading(
                (person("Yayasan Utami", kind="organisation"), words),
                id="y",
                outlet="Warta Timur",
                head="Lain.\n\n",
            ),
        ],
        trace=True,
    )
    claim = next(hit for hit in ledger.search("Rason") if hit.article.id == "y")
    links = list(ledger.links())
    assert links
    assert [change.kind for link in links for change in link.link.changes if change.kind == "speaker"]
    made = ledger.correct(claim.id, Fix(speaker="Sari Utami"), by="Ani")
    (link,) = ledger.links()
    assert not [change.kind for change in link.link.changes if change.kind == "speaker"]
    thread = ledger.trace(claim.id)
    assert {saying.speaker for saying in thread.sayings} == {"Sari Utami"}
    wrong = ledger.correct(claim.id, Fix(wrong=True), by="Ani")
    assert list(ledger.links()) == []
    ledger.undo_correction(wrong.id, by="Ani")
    ledger.undo_correction(made.id, by="Ani")
    assert [one.link for one in ledger.links()] == [one.link for one in links]
    assert sum(ledger.link_missing()) == 0


def test_what_was_missed_is_added_found_again_and_taken_back(filled):
    before = state(filled)
    text = filled.show(one(filled, "beras").id).article.text
    missed = filled.locate("a", "singgah di", cue="mengatakan")
    assert text[slice(*missed.content[0])] == "singgah di"
    made = filled.add_missed("a", missed, Fix(speaker="Ratna Dewi", certainty="probable"), by="Ani")
    (added,) = [hit for hit in filled.search("singgah") if hit.content == "singgah di"]
    assert (added.reader, added.claim.speaker.name, added.claim.factuality.certainty) == (
        "a person",
        "Ratna Dewi",
        "probable",
    )
    assert (added.saying, added.corrected.read, added.corrected.by) == (made.saying, None, ("Ani",))
    assert len(filled.search(speaker="Ratna Dewi")) == 3
    with pytest.raises(UsageError, match="is a claim already"):
        filled.add_missed("a", missed, Fix(), by="Ani")
    check_counts(filled)
    filled.add(reading(head="Diperbarui.\n\n"))  # the words stand elsewhere now
    (moved,) = [hit for hit in filled.search("singgah") if hit.content == "singgah di"]
    assert (moved.version, moved.claim.speaker.name) == (2, "Ratna Dewi")
    assert moved.article.text[slice(*moved.claim.attribution.content[0])] == "singgah di"
    filled.add(reading())
    filled.undo_correction(made.id, by="Ani")
    assert [hit.content for hit in filled.search("singgah", history=True)].count("singgah di") == 0
    assert state(filled) == before
    check_counts(filled)
    again = filled.add_missed("a", missed, Fix(), by="Ani")
    assert again.saying == made.saying


def test_a_reader_that_finds_it_later_takes_over_and_the_person_still_holds(filled):
    newer = reading(reader=NEWER)
    text = newer.article.text
    start = text.index("pelabuhan")
    missed = filled.locate("a", "pelabuhan")
    made = filled.add_missed("a", missed, Fix(speaker="Budi Santoso"), by="Ani")
    extra = replace(
        newer.claims[0],
        attribution=replace(newer.claims[0].attribution, id="e" * 16, content=((start, start + 10),)),
    )
    filled.add(replace(newer, claims=(newer.claims[0], newer.claims[2], extra)))
    (found,) = [hit for hit in filled.search("pelabuhan") if hit.saying == made.saying]
    assert (found.reader, found.claim.speaker.name) == (NEWER, "Budi Santoso")
    assert found.corrected.read.speaker.name == "Ratna Dewi"
    check_counts(filled)


def test_an_added_claim_is_corrected_like_any_other(filled):
    made = filled.add_missed("a", filled.locate("a", "pelabuhan"), Fix(speaker="Sari"), by="Ani")
    filled.correct(made.saying, Fix(speaker="Tono", certainty="possible"), by="Budi")
    found = filled.show(made.saying)
    assert (found.claim.speaker.name, found.claim.factuality.certainty) == ("Tono", "possible")
    assert found.corrected.by == ("Ani", "Budi")


def test_erasing_takes_the_words_of_corrections_too(filled):
    filled.correct(
        one(filled, "beras").id, Fix(speaker="Wulandari Kusuma", relays=("Warta Rahasia",)), by="Ani", note="zamrud"
    )
    filled.add_missed("a", filled.locate("a", "pelabuhan"), Fix(speaker="Melati Cendekia"), by="Ani")
    filled.erase("a", by="Pengadilan", why="putusan 1")
    made = filled.corrections()
    assert [(one.by, one.note, dict(one.fields), one.missed) for one in made] == [("Ani", "", {}, None)] * 2
    with filled._place.reading() as connection:
        rows = [str(connection.execute(select(table)).all()) for table in schema.metadata.sorted_tables]
    for word in ("Wulandari", "Rahasia", "zamrud", "Melati", "pelabuhan"):
        assert not [row for row in rows if word in row], word
    check_counts(filled)


def test_whose_name_it_is_is_asked_where_it_cannot_be_told(filled):
    filled.add(make_reading((person("Ratna Dewi", "pengacara", country="MY"), "sidang ditunda"), id="c"))
    claim = one(filled, "kapal")
    with pytest.raises(UsageError, match="may be 2 speakers"):
        filled.correct(claim.id, Fix(speaker="Ratna Dewi"), by="Ani")
    chosen = one(filled, "sidang").speaker
    filled.correct(claim.id, Fix(speaker=chosen.id), by="Ani")
    assert one(filled, "kapal").speaker.id == chosen.id
    filled.correct(claim.id, Fix(speaker=one(filled, "beras").speaker.alias), by="Ani")
    assert one(filled, "kapal").speaker.id == one(filled, "beras").speaker.id


PARTS = [
    ("Agus Budi Santoso", "Budi Santoso"),
    ("Leonie Hartwell", "Hartwell"),
    ("Muhammad Rizal Hakim", "Rizal"),
    ("Siti Nur Aisyah", "Aisyah Siti"),
    ("John Paul Keller", "Paul"),
]


@pytest.mark.parametrize(("known", "given"), PARTS)
def test_a_part_of_a_name_is_asked_about_and_not_taken(filled, known, given):
    filled.add(make_reading((person(known, "camat"), "sidang ditunda"), id="c"))
    claim, there = one(filled, "kapal"), one(filled, "sidang").speaker
    with pytest.raises(UsageError, match=f"nobody's whole name here; give one's id: {there.id} .{known}."):
        filled.correct(claim.id, Fix(speaker=given), by="Ani")
    filled.correct(claim.id, Fix(speaker=given, kind="person"), by="Ani")
    assert (one(filled, "kapal").speaker.name, one(filled, "kapal").speaker.id != there.id) == (given, True)
    for same in (there.id, there.id[:8], known, known.upper(), f"Pak {known}"):
        filled.correct(claim.id, Fix(speaker=same), by="Ani")
        assert one(filled, "kapal").speaker.id == there.id


def test_a_merge_of_speakers_moves_corrected_claims(filled):
    filled.correct(one(filled, "kapal").id, Fix(speaker="Budi Santoso"), by="Ani")
    budi, ratna = one(filled, "kapal").speaker, one(filled, "beras").speaker
    filled.speakers.merge([ratna.id, budi.id], by="Ani")
    assert one(filled, "kapal").speaker.id == ratna.id
    check_counts(filled)


@pytest.mark.parametrize(
    ("fix", "message"),
    [
        (Fix(), "nothing is corrected"),
        (Fix(certainty="sure"), "is no certainty; choose from certain"),
        (Fix(polarity="no"), "is no polarity"),
        (Fix(act="speech"), "is no act"),
        (Fix(speaker="  "), "a name is empty"),
        (Fix(speaker="x" * 600), "too long"),
        (Fix(speaker="Budi", kind="animal"), "is no kind of speaker"),
        (Fix(speaker="Budi", country="Atlantis"), "is no country"),
        (Fix(role="menteri"), "give the speaker too"),
        (Fix(wrong=True, act="belief"), "give --wrong alone"),
    ],
)
def test_what_is_none_is_refused_and_nothing_is_written(filled, fix, message):
    with pytest.raises(UsageError, match=message):
        filled.correct(one(filled, "beras").id, fix, by="Ani")
    assert filled.corrections() == []


def test_places_and_words_that_do_not_fit_are_refused(filled):
    for content, message in (
        ("ikan paus", "does not stand in the article"),
        ("mengatakan", "stands 3 times"),
        ("3:3", "not in the text"),
        ("5:99999", "not in the text"),
        ("x:y", "does not stand"),
        ("", "does not stand"),
    ):
        with pytest.raises(UsageError, match=message):
            filled.add_missed("a", filled.locate("a", content), Fix(), by="Ani")
    with pytest.raises(UsageError, match="no article has this address"):
        filled.locate("z", "x")
    with pytest.raises(UsageError, match="needs a name"):
        filled.correct(one(filled, "beras").id, Fix(act="belief"), by=" ")
    with pytest.raises(UsageError, match="no correction has this id"):
        filled.undo_correction("0" * 16, by="Ani")


def test_surrogates_and_control_characters_are_kept_as_any_words_are(filled):
    filled.correct(one(filled, "beras").id, Fix(speaker="Bu\ud800di\x00"), by="A\ud800", note="\ud800")
    assert one(filled, "beras").claim.speaker.name == "Bu\ufffddi\ufffd"


def test_words_indexed_under_another_title_are_found_by_a_look_at_the_index(filled):
    """A title that was amended is not in the index: what is there has to be asked for."""
    page = Page(body=b"x", form="article", url=None, id="a")
    filled.meet(replace(reading().article, title="Judul Baru Sekali"), page)
    claim = one(filled, "beras")
    filled.correct(claim.id, Fix(speaker="Budi Santoso"), by="Ani")
    assert [hit.id for hit in filled.search("Budi")] == [claim.id]
    assert claim.id not in {hit.id for hit in filled.search("Ratna")}


def test_the_full_text_index_stays_sound(tmp_path):
    with Ledger.open(tmp_path / "k.db", write=True) as ledger:
        ledger.add(reading())
        made = ledger.correct(one(ledger, "beras").id, Fix(speaker="Budi Santoso"), by="Ani")
        added = ledger.add_missed("a", ledger.locate("a", "pelabuhan"), Fix(), by="Ani")
        for step in (made, added):
            with ledger._place.writing() as connection:
                connection.exec_driver_sql("INSERT INTO claims_fts (claims_fts) VALUES ('integrity-check')")
                terms = "SELECT DISTINCT doc FROM terms WHERE term = 'budi'"
                connection.exec_driver_sql(
                    "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, claims_fts, instance)"
                )
                held = len(connection.exec_driver_sql(terms).all())
                connection.exec_driver_sql("DROP TABLE temp.terms")
            assert held == (step is made)
            ledger.undo_correction(step.id, by="Ani")


def test_facets_are_all_kept():
    assert set(FACETS) >= {"speaker", "relay", "certainty", "polarity", "act"}


def test_what_was_added_is_linked_at_once(ledger):
    words = "pelabuhan Rason ditutup sejak Senin pekan lalu"
    ledger.add(make_reading((RATNA, words), id="x"), trace=True)
    ledger.add(make_reading((nobody(), "harga turun"), id="y", head=f"Sari mengatakan {words}.\n\n"), trace=True)
    made = ledger.add_missed("y", ledger.locate("y", words), Fix(speaker="Ratna Dewi"), by="Ani")
    (link,) = ledger.links()
    assert made.saying in (link.link.a, link.link.b)
    ledger.undo_correction(made.id, by="Ani")
    assert list(ledger.links()) == []


def test_a_description_is_of_its_article_alone(filled):
    filled.add(make_reading((person("seorang pejabat", kind="unnamed"), "rapat ditunda"), id="c"))
    filled.correct(one(filled, "kapal").id, Fix(speaker="seorang pejabat"), by="Ani")
    found, other = one(filled, "kapal"), one(filled, "rapat")
    assert (found.claim.speaker.kind, found.claim.speaker.name) == ("unnamed", "seorang pejabat")
    assert found.speaker.id != other.speaker.id
    filled.correct(found.id, Fix(speaker=other.speaker.id), by="Ani")
    assert one(filled, "kapal").speaker.id == other.speaker.id


def test_exports_and_assistants_have_it(filled):
    claim = one(filled, "beras")
    filled.correct(claim.id, Fix(speaker="Budi Santoso"), by="Ani")
    shown = Tools(filled).show(claim.id)
    assert (shown["speaker"]["name"], shown["corrected"]["as_read"]["speaker"]) == ("Budi Santoso", "Ratna Dewi")
    (row,) = [row for row in map(flat_row, filled.search(limit=None)) if row["id"] == claim.id]
    assert (row["speaker"], row["corrected"]) == ("Budi Santoso", "Ani")
    assert claim_node(one(filled, "beras"))["author"]["name"] == "Budi Santoso"
    checked = filled.check("harga beras turun", "Ratna Dewi")
    assert checked.verdict == "misattributed"


def test_what_is_saved_of_a_ledger_has_them_too(tmp_path):
    path, saved = tmp_path / "k.db", tmp_path / "saved.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(reading())
        made = ledger.correct(one(ledger, "beras").id, Fix(speaker="Budi Santoso"), by="Ani")
        ledger.add_missed("a", ledger.locate("a", "pelabuhan"), Fix(speaker="Sari"), by="Ani")
        before = state(ledger)
    assert salvage(str(path), str(saved)).is_sound
    with Ledger.open(saved, write=True) as ledger:
        assert state(ledger) == before
        ledger.undo_correction(made.id, by="Ani")
        assert one(ledger, "beras").claim.speaker.name == "Ratna Dewi"
        assert [hit.content for hit in ledger.search("Ratna")] == ["harga beras turun"]


def test_a_claim_of_very_many_words_is_corrected(ledger):
    words = " ".join(f"kata{number}" for number in range(9000))
    ledger.add(make_reading((RATNA, words), id="long"))
    claim = one(ledger, "kata8999")
    made = ledger.correct(claim.id, Fix(speaker="Budi Santoso"), by="Ani")
    assert one(ledger, "Budi kata77").id == claim.id
    assert ledger.search("Ratna") == []
    ledger.undo_correction(made.id, by="Ani")
    assert one(ledger, "Ratna").id == claim.id


class KilledError(BaseException):
    """Stands for a kill: nothing catches it."""


@pytest.mark.parametrize("by", ["correcting", "undoing"])
def test_killed_between_a_correction_and_its_links_konon_link_makes_them_up(ledger, monkeypatch, by):
    ledger.add(make_reading((RATNA, "harga beras turun sepuluh persen"), id="a"), trace=True)
    ledger.add(make_reading((RATNA, "harga beras turun sepuluh persen"), id="b", outlet="Kabar Darat"), trace=True)
    claim = next(iter(ledger.search("beras")))
    if by == "undoing":
        made = ledger.correct(claim.id, Fix(polarity="negative"), by="Ani")

    def fall(*_):
        raise KilledError

    monkeypatch.setattr(ledger._correcting, "_relink", fall)
    with pytest.raises(KilledError):  # noqa: PT012
        if by == "undoing":
            ledger.undo_correction(made.id, by="Ani")
        else:
            ledger.correct(claim.id, Fix(polarity="negative"), by="Ani")
    monkeypatch.undo()
    assert sum(ledger.link_missing()) >= 1, "what was taken out is known to be missing"
    links = [(one.link.relation, one.link.score) for one in ledger.links()]
    assert links, "the two are compared again, as they stand now"
    with ledger._place.writing() as connection:
        for table in (schema.links, schema.thread_sayings, schema.link_keys, schema.traced):
            connection.execute(table.delete())
    assert sum(ledger.link_missing()) == 2
    assert [(one.link.relation, one.link.score) for one in ledger.links()] == links, (
        "as though linked for the first time"
    )
