"""How far a job is -> server-sent events: a piece of the page at each change, and at the end where to go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from konon.web.add_pages import where_to
from konon.web.add_queue import AddQueue, job_row
from konon.web.rendering import make_site_environment

PAUSE = 0.1  # seconds between two looks
BEAT = 15.0  # seconds after which something is said, so that nobody between gives up
LONGEST = 1800.0  # seconds; a browser asks again by itself


async def tell_progress(queue: AddQueue, id: str, lang: str) -> AsyncIterator[str]:
    """Until the job is done or gone."""
    template = make_site_environment(lang).get_template("progress.html.j2")
    told, silent, passed = None, 0.0, 0.0
    while passed < LONGEST and (job := queue.find(id)):
        if job.state == "done":
            yield _event("end", where_to(job) or f"/add/{id}")
            return
        if job != told:
            yield _event("progress", template.render(data=job_row(job)))
            told, silent = job, 0.0
        elif silent > BEAT:
            yield ": still here\n\n"
            silent = 0.0
        await asyncio.sleep(PAUSE)
        silent, passed = silent + PAUSE, passed + PAUSE


def _event(name: str, text: str) -> str:
    lines = "".join(f"data: {line}\n" for line in text.splitlines() or [""])
    return f"event: {name}\n{lines}\n"
