"""A ledger of a made-up world of news: threads of two, eight and sixty outlets, disputes, one who turned round."""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benches"))

from inventing import outlet_name
from world import Carried, make_world

from konon.ledger import Ledger
from konon.records import Article, Attribution, Claim, Factuality, Reading, Relay, Speaker, hash_id

READER = "konon 0.1.0 / tagger-1"
HEDGES = (" may ", " could ", "mungkin ", " bisa ")
BIG = {
    "en": "the harbour at Port Halden may close for two weeks while its old quay is repaired",
    "id": "pelabuhan Port Halden mungkin ditutup dua pekan selama dermaga lamanya diperbaiki",
}


def reading_of(one: Carried, speaker: str, *, negative: bool = False) -> Reading:
    first = one.body.index(one.words)
    spans = ((first, first + len(one.words)),)
    cue = "said" if one.lang == "en" else "mengatakan"
    at = first - len(cue) - 1
    attribution = Attribution(
        id=hash_id("made", one.id), source=((at - len(speaker) - 1, at - 1),), cue=((at, at + len(cue)),),
        content=spans, quotation="indirect", confidence=0.9,
    )  # fmt: skip
    hedged = any(hedge in f" {one.words}" for hedge in HEDGES)
    claim = Claim(
        attribution=attribution,
        speaker=Speaker(name=speaker, reason="named beside the cue", kind="person", role="harbour master", confidence=0.9),
        factuality=Factuality(
            certainty="possible" if hedged else "certain", polarity="negative" if negative else "positive", act="statement"
        ),
        relays=tuple(Relay(name=name, spans=((0, 2),), reason="named") for name in one.relays),
    )  # fmt: skip
    article = Article(
        id=one.id, text=one.body, body=((0, len(one.body)),), outlet=one.outlet, published=one.at.isoformat(), lang=one.lang,
        url=f"https://{one.id}.example/news", title=f"{one.outlet}: {one.words[:40]}",
    )  # fmt: skip
    return Reading(article=article, claims=(claim,), reader=READER)


def one_statement(outlets: int, seed: int, speaker: str = "Owen Castlemire") -> list[Reading]:
    """Of one statement in so many outlets, as `inventing` invents them: some say whence they have it."""
    rng = random.Random(seed)
    told: list[Carried] = []
    for number in range(outlets):
        lang = ("en", "id")[number % 2]
        words = BIG[lang]
        source = None if number == 0 or rng.random() < 5 / outlets else rng.choice(told[: max(3, number // 3)])
        if source and rng.random() < 0.3:
            words = words.replace("may close", "will close").replace("mungkin ditutup", "ditutup")
        at = datetime(2024, 3, 4, 6, 30) + timedelta(hours=90 * rng.random() ** 2 if number else 0)
        relays = () if source is None else (("Samudra News Agency",) if rng.random() < 0.15 else (source.outlet,))
        cue = "said" if lang == "en" else "mengatakan"
        filler = "".join(rng.choices("aeioukrstlmn", k=5))
        body = f"Rain {filler} fell over {filler}a and the market of {filler}o opened late on that day. {speaker} {cue} {words}."
        told.append(Carried(0, outlet_name(number, lang), lang, at, words, body, relays, id=f"big{seed}-{number:03}"))
    return [reading_of(one, speaker) for one in told]


def denial(words: str, speaker: str, outlet: str, at: datetime, id: str, *, negative: bool) -> Reading:
    body = f"The hall was full and the windows stood open. {speaker} said {words}."
    return reading_of(Carried(0, outlet, "en", at, words, body, id=id), speaker, negative=negative)


def fill(ledger: Ledger, *, statements: int = 25, big: int = 60) -> None:
    """Everything of the world, traced."""
    rng = random.Random(4)
    world = make_world(statements, rng)
    readings = [reading_of(one, world.speakers[one.statement]) for one in world.carried]
    readings += one_statement(big, 7)
    readings += one_statement(8, 9, "Ratna Wulandoro") if big > 8 else []
    tunnel = "the tunnel under Greyfield will be opened to all lorries in the autumn of this year"
    shut = "the tunnel under Greyfield will not be opened to all lorries in the autumn of this year"
    start = datetime(2024, 6, 1, 9)
    readings += [
        denial(tunnel, "Helga Brandvold", "Ridge Courier", start, "t1", negative=False),
        denial(tunnel, "Dewi Larasindo", "Delta Observer", start + timedelta(days=2), "t2", negative=False),
        denial(shut, "Iskar Pandewa", "Lowland Post", start + timedelta(days=3), "t3", negative=True),
        denial(shut, "Helga Brandvold", "Menara Daily", start + timedelta(days=40), "t4", negative=True),
    ]
    for reading in readings:
        ledger.add(reading, trace=True)
    ids = {finding.article.id: finding.saying for finding in ledger.search("tunnel", limit=None)}
    ledger.judge(ids["t1"], ids["t4"], "reverses", by="Ada")
