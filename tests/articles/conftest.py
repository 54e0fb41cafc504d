"""Invented pages, and a short way to read one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from konon.articles import extract_article
from konon.records import Article, Page

BODY = (
    "Wali Kota Ratna Dewanti menyatakan jembatan gantung di Kampung Hulu akan ditutup selama dua pekan mulai Senin.",
    "“Kabel utamanya sudah berkarat. Kami tidak mau menunggu sampai ada korban,” kata Ratna di balai kota.",
    "Menurut dia, warga dapat memakai perahu yang disediakan pemerintah tanpa membayar selama penutupan itu.",
    "Ketua RT setempat, Hasan Basri, meminta perbaikan tidak molor karena anak-anak harus menyeberang ke sekolah.",
)
DUMP = """Kabar Hulu | Jembatan Gantung Kampung Hulu Ditutup Dua Pekan
Beranda
Nasional
Daerah
Olahraga
Indeks

Beranda > Daerah

Jembatan Gantung Kampung Hulu Ditutup Dua Pekan

Sabtu, 4 Mei 2024 09:15 WIB
Penulis: Sinta Maharani

Bagikan
Facebook
WhatsApp

{0}

{1}

Baca juga: Perahu Penyeberangan Ditambah Tiga Unit

{2}

ADVERTISEMENT

{3} (snt/ard)

Berita Terkait
Pasar Hulu Kembali Ramai
Tinggalkan Balasan
Ruas yang wajib ditandai *
 +  4  =  9
"""
HTML = """<!doctype html><html lang="id"><head><title>Jembatan Gantung Ditutup Dua Pekan - Kabar Hulu</title>
<meta property="og:site_name" content="Kabar Hulu"><meta property="article:section" content="Daerah">
<meta property="article:published_time" content="2024-05-04T09:15:30+07:00"><meta name="author" content="Suharto">
<link rel="canonical" href="https://kabarhulu.example/daerah/jembatan"></head><body>
<nav><a href="/">Beranda</a><a href="/daerah">Daerah</a></nav>
<article><h1>Jembatan Gantung Ditutup Dua Pekan</h1>
<p>KAMPUNG HULU, KabarHulu.com – {0}</p><p>{1}</p>
<p>Baca juga: <a href="https://kabarhulu.example/perahu">Perahu Penyeberangan Ditambah Tiga Unit</a></p>
<p>{2}</p><p>SCROLL TO CONTINUE WITH CONTENT</p><p>[Gambas:Video 20detik]</p><p>{3}</p><p>(snt/ard)</p>
<p>Ikuti berita kami di Google News dan WhatsApp Channel.</p><p>Editor: Wahyu</p></article>
<footer>Hak cipta Kabar Hulu</footer></body></html>"""


@pytest.fixture
def paragraphs() -> tuple[str, ...]:
    return BODY


@pytest.fixture
def dump() -> str:
    return DUMP.format(*BODY)


@pytest.fixture
def html() -> str:
    return HTML.format(*BODY)


@pytest.fixture
def read() -> Callable[..., Article]:
    def read_page(content: str | bytes, form: str, **told: str) -> Article:
        body = content if isinstance(content, bytes) else content.encode()
        return extract_article(Page(body=body, form=form, **told))  # type: ignore[arg-type]

    return read_page
