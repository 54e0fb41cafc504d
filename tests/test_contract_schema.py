"""The contract as JSON Schema: what is read fits it, and what is no reading does not."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from konon.cli import run
from konon.contract import CONTRACT, ReadingRow, contract_schema, encode, reading_row
from konon.pipeline import Readings, read_text
from konon.records import Reading

SAMPLES = Path(__file__).parent.parent / "konon" / "samples"


@pytest.fixture(scope="module")
def check():
    schema = contract_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def row_of(reading):
    return json.loads(encode(reading_row(reading)))


def test_every_sample_fits_it(check):
    rows = [row_of(reading) for reading in Readings([str(SAMPLES)]) if isinstance(reading, Reading)]
    assert rows
    for row in rows:
        check.validate(row)
        fields = ReadingRow.__struct_fields__
        assert row.keys() <= set(fields)
        assert {key for one in row["attributions"] for key in one} <= set(
            contract_schema()["$defs"]["AttributionRow"]["properties"]
        )


def test_what_is_made_by_hand_fits_it_too(check, reading):
    check.validate(row_of(reading))
    check.validate(row_of(read_text("Hujan turun sejak pagi.")))


@pytest.mark.parametrize(
    "change",
    [{"text": 3}, {"body": [[1]]}, {"attributions": [{"id": "x"}]}, {"published": 2023}, {"posts": [{"name": "a"}]}],
)
def test_what_is_no_reading_does_not_fit(check, reading, change):
    with pytest.raises(jsonschema.ValidationError):
        check.validate(row_of(reading) | change)


def test_it_has_a_version_and_a_command(capfd):
    assert run(["schema"]) == 0
    shown = json.loads(capfd.readouterr().out)
    assert shown == contract_schema()
    assert shown["version"] == CONTRACT
    assert shown["$id"].endswith(CONTRACT)
