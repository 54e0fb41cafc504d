"""Both languages, the switches without scripts, and colours that everybody can read."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

import konon.web
from konon.ledger import Query
from konon.ledger.filters import filters_of
from konon.records import Act, Certainty, Polarity, Quotation
from konon.tracing.steps import LABELS
from konon.views import thread_picture
from konon.views.told_lines import READ, all_sentences
from konon.web.asset_files import load_assets
from konon.web.interface_words import TERMS, TICKS, choose_language, load_words, say_date, say_number

WEB = Path(konon.web.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "noted": None}


def said_words():
    options = {"**.j2": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}
    found = extract_from_dir(str(WEB), [("**.py", "python"), ("**.j2", "jinja2")], options, KEYWORDS)
    words = {message for _, _, message, _, _ in found}
    drawn = extract_from_file("python", thread_picture.__file__, KEYWORDS)
    helps = {one.help for one in filters_of(Query) if not one.choices}
    return (
        words
        | {message for _, message, _, _ in drawn}
        | {*all_sentences().values(), *all_sentences(READ).values(), *helps}
    )


def held_words():
    with (WEB / "catalogues" / "id.po").open("rb") as stream:
        return {message.id: message for message in read_po(stream) if message.id}


def test_no_word_lacks_its_indonesian_and_none_is_left_over():
    said, held = said_words(), held_words()
    assert len(said) > 100
    assert {word for word in said if word not in held} == set()
    assert set(held) - said == set()
    assert {key for key, message in held.items() if message.fuzzy or not message.string} == set()


def test_what_a_sentence_fills_in_is_the_same_in_both_languages():
    for key, message in held_words().items():
        one = key if isinstance(key, str) else key[-1]
        strings = [message.string] if isinstance(message.string, str) else message.string
        for string in strings:
            assert set(re.findall(r"%\(\w+\)s", string)) == set(re.findall(r"%\(\w+\)s", one)), key
            assert re.findall(r"</?\w+>", string) == re.findall(r"</?\w+>", one), key


def test_everything_that_records_hold_has_a_word():
    for words in (Act, Certainty, Polarity, Quotation):
        assert not set(words.__args__) - set(TERMS)
    assert set(TICKS) == set(Certainty.__args__)
    assert not set(LABELS.values()) - set(TERMS)


@pytest.mark.parametrize(
    ("cookie", "accepted", "lang"),
    [
        ("", "id-ID,id;q=0.9,en;q=0.8", "id"),
        ("", "de,en;q=0.5", "en"),
        ("", "de", "en"),
        ("", "", "en"),
        ("en", "id", "en"),
        ("xx", "id", "id"),
    ],
)
def test_the_language_is_what_was_chosen_else_what_the_browser_asks_for(cookie, accepted, lang):
    assert choose_language(cookie, accepted) == lang


def test_dates_and_numbers_are_written_as_people_there_write_them():
    assert say_date("2023-08-14", "id") == "14 Agustus 2023"
    assert say_date("2023-08-14T10:00:00Z", "en") == "14 August 2023"
    assert say_date("2023-08", "id") == "Agustus 2023"
    assert say_date("2023", "en") == "2023"
    assert say_date("2023-02-31", "en") == "2023-02-31"
    assert say_date("kemarin", "id") == "kemarin"
    assert (say_number(1234567, "id"), say_number(1234567, "en")) == ("1.234.567", "1,234,567")


def test_the_switches_are_forms_that_need_no_script(client):
    page = client.get("/search?q=peluru").text
    assert '<form class="switches" method="post" action="/preferences">' in page
    assert '<input type="hidden" name="back" value="/search?q=peluru" id="back">' in page
    response = client.post("/preferences", data={"lang": "id", "back": "/search?q=peluru"})
    assert (response.status_code, response.headers["location"]) == (303, "/search?q=peluru")
    cookie = response.headers["set-cookie"]
    assert "konon_lang=id" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    client.cookies.clear()
    assert '<html lang="id"' in client.get("/", headers={"cookie": "konon_lang=id"}).text


def test_a_light_switch_pressed_again_follows_the_system(client):
    on = client.post("/preferences", data={"mode": "dark", "back": "/"})
    assert "konon_mode=dark" in on.headers["set-cookie"]
    client.cookies.clear()
    assert 'data-mode="dark"' in client.get("/", headers={"cookie": "konon_mode=dark"}).text
    off = client.post("/preferences", data={"mode": "dark", "back": "/"}, headers={"cookie": "konon_mode=dark"})
    assert "Max-Age=0" in off.headers["set-cookie"]
    client.cookies.clear()
    assert "data-mode" not in client.get("/", headers={"cookie": "konon_mode=pink"}).text


def test_searching_is_a_form_that_keeps_its_filters(client):
    page = client.get("/search?q=peluru&certainty=possible").text
    assert '<form class="ask" action="/search" role="search">' in page
    assert '<input type="hidden" name="certainty" value="possible">' in page


# Colours.

STYLE = load_assets()["konon.css"].body.decode()
PAIRS = {name: (light, dark) for name, light, dark in re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\);", STYLE)}
ON_PAPER = ("ink", "quiet", "accent", "source", "cue", "relay", "gone", "come")
ON_TINTS = ("ink", "source", "cue", "relay", "accent")


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ON_PAPER for ground in ("paper", "field")),
        *((ink, ground) for ink in ON_TINTS for ground in ("content", "lit")),
        ("gone", "content"),
        ("quiet", "content"),
    ],
)
def test_every_colour_of_text_stands_out_from_its_ground(ink, ground, mode):
    assert contrast(PAIRS[ink][mode], PAIRS[ground][mode]) >= 4.5


def test_the_stylesheet_has_no_colour_outside_its_pairs():
    rules = STYLE.partition("}")[2]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rules) == []
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_indonesian_catalogue_is_read_once():
    assert load_words("id") is load_words("id")
    assert load_words("id").gettext("Search") == "Cari"
