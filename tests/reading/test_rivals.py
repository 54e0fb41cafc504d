"""Who may be meant by a source, the numbers by which a forest chooses among them, and what is made of its choice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from konon.network.trees import Forest
from konon.reading.relays.mentions import rule_mentions
from konon.reading.speakers import choosing
from konon.reading.speakers.by_rules import resolve_by_rules
from konon.reading.speakers.rival_features import see_rivals
from konon.reading.speakers.rivals import AskedSource, Rival, find_rivals
from konon.reading.speakers.scene import Resolution, Scene
from konon.reading.text.passage import prepare
from konon.reading.text.pointing import Pointed, Pointing
from konon.reading.text.units import WIDTH, Units
from konon.records import Article, Attribution, Speaker
from konon.training.forest_files import Tree, write_forest

TEXT = (
    "Mayor Ada Quist met Jon Harrow of the Vorn Road Council. Quist said it rained. "
    "Harrow and two clerks who watched the river said no. She laughed and said yes."
)
SOURCES = ("Quist said", "who watched", "Harrow and two", "She laughed")

Watch = Callable[[Scene, AskedSource, list[Rival]], None]


def attribute(text: str, sources: tuple[str, ...], lang: str) -> list[Attribution]:
    """The first word of each entry is a source, the second its cue, what follows up to the full stop its content."""
    found = []
    for number, entry in enumerate(sources):
        start = text.index(entry)
        source, cue = (m.span() for m in list(re.finditer(r"\w+", text[start:]))[:2])
        end = text.index(".", start)
        spans = {
            "source": ((start + source[0], start + source[1]),),
            "cue": ((start + cue[0], start + cue[1]),),
            "content": ((start + cue[1] + 1, end),),
        }
        found.append(Attribution(id=str(number), quotation="indirect", confidence=1.0, **spans))
    return found


def read(
    text: str,
    sources: tuple[str, ...],
    *,
    watch: Watch | None = None,
    points: str = "",
    lang: str = "en",
    heads: tuple[Speaker | None, ...] = (),
) -> tuple[Speaker, ...]:
    """The speakers by the shipped forest, or by rules and network where somebody watches."""
    body = ((0, len(text)),)
    passage = prepare(Article(id="x", text=text, body=body, lang=lang))
    attributions = attribute(text, sources, lang)
    words = [m.span() for m in re.finditer(r"\w+|[^\w\s]", text)]
    units = Units(
        start=tuple(s for s, _ in words),
        end=tuple(e for _, e in words),
        paragraph=(0,) * len(words),
        vectors=np.zeros((len(words), WIDTH), np.float32),
    )
    shares = np.array([float(text[s:e] == points) for s, e in words], np.float32)
    one = Pointed(begin=0, speaker=shares, nobody=0.0, relay=shares * 0, none=1.0, carried=0.0)
    pointing = Pointing(units=units, each=[one] * len(attributions))

    def look(scene: Scene, asked: AskedSource) -> Resolution:
        assert watch
        watch(scene, asked, find_rivals(scene, asked))
        return asked.network

    mentions = rule_mentions(passage, attributions)
    choose = look if watch else None
    return resolve_by_rules(passage, attributions, mentions, pointing, choose=choose, heads=heads).speakers


def rivals_of(number: int, **given: object) -> list[Rival]:
    """Those of one source of TEXT."""
    seen: list[list[Rival]] = []
    read(TEXT, SOURCES, watch=lambda _, __, rivals: seen.append(rivals), **given)  # type: ignore[arg-type]
    return seen[number]


def test_every_name_is_there_once_and_nobody_too() -> None:
    names = [rival.found.name for rival in rivals_of(3)]
    assert {"Ada Quist", "Jon Harrow", None} <= set(names)
    assert len(names) == len({" ".join((name or "").lower().split()) for name in names})


def test_whom_the_rules_name_comes_first() -> None:
    first = rivals_of(0)[0]
    assert (first.how, first.found.name) == ("rules", "Ada Quist")


def test_a_relative_clause_may_be_of_each_noun_that_ends_before_it() -> None:
    names = {rival.found.name for rival in rivals_of(1)}
    assert {"two clerks", "clerks", "Harrow and two clerks"} <= names


def test_a_noun_around_what_the_network_points_to_may_be_meant() -> None:
    names = {rival.found.name for rival in rivals_of(3, points="Council")}
    assert {"the Vorn Road Council", "Vorn Road Council"} <= names


def test_whom_the_heads_take_may_be_meant() -> None:
    heads = Speaker(name="Sam Marl", reason="by heads", kind="person", confidence=0.7)
    found = [rival for rival in rivals_of(3, heads=(None, None, None, heads)) if rival.how == "heads"]
    assert [rival.found.name for rival in found] == ["Sam Marl"]


@pytest.mark.parametrize("number", range(len(SOURCES)))
def test_each_has_a_row_of_as_many_numbers(number: int) -> None:
    rows = []

    def look(scene: Scene, asked: AskedSource, rivals: list[Rival]) -> None:
        rows.append((len(rivals), see_rivals(scene, asked, rivals)))

    read(TEXT, SOURCES, watch=look)
    count, seen = rows[number]
    forest = choosing.load_forest("en")
    assert seen.shape[0] == count
    assert np.isfinite(seen).all()
    assert forest
    assert forest.width == seen.shape[1]
    assert len({one.shape[1] for _, one in rows}) == 1


def stump(feature: int, width: int, path: Path) -> Forest:
    """One tree: more is likelier."""
    tree = Tree(
        leaf=np.array([False, True, True]),
        feature=np.array([feature, 0, 0]),
        threshold=np.array([0.5, 0.0, 0.0]),
        left=np.array([1, 0, 0]),
        right=np.array([2, 0, 0]),
        value=np.array([0, -3, 3]),
    )
    write_forest([tree], bias=0, width=width, path=path)
    return Forest(path)


def test_the_likeliest_speaks_and_the_reason_says_where_it_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = {}

    def look(scene: Scene, asked: AskedSource, rivals: list[Rival]) -> None:
        rows[asked.attribution.id] = {
            one.found.name: row for one, row in zip(rivals, see_rivals(scene, asked, rivals), strict=True)
        }

    read(TEXT, SOURCES, watch=look)
    row = rows["3"]
    others = np.array([one for name, one in row.items() if name != "Ada Quist"])
    own = int(np.flatnonzero((row["Ada Quist"] > 0.5) & (others <= 0.5).all(0))[0])
    forest = stump(own, others.shape[1], tmp_path / "stump.onnx")
    monkeypatch.setattr(choosing, "load_forest", lambda _: forest)
    speaker = read(TEXT, SOURCES)[3]
    assert speaker.name == "Ada Quist"
    assert speaker.reason.startswith("She points back to Ada Quist, who ")
    assert 0 < speaker.confidence < 1


def test_a_language_without_a_forest_keeps_to_rules_and_network(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choosing.load_forest("fr") is None
    ruled = read(TEXT, SOURCES, watch=lambda *_: None)
    monkeypatch.setattr(choosing, "load_forest", lambda _: None)
    assert read(TEXT, SOURCES) == ruled


def resolve(name: str, how: str, **given: object) -> Resolution:
    """What is made of the rival of "She laughed" that is called so."""
    found: list[Resolution] = []

    def look(scene: Scene, asked: AskedSource, rivals: list[Rival]) -> None:
        if asked.attribution.id == "3":
            i, j = scene.words.within(TEXT.index(name), TEXT.index(name) + len(name))
            noun = Resolution(name=name, reason="", kind="unnamed", sure=0.5, span=scene.words.span(i, j))
            found.append(choosing.given(scene, asked, Rival(how=how, found=noun, first=i, last=j), 0.7))  # type: ignore[arg-type]

    read(TEXT, SOURCES, watch=look, **given)  # type: ignore[arg-type]
    return found[0]


def test_a_noun_that_is_somebodys_name_is_that_person() -> None:
    assert (resolve("Jon Harrow", "pointed").kind, resolve("Jon Harrow", "pointed").name) == ("person", "Jon Harrow")
    assert resolve("the river", "pointed").kind == "unnamed"


def test_for_a_body_somebody_must_be_much_likelier() -> None:
    person = Rival(how="named", found=Resolution(name="Ada Quist", reason="", kind="person"))
    body = Resolution(name="Vorn Road Council", reason="", kind="organisation")
    seen: list[float] = []

    def look(_: Scene, asked: AskedSource, __: list[Rival]) -> None:
        seen.append(choosing.ahead(replace(asked, network=body), person))
        seen.append(choosing.ahead(replace(asked, network=person.found), person))

    read(TEXT, SOURCES, watch=look)
    assert seen[0] > 5 * seen[1]
