"""The word data: what is loaded for which language."""

import pytest

from konon.languages.language_files import find_languages
from konon.reading.text.lexicon import any_of, load_words, stem


@pytest.mark.parametrize("lang", find_languages())
def test_each_language_has_all_words(lang):
    words = load_words(lang)
    assert words.segment.abbreviations
    assert words.relays.carried
    assert words.relays.told
    assert words.facts.table.cues
    assert set(words.dates.months.values()) == set(range(1, 13))
    assert set(words.dates.weekdays.values()) == set(range(1, 8))


def test_a_region_changes_nothing():
    assert load_words("en-GB") is load_words("en")
    assert load_words("ID_id") is load_words("id")


def test_an_unknown_language_gets_all_words_merged():
    words = load_words("xx")
    assert {"prof", "sept"} <= words.segment.abbreviations
    assert {"dilansir", "reported by"} <= set(words.relays.carried) | set(words.relays.carried_known)
    assert words.dates.months["mei"] == words.dates.months["may"] == 5
    hope = next(group for group in words.facts.table.cues if group.name == "hope")
    assert {"berharap", "hopes"} <= set(hope.forms)


def test_leads_that_need_a_known_name_are_leads():
    for lang in find_languages():
        relays = load_words(lang).relays
        assert set(relays.published) <= {*relays.carried, *relays.carried_known}


def test_any_of_takes_the_longest_first_and_any_space():
    import re

    pattern = re.compile(any_of(["tidak", "tidak akan"]))
    found = pattern.match("tidak \n akan datang")
    assert found is not None
    assert found.group() == "tidak \n akan"
    assert re.fullmatch(any_of([]), "") is None


def test_stem_drops_a_prefix_and_a_suffix():
    facts = load_words("id").facts.table
    assert stem("memperkirakannya", facts.prefixes, facts.suffixes) == stem(
        "memperkirakan", facts.prefixes, facts.suffixes
    )
