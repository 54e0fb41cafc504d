"""What `konon serve` was told of who reaches it -> the site's access; one clear line where that cannot be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from konon.errors import InstallError, UsageError
from konon.lazy import load
from konon.ledger import Ledger
from konon.web.defences import LOOPBACK, host_name
from konon.web.site_access import SiteAccess

RATE = 600  # requests of a program a minute
EVERYWHERE = ("0.0.0.0", "::")
_ORIGIN = re.compile(r"https?://(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """As it was typed. `names`: by which the site is asked, beside the address it is bound to."""

    share: bool = False
    names: Sequence[str] = ()
    behind_proxy: bool = False
    origins: Sequence[str] = ()
    rate: int = RATE


def make_access(ledger: Ledger, host: str, given: Sharing) -> SiteAccess:
    """UsageError where what was asked for would let in nobody, or everybody."""
    _check(host, given)
    if given.share:
        _check_accounts(ledger)
    bound = host.strip("[]").lower()
    hosts = {*LOOPBACK, *(() if bound in EVERYWHERE else (bound,)), *(_read_name(name) for name in given.names)}
    return SiteAccess(
        hosts=frozenset(hosts),
        accounts=ledger.accounts if given.share else None,
        rate=max(0, given.rate),
        origins=tuple(_read_origin(origin) for origin in given.origins),
        behind_proxy=given.behind_proxy,
    )


def _check(host: str, given: Sharing) -> None:
    if not given.share and (given.names or given.behind_proxy):
        raise UsageError("--name and --behind-proxy are for a shared ledger", remedy="give --share too")
    if given.share and host.strip("[]") in EVERYWHERE and not given.names:
        remedy = "say by which name it is asked: --name berita.example"
        raise UsageError("is every address of this machine", name=host, remedy=remedy)


def _check_accounts(ledger: Ledger) -> None:
    try:
        load("konon.ledger.passwords:is_password")
    except ImportError as why:
        raise InstallError("sharing needs argon2-cffi", remedy="pip install 'konon[share]'") from why
    if not ledger.is_writable:
        remedy = "share one that this user may write"
        raise UsageError("is open to be read only, and nobody could sign in", name=ledger.name, remedy=remedy)
    if not ledger.accounts.all():
        remedy = "make one with konon users add NAME --role editor"
        raise UsageError("has no accounts, and nobody could sign in", name=ledger.name, remedy=remedy)


def _read_name(given: str) -> str:
    """A name alone, without a scheme; a port is not part of it."""
    if not (name := host_name(given.strip())):
        raise UsageError("is no name of a site", name=given[:80], remedy="give it without http://, as berita.example")
    return name


def _read_origin(given: str) -> str:
    origin = given.strip().rstrip("/").lower()
    if not _ORIGIN.fullmatch(origin):
        raise UsageError("is no origin of pages", name=given[:80], remedy="give it as https://berita.example")
    return origin
