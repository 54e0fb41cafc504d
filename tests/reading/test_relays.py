"""Through whom a statement came, and how far a relay holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.reading.relays.mentions import rule_mentions
from konon.reading.relays.runs import run_chains
from konon.reading.text.passage import prepare
from konon.records import Article, Attribution


def relays_of(article, attributions, names):
    passage = prepare(article)
    return run_chains(passage, attributions, names, rule_mentions(passage, attributions))


def chains(passage, names=None):
    count = len(passage.attributions)
    found = relays_of(passage.article, passage.attributions, names or [None] * count)
    return [[relay.name for relay in chain] for chain in found]


SAID = '"<content>Kapal itu karam</content>," <cue>kata</cue> <source>Nakhoda Ramli</source>'


@pytest.mark.parametrize(
    ("ending", "name"),
    [
        (", dilansir dari Reuters, Senin (5/3).", "Reuters"),
        (", dikutip AFP.", "AFP"),
        (", seperti dilansirAFP, Jumat.", "AFP"),
        (" kepada detikcom, Rabu.", "detikcom"),
        (" kepadadetikcom.", "detikcom"),
        (" kepada Suara Pesisir.", "Suara Pesisir"),
        (" dalam wawancara dengan Radio Samudra.", "Radio Samudra"),
        (" lewat akun X, Selasa.", "X"),
        (" melalui akun Instagram @ramli.laut.", "Instagram @ramli.laut"),
        (" dikutip dari laman Kabarlaut.id.", "Kabarlaut.id"),
        (", dikutip dari kantor berita Iran, Tasnim.", "Tasnim"),
        (", sebagaimana diberitakan media Israel.", "media Israel"),
        (" dalam tayangan YouTube Dinas Perikanan, Kamis.", "YouTube Dinas Perikanan"),
    ],
)
def test_indonesian_relays_are_named_as_written(read_marked, ending, name):
    assert chains(read_marked(SAID + ending)) == [[name]]


ENGLISH = '"<content>The ship sank</content>," <source>Captain Rose Lyle</source> <cue>{cue}</cue>'


@pytest.mark.parametrize(
    ("cue", "ending", "name"),
    [
        ("told", " CNN.", "CNN"),
        ("told", " the Harbour Times on Monday.", "Harbour Times"),
        ("said", " in an interview with The Guardian.", "The Guardian"),
        ("said", ", according to a Reuters report.", "Reuters"),
        ("said", ", Reuters reported.", "Reuters"),
        ("said", " in a post on X.", "X"),
        ("said", " in remarks carried by Seaside Tribune.", "Seaside Tribune"),
        ("wrote", " on Twitter.", "Twitter"),
    ],
)
def test_english_relays_are_named_as_written(read_marked, cue, ending, name):
    assert chains(read_marked(ENGLISH.format(cue=cue) + ending, "en")) == [[name]]


@pytest.mark.parametrize(
    "ending",
    [
        " kepada wartawan, Senin.",
        " kepada awak media.",
        " dalam keterangan tertulis.",
        " di media sosial.",
        " kepada istrinya.",
    ],
)
def test_generic_channels_are_no_relays(read_marked, ending):
    assert chains(read_marked(SAID + ending)) == [[]]


def test_generic_channels_are_no_relays_in_english(read_marked):
    assert chains(read_marked(ENGLISH.format(cue="told") + " reporters.", "en")) == [[]]
    assert chains(read_marked(ENGLISH.format(cue="said") + " in a statement.", "en")) == [[]]


def test_outlet_that_is_the_source_is_no_relay(read_marked):
    marked = "<cue>Dilansir</cue> <source>Reuters</source>, <content>kapal itu karam</content>."
    assert chains(read_marked(marked)) == [[]]


def test_outlet_named_inside_a_content_is_no_relay(read_marked):
    marked = "<source>Ramli</source> <cue>mengaku</cue> <content>berita itu dilansir Reuters</content>."
    assert chains(read_marked(marked)) == [[]]


def test_two_relays_stand_nearest_to_the_article_first(read_marked):
    passage = read_marked(SAID + " kepada Radio Samudra, seperti dikutip Kompas.com.")
    assert chains(passage) == [["Kompas.com", "Radio Samudra"]]


def test_each_relay_says_where_it_stands_and_why(read_marked):
    passage = read_marked(SAID + ", dikutip dari Antara.")
    (relay,) = relays_of(passage.article, passage.attributions, [None])[0]
    ((start, end),) = relay.spans
    assert passage.article.text[start:end] == "Antara"
    assert "dikutip" in relay.reason


RUN = """\
Dilansir dari Al Jazeera, <source 1>Rukmi</source> <cue 1>menyebut</cue> <content 1>laut sedang pasang</content>.

"<content 2>Jangan melaut</content>," <cue 2>ujar</cue><source 2>nya</source>.

{third}"""


def test_a_relay_holds_for_the_run_of_one_speaker(read_marked):
    passage = read_marked(
        RUN.format(third="<source 3>Rukmi</source> <cue 3>menilai</cue> <content 3>itu biasa</content>.")
    )
    assert chains(passage, ["Rukmi", "Rukmi", "Rukmi"]) == [["Al Jazeera"]] * 3
    assert chains(passage) == [["Al Jazeera"]] * 3  # without resolved names: nya is whoever spoke before


def test_a_run_ends_at_another_audience(read_marked):
    third = '"<content 3>Kami waspada</content>," <cue 3>ucap</cue> <source 3>Darto</source> kepada awak media.'
    assert chains(read_marked(RUN.format(third=third)), ["Rukmi", "Rukmi", "Darto"])[2] == []


def test_a_run_ends_where_an_earlier_story_begins(read_marked):
    third = "Sebelumnya, <source 3>Darto</source> <cue 3>menyebut</cue> <content 3>laut tenang</content>."
    assert chains(read_marked(RUN.format(third=third)), ["Rukmi", "Rukmi", "Darto"])[2] == []


def test_a_run_ends_at_another_relay(read_marked):
    third = '"<content 3>Laut tenang</content>," <cue 3>ucap</cue> <source 3>Darto</source>, dikutip AFP.'
    assert chains(read_marked(RUN.format(third=third)), ["Rukmi", "Rukmi", "Darto"])[2] == ["AFP"]


def test_a_relay_named_late_holds_for_what_the_speaker_said_before(read_marked):
    marked = """\
<source 1>Rukmi</source> <cue 1>menyebut</cue> <content 1>laut sedang pasang</content>.

"<content 2>Jangan melaut</content>," <cue 2>ujar</cue><source 2>nya</source>, dikutip dari Antara."""
    assert chains(read_marked(marked), ["Rukmi", "Rukmi"]) == [["Antara"], ["Antara"]]


def test_an_interview_opens_its_run_and_reaches_nothing_before(read_marked):
    marked = """\
<source 1>Rukmi</source> <cue 1>menyebut</cue> <content 1>laut sedang pasang</content>.

Dalam wawancara dengan CNN, <source 2>Rukmi</source> <cue 2>mengatakan</cue> <content 2>kapal aman</content>."""
    assert chains(read_marked(marked), ["Rukmi", "Rukmi"]) == [[], ["CNN"]]


def test_a_statement_to_one_outlet_is_not_carried_by_another(read_marked):
    marked = """\
<source 1>Rukmi</source> <cue 1>menyebut</cue> kepada Tempo <content 1>laut sedang pasang</content>.

"<content 2>Kapal aman</content>," <cue 2>kata</cue> <source 2>Darto</source>, dikutip AFP."""
    assert chains(read_marked(marked), ["Rukmi", "Darto"]) == [["Tempo"], ["AFP"]]


def test_a_credit_line_stands_for_the_whole_article(read_marked):
    assert chains(read_marked(SAID + ".\n\nSumber: Antara")) == [["Antara"]]


def test_a_channel_that_broadcasts_an_event_carries_all_who_speak_there(read_marked):
    marked = """\
Pertemuan itu disiarkan kanal YouTube Balai Kota.

"<content 1>Selamat datang</content>," <cue 1>ujar</cue> <source 1>Darto</source>.

"<content 2>Terima kasih</content>," <cue 2>jawab</cue> <source 2>Rukmi</source>."""
    assert chains(read_marked(marked), ["Darto", "Rukmi"]) == [["YouTube Balai Kota"]] * 2


def test_own_handle_is_the_channel_named_before(read_marked):
    marked = """\
Foto itu diunggah melalui akun Instagram @balai.kota.

"<content>Selamat datang</content>," <cue>tulis</cue> <source>Balai Kota</source>, dikutip dari akun Instagramnya."""
    assert chains(read_marked(marked)) == [["Instagram @balai.kota"]]


def test_a_relay_retold_by_the_outlet_holds_for_those_it_quotes(read_marked):
    marked = """\
<content 1>Warga pesisir resah</content>, sebagaimana <cue 1>dilansir</cue> <source 1>The Telegraph</source>.

"<content 2>Kami takut</content>," <cue 2>kata</cue> <source 2>Linda</source>."""
    assert chains(read_marked(marked), ["The Telegraph", "Linda"]) == [[], ["The Telegraph"]]


def test_the_first_page(shared):
    """Al Jazeera carries Town's and Easley's words, nobody Kirby's."""
    import json

    row = json.loads((shared / "pages" / "channel9-2023-09-14.gold.jsonl").read_text("utf-8").splitlines()[0])
    spans = [
        {role: tuple(map(tuple, one[role])) for role in ("source", "cue", "content")} for one in row["attributions"]
    ]
    attributions = [Attribution(id=str(n), quotation="mixed", confidence=1, **one) for n, one in enumerate(spans)]
    article = Article(id="x", text=row["text"], body=((0, len(row["text"])),), lang="id")
    names = [(one["speaker"] or {}).get("name") for one in row["attributions"]]
    found = [{r.name.casefold().replace(" ", "") for r in c} for c in relays_of(article, attributions, names)]
    assert [found[at] for at in (5, 6, 8, 9)] == [{"aljazeera"}] * 4
    assert [found[at] for at in (0, 1, 2, 3, 4, 10, 11)] == [set()] * 7


SPANS = st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=3).map(tuple)


@given(
    st.text(alphabet='Xab \n.,"“”@(dilansir AFP kepada Reuters YouTube lewat akun', max_size=80),
    st.lists(st.tuples(SPANS, SPANS, SPANS), max_size=3),
    st.sampled_from(["id", "en", "und", "xx"]),
)
def test_any_spans_over_any_text_give_one_chain_each(text, many, lang):
    attributions = [
        Attribution(id="a", source=s, cue=c, content=t, quotation="direct", confidence=1) for s, c, t in many
    ]
    article = Article(id="x", text=text, body=(), lang=lang)
    found = relays_of(article, attributions, [None, "Budi"])
    assert len(found) == len(attributions)
    assert all(text[s:e] for chain in found for relay in chain for s, e in relay.spans)


@pytest.mark.parametrize("unit", ["dilansir ", "kepada  ", "A.a.", "Aa ", "@a.", "dikutip dari laman "])
def test_long_runs_take_linear_time(unit, growth):
    one = Attribution(id="a", source=((0, 3),), cue=((4, 8),), content=((9, 12),), quotation="direct", confidence=1)

    def work(letters):
        relays_of(Article(id="x", text=unit * (letters // len(unit)), body=(), lang="id"), [one], [None])

    assert growth(work, 10_000) < 8


def test_a_single_post_holds_for_itself_alone(read_marked):
    marked = """\
"<content 1>Laut pasang</content>," <cue 1>tulis</cue> <source 1>Rukmi</source> di X.

<source 2>Rukmi</source> juga <cue 2>menyebut</cue> <content 2>kapal aman</content>."""
    assert chains(read_marked(marked), ["Rukmi", "Rukmi"]) == [["X"], []]


def test_two_speakers_together_are_neither_of_them(read_marked):
    marked = """\
"<content 1>Laut pasang</content>," <cue 1>kata</cue> <source 1>Rukmi</source> kepada AFP.

<source 2>Rukmi dan Darto</source> <cue 2>menyebut</cue> <content 2>kapal aman</content>."""
    assert chains(read_marked(marked), ["Rukmi", "Rukmi dan Darto"]) == [["AFP"], []]


def test_two_relays_deep_in_one_breath(read_marked):
    marked = """\
Dilansir Garis Timur dari Kawat Samudra, <source 1>Rukmi</source> <cue 1>mengatakan</cue> \
<content 1>kapal aman</content>.

<source 2>Ia</source> <cue 2>menyebut</cue> <content 2>laut pasang</content>."""
    assert chains(read_marked(marked), ["Rukmi", "Rukmi"]) == [["Garis Timur", "Kawat Samudra"]] * 2


def test_the_own_outlet_is_a_relay(read_marked):
    marked = SAID + " saat dihubungi Lensa Laut, Rabu."
    assert chains(read_marked(marked, outlet="Lensa Laut")) == [["Lensa Laut"]]


def test_a_document_seen_by_an_outlet_is_relayed_by_it(read_marked):
    marked = "<source>A ledger seen by Reuters</source> <cue>lists</cue> <content>41 wagons</content>."
    assert chains(read_marked(marked, "en"), ["A ledger"]) == [["Reuters"]]


def test_words_to_a_crowd_are_no_outlets_story(read_marked):
    marked = """\
According to <source 1>Reuters</source>, <content 1>rain fell</content>. <source 2>Ada Quist</source> \
<cue 2>said</cue> <content 2>it rained</content>. <source 3>Bo Ray</source> <cue 3>told</cue> the debate audience \
<content 3>that it rained</content>.
"""
    found = chains(
        read_marked(marked.replace("According to", "<cue 1>According to</cue>"), "en"),
        ["Reuters", "Ada Quist", "Bo Ray"],
    )
    assert found == [[], ["Reuters"], []]


def test_a_channel_of_one_day_carries_nothing_of_another_occasion(read_marked):
    marked = """\
In a Facebook message, <source 1>Ada Quist</source> <cue 1>said</cue> <content 1>it rained</content>.

"<content 2>It is dry</content>," <source 2>Quist</source> <cue 2>said</cue> in July."""
    assert chains(read_marked(marked, "en"), ["Ada Quist", "Ada Quist"]) == [["Facebook"], []]


def test_what_was_told_to_an_outlet_does_not_last_over_the_whole_of_an_english_article(read_marked):
    marked = """\
<source 1>Ada Quist</source> <cue 1>told</cue> Reuters <content 1>it rained</content>.

<source 2>Quist</source> <cue 2>said</cue> <content 2>it was wet</content>.

The river rose.

The bridge held.

The road did not.

<source 3>Quist</source> <cue 3>called</cue> <content 3>the bridge old</content>."""
    assert chains(read_marked(marked, "en"), ["Ada Quist"] * 3) == [["Reuters"], ["Reuters"], []]


TOLD_LATE = (
    "<source 1>Nakhoda Ramli</source> <cue 1>menilai</cue> <content 1>kapal itu terlalu tua</content>.\n"
    '"<content 2>Mesinnya sering mati</content>," <cue 2>kata</cue> <source 2>Ramli</source> kepada Suara Pesisir.'
)


@pytest.mark.parametrize(("outlet", "first"), [("SuaraPesisir.com", ["Suara Pesisir"]), ("Kabar Laut", []), (None, [])])
def test_an_interview_with_the_own_outlet_holds_for_what_stands_before_it(read_marked, outlet, first):
    names = ["Ramli", "Ramli"]
    assert chains(read_marked(TOLD_LATE, outlet=outlet), names) == [first, ["Suara Pesisir"]]


@pytest.mark.parametrize(
    ("marked", "lang", "quoted"),
    [
        (SAID + ", dikutip dari  Antara.", "id", "dikutip dari Antara"),
        (SAID + ", dikutip dari kantor berita Iran, Tasnim.", "id", "dikutip dari kantor berita Iran, Tasnim"),
        (ENGLISH.format(cue="told") + " the Harbour Times.", "en", "told the Harbour Times"),
        (ENGLISH.format(cue="said") + ", Reuters has reported.", "en", "Reuters has reported"),
    ],
)
def test_a_reason_quotes_the_words_of_the_page(read_marked, marked, lang, quoted):
    passage = read_marked(marked, lang)
    ((relay,),) = relays_of(passage.article, passage.attributions, [None])
    assert relay.reason == f"“{quoted}” beside it"
    assert quoted in " ".join(passage.article.text.split())


def test_who_speaks_on_the_spot_is_not_of_an_outlet_cited_in_the_paragraph_before(read_marked):
    marked = """\
<cue 1>According to</cue> <source 1>Reuters</source>, <content 1>the owners may sell the docks</content>.

"<content 2>We stay here</content>," <cue 2>said</cue> dockers' leader <source 2>Bram Quill</source> at the gate."""
    assert chains(read_marked(marked, "en"), ["Reuters", "Bram Quill"]) == [[], []]


@pytest.mark.parametrize(
    "cut",
    [
        "Dikutip dari <source 1>Antara, Camat Ramli Wirya</source>,",
        "Dikutip dari Antara, <source 1>Camat Ramli Wirya</source>",
    ],
)
def test_an_outlet_in_a_source_cut_too_wide_is_still_a_relay(read_marked, cut):
    marked = (
        cut
        + """ <cue 1>menyebut</cue> <content 1>dermaga aman</content>.

<source 2>Ramli</source> <cue 2>menilai</cue> <content 2>ombak rendah</content>.

<source 3>Kapten Sumi</source> <cue 3>ragu</cue> <content 3>ombak rendah</content>."""
    )
    names = ["Ramli Wirya", "Ramli Wirya", "Sumi"]
    assert chains(read_marked(marked), names) == [["Antara"], ["Antara"], []]


@pytest.mark.parametrize(("gap", "first"), [(" ", ["Antara"]), ("\n\n", [])])
def test_an_outlet_that_opens_a_sentence_holds_for_its_speaker_on_the_same_line(read_marked, gap, first):
    marked = f"""\
<source 1>Camat Ramli Wirya</source> <cue 1>menyebut</cue> <content 1>dermaga aman</content>.{gap}Dikutip dari Antara, \
<source 2>Ramli</source> <cue 2>menilai</cue> <content 2>ombak rendah</content>."""
    assert chains(read_marked(marked), ["Ramli Wirya"] * 2) == [first, ["Antara"]]


@pytest.mark.parametrize(
    ("marked", "relays"),
    [
        ("<content>kesalahan itu saat dihubungi Lensa Laut</content>, Rabu.", ["Lensa Laut"]),
        ("<content>kesalahan itu kepada Lensa Laut</content>, Rabu.", []),
        ('"<content>Saya tidur saat dihubungi Lensa Laut</content>."', []),
        ("<content>tidur saat dihubungi Lensa Laut lalu bangun</content>.", []),
    ],
)
def test_who_was_reached_by_an_outlet_is_who_speaks_where_a_content_is_cut_too_wide(read_marked, marked, relays):
    passage = read_marked("<source>Rukmi</source> <cue>mengakui</cue> " + marked, outlet="Lensa Laut")
    assert chains(passage) == [relays]


def test_a_relay_that_opens_the_article_holds_though_nothing_is_said_beside_it(read_marked):
    marked = (
        """Dilansir Reuters, Senin (5/3), Ramli adalah nakhoda. Kapalnya tua. Cuaca buruk.
<source>Ramli</source> <cue>menilai</cue> <content>pelabuhan itu sempit</content>.
"""
        + "Air pasang naik perlahan di dermaga lama. " * 12
    )
    assert chains(read_marked(marked), ["Ramli"]) == [["Reuters"]]


def test_a_cue_that_is_the_relay_opens_a_run_of_others(read_marked):
    marked = (
        """<cue 1>Dilansir</cue> Reuters, <content 1>kapal itu karam</content>.
<source 2>Ramli</source> <cue 2>menilai</cue> <content 2>laut tenang</content>.
<source 3>Sekar</source> <cue 3>menilai</cue> <content 3>kapal itu tua</content>.
"""
        + "Air pasang naik perlahan di dermaga lama. " * 12
    )
    assert chains(read_marked(marked), [None, "Ramli", "Sekar"]) == [["Reuters"]] * 3


def test_a_programme_is_one_interview(read_marked):
    marked = (
        "<source 1>Ramli</source> <cue 1>menilai</cue> <content 1>kapal itu tua</content>.\n"
        '"<content 2>Mesinnya sering mati</content>," <cue 2>kata</cue> <source 2>Ramli</source> '
        "dalam program Suara Pesisir."
    )
    assert chains(read_marked(marked), ["Ramli"] * 2) == [["Suara Pesisir"]] * 2


def test_who_was_interviewed_speaks_in_the_next_sentence(read_marked):
    marked = """Peringatan itu datang dari Dodo Ramli, dalam wawancara dengan kantor berita Pesisir, WAFA.
<source>Ramli</source> <cue>menilai</cue> <content>kapal itu tua</content>."""
    assert chains(read_marked(marked), ["Dodo Ramli"]) == [["WAFA"]]


def test_the_same_channel_again_keeps_who_spoke_there(read_marked):
    marked = """<source 1>Ramli</source> <cue 1>menulis</cue> <content 1>kapal itu tua</content> lewat akun Telegram.
<source 2>Dinas Pelabuhan</source> <cue 2>menulis</cue> <content 2>dermaga aman</content> lewat akun Telegram.
<source 3>Ramli</source> <cue 3>menilai</cue> <content 3>mesinnya mati</content>."""
    assert chains(read_marked(marked), ["Ramli", "Dinas Pelabuhan", "Ramli"])[2] == ["Telegram"]


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("Dikutip rimbaPAGI dari AFP, Senin,", ["rimbaPAGI", "AFP"]),
        ("Dilansir warnaKOTA dari Antara,", ["warnaKOTA", "Antara"]),
        ("Dikutip lensaTIMUR dari Reuters, Kamis (3/9),", ["lensaTIMUR", "Reuters"]),
        ("Melansir kabarBUMI,", ["kabarBUMI"]),
        ("Seperti dikutip suaraHUTAN dari Kyodo,", ["suaraHUTAN", "Kyodo"]),
    ],
)
def test_an_outlet_whose_capitals_stand_at_its_end(read_marked, opening, names):
    marked = f"{opening} <source>Ramli</source> <cue>menyebut</cue> <content>dermaga itu retak</content>."
    assert chains(read_marked(marked), ["Ramli"]) == [names]


@pytest.mark.parametrize("kind", ["situs", "laman", "situs web", "portal berita", "kantor berita"])
def test_words_to_a_site_of_any_name_come_through_it(read_marked, kind):
    said = '"<content>Kapal itu dijual</content>," <cue>ujar</cue> <source>seorang awak</source>'
    marked = f"{said} kepada {kind} Palka Tiga."
    assert chains(read_marked(marked)) == [["Palka Tiga"]]


@pytest.mark.parametrize("poll", ["AP-Quill", "CBS/Harle Post", "NBC-Brant", "Reuters/Orsat", "CNN–Tellow"])
def test_who_pays_for_a_poll_carries_nothing(read_marked, poll):
    marked = (
        "<content>Two in five sailors plan to quit</content>, <cue>according to</cue> <source>the poll</source>, "
        f"made according to {poll} rules."
    )
    assert chains(read_marked(marked, "en")) == [[]]
