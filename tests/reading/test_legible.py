"""What the reader says of a language or script that its network does not know."""

from __future__ import annotations

import pytest

from konon.pipeline import read_text

RUSSIAN = "Президент России заявил, что переговоры будут продолжены. «Мы готовы к диалогу», — сказал он журналистам."
JAPANESE = "大統領は交渉を続けると述べた。我々は準備ができていると記者団に語った。"
ARABIC = "قال الرئيس إن المفاوضات ستستمر في العاصمة، وأضاف أن الوفد مستعد للحوار."
GEORGIAN = "პრეზიდენტმა განაცხადა, რომ მოლაპარაკებები გაგრძელდება. ჩვენ მზად ვართ, უთხრა მან ჟურნალისტებს."
AMHARIC = "ፕሬዚዳንቱ ድርድሩ እንደሚቀጥል ተናገሩ። እኛ ዝግጁ ነን ሲሉ ለጋዜጠኞች ተናግረዋል።"
TAMIL = "பேச்சுவார்த்தை தொடரும் என்று அமைச்சர் கூறினார். நாங்கள் தயாராக இருக்கிறோம் என்றார்."
MALAY = "Perdana Menteri Anwar berkata kerajaan akan menimbang perkara itu. Beliau berkata demikian selepas mesyuarat."
GERMAN = "Der Minister erklärte am Freitag, die Verhandlungen würden fortgesetzt. Wir sind bereit, sagte er in Berlin."


@pytest.mark.parametrize("text", [GEORGIAN, AMHARIC, TAMIL])
def test_a_script_that_the_network_does_not_know_is_illegible(text: str) -> None:
    reading = read_text(text)
    assert reading.illegible
    assert reading.article.untested


@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE, ARABIC])
def test_a_script_for_which_the_vocabulary_was_widened_is_legible(text: str) -> None:
    reading = read_text(text)
    assert not reading.illegible
    assert not reading.article.untested
    assert reading.claims


@pytest.mark.parametrize("text", [MALAY, GERMAN, "Hujan turun, kata Budi.", "It rained, Sam Doe said on Friday."])
def test_words_in_latin_letters_are_legible(text: str) -> None:
    assert not read_text(text).illegible
