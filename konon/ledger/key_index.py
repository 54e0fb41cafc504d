"""The sayings of a ledger that were traced before, by their keys: what the first look asks (`blocking.KeyIndex`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, insert, select, text, update

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.fulltext import put_rows
from konon.ledger.held_outlines import HeldOutlines, PackedOutlines
from konon.ledger.vectors import Floats, Packed, pack_vector, split_packed, unpack
from konon.tracing.blocking import DAY_PLACE, NOBODY, UNDATED, WINDOW, Found, Wanted, crowd_at, nearest_in_time
from konon.tracing.first_look import Numbers, Outlines, Sketch, find_speakers, find_withdrawing

LAST_DAY = date.max.toordinal()
# The nearest before, the nearest after, and those without a date; as `place_in_time` has them.
_WAYS = tuple(
    f"SELECT CAST(day AS bigint) << {DAY_PLACE} | saying AS place FROM link_keys"
    f" WHERE value = {{v}} AND {those} LIMIT {{n}}"
    for those in (
        "day BETWEEN {low} AND {day} ORDER BY day DESC, saying DESC",
        "day > {day} AND day <= {high} ORDER BY day, saying",
        "day = 0 ORDER BY saying DESC",
    )
)
_IN_FILE = " UNION ALL ".join(
    f"SELECT place FROM ({way.format(v='?1', day='?2', low='?3', high='?4', n='?5')})" for way in _WAYS
)
_SQLITE = f"SELECT json_group_array(place) FROM ({_IN_FILE})"  # a row each would take twice as long to read
_LATERAL = " UNION ALL ".join(
    f"({way.format(v='w.value', day='w.day', low='w.low', high='w.high', n='w.most')})" for way in _WAYS
)
_POSTGRESQL = text(f"""SELECT w.asked, array_agg(k.place)
    FROM unnest(CAST(:values AS bigint[]), CAST(:days AS integer[]), CAST(:lows AS integer[]),
                CAST(:highs AS integer[]), CAST(:most AS integer[]))
    WITH ORDINALITY AS w (value, day, low, high, most, asked) CROSS JOIN LATERAL ({_LATERAL}) AS k GROUP BY w.asked""")
# As plain text: what comes is not looked at by types, of which each row would cost as much as it takes to read it.
_AMONG = {
    "sqlite": "v.saying IN (SELECT value FROM json_each(:numbers))",
    "postgresql": "v.saying = ANY(CAST(:numbers AS bigint[]))",
}
_SKETCHES = """SELECT v.saying, v.day, v.marks, v.words, v.around, t.id, t.lang, v.vector
    FROM traced AS v JOIN articles AS t ON t.key = v.article WHERE """
_OUTLINES = "SELECT v.saying, v.words, v.around, v.vector FROM traced AS v WHERE "
GENERATION = "traced"
AT_ONCE = 2000  # keys asked for together of PostgreSQL


class LedgerIndex:
    """What one transaction sees. The `number` of a sketch is the saying's key.

    `held`: outlines that were read before, by transactions that saw the same and less.
    """

    def __init__(self, connection: Connection, held: HeldOutlines) -> None:
        self.connection, self._held = connection, held

    def near(self, wanted: Sequence[Wanted]) -> list[Found]:
        """As `KeyIndex` says."""
        in_file = self.connection.dialect.name == "sqlite"
        found = self._near_in_file(wanted) if in_file else self._near_on_server(wanted)
        # Who has no day meets the newest of all, with a date or without, and so many of either were given.
        return [
            nearest_in_time(held, day, crowd_at(key)) if day == UNDATED else held
            for (key, day, _), held in zip(wanted, found, strict=True)
        ]

    def _near_in_file(self, wanted: Sequence[Wanted]) -> list[Found]:
        driver: Any = self.connection.connection.cursor()  # a saying asks for some dozen keys
        found = []
        for key, day, _ in wanted:
            (held,) = driver.execute(_SQLITE, (key, *_span(day), crowd_at(key))).fetchone()
            found.append(np.array(json.loads(held), np.int64))
        driver.close()
        return found

    def _near_on_server(self, wanted: Sequence[Wanted]) -> list[Found]:
        found = [NOBODY] * len(wanted)
        for first in range(0, len(wanted), AT_ONCE):
            some = [(key, *_span(day), crowd_at(key)) for key, day, _ in wanted[first : first + AT_ONCE]]
            columns = map(list, zip(*some, strict=True))
            given = dict(zip(("values", "days", "lows", "highs", "most"), columns, strict=True))
            for place, held in self.connection.execute(_POSTGRESQL, given):
                found[first + place - 1] = np.array(held, np.int64)
        return found

    def sketches(self, numbers: Iterable[int]) -> Mapping[int, Sketch]:
        """As `KeyIndex` says."""
        rows = self._rows(_SKETCHES, numbers)
        return {row[0]: _sketch(row, vector) for row, vector in zip(rows, unpack(_packed(rows)), strict=True)}

    def outlines(self, numbers: Numbers) -> Outlines:
        """As `KeyIndex` says."""
        known = self._held.has(numbers)
        held, read = self._held.take(numbers[known]), self._read_outlines(numbers[~known])
        self._held.put(*read)
        vectors = unpack(np.concatenate([held[1], read[1]]))  # together: each call costs as much as many rows
        numbers, withdraws = np.concatenate([held[0], read[0]]), np.concatenate([held[2], read[2]])
        return Outlines(numbers=numbers, vectors=vectors, withdraws=withdraws)

    def _read_outlines(self, numbers: Numbers) -> PackedOutlines:
        rows = self._rows(_OUTLINES, numbers.tolist())
        words, around = ([np.frombuffer(row[column], "<u4") for row in rows] for column in (1, 2))
        return np.array([row[0] for row in rows], np.int64), _packed(rows), find_withdrawing(words, around)

    def _rows(self, asked: str, numbers: Iterable[int]) -> list[Any]:
        name = self.connection.dialect.name
        rows: list[Any] = []
        for some in in_chunks(numbers):
            given = json.dumps(some) if name == "sqlite" else some
            rows += self.connection.execute(text(asked + _AMONG[name]), {"numbers": given}).all()
        return rows


def _packed(rows: Sequence[Any]) -> Packed:
    """The vectors, which stand last."""
    return split_packed(b"".join(row[-1] for row in rows))


def _sketch(row: Any, vector: Floats) -> Sketch:
    number, day, marks, words, around, address, lang, _ = row
    keys = tuple(np.frombuffer(marks, "<i8").tolist())
    return Sketch(
        number=number,
        article=address,
        lang=lang,
        day=day,
        keys=keys,
        speakers=find_speakers(keys),
        words=np.frombuffer(words, "<u4"),
        around=np.frombuffer(around, "<u4"),
        vector=vector,
    )


def _span(day: int) -> tuple[int, int, int]:
    """The day, and the first and last that are asked for: all of them where it is not known."""
    return (LAST_DAY, 1, LAST_DAY) if day == UNDATED else (day, max(1, day - WINDOW), day + WINDOW)


def put_sketches(connection: Connection, sketches: Sequence[Sketch], articles: Mapping[int, int], tracer: int) -> None:
    """To be met from now on; `articles`: version of the article, by the number of the saying."""
    rows = [
        {
            "saying": one.number,
            "tracer": tracer,
            "article": articles[one.number],
            "day": one.day,
            "vector": pack_vector(one.vector),
            "marks": np.array(one.keys, "<i8").tobytes(),
            "words": one.words.astype("<u4").tobytes(),
            "around": one.around.astype("<u4").tobytes(),
        }
        for one in sketches
    ]
    keys = sorted((key, one.day, one.number) for one in sketches for key in one.keys)
    if rows:
        put_rows(connection, schema.traced, rows)
    if keys:
        put_rows(connection, schema.link_keys, [{"value": k, "day": day, "saying": n} for k, day, n in keys])


def remove_sketches(connection: Connection, sayings: Iterable[int]) -> int:
    """They are met no more; how many rows went of `link_keys`."""
    v, k, count = schema.traced, schema.link_keys, 0
    for some in in_chunks(sayings):
        rows = connection.execute(select(v.c.saying, v.c.day, v.c.marks).where(v.c.saying.in_(some))).all()
        for row in rows:
            for key in np.frombuffer(row.marks, "<i8").tolist():
                gone = delete(k).where(k.c.value == key, k.c.day == row.day, k.c.saying == row.saying)
                count += connection.execute(gone).rowcount
        connection.execute(delete(v).where(v.c.saying.in_(some)))
    return count


def find_generation(connection: Connection) -> int:
    """Another number where somebody has traced or erased since."""
    g = schema.generations
    return connection.execute(select(g.c.number).where(g.c.name == GENERATION)).scalar() or 0


def count_up(connection: Connection) -> None:
    """After tracing and erasing, in the same transaction."""
    g = schema.generations
    more = update(g).where(g.c.name == GENERATION).values(number=g.c.number + 1)
    if not connection.execute(more).rowcount:
        connection.execute(insert(g), {"name": GENERATION, "number": 1})
