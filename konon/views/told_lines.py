"""A line that an error or a reason says in English -> its code and what is filled in, and so the line in any language.

The sentences are in `told_lines.toml`, each under a code that stays though its words may not. What is not in the table
is told as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).resolve().parent / "told_lines.toml"
READ: Final = TABLE.with_name("read_lines.toml")  # why the reader takes a claim as it does
_FIELD: Final = re.compile(r"\{(\w+)\}")
MARKS: Final = 12  # at which a line may be parted
# The other fields hold names and words of articles.
TERM_FIELDS: Final = frozenset({"before", "after", "sort", "changes", "kind", "group", "judged", "ruled"})
# What changed in a quotation: of several each is told by itself.
CHANGES: Final = frozenset({"reason.became", "reason.was-added", "reason.was-left-out", "reason.more-changes"})
_SEVERAL: Final = re.compile(r', (?="|and \d+ more changes$)')
LONGEST: Final = 2_000  # letters of a line that is looked up


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """`fields`: by the names in the sentence, as the line has them."""

    code: str
    sentence: str  # with the names of its fields in braces
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`parts`: the words between fields; one more than there are fields."""

    code: str
    text: str
    parts: tuple[str, ...]
    names: tuple[str, ...]

    def read(self, line: str) -> ToldLine | None:
        """None where the line is another one. Each field ends where the words behind it are met first."""
        first, last = self.parts[0], self.parts[-1]
        if not line.startswith(first) or not line.endswith(last) or len(line) < sum(map(len, self.parts)):
            return None
        at, end, found = len(first), len(line) - len(last), list[str]()
        for words in self.parts[1:-1]:
            if (place := line.find(words, at, end)) < 0:
                return None
            found.append(line[at:place])
            at = place + len(words)
        found.append(line[at:end])
        if not all(found):
            return None
        return ToldLine(code=self.code, sentence=self.text, fields=dict(zip(self.names, found, strict=True)))


@lru_cache(maxsize=2_000)
def find_told(line: str, table: Path = TABLE) -> ToldLine | None:
    """None where no sentence of the table says it; of several the one with the most words of its own."""
    whole, filled = _load_table(table)
    if code := whole.get(line):
        return ToldLine(code=code, sentence=line)
    if len(line) > LONGEST:
        return None
    return next((told for one in filled if (told := one.read(line))), None)


def told_fields(line: str | None) -> dict[str, Any]:
    """What stands beside a line in JSON: `code` is null where the table has none."""
    told = find_told(line) if line else None
    return {"code": told.code if told else None, "fields": told.fields if told else {}}


def why_row(why: str | None) -> dict[str, Any]:
    """A reason in JSON: the sentence with its code beside it."""
    return {"why": why, **told_fields(why)}


def say_told(
    line: str, translate: Callable[[str], str], say_field: Callable[[str], str] = str, table: Path = TABLE
) -> str | None:
    """The line in the language of `translate`; `say_field` of our own terms. None where the table has it not."""
    several = _SEVERAL.split(line) if len(line) <= LONGEST else [line]
    if len(several) > 1 and all(_is_change(one, table) for one in several):
        return ", ".join(say_told(one, translate, say_field, table) or one for one in several)
    told = find_told(line, table)
    if told is None:
        return None
    values = {name: say_field(value) if name in TERM_FIELDS else value for name, value in told.fields.items()}
    if changes := told.fields.get("changes"):
        values["changes"] = say_told(changes, translate, say_field, table) or values["changes"]
    if ties := told.fields.get("ties"):
        values["ties"] = "; ".join(say_told(one, translate, say_field, READ) or one for one in ties.split("; "))
    return _FIELD.sub(lambda found: values[found[1]], translate(told.sentence))


def _is_change(line: str, table: Path) -> bool:
    told = find_told(line, table)
    return told is not None and told.code in CHANGES


def say_message(line: str, translate: Callable[[str], str], say_field: Callable[[str], str] = str) -> str | None:
    """The same of an error's whole line, "NAME: WHY; REMEDY", of which the name and the remedy may be missing."""
    for behind in (0, *_ends(line, ": ")):
        for end in (*(one - 2 for one in _ends(line, "; ") if one > behind), len(line)):
            why, remedy = line[behind:end], line[end + 2 :]
            said = say_told(why, translate, say_field)
            told = say_told(remedy, translate, say_field) if remedy else ""
            if said is not None and told is not None:
                return line[:behind] + said + (f"; {told}" if told else "")
    return None


def _ends(line: str, mark: str) -> list[int]:
    """Behind each such mark, as far as an error's line has many."""
    return [found.end() for found in islice(re.finditer(re.escape(mark), line[:LONGEST]), MARKS)]


def all_sentences(table: Path = TABLE) -> dict[str, str]:
    """Code -> sentence, of a whole table."""
    read = tomllib.loads(table.read_text("utf-8"))
    return {f"{kind}.{code}": text for kind, sentences in read.items() for code, text in sentences.items()}


@cache
def _load_table(table: Path) -> tuple[dict[str, str], Sequence[_Sentence]]:
    """The sentences without fields by themselves; the others, those first that say the most."""
    whole, filled = dict[str, str](), list[_Sentence]()
    for code, text in all_sentences(table).items():
        made = _split(code, text)
        if made.names:
            filled.append(made)
        else:
            whole[text] = code
    return whole, sorted(filled, key=lambda one: -sum(map(len, one.parts)))


def _split(code: str, text: str) -> _Sentence:
    """`{name}` is a field; braces stand for nothing else here."""
    first, *rest = text.split("{")
    pairs = [piece.partition("}") for piece in rest]
    parts = (first, *(behind for _, _, behind in pairs))
    return _Sentence(code, text, parts, tuple(name for name, _, _ in pairs))
