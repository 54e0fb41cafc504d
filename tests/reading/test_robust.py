"""Any text with any spans: every step that tells meaning answers, in bounded time, and invents nothing outside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konon.evaluation.predict import read_given
from konon.reading.meaning.dates import find_dates
from konon.reading.text.passage import prepare
from konon.reading.text.sentences import judge_quotation, quote_pairs
from konon.records import Article, Attribution, Span, Spans, Speaker

Growth = Callable[[Callable[[int], object], int], float]
NAMES = ["O'Brien", "Omar al-Rashid", "Ahmad bin Salleh", "Anna van der Berg", "Leif-Eric", "U.N.", "Theresa May", "M."]
NOUNS = ["Presiden", "the mayor", "officials", "Kedutaan", "who", "they", "ia", "nya", "its author", "siaran pers"]
LEADS = ["dilansir", "dari", "kepada", "told", "seen by", "carried by", "citing", "lewat akun", "saat dihubungi"]
MARKS = ["(31/02)", "31/02/2023", "“", "”", '"', "'s", ",", ". ", "\n\n", "(", ")", "?", ";", "—", "\u200b", "é", "𝔘"]
WORDS = ["said", "kata", "yang", "that", "mungkin", "may", "tidak", "not", "akan", "will", "a decade ago", "dan", "and"]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*NAMES, *NOUNS, *LEADS, *MARKS, *WORDS, "REUTERS", "Contoh"]), max_size=60).map(" ".join),
)


@st.composite
def articles(draw: st.DrawFn) -> tuple[Article, list[Attribution]]:
    """An article and attributions whose spans are valid: inside the text, in order, not empty."""
    text = draw(TEXTS)
    cuts = st.lists(st.integers(0, len(text)), max_size=4, unique=True).map(sorted)

    def spans() -> Spans:
        at = draw(cuts)
        return tuple(zip(at[::2], at[1::2], strict=False))

    count = draw(st.integers(0, 4))
    many = [
        Attribution(id=str(n), source=spans(), cue=spans(), content=spans(), quotation="direct", confidence=1.0)
        for n in range(count)
    ]
    whole: Spans = ((0, len(text)),) if text else ()
    article = Article(
        id="x",
        text=text,
        body=draw(st.sampled_from([whole, ()])),
        lang=draw(st.sampled_from(["id", "en", "und", "fr"])),
        published=draw(st.sampled_from([None, "2023-09-14", "2023-02-31", "2023"])),
        outlet=draw(st.sampled_from([None, "Contoh.com", "(", "Kabar Contoh", "x"])),
    )
    return article, many


def inside(text: str, spans: Spans) -> bool:
    return all(0 <= s < e <= len(text) for s, e in spans)


@settings(max_examples=300, deadline=3000)
@given(articles())
def test_every_step_answers(given_: tuple[Article, list[Attribution]]) -> None:
    article, many = given_
    text = article.text
    claims = read_given(prepare(article), many)
    assert len(claims) == len(many)
    for one, claim in zip(many, claims, strict=True):
        speaker, when = claim.speaker, claim.said
        assert speaker.reason
        assert speaker.name is None or (speaker.name.strip() and len(speaker.name) <= len(text) + 5)
        assert speaker.span is None or inside(text, (speaker.span,))
        assert all(inside(text, relay.spans) for relay in claim.relays)
        assert all(inside(text, hedge.words) for hedge in claim.factuality.hedges)
        assert when is None or (when.span and when.start <= when.end)
        assert judge_quotation(text, one.content, quote_pairs(text)) in ("direct", "indirect", "mixed")


def speakers_of(article: Article, attributions: Sequence[Attribution]) -> tuple[Speaker, ...]:
    return tuple(claim.speaker for claim in read_given(prepare(article), attributions))


def attribution(source: Span, n: int = 0) -> Attribution:
    cue, content = ((source[1], source[1] + 1),), ((source[1] + 1, source[1] + 3),)
    return Attribution(id=str(n), source=(source,), cue=cue, content=content, quotation="indirect", confidence=1.0)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    "unit", ["the senior and ", "Budi, ", "PT Contoh (PC) ", "Mr. O'Brien of ", "dan yang ", "A B "]
)
def test_a_source_of_two_thousand_characters_takes_linear_time(unit: str, lang: str, growth: Growth) -> None:
    def work(letters: int) -> None:
        text = f"{(unit * letters)[:letters]} said that it rained."
        article = Article(id="x", text=text, body=((0, len(text)),), lang=lang)
        (speaker,) = speakers_of(article, [attribution((0, letters))])
        assert speaker.reason

    assert growth(work, 500) < 8


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_thousand_sources_take_linear_time(lang: str, growth: Growth) -> None:
    unit = "Budi Santoso said that it rained. He said it did not. "

    def work(count: int) -> None:
        text = unit * count
        found = [attribution((n * len(unit), n * len(unit) + 12), n) for n in range(count)]
        article = Article(id="x", text=text, body=((0, len(text)),), lang=lang)
        assert {speaker.name for speaker in speakers_of(article, found)} == {"Budi Santoso"}

    assert growth(work, 250) < 8


@pytest.mark.parametrize("text", ["31/02/2023", "Rabu (31/2/2023)", "30 Februari 2023", "2023-02-30", "31 April 2023"])
def test_a_day_that_does_not_exist_is_no_date(text: str) -> None:
    assert not [w for w in find_dates(text, 0, len(text), anchor="2023-09-14", lang="id") if len(w.start) == 10]


def test_five_of_one_name_with_a_title_of_their_own_are_told_apart() -> None:
    text = (
        "Budi Santoso, Budi Hartono, Budi Wijaya, Budi Gunawan dan Budi Prakoso hadir. "
        "Menurut Bupati Budi Wijaya, hujan turun. Wijaya menyebut sungai naik."
    )
    spans = [(text.index("Bupati"), text.index(", hujan")), (text.index("Wijaya menyebut"), text.index(" menyebut"))]
    article = Article(id="x", text=text, body=((0, len(text)),), lang="id")
    assert [s.name for s in speakers_of(article, [attribution(s, n) for n, s in enumerate(spans)])] == [
        "Budi Wijaya",
        "Budi Wijaya",
    ]


def test_contents_without_a_word_behind_the_last_one_are_answered() -> None:
    spans: list[tuple[Spans, Spans]] = [(((0, 1),), ()), ((), ((1, 2),)), ((), ((0, 1),))]
    many = [
        Attribution(id=str(n), source=source, cue=(), content=content, quotation="direct", confidence=1.0)
        for n, (source, content) in enumerate(spans)
    ]
    assert len(read_given(prepare(Article(id="x", text="À/", body=((0, 2),), lang="id")), many)) == len(many)
