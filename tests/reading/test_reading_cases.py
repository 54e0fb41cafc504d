"""The shared inputs that once failed: what a careful reader gives for each, by line number, offsets and labels alone.

`reading_cases.jsonl` has a line an input. Offsets point into the input's `text`; where several answers are fair, all
are listed, and null is nobody. `at` says which claim is meant: one whose content or cue lies there.

    {"line", "claims": [{"at", "name", "not_name" ...}], "count", "without", "unsaid", "title", "dateline", "body", ...}

`reading_failures.toml` lists the lines that are not right yet, and may only shrink.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from konon.pipeline import read_page
from konon.records import Article, Claim, Page, Reading, Span, overlaps, words_of

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = [json.loads(line) for line in (HERE / "reading_cases.jsonl").read_text().splitlines()]
KNOWN: dict[str, list[int]] = tomllib.loads((HERE / "reading_failures.toml").read_text())
FAILING = {line for lines in KNOWN.values() for line in lines}
EDGES = " \n\t.,:;!?@\"'“”‘’"  # what the scorer leaves out at the edges too


@pytest.fixture(scope="module")
def inputs(shared: Path) -> list[dict[str, Any]]:
    """The inputs in the order of the file; the tests are skipped where it is missing."""
    path = shared / "cases" / "reading.jsonl"
    if not path.is_file():
        pytest.skip("no cases/reading.jsonl in the shared data beside the checkout")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_input(row: dict[str, Any]) -> Reading:
    """An input as the program takes it: a page, or the body of an article."""
    form = "html" if row.get("form") == "html" else "article"
    page = Page(body=row["text"].encode(), form=form, charset="utf-8", id="case", published=row.get("published"))
    reading = read_page(page)
    assert isinstance(reading, Reading), reading
    return reading


class Check:
    """Compares one reading with what is expected of it; `wrong` says in words what differs."""

    def __init__(self, row: dict[str, Any], expected: dict[str, Any], reading: Reading) -> None:
        self.given: str = row["text"]
        self.reading, self.expected = reading, expected
        self.wrong = [*self.article(reading.article), *self.counts(), *self.every_claim()]

    @property
    def text(self) -> str:
        return self.reading.article.text

    def words(self, span: Span | None) -> str | None:
        """The words of an offset of the input; a page's markup may break its lines elsewhere."""
        return None if span is None else " ".join(self.given[slice(*span)].split())

    def article(self, article: Article) -> Iterator[str]:
        """Title, dateline, date of publication and body."""
        body = [" ".join(article.text[s:e].split()) for s, e in article.body]
        if "title" in self.expected and article.title != self.words(self.expected["title"]):
            yield f"title: {article.title}"
        if "dateline" in self.expected:
            place = self.words(self.expected["dateline"])
            found = article.dateline or ""
            if found.casefold() != str(place).casefold() or found.isupper():
                yield f"dateline: {article.dateline}"
        if "published" in self.expected and (article.published or "")[:10] != (self.expected["published"] or ""):
            yield f"published: {article.published}"
        if self.expected.get("lead") and str(self.words(self.expected["body"][0])) not in body[0]:
            yield "the body does not open with the lead"
        yield from (f"not body: {w}" for s in self.expected.get("body", ()) if not holds(body, w := self.words(s)))
        yield from (f"body: {w}" for s in self.expected.get("not_body", ()) if holds(body, w := self.words(s)))

    def counts(self) -> Iterator[str]:
        """How many claims there are, what is no cue, and that nothing has a date."""
        claims = self.reading.claims
        if len(claims) != self.expected.get("count", len(claims)):
            yield f"{len(claims)} claims"
        for span in self.expected.get("without", ()):
            if any(overlaps(claim.attribution.cue, tuple(span)) for claim in claims):
                yield f"a claim by {self.words(span)}"
        if self.expected.get("unsaid") and any(claim.said for claim in claims):
            yield "a date of saying"

    def every_claim(self) -> Iterator[str]:
        """What is wrong with each claim that is expected."""
        for wanted in self.expected.get("claims", ()):
            words = str(self.words(wanted["at"]))
            claim = self.find(words)
            if claim is None:
                if not wanted.get("optional"):
                    yield f"no claim at {words}"
                continue
            yield from (f"{words}: {field} is {found}" for field, found in self.differing(claim, wanted))

    def find(self, words: str) -> Claim | None:
        """The claim whose content holds `words`."""
        at = self.text.find(words)
        spans = (at, at + len(words))
        return next((c for c in self.reading.claims if overlaps(c.attribution.content, spans)), None)

    def differing(self, claim: Claim, wanted: dict[str, Any]) -> Iterator[tuple[str, object]]:
        """Each field that is not as wanted, with what was found."""
        speaker, fact, spans = claim.speaker, claim.factuality, claim.attribution
        fair = {"name": speaker.name, "role": speaker.role, "affiliation": speaker.affiliation}
        for field, found in fair.items():
            answers = [squeeze(self.words(span)) for span in wanted.get(field, ())]
            if field in wanted and squeeze(found) not in answers:
                yield field, found
        given = {"kind": speaker.kind, "certainty": fact.certainty}
        yield from ((f, v) for f, v in given.items() if f in wanted and v not in wanted[f])
        exact = {"polarity": fact.polarity, "quotation": spans.quotation, "said": claim.said and claim.said.start}
        yield from ((f, v) for f, v in exact.items() if f in wanted and v != wanted[f])
        yield from self.differing_spans(claim, wanted)

    def differing_spans(self, claim: Claim, wanted: dict[str, Any]) -> Iterator[tuple[str, object]]:
        """The fields that are places in the text."""
        spans = claim.attribution
        if "content" in wanted:
            found = [self.text[s:e].strip(EDGES) for s, e in spans.content]
            if found != [str(self.words(s)).strip(EDGES) for s in wanted["content"]]:
                yield "content", found
        for field, at in (("source", spans.source), ("cue", spans.cue)):
            if field in wanted and words_of(self.text, at) != self.words(wanted[field]):
                yield field, words_of(self.text, at)
        if "relay" in wanted:
            names = [relay.name.removeprefix("the ") for relay in claim.relays]
            if names != [self.words(span) for span in wanted["relay"]]:
                yield "relay", names
        if "hedge" in wanted:
            hedges = [words_of(self.text, hedge.words) for hedge in claim.factuality.hedges]
            if hedges != [words for words in [self.words(wanted["hedge"])] if words]:
                yield "hedge", hedges


def holds(body: list[str], words: str | None) -> bool:
    """Whether one of the paragraphs has the words."""
    return any(str(words) in paragraph for paragraph in body)


def squeeze(words: str | None) -> str | None:
    """In lower case, without the marks around it: `The clerk` is as good as `the clerk`."""
    return None if words is None else words.strip(EDGES).casefold()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"line {case['line']}")
def test_an_input_is_read_as_a_careful_reader_would(case: dict[str, Any], inputs: list[dict[str, Any]]) -> None:
    row = inputs[case["line"] - 1]
    wrong = Check(row, case, read_input(row)).wrong
    if case["line"] in FAILING:
        assert wrong, f"line {case['line']} is right now: take it out of reading_failures.toml"
        pytest.xfail("; ".join(wrong))
    assert not wrong


def test_every_input_has_its_line(inputs: list[dict[str, Any]]) -> None:
    assert [case["line"] for case in CASES] == list(range(1, len(inputs) + 1))
