"""The heads that the upper layers are learned with: what is asked of windows, and that NumPy points as torch does."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from konon.evaluation.gold import GoldMarks, Named  # noqa: E402
from konon.network.loading import VOCABULARY, load_vocabulary  # noqa: E402
from konon.reading.text.pointing import load_pointing  # noqa: E402
from konon.reading.text.units import WIDTH, Units  # noqa: E402
from konon.records import Attribution  # noqa: E402
from konon.training.corpora import Sample, split_with  # noqa: E402
from konon.training.gold_articles import Splitting, make_article  # noqa: E402
from konon.training.joint_layers import JointHeads, export_pointing  # noqa: E402
from konon.training.joint_lessons import PLACES, JointAsks, collect, make_joint, speaker_places  # noqa: E402
from konon.training.relay_gold import name_relays  # noqa: E402

TEXT = "Ada Quist runs the port.\n\nQuist told Kabar Laut that the bridge is shut."


def at(words: str, last: bool = False) -> list[int]:
    start = TEXT.rfind(words) if last else TEXT.find(words)
    return [start, start + len(words)]


ROW = {
    "id": "one",
    "text": TEXT,
    "lang": "en",
    "attributions": [
        {
            "source": [at("Quist", last=True)],
            "cue": [at("told")],
            "content": [at("that the bridge is shut")],
            "speaker": {"name": "Ada Quist"},
            "relay": ["Kabar Laut"],
            "certainty": "certain",
        }
    ],
}


@pytest.fixture(scope="module")
def text():
    tokenizer = load_vocabulary(VOCABULARY).tokenizer
    article = make_article("x", ROW, Splitting(tokenizer))
    return make_joint(article, name_relays(article, {}), split_with(tokenizer))


def words_of(text, units) -> list[str]:
    places = [(start, end) for piece in text.pieces for _, start, end in piece.units]
    return [TEXT[slice(*places[unit])] for unit in units]


def test_an_attribution_asks_for_every_place_of_who_and_through_whom(text):
    (ask,) = text.asks
    assert words_of(text, ask.speaker) == ["Ada", "Quist", "Quist"]
    assert words_of(text, ask.relay) == ["Kabar", "Laut"]
    assert ask.carried
    assert words_of(text, [ask.anchor]) == ["told"]
    assert words_of(text, np.flatnonzero(text.outlets == 1)) == ["Kabar"]


def test_what_a_window_cuts_off_is_asked_of_no_window(text):
    (ask,) = text.asks
    whole = Sample(text, np.zeros(1), np.zeros(1), 0, len(text.tags))
    late = Sample(text, np.zeros(1), np.zeros(1), ask.anchor, len(text.tags))
    asked, cut = collect([whole], len(text.tags)), collect([late], len(text.tags))
    assert asked.facts[0, 0] >= 0
    assert int(asked.speaker.sum()) == 3
    assert cut.facts[0].tolist() == [-100, -100, -100]
    assert int(cut.speaker.sum()) == 0
    assert collect([Sample(text, np.zeros(1), np.zeros(1), 0, 2)], 2) is None


def test_nobody_is_right_where_nobody_is_named():
    assert speaker_places(TEXT, GoldMarks(speaker=None)) == []
    assert speaker_places(TEXT, GoldMarks()) is None
    assert speaker_places(TEXT, GoldMarks(speaker=Named(name="he"))) == []


def test_numpy_points_as_torch_does(tmp_path):
    torch.manual_seed(4)
    heads = JointHeads().eval()
    torch.nn.init.normal_(heads.distance.weight)
    export_pointing(heads, tmp_path / "pointing.safetensors")
    vectors = np.random.default_rng(3).normal(size=(9, WIDTH)).astype(np.float32)
    units = Units(start=tuple(range(9)), end=tuple(range(1, 10)), paragraph=(0,) * 9, vectors=vectors)
    one = Attribution(id="a", source=((1, 3),), cue=((3, 4),), content=((5, 8),), quotation="indirect", confidence=1.0)
    (pointed,) = load_pointing(tmp_path).point(units, [one])
    places = torch.zeros(1, 9, dtype=torch.long)
    for name, inside in (("source", slice(1, 3)), ("cue", slice(3, 4)), ("content", slice(5, 8))):
        places[0, inside] = PLACES.index(name)
    nothing = torch.zeros(1, 10, dtype=torch.bool)
    asked = JointAsks(
        outlets=torch.zeros(1, 9),
        window=torch.tensor([0]),
        anchor=torch.tensor([3]),
        places=places,
        facts=torch.zeros(1, 3),
        speaker=nothing,
        relay=nothing,
        carried=torch.zeros(1),
    )
    with torch.no_grad():
        scores, carried = heads.point(torch.tensor(vectors)[None], asked, torch.ones(1, 9, dtype=torch.bool))
    shares = scores.softmax(-1)[0].numpy()
    np.testing.assert_allclose(pointed.speaker, shares[0, :-1], atol=0.01)
    np.testing.assert_allclose(pointed.relay, shares[1, :-1], atol=0.01)
    assert pointed.carried == pytest.approx(float(torch.sigmoid(carried)[0]), abs=0.01)
