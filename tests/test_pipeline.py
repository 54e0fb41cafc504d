"""Inputs -> readings: the stages together, with the shipped network."""

from __future__ import annotations

import io
import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konon.contract import reading_row
from konon.errors import NetworkError
from konon.ledger import Ledger
from konon.ledger.adding import Added
from konon.network.loading import WIDER
from konon.pipeline import Additions, Readings, read_page, read_text
from konon.reading.spans.tagger import Tagger
from konon.records import Failure, Form, Page, Reading

SAID = "“Harga beras sudah turun,” kata Ratna Dewi, Kepala Dinas Pangan Kota Ambaya, kepada Kabar Laut, Senin."
TOLD = "Mayor Ana Lowe said on Monday that the bridge would not open before March."
QUIET = "Hujan turun sejak pagi. Jalan menuju pelabuhan tergenang."


def read_lines(*texts: str) -> list[dict[str, object]]:
    """The rows of some articles given as JSON lines, by order of input."""
    lines = "\n".join(json.dumps({"id": f"a{n}", "text": text}) for n, text in enumerate(texts))
    readings = Readings(["-"], stdin=io.BytesIO(lines.encode()))
    return [reading_row(reading) for reading in readings if isinstance(reading, Reading)]


def test_a_quotation_with_its_speaker_role_and_relay() -> None:
    (claim,) = read_text(SAID).claims
    assert claim.attribution.quotation == "direct"
    assert claim.speaker.name == "Ratna Dewi"
    assert [relay.name for relay in claim.relays] == ["Kabar Laut"]


def test_an_english_sentence() -> None:
    (claim,) = read_text(TOLD).claims
    assert claim.speaker.name == "Ana Lowe"
    assert claim.factuality.polarity == "negative"


def test_where_nobody_speaks_there_is_no_claim() -> None:
    assert read_text(QUIET).claims == ()


def test_the_same_article_gives_the_same_claims_alone_among_others_and_in_another_order() -> None:
    alone = read_lines(SAID)[0]["attributions"]
    first, *_ = read_lines(SAID, TOLD, QUIET)
    *_, last = read_lines(QUIET, TOLD, SAID)
    assert first["attributions"] == alone
    assert strip_ids(last["attributions"]) == strip_ids(alone)  # ids hang on the article's


def strip_ids(attributions: object) -> list[dict[str, object]]:
    assert isinstance(attributions, list)
    return [{k: v for k, v in row.items() if k != "id"} for row in attributions]


@pytest.mark.parametrize("form", ["html", "dump", "article"])
@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=300) | st.text(max_size=300).map(lambda t: f"{SAID}\n{t}".encode("utf-8", "replace")))
def test_any_bytes_give_a_reading_or_a_failure(form: Form, body: bytes) -> None:
    out = read_page(Page(body=body, form=form, path="x"))
    if isinstance(out, Failure):
        assert out.why
        assert "\n" not in out.why
        assert "fault in konon" not in out.why
        return
    row = reading_row(out)
    for a in row["attributions"]:
        for role in ("source", "cue", "content"):
            assert all(0 <= s < e <= len(row["text"]) for s, e in a[role])
            assert all(one[1] <= two[0] for one, two in pairwise(a[role]))
        assert a["content"]


def test_a_page_that_goes_back_shows_what_it_says_now_and_an_erased_one_stays_away(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with Ledger.open(tmp_path / "k.db", write=True) as ledger:

        def add(text: str) -> list[object]:
            line = json.dumps({"id": "one", "text": text}).encode()
            return list(Additions(["-"], ledger, stdin=io.BytesIO(line)))

        later = SAID.replace("sudah", "mungkin")
        assert [add(text) for text in (SAID, later, SAID)][2] == [Added(known=1)]
        assert ["sudah" in found.content for found in ledger.search("beras")] == [True]
        ledger.erase("one", by="Pengadilan", why="putusan 12")
        for text in (SAID, later):
            (failure,) = add(text)
            assert isinstance(failure, Failure)
            assert "was erased on" in failure.why


def test_unforeseen_faults_fail_one_page_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(page: Page) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr("konon.pipeline.extract_article", explode)
    out = read_page(Page(body=b"x", form="article", path="a.txt"))
    assert isinstance(out, Failure)
    assert out.why.startswith("a.txt: a fault in konon (ZeroDivisionError")


def test_broken_weights_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> None:
        raise NetworkError("damaged weights", name="models", remedy="install konon again")

    monkeypatch.setattr("konon.pipeline.load_tagger", load)
    with pytest.raises(NetworkError):
        read_page(Page(body=SAID.encode(), form="article"))


def test_a_string_with_a_byte_order_mark_is_read() -> None:
    assert len(read_text("\ufeff" + SAID).claims) == 1


def test_missing_weights_are_named_with_the_remedy(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NetworkError, match="install konon again"):
        Tagger(tmp_path)


def test_damaged_weights_are_named_with_the_remedy(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for name in (
        "encoder.onnx",
        "heads.safetensors",
        "pointing.safetensors",
        "vectors.safetensors",
        "tokenizer.json",
        *WIDER,
    ):
        (tmp_path / name).write_bytes(b"no weights")
    (tmp_path / "tagger.json").write_text('{"name": "x", "dials": {}}')
    with pytest.raises(NetworkError, match="damaged weights"):
        Tagger(tmp_path)
