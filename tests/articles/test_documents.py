"""PDF and Word files are read page by page, or refused in one line that says what to do."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from konon.articles import documents
from konon.articles.documents import join_pages
from konon.cli import run
from konon.contract import encode, parse_reading, reading_row
from konon.pages import find_pages
from konon.pipeline import Readings, read_page
from konon.records import Failure, Page, Reading, page_at, words_of

pypdf = pytest.importorskip("pypdf", reason="pip install 'konon[documents]'")
docx = pytest.importorskip("docx", reason="pip install 'konon[documents]'")

FIRST = [
    "Kabar Dinas Pangan 2025",
    "Harga Beras Turun di Seluruh Pasar",
    "Kepala Dinas Pangan Ratna Dewi mengatakan harga beras turun lima persen",
    "pekan ini di seluruh pasar kota, setelah panen raya di tiga kecamatan",
    "berjalan lebih cepat daripada tahun lalu.",
    "Halaman 1 dari 3",
]
SECOND = [
    "Kabar Dinas Pangan 2025",
    "Wali Kota Budi Santosa mengatakan gudang kota masih menyimpan dua ribu",
    "ton beras, yang cukup sampai musim tanam berikutnya dimulai di bulan Mei.",
    "Halaman 2 dari 3",
]
THIRD = [
    "Kabar Dinas Pangan 2025",
    "Pedagang di Pasar Lama menyambut turunnya harga itu dan berharap pasokan",
    "tidak terganggu oleh hujan yang turun sepanjang bulan ini.",
    "Halaman 3 dari 3",
]


def make_pdf(pages):
    """A PDF with these lines on its pages, one font, no compression."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 11 Tf 40 760 Td {shown} ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    start = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def make_word(paragraphs):
    document, out = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Beras", "12.500"
    document.save(out)
    return out.getvalue()


def read(body, form="pdf"):
    return read_page(Page(body=body, form=form, path=f"siaran.{form}"))


def test_a_press_release_is_read_and_each_claim_says_its_page():
    reading = read(make_pdf([FIRST, SECOND, THIRD]))
    assert isinstance(reading, Reading)
    said = {claim.speaker.name: claim for claim in reading.claims}
    text = reading.article.text
    assert {"Ratna Dewi", "Budi Santosa"} <= said.keys()
    assert page_at(text, said["Ratna Dewi"].attribution.content) == 1
    assert page_at(text, said["Budi Santosa"].attribution.content) == 2
    assert "lima persen pekan ini di seluruh pasar kota" in said["Ratna Dewi"].words.content
    assert "Halaman" not in words_of(text, reading.article.body)
    row = reading_row(reading)
    assert {one["page"] for one in row["attributions"]} == {1, 2, 3}
    assert parse_reading(encode(row), "x").article == reading.article


def test_a_ledger_shows_the_page_of_a_claim(tmp_path, capfd):
    (tmp_path / "siaran.pdf").write_bytes(make_pdf([FIRST, SECOND, THIRD]))
    ledger = str(tmp_path / "news.db")
    assert run(["add", str(tmp_path / "siaran.pdf"), "-l", ledger, "--no-meaning"]) == 0
    assert run(["search", "gudang", "-l", ledger, "-f", "json"]) == 0
    (found,) = json.loads(capfd.readouterr().out.partition("\n")[2])
    assert run(["show", found["id"], "-l", ledger]) == 0
    assert "page 2, paragraph" in capfd.readouterr().out


def test_a_word_document_is_read():
    reading = read(make_word([" ".join(FIRST[2:5]), " ".join(SECOND[1:3])]), "docx")
    assert isinstance(reading, Reading)
    assert {claim.speaker.name for claim in reading.claims} == {"Ratna Dewi", "Budi Santosa"}
    assert "page" not in reading_row(reading)["attributions"][0]
    assert "Beras | 12.500" in reading.article.text


def test_files_are_known_by_what_they_hold(tmp_path):
    (tmp_path / "a.txt").write_bytes(make_pdf([FIRST]))
    (tmp_path / "b.bin").write_bytes(make_word(FIRST))
    assert [page.form for page in find_pages([str(tmp_path / "a.txt"), str(tmp_path / "b.bin")])] == ["pdf", "docx"]
    (found,) = Readings([str(tmp_path / "a.txt")])
    assert isinstance(found, Reading)


def test_a_sentence_over_a_pages_end_is_one():
    text = join_pages(
        [["Menteri itu mengatakan harga beras akan turun di"], ["seluruh pasar pekan ini."], ["Lalu pulang."]]
    )
    first, second = text.split("\n\n\f")
    assert first == "Menteri itu mengatakan harga beras akan turun di\fseluruh pasar pekan ini."
    assert second == "Lalu pulang."


def test_what_stands_on_every_page_is_left_out():
    text = join_pages([FIRST, SECOND, THIRD])
    assert "Halaman" not in text
    assert "2025" not in text


@pytest.mark.parametrize("many", [1, 2])
def test_on_few_pages_nothing_is_taken_for_a_running_head(many):
    assert join_pages([["Sama", "lain"]] * many).count("Sama") == many


def lock(body, password):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(body))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_locked_against_changes_alone_is_read():
    assert isinstance(read(lock(make_pdf([FIRST]), "")), Reading)


@pytest.mark.parametrize(
    ("body", "form", "why"),
    [
        (lambda: make_pdf([[]]), "pdf", "holds no text: it may be a scan; recognise its text first"),
        (lambda: lock(make_pdf([FIRST]), "secret"), "pdf", "is locked by a password; save it without one"),
        (lambda: b"%PDF-1.4 and nothing else", "pdf", "is damaged"),
        (lambda: make_pdf([FIRST])[:200], "pdf", "is damaged"),
        (lambda: make_word(FIRST)[:900], "docx", "is damaged"),
        (lambda: make_word([]).replace(b"word/document", b"word/dokument"), "docx", "is damaged"),
    ],
)
def test_what_cannot_be_read_is_one_line(body, form, why):
    failure = read(body(), form)
    assert isinstance(failure, Failure)
    assert why in failure.why
    assert "\n" not in failure.why
    assert "fault in konon" not in failure.why


def test_a_bomb_is_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", bytes(documents.LARGEST + 1))
    assert "is too large" in read(out.getvalue(), "docx").why


def test_a_thousand_pages_are_bounded(monkeypatch):
    assert isinstance(read(make_pdf([FIRST] * 40)), Reading | Failure)
    monkeypatch.setattr(documents, "MOST_PAGES", 30)
    assert "has more than 30 pages" in read(make_pdf([FIRST] * 40)).why


def test_without_the_extra_the_remedy_is_told(monkeypatch):
    def miss(place):
        raise ImportError(place)

    monkeypatch.setattr(documents, "load", miss)
    assert "pip install 'konon[documents]'" in read(make_pdf([FIRST])).why
