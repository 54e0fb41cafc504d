"""Paragraphs whose form shows who speaks -> attributions: `NAME: words` in transcripts, `"words" - Name`.

The network knows running prose; these are read by their shape, and what it made of the same paragraphs gives way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from konon.reading.spans.decoding import Extraction, found_by_rule
from konon.reading.text.capitals import CAPITALS
from konon.records import Span, Spans, overlaps

SURE = 0.9
LEAST_TURNS = 3  # of a transcript; fewer may be labels ("UPDATE: ...")
LONGEST_NAME = 60  # code points
# A name in capitals of at least three letters, a colon, and words.
NAME = rf"[{CAPITALS}](?:[{CAPITALS}.'’]|[ -](?=[{CAPITALS}])){{2,40}}"
WORDS = r"(?P<words>\S.*?)[”\"]?\s*"
TURN = re.compile(rf"\s*(?P<mark>[“\"]?)(?P<name>{NAME})(?P<cue>:)\s+{WORDS}", re.DOTALL)
# The same without capitals, where one of the turns asks: `Hakim: Mengerti?`
ASKED = re.compile(
    rf"\s*(?P<mark>[“\"]?)(?P<name>[{CAPITALS}][\w.’'-]*(?: [\w.’'-]+){{0,3}})(?P<cue>:)\s+{WORDS}", re.DOTALL
)
# Protocols: `Q. Did you see it?`, `Mr. SMITHERS of Harle. I rise ...`, `[Dora Quint, Mayor:] The dam is safe.`
PROTOCOLS = tuple(
    re.compile(rf"\s*{label}\s+{WORDS}", re.DOTALL)
    for label in (
        r"(?P<name>[QATJ])(?P<cue>[.:])",
        rf"(?P<name>[{CAPITALS}][a-z]{{1,7}}\.? [{CAPITALS}]{{2}}[{CAPITALS}’'-]*)"
        r"(?: (?:of [^.\n]{2,30}|\([^()\n]{2,40}\)))?(?P<cue>\.)",
        rf"\[(?P<name>[{CAPITALS}][^\[\]:\n]{{1,{LONGEST_NAME}}})(?P<cue>:)\]",
    )
)
SIGNATURE = rf"(?P<cue>[―—–]|--?)\s*(?P<name>[{CAPITALS}][^\n“”\"]{{1,58}}?)\s*[.]?\s*"
SIGNED = re.compile(rf"\s*[“\"](?P<words>[^“”\"\n][^\n]*?)[”\"]\s*{SIGNATURE}")
QUOTATION = re.compile(r"\s*[“\"](?P<words>[^“”\"\n][^\n]*?)[”\"]\s*")
MORE = re.compile(r"\s*[“\"](?P<words>[^(“”\"\n][^\n]*?)[”\"]?\s*")  # a quoted turn goes on in a new paragraph
SIGNER = re.compile(rf"\s*{SIGNATURE}")


def read_forms(text: str, body: Spans, found: Sequence[Extraction]) -> list[Extraction]:
    """`found`, with the attributions of transcripts and signed quotations in place of what it has there."""
    formed = [*read_turns(text, body), *read_signed(text, body)]
    if not formed:
        return list(found)
    held = [span for one in formed for span in one.content]
    cleared = (clear(one, held) for one in found)
    return [*(one for one in cleared if one), *formed]


def read_turns(text: str, body: Spans) -> Iterator[Extraction]:
    """The turns of a transcript: at least three paragraphs, two speakers, one of whom speaks twice; a protocol is known
    by its labels, and a question there by its answer."""
    turns = match_paragraphs(TURN, text, body) or match_paragraphs(ASKED, text, body)
    if is_talk(turns):
        after = [k for k, _ in turns[1:]] + [0]  # what follows the last turn may be anything
        for (k, match), stop in zip(turns, after, strict=True):
            yield shown_words(match, read_more(text, body[k + 1 : stop]) if match["mark"] else ())
        return
    for label in PROTOCOLS:
        matches = [match for _, match in match_paragraphs(label, text, body)]
        if len({match["name"] for match in matches}) > 1 or any(len(match["name"]) > 1 for match in matches):
            yield from map(shown_words, matches)


def is_talk(turns: Sequence[tuple[int, re.Match[str]]]) -> bool:
    """Whether labels are those of speakers: enough of them, one twice; without capitals only where one asks."""
    speakers = Counter(match["name"] for _, match in turns)
    if len(turns) < LEAST_TURNS or len(speakers) < 2 or max(speakers.values()) < 2:
        return False
    return all(name.isupper() for name in speakers) or any(match["words"].endswith("?") for _, match in turns)


def match_paragraphs(form: re.Pattern[str], text: str, body: Spans) -> list[tuple[int, re.Match[str]]]:
    """The paragraphs that are wholly of a form, with their numbers."""
    return [(k, match) for k, span in enumerate(body) if (match := form.fullmatch(text, *span))]


def shown_words(match: re.Match[str], more: Spans = ()) -> Extraction:
    """A turn: its speaker's own words, without quotation marks."""
    found = found_by_rule((match.span("name"),), match.span("cue"), (match.span("words"), *more), SURE)
    return replace(found, verbatim=True)


def read_more(text: str, body: Spans) -> Spans:
    """What a quoted turn says in the paragraphs after its first."""
    return tuple(match.span("words") for span in body if (match := MORE.fullmatch(text, *span)))


def read_signed(text: str, body: Spans) -> Iterator[Extraction]:
    """Quotations with a dash and a name behind them, in the same paragraph or in one of its own."""
    for number, (start, end) in enumerate(body):
        if match := SIGNED.fullmatch(text, start, end):
            if is_signature(match["name"]):
                yield found_by_rule((match.span("name"),), match.span("cue"), (match.span("words"),), SURE)
        elif number and (match := SIGNER.fullmatch(text, start, end)) and is_signature(match["name"]):
            above = QUOTATION.fullmatch(text, *body[number - 1])
            if above:
                yield found_by_rule((match.span("name"),), match.span("cue"), (above.span("words"),), SURE)


def is_signature(words: str) -> bool:
    """Whether a signature reads like one: few words, most of them with a capital or a number, no sentence."""
    parts = words.split(",", maxsplit=1)[0].split()
    capitals = sum(part[0].isupper() or not part[0].isalpha() for part in parts)
    return 0 < len(parts) <= 6 and len(words) <= LONGEST_NAME and 2 * capitals > len(parts)


def clear(one: Extraction, held: Sequence[Span]) -> Extraction | None:
    """`one` without the parts of its content that are held by forms; None where most of it was."""
    left = tuple(span for span in one.content if not overlaps(held, span))
    size = sum(end - start for start, end in one.content)
    if 2 * sum(end - start for start, end in left) < size:
        return None
    return replace(one, content=left) if left != one.content else one
