"""Large threads on a terminal: bounded in depth and number, whatever hangs on what."""

from dataclasses import replace

import pytest

from konon.records import Article
from konon.tracing.carriage import make_carriage
from konon.tracing.saying import Saying
from konon.tracing.threads import make_thread
from konon.views.thread_graph import render_graph
from konon.views.thread_json import thread_row
from konon.views.thread_text import ARTICLES, DEEPEST, render_thread
from konon.views.view import View


def make_chain(number):
    """Outlets each of which has it from the one before."""
    sayings, carriages = [], {}
    for k in range(number):
        article = Article(
            id=f"a{k:05}", text="", body=(), outlet=f"Outlet {k}", published=f"2024-05-01T{k // 60:02}:{k % 60:02}"
        )
        carriages[article.id] = make_carriage(article)
        relays = (f"Outlet {k - 1}",) if k else ()
        sayings.append(
            Saying(
                id=f"s{k:05}", article=article.id, content=((0, 4),), words="rice", sentence="", source="", cue="",
                quotation="indirect", speaker="Siti", speaker_id=None, speaker_kind="person", speaker_role=None,
                relays=relays, certainty="certain", polarity="positive", act="statement", said=None,
                outlet=article.outlet, published=article.published, lang="en", place=0, length=4,
            )
        )  # fmt: skip
    return make_thread(sayings, [], carriages)


def shown(thread):
    return b"".join(render_thread(thread, {}, [], View())).decode()


@pytest.mark.parametrize(
    ("published", "told"),
    [
        ("2023-09-13T19:10+01:00", "13 September 2023 19:10 UTC+01:00 ·"),
        ("2023-09-13T19:10:05Z", "13 September 2023 19:10 UTC ·"),
        ("2023-09-13T19:10", "13 September 2023 19:10 ·"),
        ("2023-09-13", "13 September 2023 ·"),
        ("2023-09-13T99:99+07:00", "13 September 2023 99:99 ·"),
    ],
)
def test_a_time_of_day_has_its_zone_where_the_page_names_one(published, told):
    chain = make_chain(1)
    (saying,) = chain.sayings
    assert told in shown(replace(chain, sayings=(replace(saying, published=published),)))


def test_a_long_chain_does_not_run_out_of_the_window():
    lines = shown(make_chain(60)).splitlines()
    deepest = max(len(line) - len(line.lstrip("│└├─ ")) for line in lines)
    assert deepest <= 4 * DEEPEST
    assert sum("says it has it from" in line for line in lines) == 59


def test_of_very_many_articles_a_part_is_shown_and_it_says_so():
    thread = make_chain(ARTICLES + 50)
    out = shown(thread)
    assert "and 50 more articles; --format json has all" in out
    assert len(thread_row(thread, {})["articles"]) == ARTICLES + 50
    assert render_graph(thread).count(b"->") == ARTICLES + 49
