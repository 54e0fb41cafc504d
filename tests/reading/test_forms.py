"""Transcripts and signed quotations, and what is neither."""

from __future__ import annotations

import pytest

from konon.reading.spans.decoding import Extraction
from konon.reading.spans.forms import read_forms, read_signed, read_turns
from konon.records import Spans


def paragraphs(text: str) -> Spans:
    spans, at = [], 0
    for line in text.split("\n"):
        if line:
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return tuple(spans)


def shown(text: str, found: list[Extraction]) -> list[tuple[str, str]]:
    return [(text[slice(*one.source[0])], text[slice(*one.content[0])]) for one in found]


TALK = "HARJO: Kapan jembatan dibuka?\nLOWE: Not before March.\nHARJO: Mengapa?\nA line of prose."


def test_the_turns_of_a_transcript() -> None:
    found = list(read_turns(TALK, paragraphs(TALK)))
    assert shown(TALK, found) == [
        ("HARJO", "Kapan jembatan dibuka?"),
        ("LOWE", "Not before March."),
        ("HARJO", "Mengapa?"),
    ]


def test_a_quoted_transcript_goes_on_over_paragraphs() -> None:
    text = '"HARJO: Kapan?"\n"LOWE: Not before March."\n"(CROSSTALK)"\n"Perhaps in May."\n"HARJO: Oh."\n"Follow us."'
    found = list(read_turns(text, paragraphs(text)))
    assert [[text[s:e] for s, e in one.content] for one in found] == [
        ["Kapan?"],
        ["Not before March.", "Perhaps in May."],
        ["Oh."],
    ]


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("Q. Who rang?\nA. My aunt did.", [("Q", "Who rang?"), ("A", "My aunt did.")]),
        ("Q: Were you alone?\nA: No.\nQ: Who else?", [("Q", "Were you alone?"), ("A", "No."), ("Q", "Who else?")]),
        ("T: Siapa menelepon?\nJ: Bibi saya.", [("T", "Siapa menelepon?"), ("J", "Bibi saya.")]),
        ("Mrs. OAKES. I rise for the mill.\nSo do we all.", [("Mrs. OAKES", "I rise for the mill.")]),
        ("Mr. TARN of Fell. No mill stands.", [("Mr. TARN", "No mill stands.")]),
        ("The CHAIRMAN. The time is over.", [("The CHAIRMAN", "The time is over.")]),
        ("Senator QUINT (Harle). I rise.", [("Senator QUINT", "I rise.")]),
        ("[Per Aalto, Warden:] The orchid is back.", [("Per Aalto, Warden", "The orchid is back.")]),
        ("[Ketua Sidang:] Silakan duduk.", [("Ketua Sidang", "Silakan duduk.")]),
    ],
)
def test_the_turns_of_a_protocol(text: str, turns: list[tuple[str, str]]) -> None:
    found = list(read_turns(text, paragraphs(text)))
    assert shown(text, found) == turns
    assert all(one.verbatim for one in found)


@pytest.mark.parametrize(
    "text",
    ["A. Milne rang.\nA. Milne came.", "Q. Is it so? Nobody answers.", "Mr. Tarn. He came late.", "[Photo: the mill]"],
)
def test_what_only_looks_like_a_protocol(text: str) -> None:
    assert list(read_turns(text, paragraphs(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE: The bridge is open.\nRELATED: Ferries stop.\nWATCH: The opening.",  # nobody twice
        "HARJO: Ya.\nHARJO: Tidak.\nHARJO: Mungkin.",  # nobody answers
        "HARJO: Ya.\nLOWE: No.",  # too short to tell
        "Harjo: Ya.\nLowe: No.\nHarjo: Mungkin.",  # no capitals
    ],
)
def test_labels_are_no_transcript(text: str) -> None:
    assert list(read_turns(text, paragraphs(text))) == []


@pytest.mark.parametrize(
    ("text", "who", "what"),
    [
        ("“The ferry was never full.” ― Rose Lyle", "Rose Lyle", "The ferry was never full."),
        ('"Kami menunggu kapal." - Ramli, nakhoda', "Ramli, nakhoda", "Kami menunggu kapal."),
        ('"It leaked."\n— Ana Lowe.', "Ana Lowe", "It leaked."),
    ],
)
def test_a_signed_quotation(text: str, who: str, what: str) -> None:
    assert shown(text, list(read_signed(text, paragraphs(text)))) == [(who, what)]


@pytest.mark.parametrize(
    "text",
    [
        '"I don\'t" - and then he left the room without a word',
        "“Yes,” she said — Tuesday was too late.",
        '"It leaked."\n- The harbour opens at six in the morning and closes at nine in the evening',
    ],
)
def test_a_dash_in_prose_signs_nothing(text: str) -> None:
    assert list(read_signed(text, paragraphs(text))) == []


def test_what_the_network_made_of_the_paragraph_gives_way() -> None:
    text = "“The ferry was never full.” ― Rose Lyle\nThe mayor said it was."
    both = ((1, 26), (56, 62))
    wrong = Extraction(source=((30, 39),), cue=(), content=both[:1], confidence=0.6)
    right = Extraction(source=((40, 49),), cue=((50, 54),), content=both[1:], confidence=0.9)
    found = read_forms(text, paragraphs(text), [wrong, right])
    assert wrong not in found
    assert right in found
    assert len(found) == 2
