"""A quotation beside what was said: as it is, a part, altered and how; whose it is; near is not verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.errors import UsageError
from konon.records import Article, Attribution, Claim, Factuality, Speaker
from konon.tracing import quote_check
from konon.tracing.quotations import SpokenPart, Utterance, hear, read_quote
from konon.tracing.quote_check import FoundQuote, find_quote
from konon.tracing.quote_verdict import CheckedQuote, HeldQuote, check_quotation


def find(
    quote: str, *claims: str, lang: str = "en", quotation: str = "direct", denied: bool = False
) -> FoundQuote | None:
    """In an article whose claims these are, all of one speaker; " | " where the cue stands within one."""
    text, parts = "", []
    for number, claim in enumerate(claims):
        spans = []
        for words in claim.split(" | "):
            text += ' "' if spans else 'He said: "'
            spans.append((len(text), len(text) + len(words)))
            text += f'{words}" he said,'
        text += " there.\n"
        parts.append(SpokenPart(claim=f"c{number}", spans=tuple(spans), quotation=quotation, denied=denied))
    return find_quote(read_quote(quote), hear(Utterance(id="u", text=text, lang=lang, parts=tuple(parts))))


def told(found: FoundQuote | None) -> list[tuple[str, str]]:
    assert found is not None
    return [(change.kind, change.why) for change in found.changes]


SAME = [
    ("We will leave the harbour", "We will leave the harbour"),
    ("We will leave the harbour.", "We will leave the harbour"),
    ("“We will leave the harbour,”", "We will leave the harbour"),
    ("we will leave the harbour", "We will leave the harbour."),
    ("We will leave the harbour", "we will leave the harbour"),
    ("We don't know", "We don’t know"),
    ("the so-called agreement is dead", 'the "so‑called" agreement is dead'),
    ("We left - all of us", "We left — all of us"),
    ("We left—all of us", "We left – all of us"),
    ("Between 2019-2021 nothing moved", "Between 2019–2021 nothing moved"),
    ("We  will\nleave\u00a0the harbour", "We will leave the harbour"),
    ("We will leave the har\u00adbour", "We will leave the harbour"),
    ("Le café est ferme\u0301", "Le cafe\u0301 est fermé"),
    ("We will leave, and never return", "We will leave, | and never return"),
    ("We will leave and never return", "We will leave, | and never return"),
    ("Kapal itu tidak pernah singgah", "“Kapal itu tidak pernah singgah,”"),
    ("Will you leave?", "Will you leave?"),
    ("We... we were afraid", "We … we were afraid"),
]


@pytest.mark.parametrize(("quote", "claim"), SAME)
def test_only_typesetting_differs(quote: str, claim: str) -> None:
    found = find(quote, claim)
    assert told(found) == []
    assert found is not None
    assert found.fit == "whole"


def test_two_claims_of_one_speaker_may_be_quoted_as_one() -> None:
    found = find("The quay is closed. Nobody was hurt.", "The quay is closed.", "Nobody was hurt.")
    assert found is not None
    assert (found.fit, found.claims) == ("whole", ("c0", "c1"))


ALTERED = [
    ("We will leave the harbour", "We will not leave the harbour", "negation", '"not" was left out'),
    ("We will not leave the harbour", "We will leave the harbour", "negation", '"not" was added'),
    ("We won't leave the harbour", "We will leave the harbour", "negation", '"will" became "won\'t"'),
    ("Harga beras turun 5 persen", "Harga beras naik 5 persen", "negation", '"naik" became "turun"'),
    ("Harga beras naik 7 persen", "Harga beras naik 5 persen", "number", '"5" became "7"'),
    ("Harga beras naik lima persen", "Harga beras naik 5 persen", "number", '"5" became "lima"'),
    ("They moved 5,000 shells", "They moved 5.000 shells", "number", '"5.000" became "5,000"'),
    ("Trains have moved shells", "Trains may have moved shells", "hedge", '"may" was left out'),
    ("Kereta telah membawa peluru", "Kereta mungkin telah membawa peluru", "hedge", '"mungkin" was left out'),
    ("All villages were flooded here", "Some villages were flooded here", "scope", '"Some" became "All"'),
    ("They blamed Malvina for it", "They blamed Ortrud for it", "name", '"Ortrud" became "Malvina"'),
    ("We leave the old harbour", "We leave the very old harbour", "omission", '"very" was left out'),
    ("We will leave the big harbour", "We will leave the harbour", "words", '"big" was added'),
    ("We will leave the Harbour", "We will leave the harbour", "words", '"harbour" became "Harbour"'),
    ("We will leave, the harbour", "We will leave the harbour", "words", '"," was added'),
    ("We will leave the harbour?", "We will leave the harbour.", "words", "a statement became a question"),
    ("Will you leave the harbour", "Will you leave the harbour?", "words", "a question became a statement"),
    ("Anak anak itu selamat semua", "Anak-anak itu selamat semua", "words", '"-" was left out'),
    ("[The crew] will leave the harbour", "They will leave the harbour", "words", '"They" became "[The crew]"'),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "claim", "kind", "why"), ALTERED)
def test_near_is_not_verbatim(quote: str, claim: str, kind: str, why: str) -> None:
    found = find(quote, claim, lang="id" if "Harga" in claim or "Kereta" in claim else "en")
    assert found is not None
    assert found.fit == "altered"
    assert (kind, why) in told(found)


LOST = [
    ("We sell any weapons to anyone", "We do not sell any weapons to anyone", ['"do not" was left out']),
    ("We sell weapons here", "The crew says we did not ever sell weapons here", ['"did not ever" was left out']),
    ("Kami menjual senjata itu", "Kami tidak akan pernah menjual senjata itu", ['"tidak akan pernah" was left out']),
    ("Kami tidak akan pernah menjual senjata itu", "Kami menjual senjata itu", ['"tidak akan pernah" was added']),
    ("We happily sell weapons", "We do not sell weapons", ['"happily" was added', '"do not" was left out']),
    ("We do not sell weapons", "We gladly sell weapons", ['"gladly" was left out', '"do not" was added']),
    ("We intend to leave it", "We do not plan to leave it", ['"do not" was left out', '"plan" became "intend"']),
    ("They have already weighed", "They have not yet weighed", ['"not" was left out', '"yet" became "already"']),
    ("They sell weapons", "We do not sell weapons", ['"They" was added', 'the quotation cuts off "not"']),
    ("We never sell weapons", "We always sell weapons", ['"always" became "never"']),
    ("They found some shells on the ship", "They found no shells on the ship", ['"no" became "some"']),
    ("Some shells were found there", "No shells were found there", ['"No" became "Some"']),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "claim", "why"), LOST)
def test_a_lost_or_added_denial_is_told_as_such(quote: str, claim: str, why: list[str]) -> None:
    found = told(find(quote, claim))
    assert [one for _, one in found] == why
    assert "negation" in {kind for kind, _ in found}


def test_each_change_has_both_places() -> None:
    quote, claim = "Harga beras naik 7 persen", "Harga beras naik 5 persen"
    found = find(quote, claim, lang="id")
    assert found is not None
    (change,) = found.changes
    assert [quote[s:e] for s, e in change.b] == ["7"]
    assert [e - s for s, e in change.a] == [1]
    assert change.a[0][0] > found.spans[0][0]


def test_words_after_a_change_are_found_again() -> None:
    found = find("We will leave the port and never come back", "We will not leave the harbour and never come back")
    assert told(found) == [("negation", '"not" was left out'), ("words", '"harbour" became "port"')]


def test_a_part_is_told_from_the_whole() -> None:
    found = find("the quay is closed", "Since Monday the quay is closed for repairs")
    assert found is not None
    assert (found.fit, found.changes) == ("part", ())


def test_the_whole_is_chosen_where_a_part_stands_too() -> None:
    found = find("The quay is closed", "I know the quay is closed.", "The quay is closed.")
    assert found is not None
    assert (found.fit, found.claims) == ("whole", ("c1",))


ELLIPSES = [
    ("We will ... leave the harbour", "We will not leave the harbour"),
    ("We will … leave the harbour", "We will under no circumstances leave the harbour"),
    ("We will [...] leave the harbour", "We will not, I repeat, leave the harbour"),
    ("Kapal itu … singgah di sini", "Kapal itu tidak pernah singgah di sini"),
    ("We leave. … We return.", "We leave. That is not my plan. We return."),
]


@pytest.mark.parametrize(("quote", "claim"), ELLIPSES)
def test_an_ellipsis_that_swallows_a_denial_alters(quote: str, claim: str) -> None:
    found = find(quote, claim, lang="id" if "Kapal" in claim else "en")
    assert found is not None
    assert found.fit == "altered"
    assert "negation" in {kind for kind, _ in told(found)}


def test_an_ellipsis_that_swallows_a_hedge_or_a_condition_alters() -> None:
    assert told(find("The bridge … closed in May", "The bridge may be closed in May"))[0][0] == "hedge"
    assert told(find("We leave … the harbour burns", "We leave if the harbour burns"))[0][0] == "scope"


def test_an_ellipsis_over_harmless_words_is_a_part_and_they_are_shown() -> None:
    found = find("We will leave … before the winter", "We will leave the old harbour before the winter")
    assert found is not None
    assert (found.fit, len(found.left_out)) == ("part", 1)


def test_an_ellipsis_at_an_end_is_no_more_than_a_cut() -> None:
    found = find("… the quay is closed …", "Since Monday the quay is closed for repairs")
    assert found is not None
    assert (found.fit, found.left_out) == ("part", ())


def test_words_in_another_order_over_an_ellipsis_do_not_stand_there() -> None:
    found = find("before the winter … we will leave", "We will leave the old harbour before the winter")
    assert found is None or found.fit == "altered"


CUTS = [
    ("leave the harbour", "We will not leave the harbour"),
    ("we should leave the harbour", "I do not think that we should leave the harbour"),
    ("singgah di pelabuhan", "Kapal itu tidak singgah di pelabuhan"),
    ("leave the harbour", "We will not, | leave the harbour"),
]


@pytest.mark.parametrize(("quote", "claim"), CUTS)
def test_a_cut_that_takes_the_denial_of_its_clause_alters(quote: str, claim: str) -> None:
    found = find(quote, claim, lang="id" if "Kapal" in claim else "en")
    assert found is not None
    assert told(found)[0][0] == "negation"


@pytest.mark.parametrize(
    "text",
    [
        '"The wagons carried shells," she said. "We do not know how many."',
        '"The wagons carried shells." She said: "We do not know how many."',
        '"We do not know how many," she said. "The wagons carried shells."',
    ],
)
def test_a_denial_in_another_sentence_of_the_claim_is_none_of_this_one(text: str) -> None:
    spans = tuple(match.span(1) for match in re.finditer('"([^"]*)"', text))
    part = SpokenPart(claim="c", spans=spans, quotation="direct")
    heard = hear(Utterance(id="u", text=text, lang="en", parts=(part,)))
    found = find_quote(read_quote("The wagons carried shells"), heard)
    assert found is not None
    assert (found.fit, found.changes, found.cautions) == ("part", (), ())


def test_a_denial_in_another_clause_is_a_caution() -> None:
    found = find("we leave the harbour", "I do not like it but we leave the harbour")
    assert found is not None
    assert (found.fit, found.changes) == ("part", ())
    assert "a denial of the same sentence stands outside the quotation" in found.cautions[0]


def test_a_condition_outside_is_a_caution() -> None:
    found = find("we leave the harbour", "If the ice comes, we leave the harbour")
    assert found is not None
    assert found.fit == "part"
    assert "a condition" in found.cautions[0]


def test_what_the_speaker_denies_was_not_said() -> None:
    found = find("the ministry paid the drivers", "the ministry paid the drivers", quotation="indirect", denied=True)
    assert told(found) == [("negation", "the speaker denies these words")]


NOTHING = [
    ("Rice is cheap", "The moon is made of cheese and rice"),
    ("Prices rose in March", "The committee will meet in March"),
    ("(.*)+[a-z]{9,}\\d", "Prices rose in March"),
    ("of the and in", "The end of the road lies in the fog and the rain"),
]


@pytest.mark.parametrize(("quote", "claim"), NOTHING)
def test_other_sentences_are_not_found(quote: str, claim: str) -> None:
    found = find(quote, claim)
    assert found is None or found.fit == "altered"
    assert quote.startswith("of the") or found is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_compared_and_is_itself(quote: str, claim: str) -> None:
    find(quote or "x", claim)
    mine = read_quote(claim)
    if mine.words and not mine.gaps and not mine.asks and "?" not in claim:
        found = find(claim, claim)
        assert found is not None
        assert found.fit != "altered"


# Verdicts, over a list in memory.


class Shelf:
    """Claims and pages by hand; `says("Ratna", "words", outlet="Kabar")` puts an article on it."""

    def __init__(self, speaker: str | None = None, outlet: str | None = None) -> None:
        self.held: list[HeldQuote] = []
        self.pages: list[Article] = []
        self.asked = (speaker, outlet)
        self.numbers = count(1)

    def says(
        self, speaker: str | None, words: str, *, outlet: str = "Kabar", quotation: str = "direct", **given: object
    ) -> None:
        number = next(self.numbers)
        text = f"{speaker or 'Seseorang'}: {words}."
        at = text.index(words)
        article = Article(id=f"a{number}", text=text, body=((0, len(text)),), outlet=outlet, published="2024-05-01")
        article = replace(article, lang=str(given.pop("lang", "en")))
        self.pages.append(article)
        polarity = given.pop("polarity", "positive")
        claim = Claim(
            attribution=Attribution(
                id=f"c{number}",
                source=(),
                cue=(),
                content=((at, at + len(words)),),
                quotation=quotation,
                confidence=1.0,
            ),
            speaker=Speaker(name=speaker, reason="named"),
            factuality=Factuality(certainty="certain", polarity=polarity, act="statement"),
        )
        asked, of = self.asked
        whose = "theirs" if asked in (None, speaker) else "another's" if speaker else "nobody's"
        plain = {
            "id": f"c{number}", "claim": claim, "article": article, "version": 1, "reader": "r", "current": True,
            "seen_last": True, "person": speaker or f"c{number}", "whose": whose, "there": of in (None, outlet),
        }  # fmt: skip
        self.held.append(HeldQuote(**{**plain, **given}))

    def claims_like(self, words: str) -> Iterable[HeldQuote]:
        return self.held

    def beside(self, held: Sequence[HeldQuote]) -> Iterable[HeldQuote]:
        return self.held

    def texts_with(self, words: Sequence[str]) -> Iterable[tuple[Article, int]]:
        return [(page, 1) for page in self.pages]


def verdict(shelf: Shelf, words: str) -> tuple[str, str]:
    found = check_quotation(shelf, words)
    return found.verdict, found.why


def test_verbatim_and_where() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Ratna", "Kapal itu tidak pernah singgah")
    assert verdict(shelf, "kapal itu tidak pernah singgah") == ("verbatim", "the words stand so in Kabar of 2024-05-01")


def test_misattributed_says_whose_it_is_even_where_the_named_one_said_something_near() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Ratna", "Rice rose by 5 percent in May")
    shelf.says("Budi", "Rice rose by 7 percent in May")
    assert verdict(shelf, "Rice rose by 7 percent in May") == ("misattributed", "the words are of Budi")


def test_of_two_who_said_it_the_named_one_counts() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Budi", "The quay is closed")
    shelf.says("Ratna", "The quay is closed")
    found = check_quotation(shelf, "The quay is closed")
    assert found.verdict == "verbatim"
    assert [one.whose for one in found.evidence] == ["theirs", "another's"]


def test_elsewhere_than_claimed() -> None:
    shelf = Shelf("Ratna", "Warta")
    shelf.says("Ratna", "The quay is closed")
    assert verdict(shelf, "The quay is closed")[0] == "elsewhere"
    shelf.says("Ratna", "The quay is closed", outlet="Warta")
    assert verdict(shelf, "The quay is closed")[0] == "verbatim"


def test_altered_says_how() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Ratna", "The quay is not closed this week")
    assert verdict(shelf, "The quay is closed this week") == ("altered", '"not" was left out')


def test_nobody_named_is_nobodys() -> None:
    shelf = Shelf("Ratna")
    shelf.says(None, "The quay is closed")
    assert verdict(shelf, "The quay is closed")[0] == "unattributed"


def test_a_reader_that_took_a_part_alone_makes_no_alteration() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Ratna", "it is no mistake that the quay is closed")
    (one,) = shelf.held
    text = one.article.text.replace("it is", '"No, it is')
    spans = tuple((start + 5, end + 5) for start, end in one.claim.attribution.content)
    claim = replace(one.claim, attribution=replace(one.claim.attribution, content=spans))
    shelf.held = [replace(one, article=replace(one.article, text=text), claim=claim)]
    found = check_quotation(shelf, "No, it is no mistake that the quay is closed")
    assert found.verdict == "unattributed"
    assert "took a part" in found.why
    assert [place.held is None for place in found.evidence] == [True, False]


def test_the_same_words_elsewhere_on_the_page_excuse_no_alteration() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Ratna", "Rice rose by 5 percent in May")
    (one,) = shelf.held
    shelf.held = [replace(one, article=replace(one.article, text=one.article.text + " Rice rose by 7 percent in May."))]
    assert verdict(shelf, "Rice rose by 7 percent in May")[0] == "altered"


def test_words_on_a_page_that_nobody_says_are_said_so() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Ratna", "The quay is closed")
    page = shelf.pages[0]
    shelf.pages.append(replace(page, id="b", text="The lighthouse keeper sold his boat in the spring."))
    found = check_quotation(shelf, "the lighthouse keeper sold his boat")
    assert found.verdict == "unattributed"
    assert "nobody there who says them" in found.why
    assert found.evidence[0].held is None
    assert found.evidence[0].article.text[slice(*found.evidence[0].found.spans[0])].startswith("The lighthouse")


def test_claims_whose_parts_lie_between_one_another_are_read_each_by_itself() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Ratna", "The quay is closed and the market is open until the ice comes or the ferry does")
    one = shelf.held.pop()
    at = one.claim.attribution.content[0][0]
    text = one.article.text
    for number, parts in enumerate(
        (("The quay is closed", "until the ice comes"), ("the market is open", "the ferry does"))
    ):
        spans = tuple((text.index(part, at), text.index(part, at) + len(part)) for part in parts)
        attribution = replace(one.claim.attribution, id=f"x{number}", content=spans)
        shelf.held.append(replace(one, id=f"x{number}", claim=replace(one.claim, attribution=attribution)))
    assert verdict(shelf, "The quay is closed until the ice comes")[0] == "verbatim"
    assert verdict(shelf, "the market is open the ferry does")[0] == "verbatim"


def test_a_question_mark_around_indirect_speech_is_the_askers() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Ratna", "the quay was closed", quotation="indirect")
    (one,) = shelf.held
    asked = replace(one.article, text=one.article.text.rstrip(".") + "?")
    shelf.held = [replace(one, article=asked)]
    assert verdict(shelf, "the quay was closed")[0] == "verbatim"


def test_not_found() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Ratna", "The quay is closed")
    assert verdict(shelf, "Taxes will be halved by Christmas")[0] == "not found"


def test_an_older_version_and_indirect_speech_are_cautions() -> None:
    shelf = Shelf("Ratna")
    shelf.says("Ratna", "The quay is closed", quotation="indirect", seen_last=False, current=False)
    (one,) = check_quotation(shelf, "The quay is closed").evidence
    assert [part.partition(" ")[0] for part in one.cautions] == ["told", "in"]


def test_a_denial_by_its_cue_alters() -> None:
    shelf = Shelf("Budi")
    shelf.says("Budi", "ia menerima uang dari pabrik", quotation="indirect", polarity="negative", lang="id")
    assert verdict(shelf, "ia menerima uang dari pabrik") == ("altered", "the speaker denies these words")
    shelf.says("Budi", "ia tidak menerima gaji dari pabrik", quotation="indirect", polarity="negative", lang="id")
    assert verdict(shelf, "ia tidak menerima gaji dari pabrik")[0] == "verbatim"


@pytest.mark.parametrize("words", ["", "  ", "…", "“”", "\x00\x01", "?!", "—"])
def test_no_word_is_no_question(words: str) -> None:
    with pytest.raises(UsageError, match="holds no word"):
        check_quotation(Shelf(), words)


def test_more_than_anybody_quotes_is_refused() -> None:
    with pytest.raises(UsageError, match="100,000 characters"):
        check_quotation(Shelf(), "kata " * 20_000)


@pytest.mark.parametrize("between", [" ", " … "])
def test_a_whole_book_by_one_speaker_is_looked_through_in_bounded_room(
    between: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf()
    shelf.says("Ratna", " ".join(f"w{k % 997}" for k in range(20_000)) + " the quay is closed for repairs")
    cells = []
    align = quote_check.align

    def counted(quote, heard, *more):  # type: ignore[no-untyped-def]
        cells.append(len(quote) * len(heard))
        return align(quote, heard, *more)

    monkeypatch.setattr(quote_check, "align", counted)
    check_quotation(shelf, between.join(f"w{k % 89} x{k}" for k in range(300)))
    assert check_quotation(shelf, "the quay was closed for repairs").verdict == "altered"
    assert max(cells) <= 5_000_000


@pytest.mark.parametrize("sign", ["a", ".", "… ", "-", "[]"])
def test_ten_thousand_signs_are_answered(sign: str) -> None:
    shelf = Shelf()
    shelf.says("Ratna", "the quay is closed " * 50)
    words = "the quay " + sign * (9_900 // len(sign))
    assert check_quotation(shelf, words).verdict in ("not found", "altered", "part")


def test_the_longest_quotation_takes_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    for number in range(60):
        shelf.says("Ratna", " ".join(f"w{k % 97}" for k in range(number, number + 900)))
    cells = []
    align = quote_check.align

    def counted(quote, heard, *more):  # type: ignore[no-untyped-def]
        cells.append(len(quote) * len(heard))
        return align(quote, heard, *more)

    monkeypatch.setattr(quote_check, "align", counted)
    found: CheckedQuote = check_quotation(shelf, " ".join(f"w{k % 89}" for k in range(1500)))
    assert found.verdict in ("altered", "not found")
    assert sum(cells) < 10_000_000
