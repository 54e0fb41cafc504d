"""`konon sample`, filled in, and `konon eval --checked`."""

import csv
import io
import json
import re
import shutil

import pytest

import konon
from konon.ledger import Ledger

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)


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


def test_the_files_name_decides_the_form(call, full, tmp_path):
    begins = {"a.csv": "number,", "a.jsonl": '{"number":1', "a.txt": "Write y", "a.html": "<!doctype html>"}
    for name, start in begins.items():
        assert call("sample", "2", "-o", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).read_text(encoding="utf-8-sig").startswith(start)
    code, _, err = call("sample", "2", "-f", "csv", "-o", str(tmp_path / "b.html"))
    assert (code, "ends in .html is no csv" in err) == (2, True)
    assert call("sample", "2")[1].startswith("number,"), "a pipe gets a table"


def test_a_page_shows_each_claim_in_its_place_and_loads_nothing(call, full, tmp_path):
    page = call("sample", "3", "-f", "html")[1]
    rows = [json.loads(line) for line in call("sample", "3", "-f", "jsonl")[1].splitlines()]
    assert page.count('class="claim"') == len(rows) == 3
    for row in rows:
        assert f'data-saying="{row["saying"]}" data-stratum="{row["stratum"]}" data-of="{row["of"]}"' in page
    assert "default-src 'none'" in page
    assert not re.search(r'(?:src|href)="https?:(?![^"]*" rel)', page)
    (tmp_path / "page").write_text(page, encoding="utf-8")
    assert "press Save at the end of the page" in call("eval", "--checked", str(tmp_path / "page"))[2]


def test_words_of_pages_are_words_on_the_page(call, tmp_path):
    text = '"<script>alert(1)</script> & harga turun," kata <b>Ratna Dewi</b>, Kepala Dinas.'
    with Ledger.open(tmp_path / "k.db", write=True) as ledger:
        ledger.add(konon.read_text(text, title='"><img src=x>', outlet="<i>Kabar</i>", url="https://contoh.id/a?b=<c>"))
        assert len(ledger.search(limit=None)) >= 1
    page = call("sample", "3", "-f", "html", "-l", str(tmp_path / "k.db"))[1]
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<i>" not in page
    assert page.count("<script>") == 1


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
def test_a_page_is_filled_in_in_a_browser_saved_scored_and_printed(call, full, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    assert call("sample", "3", "--by", "polarity", "-o", str(tmp_path / "sheet.html"))[0] == 0
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page, told = browser.new_page(), []
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto((tmp_path / "sheet.html").as_uri())
        for number in (1, 2, 3):
            page.get_by_label(f"{number}, speaker: right", exact=True).check()
        page.get_by_label("1, speaker: wrong", exact=True).check()
        page.get_by_label("2, act: right", exact=True).check()
        page.get_by_label("2, act: open", exact=True).check()
        page.get_by_label("Note").first.fill('bukan "dia"')
        playwright.expect(page.locator("output")).to_have_text("3 of 3 claims looked at")
        page.reload()
        assert page.get_by_label("1, speaker: wrong", exact=True).is_checked(), "marks outlive a reload"
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save what was checked").click()
        saved.value.save_as(tmp_path / "checked.jsonl")
        assert saved.value.suggested_filename == "checked.jsonl"
        assert page.pdf()[:5] == b"%PDF-"
        browser.close()
    assert told == []
    rows = [json.loads(line) for line in (tmp_path / "checked.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["note"] for row in rows] == ['bukan "dia"', "", ""]
    code, out, _ = call("eval", "--checked", str(tmp_path / "checked.jsonl"), "-f", "json")
    figures = json.loads(out)
    assert (code, set(figures)) == (0, {"speaker"})
    assert (figures["speaker"]["right"], figures["speaker"]["wrong"]) == (2, 1)
