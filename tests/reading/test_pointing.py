"""Where the network points from an attribution: shares over its window, and what is done with them."""

from __future__ import annotations

import numpy as np
import pytest

from konon.errors import NetworkError
from konon.reading.text.pointing import PointingHead, load_pointing
from konon.reading.text.units import REACH, WIDTH, Units
from konon.records import Attribution

WIDE, KEY = 8, 4


def make_head(seed: int = 1) -> PointingHead:
    rng = np.random.default_rng(seed)

    def draw(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.2, shape).astype(np.float32)

    return PointingHead(
        anchor=draw(4 * WIDTH, WIDE),
        anchor_bias=draw(WIDE),
        query=draw(WIDE, 2 * KEY),
        query_bias=draw(2 * KEY),
        key=draw(WIDTH, 2 * KEY),
        key_bias=draw(2 * KEY),
        distance=draw(2 * len(REACH) + 1, 2),
        nothing=draw(WIDE, 2),
        nothing_bias=draw(2),
        carried=draw(WIDE, 1),
        carried_bias=draw(1),
    )


def make_units(count: int, windows: tuple[int, ...] = (0,)) -> Units:
    return Units(
        start=tuple(range(0, 2 * count, 2)),
        end=tuple(range(1, 2 * count + 1, 2)),
        paragraph=(0,) * count,
        vectors=np.random.default_rng(2).normal(size=(count, WIDTH)).astype(np.float32),
        windows=windows,
    )


def says(cue: int, content: range) -> Attribution:
    spans = ((2 * content.start, 2 * content.stop - 1),)
    return Attribution(
        id="a", source=(), cue=((2 * cue, 2 * cue + 1),), content=spans, quotation="indirect", confidence=1.0
    )


def test_shares_are_of_one_over_the_window_and_nothing():
    (pointed,) = make_head().point(make_units(12, windows=(0, 5)), [says(6, range(7, 11))])
    assert pointed
    assert (pointed.begin, len(pointed.speaker), len(pointed.relay)) == (5, 7, 7)
    assert float(pointed.speaker.sum()) + pointed.nobody == pytest.approx(1, abs=1e-5)
    assert float(pointed.relay.sum()) + pointed.none == pytest.approx(1, abs=1e-5)
    assert 0 < pointed.carried < 1


def test_units_of_other_windows_have_no_share():
    (pointed,) = make_head().point(make_units(12, windows=(0, 5)), [says(6, range(7, 11))])
    assert pointed
    assert pointed.speaks(range(5)) == 0
    assert pointed.speaks([0, 5, 5, 6]) == pytest.approx(float(pointed.speaker[:2].sum()))
    assert pointed.carries(range(12)) == pytest.approx(1 - pointed.none, abs=1e-5)


def test_what_the_network_has_not_read_points_nowhere():
    beyond = Attribution(id="a", source=(), cue=((90, 95),), content=((96, 99),), quotation="indirect", confidence=1.0)
    assert make_head().point(make_units(12), [beyond]) == [None]
    assert make_head().point(make_units(0), [says(1, range(2, 3))]) == [None]


def test_one_window_with_others_before_it_reads_the_same():
    units, alone = make_units(12, windows=(0, 5)), make_units(12)
    part = Units(
        start=tuple(s - 10 for s in alone.start[5:]),
        end=tuple(e - 10 for e in alone.end[5:]),
        paragraph=(0,) * 7,
        vectors=alone.vectors[5:],
        windows=(0,),
    )
    (whole,), (cut,) = (
        make_head().point(units, [says(6, range(7, 11))]),
        make_head().point(part, [says(1, range(2, 6))]),
    )
    assert whole
    assert cut
    np.testing.assert_allclose(whole.speaker, cut.speaker, rtol=1e-4)


def test_damaged_weights_are_one_line(tmp_path):
    (tmp_path / "pointing.safetensors").write_bytes(b"no weights")
    with pytest.raises(NetworkError, match="damaged weights"):
        load_pointing(tmp_path)
