"""Edges that a form settles: clauses of time between cue and content, particles at the end of a source."""

from __future__ import annotations

import pytest

from konon.reading.spans.decoding import Extraction
from konon.reading.spans.edges import settle_edges
from konon.reading.spans.topics import take_topics
from konon.reading.text.passage import Passage, prepare
from konon.records import Article


def passage_of(text: str, lang: str) -> Passage:
    return prepare(Article(id="x", text=text, body=((0, len(text)),), lang=lang))


def found_in(text: str, source: str, cue: str, content: str) -> Extraction:
    spans = {name: text.index(words) for name, words in (("source", source), ("cue", cue), ("content", content))}
    return Extraction(
        source=((spans["source"], spans["source"] + len(source)),),
        cue=((spans["cue"], spans["cue"] + len(cue)),),
        content=((spans["content"], spans["content"] + len(content)),),
        confidence=0.9,
    )


@pytest.mark.parametrize(
    ("text", "content", "whole"),
    [
        ("He said the day before she left, he came.", "the day before she left", "the day before she left, he came"),
        ("He said when she left, he came, but Ann denied it.", "when she left", "when she left, he came"),
        (
            "He said since the day it closed, shops lost half.",
            "it closed, shops lost half",
            "since the day it closed, shops lost half",
        ),
        ("He said the day is over, but she left.", "the day is over", "the day is over"),
        ("It was shut, He said, because it broke, and police came.", "because it broke", "because it broke"),
    ],
)
def test_a_clause_of_time_belongs_to_what_is_said_with_it(text: str, content: str, whole: str) -> None:
    (settled,) = settle_edges(passage_of(text, "en"), [found_in(text, "He", "said", content)])
    assert [text[slice(*span)] for span in settled.content] == [whole]


@pytest.mark.parametrize(
    ("text", "lang", "source", "cue", "left"),
    [
        ("船長は、船が出ると述べた。", "ja", "船長は", "述べた", "船長"),
        ("김정은이 비가 온다고 말했다.", "ko", "김정은", "말했다", "김정은"),
        ("김정은은 비가 온다고 말했다.", "ko", "김정은", "말했다", "김정은"),
    ],
)
def test_a_source_has_no_particle_and_keeps_its_last_syllable(
    text: str, lang: str, source: str, cue: str, left: str
) -> None:
    (taken,) = take_topics(
        passage_of(text, lang), [found_in(text, source, cue, "船が出る" if lang == "ja" else "비가 온다")]
    )
    assert text[slice(*taken.source[0])].startswith(left)
    assert not text[slice(*taken.source[0])].endswith("は")
