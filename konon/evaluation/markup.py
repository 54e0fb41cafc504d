"""Marked-up text -> Case: a passage in plain text and the attributions a person marked in it.

    <source>Budi</source> <cue act=belief>menilai</cue> <content>harga akan turun</content>

Roles belong to attribution 1 unless numbered: `<source 1 2>` serves two. Attributes stand on the cue, or on
the content of an attribution without cue. A file of cases, `NAME.LANG.txt`, parts them by lines `---`; each
begins with `# ` and the one reason it is there. A line `# scored: act polarity` gives those attributes, from
there to the file's end, their default where a case says nothing; elsewhere what is unsaid stays absent, and
nobody is scored by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

from konon.errors import FileError, UsageError
from konon.records import Act, Certainty, Polarity, Quotation, Span, Spans

ROLES = ("source", "cue", "content")
CHOICES: dict[str, tuple[str, ...]] = {
    "act": get_args(Act),
    "certainty": get_args(Certainty),
    "polarity": get_args(Polarity),
    "quotation": get_args(Quotation),
}
# An empty speaker is nobody, an empty relay no relay.
DEFAULTS = {"act": "statement", "certainty": "certain", "polarity": "positive", "relay": "", "speaker": ""}
ATTRIBUTES = (*CHOICES, "speaker", "relay", "said")

_TAG = re.compile(r'<(/?)([^\W\d_]+)((?:\s+\d+)*)((?:\s+[a-z]+=(?:"[^"\n]*"|[^\s">]+))*)\s*>')
_TAG_START = re.compile(r"</?(?:source|cue|content)\b")
_ATTRIBUTE = re.compile(r'([a-z]+)=(?:"([^"\n]*)"|([^\s">]+))')
_BREAK = re.compile(r"^---[ \t]*$", re.M)
_FILE_NAME = re.compile(r"(?P<name>.+)\.(?P<lang>[a-z]{2})\.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One attribution as marked. `attributes` holds only what was written, as it was written."""

    source: Spans = ()
    cue: Spans = ()
    content: Spans = ()
    attributes: Mapping[str, str] = field(default_factory=dict)

    def row(self) -> dict[str, object]:
        """As the gold files have it; an attribute that was not written is no key."""
        row: dict[str, object] = {role: [list(span) for span in getattr(self, role)] for role in ROLES}
        for key, value in self.attributes.items():
            row[key] = _named(value) if key == "speaker" else _parts(value) if key == "relay" else value
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A passage without its tags, and its attributions in the order of their numbers."""

    text: str
    attributions: tuple[Marked, ...]
    id: str = ""
    lang: str = "und"
    reason: str = ""

    def row(self) -> dict[str, object]:
        """One line of a gold file."""
        return {
            "id": self.id,
            "lang": self.lang,
            "text": self.text,
            "attributions": [marked.row() for marked in self.attributions],
        }


@dataclass(slots=True, kw_only=True)
class _Draft:
    """An attribution whose end has not been read yet."""

    spans: dict[str, list[Span]] = field(default_factory=lambda: {role: [] for role in ROLES})
    attributes: dict[str, str] = field(default_factory=dict)


def parse_case(marked: str) -> Case:
    """The passage and its attributions; a `<` that opens no tag is text.

    Raises `UsageError` for a tag that is unclosed, nested, unknown or empty, for a span that crosses a line
    end, and for an attribution without content.
    """
    text, at = "", 0
    drafts: dict[int, _Draft] = {}
    opened: re.Match[str] | None = None
    start = 0
    for tag in _TAG.finditer(marked):
        text += _plain(marked[at : tag.start()])
        at = tag.end()
        _check_place(tag, opened)
        if tag[1]:
            assert opened is not None  # `_check_place` saw to it
            _check_words(text[start:], opened)
            _note(drafts, opened, (start, len(text)))
            opened = None
        else:
            opened, start = tag, len(text)
    if opened:
        raise UsageError(f"{opened[0]} is never closed")
    text += _plain(marked[at:])
    return Case(text=text, attributions=tuple(_finish(drafts[number], number) for number in sorted(drafts)))


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one file, in its order. Their ids are NAME-LANG-1, -2 ...; NAME-LANG if there is one.

    Raises `UsageError` with the file and the block's number, `FileError` if the file cannot be read.
    """
    named = _FILE_NAME.fullmatch(path.name)
    if not named:
        raise UsageError("a file of cases has a name like clitic.id.txt", name=str(path))
    try:
        whole = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise FileError(f"cannot be read ({why})", name=str(path)) from why
    blocks = _BREAK.split(whole)
    scored: tuple[str, ...] = ()
    cases = []
    for number, block in enumerate(blocks, 1):
        try:
            reason, scored, marked = _split_head(block, scored)
            case = _with_defaults(parse_case(marked), scored)
        except UsageError as why:
            raise UsageError(why.why, name=f"{path}, block {number}", remedy=why.remedy) from None
        key = f"{named['name']}-{named['lang']}" + (f"-{number}" if len(blocks) > 1 else "")
        cases.append(replace(case, id=key, lang=named["lang"], reason=reason))
    return tuple(cases)


def _split_head(block: str, scored: tuple[str, ...]) -> tuple[str, tuple[str, ...], str]:
    """The reason, the attributes scored from here on, and the marked text of one block."""
    lines = block.strip().split("\n")
    reason = ""
    while lines and lines[0].startswith("#"):
        said = lines.pop(0).lstrip("#").strip()
        if said.startswith("scored:"):
            scored = tuple(said.removeprefix("scored:").split())
        else:
            reason = f"{reason} {said}".strip()
    if not reason:
        raise UsageError("a case has no reason", remedy="open it with a line like '# the cue stands inside'")
    if unknown := set(scored) - set(DEFAULTS):
        raise UsageError(f"{', '.join(sorted(unknown))} has no default", remedy=f"score {', '.join(DEFAULTS)}")
    marked = "\n".join(lines).strip()
    if not marked:
        raise UsageError("a case has no text")
    return reason, scored, marked


def _with_defaults(case: Case, scored: tuple[str, ...]) -> Case:
    defaults = {key: DEFAULTS[key] for key in scored}
    filled = (replace(marked, attributes=defaults | dict(marked.attributes)) for marked in case.attributions)
    return replace(case, attributions=tuple(filled))


def _plain(between: str) -> str:
    if broken := _TAG_START.search(between):
        raise UsageError(f"cannot read the tag {between[broken.start() :][:40]!r}")
    return between


def _check_place(tag: re.Match[str], opened: re.Match[str] | None) -> None:
    if tag[2] not in ROLES:
        raise UsageError(f"{tag[0]} is no role", remedy=f"use {', '.join(ROLES)}")
    if not tag[1] and opened:
        raise UsageError(f"{tag[0]} stands inside {opened[0]}", remedy="a word has one role")
    if tag[1] and (opened is None or opened[2] != tag[2]):
        raise UsageError(f"{tag[0]} closes nothing")
    if tag[1] and (tag[3] or tag[4]):
        raise UsageError(f"{tag[0]} says more than a closing tag may", remedy="write it on the opening tag")


def _check_words(words: str, opened: re.Match[str]) -> None:
    if not words.strip():
        raise UsageError(f"{opened[0]} has no words")
    if words != words.strip():
        raise UsageError(f"{opened[0]} begins or ends with a space: {words!r}")
    if "\n" in words:
        raise UsageError(f"{opened[0]} crosses a line end: {words[:40]!r}", remedy="mark one span a paragraph")


def _note(drafts: dict[int, _Draft], opened: re.Match[str], span: Span) -> None:
    """Write the closed span and its tag's attributes to every attribution the tag names."""
    attributes = _read_attributes(opened)
    for number in [int(n) for n in opened[3].split()] or [1]:
        draft = drafts.setdefault(number, _Draft())
        draft.spans[opened[2]].append(span)
        for key, value in attributes.items():
            if draft.attributes.setdefault(key, value) != value:
                raise UsageError(f"{opened[0]} says {key} a second time, and otherwise")


def _read_attributes(opened: re.Match[str]) -> dict[str, str]:
    attributes = {m[1]: m[3] if m[2] is None else m[2].strip() for m in _ATTRIBUTE.finditer(opened[4])}
    if attributes and opened[2] == "source":
        raise UsageError(f"{opened[0]} bears attributes", remedy="they stand on the cue, or the content")
    for key, value in attributes.items():
        if key not in ATTRIBUTES:
            raise UsageError(f"{opened[0]}: {key} is no attribute", remedy=f"use {', '.join(ATTRIBUTES)}")
        if value not in CHOICES.get(key, (value,)):
            raise UsageError(f"{opened[0]}: {value} is no {key}", remedy=f"use {', '.join(CHOICES[key])}")
    return attributes


def _finish(draft: _Draft, number: int) -> Marked:
    if not draft.spans["content"]:
        raise UsageError(f"attribution {number} has no content")
    source, cue, content = (tuple(draft.spans[role]) for role in ROLES)
    return Marked(source=source, cue=cue, content=content, attributes=draft.attributes)


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split("|") if part.strip()]


def _named(value: str) -> dict[str, object] | None:
    """The first of the names is the speaker's, the others are fair answers too; none is nobody."""
    names = _parts(value)
    return {"name": names[0], "aliases": names[1:]} if names else None
