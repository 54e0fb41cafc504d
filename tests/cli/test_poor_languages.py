"""What a reader is told of languages that are read poorly: one line, once."""

from dataclasses import replace

import pytest

from konon.cli import run
from konon.cli.messages import PoorLanguages
from konon.languages.language_files import FAIR, is_poorly_read, is_untested, load_measured
from konon.ledger import Ledger


def test_each_poor_language_is_told_once(capfd, feed, reading):
    feed([replace(reading, article=replace(reading.article, lang=lang)) for lang in ("ko", "ja", "ko", "fr", "id")])
    assert run(["read", "x", "--quiet", "--format", "jsonl"]) == 0
    told = capfd.readouterr().err.splitlines()
    assert len(told) == 2
    assert told[0].startswith("konon: language ko: it is read poorly (attribution F1 0.50 on 55 sentences)")
    assert told[1].startswith("konon: language ja: ")


def test_what_is_added_to_a_ledger_says_so_too(reading, tmp_path):
    korean = replace(reading, article=replace(reading.article, lang="ko"))
    with Ledger.open(str(tmp_path / "a.db"), write=True) as ledger:
        assert ledger.add_all([korean], meaning=False).poor == {"ko"}


@pytest.mark.parametrize("lang", ["en", "id", "fr", "de", "und"])
def test_of_others_nothing_is_told(lang):
    assert not PoorLanguages().is_news(lang)


def test_figures_are_shares_and_decide_who_is_told():
    for lang, found in load_measured().items():
        assert 0 < found.strict <= found.attribution < 1
        assert is_poorly_read(lang) == (found.attribution < FAIR)
        assert not is_untested(lang)
    assert is_untested("de")
    assert not is_untested("id")
