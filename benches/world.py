"""A made-up world of news whose truth is known: statements, who heard them, who has them from whom, what was changed.

    python benches/world.py [--statements 120] [--seed 1]

It proves that the machinery holds together, and nothing of how real news is read: the gold does that.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from konon.records import Article
from konon.tracing.carriage import make_carriage
from konon.tracing.grouping import group_sayings, pair_of
from konon.tracing.link import SAID_AGAIN
from konon.tracing.matching import load_matcher
from konon.tracing.saying import Saying
from konon.tracing.threads import Thread, make_thread

AGENCIES = {"Nusawire": "id", "Baltic Press Agency": "en", "Samudra News Agency": "en"}
OUTLETS = {
    "Kabar Teluk": "id", "Warta Lereng": "id", "Suara Delta": "id", "Harian Menara": "id", "Lini Pesisir": "id",
    "Harbour Gazette": "en", "Ridge Courier": "en", "Delta Observer": "en", "Lowland Post": "en", "Menara Daily": "en",
}  # fmt: skip
PUBLISHERS = {"Harian Menara": "menara", "Menara Daily": "menara"}
PEOPLE = ["Ratna Wulandoro", "Teguh Marlisan", "Iskar Pandewa", "Helga Brandvold", "Owen Castlemire", "Dewi Larasindo"]
PLACES = ["Tanjung Rembang", "Bukit Sanggar", "Port Halden", "Muara Kelidu", "Greyfield", "Pulau Serunai"]
BODIES = [("the ports authority", "otoritas pelabuhan"), ("the water company", "perusahaan air"),
          ("the health service", "dinas kesehatan"), ("the rail operator", "operator kereta"),
          ("the farmers' union", "serikat petani"), ("the central bank", "bank sentral")]  # fmt: skip
# What is said, in English and Indonesian: {b} a body, {n} a number, {p} a place.
SAID = [
    ("{b} may close {n} clinics in {p} before the rainy season", "{b} mungkin menutup {n} klinik di {p} sebelum musim hujan"),
    ("{b} has repaired {n} bridges around {p} since the flood", "{b} telah memperbaiki {n} jembatan di sekitar {p} sejak banjir"),
    ("{b} will hire {n} teachers for villages near {p}", "{b} akan merekrut {n} guru untuk desa-desa dekat {p}"),
    ("{b} could raise fares to {p} by {n} percent", "{b} bisa menaikkan tarif ke {p} sebesar {n} persen"),
    ("{b} found {n} boxes of smuggled medicine in {p}", "{b} menemukan {n} kotak obat selundupan di {p}"),
    ("{b} lent {n} tractors to growers in {p}", "{b} meminjamkan {n} traktor kepada petani di {p}"),
    ("{b} expects {n} tourists in {p} during the festival", "{b} memperkirakan {n} wisatawan di {p} selama festival"),
    ("{b} spent {n} million dollars on the tunnel under {p}", "{b} menghabiskan {n} juta dolar untuk terowongan di bawah {p}"),
    ("{b} did not receive {n} complaints about noise in {p}", "{b} tidak menerima {n} keluhan tentang kebisingan di {p}"),
    ("{b} is investigating the sinking of {n} boats off {p}", "{b} menyelidiki tenggelamnya {n} kapal di lepas pantai {p}"),
]  # fmt: skip
FILLER = [
    ("Rain had fallen all night over the hills and the market opened late.", "Hujan turun semalaman di perbukitan dan pasar buka terlambat."),
    ("Two lorries stood in front of the gate while clerks carried out chairs.", "Dua truk berdiri di depan gerbang ketika pegawai mengangkut kursi."),
    ("A band rehearsed in the next room and had to be asked for silence.", "Sebuah band berlatih di ruang sebelah dan diminta diam."),
    ("Students with notebooks filled the last rows of the hall.", "Pelajar dengan buku catatan memenuhi baris terakhir aula."),
    ("The ferry from the islands arrived with half of its seats empty.", "Feri dari kepulauan tiba dengan separuh kursi kosong."),
    ("Old photographs of the quay hung along the corridor.", "Foto-foto lama dermaga tergantung di sepanjang koridor."),
    ("Somebody had left the windows open and papers flew about.", "Seseorang membiarkan jendela terbuka dan kertas beterbangan."),
    ("Tea was served from a trolley that squeaked at every turn.", "Teh disajikan dari troli yang berderit di setiap belokan."),
]  # fmt: skip


@dataclass(slots=True)
class Carried:
    """One article on one statement, and the truth of it."""

    statement: int
    outlet: str
    lang: str
    at: datetime
    words: str
    body: str
    relays: tuple[str, ...] = ()
    source: int | None = None  # the article it has it from; None where it heard it itself
    changed: str | None = None
    id: str = ""


@dataclass(slots=True)
class World:
    """All articles, and for each statement what a tracer ought to find."""

    carried: list[Carried] = field(default_factory=list)
    speakers: dict[int, str] = field(default_factory=dict)
    circles: dict[int, set[str]] = field(default_factory=dict)


def make_world(statements: int, rng: random.Random) -> World:
    """Each statement is heard by one to three, and passed on to up to six more; some are passed in a ring."""
    world = World()
    start = datetime(2024, 3, 1, 8)
    for number in range(statements):
        told = _told(number, rng)
        world.speakers[number] = rng.choice(PEOPLE)
        at = start + timedelta(hours=rng.randrange(24 * 60))
        outlets = rng.sample([*AGENCIES, *OUTLETS], rng.randint(2, 9))
        witnesses = max(1, min(rng.choice((1, 1, 2, 3)), len(outlets)))
        places: list[int] = []
        for place, outlet in enumerate(outlets):
            source = None if place < witnesses else rng.choice(places)
            world.carried.append(_carry(world, number, told, outlet, at, source, rng))
            places.append(len(world.carried) - 1)
        if witnesses == 1 and len(places) > 1 and rng.random() < 0.2:
            _close_ring(world, number, places)
    return world


def _told(number: int, rng: random.Random) -> tuple[str, str, int]:
    body, said = BODIES[(number // 7) % len(BODIES)], SAID[number % len(SAID)]
    amount, place = rng.randint(12, 980), PLACES[(number // 3) % len(PLACES)]
    english, indonesian = (text.format(b=b, n=amount, p=place) for text, b in zip(said, body, strict=True))
    return english, indonesian, amount


def _carry(
    world: World,
    number: int,
    told: tuple[str, str, int],
    outlet: str,
    at: datetime,
    source: int | None,
    rng: random.Random,
) -> Carried:
    lang = {**AGENCIES, **OUTLETS}[outlet]
    words = told[0] if lang == "en" else told[1]
    changed = None
    if source is not None and rng.random() < 0.25:
        words, changed = _change(words, told[2], rng)
    side = 0 if lang == "en" else 1
    own = " ".join(_of_its_own(row[side], rng) for row in rng.sample(FILLER, 4)) + f" {outlet} {number}."
    said = (
        f"{world.speakers[number]} said {words}." if lang == "en" else f"{world.speakers[number]} mengatakan {words}."
    )
    relays: tuple[str, ...] = ()
    text = f"{own} {said}"
    if source is not None:
        origin = world.carried[source]
        mode = rng.choice(("stated", "stated", "credit", "copied"))
        if mode == "copied" and origin.lang == lang:
            text = origin.body.rsplit(".", 2)[0] + f". {said}"
        elif mode == "credit":
            text = (
                f"({origin.outlet}) — {own} {said}"
                if lang == "en"
                else f"{own} {said} Artikel ini telah tayang di {origin.outlet}."
            )
        else:
            relays = (origin.outlet,)
    later = 0 if source is None else rng.randint(1, 20)
    when = (at if source is None else world.carried[source].at) + timedelta(hours=later, minutes=rng.randrange(60))
    return Carried(number, outlet, lang, when, words, text, relays, source, changed, f"w{len(world.carried):05}")


def _of_its_own(sentence: str, rng: random.Random) -> str:
    """The sentence with two made-up words, as no two reporters write the same."""
    words = sentence.split()
    for _ in range(2):
        words.insert(rng.randrange(len(words)), "".join(rng.choices("aeioukrstlmn", k=6)))
    return " ".join(words)


def _change(words: str, amount: int, rng: random.Random) -> tuple[str, str | None]:
    hedges = {
        " may close ": " will close ",
        " mungkin menutup ": " menutup ",
        " could raise ": " will raise ",
        " bisa menaikkan ": " menaikkan ",
    }
    for hedged, sure in hedges.items():
        if hedged in words:
            return words.replace(hedged, sure), "hedge"
    return words.replace(str(amount), str(amount + rng.randint(1, 9))), "number"


def _close_ring(world: World, number: int, places: list[int]) -> None:
    """The witness cites an outlet that cites it."""
    first = world.carried[places[0]]
    citing = [world.carried[k] for k in places[1:] if world.carried[k].source == places[0] and world.carried[k].relays]
    if citing:
        first.relays = (citing[0].outlet,)
        world.circles[number] = {first.outlet, citing[0].outlet}


def sayings_of(world: World) -> list[Saying]:
    """As a reader would have given them."""
    found = []
    for one in world.carried:
        name = world.speakers[one.statement]
        first = one.body.index(one.words)
        found.append(
            Saying(
                id=one.id,
                article=one.id,
                content=((first, first + len(one.words)),),
                words=one.words,
                sentence=f"{name} {'said' if one.lang == 'en' else 'mengatakan'} {one.words}.",
                source=name,
                cue="said" if one.lang == "en" else "mengatakan",
                quotation="indirect",
                speaker=name,
                speaker_id=name,
                speaker_kind="person",
                speaker_role=None,
                relays=one.relays,
                certainty="certain",
                polarity="positive",
                act="statement",
                said=None,
                outlet=one.outlet,
                published=one.at.isoformat(),
                lang=one.lang,
                place=first,
                length=len(one.body),
            )  # fmt: skip
        )
    return found


def measure(world: World) -> dict[str, float]:
    """Trace the world and compare with its truth."""
    sayings = sayings_of(world)
    started = time.process_time()
    matched = load_matcher().match(sayings)
    spent = time.process_time() - started
    again = [link for link in matched.links if link.relation in SAID_AGAIN]
    told = {one.id: one.statement for one in world.carried}
    gold = {
        pair_of(a.id, b.id) for a in world.carried for b in world.carried if a.id < b.id and a.statement == b.statement
    }
    guess = {pair_of(link.a, link.b) for link in again}
    hits = len(gold & guess)
    threads = _threads(world, sayings, matched.links, matched.compared)
    changed = [link for link in again if pair_of(link.a, link.b) in gold and _differ(world, link.a, link.b)]
    return {
        "sayings": len(sayings),
        "cpu seconds": round(spent, 1),
        "link precision": hits / max(1, len(guess)),
        "link recall": hits / max(1, len(gold)),
        "link f1": 2 * hits / max(1, len(gold) + len(guess)),
        "changes told": sum(bool(link.drift) for link in changed) / max(1, len(changed)),
        **_judge_threads(world, threads, told),
    }


def _differ(world: World, a: str, b: str) -> bool:
    one, other = world.carried[int(a[1:])], world.carried[int(b[1:])]
    return one.lang == other.lang and one.words != other.words


def _threads(world: World, sayings: list[Saying], links: tuple, compared: tuple) -> list[Thread]:  # type: ignore[type-arg]
    carriages = {
        one.id: make_carriage(
            Article(id=one.id, text=one.body, body=((0, len(one.body)),), outlet=one.outlet,
                    published=one.at.isoformat(), lang=one.lang)
        )
        for one in world.carried
    }  # fmt: skip
    by_id = {saying.id: saying for saying in sayings}
    groups = group_sayings(links, compared)
    return [
        make_thread([by_id[id] for id in group], links, carriages, lambda name: PUBLISHERS.get(name, name))
        for group in groups
    ]


def _judge_threads(world: World, threads: list[Thread], told: dict[str, int]) -> dict[str, float]:
    """Of each statement its largest thread is judged."""
    best: dict[int, Thread] = {}
    for thread in threads:
        number = told[thread.sayings[0].id]
        if number not in best or len(thread.sayings) > len(best[number].sayings):
            best[number] = thread
    right = exact = near = rings = 0
    numbers = sorted(set(told.values()))
    for number in numbers:
        group = [one for one in world.carried if one.statement == number]
        origins, count = _truth(group)
        thread = best.get(number)
        right += thread is not None and thread.origin in origins
        off = abs(thread.independent - count) if thread else 99
        exact += off == 0
        near += off <= 1
        rings += (
            thread is not None
            and number in world.circles
            and any(set(r) == world.circles[number] for r in thread.circles)
        )
    total = len(numbers)
    return {
        "statements": total, "origin right": right / total, "sources exact": exact / total, "sources within 1": near / total,
        "circles planted": len(world.circles), "circles found": rings / max(1, len(world.circles)),
    }  # fmt: skip


def _truth(group: list[Carried]) -> tuple[set[str], int]:
    """Articles that may be called the first (the earliest witness), and how many publishers heard it themselves."""
    heard = sorted((one for one in group if one.source is None), key=lambda one: (one.at, one.id))
    return {heard[0].id}, len({PUBLISHERS.get(one.outlet, one.outlet) for one in heard})


def main() -> None:
    """Print what was found beside the truth."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--statements", type=int, default=120)
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    print(json.dumps(measure(make_world(a.statements, random.Random(a.seed))), indent=1))


if __name__ == "__main__":
    main()
