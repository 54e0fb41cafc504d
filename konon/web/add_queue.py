"""What people add in the browser: kept in a folder until it is read, read in turn by workers, told as it goes.

A job is a folder: `job.json`, and the files that came with it until they are read. Whoever reads it, or has it waiting,
holds its lock; a job that nobody holds was left by a server that was stopped or killed, and the next that looks takes
it. It is read again from its beginning, and what of it is in the ledger already is met there and not read twice.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from konon.errors import FileError, KononError, LedgerError, UsageError
from konon.ledger import Ledger
from konon.ledger.adding_notes import NOTE, adding_folder
from konon.ledger.visits import now
from konon.pages import FetchOptions, find_pages
from konon.pages.given_dates import read_date
from konon.pages.urls import check_url
from konon.pipeline import StandingAdditions
from konon.records import Failure, Page
from konon.web.queue_lock import CAN_LOCK, QueueLock
from konon.web.web_form import SentFile

KEPT = 50  # jobs that are done
MOST_WAITING = 100  # jobs
MOST_TOLD = 200  # articles and failures of one job that are told one by one
PATIENCE = 3.0  # seconds that a page which is just being written has at the end
EVERY = 1.0  # seconds between two writings of what came of a job
LOOKS = 5.0  # seconds between two looks for jobs that nobody holds any more
BEING_SENT = "."  # before the name of a folder that is being filled
HALF_SENT = 3600.0  # seconds after which such a folder is one whose server was killed
PASTED = "0.txt"
UNNAMED = "-"  # as messages call a page that was pasted
ADDRESS_END = "://"
# Who types here may sit at another machine than this one, and a proxy resolves names where nobody can check them.
FETCHING = FetchOptions(private_typed=False, by_proxy=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPage:
    """One input of a job: a file in its folder, or an address; and what is told of it."""

    name: str  # as the person calls it
    place: str  # the file's name in the job's folder, or the address
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None


# In place of all that was given, where some of it is erased: a name may tell what a person had taken out.
NOT_TOLD = GivenPage(name=UNNAMED, place="")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddJob:
    """What was given at once, and what came of it so far."""

    id: str
    at: str
    by: str
    given: tuple[GivenPage, ...]
    state: str = "waiting"  # then "reading", then "done"
    total: int | None = None  # pages, where it is known
    done: int = 0
    claims: int = 0
    known: int = 0
    articles: tuple[str, ...] = ()  # ids
    failures: tuple[tuple[str, str], ...] = ()  # name, why
    failed: int = 0
    seconds: float = 0.0  # that reading it has taken

    @property
    def rate(self) -> float | None:
        """Pages a second."""
        return self.done / self.seconds if self.done and self.seconds else None

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take, where its number is known."""
        return (self.total - self.done) / self.rate if self.total and self.rate and self.state == "reading" else None


def job_row(job: AddJob) -> dict[str, Any]:
    """As the twin of its page has it."""
    names = ("id", "at", "by", "state", "total", "done", "claims", "known", "articles", "failed")
    row = {name: getattr(job, name) for name in names}
    row |= {"failures": [{"name": name, "why": why} for name, why in job.failures]}
    row |= {"given": [one.name for one in job.given], "rate": job.rate and round(job.rate, 2)}
    return row | {"left": None if job.left is None else round(job.left, 1)}


@dataclass(slots=True)
class _Board:
    """The jobs as they are, for all threads."""

    jobs: dict[str, AddJob] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


class AddQueue:
    """The jobs of one ledger; one thread reads them in turn."""

    def __init__(self, ledger: Ledger, folder: Path, *, workers: int = 1, fetching: FetchOptions = FETCHING) -> None:
        self._folder, self._board, self._closing, self._fetching = folder, _Board(), False, fetching
        self._looked = 0.0
        self._ledger, self._additions = ledger, StandingAdditions(ledger, jobs=workers)
        self._turns: SimpleQueue[str | None] = SimpleQueue()  # a job's id, "" to be ready, None to end
        self._thread = Thread(target=self._run, daemon=True)
        self._locks: dict[str, QueueLock] = {}  # of the jobs that are this server's
        self._adopt()
        self._thread.start()

    def close(self) -> None:
        """The job that is being read is read again by the next server."""
        self._closing = True
        self._turns.put(None)
        self._additions.close()
        self._thread.join(timeout=PATIENCE)
        for id in list(self._locks):
            self._leave(id)

    def be_ready(self) -> None:
        """Somebody is about to add something."""
        if self._turns.empty():
            self._turns.put("")

    def all(self) -> list[AddJob]:
        """The newest first; those of other servers of this ledger, too."""
        self._drop_erased()
        with self._board.lock:
            held = dict(self._board.jobs)
        others = [job for id in _job_names(self._folder) if id not in held and (job := _load_job(self._folder / id))]
        return sorted([*held.values(), *others], key=lambda job: (job.at, job.id), reverse=True)

    def find(self, id: str) -> AddJob | None:
        """None where there is none."""
        self._drop_erased()
        with self._board.lock:
            held = self._board.jobs.get(id)
        return held or (_load_job(self._folder / id) if id in _job_names(self._folder) else None)

    def _drop_erased(self) -> None:
        """Those that are done and whose note is gone: who erases an article removes what tells of it."""
        with self._board.lock:
            done = [id for id, job in self._board.jobs.items() if job.state == "done"]
            for id in done:
                if not (self._folder / id / NOTE).exists():
                    del self._board.jobs[id]

    def add(self, given: Sequence[GivenPage], files: Mapping[str, Path], by: str) -> AddJob:
        """Its files come along: by the name of their place, where they lie now, from where they are moved."""
        if sum(one.state != "done" for one in self.all()) >= MOST_WAITING:
            raise UsageError("too much waits to be read already", remedy="wait until some of it is done")
        job = AddJob(id=secrets.token_hex(8), at=now(), by=by, given=tuple(given))
        fresh = self._folder / f"{BEING_SENT}{job.id}"  # nobody else sees it before it is whole
        try:
            fresh.mkdir(mode=0o700, parents=True)
            self._take(job.id, fresh)
            for name, path in files.items():
                shutil.move(path, fresh / name)
            _write_note(fresh, job)
            fresh.rename(self._folder / job.id)
        except OSError as why:
            self._forget(job.id)
            shutil.rmtree(fresh, ignore_errors=True)
            raise UsageError(f"cannot be kept ({why.strerror})", remedy="see that the disk has room") from why
        self._keep(job, write=False)
        self._turns.put(job.id)
        return job

    def _keep(self, job: AddJob, *, write: bool = True) -> None:
        with self._board.lock:
            self._board.jobs[job.id] = job
        if write:
            _write_note(self._folder / job.id, job)

    def _forget(self, id: str) -> None:
        with self._board.lock:
            self._board.jobs.pop(id, None)
        self._leave(id)
        shutil.rmtree(self._folder / id, ignore_errors=True)

    def _take(self, id: str, folder: Path) -> bool:
        """Whether the job is this server's now; one that is already is not taken again."""
        if id in self._locks:
            return False
        lock = QueueLock(folder)
        if taken := lock.take():
            self._locks[id] = lock
        return taken

    def _leave(self, id: str) -> None:
        if lock := self._locks.pop(id, None):
            lock.leave()

    def _adopt(self) -> None:
        """What nobody holds is this server's to read: the oldest first."""
        found, self._looked = [], time.monotonic()
        _drop_half_sent(self._folder)
        for id in _job_names(self._folder):
            with self._board.lock:
                known = id in self._board.jobs
            if not known and self._take(id, self._folder / id):
                # As it is now that nobody else writes it.
                job = _load_job(self._folder / id)
                found.append(job) if job else self._leave(id)
        for job in sorted(found, key=lambda one: (one.at, one.id)):
            with self._board.lock:
                self._board.jobs[job.id] = job
            if job.state == "done":
                self._clear(job.id)
            else:
                self._turns.put(job.id)

    def _next_turn(self) -> str | None:
        while True:
            if CAN_LOCK and time.monotonic() - self._looked > LOOKS:
                self._adopt()
            with suppress(Empty):
                return self._turns.get(timeout=LOOKS)

    def _run(self) -> None:
        while (turn := self._next_turn()) is not None:
            with self._board.lock:
                job = self._board.jobs.get(turn)
            try:
                self._read(job) if job else self._additions.warm()
            except Exception as why:  # whatever ended it, the next job has its turn
                if self._closing:
                    return
                self._additions.close()
                self._give_up(turn, str(why) or type(why).__name__)

    def _give_up(self, id: str, why: str) -> None:
        if (job := self.find(id)) is None:
            return
        failed = _with_failure(job, "konon", why)
        try:
            self._end(failed)
        except OSError:  # it cannot be noted, on a full disk: those who look hear it, and the next server tries again
            self._keep(replace(failed, state="done", total=job.done), write=False)

    def _read(self, job: AddJob) -> None:
        job = replace(job, state="reading", done=0, claims=0, known=0, articles=(), failures=(), failed=0, total=None)
        pages = _Inputs(job, self._folder / job.id, self._fetching)
        start = written = time.monotonic()
        refused = False
        self._keep(replace(job, total=pages.total))
        job = replace(job, total=pages.total)
        for article, added in self._additions.add(iter(pages)):
            if self._closing:
                return
            if isinstance(added, Failure):
                refused |= added.erased
                told = UNNAMED if added.erased else added.name
                job = _with_failure(job, told, added.why.removeprefix(f"{UNNAMED}: "))
            else:
                articles = job.articles if len(job.articles) >= MOST_TOLD or not article else (*job.articles, article)
                job = replace(job, claims=job.claims + added.claims, known=job.known + added.known, articles=articles)
            passed = time.monotonic()
            job = replace(job, done=job.done + 1, seconds=passed - start)
            self._keep(job, write=passed - written > EVERY)
            written = passed if passed - written > EVERY else written
        self._end(replace(job, given=(NOT_TOLD,)) if refused else job)

    def _end(self, job: AddJob) -> None:
        self._keep(replace(job, state="done", total=job.done))
        self._clear(job.id)
        # After the note says "done": who erases from now on removes it, and what was erased before is seen here.
        if self._is_erased(job):
            self._forget(job.id)
        with self._board.lock:
            ended = [one for one in self._board.jobs.values() if one.state == "done"]
        for old in sorted(ended, key=lambda one: (one.at, one.id), reverse=True)[KEPT:]:
            self._forget(old.id)

    def _is_erased(self, job: AddJob) -> bool:
        """Whether one of its articles is; not where the ledger cannot be asked, which may be why the job ends."""
        with suppress(LedgerError):
            return not {one.article for one in self._ledger.erasures()}.isdisjoint(job.articles)
        return False

    def _clear(self, id: str) -> None:
        """Of a job that is done its note stays: whoever takes it by a new lock reads there that it is done."""
        with suppress(FileNotFoundError):  # an article of it was erased, or another server keeps no more of them
            for path in (self._folder / id).iterdir():
                if path.name != NOTE:
                    path.unlink(missing_ok=True)
        self._leave(id)


class _Inputs:
    """The pages of a job; what is told of an input holds for its page, and no name on this disk is told."""

    def __init__(self, job: AddJob, folder: Path, fetching: FetchOptions) -> None:
        self._given = job.given
        self._places = [one.place if ADDRESS_END in one.place else str(folder / one.place) for one in job.given]
        # One call for all addresses, so that no host is asked twice at a time.
        urls = [place for place in self._places if ADDRESS_END in place]
        self._found = [find_pages(urls, options=fetching)] if urls else []
        self._files = [
            (one, find_pages([place])) for one, place in zip(job.given, self._places, strict=True) if place not in urls
        ]

    @property
    def total(self) -> int | None:
        totals = [found.total for found in (*self._found, *(found for _, found in self._files))]
        return None if None in totals else sum(total or 0 for total in totals)

    def __iter__(self) -> Iterator[Page | KononError]:
        for page in chain.from_iterable(self._found):
            yield page
        for given, found in self._files:
            for page in found:
                yield _renamed(page, given)


def _renamed(page: Page | KononError, given: GivenPage) -> Page | KononError:
    if isinstance(page, KononError):
        return FileError(page.why, name=given.name, remedy=page.remedy)
    told = {name: getattr(page, name) or getattr(given, name) for name in ("title", "outlet", "published", "url")}
    return replace(page, path=None if given.place == PASTED else given.name, **told)


def _with_failure(job: AddJob, name: str, why: str) -> AddJob:
    told = (*job.failures, (name, why)) if len(job.failures) < MOST_TOLD else job.failures
    return replace(job, failures=told, failed=job.failed + 1)


def _write_note(folder: Path, job: AddJob) -> None:
    """Whole or not at all."""
    fresh = folder / f"{NOTE}.new"
    fresh.write_text(json.dumps(asdict(job)), "utf-8")
    os.replace(fresh, folder / NOTE)


def _job_names(folder: Path) -> list[str]:
    """Of the folders of jobs; nothing where there is no queue yet."""
    with suppress(OSError), os.scandir(folder) as found:
        return sorted(one.name for one in found if one.is_dir() and not one.name.startswith(BEING_SENT))
    return []


def _drop_half_sent(folder: Path) -> None:
    """What a server that was killed had not taken in whole: nobody was told that it was."""
    for place in folder.glob(f"{BEING_SENT}*"):
        with suppress(OSError):
            if time.time() - place.stat().st_mtime > HALF_SENT:
                shutil.rmtree(place, ignore_errors=True)


def _load_job(folder: Path) -> AddJob | None:
    """None where it cannot be read: a folder whose note was never written is nobody's job."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        row = json.loads((folder / NOTE).read_text("utf-8"))
        row["given"] = tuple(GivenPage(**one) for one in row["given"])
        row["articles"], row["failures"] = tuple(row["articles"]), tuple((a, b) for a, b in row["failures"])
        return AddJob(**row)
    return None


def queue_folder(ledger: Ledger) -> Path:
    """Where its jobs lie."""
    return adding_folder(ledger.name, is_file=ledger.is_file)


def given_text(text: str, told: Mapping[str, str]) -> GivenPage:
    """A pasted page. UsageError where the date is none."""
    published = told.get("published", "")
    when = read_date(published) if published else None
    if published and when is None:
        raise UsageError("is no date", name=published[:40], remedy="write it like 2025-11-01")
    line = next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")
    name = told.get("title") or line[:60] or "text"
    if url := told.get("url") or None:
        check_url(url)
    return GivenPage(
        name=name,
        place=PASTED,
        title=told.get("title") or None,
        outlet=told.get("outlet") or None,
        published=when,
        url=url,
    )


def given_file(number: int, file: SentFile) -> GivenPage:
    """By the last part of the name that a browser tells; on this disk it has a number and its endings."""
    name = " ".join("".join(one if one.isprintable() else " " for one in file.name).split())
    name = name.replace("\\", "/").rpartition("/")[2][-200:] or "file"
    ends = [end for end in Path(name.lower()).suffixes[-2:] if end[1:].isascii() and end[1:].isalnum()]
    return GivenPage(name=name, place=f"{number}{''.join(ends)}")
