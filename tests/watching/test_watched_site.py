"""A site of 1,000 pages of which 1% change an hour: none is missed, none read twice, and requests stay gentle.

The server counts. Reading is left out: here it is looked at what is asked and when. `KONON_WATCHED_PAGES=10000` before
pytest does the same with 10,000 pages.
"""

import os
import random
from collections import Counter
from itertools import pairwise

import pytest

from konon.records import Article, Reading, hash_id
from konon.watching.edits import find_edits
from konon.watching.watch_options import DAY, WatchOptions

PAGES, CHANGED, HOURS = int(os.environ.get("KONON_WATCHED_PAGES", "1000")), 0.01, 8
# A pass over all pages takes less than 15 minutes, so that no look is so late that it is the next one.
OPTIONS = WatchOptions(meaning=False, trace=False, pause=min(0.25, 800 / PAGES), a_day=8 * PAGES)


@pytest.fixture
def plain_reading(monkeypatch):
    """An article is its page's text, and nobody says anything in it."""
    read = Counter()

    def extract(page):
        text = page.body.decode().partition("<p>")[2].partition("</p>")[0]
        return Article(id=hash_id(page.url), text=text, body=((0, len(text)),), url=page.url, lang="id", title="Kabar")

    def read_article(article, _tagger):
        read[article.url, article.text] += 1
        return Reading(article=article, claims=(), reader="konon test")

    for place in ("page_looks", "source_looks"):
        monkeypatch.setattr(f"konon.watching.{place}.extract_article", extract)
    monkeypatch.setattr("konon.watching.page_looks.read_article", read_article)
    monkeypatch.setattr("konon.watching.page_looks.load_tagger", lambda: None)
    monkeypatch.setattr("konon.watching.page_looks.reader_name", lambda _tagger: "konon test")
    return read


def test_no_page_missed_none_read_twice_and_gently(site, clock, ledger, watch, look, plain_reading):  # noqa: PLR0917
    rng = random.Random(7)
    texts, stood = {}, Counter()

    def write(number, turn):
        texts[number] = f"Kapal nomor {number} tiba di dermaga untuk kali ke-{turn} minggu ini."
        site.serve(f"/berita/{100_000 + number}", f"<html><body><p>{texts[number]}</p></body></html>")
        stood[number] += 1

    for number in range(PAGES):
        write(number, 0)
    rows = "".join(f"<url><loc>{site.url(f'/berita/{100_000 + n}')}</loc></url>" for n in range(PAGES))
    watch(site.serve("/sitemap.xml", f"<urlset>{rows}</urlset>", "application/xml"))
    started = clock.ticks()
    for hour in range(HOURS):
        for number in rng.sample(range(PAGES), int(PAGES * CHANGED)) if hour else ():
            write(number, hour)
        while clock.ticks() < started + (hour + 1) * 3600:
            found = look(OPTIONS)
            assert [one.why for one in found if one.why] == []
            clock.turn(minutes=15)
        for path, _, status in site.asked:
            assert status in (200, 304, 404), path
    # None missed: every page was read, and looked at as often as it should be.
    assert {url for url, _ in plain_reading} == {site.url(f"/berita/{100_000 + n}") for n in range(PAGES)}
    looks = Counter(path for path, _, _ in site.asked if path.startswith("/berita"))
    assert set(looks.values()) == {4}, "at once, after 15 minutes, an hour, and 6 hours"
    # None twice: a text is read once, and what did not change is not even sent.
    assert max(plain_reading.values()) == 1
    sent = Counter(path for path, _, status in site.asked if status == 200 and path.startswith("/berita"))
    assert all(sent[f"/berita/{100_000 + n}"] <= stood[n] for n in range(PAGES))
    # Every change that stood at a look is a version; all others are one.
    versions = Counter(url for url, _ in plain_reading)
    assert sum(versions.values()) == sum(sent.values())
    assert len({edit.article.url for edit in find_edits(ledger)}) == sum(count > 1 for count in versions.values()) > 0
    # Gentle: one at a time, never closer than the pause, within the day's budget.
    ticks = [at for path, at, _ in site.asked if path != "/robots.txt"]
    assert min(b - a for a, b in pairwise(ticks)) >= OPTIONS.pause - 1e-6
    assert site.most_at_once == 1
    days = Counter(int((at - started) // DAY) for at in ticks)
    assert max(days.values()) <= OPTIONS.a_day
