"""What a page changed is told claim by claim, by the kinds of drift; what changes by itself is no edit."""

import json
import zipfile

import pytest

from konon.cli import run
from konon.ledger.correction_rows import Fix
from konon.watching.edits import find_edits
from konon.watching.sameness import is_counter

FIRST = (
    '"Harga beras mungkin turun 5 persen pekan depan," kata Ratna Dewi, Kepala Dinas Pangan.',
    "Menteri Pertanian Bambang Surya mengatakan stok cukup untuk tiga bulan.",
    '"Kami tidak menaikkan tarif angkut," ujar Direktur Pelabuhan Hasan Basri.',
)


@pytest.fixture
def edit(site, clock, ledger, watch, look):
    """`edit(before, after)`: the edits of a page that said one thing and says another, an hour later."""

    def make(before, after, *, title="Kapal Bantuan Tiba", **more):
        address = site.article("/berita/1001", *before, **{**more, "chrome": ""})
        watch(address)
        look()
        clock.turn(hours=2)
        site.article("/berita/1001", *after, title=title, **more)
        look()
        return list(find_edits(ledger, address))

    return make


def changed(first, old, new, place=0):
    lines = list(first)
    assert old in lines[place]
    lines[place] = lines[place].replace(old, new)
    return lines


@pytest.mark.parametrize(
    ("old", "new", "place", "kind"),
    [
        ("mungkin turun", "turun", 0, "hedge"),
        ("5 persen", "15 persen", 0, "number"),
        ("tiga bulan", "dua bulan", 1, "number"),
        ("tidak menaikkan", "menaikkan", 2, "negation"),
        ("Ratna Dewi, Kepala", "Wulan Sari, Kepala", 0, "speaker"),
        ("tarif angkut", "biaya sandar", 2, "words"),
    ],
)
def test_each_kind_of_change(edit, old, new, place, kind):
    (one,) = edit(FIRST, changed(FIRST, old, new, place))
    (claim,) = one.claims
    assert claim.kind == "changed"
    assert kind in {change.kind for change in claim.changes}
    assert one.headline is None
    assert not one.notes
    assert (one.before.held.version, one.after.held.version) == (1, 2)
    assert (one.seen, one.at) == ("2026-03-02T06:00:00Z", "2026-03-02T08:00:02Z") or one.seen < one.at


FILLER = (
    "People had been waiting at the old landing since dawn. The crew wrote down every name and then handed out rice, "
    "water and blankets. Nobody went home with empty hands, but the line was not gone before nightfall."
)
ENGLISH = (
    '"The bridge may reopen in 14 days," said Clara Whitmore, the county engineer.',
    'Tom Hale, who runs the ferry, said: "We did not raise our fares."',
)


@pytest.mark.parametrize(
    ("old", "new", "place", "kind"),
    [
        ("may reopen", "will reopen", 0, "hedge"),
        ("14 days", "40 days", 0, "number"),
        ("did not raise", "did raise", 1, "negation"),
        ("Tom Hale, who", "Rita Moss, who", 1, "speaker"),
    ],
)
def test_each_kind_of_change_in_english(edit, old, new, place, kind):
    (one,) = edit(ENGLISH, changed(ENGLISH, old, new, place), title="Bridge and ferry", rest=FILLER)
    assert kind in {change.kind for claim in one.claims for change in claim.changes}


def test_claims_that_came_and_went(edit):
    (one,) = edit(FIRST, [*FIRST[:2], '"Pelabuhan akan diperluas tahun ini," kata Wali Kota Sri Utami.'])
    assert sorted(claim.kind for claim in one.claims) == ["added", "removed"]


def test_a_headline_alone(edit):
    (one,) = edit(FIRST, FIRST, title="Kapal Bantuan Belum Tiba")
    assert (one.headline.before, one.headline.after) == ("Kapal Bantuan Tiba", "Kapal Bantuan Belum Tiba")
    assert one.claims == ()
    assert one.labels == ("headline changed",)


def test_what_changed_in_a_headline(edit):
    (one,) = edit(FIRST, FIRST, title="Kapal Bantuan Tidak Tiba")
    assert [change.kind for change in one.headline.changes] == ["negation"]


@pytest.mark.parametrize(
    "note",
    [
        "Koreksi: dalam versi sebelumnya tertulis 5 persen.",
        "Ralat redaksi: angka di paragraf pertama keliru.",
        "Artikel ini telah diperbarui pada pukul 14.00 dengan angka yang benar.",
        "Correction: an earlier version of this article misstated the figure.",
        "This story has been updated to correct the figure.",
    ],
)
def test_a_correction_note_is_told(edit, note):
    (one,) = edit(FIRST, [*changed(FIRST, "5 persen", "15 persen"), note])
    assert one.notes == (note,)


@pytest.mark.parametrize(
    "chrome",
    [
        "<p>Dibaca 1.204 kali</p>",
        "<div>3 menit lalu</div><div>12 komentar</div>",
        "<aside><h4>Berita terkait</h4><ul><li><a href='/x'>Harga cabai naik lagi di pasar</a></li></ul></aside>",
        "<p>Diperbarui 2 Maret 2026 14:12 WIB</p>",
        "<div class='ad'>Advertisement</div><p>5 min read</p>",
        "<nav><a href='/a'>Nasional</a> <a href='/b'>Olahraga</a></nav><p>128 shares</p>",
    ],
)
def test_what_changes_by_itself_is_no_edit(edit, chrome):
    assert edit(FIRST, FIRST, chrome=chrome) == []


@pytest.mark.parametrize(
    "line",
    [
        *("5 menit lalu", "Dibaca 1.203 kali", "2 hours ago", "12K views", "Updated 3 May 2026, 10:11", "31 Komentar"),
        *("Terakhir diperbarui 12 Mei 2026", "3 min read", "just now", "1,2 rb kali dibaca"),
    ],
)
def test_counters(line):
    assert is_counter(line)


def test_what_people_say_of_claims_counts(edit, ledger, site):
    """A speaker that is corrected, a claim that is none, and one that the reader missed."""
    line = "Di papan pengumuman gudang lama tertulis antrean sepi."
    edit(FIRST, [*changed(FIRST, "5 persen", "7 persen"), line])
    address = site.url("/berita/1001")

    def told():
        (one,) = find_edits(ledger, address)
        return one.claims

    (claim,) = told()
    old, new = claim.before.saying, claim.after.saying
    ledger.correct(new, Fix(speaker="Wulan Sari"), by="Desk")
    (claim,) = told()
    assert claim.after.claim.speaker.name == "Wulan Sari"
    for saying in (old, new):
        ledger.correct(saying, Fix(wrong=True), by="Desk")
    assert told() == ()
    missed = ledger.locate(address, "antrean sepi", "tertulis", "papan pengumuman gudang lama")
    ledger.add_missed(address, missed, Fix(), by="Desk")
    (claim,) = told()
    assert (claim.kind, claim.after.content) == ("added", "antrean sepi")
    (history,) = ledger.histories(address)
    places = [one.claim.attribution.content for one in ledger.version_claims(history.stands[1].held)]
    assert places == sorted(places)


def test_a_page_that_goes_back_was_edited_twice(site, clock, ledger, watch, look):
    watch(site.article("/berita/1001", *FIRST))
    look()
    for hours, old, new in ((3, "5 persen", "7 persen"), (30, "7 persen", "5 persen")):
        clock.turn(hours=hours)
        site.article("/berita/1001", *changed(changed(FIRST, "5 persen", old), old, new))
        look()
    found = list(find_edits(ledger))
    assert [(one.before.held.version, one.after.held.version) for one in found] == [(2, 1), (1, 2)]


def test_versions_that_were_added_by_hand_are_compared_too(ledger, tmp_path, capfd):
    name = ledger.name
    page = tmp_path / "page.html"
    for lines in (FIRST, changed(FIRST, "tiga bulan", "dua bulan", 1)):
        told = "".join(f"<p>{line}</p>" for line in lines)
        head = "<title>Stok beras</title><link rel='canonical' href='https://kabarlaut.example/berita/10012'>"
        page.write_text(f"<html><head>{head}</head><body><article><h1>Stok beras</h1>{told}</article></body></html>")
        run(["add", str(page), "--ledger", name, "--no-meaning", "--no-trace", "--quiet"])
    capfd.readouterr()
    assert run(["edits", "--ledger", name]) == 0
    shown = capfd.readouterr().out
    if shown:
        assert "number changed" in shown


def test_the_command_and_its_formats(edit, ledger, site, tmp_path, capfd):
    edit(FIRST, [*changed(FIRST, "5 persen", "15 persen"), "Koreksi: angka diperbaiki."], title="Kapal Tiba")
    name, address = ledger.name, site.url("/berita/1001")
    assert run(["edits", address, "--ledger", name]) == 0
    text = capfd.readouterr().out
    for words in ("headline changed", "number changed", "with a note: Koreksi", "15 persen"):
        assert words in text
    assert run(["edits", "--ledger", name, "--format", "jsonl", "--since", "2026-03"]) == 0
    row = json.loads(capfd.readouterr().out)
    assert row["silent"] is False
    assert row["headline"]["after"] == "Kapal Tiba"
    assert row["claims"][0]["changes"][0]["kind"] == "number"
    bundle = tmp_path / "evidence.zip"
    assert run(["edits", "--ledger", name, "-f", "web-annotation", "--evidence", str(bundle)]) == 0
    page = json.loads(capfd.readouterr().out)
    assert [one["motivation"] for one in page["items"]] == ["editing", "editing"]
    assert page["items"][1]["target"][0]["selector"][0]["exact"]
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
        assert archive.read("pages.warc.gz").count(b"\x1f\x8b") >= 2, "both pages as received"
    assert "SHA256SUMS" in names
    assert run(["edits", "https://nowhere.example/1", "--ledger", name]) == 2
    assert "no article has this address" in capfd.readouterr().err


def test_an_erased_page_has_no_edits(edit, ledger, site, look, clock):
    edit(FIRST, FIRST, title="Kapal Bantuan Belum Tiba")
    ledger.erase(site.url("/berita/1001"), by="Court", why="Order 12")
    assert list(find_edits(ledger)) == []
    asked = site.count("/berita/1001")
    clock.turn(days=10)
    look()
    assert site.count("/berita/1001") == asked
