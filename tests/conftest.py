"""Fixtures of all tests: where the shared data lies, if it does; readings made by hand from marked-up text."""

import gc
import math
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

from konon.evaluation.markup import parse_case
from konon.records import (
    Article,
    Attribution,
    Claim,
    Factuality,
    Hedge,
    Reading,
    Related,
    Relay,
    Speaker,
    When,
    hash_id,
)

# Machines under load are slow by fits: a deadline would fail there. In CI the examples are the same every time.
settings.register_profile("konon", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("konon")

ROOT = Path(__file__).resolve().parent.parent


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes give no test its name: a packed file holds the second it was packed in, and workers would differ."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data beside the checkout; the test is skipped where there is none."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("no shared data beside the checkout")
    return folder


PAGE = """Peluru Lewat Rel
<source 1>Peneliti Ratna Dewi</source> <cue 1>menyebut</cue> <content 1>kereta itu mungkin membawa peluru</content>.

Dilansir Kabar Laut, "<content 2>Kami tidak mengirim apa pun</content>," <cue 2>ujar</cue><source 2>nya</source>.

<content 3>Dua kapal</content> <cue 3>diduga</cue> <content 3>singgah di pelabuhan</content>."""


@pytest.fixture
def reading():
    """Three claims: a possible one, a denial through a relay, an allegation nobody owns."""
    case = parse_case(PAGE)
    text = case.text
    at = text.index("mungkin")
    relay = text.index("Kabar Laut")
    attributions = [
        Attribution(
            id=hash_id(number),
            source=marked.source,
            cue=marked.cue,
            content=marked.content,
            quotation="direct" if number == 1 else "indirect",
            confidence=0.9,
        )
        for number, marked in enumerate(case.attributions)
    ]
    ratna = Speaker(
        id="r",
        name="Ratna Dewi",
        reason="named just before the cue",
        kind="person",
        role="Peneliti",
        affiliation="Balai Kajian",
        confidence=0.97,
    )
    factualities = (
        Factuality(
            certainty="possible",
            polarity="positive",
            act="statement",
            hedges=(Hedge(words=((at, at + 7),), owner="speaker"),),
            reason="a hedge inside the content",
        ),
        Factuality(certainty="certain", polarity="negative", act="statement"),
        Factuality(certainty="possible", polarity="positive", act="belief"),
    )
    relays = ((), (Relay(name="Kabar Laut", spans=((relay, relay + 10),), reason="named before the quotation"),), ())
    said = When(text="Agustus lalu", start="2023-08", end="2023-08", reason="the month before the page")
    speakers = (ratna, ratna, Speaker(name=None, reason="the cue is passive and names nobody"))
    claims = tuple(
        Claim(attribution=a, speaker=s, factuality=f, relays=r, said=said if number == 1 else None)
        for number, (a, s, f, r) in enumerate(zip(attributions, speakers, factualities, relays, strict=True))
    )
    head = text.index("\n")
    article = Article(
        id="a-1",
        text=text,
        body=((head + 1, len(text)),),
        path="rel.txt",
        outlet="Lintas Utara",
        title="Peluru Lewat Rel",
        section="Internasional",
        byline="RD",
        dateline="Jakarta",
        published="2023-09-14",
        lang="id",
        related=(Related(title="Kapal Diduga Singgah", url="javascript:alert(1)"),),
    )
    return Reading(article=article, claims=claims, reader="konon test")


@pytest.fixture
def many(reading):
    """`many(n)`: n readings with ids of their own and 5 kB outside the body each, made one at a time."""

    def make(number):
        for place in range(number):
            text = reading.article.text + f"\nmenu {place} " * 500
            article = replace(reading.article, id=f"a-{place}", title=f"Kabar {place}", text=text)
            yield replace(reading, article=article)

    return make


@pytest.fixture(scope="session")
def growth() -> Callable[[Callable[[int], object], int], float]:
    """How many times as much CPU time some work of four times the size takes: linear work 4, quadratic 16.

    The two sizes take turns, each one's best counts, and it goes on until the answer is clear: a busy machine makes
    linear work look slower for a while, and quadratic work never looks linear. Collecting garbage is left out, since it
    walks all that other tests have left.
    """

    def cost(work: Callable[[int], object], size: int) -> float:
        gc.collect()
        gc.disable()
        start = time.process_time()
        work(size)
        spent = time.process_time() - start
        gc.enable()
        return spent

    def measure(work: Callable[[int], object], size: int) -> float:
        work(size)  # what is loaded once
        small = large = ratio = math.inf
        for _ in range(40):
            small, large = min(small, cost(work, size)), min(large, cost(work, 4 * size))
            ratio = large / max(small, 0.005)  # less is the clock's own grain
            if ratio < 6:
                break
        return ratio

    return measure
