"""Whom sources stand for by the rules alone. Marked-up sentences in; names, roles, kinds and countries out."""

from __future__ import annotations

import re

import pytest

from konon.reading.relays.mentions import rule_mentions
from konon.reading.speakers.by_rules import resolve_by_rules
from konon.reading.text.passage import prepare
from konon.records import Article, Attribution, Span, Speaker

_TAG = re.compile(r"<(/?)(source|cue|content)>")


def read(marked: str, lang: str = "id") -> tuple[Speaker, ...]:
    """The speakers of a text in which `<source>`, `<cue>` and `<content>` are marked; `<source></source>`
    stands for a source that is not there. Each source opens an attribution."""
    text, spans, opened, at = "", [], 0, 0
    for tag in _TAG.finditer(marked):
        text += marked[at : tag.start()]
        at = tag.end()
        if tag[1]:
            spans.append((tag[2], (opened, len(text))))
        else:
            opened = len(text)
    text += marked[at:]
    roles: list[dict[str, list[Span]]] = []
    loose: dict[str, list[Span]] = {"cue": [], "content": []}
    for role, span in spans:
        if role == "source":
            roles.append(
                {"source": [span] if span[0] < span[1] else [], "cue": loose["cue"], "content": loose["content"]}
            )
            loose = {"cue": [], "content": []}
        elif roles:
            roles[-1][role].append(span)
        else:
            loose[role].append(span)
    found = [
        Attribution(
            id=str(n),
            source=tuple(r["source"]),
            cue=tuple(r["cue"]),
            content=tuple(r["content"]),
            quotation="indirect",
            confidence=1.0,
        )
        for n, r in enumerate(roles)
    ]
    body = tuple((m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    passage = prepare(Article(id="a", text=text, body=body, lang=lang))
    return resolve_by_rules(passage, found, rule_mentions(passage, found)).speakers


def names(marked: str, lang: str = "id") -> list[str | None]:
    return [s.name for s in read(marked, lang)]


# --- names, roles and affiliations in one source


@pytest.mark.parametrize(
    ("source", "name", "role", "affiliation"),
    [
        (
            "Peneliti senior dari Lembaga Kajian Samudra, Hana Wibisono",
            "Hana Wibisono",
            "Peneliti senior",
            "Lembaga Kajian Samudra",
        ),
        ("Direktur Eksekutif LKS Bayu Pamungkas", "Bayu Pamungkas", "Direktur Eksekutif", "LKS"),
        (
            "Hana Wibisono, peneliti senior di Universitas Cendana",
            "Hana Wibisono",
            "peneliti senior",
            "Universitas Cendana",
        ),
        (
            "Kepala Biro Humas Kementerian Perikanan Sutan Marpaung",
            "Sutan Marpaung",
            "Kepala Biro Humas",
            "Kementerian Perikanan",
        ),
        (
            "Ketua Dewan Komisioner Otoritas Pasar Beras (OPB) Lukas Tobing",
            "Lukas Tobing",
            "Ketua Dewan Komisioner",
            "Otoritas Pasar Beras (OPB)",
        ),
        ("juru bicara kepolisian Kanada Emily Rousseau", "Emily Rousseau", "juru bicara", "kepolisian Kanada"),
        ("Menteri Luar Negeri Jerman Klara Steinmann", "Klara Steinmann", "Menteri Luar Negeri", "Jerman"),
        ("Perdana Menteri (PM) Islandia Jon Sigurdsson", "Jon Sigurdsson", "Perdana Menteri (PM)", "Islandia"),
        (
            "Sekretaris Komisi C DPRD Kota Palu, Daud Lamakarate",
            "Daud Lamakarate",
            "Sekretaris Komisi C",
            "DPRD Kota Palu",
        ),
        ("Kapolres Klaten AKBP Dimas Prayoga, S.I.K., M.Si.", "Dimas Prayoga", "Kapolres", "Klaten"),
        ("pengacara Rina Halim, Joshua Manullang", "Joshua Manullang", "pengacara", "Rina Halim"),
        ("Sari (35), pedagang sayur", "Sari", "pedagang sayur", None),
        ("Markus Tandi selaku Komisaris PT Laut Biru", "Markus Tandi", "Komisaris", "PT Laut Biru"),
        ("Ketua DPRD Jembrana I Made Suartika", "I Made Suartika", "Ketua", "DPRD Jembrana"),
        ("Presiden Komite Iklim Ursula van der Meer", "Ursula van der Meer", "Presiden", "Komite Iklim"),
        ("Presiden Chili dan mantan Menteri Kehutanan Pablo Rivas", "Pablo Rivas", None, None),
    ],
)
def test_a_source_is_split_into_name_role_and_affiliation(
    source: str, name: str, role: str | None, affiliation: str | None
) -> None:
    (speaker,) = read(f"<source>{source}</source> <cue>mengatakan</cue> <content>panen gagal</content>.")
    assert speaker.name == name
    assert speaker.kind == "person"
    if role:
        assert (speaker.role, speaker.affiliation) == (role, affiliation)


@pytest.mark.parametrize(
    ("source", "name", "role", "affiliation"),
    [
        (
            "Mara Lindqvist, a senior fellow at the Harbor Institute",
            "Mara Lindqvist",
            "senior fellow",
            "Harbor Institute",
        ),
        ("Harbor Institute director Mara Lindqvist", "Mara Lindqvist", "director", "Harbor Institute"),
        ("White House spokesman Owen Pratt", "Owen Pratt", "spokesman", "White House"),
        ("Sen. Lydia Crane (R-Ohio)", "Lydia Crane", "Sen", None),
        ("38 North's Hana Brooks", "Hana Brooks", None, "38 North"),
        ("former Treasury Secretary Paul Whitcomb Jr.", "Paul Whitcomb", None, None),
        ("Deputy Mayor Sinead O'Rourke of Galway", "Sinead O'Rourke", "Deputy Mayor", "Galway"),
    ],
)
def test_an_english_source_is_split_too(source: str, name: str, role: str | None, affiliation: str | None) -> None:
    (speaker,) = read(f"<source>{source}</source> <cue>said</cue> <content>rain came late</content>.", "en")
    assert speaker.name == name
    if role or affiliation:
        assert (speaker.role, speaker.affiliation) == (role, affiliation)


def test_two_persons_in_one_source_are_a_group() -> None:
    (speaker,) = read("<source>Presiden Ana Ruiz dan Menteri Luar Negeri Tom Okello</source> <cue>menyebut</cue> x.")
    assert speaker.name == "Ana Ruiz dan Tom Okello"
    assert speaker.kind == "group"


# --- short names, nicknames, abbreviations, titles


def test_a_short_name_stands_for_the_fullest_one() -> None:
    marked = (
        "<source>Menteri Sosial Rahmat Hidayatullah</source> menyebut x. Kata <source>Rahmat</source>, y. "
        "<source>Hidayatullah</source> menolak z."
    )
    assert names(marked) == ["Rahmat Hidayatullah"] * 3


def test_the_full_name_may_stand_after_the_short_one_and_outside_any_source() -> None:
    marked = "<source>Wening</source> menyebut x. Pidato Gubernur Wening Larasati dihadiri warga."
    (speaker,) = read(marked)
    assert (speaker.name, speaker.role) == ("Wening Larasati", "Gubernur")


@pytest.mark.parametrize(
    "given",
    ["(Mbah Jo)", "atau Mbah Jo", "yang akrab disapa Mbah Jo"],
)
def test_a_nickname_given_once_is_known_later(given: str) -> None:
    marked = f"Bupati Sujono Atmaja {given} hadir. Kata <source>Mbah Jo</source>, sawah kering."
    assert names(marked) == ["Sujono Atmaja"]


def test_a_description_by_nickname_is_the_person() -> None:
    marked = "Kartika Sasmaya (Ika) tiba. <source>Bankir yang akrab disapa Ika ini</source> menyebut x."
    assert names(marked) == ["Kartika Sasmaya"]


def test_an_abbreviation_stands_for_what_the_article_spells_out() -> None:
    marked = "<source>Badan Riset Gempa (BRG)</source> menyebut x. <source>BRG</source> menambahkan y."
    first, second = read(marked)
    assert first.name == second.name == "Badan Riset Gempa"
    assert first.id == second.id


def test_an_abbreviation_may_stand_before_its_long_form() -> None:
    marked = "KRN (Komite Riset Nasional) berdiri. <source>KRN</source> menyebut x."
    assert names(marked) == ["Komite Riset Nasional"]


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("Menteri Luar Negeri Retno Wulandari tiba di Wina.", "Menlu"),
        ("Kapolres Klaten AKBP Dimas Prayoga tiba.", "Kapolres"),
        ("Presiden Rusia Ivan Sokolov tiba.", "Presiden Rusia"),
        ("Presiden Yusuf Halim tiba.", "Kepala Negara"),
        ("Juru bicara Gedung Putih, Karen Doyle, tiba.", "Juru bicara Gedung Putih"),
    ],
)
def test_a_bare_title_is_the_person_who_bears_it(opening: str, title: str) -> None:
    (speaker,) = read(f"{opening} <source>{title}</source> menyebut harga turun.")
    assert speaker.name in opening
    assert speaker.kind == "person"


def test_a_title_nobody_bears_stays_as_it_is() -> None:
    (speaker,) = read("Presiden Yusuf Halim tiba. <source>Juru bicara istana</source> menyebut x.")
    assert speaker.name == "Juru bicara istana"
    assert speaker.kind == "unnamed"


def test_a_title_that_points_back_is_who_was_just_named() -> None:
    marked = (
        "<source>Menteri Budaya Farid Zulkarnain</source> menyebut x. "
        "<source>Politikus Partai Garuda ini</source> menambahkan y."
    )
    assert names(marked) == ["Farid Zulkarnain"] * 2


def test_of_two_bearers_of_a_surname_the_title_tells_which() -> None:
    marked = (
        "Robert Delgado met his wife, Laura Delgado. <source>Mrs. Delgado</source> said x. "
        "<source>Mr. Delgado</source> said y."
    )
    assert names(marked, "en") == ["Laura Delgado", "Robert Delgado"]


def test_a_misspelt_name_is_the_one_it_is_a_letter_off() -> None:
    marked = "<source>Kuasa Usaha Gantosori Manalu</source> menyebut x. Kata <source>Gantosari</source>, y."
    assert names(marked) == ["Gantosori Manalu"] * 2


# --- pronouns


@pytest.mark.parametrize("pronoun", ["ia", "dia", "beliau", "pihaknya", "dirinya"])
def test_a_pronoun_is_who_spoke_last(pronoun: str) -> None:
    marked = f"<source>Ketua Koperasi Joko Sutrisna</source> menyebut x. Menurut <source>{pronoun}</source>, y."
    assert names(marked) == ["Joko Sutrisna"] * 2


def test_the_clitic_on_a_speech_word_is_who_spoke_last() -> None:
    marked = (
        '<source>Bidan Ratri Kusumaningrum</source> menyebut x. "Sehat semua," <cue>ujar</cue><source>nya</source>.'
    )
    assert names(marked) == ["Ratri Kusumaningrum"] * 2


def test_an_organisation_between_does_not_take_the_pronoun() -> None:
    marked = (
        "<source>Direktur Bank Pesisir Hendri Lubis</source> menyebut x. <source>Bank Pesisir</source> berharap y. "
        "Kata <source>dia</source>, z."
    )
    assert names(marked)[-1] == "Hendri Lubis"


def test_somebody_introduced_since_takes_the_pronoun() -> None:
    marked = (
        "<source>Lina Marpaung (34)</source> mengaku kaget.\n"
        "Sementara itu, Johanes Patty (73), warga lama Seram, menjawab tegas.\n"
        '"Kami tidak mau," ujar<source>nya</source>.'
    )
    assert names(marked) == ["Lina Marpaung", "Johanes Patty"]


def test_somebody_named_only_in_what_was_said_does_not_take_the_pronoun() -> None:
    marked = (
        "<source>Aktivis Wahyu Nugroho</source> <cue>mendesak</cue> <content>agar laporan Toni Simbolon dibuka"
        "</content>. Menurut <source>dia</source>, y."
    )
    assert names(marked) == ["Wahyu Nugroho"] * 2


def test_a_speaker_inside_a_statement_does_not_take_the_next_pronoun() -> None:
    marked = (
        "<source>Aktivis Wahyu Nugroho</source> <cue>memuji</cue> pidato <source>Toni Simbolon</source> "
        "<cue>yang menyerukan</cue> damai. Kata <source>dia</source>, y."
    )
    assert names(marked)[-1] == "Wahyu Nugroho"


def test_a_nameless_speaker_can_be_the_antecedent() -> None:
    marked = "<source>Seorang pejabat Kanada</source> menyebut x. Menurut <source>dia</source>, y."
    assert names(marked) == ["Seorang pejabat Kanada"] * 2


def test_they_are_the_group_before() -> None:
    marked = "<source>Sejumlah nelayan</source> mengeluh. <source>Mereka</source> meminta solar murah."
    assert names(marked) == ["Sejumlah nelayan"] * 2


def test_both_are_the_two_who_spoke_last() -> None:
    marked = (
        "Kata <source>Sari Dewi</source>, x. Kata <source>Tono Wijaya</source>, y. <source>Keduanya</source> sepakat."
    )
    assert names(marked)[-1] == "Sari Dewi dan Tono Wijaya"


def test_he_and_she_are_told_apart() -> None:
    marked = (
        "<source>Laura Finch</source> said x. <source>David Osei</source> said y. <source>She</source> said z, "
        "and <source>he</source> agreed."
    )
    assert names(marked, "en") == ["Laura Finch", "David Osei", "Laura Finch", "David Osei"]


def test_it_is_an_organisation_and_who_is_the_name_before() -> None:
    marked = (
        "<source>Harbor Bank</source> said x. <source>It</source> added y. Ann Cole, <source>who</source> said z, left."
    )
    assert names(marked, "en") == ["Harbor Bank", "Harbor Bank", "Ann Cole"]


def test_a_first_person_pronoun_tells_nobody() -> None:
    (speaker,) = read("<source>Kami</source> yakin harga turun.")
    assert speaker.name is None
    assert "Kami" in speaker.reason


def test_a_pronoun_with_nobody_before_it_stays_null() -> None:
    (speaker,) = read('"Naik," kata <source>dia</source>.')
    assert (speaker.name, speaker.confidence) == (None, 0.0)


# --- the unnamed, groups, documents, organisations, media, countries


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("seorang pejabat AS", "unnamed"),
        ("saksi mata", "unnamed"),
        ("sumber yang mengetahui masalah itu", "unnamed"),
        ("sejumlah analis", "group"),
        ("para pedagang pasar", "group"),
        ("dokumen pengadilan", "document"),
        ("hukum Mesir", "document"),
        ("pemerintah Peru", "government"),
        ("Kementerian Kesehatan", "government"),
        ("Korea Utara", "government"),
        ("Reuters", "media"),
        ("KCNA", "media"),
        ("KabarPesisir.com", "media"),
        ("PT Angin Timur", "organisation"),
        ("Universitas Cendana", "organisation"),
    ],
)
def test_kinds(source: str, kind: str) -> None:
    (speaker,) = read(f"Menurut <source>{source}</source>, harga turun.")
    assert (speaker.name, speaker.kind) == (source, kind)


def test_the_reason_types_the_nameless() -> None:
    official, witness = read("Kata <source>seorang pejabat</source>, x. Kata <source>saksi mata</source>, y.")
    assert "official" in official.reason
    assert "witness" in witness.reason


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("laporan Badan Meteorologi Dunia", "Badan Meteorologi Dunia"),
        ("data BRG", "Badan Riset Gempa"),
        ("survei Yayasan Lentera", "Yayasan Lentera"),
        ("laporan polisi", "laporan polisi"),
    ],
)
def test_a_document_is_whose_it_is_where_that_is_named(source: str, name: str) -> None:
    assert names(f"Badan Riset Gempa (BRG) hadir. Menurut <source>{source}</source>, x.") == [name]


def test_a_statement_that_points_back_is_its_speakers() -> None:
    marked = "Kata <source>militer Kanada</source>, x. Menurut <source>pernyataan tersebut</source>, y."
    assert names(marked) == ["militer Kanada"] * 2


def test_a_common_noun_points_back_to_the_institution() -> None:
    marked = (
        "<source>Kementerian Budaya Prancis</source> menyebut x. <source>Kementerian tersebut</source> menambahkan y."
    )
    assert names(marked) == ["Kementerian Budaya Prancis"] * 2


def test_an_apposition_does_not_swell_the_name() -> None:
    assert names("<source>KCNA, media negara Korea Utara,</source> menyebut x.") == ["KCNA"]


def test_a_proper_name_after_a_common_one_is_the_name() -> None:
    assert names("<source>situs berita Swiss, Helvetia Kini</source>, menyebut x.") == ["Helvetia Kini"]


@pytest.mark.parametrize(
    ("source", "lang", "country"),
    [
        ("pejabat AS", "id", "US"),
        ("Presiden Korsel Han Ji-won", "id", "KR"),
        ("KCNA", "id", "KP"),
        ("Kremlin", "id", "RU"),
        ("pemerintah Tiongkok", "id", "CN"),
        ("Menteri Luar Negeri Selandia Baru Kate Moana", "id", "NZ"),
        ("Wali Kota Malang Rudi Setiabudi", "id", None),
        ("a British official", "en", "GB"),
        ("White House spokesman Owen Pratt", "en", "US"),
        ("the mayor as well as voters", "en", None),
    ],
)
def test_countries(source: str, lang: str, country: str | None) -> None:
    (speaker,) = read(f"<source>{source}</source> said x.", lang)
    assert speaker.country == country


# --- English heads


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        ("The Delgado campaign", "The Delgado campaign", "organisation"),
        ("Delgado supporters", "Delgado supporters", "group"),
        ("Laura Delgado's doctor", "Laura Delgado's doctor", "unnamed"),
        ("a Homeland Security Department official", "a Homeland Security Department official", "unnamed"),
        ("The New York Times", "The New York Times", "media"),
        ("The FBI", "FBI", "government"),
        ("several voters", "several voters", "group"),
        ("A Harbor Bank poll", "A Harbor Bank poll", "document"),
    ],
)
def test_an_english_phrase_is_what_its_last_noun_is(source: str, name: str, kind: str) -> None:
    marked = f"Laura Delgado won. <source>{source}</source> said x."
    (speaker,) = read(marked, "en")
    assert (speaker.name, speaker.kind) == (name, kind)


def test_the_president_and_the_campaign_point_back() -> None:
    marked = (
        "President Maria Delgado spoke. <source>The president</source> said x. "
        "<source>The Ruiz campaign</source> said y. <source>The campaign</source> added z."
    )
    assert names(marked, "en") == ["Maria Delgado", "The Ruiz campaign", "The Ruiz campaign"]


# --- what every speaker carries


def test_the_span_is_where_the_full_name_stands() -> None:
    marked = "<source>Menteri Sosial Rahmat Hidayatullah</source> menyebut x. Kata <source>Rahmat</source>, y."
    text = re.sub(_TAG, "", marked)
    for speaker in read(marked):
        assert speaker.span is not None
        assert text[slice(*speaker.span)] == "Rahmat Hidayatullah"


def test_the_id_depends_on_the_name_alone() -> None:
    one = read("<source>Menteri Sosial Rahmat Hidayatullah</source> menyebut x.")[0]
    other = read("Pagi itu hujan. Kata <source>Rahmat Hidayatullah</source>, y.")[0]
    assert one.id == other.id
    assert len(one.id or "") == 16


def test_a_chosen_bearer_is_less_sure_than_the_only_one() -> None:
    only = read("Budi Santoso hadir. Kata <source>Budi</source>, x.")[0]
    chosen = read("Budi Santoso dan Budi Hartono hadir. Kata <source>Budi</source>, x.")[0]
    assert only.confidence > chosen.confidence


def test_no_source_is_nobody() -> None:
    (speaker,) = read("<source></source>Harga <cue>diduga</cue> <content>naik</content>.")
    assert speaker.name is None
    assert "no source is named" in speaker.reason


def test_initials_of_a_person_stand_for_the_person() -> None:
    marked = "Bima Surya Kencana (BSK) tiba. <source>BSK</source> menyebut x."
    (speaker,) = read(marked)
    assert (speaker.name, speaker.kind) == ("Bima Surya Kencana", "person")


def test_a_form_of_address_makes_a_person() -> None:
    (speaker,) = read("Kata <source>Pak Dana</source>, sawah kering.")
    assert (speaker.name, speaker.kind) == ("Dana", "person")


def test_a_title_inside_a_name_is_part_of_it() -> None:
    (speaker,) = read("<source>Menteri Agama Yunus Hakim Pratama</source> menyebut x.")
    assert (speaker.name, speaker.role) == ("Yunus Hakim Pratama", "Menteri Agama")


def test_a_number_miswritten_is_the_same_king_and_another_number_another() -> None:
    same = "<source>Raja Olav XIV</source> tiba. Raja Olav XIV hadir. Kata <source>Raja Olav XVI</source>, x."
    assert names(same) == ["Olav XIV"] * 2
    other = "<source>Raja Olav III</source> tiba. Kata <source>Raja Olav II</source>, x."
    assert names(other) == ["Olav III", "Olav II"]


@pytest.mark.parametrize(
    ("marked", "name", "kind"),
    [
        ('"X," demikian <source>bunyi</source> siaran pers kedutaan yang beredar.', "siaran pers kedutaan", "document"),
        ('"X," demikian <source>bunyi surat itu</source>.', "surat itu", "document"),
        ('"X," demikian <source>isi</source> surat Dinas Kelautan itu.', "Dinas Kelautan", "government"),
        ('"X," demikian <source>bunyi</source>.', "bunyi", "document"),
    ],
)
def test_how_words_run_is_nobodys_name(marked: str, name: str, kind: str) -> None:
    (speaker,) = read(marked)
    assert (speaker.name, speaker.kind) == (name, kind)


def test_the_wording_of_a_release_is_that_of_the_institution_before_it() -> None:
    marked = (
        "<source>Kedutaan Besar Norwegia</source> membantah. "
        '"X," demikian <source>bunyi</source> siaran pers kedutaan, Sabtu.'
    )
    assert names(marked) == ["Kedutaan Besar Norwegia"] * 2


def test_a_title_that_points_back_is_not_the_crowd_before_it() -> None:
    assert names("<source>Warga</source> resah. <source>Bupati itu</source> menyebut x.")[1] != "Warga"


def test_an_outlet_at_the_head_of_a_source_is_not_where_the_speaker_works() -> None:
    wide = (
        "Dilansir <source>Garis Timur dari Kawat Samudra, Direktur Yayasan Terumbu, Lena Hartawan</source>, menyebut x."
    )
    (speaker,) = read(wide)
    assert (speaker.name, speaker.role, speaker.affiliation) == ("Lena Hartawan", "Direktur", "Yayasan Terumbu")
    own = "Dilansir <source>Garis Timur</source>, hujan turun."
    assert names(own) == ["Garis Timur"]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        (  # he would not call himself by his name
            "<source 1>Camat Ratri Utami</source> <cue 1>berkata</cue> <content 1>jalan rusak</content>. "
            "<source 2>Lurah Dodo Prihadi</source> <cue 2>meminta</cue> <content 2>dana</content>.\n"
            '"<content 3>Permintaan Prihadi wajar</content>," <cue 3>ujar</cue> <source 3>dia</source>.',
            "Ratri Utami",
        ),
        (  # who did it, behind "oleh"
            "<source 1>Camat Ratri Utami</source> <cue 1>berkata</cue> <content 1>jalan rusak</content>.\n"
            "Hal yang sama pernah diutarakan oleh Bupati Lembah, Dodo Prihadi. "
            "<source 2>Ia</source> <cue 2>menilai</cue> <content 2>jembatan rapuh</content>.",
            "Dodo Prihadi",
        ),
        (  # the words of the last source's own title introduce nobody
            "<source 1>Camat Ratri Utami</source> <cue 1>berkata</cue> <content 1>jalan rusak</content>. "
            "<source 2>Pemimpin Pengawal Rimba yang disegani, Jenderal Dodo Prihadi</source>, <cue 2>berkata</cue> "
            "<content 2>hutan aman</content>. <source 3>Ia</source> <cue 3>menambahkan</cue> "
            "<content 3>sungai jernih</content>.",
            "Dodo Prihadi",
        ),
        (  # two persons side by side
            "<source 1>Camat Ratri Utami</source> <cue 1>berkata</cue> <content 1>jalan rusak</content>. "
            "Dua warga lain, Dodo Prihadi dan Wulan Sekar, dihukum. "
            "<source 2>Mereka</source> <cue 2>menuding</cue> <content 2>hakim keliru</content>.",
            "Dodo Prihadi dan Wulan Sekar",
        ),
    ],
)
def test_whom_a_pronoun_means_by_what_is_said_and_who_was_named(read_marked, marked, name):
    passage = read_marked(marked)
    given, found = passage.passage, passage.attributions
    assert resolve_by_rules(given, found, rule_mentions(given, found)).speakers[-1].name == name
