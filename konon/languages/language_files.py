"""A language's folder -> its files, each checked against its shape in `tables.py`.

The languages are the folders that hold a `traits.toml`; no list of them stands anywhere else.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, TypeVar

import msgspec

from konon.errors import LanguageError
from konon.languages.tables import (
    DateWords,
    DriftWords,
    FactTable,
    MeasuredLanguage,
    OtherWords,
    OutletWords,
    PageWords,
    RelayWords,
    SegmentWords,
    SpeakerTable,
    StemTable,
    Table,
    Traits,
    WatchWords,
)

HOME: Final = files("konon.languages")
SHAPES: Final[dict[str, type[Table]]] = {
    "traits": Traits,
    "segment": SegmentWords,
    "relays": RelayWords,
    "factuality": FactTable,
    "dates": DateWords,
    "speakers": SpeakerTable,
    "pages": PageWords,
    "watch": WatchWords,
    "stems": StemTable,
    "drift": DriftWords,
}
LISTS: Final = ("common", "names", "bodies")  # a word a line, `#` opens a comment
FAIR: Final = 0.6  # attribution F1, below which a reader is told
UNKNOWN: Final = "und"  # any language that has no folder

Shape = TypeVar("Shape", bound=Table)


@cache
def find_languages(home: Traversable = HOME) -> tuple[str, ...]:
    """The codes of the languages, by the rank that their traits give them."""
    codes = sorted(folder.name for folder in home.iterdir() if folder.joinpath("traits.toml").is_file())
    return tuple(sorted(codes, key=lambda code: load_table(code, "traits", Traits, home).rank))


def language_of(code: str) -> str:
    """The language with a folder that a code means, whatever its region: "en-GB" is "en"; else "und"."""
    plain = code.casefold().replace("_", "-").split("-")[0]
    return plain if plain in find_languages() else UNKNOWN


def languages_for(code: str) -> tuple[str, ...]:
    """The language alone; all of them, by rank, for one that has no folder."""
    return (code,) if code in find_languages() else find_languages()


def load_traits(code: str) -> Traits:
    """The traits of a language; of one that has no folder, those of the language of the lowest rank."""
    return load_table(languages_for(code)[0], "traits", Traits)


def load_table(code: str, name: str, shape: type[Shape], home: Traversable = HOME) -> Shape:
    """The file `name`.toml of a language; LanguageError where a key is missing, unknown or of another type."""
    return check_table(read_table(code, name, home), shape, f"{code}/{name}.toml")


@cache
def load_page_words() -> tuple[PageWords, ...]:
    """Those of each language by rank, and at last those of no language."""
    own = check_table(read_table("", "pages"), PageWords, "pages.toml")
    return (*(load_table(code, "pages", PageWords) for code in find_languages()), own)


def load_outlet_words() -> OutletWords:
    """Names of outlets and channels, which are of no language."""
    return check_table(read_table("", "outlets"), OutletWords, "outlets.toml")


@cache
def load_measured() -> dict[str, MeasuredLanguage]:
    """The languages without a folder that the reader was measured on, by code."""
    table = read_table("", "measured")
    return {code: check_table(one, MeasuredLanguage, f"measured.toml [{code}]") for code, one in table.items()}


def base_code(code: str) -> str:
    """A language without its region: "zh-CN" is Chinese."""
    return code.casefold().replace("_", "-").split("-")[0]


def is_untested(code: str) -> bool:
    """Whether the reader was never measured on a language."""
    code = base_code(code)
    return code not in find_languages() and code not in load_measured()


def is_poorly_read(code: str) -> bool:
    """Whether it was measured on a language, and much that is said in it is missed or misread."""
    found = load_measured().get(base_code(code))
    return found is not None and found.attribution < FAIR


@cache
def load_other_words(code: str) -> OtherWords:
    """Those of a language without a folder; none where nobody wrote them down."""
    table = read_table("", "others").get(base_code(code))
    return check_table(table or {key: [] for key in OtherWords.__struct_fields__}, OtherWords, "others.toml")


def check_table(table: dict[str, Any], shape: type[Shape], name: str) -> Shape:
    """The table as its record; `name` is what an error calls the file."""
    try:
        return msgspec.convert(table, shape)
    except msgspec.ValidationError as why:
        raise LanguageError(str(why), name=name) from why


def read_table(code: str, name: str, home: Traversable = HOME) -> dict[str, Any]:
    """The file as it is, unchecked."""
    path = home.joinpath(code, f"{name}.toml")
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as why:
        raise LanguageError(str(why), name=f"{code}/{name}.toml".lstrip("/")) from why


def read_list(code: str, name: str, home: Traversable = HOME) -> frozenset[str]:
    """The words of the file `name`.txt; none where the language has no such file."""
    path = home.joinpath(code, f"{name}.txt")
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return frozenset(line for line in lines if line and not line.startswith("#"))


def check_language(code: str, home: Traversable = HOME) -> None:
    """Reads all files of a language; LanguageError for the first that is not as it must be."""
    for name, shape in SHAPES.items():
        load_table(code, name, shape, home)
