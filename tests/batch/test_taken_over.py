"""A near-copy has the claims of what it copies where their words stand in it."""

from dataclasses import replace

from konon.batch.taken_over import carry_claims
from konon.contract import encode, parse_reading, reading_row
from konon.records import words_of


def with_text(article, text):
    body, at = [], 0
    for line in text.split("\n"):
        if line.strip() and at:
            body.append((at, at + len(line)))
        at += len(line) + 1
    return replace(article, id="copy", text=text, body=tuple(body))


def words(reading, claim):
    return [words_of(reading.article.text, spans) for spans in (claim.attribution.source, claim.attribution.content)]


def test_claims_stand_in_their_places_whatever_comes_before(reading):
    copy = with_text(reading.article, reading.article.text.replace("\n", "\nSebuah kalimat baru.\n\n", 1))
    moved = carry_claims(reading, copy)
    assert [words(moved, claim) for claim in moved.claims] == [words(reading, claim) for claim in reading.claims]
    assert {claim.attribution.id for claim in moved.claims}.isdisjoint(c.attribution.id for c in reading.claims)
    assert parse_reading(encode(reading_row(moved)), "copy").article == replace(copy, path=copy.path)


def test_a_claim_of_a_paragraph_that_was_changed_is_left(reading):
    copy = with_text(reading.article, reading.article.text.replace("mungkin", "pasti"))
    moved = carry_claims(reading, copy)
    assert len(moved.claims) == len(reading.claims) - 1
    assert all("peluru" not in words(moved, claim)[1] for claim in moved.claims)


def test_a_paragraph_that_stands_twice_carries_nothing(reading):
    line = next(line for line in reading.article.text.split("\n") if "mungkin" in line)
    moved = carry_claims(reading, with_text(reading.article, f"{reading.article.text}\n\n{line}"))
    assert len(moved.claims) == len(reading.claims) - 1


def test_nothing_shared_carries_nothing(reading):
    assert carry_claims(reading, with_text(reading.article, "Judul\nLain sama sekali.")).claims == ()
