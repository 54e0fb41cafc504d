"""What changed between two claims that say one thing, and what is only another excerpt or spelling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from konon.tracing.claim_drift import find_changes
from konon.tracing.claim_wording import is_change
from konon.tracing.drift import Difference
from konon.tracing.matching import load_matcher
from konon.tracing.saying import Saying

MakeSaying = Callable[..., Saying]


def kinds(a: Saying, b: Saying) -> set[str]:
    matcher = load_matcher()
    one, other = matcher.prepare(a), matcher.prepare(b)
    return {change.kind for change in find_changes(one, other, matcher.comparer.see(one.encoded, other.encoded))}


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        (
            "Jalur di Jl. Merpati ditutup oleh warga sejak pagi tadi",
            "Jalur di Jalan Merpati ditutup oleh warga sejak pagi tadi",
            "id",
        ),
        ("Mobilnya nggak ada di rumah waktu saya datang", "Mobilnya enggak ada di rumah waktu saya datang", "id"),
        (
            "Keinginan (pemodal) untuk membangun pabrik di sini besar sekali",
            "Keinginan untuk membangun pabrik di sini besar sekali",
            "id",
        ),
        (
            "Panen tahun ini naik 12 persen dari tahun lalu di semua desa",
            "Panen tahun ini naik 12% dari tahun lalu di semua desa",
            "id",
        ),
        (
            "Perahu kami rusak karena ombak besar itu... dan kami tidak bisa melaut",
            "Perahu kami rusak karena ombak besar itu yang datang malam hari dan kami tidak bisa melaut",
            "id",
        ),
        ("Kami pakai private jet itu untuk memantau gudang", "Kami pakai privatejet itu untuk memantau gudang", "id"),
        (
            "We are gonna rebuild every bridge [in the valley] by the spring",
            "We are going to rebuild every bridge by the spring",
            "en",
        ),
        (
            "I don't think the harbour can be opened this week",
            "I do not think the harbour can be opened this week",
            "en",
        ),
    ],
)
def test_a_quotation_written_otherwise_is_not_altered(make: MakeSaying, one: str, other: str, lang: str) -> None:
    given = {"quotation": "direct", "lang": lang, "speaker": "Ratna"}
    assert "words" not in kinds(make(one, **given), make(other, **given))


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        (
            "Di babak ketiga kami sudah habis tenaga tapi memaksa terus",
            "Di babak ketiga kami sebetulnya sudah habis tenaga tapi memaksa terus",
            "id",
        ),
        (
            "Pelaku terbang ke Belitar sehari sesudah itu dengan uang curian",
            "Pelaku terbang ke Blitung sehari sesudah itu dengan uang curian",
            "id",
        ),
        (
            "We will rebuild every bridge in the valley by the spring",
            "We will rebuild every road in the valley by the spring",
            "en",
        ),
        (
            "The council knew of the leak and it told nobody at all",
            "The council knew of the leak and told nobody at all",
            "en",
        ),
    ],
)
def test_a_quotation_of_other_words_is_altered(make: MakeSaying, one: str, other: str, lang: str) -> None:
    given = {"quotation": "direct", "lang": lang, "speaker": "Ratna"}
    assert "words" in kinds(make(one, **given), make(other, **given))


SAID = "pemilik truk itu bukan anggota kepolisian"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"speaker": "Polisi", "speaker_kind": "government"},
            {"speaker": "Dimas Pratama", "speaker_role": "Kapolresta Tegal"},
        ),
        (
            {"speaker": "Kejaksaan", "speaker_kind": "government"},
            {"speaker": "Dimas Pratama", "speaker_role": "Kajari Tegal"},
        ),
        ({"speaker": "Polisi", "speaker_kind": "government"}, {"speaker": "Kepolisian", "speaker_kind": "government"}),
        ({"speaker": "Dimas Pratama"}, {"speaker": "Dimas Pratomo"}),
        ({"speaker": "Dimas Pratama"}, {"speaker": "Sari Utami", "source": "dia"}),
        ({"speaker": "Dimas Pratama"}, {"speaker": "kepala polisi itu", "speaker_kind": "unnamed"}),
        (
            {"speaker": "Bank Cahaya", "speaker_kind": "organisation"},
            {"speaker": "Sari Utami", "speaker_role": "analis Bank Cahaya"},
        ),
        ({"speaker": "Dimas Pratama"}, {"speaker": "Pratama"}),
    ],
)
def test_a_body_and_its_officer_a_misspelt_name_and_a_pronoun_are_no_other_speaker(
    make: MakeSaying, one: dict[str, str], other: dict[str, str]
) -> None:
    a, b = (make(SAID, lang="id", **{"source": given["speaker"], **given}) for given in (one, other))
    assert "speaker" not in kinds(a, b)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"speaker": "Dimas Pratama"}, {"speaker": "Sari Utami"}),
        ({"speaker": "Warren’s campaign", "speaker_kind": "organisation"}, {"speaker": "Lucy Warren"}),
        ({"speaker": "Yayasan Dimas Pratama", "speaker_kind": "organisation"}, {"speaker": "Wati Pratama"}),
    ],
)
def test_another_person_named_and_a_group_named_after_him_are_another_speaker(
    make: MakeSaying, one: dict[str, str], other: dict[str, str]
) -> None:
    a, b = (make(SAID, lang="id", **{"source": given["speaker"], **given}) for given in (one, other))
    assert "speaker" in kinds(a, b)


@pytest.mark.parametrize(
    ("cues", "lang", "told"),
    [
        (("kata", "mengaku"), "id", False),  # says of himself
        (("kata", "mengakui"), "id", True),
        (("ujar", "mengecam"), "id", True),
        (("said", "claimed"), "en", False),
        (("called for", "called on"), "en", False),
        (("said", "admitted"), "en", True),
        (("said", "falsely claimed"), "en", True),
        (("told", "lashed out at"), "en", True),
    ],
)
def test_a_cue_that_judges_is_told_where_it_is_plainly_stronger(
    make: MakeSaying, cues: tuple[str, str], lang: str, *, told: bool
) -> None:
    words = "the bridge was not safe" if lang == "en" else "jembatan itu tidak aman"
    a, b = (make(words, lang=lang, speaker="Ratna", cue=cue) for cue in cues)
    assert ("strength" in kinds(a, b)) is told


@pytest.mark.parametrize(
    ("kind", "a", "b", "told"),
    [
        (
            "name",
            ("dia terbang ke Bitung malam itu", "Bitung"),
            ("dia terbang ke Belitung malam itu", "Belitung"),
            True,
        ),
        ("name", ("panitia SPMB harus jujur", "SPMB"), ("panitia harus jujur", ""), False),
        ("name", ("sopir itu bukan anggota Polri", "Polri"), ("pengemudi Pajero itu bukan polisi", "Pajero"), False),
        (
            "name",
            ("kapal Bahari dan kapal Samudra karam", "Bahari"),
            ("kapal Samudra karam di Tegal", "Samudra"),
            False,
        ),
        ("negation", ("sekolah swasta dan sekolah negeri penuh", "swasta"), ("sekolah negeri penuh", "negeri"), False),
        ("negation", ("harga beras naik bulan ini", "naik"), ("harga beras turun bulan ini", "turun"), True),
        ("negation", ("jembatan itu aman dilewati truk", ""), ("jembatan itu tidak aman dilewati truk", "tidak"), True),
        (
            "negation",
            ("jembatan itu dibangun tahun lalu", ""),
            ("warga tidak mau pindah dari bantaran", "tidak"),
            False,
        ),
        ("negation", ("jembatan itu belum aman", "belum"), ("jembatan itu tidak aman", "tidak"), False),
        (
            "negation",
            ("sopir itu merupakan warga kota", ""),
            ("Mereka warga kami, kejadiannya di Bandung. Keduanya bukan anggota polisi kota", "bukan"),
            False,
        ),
        (
            "negation",
            ("petugas masih memeriksa sopir bus itu", ""),
            ("petugas tidak memeriksa sopir bus itu", "tidak"),
            True,
        ),
        ("number", ("ada 12 orang", "12"), ("ada 15 orang", "15"), True),
    ],
)
def test_a_difference_is_a_change_where_the_rest_is_the_same(
    make: MakeSaying, kind: str, a: tuple[str, str], b: tuple[str, str], *, told: bool
) -> None:
    matcher = load_matcher()
    sides = [matcher.prepare(make(words, lang="id")) for words, _ in (a, b)]
    spans = [((words.index(part), words.index(part) + len(part)),) if part else () for words, part in (a, b)]
    difference = Difference(kind=kind, a=spans[0], b=spans[1], why="", sure=0.9)  # type: ignore[arg-type]
    assert is_change(difference, *sides) is told
