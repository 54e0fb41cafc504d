"""The words of the interface in Indonesian and English, and dates and numbers as people write them there.

English stands in the templates; `catalogues/id.po` has the Indonesian. A word that comes from a record rather than from
a template (a certainty, a change on the way) stands in `TERMS`, so that none goes untranslated.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations

CATALOGUES = Path(__file__).resolve().parent / "catalogues"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
DEFAULT = "en"
_LOCALES = {"id": Locale("id"), "en": Locale("en", "GB")}  # a day before its month in both
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:$|[T ]))?)?")


def noted(word: str) -> str:
    """The word itself: marks it for translation."""
    return word


# What records hold -> how it is said.
TERMS = {
    "certain": noted("certain"),
    "probable": noted("probable"),
    "possible": noted("possible"),
    "unknown": noted("certainty unknown"),
    "positive": noted("affirms"),
    "negative": noted("denies"),
    "statement": noted("statement"),
    "belief": noted("belief"),
    "intention": noted("intention"),
    "decree": noted("decree"),
    "direct": noted("direct quotation"),
    "indirect": noted("in other words"),
    "mixed": noted("partly quoted"),
    "person": noted("person"),
    "organisation": noted("organisation"),
    "government": noted("government"),
    "media": noted("media"),
    "group": noted("group"),
    "document": noted("document"),
    "unnamed": noted("unnamed"),
    "outlet": noted("outlet"),
    "agency": noted("news agency"),
    "hedge lost": noted("hedge lost"),
    "hedge gained": noted("hedge gained"),
    "hedge changed": noted("hedge changed"),
    "denial lost": noted("denial lost"),
    "denial gained": noted("denial gained"),
    "denied in one alone": noted("denied in one alone"),
    "number changed": noted("number changed"),
    "name changed": noted("name changed"),
    "scope changed": noted("scope changed"),
    "speaker named otherwise": noted("speaker named otherwise"),
    "cue changed": noted("cue changed"),
    "quoted words altered": noted("quoted words altered"),
    "left out": noted("left out"),
    "verbatim": noted("verbatim"),
    "part": noted("part of a longer statement"),
    "altered": noted("altered"),
    "misattributed": noted("misattributed"),
    "elsewhere": noted("said elsewhere"),
    "unattributed": noted("nobody is found to say it"),
    "not found": noted("not found"),
    "headline changed": noted("headline changed"),
    "claim added": noted("claim added"),
    "claim removed": noted("claim removed"),
    "reworded": noted("reworded"),
    "text outside claims changed": noted("text outside claims changed"),
    "relay": noted("says it has it from"),
    "credit": noted("credits"),
    "copy": noted("copies"),
    "publisher": noted("same publisher as"),
    "contradicts": noted("contradicts"),
    "reverses": noted("takes back"),
    "none": noted("not one statement"),
    "repeats": noted("one statement, told again"),
    "again": noted("said again at another time"),
    "echoes": noted("another says the same"),
}
TICKS = {"certain": 4, "probable": 3, "possible": 2, "unknown": 0}


@cache
def load_words(lang: str) -> NullTranslations:
    """The catalogue of a language, read once; English is what the templates say."""
    if lang == DEFAULT:
        return NullTranslations()
    made = BytesIO()
    with (CATALOGUES / f"{lang}.po").open("rb") as stream:
        write_mo(made, read_po(stream, locale=lang))
    made.seek(0)
    return Translations(made)


def choose_language(cookie: str, accepted: str) -> str:
    """What was chosen with the switch, else the first that the browser asks for and there is."""
    if cookie in LANGUAGES:
        return cookie
    for part in accepted.split(",")[:20]:
        code = part.split(";")[0].strip().lower().split("-")[0]
        if code in LANGUAGES:
            return code
    return DEFAULT


@lru_cache(maxsize=5_000)
def say_date(iso: str | None, lang: str, *, short: bool = False) -> str:
    """ "14 September 2023", "September 2023" or "2023", as precise as it is given; what is no date stays as it is."""
    found = _DATE.match(iso or "")
    if not found or not iso:
        return iso or ""
    year, month, day = found.groups()
    try:
        when = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return iso
    locale = _LOCALES[lang]
    if day:
        return str(format_date(when, "d MMM y" if short else "d MMMM y", locale=locale))
    return str(format_skeleton("yMMM" if short else "yMMMM", when, locale=locale)) if month else year


def say_country(code: str, lang: str) -> str:
    """By its ISO code; the code where the language has no name for it."""
    return str(_LOCALES[lang].territories.get(code, code))


def say_language(code: str, lang: str) -> str:
    """By its ISO code, "id"."""
    return str(_LOCALES[lang].languages.get(code, code))


@lru_cache(maxsize=5_000)
def say_number(number: float, lang: str) -> str:
    """With the thousands parted as the language parts them."""
    return str(format_decimal(number, locale=_LOCALES[lang]))


def say_share(share: float, lang: str) -> str:
    """In hundredths."""
    return str(format_percent(share, locale=_LOCALES[lang]))


def say_figure(number: float, lang: str) -> str:
    """A share with three digits."""
    return str(format_decimal(number, "0.000", locale=_LOCALES[lang]))
