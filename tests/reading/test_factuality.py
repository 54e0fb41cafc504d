"""How sure, affirmed or denied, and what kind of act: one phenomenon a case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.reading.meaning.factuality import judge_factuality
from konon.reading.meaning.signs import read_signs
from konon.reading.meaning.verdicts import judge_by_rules
from konon.reading.spans.tagger import load_tagger
from konon.reading.text.lexicon import load_words
from konon.reading.text.passage import prepare
from konon.reading.text.units import no_units
from konon.records import Article, Attribution, words_of


def judge(read_marked, marked, lang="id"):
    return judge_all(read_marked(marked, lang))[-1]


def judge_all(read):
    units = load_tagger().look(read.passage).units
    return judge_factuality(read.passage, read.attributions, units)


def said(content, cue="mengatakan", source="Rukmi"):
    return f"<source>{source}</source> <cue>{cue}</cue> <content>{content}</content>."


def quoted(content, cue="kata", source="Rukmi"):
    return f'"<content>{content}</content>," <cue>{cue}</cue> <source>{source}</source>.'


@pytest.mark.parametrize(
    ("marked", "certainty"),
    [
        (said("gudang itu kosong"), "certain"),
        (said("gudang itu mungkin kosong"), "possible"),
        (said("gudang itu bisa jadi kosong"), "possible"),
        (said("gudang itu berpotensi ambruk"), "possible"),
        (said("gudang itu kemungkinan besar kosong"), "probable"),
        (said("gudang itu diperkirakan kosong"), "probable"),
        (said("pompa ini bisa mengangkat air sepuluh meter"), "certain"),
        (quoted("Saya rasa gudang itu kosong"), "probable"),
        (quoted("Kami akan menanam seribu pohon"), "unknown"),
        (said("akan menanam seribu pohon"), "unknown"),
        (said("pihaknya akan menanam seribu pohon"), "unknown"),
        (said("pemerintah akan menindak para penimbun"), "unknown"),
        (quoted("Semoga hujan segera turun"), "unknown"),
        (quoted("Kami berharap hujan turun"), "unknown"),
        (quoted("Siapa yang membuka pintu?"), "unknown"),
        (quoted("Tolong tutup pintu itu"), "unknown"),
        (quoted("Wali kota harus mencabut izin itu"), "unknown"),
        (said("agar warga mengungsi", cue="berpesan"), "unknown"),
        (said("warga mengungsi", cue="meminta"), "unknown"),
        (said("apakah gudang itu kosong", cue="menanyakan"), "unknown"),
        (said("harga turun", cue="berharap"), "unknown"),
        (said("harga turun", cue="memperkirakan"), "probable"),
        (said("gudang itu dibakar", cue="menduga"), "possible"),
        (said("gudang itu kosong", cue="membantah"), "certain"),
        (said("isi gudang itu", cue="tidak menjelaskan"), "unknown"),
        (said("untuk menutup gudang", cue="memutuskan"), "certain"),
    ],
)
def test_certainty_in_indonesian(read_marked, marked, certainty):
    assert judge(read_marked, marked).certainty == certainty


@pytest.mark.parametrize(
    ("marked", "certainty"),
    [
        (said("the barn was empty", "said"), "certain"),
        (said("the barn may be empty", "said"), "possible"),
        (said("the barn was probably empty", "said"), "probable"),
        (quoted("We will rebuild the barn", "said"), "unknown"),
        (quoted("Who opened the gate?", "said"), "unknown"),
        (said("the barn would be rebuilt", "hoped"), "unknown"),
        (said("the council to rebuild the barn", "urged"), "unknown"),
        (said("the council must rebuild the barn", "said"), "unknown"),
        (said("the roof to hold", "expects"), "probable"),
        (said("the fire was set", "suspects"), "possible"),
        (said("who owned the barn", "did not say"), "unknown"),
    ],
)
def test_certainty_in_english(read_marked, marked, certainty):
    assert judge(read_marked, marked, "en").certainty == certainty


@pytest.mark.parametrize(
    ("marked", "polarity"),
    [
        (said("gudang itu kosong"), "positive"),
        (said("gudang itu tidak kosong"), "negative"),
        (said("gudang itu belum dibuka"), "negative"),
        (said("tak ada yang masuk ke gudang itu"), "negative"),
        (said("itu bukan gudang, melainkan sekolah"), "negative"),
        (said("gudang itu tidak hanya kosong, tetapi juga rusak"), "positive"),
        (said("bukan tidak mungkin gudang itu dibakar"), "positive"),
        (said("penjaga yang tidak bersenjata itu tidur"), "positive"),
        (said("gudang itu terbakar karena penjaga tidak datang"), "positive"),
        (said("jika hujan tidak turun, sawah akan kering"), "positive"),
        (said("gudang itu besar dan tidak terkunci"), "positive"),
        (quoted("Jangan masuk ke gudang itu"), "negative"),
        (said("agar warga tidak masuk", cue="mengimbau"), "negative"),
        (said("warga tidak boleh masuk", cue="menegaskan"), "negative"),
        (said("gudang itu kosong", cue="membantah"), "negative"),
        (said("gudang itu kosong", cue="tidak membantah"), "positive"),
        (said("berkomentar", cue="menolak"), "negative"),
        (said("warga masuk ke gudang", cue="melarang"), "negative"),
        (said("isi gudang itu", cue="tidak menjelaskan"), "negative"),
    ],
)
def test_polarity_in_indonesian(read_marked, marked, polarity):
    assert judge(read_marked, marked).polarity == polarity


@pytest.mark.parametrize(
    ("marked", "polarity"),
    [
        (said("the barn was not empty", "said"), "negative"),
        (said("nobody entered the barn", "said"), "negative"),
        (said("the barn was not only empty but ruined", "said"), "positive"),
        (said("the guard who did not come was ill", "said"), "positive"),
        (said("the barn was empty", "denied"), "negative"),
        (said("the barn was empty", "did not deny"), "positive"),
        (said("to comment", "declined"), "negative"),
        (said("entry to the barn", "banned"), "negative"),
    ],
)
def test_polarity_in_english(read_marked, marked, polarity):
    assert judge(read_marked, marked, "en").polarity == polarity


@pytest.mark.parametrize(
    ("cue", "content", "act"),
    [
        ("mengatakan", "gudang itu kosong", "statement"),
        ("menilai", "gudang itu terlalu kecil", "belief"),
        ("yakin", "gudang itu kosong", "belief"),
        ("berharap", "gudang itu dibuka", "belief"),
        ("berjanji", "akan membuka gudang itu", "intention"),
        ("berencana", "membuka gudang itu", "intention"),
        ("enggan", "menjelaskan isi gudang", "intention"),
        ("menolak", "hadir di sidang", "intention"),
        ("menolak", "tuduhan itu", "statement"),
        ("menolak", "gagasan itu", "belief"),
        ("memutuskan", "untuk menutup gudang", "decree"),
        ("melarang", "warga masuk ke gudang", "decree"),
        ("meminta", "gudang itu dibuka", "statement"),
    ],
)
def test_act_in_indonesian(read_marked, cue, content, act):
    assert judge(read_marked, said(content, cue)).act == act


@pytest.mark.parametrize(
    ("cue", "act"),
    [("said", "statement"), ("believes", "belief"), ("vowed", "intention"), ("ruled", "decree"), ("hoped", "belief")],
)
def test_act_in_english(read_marked, cue, act):
    assert judge(read_marked, said("that the barn would stand", cue), "en").act == act


def hedges(read_marked, marked, lang="id"):
    passage = read_marked(marked, lang)
    found = judge_all(passage)[-1].hedges
    return [(words_of(passage.article.text, hedge.words), hedge.owner) for hedge in found]


def test_an_allegation_that_nobody_owns_is_the_outlets_hedge(read_marked):
    assert hedges(read_marked, "<content>Gudang itu</content> <cue>diduga</cue> <content>dibakar</content>.") == [
        ("diduga", "outlet")
    ]
    assert hedges(
        read_marked, "<content>The barn was</content> <cue>reportedly</cue> <content>burnt</content>.", "en"
    ) == [("reportedly", "outlet")]


def test_a_hedge_in_what_is_said_is_the_speakers(read_marked):
    assert hedges(read_marked, said("gudang itu mungkin kosong")) == [("mungkin", "speaker")]
    assert hedges(read_marked, said("the barn may be empty", "said"), "en") == [("may", "speaker")]


def test_a_hedging_cue_of_a_named_source_is_the_speakers(read_marked):
    assert hedges(read_marked, said("gudang itu dibakar", "menduga")) == [("menduga", "speaker")]


def test_plain_speech_has_no_hedge(read_marked):
    assert hedges(read_marked, said("gudang itu kosong")) == []


@pytest.mark.parametrize(
    ("cue", "certainty"),
    [
        ("dilaporkan", "possible"),
        ("dikabarkan", "possible"),
        ("dituduh", "possible"),
        ("dinilai", "certain"),
        ("diharapkan", "unknown"),
    ],
)
def test_cues_without_a_source(read_marked, cue, certainty):
    marked = f"<content>Gudang itu</content> <cue>{cue}</cue> <content>kosong</content>."
    assert judge(read_marked, marked).certainty == certainty


def test_the_same_passive_with_a_source_is_plain_speech(read_marked):
    marked = "<content>Gudang itu kosong</content>, <cue>dilaporkan</cue> oleh <source>Rukmi</source>."
    assert judge(read_marked, marked).certainty == "certain"


def test_a_form_that_is_not_listed_is_known_by_its_stem(read_marked):
    assert judge(read_marked, said("harga turun", cue="memperkirakannya")).certainty == "probable"


def test_the_reason_names_the_words(read_marked):
    reason = judge(read_marked, said("gudang itu mungkin tidak kosong")).reason
    assert "mungkin" in reason
    assert "tidak" in reason
    assert "mengatakan" in reason


def test_a_language_without_words_of_its_own_gets_all(read_marked):
    assert judge(read_marked, said("gudang itu mungkin kosong"), "ms").certainty == "possible"
    assert judge(read_marked, said("the barn may be empty", "said"), "ms").certainty == "possible"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_words_are_sound(lang):
    words = load_words(lang).facts.table
    names = [group.name for group in words.cues]
    assert len(names) == len(set(names))
    assert all(form == form.casefold().strip() and form for group in words.cues for form in group.forms)
    assert all(word == word.casefold().strip() and word for kind in words.content.values() for word in kind)


def test_both_languages_have_the_same_kinds():
    one, other = (load_words(lang).facts.table for lang in ("id", "en"))
    assert set(one.content) == set(other.content)
    assert {group.name for group in one.cues} == {group.name for group in other.cues}


SPANS = st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=3).map(tuple)


@given(
    st.text(alphabet="tidak mungkin akan? \n.,\"“”'", max_size=60),
    SPANS,
    SPANS,
    SPANS,
    st.sampled_from(["id", "en", "xx"]),
)
def test_any_spans_over_any_text_are_judged(text, source, cue, content, lang):
    article = Article(id="x", text=text, body=(), lang=lang)
    one = Attribution(id="a", source=source, cue=cue, content=content, quotation="direct", confidence=1)
    found = judge_factuality(prepare(article), [one], no_units())[0]
    assert found.reason
    assert all(hedge.words for hedge in found.hedges)


def test_a_very_long_content_is_judged_by_its_beginning():
    text = "Tidak. " + "kata " * 20_000
    one = Attribution(id="a", source=(), cue=(), content=((0, len(text)),), quotation="direct", confidence=1)
    assert (
        judge_factuality(prepare(Article(id="x", text=text, body=(), lang="id")), [one], no_units())[0].polarity
        == "negative"
    )


@pytest.mark.parametrize(
    ("marked", "lang", "found"),
    [
        (
            said("gudang itu mungkin kosong", "dikabarkan mengatakan"),
            "id",
            [("dikabarkan", "outlet"), ("mungkin", "speaker")],
        ),
        (said("the barn may be empty", "reportedly said"), "en", [("reportedly", "outlet"), ("may", "speaker")]),
        (said("gudang itu dibakar", "dituduh"), "id", []),
        (said("the barn was burnt", "alleged"), "en", []),
    ],
)
def test_the_outlets_hedge_and_the_speakers_are_kept_apart(read_marked, marked, lang, found):
    assert hedges(read_marked, marked, lang) == found


@pytest.mark.parametrize(
    ("first", "second", "lang"),
    [
        (
            "<content 1>Gudang itu</content> <cue 1>diduga</cue> <content 1>dibakar</content>.",
            " <source 2>Rukmi</source> <cue 2>menyebut</cue> <content 2>gudang itu mungkin kosong</content>.",
            "id",
        ),
        (
            "<content 1>The barn</content> <cue 1>is believed</cue> <content 1>to be burnt</content>.",
            " <source 2>Rukmi</source> <cue 2>said</cue> <content 2>the barn might be empty</content>.",
            "en",
        ),
    ],
)
def test_hedges_of_neighbours_have_their_own_owner(read_marked, first, second, lang):
    passage = read_marked(first + second, lang)
    owners = [[h.owner for h in found.hedges] for found in judge_all(passage)]
    assert owners == [["outlet"], ["speaker"]]


@pytest.mark.parametrize(
    ("marked", "certainty", "polarity"),
    [
        (said("the wagons that crossed in May might carry shells", "said"), "possible", "positive"),
        (said("the fund brought money to areas that would otherwise not have it", "said"), "certain", "positive"),
        (said("they widened the areas so they could build", "said"), "certain", "positive"),
        (said("that the agency could not be sure", "found"), "certain", "negative"),
        (said("the barn is a burden, not a boon", "said"), "certain", "positive"),
        (quoted("We do not see a link", "said"), "certain", "negative"),
        (quoted("Don't wait for rain", "said"), "unknown", "negative"),
        (quoted("I am not going to follow a script", "said"), "unknown", "negative"),
        (quoted("I must tell you that the bridge fell", "said"), "certain", "positive"),
        (quoted("Look at the bridge", "said"), "unknown", "positive"),
        (said("her vote in favour of the bridge a mistake", "called"), "certain", "positive"),
        (said("Rukmi a disgrace", "calls"), "certain", "positive"),
        (said("that it would take hours", "added"), "certain", "positive"),
        (said("that it would leave the union", "suggested"), "unknown", "positive"),
        (said("the United States would work with its friends", "said"), "unknown", "positive"),
        (said("that would permit more ships", "said"), "certain", "positive"),
        (said("the president to act against the fraud", "called on"), "unknown", "positive"),
        (said("with Sari on the bridge", "largely agreed with"), "certain", "positive"),
        (said("the bridge racially motivated", "stopped short of calling"), "unknown", "negative"),
        (said("she could see the bridge", "said"), "certain", "positive"),
        (
            '"<content>Look, the bridge holds,</content>" <source>he</source> <cue>said</cue>. '
            '"<content>You have no jobs.</content>"',
            "certain",
            "positive",
        ),
    ],
)
def test_english_clauses(read_marked, marked, certainty, polarity):
    found = judge(read_marked, marked, "en")
    assert (found.certainty, found.polarity) == (certainty, polarity)


@pytest.mark.parametrize(
    ("cue", "act"),
    [
        ("overruled", "decree"),
        ("repealed", "decree"),
        ("found", "statement"),
        ("considered", "belief"),
        ("is considering", "intention"),
        ("agrees with", "belief"),
        ("had weighed in", "statement"),
    ],
)
def test_english_cues(read_marked, cue, act):
    assert judge(read_marked, said("the plan", cue), "en").act == act


def test_a_hedge_far_from_a_relative_word_is_of_the_main_clause(read_marked):
    assert judge(read_marked, said("gerbong yang menyeberang pada Agustus mungkin kosong")).certainty == "possible"
    assert judge(read_marked, said("gerbong yang mungkin kosong itu menyeberang")).certainty == "certain"


def test_a_plan_is_of_a_body_only_where_that_is_the_subject(read_marked):
    marked = said("harga beras dan gula di pasar milik pemerintah akan turun")
    assert judge(read_marked, marked).certainty == "certain"


def test_a_concession_between_subject_and_verb_takes_no_denial_away(read_marked):
    read = read_marked(quoted("The plan, while important, is not new", "said"), "en")
    assert judge_by_rules(read_signs(read.passage, read.attributions[-1])).polarity == "negative"


@pytest.mark.parametrize(
    ("marked", "lang"),
    [
        (said("harga beras akan turun"), "id"),
        (said("the court's decision will force us to wait", "said"), "en"),
    ],
)
def test_a_forecast_is_no_plan_by_the_rules(read_marked, marked, lang):
    read = read_marked(marked, lang)
    assert judge_by_rules(read_signs(read.passage, read.attributions[-1])).certainty == "certain"
