"""A name of an outlet as news writes it -> the publisher or agency it means, by `publishers.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from konon.ledger.rows import encodable
from konon.records import hash_id

KEYS = {"id", "name", "names", "hosts", "kind", "owner", "country", "source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A line of the list. `source`: an address that says so."""

    id: str
    name: str
    names: tuple[str, ...]
    hosts: tuple[str, ...]
    kind: str  # outlet, agency, state media, state agency
    owner: str | None
    country: str | None
    source: str

    @property
    def key(self) -> str:
        """Its id in every ledger."""
        return hash_id("publisher", self.id)


def squeeze(name: str) -> str:
    """The same for "Kabar Laut" and "KabarLaut"."""
    return "".join((encodable(name) or "").casefold().split())


def find_publisher(name: str) -> Publisher | None:
    """By a name or host, a subdomain counting as its parent; None where the list has none."""
    names, hosts = _tables()
    plain = squeeze(name)
    return names.get(plain) or next((hosts[host] for host in _parents(plain) if host in hosts), None)


def load_publishers() -> tuple[Publisher, ...]:
    """All lines of the list; ValueError where one has an unknown or missing key."""
    found = []
    for row in tomllib.loads(files("konon.ledger").joinpath("publishers.toml").read_text("utf-8"))["publishers"]:
        if wrong := (row.keys() ^ KEYS) - {"names", "hosts", "owner", "country"}:
            raise ValueError(f"publishers.toml: {row.get('name')}: {', '.join(sorted(wrong))}")
        found.append(_publisher(row))
    return tuple(found)


def names_of(publisher: Publisher) -> Iterator[str]:
    """Every name in its squeezed form, with and without "the"; hosts are not among them."""
    for name in (publisher.name, *publisher.names):
        plain = squeeze(name)
        yield plain
        if name.casefold().startswith("the "):
            yield plain[3:]


def _publisher(row: dict[str, Any]) -> Publisher:
    return Publisher(
        id=row["id"],
        name=row["name"],
        names=tuple(row.get("names", ())),
        hosts=tuple(row.get("hosts", ())),
        kind=row["kind"],
        owner=row.get("owner"),
        country=row.get("country"),
        source=row["source"],
    )


def _parents(host: str) -> Iterator[str]:
    """The host and what it is a part of: "wow.tribunnews.com", "tribunnews.com"."""
    parts = host.split(".")
    for start in range(len(parts) - 1):
        yield ".".join(parts[start:])


@cache
def _tables() -> tuple[dict[str, Publisher], dict[str, Publisher]]:
    names: dict[str, Publisher] = {}
    hosts: dict[str, Publisher] = {}
    for publisher in load_publishers():
        names.update(dict.fromkeys(names_of(publisher), publisher))
        hosts.update(dict.fromkeys(publisher.hosts, publisher))
    return names, hosts


def publisher_row(name: str, id_: str) -> dict[str, Any]:
    """Columns of `publishers` but the key: the list's where it has the name, else one of its own by `id_`."""
    known = find_publisher(name)
    if known is None:
        return {"id": id_, "name": name, "kind": None, "country": None, "owner": None}
    return {
        "id": known.key,
        "name": known.name,
        "kind": known.kind,
        "country": known.country,
        "owner": known.owner,
    }
