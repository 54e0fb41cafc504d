"""Pages that are made to be slow, or are just odd: the time for each grows with its size and no faster."""

from collections.abc import Callable

import pytest

from konon.pipeline import read_page
from konon.records import Page

Growth = Callable[[Callable[[int], object], int], float]
SAID = "Menteri Budi Santoso mengatakan harga beras turun tajam di semua pasar kota itu pada hari Senin."
KINDS = {
    "one word, a field of spaces, another word": ("dump", lambda n: f"{SAID}\n\na{' ' * n}b"),
    "quotations of one word without end": ("dump", lambda n: 'Ia berkata "ya" dan "tidak" ' * (n // 28)),
    "lines that only a break divides": ("html", lambda n: f"<p>{'baris teks<br>' * (n // 14)}</p>"),
    "the same in bold": ("html", lambda n: f"<p><b>{'baris teks<br>' * (n // 14)}</b></p>"),
    "quotation marks and nothing else": ("dump", lambda n: f"{SAID}\n\nKota - " + '"' * n),
    "brackets": ("dump", lambda n: f"{SAID}\n\n" + "[" * n),
    "names in a row": ("dump", lambda n: "kata Budi, " * (n // 11)),
    "headings of other articles": ("dump", lambda n: f"{SAID}\n\n" + "Baca juga: Judul yang panjang\n" * (n // 30)),
    "a table": ("html", lambda n: f"<p>{SAID}</p><table>{'<tr><td>1</td><td>Harga</td></tr>' * (n // 34)}</table>"),
    "elements within elements": ("html", lambda n: f"<p>{'<span>a ' * (n // 8)}</p>"),
    "attributes on every element": ("html", lambda n: f"<p>{SAID}</p>{'<i a=1 b=2 c=3>z</i>' * (n // 20)}"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_takes_time_by_its_size(kind: str, growth: Growth) -> None:
    form, make = KINDS[kind]

    def work(size: int) -> object:
        body = make(size) if form == "dump" else f"<html><body>{make(size)}</body></html>"
        return read_page(Page(body=body.encode(), form=form, charset="utf-8"))

    assert growth(work, 5_000) < 8
