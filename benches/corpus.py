"""A number -> as many made-up news articles, alike in length and make-up to real ones; the same every time."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

NAMES = ["Ratna Wulandari", "Harun Siregar", "Maya Lestari", "Tobias Hale", "Ingrid Falk", "Samuel Okoro"]
ROLES = {
    "id": ["Kepala Dinas Pengairan", "juru bicara pelabuhan", "peneliti Balai Kajian Pangan", "Wali Kota"],
    "en": ["harbour master", "a spokeswoman for the ministry", "professor of law", "the mayor"],
}
FACTS = {
    "id": [
        "bendungan di hulu akan dikosongkan sebelum musim hujan",
        "harga beras di pasar induk sudah turun dua pekan berturut-turut",
        "dua kapal barang terlihat merapat tanpa menyalakan alat pelacak",
        "anggaran perbaikan jalan belum cair sampai akhir bulan ini",
    ],
    "en": [
        "the reservoir would be drained before the rains set in",
        "rice prices at the main market had fallen for a second week",
        "two freighters had docked with their trackers switched off",
        "the money for the road had not been released by the end of the month",
    ],
}
FRAMES = {
    "id": [
        "{role} {name} mengatakan {fact}.",
        '"{Fact}, dan kami akan memeriksanya lagi," ujarnya kepada wartawan di kantornya.',
        "Menurut {name}, {fact}, meski laporan lengkapnya mungkin baru terbit pekan depan.",
        "Sementara itu, warga di tepi sungai mulai memindahkan barang mereka ke tempat yang lebih tinggi.",
        "Dilansir Kabar Teluk, {name} membantah bahwa {fact}.",
        "Rapat itu berlangsung tiga jam dan dihadiri perwakilan dari empat kecamatan.",
    ],
    "en": [
        "{name}, {role}, said {fact}.",
        '"{Fact}, and we will look into it again," {name} told reporters outside the office.',
        "According to {name}, {fact}, although the full report may not appear before next week.",
        "Meanwhile, families along the river began to carry their belongings to higher ground.",
        "{name} denied that {fact}, the Gulf Courier reported.",
        "The meeting lasted three hours and was attended by delegates from four districts.",
    ],
}
PARAGRAPHS = 12
SENTENCES = 3


def make_articles(number: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Rows of JSON lines, about 400 words each, Indonesian and English by turns."""
    rng = random.Random(seed)
    for place in range(number):
        lang = ("id", "en")[place % 2]
        paragraphs = (" ".join(make_sentence(rng, lang) for _ in range(SENTENCES)) for _ in range(PARAGRAPHS))
        yield {"id": f"made-{place}", "text": "\n\n".join(paragraphs)}


def make_sentence(rng: random.Random, lang: str) -> str:
    """One sentence; half of them ascribe something to somebody."""
    fact = rng.choice(FACTS[lang])
    words = {"name": rng.choice(NAMES), "role": rng.choice(ROLES[lang]), "fact": fact}
    return rng.choice(FRAMES[lang]).format(Fact=fact[0].upper() + fact[1:], **words)


def write_lines(rows: Iterator[dict[str, str]], path: Path) -> int:
    """JSON lines of ids and texts; how many words they hold."""
    words = 0
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n")
            words += len(row["text"].split())
    return words
