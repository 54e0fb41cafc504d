"""Language -> the words by which a source shows who speaks, from the `speakers.toml` of the languages, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from konon.languages import language_files
from konon.languages.tables import SpeakerTable, Traits

LONGEST: Final = 4  # words of the longest entry

# What a word is to a name. A later heading wins where a word stands under two.
MODIFIER, GROUP, DOCUMENT, ORGANISATION, GOVERNMENT = "modifier", "group", "document", "organisation", "government"
MEDIA, PLACE, UNNAMED, POST, TITLE, RANK = "media", "place", "unnamed", "post", "title", "rank"
HONORIFIC, FUNCTION = "honorific", "function"

_HEADINGS: Final = (
    (MODIFIER, "roles", "modifiers"),
    (GROUP, "groups", "heads"),
    (DOCUMENT, "documents", "heads"),
    (DOCUMENT, "documents", "wordings"),
    (ORGANISATION, "organisations", "heads"),
    (ORGANISATION, "organisations", "tails"),
    (PLACE, "words", "places"),
    (MEDIA, "media", "heads"),
    (MEDIA, "media", "names"),
    (GOVERNMENT, "organisations", "government"),
    (UNNAMED, "unnamed", "heads"),
    (POST, "roles", "posts"),
    (POST, "roles", "kin"),
    (TITLE, "roles", "titles"),
    (RANK, "names", "ranks"),
    (HONORIFIC, "names", "honorifics"),
    (FUNCTION, "words", "functions"),
)
_OWN: Final = frozenset({"words.functions", "words.and", "words.separators", "words.lead", "words.trail", "words.join"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerWords:
    """The words of one language; those that name roles and organisations also of the other ones."""

    lang: str
    traits: Traits
    head_last: bool  # the head of a noun phrase is its last word: "news agency", but "kantor berita"
    short_name_at: int  # where in a person's name the word stands that is used for all of it: 0 or -1
    labels: dict[str, str]  # phrase in lower case -> what it is to a name
    openings: dict[str, int]  # first word -> words of the longest phrase it opens
    sets: dict[str, frozenset[str]]  # "heading.key" -> its words
    countries: dict[str, str]  # alias -> ISO 3166 alpha-2
    peoples: frozenset[str]  # plurals of these: "mexicans"
    titles: dict[str, str]  # title -> the same in full
    common: frozenset[str]  # words that news mostly writes in small letters: seldom part of a name
    names: frozenset[str]  # words often met in persons' names
    bodies: frozenset[str]  # capitalised words met in other names

    @property
    def shortened(self) -> frozenset[str]:
        """Words after which a full stop ends no sentence: "Dr.", "Sen."."""
        return self.among("names.honorifics") | self.among("names.ranks") | self.among("names.shortened")

    @property
    def join(self) -> str:
        """The word that joins two names."""
        return min(self.among("words.join"))

    def among(self, name: str) -> frozenset[str]:
        """The words under "heading.key"; KeyError where no file has such a key."""
        return self.sets[name]

    def looks_plural(self, low: str) -> bool:
        """Whether a word has the shape of a noun in the plural; never in a language without one."""
        return low.endswith(self.traits.plural_endings) and not low.endswith(self.traits.singular_endings)


def load_speaker_words(lang: str) -> SpeakerWords:
    """The words for `lang`, whatever its region; for a language without a folder those of all."""
    return _load(language_files.language_of(lang))


@cache
def _load(lang: str) -> SpeakerWords:
    languages = language_files.find_languages()
    merged = lang not in languages
    order = languages if merged else (lang, *(other for other in languages if other != lang))
    tables = [_read(code) for code in order]
    labels = _label_words(tables, merged=merged)
    openings: dict[str, int] = {}
    for phrase in labels:
        first, size = phrase.split(" ", 1)[0], phrase.count(" ") + 1
        openings[first] = max(openings.get(first, 0), size)
    traits = language_files.load_traits(lang)
    sets = _merge_sets(tables, merged=merged)
    countries = {k: v for table in reversed(tables) for k, v in table["countries"].items()}
    return SpeakerWords(
        lang=lang,
        traits=traits,
        head_last=traits.noun_head == "last",
        short_name_at=-1 if traits.short_name == "last" else 0,
        labels=labels,
        openings=openings,
        sets=sets,
        countries=countries,
        peoples=frozenset(name + end for name in countries for end in sets["groups.plural_endings"]),
        titles={k: v for table in reversed(tables) for k, v in table["titles"].items()},
        common=_read_lists("common", languages),
        names=_read_lists("names", languages),
        bodies=_read_lists("bodies", languages),
    )


def _merge_sets(tables: list[dict[str, Any]], *, merged: bool) -> dict[str, frozenset[str]]:
    """The lists of the article's language, and those of the others that hold in every language."""
    sets: dict[str, frozenset[str]] = {}
    for place, table in enumerate(tables):
        for heading, keys in table.items():
            for key, words in keys.items():
                name = f"{heading}.{key}"
                own = heading in ("pronouns", "anaphora") or name in _OWN
                if isinstance(words, list) and (place == 0 or merged or not own):
                    sets[name] = sets.get(name, frozenset()) | frozenset(words)
    return sets


def _label_words(tables: list[dict[str, Any]], *, merged: bool) -> dict[str, str]:
    labels: dict[str, str] = {}
    for table in reversed(tables):  # the article's own language last, so that it wins
        for label, heading, key in _HEADINGS:
            if (label == FUNCTION or key == "kin") and not merged and table is not tables[0]:
                continue
            labels |= dict.fromkeys(table[heading].get(key, ()), label)
    return labels


def _read(lang: str) -> dict[str, Any]:
    language_files.load_table(lang, "speakers", SpeakerTable)
    return language_files.read_table(lang, "speakers")


def _read_lists(name: str, languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(language_files.read_list(lang, name) for lang in languages))
