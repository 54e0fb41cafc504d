"""A ledger of the second schema becomes one of the fourth: nothing is lost, and what is kept beside is made."""

from importlib.resources import files

import numpy as np
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from konon.errors import LedgerError
from konon.ledger import Ledger, opening
from konon.ledger.row_keys import outlet_id
from konon.ledger.schema import LABELS
from konon.ledger.vectors import WIDTH, SharedIndex, pack_rows

FROM_NOTHING = True  # databases without a schema

CLAIMS = 70  # more than a block of 64
SECOND = "0002"


def some_vectors():
    rows = np.random.default_rng(1).normal(size=(CLAIMS, WIDTH)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def block(key, first, rows, encoder="e"):
    packed = list(pack_rows(rows))
    signs, sizes = (b"".join(part) for part in zip(*packed, strict=True))
    return {"key": key, "first": first, "count": len(rows), "encoder": encoder, "signs": signs, "sizes": sizes}


def put(connection, table, **row):
    columns, values = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)


def fill(connection):
    """Two spellings of one outlet, an article of each, and 70 claims in two blocks of vectors."""
    put(connection, "readers", key=1, name="konon 0.1.0 / tagger-1")
    put(connection, "runs", key=1, reader=1, started="", ended="", articles=2, claims=CLAIMS)
    put(connection, "reasons", key=1, name="said plainly")
    for key, name in enumerate(("Kompas", "Kompas.com"), 1):
        put(connection, "outlets", key=key, id=outlet_id(name), name=name)
        kept = {"key": key, "id": f"a-{key}", "text_hash": "h", "version": 1, "outlet": key, "lang": "id"}
        rest = {"untested": 0, "text": "kapal", "body": "[]", "related": "[]", "added": "", "published": "2023-09-14"}
        put(connection, "articles", **kept, **rest)
        put(connection, "readings", key=key, article=key, reader=1, run=1, current=1)
    labels = {name: LABELS.index(word) + 1 for name, word in LABELLED.items()}
    for key in range(1, CLAIMS + 1):
        of = 1 + key % 2
        put(connection, "attributions", key=key, id=f"c-{key}", article=of, source="[]", cue="[]", content="[]")
        put(
            connection,
            "claims",
            **{"key": key, "attribution": key, "reading": of, "article": of, "outlet": of, "current": 1, "lang": "id"},
            **{"speaker_reason": "", "speaker_confidence": 0, "reason": 1, "confidence": 1, "content": f"kapal {key}"},
            **labels,
            published="2023-09-14",
        )
    rows = some_vectors()
    for one in (
        block(1, 1, rows[:64], "older"),
        block(2, 1, rows[:64]),
        block(3, 65, rows[64:]),
    ):
        put(connection, "meanings", **one)


LABELLED = {"certainty": "possible", "polarity": "negative", "act": "statement", "quotation": "direct"}


@pytest.fixture
def older(address, monkeypatch):
    """The address of a ledger of the second schema."""
    from konon.ledger.migrations import run

    def upgrade(connection):
        config = Config()
        config.set_main_option("script_location", str(files("konon.ledger").joinpath("migrations")))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, SECOND)
        fill(connection)

    with monkeypatch.context() as patch:
        patch.setattr(run, "upgrade", upgrade)
        opening.open_place(address, write=True).close()
    return address


def test_it_is_brought_up_to_date_by_who_writes(older):
    with pytest.raises(LedgerError, match="older schema"):
        Ledger.open(older)
    with Ledger.open(older, write=True) as ledger:
        assert ledger.counts()["claims"] == CLAIMS
        assert {one.name for one in ledger.outlets.find("kompas")[0].names} == {"Kompas", "Kompas.com"}
        assert len(ledger.search(outlet="kompas", limit=None)) == CLAIMS
        facets = ledger.facets()
        assert facets.claims == CLAIMS
        assert [(one.name, one.claims) for one in facets.values["outlet"]] == [("Kompas", CLAIMS)]
        assert [(one.name, one.claims) for one in facets.values["month"]] == [("2023-09", CLAIMS)]


def test_every_vector_is_where_it_was(older):
    rows = some_vectors()
    with Ledger.open(older, write=True) as ledger, ledger._place.reading() as connection:
        shared = SharedIndex("e")
        index = shared.load(connection)
        assert len(index) == CLAIMS
        for key in (1, 63, 64, 65, 70):
            claims, likeness = shared.compare(connection, index.find(rows[key - 1]), rows[key - 1])
            assert claims[0] == key
            assert likeness[0] > 0.98
        encoders = connection.execute(text("SELECT name FROM encoders")).scalars().all()
        assert encoders == ["e"], "an older encoder's are made anew by konon embed"


def test_the_newest_schema_is_the_one_that_is_made(older):
    with Ledger.open(older, write=True) as ledger, ledger._place.reading() as connection:
        assert opening.find_revision(connection) == opening.REVISION
