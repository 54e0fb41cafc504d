"""`konon sample`, filled in, and `konon eval --checked`."""

import csv
import io
import json

import pytest


@pytest.mark.parametrize("shape", ["csv", "jsonl", "text"])
def test_a_sheet_is_filled_in_and_scored(call, full, tmp_path, shape):
    sheet = tmp_path / "sheet"
    code, _, err = call("sample", "3", "--by", "polarity", "-f", shape, "-o", str(sheet))
    assert (code, err) == (0, f"konon: 3 claims written to {sheet}\n")
    text = sheet.read_text(encoding="utf-8")
    assert call("eval", "--checked", str(sheet))[2].startswith("konon: nothing is filled in")
    if shape == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        for row in rows:
            row["speaker_ok"] = "y"
        filled = io.StringIO()
        writer = csv.DictWriter(filled, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        text = filled.getvalue()
    elif shape == "jsonl":
        text = text.replace('"speaker_ok":""', '"speaker_ok":"y"')
    else:
        text = text.replace("speaker     [ ]", "speaker     [y]")
    sheet.write_text(text, encoding="utf-8")
    code, out, _ = call("eval", "--checked", str(sheet), "-f", "json")
    figures = json.loads(out)
    assert (code, figures["speaker"]["right"], figures["speaker"]["wrong"]) == (0, 3, 0)
    assert set(figures["speaker"]["strata"]) == {"positive", "negative"}
    shown = call("eval", "--checked", str(sheet))[1]
    assert "1.000" in shown


def test_what_was_corrected_counts_as_wrong(call, full, tmp_path):
    sheet = tmp_path / "sheet.csv"
    call("sample", "3", "-o", str(sheet))
    (one, *_) = csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8")))
    call("correct", one["saying"], "--speaker", "Tono Prasetyo", "--by", "Ani")
    code, out, _ = call("eval", "--checked", str(sheet), "--corrections", "-f", "json")
    figures = json.loads(out)
    assert (code, figures["speaker"]["wrong"], figures["act"]["wrong"]) == (0, 1, 0)


def test_a_wrong_call_is_one_line(call, full, tmp_path):
    for args, message in (
        (["sample", "3", "--by", "colour"], "choose from certainty"),
        (["eval", "--corrections"], "give --checked FILE"),
        (["eval", "--checked", "x", "--cases", "y"], "is checked alone"),
        (["eval", "--checked", str(tmp_path / "none")], "cannot be read"),
    ):
        code, out, err = call(*args)
        assert (code in (1, 2), out, err.count("\n")) == (True, "", 1)
        assert message in err
