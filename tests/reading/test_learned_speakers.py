"""Names cut at the wrong word, and whom sources point back to, as heads and forest read them. Names are made up."""

from __future__ import annotations

import re

import pytest

from konon.evaluation.predict import read_given
from konon.reading.relays.mentions import rule_mentions
from konon.reading.spans.tagger import load_tagger
from konon.reading.speakers.resolve import resolve_speakers
from konon.reading.text.passage import prepare
from konon.reading.text.pointing import load_pointing
from konon.records import Article, Attribution, Post, Speaker

REST_ID = "\n\nHal itu disampaikan setelah rapat di kantor dinas. {last} mengatakan laporan akan selesai pekan depan."


def speak(text: str, *sources: str, lang: str) -> list[Speaker]:
    """The speakers of sources looked for one after another; the words after each are cue and content."""
    found, at = [], 0
    for number, source in enumerate(sources):
        start = text.index(source, at)
        at = start + len(source)
        cue = re.compile(r"\s*(\w+)\s*").match(text, at)
        end = text.index(".", at)
        found.append(
            Attribution(
                id=str(number),
                source=((start, at),),
                cue=((cue.start(1), cue.end(1)),),
                content=((cue.end(), end),),
                quotation="indirect",
                confidence=1.0,
            )
        )
    body = tuple((m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    passage = prepare(Article(id="x", text=text, body=body, lang=lang))
    mentions = rule_mentions(passage, found)
    units = load_tagger().look(passage).units
    return list(resolve_speakers(passage, found, mentions, units, load_pointing().point(units, found)))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Kasubdit Penyidikan BPLH Wilayah IV Hendro Prakoso", "Hendro Prakoso"),
        ("Sekretaris Daerah Kota Bitung Jemmy Rotinsulu", "Jemmy Rotinsulu"),
    ],
)
def test_towns_and_bodies_before_a_name_are_no_part_of_it(source: str, name: str) -> None:
    text = f"{source} mengatakan stok aman sampai akhir tahun." + REST_ID.format(last=name.split(maxsplit=1)[0])
    assert speak(text, source, name.split(maxsplit=1)[0], lang="id")[0].name == name


@pytest.mark.parametrize(
    ("text", "sources", "name"),
    [
        (
            "Camat Ratri Utami mengatakan jembatan itu aman. Ia mengatakan perbaikan selesai Mei.",
            ("Camat Ratri Utami", "Ia"),
            "Ratri Utami",
        ),
        (
            "Senator Alice Marlowe said the bill would pass on Friday. She said two colleagues had agreed.",
            ("Senator Alice Marlowe", "She"),
            "Alice Marlowe",
        ),
    ],
)
def test_pronouns_point_back_to_who_spoke(text: str, sources: tuple[str, ...], name: str) -> None:
    lang = "id" if "mengatakan" in text else "en"
    assert [one.name for one in speak(text, *sources, lang=lang)] == [name, name]


def test_the_reason_says_which_and_how_far() -> None:
    text = "Camat Ratri Utami mengatakan jembatan itu aman. Ia mengatakan perbaikan selesai Mei."
    first, second = speak(text, "Camat Ratri Utami", "Ia", lang="id")
    assert "Ratri Utami" in first.reason
    assert "Ratri Utami" in second.reason
    assert 0 < second.confidence <= 1


def test_a_shown_post_is_its_accounts_words_through_the_platform() -> None:
    text = "The mayor was asked about it.\n\nThe bridge stays shut until June.\n\nAda Marsk (@adamarsk) on Twitter"
    said, signed = (text.index("The bridge"), text.index("June.") + 5), (text.index("Ada"), len(text))
    post = Post(spans=(said,), name="Ada Marsk", handle="adamarsk", platform="Twitter", signed=signed)
    article = Article(id="x", text=text, body=((0, 29), said), lang="en", posts=(post,))
    shown = Attribution(id="0", source=(signed,), cue=(), content=(said,), quotation="indirect", confidence=0.95)
    (claim,) = read_given(prepare(article), [shown])
    assert (claim.speaker.name, [relay.name for relay in claim.relays]) == ("Ada Marsk", ["Twitter"])
