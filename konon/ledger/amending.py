"""A known text that is told more of -> the title, outlet, date and author of its version, as they are told now.

Its claims take outlet and date over; nothing is read again, so dates within claims ("Monday") stay as they were read,
and a title's new words are shown but not searched.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from konon.ledger import schema
from konon.ledger.rows import encodable
from konon.records import Article

TOLD = ("title", "section", "byline", "dateline", "published", "url")


def amend(connection: Connection, version: int, article: Article, outlet: int | None) -> bool:
    """Whether anything changed. What `article` does not say stays, and so does a date that is more precise.

    `version` and `outlet` are keys. Whoever calls it sees to the counts.
    """
    t, c = schema.articles, schema.claims
    row = connection.execute(select(t).where(t.c.key == version)).one()
    told = {name: encodable(getattr(article, name)) for name in TOLD} | {"outlet": outlet}
    changed = {name: value for name, value in told.items() if value is not None and value != getattr(row, name)}
    if row.published and row.published.startswith(changed.get("published", "\0")):
        del changed["published"]
    if not changed:
        return False
    connection.execute(update(t).where(t.c.key == version).values(changed))
    if copied := {name: changed[name] for name in ("published", "outlet") if name in changed}:
        connection.execute(update(c).where(c.c.article == version).values(copied))
    return True


def title_of(connection: Connection, version: int) -> str | None:
    """What the version with this key is called."""
    t = schema.articles
    title: str | None = connection.execute(select(t.c.title).where(t.c.key == version)).scalar()
    return title
