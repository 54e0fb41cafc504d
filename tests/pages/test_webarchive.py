"""Web archives and pages that a browser saved as one file; feeds and lists, which are none."""

from __future__ import annotations

import gzip
import io
import quopri
import zipfile

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from konon.errors import UsageError
from konon.exports.warc import make_warc
from konon.pages import FetchOptions, find_pages, read_list
from konon.records import Page

HTML = "<!doctype html><html><body><p>Harga turun, kata {}.</p></body></html>"


def archive(*records, packed=True):
    """Each record: (type, url, status, media, body)."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "test"}))
    for kind, url, status, media, body in records:
        headers = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1") if status else None
        record = writer.create_warc_record(
            url, kind, payload=io.BytesIO(body), length=len(body), http_headers=headers, warc_content_type=media
        )
        writer.write_record(record)
    return out.getvalue()


def page_record(number, status="200 OK", media="text/html; charset=utf-8", more=""):
    return ("response", f"https://contoh.id/{number}", status, media, HTML.format(number).encode() + more.encode())


def read(folder, name, content, **options):
    path = folder / name
    path.write_bytes(content)
    pages = find_pages([str(path)], options=FetchOptions(**options))
    return list(pages), [note.replace(str(path), name) for note in pages.notes]


@pytest.mark.parametrize(("name", "packed"), [("a.warc.gz", True), ("a.warc", False), ("a.bin", True), ("a", False)])
def test_an_archive_gives_its_pages_with_their_addresses(tmp_path, name, packed):
    pages, notes = read(tmp_path, name, archive(*map(page_record, range(3)), packed=packed))
    assert [(page.url, page.form, page.charset) for page in pages] == [
        (f"https://contoh.id/{n}", "html", "utf-8") for n in range(3)
    ]
    assert pages[1].body == HTML.format(1).encode()
    assert pages[1].fetched
    assert pages[1].name.endswith(f"{name}: https://contoh.id/1")
    assert notes == []


def test_what_is_no_page_is_passed_over_and_counted(tmp_path):
    records = [
        page_record(1),
        page_record(2, "301 Moved Permanently"),
        page_record(3, "302 Found"),
        page_record(4, "404 Not Found"),
        page_record(5, media="image/png"),
        ("revisit", "https://contoh.id/1", "200 OK", "text/html", b""),
        ("request", "https://contoh.id/1", "", "application/http", b"GET /"),
        ("response", "https://contoh.id/robots.txt", "200 OK", "text/plain", b"User-agent: *"),
    ]
    pages, notes = read(tmp_path, "a.warc.gz", archive(*records))
    assert [page.url for page in pages] == ["https://contoh.id/1"]
    assert notes == [
        "a.warc.gz: 1 pages; passed over: redirects (2), not HTML or plain text (2), answers other than 200 (1), "
        "revisits (1)"
    ]


def test_texts_made_of_pages_are_dumps(tmp_path):
    (page,), _ = read(
        tmp_path, "a.warc.wet.gz", archive(("conversion", "https://contoh.id/1", "", "text/plain", b"Harga turun."))
    )
    assert (page.form, page.url, page.body) == ("dump", "https://contoh.id/1", b"Harga turun.")


def test_an_archive_without_pages_is_one_error(tmp_path):
    (error,), _ = read(tmp_path, "a.warc.gz", archive(page_record(1, "404 Not Found")))
    assert "holds no page; passed over: answers other than 200 (1)" in str(error)


def test_an_archive_that_breaks_off_gives_what_stands_before(tmp_path):
    long = [page_record(n, more=f"<p>Kabar {n}.</p>" * 2000) for n in range(5)]
    whole = archive(*long)
    *pages, error = read(tmp_path, "a.warc.gz", whole[: len(whole) - 60])[0]
    assert [page.url for page in pages] == [f"https://contoh.id/{n}" for n in range(4)]
    assert "breaks off" in str(error)
    bare = archive(*long, packed=False)
    *pages, error = read(tmp_path, "b.warc", bare[: len(bare) - 60])[0]
    assert [page.url for page in pages] == [f"https://contoh.id/{n}" for n in range(4)]
    assert "; " in str(error)


def test_a_page_beyond_the_limit_is_its_own_error(tmp_path):
    big = ("response", "https://contoh.id/0", "200 OK", "text/html", b"<p>" + b"x" * 3000)
    error, page = read(tmp_path, "a.warc.gz", archive(big, page_record(1)), max_bytes=1000)[0]
    assert "https://contoh.id/0: is larger than 1 kB" in str(error)
    assert page.url == "https://contoh.id/1"


def evidence(pages, name="pages.warc.gz"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive_:
        archive_.writestr("README.txt", "Evidence")
        archive_.writestr(name, make_warc(pages))
    return packed.getvalue()


def test_what_konon_bundled_is_read_again(tmp_path):
    kept = [
        Page(body=HTML.format(1).encode(), form="html", url="https://contoh.id/1", fetched="2025-11-01T00:00:00Z"),
        Page(body=b"Harga turun, kata Budi.", form="dump", path="a.txt"),
    ]
    pages, _ = read(tmp_path, "bukti.zip", evidence(kept))
    assert [(page.form, page.body, page.url) for page in pages] == [
        ("html", kept[0].body, "https://contoh.id/1"),
        ("dump", kept[1].body, None),
    ]


@pytest.mark.parametrize("content", [evidence([], "lain.txt"), evidence([])[:-40], b"PK\x03\x04" + b"x" * 50])
def test_any_other_zip_is_one_error(tmp_path, content):
    (error,), _ = read(tmp_path, "a.zip", content)
    assert "; " in str(error)


# MHTML.


def mhtml(html, *, url="https://contoh.id/1", media="text/html; charset=utf-8", extra=""):
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\nSubject: x\r\n"
        "Date: Sat, 1 Nov 2025 10:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="b"\r\n\r\n'
        "--b\r\nContent-Type: {media}\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        "Content-Location: {url}\r\n\r\n"
    )
    return head.format(url=url, media=media).encode() + quopri.encodestring(html.encode()) + b"\r\n--b--\r\n"


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a"])
def test_a_page_that_a_browser_saved_as_one_file(tmp_path, name):
    (page,), _ = read(tmp_path, name, mhtml(HTML.format("Señora")))
    assert page.body.decode().strip() == HTML.format("Señora")
    assert (page.form, page.url, page.charset) == ("html", "https://contoh.id/1", "utf-8")
    assert page.fetched == "2025-11-01T10:00:00+00:00"


def test_one_without_a_page_is_one_error(tmp_path):
    (error,), _ = read(tmp_path, "a.mhtml", mhtml("x", media="image/png"))
    assert "holds no HTML page" in str(error)


# Feeds, lists, other XML.


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ('<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', "is a feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "is a feed"),
        ('<?xml version="1.0"?><!-- x --><rdf:RDF xmlns:rdf="x"></rdf:RDF>', "is a feed"),
        ('<?xml version="1.0"?>\n<urlset xmlns="x"><url><loc>https://a</loc></url></urlset>', "is a sitemap"),
        ("<sitemapindex><sitemap><loc>https://a</loc></sitemap></sitemapindex>", "is a sitemap"),
        ('<?xml version="1.0"?><nitf><body>Harga turun.</body></nitf>', "is XML"),
        ("https://contoh.id/1\nhttps://contoh.id/2\n", "is a list of addresses"),
        ("www.contoh.id/1", "is a list of addresses"),
    ],
)
def test_what_is_no_page_is_refused_by_name_with_a_remedy(tmp_path, content, word):
    for packed in (content.encode(), gzip.compress(content.encode())):
        (error,), _ = read(tmp_path, "a.xml", packed)
        assert word in str(error)
        assert "; " in str(error)


def test_xhtml_is_a_page(tmp_path):
    (page,), _ = read(tmp_path, "a", b'<?xml version="1.0"?>\n<html xmlns="x"><body><p>Harga turun.</p></body></html>')
    assert page.form == "html"


def test_a_list_names_inputs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "berita.id").write_text("Harga turun, kata Budi.")
    (tmp_path / "urls.txt").write_bytes(
        b"\xef\xbb\xbfhttps://contoh.id/1\r\n\r\n# nanti\r\nwww.contoh.id/2\r\ncontoh.id/3\r\nberita.id\r\n"
    )
    assert read_list("urls.txt") == [
        "https://contoh.id/1", "https://www.contoh.id/2", "https://contoh.id/3", "berita.id"
    ]  # fmt: skip


def test_a_list_in_utf16(tmp_path):
    path = tmp_path / "urls.txt"
    path.write_bytes("www.contoh.id/2\r\n".encode("utf-16"))
    assert read_list(str(path)) == ["https://www.contoh.id/2"]


@pytest.mark.parametrize("content", [None, b"", b"# x\n\n", b"<rss></rss>", b"{}", bytes(50)])
def test_a_list_that_names_nothing_is_a_wrong_call(tmp_path, content):
    path = tmp_path / "urls.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match="; "):
        read_list(str(path))


def test_an_address_without_scheme_and_a_page_named_thrice():
    urls = ["www.contoh.invalid/1", "https://www.contoh.invalid/1?utm_source=x", "https://www.contoh.invalid/1#a"]
    assert find_pages(urls).total == 1


def test_a_word_document_is_a_page_as_received(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive_:
        archive_.writestr("word/document.xml", "<w:document/>")
    (page,), _ = read(tmp_path, "a.docx", packed.getvalue())
    assert (page.form, page.body) == ("docx", packed.getvalue())
