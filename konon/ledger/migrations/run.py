"""A connection in a transaction -> the same with every migration applied."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Up to the newest revision; the caller commits."""
    config = Config()
    config.set_main_option("script_location", str(files("konon.ledger").joinpath("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
