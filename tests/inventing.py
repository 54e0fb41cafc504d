"""Made-up threads: statements through outlets and time, of any size, dates and manner of carrying."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from konon.tracing.carriage import Carriage, find_runs
from konon.tracing.drift import Difference
from konon.tracing.link import Link
from konon.tracing.saying import Saying
from konon.tracing.threads import Thread, make_thread

SAID = {
    "en": "the harbour at Port Halden may close for two weeks while the quay is repaired",
    "id": "pelabuhan Port Halden mungkin ditutup dua pekan selama dermaga diperbaiki",
}
FIRST = {
    "en": ("Harbour", "Ridge", "Delta", "Lowland", "Menara", "Northern", "Old Quay", "Sunday", "Coastal", "River"),
    "id": ("Kabar", "Warta", "Suara", "Harian", "Lini", "Portal", "Pos", "Media", "Berita", "Gema"),
}
LAST = {
    "en": ("Gazette", "Courier", "Observer", "Post"),
    "id": ("Teluk", "Lereng", "Delta", "Pesisir"),
}
KINDS = ("number", "name", "words", "scope", "speaker", "strength")


def outlet_name(number: int, lang: str) -> str:
    first, last = FIRST[lang], LAST[lang]
    name = f"{first[number % len(first)]} {last[number // len(first) % len(last)]}"
    again = number // (len(first) * len(last))
    return f"{name} {again + 1}" if again else name


def invent_saying(number: int, outlet: str | None, lang: str = "en", **parts) -> Saying:
    words = SAID.get(lang, SAID["en"])
    saying = Saying(
        id=f"s{number:015}",
        article=f"a{number:015}",
        content=((0, len(words)),),
        words=words,
        sentence=words,
        source="Owen Castlemire",
        cue="said",
        quotation="indirect",
        speaker="Owen Castlemire",
        speaker_id="p1",
        speaker_kind="person",
        speaker_role=None,
        relays=(),
        certainty="certain",
        polarity="positive",
        act="statement",
        said=None,
        outlet=outlet,
        published=None,
        lang=lang,
        place=0,
        length=500,
    )
    return replace(saying, **parts)


def invent_thread(
    outlets: int,
    *,
    seed: int = 1,
    hours: float = 72.0,
    langs: tuple[str, ...] = ("en", "id"),
    dated: float = 1.0,
    independent: int = 3,
    missing: bool = True,
    circle: bool = False,
    repeats: float = 0.15,
    start: datetime = datetime(2024, 3, 1, 7, 40),
    name=outlet_name,
) -> Thread:
    """`hours`: from the first to about the last, most of them early; `dated`: the share that has a date."""
    rng = random.Random(seed)
    sayings: list[Saying] = []
    credits: dict[str, tuple[str, ...]] = {}
    names = [(name(number, langs[number % len(langs)]), langs[number % len(langs)]) for number in range(outlets)]
    names += [rng.choice(names) for _ in range(int(outlets * repeats))]
    for number, (outlet, lang) in enumerate(names):
        later = 0.0 if number == 0 else hours * rng.random() ** 2
        own = number == 0 or rng.random() < independent / outlets
        at = start + timedelta(hours=later)
        relays: tuple[str, ...] = ()
        if not own:
            earlier = [one for one in sayings if (one.published or "") < at.isoformat() and one.outlet != outlet]
            source = rng.choice((earlier or sayings)[: max(3, len(sayings) // 3)])
            relays = ("Samudra News Agency",) if missing and number % 7 == 3 else (source.outlet or "",)
        saying = invent_saying(
            number,
            outlet,
            lang,
            relays=relays,
            certainty=rng.choice(("possible", "certain", "certain")) if number else "possible",
            polarity="negative" if rng.random() < 0.06 else "positive",
            published=at.isoformat(timespec="minutes") if rng.random() < dated else None,
        )
        if relays and number % 5 == 2:
            saying, credits[saying.article] = replace(saying, relays=()), relays
        sayings.append(saying)
    if circle and len(sayings) > 1:
        citing = next((one for one in sayings[1:] if one.relays == (sayings[0].outlet,)), None)
        if citing:
            sayings[0] = replace(sayings[0], relays=(citing.outlet or "",))
    links = []
    for one, other in pairwise(sayings):
        kind = rng.choice(KINDS)
        change = Difference(kind=kind, a=(), b=(), why="differs", sure=0.9)
        links.append(
            Link(a=one.id, b=other.id, relation="repeats", score=0.8, changes=(change,) if rng.random() < 0.3 else ())
        )
    carriages = {
        one.article: Carriage(
            article=one.article,
            outlet=one.outlet,
            published=one.published,
            credits=credits.get(one.article, ()),
            runs=find_runs(""),
        )
        for one in sayings
    }
    return make_thread(sayings, links, carriages)
