"""A ledger of a made-up world of news: threads of two, eight and sixty outlets, disputes, one who turned round."""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benches"))

from inventing import outlet_name
from world import Carried, make_world

from konon.ledger import Ledger
from konon.ledger.link_rows import link_row, put_links
from konon.ledger.thread_rows import grow_threads
from konon.ledger.traced_sayings import keys_of
from konon.records import Article, Attribution, Claim, Factuality, Reading, Relay, Speaker, hash_id
from konon.tracing.drift import Difference
from konon.tracing.link import Link

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
        id=hash_id("made", one.id),
        source=((at - len(speaker) - 1, at - 1),),
        cue=((at, at + len(cue)),),
        content=spans,
        quotation="indirect",
        confidence=0.9,
    )
    hedged = any(hedge in f" {one.words}" for hedge in HEDGES)
    claim = Claim(
        attribution=attribution,
        speaker=Speaker(
            name=speaker, reason="named beside the cue", kind="person", role="harbour master", confidence=0.9
        ),
        factuality=Factuality(
            certainty="possible" if hedged else "certain",
            polarity="negative" if negative else "positive",
            act="statement",
        ),
        relays=tuple(Relay(name=name, spans=((0, 2),), reason="named") for name in one.relays),
    )
    article = Article(
        id=one.id,
        text=one.body,
        body=((0, len(one.body)),),
        outlet=one.outlet,
        published=one.at.isoformat(),
        lang=one.lang,
        url=f"https://{one.id}.example/news",
        title=f"{one.outlet}: {one.words[:40]}",
    )
    return Reading(article=article, claims=(claim,), reader=READER)


def one_statement(outlets: int, seed: int, speaker: str = "Owen Castlemire") -> list[Reading]:
    """Of one statement in so many outlets: some say whence they have it, some make it surer than it was."""
    rng = random.Random(seed)
    told: list[Carried] = []
    hours = [0.0, *sorted(90 * rng.random() ** 2 for _ in range(outlets - 1))]
    langs = [("en", "id")[number % 2] for number in range(outlets)]
    for number, later in enumerate(hours):
        lang, words = langs[number], BIG[langs[number]]
        source = None if number == 0 or rng.random() < 4 / outlets else rng.choice(told[: max(3, number // 3)])
        if source and rng.random() < 0.3:
            words = words.replace("may close", "will close").replace("mungkin ditutup", "ditutup")
        relays = () if source is None else (("Samudra News Agency",) if rng.random() < 0.15 else (source.outlet,))
        cue = "said" if lang == "en" else "mengatakan"
        filler = "".join(rng.choices("aeioukrstlmn", k=5))
        body = f"Rain {filler} fell over {filler}a and the market of {filler}o opened late. {speaker} {cue} {words}."
        at = datetime(2024, 3, 4, 6, 30) + timedelta(hours=later)
        told.append(Carried(0, outlet_name(number, lang), lang, at, words, body, relays, id=f"big{seed}-{number:03}"))
    return [reading_of(one, speaker) for one in told]


def denial(words: str, speaker: str, outlet: str, at: datetime, id: str, *, negative: bool) -> Reading:
    body = f"The hall was full and the windows stood open. {speaker} said {words}."
    return reading_of(Carried(0, outlet, "en", at, words, body, id=id), speaker, negative=negative)


def fill(ledger: Ledger, *, statements: int = 12, big: int = 60) -> None:
    """Everything of the world, linked by its truth: so no network has to run."""
    world = make_world(statements, random.Random(4))
    groups = [
        [reading_of(one, world.speakers[n]) for one in world.carried if one.statement == n] for n in range(statements)
    ]
    groups += [one_statement(big, 7), one_statement(8, 9, "Ratna Wulandoro"), one_statement(2, 3, "Teguh Marlisan")]
    tunnel = "the tunnel under Greyfield will be opened to all lorries in the autumn of this year"
    shut = "the tunnel under Greyfield will not be opened to all lorries in the autumn of this year"
    start = datetime(2024, 6, 1, 9)
    opened = [
        denial(tunnel, "Helga Brandvold", "Ridge Courier", start, "t1", negative=False),
        denial(tunnel, "Dewi Larasindo", "Delta Observer", start + timedelta(days=2), "t2", negative=False),
    ]
    closed = [
        denial(shut, "Iskar Pandewa", "Lowland Post", start + timedelta(days=3), "t3", negative=True),
        denial(shut, "Teguh Marlisan", "Menara Daily", start + timedelta(days=4), "t4", negative=True),
    ]
    turned = denial(shut, "Helga Brandvold", "Nusawire", start + timedelta(days=40), "t5", negative=True)
    groups += [opened, closed, [turned]]
    ledger.add_all([reading for group in groups for reading in group], trace=False)
    ids = {finding.article.id: finding.saying for finding in ledger.search(limit=None)}
    _tie(
        ledger,
        [[ids[reading.article.id] for reading in group] for group in groups],
        [
            (ids["t1"], ids["t3"], "contradicts"),
            (ids["t2"], ids["t4"], "contradicts"),
            (ids["t1"], ids["t5"], "reverses"),
        ],
    )


def _tie(ledger: Ledger, groups: list[list[str]], disputes: list[tuple[str, str, str]]) -> None:
    """Links within each group, by the ids of sayings, and those that dispute; threads follow."""
    with ledger._place.writing() as connection:
        keys = keys_of(connection, [id for group in groups for id in group])
        pairs = [(a, b, "repeats") for group in groups for a, b in pairwise(group)] + disputes
        rows = [
            link_row(
                *sorted((keys[a], keys[b])), Link(a=a, b=b, relation=relation, score=0.9, changes=changed(a, relation))
            )
            for a, b, relation in pairs
        ]
        put_links(connection, rows)
        grow_threads(connection, [keys[id] for group in groups for id in group])


def changed(id: str, relation: str) -> tuple[Difference, ...]:
    """A number now and then."""
    again = relation == "repeats" and int(id[:4], 16) % 6 == 0
    return (Difference(kind="number", a=((0, 4),), b=((0, 4),), why="another number", sure=0.9),) if again else ()
