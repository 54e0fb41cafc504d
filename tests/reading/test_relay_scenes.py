"""What the scene tells of an attribution and an outlet: the same outlet's chances elsewhere in the article."""

import numpy as np
import pytest

from konon.reading.relays.chains import decide
from konon.reading.relays.holding_features import HeldPair, lay_out
from konon.reading.relays.mentions import OutletMention
from konon.reading.relays.name_edges import squeeze_outlet
from konon.reading.relays.scenes import NEVER, SCENE, UNKNOWN, see_scenes
from konon.reading.text.passage import prepare
from konon.reading.text.units import Units
from konon.records import Article, Attribution

WHO = ("Ada Quist", "Jon Harrow", "Ada Quist", "Ada Quist")
LINE = "{who} said the bridge is shut."


@pytest.fixture
def ground():
    lines = [LINE.format(who=who) for who in WHO]
    starts = np.cumsum([0, *(len(line) + 1 for line in lines)]).tolist()
    body = tuple((start, start + len(line)) for start, line in zip(starts, lines, strict=False))
    passage = prepare(Article(id="x", text="\n".join(lines), body=body, lang="en"))
    found = [
        Attribution(
            id=str(number),
            source=((start, start + len(who)),),
            cue=((start + len(who) + 1, start + len(who) + 5),),
            content=((start + len(who) + 6, end - 1),),
            quotation="indirect",
            confidence=1.0,
        )
        for number, (who, (start, end)) in enumerate(zip(WHO, body, strict=True))
    ]
    units = Units(start=(), end=(), paragraph=(), vectors=np.zeros((0, 0), np.float32))
    nothing = {"known": np.zeros((0, 200), np.float32), "chains": [()] * len(WHO), "pointed": [None] * len(WHO)}
    return lay_out(passage, found, WHO, units, **nothing)


def pair(at, outlet="gazette"):
    return HeldPair(attribution=at, outlet=outlet, before=None, after=None)


def test_every_pair_has_its_row(ground):
    seen = see_scenes(ground, [pair(0), pair(1), pair(1, "herald")], [0.9, 0.2, 0.1])
    assert seen.shape == (3, SCENE)
    assert np.isfinite(seen).all()
    assert see_scenes(ground, [], []).shape == (0, SCENE)


def test_a_chance_stands_beside_those_of_the_same_speaker(ground):
    seen = see_scenes(ground, [pair(k) for k in range(4)], [0.9, 0.2, 0.1, 0.3])
    before, steps, behind, more_steps, most = seen[2, 2:7]
    assert (before, steps) == (pytest.approx(0.9), 2)
    assert (behind, more_steps) == (pytest.approx(0.3), 1)
    assert most == pytest.approx(0.9)
    other = seen[1, 2:7].tolist()
    assert other[:4] == [UNKNOWN, NEVER, UNKNOWN, NEVER]


def test_the_last_bits_of_a_chance_decide_nothing(ground):
    pairs = [pair(k) for k in range(4)]
    chances = np.array([0.9, 0.2, 0.1, 0.3])
    assert np.array_equal(see_scenes(ground, pairs, chances), see_scenes(ground, pairs, chances + 1e-9))


def mention(name, at):
    return OutletMention(kind="found", name=name, span=(at, at + 3), start=at, lead="")


def test_an_outlet_is_not_told_by_its_name_and_its_initials(ground):
    named = [mention("National Broadcasting Company", 0), mention("NBC", 40), mention("The Gazette", 80)]
    pairs = [HeldPair(attribution=3, outlet=squeeze_outlet(one.name), before=one, after=None) for one in named]
    chains = decide(ground, pairs, [0.8, 0.9, 0.7])
    assert [relay.name for relay in chains[3]] == ["NBC", "The Gazette"]
    assert chains[:3] == ((), (), ())
