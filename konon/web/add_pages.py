"""Add: text, files or addresses -> a job of the queue. A job: how far it is, what failed, the articles it gave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from konon.errors import ErasedError, MissingError, UsageError
from konon.ledger import Ledger
from konon.pages.urls import add_scheme, check_url
from konon.web.add_queue import AddJob, AddQueue, GivenPage, given_file, given_text, job_row
from konon.web.article_page import name_article
from konon.web.rendering import article_path
from konon.web.web_form import Acted, Sent
from konon.web.web_page import Asked, Shown

QUEUE = "adding"  # the service
LISTED = 10
MOST_ADDRESSES = 200
UNREADABLE = "nothing can be added here"


def show_add(asked: Asked) -> Shown:
    """The form, and what was added lately; a worker makes itself ready meanwhile."""
    queue = find_queue(asked.services)
    if queue and asked.who.writes:
        queue.be_ready()
    jobs = [job_row(job) for job in queue.all()[:LISTED]] if queue else []
    return Shown(data={"jobs": jobs}, also={"is_open": queue is not None})


def find_queue(services: Any) -> AddQueue | None:
    """None where the site has none: its ledger is read only."""
    found = services.get(QUEUE)
    return found if isinstance(found, AddQueue) else None


def show_job(asked: Asked) -> Shown:
    """By its id."""
    queue = find_queue(asked.services)
    job = queue.find(asked.ids["id"]) if queue else None
    if job is None:
        raise MissingError(
            "nothing was added under this id", name=asked.ids["id"][:40], remedy="the page Add lists all"
        )
    rows = [_article_row(asked.ledger, id) for id in job.articles]
    data = job_row(job) | {"added": [row for row in rows if row]}
    goes = bool(asked.given.get("go"))
    return Shown(data=data, also={"to": where_to(job) if goes else "", "goes": goes})


def where_to(job: AddJob) -> str:
    """The article, where the job is done and that is all that came of it; else ""."""
    one = job.state == "done" and not job.failed and len(job.articles) == 1
    return article_path(job.articles[0]) if one else ""


def _article_row(ledger: Ledger, id: str) -> dict[str, Any] | None:
    """None where it was erased since."""
    try:
        held = ledger.article(id)
    except (ErasedError, MissingError):
        return None
    return {"id": id, "title": name_article(held.article), "outlet": held.article.outlet, "claims": len(held.findings)}


def do_add(sent: Sent) -> Acted:
    """What was pasted, chosen and typed becomes one job; then its page, which leads on to the article."""
    queue = find_queue(sent.services)
    if queue is None:
        raise UsageError(UNREADABLE, remedy="open the ledger with konon serve where it may be written")
    given, files = [], dict[str, Path]()
    for number, file in enumerate((one for one in sent.files if one.name), 1):
        one = given_file(number, file)
        given.append(one)
        files[one.place] = file.place
    text = sent.fields.get("text").replace("\r\n", "\n")  # without blanks around it
    if text:
        told = {name: sent.fields.get(name) for name in ("title", "outlet", "published", "url")}
        given.insert(0, given_text(text, told))
        files[given[0].place] = _write(text, sent)
    given += read_addresses(sent.fields.get("addresses"))
    if not given:
        raise UsageError("nothing is given", remedy="paste a text, choose a file or give an address")
    job = queue.add(given, files, sent.who.name)
    return Acted(to=f"/add/{job.id}?go=1")


def _write(text: str, sent: Sent) -> Path:
    place = sent.folder / "pasted.txt"
    place.write_text(f"{text}\n", "utf-8", errors="replace")  # as a text file ends: one article, pasted or from a file
    return place


def read_addresses(typed: str) -> list[GivenPage]:
    """One a line or parted by blanks. UsageError or FetchError for what is none: a file of this machine is not read."""
    addresses = [add_scheme(one, bare=True) for one in typed.split()]
    if len(addresses) > MOST_ADDRESSES:
        raise UsageError(f"these are {len(addresses)} addresses", remedy=f"give at most {MOST_ADDRESSES} at once")
    for one in addresses:
        if "://" not in one:
            raise UsageError("is no address", name=one[:80], remedy="give one that begins with https://")
        check_url(one)
    return [GivenPage(name=one, place=one) for one in dict.fromkeys(addresses)]
