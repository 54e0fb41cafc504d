"""A Hit -> what is told of it: title, words, address; from the ledger as it is now, so that nothing erased is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from konon.errors import ErasedError, UsageError
from konon.ledger import Finding, Ledger
from konon.ledger.alert_rows import Alert, Hit
from konon.watching.alerts import words_of_alert


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldHit:
    """`link`: the claim's page in the web app where one is named, else the page that says so."""

    hit: Hit
    alert: str
    title: str
    text: str
    link: str | None
    speaker: str | None
    outlet: str | None


def tell_hits(ledger: Ledger, hits: Iterable[Hit], base: str | None = None) -> Iterator[ToldHit]:
    """Without those of which nothing is left. `base`: the web app's address."""
    alerts = {one.key: one for one in ledger.alerts.all()}
    for hit in hits:
        if hit.alert in alerts and (told := _tell(ledger, hit, alerts, base)):
            yield told


def _tell(ledger: Ledger, hit: Hit, alerts: Mapping[int, Alert], base: str | None) -> ToldHit | None:
    finding = _find(ledger, hit)
    shown = None if finding or not hit.article else ledger.shown_version(hit.article)
    article = finding.article if finding else shown.article if shown else None
    if article is None:
        return None
    speaker = finding.speaker.name if finding and finding.speaker else None
    said = f"{speaker or 'Nobody named'}: {finding.content}" if finding else article.title or article.id
    link = f"{base.rstrip('/')}/claims/{finding.id}" if base and finding else article.url
    where = ", ".join(part for part in (article.outlet, (article.published or "")[:10]) if part)
    text = "\n".join(part for part in (said, article.title, where, finding and f"konon show {finding.id}") if part)
    return ToldHit(
        hit=hit,
        alert=words_of_alert(alerts[hit.alert]),
        title=f"{hit.why}: {said}" if hit.why != "found" else said,
        text=text,
        link=link,
        speaker=speaker,
        outlet=article.outlet,
    )


def _find(ledger: Ledger, hit: Hit) -> Finding | None:
    try:
        return ledger.show(hit.claim) if hit.claim else None
    except (ErasedError, UsageError):
        return None
