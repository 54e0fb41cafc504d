"""A filled-in sheet -> shares that are weighed by kind, with intervals that hold."""

import random

import pytest

from konon.errors import FileError, UsageError
from konon.evaluation.checked import CheckedRow, mark_by_corrections, read_checked, score_checked


def row(stratum, claims, **marks):
    return CheckedRow(saying="a" * 16, stratum=stratum, claims=claims, marks=marks)


def test_a_share_is_weighed_by_how_many_there_are():
    rows = [row("certain", 900, speaker=True)] * 10 + [row("possible", 100, speaker=False)] * 10
    figures = score_checked(rows)["speaker"]
    assert (figures["right"], figures["wrong"], figures["share"]) == (10, 10, pytest.approx(0.9))
    assert figures["strata"]["possible"]["share"] == 0.0
    assert figures["low"] < 0.9 < figures["high"]
    assert list(score_checked(rows)) == ["speaker"]


def test_the_interval_is_wilsons():
    """Against the worked example of 1 in 10 at 95%: 0.0179 to 0.4042."""
    figures = score_checked([row("all", 50, act=number == 0) for number in range(10)])["act"]
    assert (figures["low"], figures["high"]) == (pytest.approx(0.0179, abs=1e-4), pytest.approx(0.4042, abs=1e-4))
    sure = score_checked([row("all", 50, act=True)] * 10)["act"]
    assert (sure["high"], sure["low"]) == (pytest.approx(1.0), pytest.approx(0.7225, abs=1e-4))


def test_nineteen_of_twenty_intervals_hold_the_truth():
    dice, truth, held = random.Random(5), {"a": 0.95, "b": 0.6}, 0
    sizes = {"a": 800, "b": 200}
    for _ in range(400):
        rows = [row(kind, sizes[kind], speaker=dice.random() < truth[kind]) for kind in truth for _ in range(25)]
        figures = score_checked(rows)["speaker"]
        held += figures["low"] <= 0.8 * 0.95 + 0.2 * 0.6 <= figures["high"]
    assert held >= 370


CSV = "number,stratum,of,saying,speaker,speaker_ok,act_ok,note\n1,certain,3,{id},Budi,{speaker},,x\n"


@pytest.mark.parametrize(
    "text",
    [
        CSV.format(id="b" * 16, speaker="Y"),
        "\ufeff" + CSV.format(id="b" * 16, speaker="benar").replace(",", ";").replace("\n", "\r\n"),
        CSV.format(id="b" * 16, speaker="1").replace(",", "\t"),
        '{"saying": "bbbbbbbbbbbbbbbb", "stratum": "certain", "of": 3, "speaker_ok": "yes", "act_ok": null}\n',
        f"guide\n\n# 1  {'b' * 16}  certain  (of 3)\n    a [word]\n  speaker     [ y ]  Budi\n  act         []  x\n",
    ],
)
def test_every_kind_of_sheet_is_read(tmp_path, text):
    path = tmp_path / "sheet"
    path.write_bytes(text.encode())
    assert read_checked(path) == [CheckedRow(saying="b" * 16, stratum="certain", claims=3, marks={"speaker": True})]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no claims to check"),
        ("a,b\n1,2\n", "is no row of a sheet"),
        (CSV.format(id="b" * 16, speaker="maybe"), r"sheet:2: speaker_ok is 'maybe'; write y or n"),
        ('{"saying": 1\n', "is no JSON"),
        ("[1]\n", "has no claims"),
    ],
)
def test_what_is_no_sheet_is_one_line(tmp_path, text, message):
    path = tmp_path / "sheet"
    path.write_text(text)
    with pytest.raises(UsageError, match=message):
        read_checked(path)


def test_no_file_and_no_mark_are_told(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        read_checked(tmp_path / "none.csv")
    (tmp_path / "latin").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(FileError, match="UTF-8"):
        read_checked(tmp_path / "latin")
    with pytest.raises(UsageError, match="nothing is filled in"):
        score_checked([row("all", 1)])


def test_corrections_count_as_wrong_and_all_else_as_right():
    rows = [CheckedRow(saying=letter * 16, stratum="all", claims=3, marks={}) for letter in "abc"]
    corrected = {"a" * 16: frozenset({"speaker"}), "b" * 16: frozenset({"wrong"})}
    figures = score_checked(mark_by_corrections(rows, corrected))
    assert (figures["attribution"]["right"], figures["attribution"]["wrong"]) == (2, 1)
    assert (figures["speaker"]["right"], figures["speaker"]["wrong"]) == (1, 1)
    assert (figures["act"]["right"], figures["act"]["wrong"]) == (2, 0)
