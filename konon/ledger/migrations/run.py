"""A connection in a transaction -> the same with every migration applied, and what is made from its rows anew."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from konon.ledger.counts import recount
from konon.ledger.name_words import index_names
from konon.ledger.outlets import join_outlets


def upgrade(connection: Connection) -> None:
    """Up to the newest revision; publishers, words of names and counts follow from other tables. The caller commits."""
    config = Config()
    config.set_main_option("script_location", str(files("konon.ledger").joinpath("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    join_outlets(connection)
    index_names(connection)
    recount(connection)
