"""Hits -> whoever is to be told: a webhook, signed, or e-mail. Each hit once; what fails is sent at the next run."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import groupby
from operator import attrgetter
from typing import Protocol
from urllib.parse import urlsplit

import msgspec
import requests

from konon.errors import TransientError, UsageError
from konon.ledger.alert_rows import Hit
from konon.pages.fetch_options import FetchOptions
from konon.pages.guard import Guard, open_session
from konon.pages.urls import check_url, hide_password
from konon.records import hash_id
from konon.watching.clocks import Clock
from konon.watching.told_hits import ToldHit

PATIENCE = 20.0  # seconds for one delivery
AGAIN = "it is tried again at the next run"
LONGEST_SUBJECT = 120  # letters
SIGNATURE, STAMP, HIT_ID = "Konon-Signature", "Konon-Timestamp", "Konon-Hit"


class Delivery(Protocol):
    """A way to tell of hits. `channel` names it in the ledger, without a password."""

    channel: str
    at_once: int  # hits sent together

    def send(self, hits: Sequence[ToldHit]) -> None:
        """TransientError where it could not be sent."""
        ...


@dataclass(frozen=True, slots=True)
class Webhook:
    """One POST a hit, of JSON, signed with HMAC-SHA256 over the time and the body."""

    url: str
    secret: bytes
    clock: Clock
    at_once: int = 1

    @property
    def channel(self) -> str:
        """As the ledger names it."""
        return f"webhook {hide_password(self.url)}"

    def check(self) -> None:
        """UsageError where it is neither loopback nor a host with a name, or there is no secret."""
        check_url(self.url)
        host = urlsplit(self.url).hostname or ""
        if not self.secret:
            remedy = "set KONON_WEBHOOK_SECRET to what the receiver knows too"
            raise UsageError("a webhook needs a secret to be signed with", name=self.channel, remedy=remedy)
        try:
            named = ipaddress.ip_address(host).is_loopback
        except ValueError:
            named = True
        if not named:
            raise UsageError("is an address without a name", name=self.channel, remedy="name the host, or use loopback")

    def send(self, hits: Sequence[ToldHit]) -> None:
        """No redirect is followed: the hits go where they were meant to go, or nowhere."""
        for one in hits:
            body = msgspec.json.encode(hit_row(one))
            at = str(int(self.clock.now().timestamp()))
            headers = {
                "Content-Type": "application/json",
                STAMP: at,
                SIGNATURE: f"sha256={sign(self.secret, at, body)}",
                HIT_ID: one.hit.id,
            }
            status = self._post(body, headers)
            if not 200 <= status < 300:
                raise TransientError(
                    f"answered {status}", name=self.channel, remedy="it is tried again at the next run"
                )

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        guard = Guard(PATIENCE)
        try:
            with open_session(guard, FetchOptions().agent) as session:
                times = (PATIENCE, PATIENCE)
                with session.post(
                    self.url, data=body, headers=headers, timeout=times, allow_redirects=False, stream=True
                ) as answer:
                    return answer.status_code
        except requests.RequestException as why:
            said = f"cannot be reached ({type(why).__name__})"
            raise TransientError(said, name=self.channel, remedy=AGAIN) from why
        finally:
            guard.close()


def sign(secret: bytes, at: str, body: bytes) -> str:
    """What a receiver computes to see that a hit is from here: HMAC-SHA256 of the time, a full stop and the body."""
    return hmac.new(secret, at.encode() + b"." + body, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail a run with all new hits. User and password come from KONON_SMTP_USER and KONON_SMTP_PASSWORD."""

    to: tuple[str, ...]
    sender: str
    host: str
    port: int
    at_once: int = 100

    @property
    def channel(self) -> str:
        """As the ledger names it."""
        return f"mail {', '.join(self.to)}"

    def check(self) -> None:
        """UsageError where an address cannot be one."""
        for one in (*self.to, self.sender):
            name, at, host = one.rpartition("@")
            if not (at and name and host) or any(sign.isspace() or ord(sign) < 32 for sign in one):
                raise UsageError("is no e-mail address", name=one[:80], remedy="write it like desk@example.org")

    def send(self, hits: Sequence[ToldHit]) -> None:
        """Encrypted where the server offers it."""
        message = self.write(hits)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=PATIENCE) as server:
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
                    server.ehlo()
                if user := os.environ.get("KONON_SMTP_USER"):
                    server.login(user, os.environ.get("KONON_SMTP_PASSWORD", ""))
                server.send_message(message)
        except (smtplib.SMTPException, OSError) as why:
            said = " ".join(str(why).split())[:120]
            remedy = "look at --smtp; it is tried again at the next run"
            raise TransientError(f"cannot be sent ({said})", name=self.channel, remedy=remedy) from why

    def write(self, hits: Sequence[ToldHit]) -> EmailMessage:
        """The same hits make the same Message-ID, so that a mail that comes twice is known."""
        message = EmailMessage()
        title = " ".join(hits[0].title.split())
        more = f" (and {len(hits) - 1} more)" if len(hits) > 1 else ""
        message["Subject"] = f"konon: {title[:LONGEST_SUBJECT]}{more}"
        message["From"], message["To"] = self.sender, ", ".join(self.to)
        message["Message-ID"] = f"<{hash_id(*(one.hit.id for one in hits))}@konon.invalid>"
        parts = [f"{one.alert}\n{one.title}\n{one.text}\n{one.link or ''}".rstrip() for one in hits]
        message.set_content("\n\n".join(parts) + "\n")
        return message


def sent_together(hits: Sequence[Hit], at_once: int) -> Iterator[Sequence[Hit]]:
    """Those that one run found, so that what is sent again after a kill is the same however many came since."""
    for _, group in groupby(hits, key=attrgetter("at")):
        found = list(group)
        for start in range(0, len(found), at_once):
            yield found[start : start + at_once]


def hit_row(one: ToldHit) -> dict[str, object]:
    """As a webhook gets it."""
    return {
        "id": one.hit.id,
        "at": one.hit.at,
        "alert": {"number": one.hit.alert, "asks": one.alert},
        "why": one.hit.why,
        "title": one.title,
        "text": one.text,
        "link": one.link,
        "claim": one.hit.claim,
        "article": one.hit.article,
        "speaker": one.speaker,
        "outlet": one.outlet,
    }
