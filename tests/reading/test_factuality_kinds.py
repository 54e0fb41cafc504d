"""Kinds of statement that are read wrongly where one looks at words alone; five and more of each, in both languages."""

import pytest

from konon.reading.meaning.factuality import judge_factuality
from konon.reading.spans.tagger import load_tagger
from konon.records import words_of


def judge(read_marked, marked, lang):
    read = read_marked(marked, lang)
    return read, judge_factuality(read.passage, read.attributions[-1:], load_tagger().look(read.passage).units)[0]


def said(source, cue, content):
    return f"<source>{source}</source> <cue>{cue}</cue> <content>{content}</content>."


def quoted(content, cue, source):
    return f'"<content>{content}</content>," <cue>{cue}</cue> <source>{source}</source>.'


MONTHS = [
    said("The port authority", "said", "the dredger had left on May 12"),
    said("The baker", "said", "the oven was repaired in May and works well"),
    said("Coach Lena Prost", "said", "the squad trained from 3 May to 9 May"),
    said("The archive", "said", "the letters were found last May in a cellar"),
    quoted("May 8 was the day the mill closed", "said", "foreman Otto Rahn"),
    said("A spokeswoman", "said", "the two sides met in May, June and July"),
]


@pytest.mark.parametrize("marked", MONTHS)
def test_a_month_is_no_hedge(read_marked, marked):
    _, found = judge(read_marked, marked, "en")
    assert (found.certainty, found.hedges) == ("certain", ())


@pytest.mark.parametrize(
    "marked",
    [
        said("The vet", "said", "the mare may foal in May"),
        said("Trade Council", "said", "Farmers May Lose Subsidies"),
        quoted("They may come back", "said", "the ferryman"),
    ],
)
def test_a_hedge_is_no_month(read_marked, marked):
    _, found = judge(read_marked, marked, "en")
    assert found.certainty == "possible"
    assert len(found.hedges) == 1


@pytest.mark.parametrize(
    ("marked", "lang"),
    [
        (said("Neither brother", "claimed", "that the boat was his"), "en"),
        (said("None of the neighbours", "said", "they had heard a shot"), "en"),
        (said("Nobody on the council", "admitted", "that the bridge was unsafe"), "en"),
        (said("Few farmers", "believe", "the dam will be finished"), "en"),
        (said("No witness", "said", "the driver had stopped"), "en"),
        (said("Tak seorang pun warga", "mengaku", "melihat api itu"), "id"),
        (said("Tidak satu pun karyawan", "mengatakan", "gajinya sudah dibayar"), "id"),
        (said("Belum ada pejabat", "menyebut", "jembatan itu aman"), "id"),
    ],
)
def test_what_nobody_says_is_denied(read_marked, marked, lang):
    assert judge(read_marked, marked, lang)[1].polarity == "negative"


def test_what_nobody_denies_is_affirmed(read_marked):
    marked = said("No one on the board", "denied", "that the vault was empty")
    assert judge(read_marked, marked, "en")[1].polarity == "positive"


@pytest.mark.parametrize(
    ("marked", "lang"),
    [
        (said("The nurse", "said", "the long wait had robbed the family of hope"), "en"),
        (said("The clerk", "said", "the tenants asked the owner to mend the roof"), "en"),
        (quoted("They took everything they wanted", "said", "shopkeeper Nora Beck"), "en"),
        (said("The historian", "said", "the settlers left what they hoped would be a city"), "en"),
        (said("Camat Wira Laksa", "menjelaskan", "pemilik kapal meminta awaknya menunggu di dermaga"), "id"),
        (said("Saksi mata", "menuturkan", "perampok itu menyuruh kasir membuka laci"), "id"),
        (said("Kapten Rusdi Amin", "mengatakan", "nelayan yang ingin pulang sudah dijemput"), "id"),
    ],
)
def test_a_wish_of_somebody_else_is_told_as_a_fact(read_marked, marked, lang):
    assert judge(read_marked, marked, lang)[1].certainty == "certain"


@pytest.mark.parametrize(
    ("marked", "lang", "hedge"),
    [
        (
            quoted("If I remember correctly, the gate was open", "said", "watchman Ole Brandt"),
            "en",
            "If I remember correctly",
        ),
        (quoted("Unless I'm mistaken, she sold the farm", "said", "notary Greta Holm"), "en", "Unless I'm mistaken"),
        (said("The geologist", "said", "a second slide was not out of the question"), "en", "not out of the question"),
        (quoted("Jika tidak keliru, toko itu tutup tahun lalu", "kata", "Mina"), "id", "Jika tidak keliru"),
        (quoted("Seingat saya, pintunya terkunci", "ujar", "penjaga gudang"), "id", "Seingat saya"),
        (said("Ahli gempa", "mengatakan", "bukan mustahil retakan itu melebar"), "id", "bukan mustahil"),
        (
            "Bisa jadi, <source>dia</source> <cue>menambahkan</cue>, <content>perahu itu hanyut ke utara</content>.",
            "id",
            "Bisa jadi",
        ),
    ],
)
def test_a_hedge_of_several_words_is_named(read_marked, marked, lang, hedge):
    read, found = judge(read_marked, marked, lang)
    assert found.certainty in {"possible", "probable"}
    assert hedge in [words_of(read.article.text, one.words) for one in found.hedges]


@pytest.mark.parametrize(
    ("marked", "lang"),
    [
        (said("The surveyor", "said", "the wall was not free of cracks"), "en"),
        (said("The editor", "said", "it was not false that the paper had lost readers"), "en"),
        (said("The warden", "said", "the river never fails to flood the meadow"), "en"),
        (said("Kepala pasar", "mengatakan", "kios itu tak luput dari api"), "id"),
        (said("Guru Wulan", "menyebut", "murid-murid tak pernah absen dari latihan"), "id"),
        (said("Petugas", "menuturkan", "warga ditanya apakah tidak melihat truk itu"), "id"),
    ],
)
def test_two_denials_affirm(read_marked, marked, lang):
    assert judge(read_marked, marked, lang)[1].polarity == "positive"


@pytest.mark.parametrize(
    ("marked", "lang"),
    [
        (quoted("Who paid for the roof? The parish paid for it", "said", "Father Brannigan"), "en"),
        (quoted("How did we win? We ran more than they did", "said", "captain Milo Grant"), "en"),
        (quoted("Is it cold up here? It is freezing", "said", "lighthouse keeper Ida Lund"), "en"),
        (quoted("Kenapa sepi? Karena jalannya rusak", "kata", "pedagang itu"), "id"),
        (quoted("Siapa yang rugi? Petani yang rugi", "ujar", "Sari"), "id"),
    ],
)
def test_a_question_answered_at_once_states(read_marked, marked, lang):
    assert judge(read_marked, marked, lang)[1].certainty == "certain"
