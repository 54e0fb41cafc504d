"""A language is a folder: a third one loads, and what is off in a file is named with file and key."""

import re
import shutil
from pathlib import Path

import pytest

from konon.errors import LanguageError
from konon.languages.language_files import HOME, check_language, find_languages, language_of, languages_for, load_traits
from konon.reading.text.speaker_lexicon import load_speaker_words

SOURCE = Path(__file__).parent.parent.parent / "konon"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """English and a made-up language `qq` that has the same shape and hardly a word."""
    for code in ("en", "qq"):
        (tmp_path / code).mkdir()
        for file in Path(str(HOME.joinpath("en"))).glob("*.toml"):
            shutil.copy(file, tmp_path / code)
    change(tmp_path / "qq" / "traits.toml", "rank = 2", "rank = 1")
    change(tmp_path / "qq" / "speakers.toml", "clitics = []", 'clitics = ["qu"]')
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_languages_are_the_folders_by_rank(home: Path) -> None:
    assert find_languages(home) == ("qq", "en")
    check_language("qq", home)


def test_the_shipped_languages_are_as_they_must_be() -> None:
    assert find_languages() == ("id", "en")
    for code in find_languages():
        check_language(code)


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("traits", "rank =", "rang = 1\nrank =", "unknown field `rang`"),
        ("traits", 'noun_head = "last"\n', "", "missing required field `noun_head`"),
        (
            "traits",
            "subject_after_comma = true",
            'subject_after_comma = "yes"',
            "got `str` - at `$.subject_after_comma`",
        ),
        ("traits", 'noun_head = "last"', 'noun_head = "middle"', "'middle' - at `$.noun_head`"),
        ("speakers", "clitics =", "clytics = []\nclitics =", "unknown field `clytics` - at `$.pronouns`"),
        ("speakers", 'clitics = ["qu"]\n', "", "missing required field `clitics` - at `$.pronouns`"),
        ("relays", "reached = []", "reached = 3", "got `int` - at `$.reached`"),
        ("pages", "home = [", "house = []\nhome = [", "unknown field `house`"),
        ("stems", 'snowball = "english"', "snowball = 1", "`$.snowball`"),
        ("dates", "order = ", "order = = ", "Invalid value"),
    ],
)
def test_what_is_off_is_named_with_file_and_key(home: Path, file: str, old: str, new: str, why: str) -> None:
    change(home / "qq" / f"{file}.toml", old, new)
    with pytest.raises(LanguageError) as caught:
        check_language("qq", home)
    assert str(caught.value).startswith(f"qq/{file}.toml: ")
    assert why in str(caught.value)
    check_language("en", home)


def test_a_missing_file_is_named(home: Path) -> None:
    (home / "qq" / "dates.toml").unlink()
    with pytest.raises(LanguageError, match=r"^qq/dates\.toml: "):
        check_language("qq", home)


def test_a_region_changes_nothing_and_an_unknown_language_has_all() -> None:
    assert language_of("en-GB") == language_of("EN_us") == "en"
    assert language_of("ru") == "und"
    assert languages_for("ru") == ("id", "en")
    assert load_traits("ru") == load_traits("id")


def test_every_key_that_the_speakers_ask_for_is_there() -> None:
    asked = {
        key
        for file in SOURCE.joinpath("reading", "speakers").glob("*.py")
        for key in re.findall(r'among\("([\w.]+)"\)', file.read_text("utf-8"))
    }
    assert "pronouns.thing" in asked
    for lang in (*find_languages(), "und"):
        assert asked <= set(load_speaker_words(lang).sets)


def test_a_key_that_no_file_has_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"pronouns\.thingy"):
        load_speaker_words("en").among("pronouns.thingy")
