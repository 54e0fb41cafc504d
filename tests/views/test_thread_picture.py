"""The picture of a thread: nothing touches, nothing leaves the frame, and nothing of a page gets out of its place."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests are no package

from inventing import invent_saying, invent_thread

from konon.tracing.carriage import Carriage, find_runs
from konon.tracing.threads import Thread, make_thread
from konon.views.letter_widths import shorten, width_of, wrap
from konon.views.short_dates import short_date
from konon.views.thread_layout import Drawing, PictureWords, lay_out
from konon.views.thread_nodes import make_nodes
from konon.views.thread_picture import MIDDLE, PHONE, WIDE, draw_thread, render_picture
from konon.views.time_axis import CUT, TimeAxis, moment_of

SVG = "{http://www.w3.org/2000/svg}"


def drawing_of(thread: Thread, width: float = WIDE, lang: str = "en") -> Drawing:
    def marks(node):
        found = [("mark", "first")] if node.first else []
        return [*found, *([("change", ", ".join(node.changes))] if node.changes else [])]

    def group(lang, count):
        return f"{lang or 'named, not here'} · {count}"

    return lay_out(make_nodes(thread), width, PictureWords(lang=lang, group=group, marks=marks, undated="no date"))


def thread_of(*sayings, publisher=str.casefold) -> Thread:
    carriages = {
        one.article: Carriage(
            article=one.article, outlet=one.outlet, published=one.published, credits=(), runs=find_runs("")
        )
        for one in sayings
    }
    return make_thread(sayings, [], carriages, publisher)


def touching(drawing: Drawing) -> list[tuple[str, str]]:
    boxes = [(words.text, words.box) for words in drawing.words if words.text]
    boxes += [
        (f"dot of {spot.node.outlet}", (dot.x - 5, dot.y - 5, dot.x + 5, dot.y + 5))
        for spot in drawing.spots
        for dot in spot.dots
    ]
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5
    ]


def outside(drawing: Drawing) -> list[str]:
    return [
        words.text
        for words in drawing.words
        if words.box[0] < -0.5
        or words.box[2] > drawing.width + 0.5
        or words.box[1] < -1
        or words.box[3] > drawing.height + 1
    ]


THREADS = {
    "two": {"outlets": 2, "independent": 1, "missing": False, "repeats": 0},
    "eight": {"outlets": 8, "seed": 3},
    "sixty": {"outlets": 60, "seed": 2, "independent": 6, "circle": True},
    "equal dates": {"outlets": 12, "hours": 0},
    "no dates": {"outlets": 12, "dated": 0},
    "some dates": {"outlets": 20, "dated": 0.5},
    "an hour": {"outlets": 9, "hours": 1},
    "ten years": {"outlets": 20, "hours": 87_600},
    "one": {"outlets": 1, "repeats": 0},
    "often the same outlet": {"outlets": 3, "repeats": 8},
    "long names": {
        "outlets": 9,
        "name": lambda n, lang: f"{lang} the very long name of a newspaper of the islands no. {n}",
    },
    "words beside a name": {"outlets": 14, "seed": 5234, "hours": 1, "dated": 0.4, "independent": 14, "repeats": 3},
    "words beside the last name": {
        "outlets": 39,
        "seed": 4669,
        "hours": 0.01,
        "dated": 0.9,
        "independent": 8,
        "repeats": 0.2,
        "circle": True,
    },
    "wide letters": {"outlets": 9, "name": lambda n, lang: f"{lang} 新聞社新聞社新聞社新聞社新聞社 {n}"},
}


@pytest.mark.parametrize("width", [WIDE, MIDDLE, PHONE, 640, 320])
@pytest.mark.parametrize("name", THREADS)
def test_no_words_touch_others_or_leave_the_picture(name: str, width: float) -> None:
    drawing = drawing_of(invent_thread(**THREADS[name]), width)
    assert touching(drawing) == []
    assert outside(drawing) == []


SHAPES = st.fixed_dictionaries(
    {
        "outlets": st.integers(1, 40),
        "seed": st.integers(0, 10_000),
        "hours": st.sampled_from([0, 0.01, 1, 30, 700, 9_000, 300_000]),
        "dated": st.sampled_from([0, 0.4, 0.9, 1]),
        "independent": st.integers(1, 20),
        "repeats": st.sampled_from([0, 0.2, 3]),
        "circle": st.booleans(),
    }
)


@settings(max_examples=60)
@given(shape=SHAPES, width=st.sampled_from([WIDE, MIDDLE, PHONE]), lang=st.sampled_from(["en", "id"]))
def test_whatever_the_thread_nothing_touches(shape, width, lang) -> None:
    thread = invent_thread(**shape)
    drawing = drawing_of(thread, width, lang)
    assert touching(drawing) == []
    assert outside(drawing) == []
    placed = {spot.node.place: spot.dots[0].x for spot in drawing.spots}
    dated_spots = sorted((spot.node.moment, placed[spot.node.place]) for spot in drawing.spots if spot.node.moment)
    assert [x for _, x in dated_spots] == sorted(x for _, x in dated_spots)  # time never runs backwards


def test_the_list_that_is_read_aloud_goes_by_time_and_says_whence_each_has_it() -> None:
    thread = invent_thread(8, seed=3)
    root = ElementTree.fromstring(render_picture(thread, {}))
    items = [one for one in root.iter(f"{SVG}g") if one.get("role") == "listitem"]
    titles = [one.find(f"{SVG}title").text for one in items]
    assert len(titles) == len(make_nodes(thread))
    assert "Harbour Gazette · 1 Mar 2024 07:40" in titles[0]
    assert "independent source 1" in titles[0]
    assert any("says it has it from Harbour Gazette" in title for title in titles)
    assert root.find(f"{SVG}title").text.startswith("Owen Castlemire: “the harbour")


def test_what_is_told_by_colour_is_told_by_form_too() -> None:
    sayings = [
        invent_saying(1, "Kabar", certainty="certain", published="2024-01-01"),
        invent_saying(2, "Warta", certainty="possible", published="2024-01-02", relays=("Kabar",)),
        invent_saying(3, "Suara", polarity="negative", published="2024-01-03"),
        invent_saying(4, "Lini", polarity="negative", certainty="probable", published="2024-01-04", relays=("AFP",)),
    ]
    drawing = drawing_of(thread_of(*sayings))
    shapes = {spot.node.outlet: (spot.dots[0].hollow, spot.dots[0].crossed, spot.ring) for spot in drawing.spots}
    assert shapes == {
        "Kabar": (False, False, True),
        "Warta": (True, False, False),
        "Suara": (False, True, True),
        "AFP": (False, False, True),
        "Lini": (True, True, False),
    }
    assert {curve.kind for curve in drawing.curves} == {"stated"}


def test_a_circle_of_citing_is_drawn_and_named() -> None:
    thread = invent_thread(6, seed=5, circle=True)
    assert thread.circles
    assert "ring" in {curve.kind for curve in drawing_of(thread).curves}
    svg = render_picture(thread, {}).decode()
    assert "cites in a circle" in svg
    assert "a circle of citing" in svg


def test_what_has_the_same_publisher_or_copies_is_dashed() -> None:
    sayings = [invent_saying(n, f"Menara {n}", published=f"2024-01-0{n}") for n in (1, 2)]
    thread = thread_of(*sayings, publisher=lambda name: "menara")
    assert [curve.kind for curve in drawing_of(thread).curves] == ["shown"]
    assert 'stroke-dasharray="5 4"' in render_picture(thread, {}).decode()


HOSTILE = (
    '"><script>alert(1)</script>',
    "</text><script>alert(1)</script>",
    "' onload='alert(1)",
    "<![CDATA[<svg onload=alert(1)>]]>",
    "javascript:alert(1)",
    "&lt;b&gt;",
    "\x00\x1b[31m\ufffe\udc80",
    "</title></style><img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
)


@pytest.mark.parametrize("evil", HOSTILE)
def test_a_name_or_a_statement_stays_text(evil: str) -> None:
    one = invent_saying(1, evil, words=evil, speaker=evil, published="2024-01-01", lang=evil)
    two = invent_saying(2, f"Kabar {evil}", words=evil, published=evil, relays=(f"{evil} x",), article=evil)
    thread = thread_of(one, two)
    for svg in (
        render_picture(thread, {}),
        draw_thread(thread, {}, width=PHONE, link=lambda saying: f"/claims/{saying.id}"),
    ):
        tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
        assert tags <= {"svg", "title", "desc", "style", "g", "path", "circle", "rect", "text", "a"}
        for element in ElementTree.fromstring(svg).iter():
            assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
            assert element.get("href", "/").startswith("/")
    in_page = draw_thread(thread, {})
    assert "<style" not in in_page  # which the pages' rules would refuse
    assert 'style="' not in in_page


def test_the_same_thread_gives_the_same_bytes() -> None:
    assert render_picture(invent_thread(30), {}) == render_picture(invent_thread(30), {})


# The axis.


def test_ticks_are_written_as_people_of_either_language_write_them() -> None:
    moments = [datetime(2023, 9, 14, 9), datetime(2023, 9, 14, 10)]
    english, indonesian = (TimeAxis(moments, 0, 900, lang).ticks() for lang in ("en", "id"))
    assert tuple(next(t.label for t in ticks if t.label.endswith("10")) for ticks in (english, indonesian)) == (
        "09:10",
        "09.10",
    )
    assert [tick.below for tick in indonesian if tick.below] == ["14 Sep 2023"]
    years = TimeAxis([datetime(2014, 1, 1), datetime(2024, 1, 1)], 0, 900, "id").ticks()
    assert years[0].label in ("2014", "Jan")


@pytest.mark.parametrize("hours", [0.02, 0.5, 1, 5, 24, 24 * 9, 24 * 60, 24 * 400, 24 * 3_650, 24 * 36_500])
@pytest.mark.parametrize("room", [200, 300, 900])
def test_an_axis_has_ticks_that_do_not_crowd(hours: float, room: float) -> None:
    moments = [
        datetime(1924, 3, 1, 7, 43),
        datetime.fromtimestamp(datetime(1924, 3, 1, 7, 43).timestamp() + hours * 3600),
    ]
    ticks = TimeAxis(moments, 0, room).ticks()
    assert 1 <= len(ticks) <= room / 25
    for one, other in combinations([t for t in ticks if t.label], 2):
        assert abs(one.x - other.x) >= (width_of(one.label, 11) + width_of(other.label, 11)) / 2


def test_a_long_time_in_which_nothing_happened_is_cut_out_and_told() -> None:
    burst = [datetime(2024, 3, 1, hour) for hour in (8, 9, 11)]
    axis = TimeAxis([*burst, datetime(2026, 3, 1)], 0, 900)
    assert [cut.label for cut in axis.cuts()] == ["2 years"]
    assert axis.place(burst[1]) - axis.place(burst[0]) > 200
    assert axis.place(datetime(2026, 3, 1)) - axis.place(burst[2]) == pytest.approx(CUT)
    even = TimeAxis([datetime(2024, 3, day) for day in (1, 5, 9, 14)], 0, 900)
    assert even.cuts() == []


def test_clocks_of_different_places_are_compared_and_one_place_keeps_its_own() -> None:
    jakarta, london = (datetime.fromisoformat(given) for given in ("2024-03-01T14:00+07:00", "2024-03-01T07:00+00:00"))
    mixed = TimeAxis([jakarta, london, datetime(2024, 3, 1, 9)], 0, 900)
    assert mixed.place(jakarta) == mixed.place(london)
    own = TimeAxis([jakarta, jakarta.replace(hour=20)], 0, 900)
    assert any(tick.label == "14:00" for tick in own.ticks())
    days = [[tick.below for tick in axis.ticks() if tick.below] for axis in (mixed, own)]
    assert days == [["1 Mar 2024 UTC"], ["1 Mar 2024 UTC+07:00"]]
    nowhere = TimeAxis([datetime(2024, 3, 1, 9), datetime(2024, 3, 1, 12)], 0, 900)
    assert "1 Mar 2024" in [tick.below for tick in nowhere.ticks()]


@pytest.mark.parametrize("given", ["", None, "yesterday", "2024-13-40", "99999", "2024-02-30T10:00"])
def test_what_is_no_date_has_no_place_in_time(given: str | None) -> None:
    assert moment_of(given) is None


@pytest.mark.parametrize("given", ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999"])
def test_the_ends_of_the_calendar_break_nothing(given: str) -> None:
    sayings = [invent_saying(1, "Kabar", published=given), invent_saying(2, "Warta", published="2024-05-01")]
    assert render_picture(thread_of(*sayings), {})


@pytest.mark.parametrize(
    ("given", "lang", "shown"),
    [
        ("2023-09-14T09:10:00", "id", "14 Sep 2023 09.10"),
        ("2023-09-14", "id", "14 Sep 2023"),
        ("2023-09", "id", "Sep 2023"),
        ("2023", "en", "2023"),
        ("2023-08-14T09:10", "en", "14 Aug 2023 09:10"),
        ("soon", "en", "soon"),
    ],
)
def test_dates_are_as_precise_as_they_are_given(given: str, lang: str, shown: str) -> None:
    assert short_date(given, lang) == shown


def test_words_that_are_too_long_are_cut_to_their_room() -> None:
    assert shorten("Kabar", 100, 12) == "Kabar"
    cut = shorten("Kabar Teluk Rembang Selatan", 60, 12)
    assert cut.endswith("…")
    assert width_of(cut, 12) <= 60
    assert wrap("one two three four", 40, 12, 2)[1].endswith("…")


def test_a_thread_of_a_thousand_articles_is_drawn_in_part_and_says_so() -> None:
    thread = invent_thread(400, repeats=0)
    svg = render_picture(thread, {}).decode()
    assert svg.count('role="listitem"') == 200
    assert "more articles are in the table alone" in svg
    assert replace(thread, circles=()).independent
