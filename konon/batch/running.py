"""Inputs -> a folder of claims: cut, extract, find copies, read, publish. What is done is not done again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec

from konon.batch.claim_reading import READ, Slice
from konon.batch.cutting import FilePart, join_parts
from konon.batch.engine import Engine, one_line, run_tasks
from konon.batch.extracting import EXTRACTED, failure_row, put_failures
from konon.batch.part_worker import CutTask, ExtractTask, ReadTask, Task
from konon.batch.places import Folder, InputFile, list_inputs
from konon.batch.signs_of_life import do_apart
from konon.errors import FileError, UsageError
from konon.lazy import load
from konon.reading.reader import reader_name
from konon.reading.spans.tagger import load_tagger
from konon.records import Failure

PLAN = "_work/plan.json"
COPIES = "_work/copies.json"
SUMMARY = "_batch.json"
FEWEST, MOST = 25, 500  # articles of a slice
SLICES = 16  # for each process: none waits long for the last


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """What is asked for, beside inputs and output."""

    read_copies: bool = False  # read near-copies too
    max_bytes: int = 20_000_000
    languages: tuple[str, ...] = ()  # of the articles that are read; all where none is named


@dataclass(slots=True, kw_only=True)
class BatchTally:
    """What a batch came to."""

    files: int = 0
    articles: int = 0  # extracted
    readings: int = 0
    claims: int = 0
    copies: int = 0  # readings whose claims were carried over
    again: int = 0  # met before under the same address with the same text
    failed: int = 0
    seconds: dict[str, float] = field(default_factory=dict)  # of processor time, of each worker in each step
    memory: int = 0  # bytes that the largest worker took
    passed: dict[str, int] = field(default_factory=dict)  # what is no page, or of a language that is not asked for

    def add(self, counts: dict[str, Any]) -> None:
        """The counts of one task."""
        for name in ("articles", "readings", "claims", "copies", "failed"):
            setattr(self, name, getattr(self, name) + counts.get(name, 0))
        for what, count in counts.get("passed", {}).items():
            self.passed[what] = self.passed.get(what, 0) + count
        worker = counts.get("worker", "")
        if worker:
            self.seconds[worker] = self.seconds.get(worker, 0.0) + counts["seconds"]
            self.memory = max(self.memory, counts["memory"])


@dataclass(slots=True, kw_only=True)
class BatchRun:
    """One run. `failed` is told of each input or page that gave nothing, `told` of what was left out, `stepped` of each
    piece of work that is done."""

    output: str
    engine: Engine
    options: BatchOptions
    failed: Callable[[Failure], None]
    told: Callable[[str], None]
    stepped: Callable[[str, int, int], None]
    tally: BatchTally = field(default_factory=BatchTally)

    def run(self, inputs: Sequence[str]) -> BatchTally:
        """UsageError where the output holds a batch of other inputs; EngineError where no worker can go on."""
        folder = Folder(self.output)
        found, wrong = _sort_inputs(inputs)
        about = self._about(found)
        if summary := folder.read_json(SUMMARY):
            self._check_same(summary["about"], about)
            return BatchTally(**summary["tally"])
        plan = folder.read_json(PLAN)
        if plan is None:
            self._refuse_strange(folder)
            plan = self._cut(folder, found, wrong, about)
        self._check_same(plan["about"], about)
        self.tally.files, self.tally.failed = len(found), plan["failed"]
        parts = [msgspec.convert(part, FilePart) for part in plan["parts"]]
        counts = self._extract(folder, parts)
        if self.tally.articles:
            self._find_copies(folder)
        self._read(folder, counts)
        if parts:
            with one_line("the claims cannot be written", self.output):
                publish_claims = load("konon.batch.publishing:publish_claims")
                self.tally.claims = do_apart(lambda: publish_claims(self.engine, folder))
        folder.sweep("_readings", "_failures")
        folder.write_json(SUMMARY, {"about": about, "tally": asdict(self.tally)})
        folder.remove("_work")
        return self.tally

    def _about(self, found: Sequence[InputFile]) -> dict[str, Any]:
        files = [[one.name, one.size] for one in found]
        return {
            "files": files,
            "reader": reader_name(load_tagger()),
            "options": asdict(self.options) | {"languages": list(self.options.languages)},  # as JSON has it
        }

    def _check_same(self, before: dict[str, Any], now: dict[str, Any]) -> None:
        if before == now:
            return
        what = {"files": "other inputs", "reader": "another version of konon", "options": "other options"}
        which = next(what[key] for key in what if before.get(key) != now[key])
        raise UsageError(f"holds a batch of {which}", name=self.output, remedy="name another output, or remove this")

    def _refuse_strange(self, folder: Folder) -> None:
        if any(not name.startswith(("_work/", "_failures/")) for name in folder.files()):
            why = "is a folder that holds something else"
            raise UsageError(why, name=self.output, remedy="name a new output")

    def _cut(
        self, folder: Folder, found: Sequence[InputFile], wrong: Sequence[FileError], about: dict[str, Any]
    ) -> dict[str, Any]:
        failures = [Failure(name=one.name or "-", why=str(one)) for one in wrong]
        cut: dict[int, list[Any]] = {}
        tasks = [CutTask(file=one.name) for one in found]
        for number, counts in self._go("cut", folder, tasks):
            cut[number] = counts["parts"]
            failures += [Failure(name=name, why=why) for name, why in counts.get("failures", ())]
        for one in wrong:
            self.failed(Failure(name=one.name or "-", why=str(one)))
        put_failures(folder, "inputs", [failure_row(one, "cut") for one in failures])
        parts = join_parts([msgspec.convert(part, FilePart) for number in sorted(cut) for part in cut[number]])
        plan = {"about": about, "parts": [asdict(part) for part in parts], "failed": len(failures)}
        folder.write_json(PLAN, plan)
        return plan

    def _go(self, step: str, folder: Folder, tasks: Sequence[Task]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Do tasks, and report what failed in them."""
        for done, (number, counts) in enumerate(run_tasks(self.engine, tasks, folder.name), 1):
            for name, why in counts.get("failures", ()):
                self.failed(Failure(name=name, why=why))
            for note in counts.get("notes", ()):
                self.told(note)
            self.tally.add(counts | {"worker": f"{step} {counts['worker']}"})
            self.stepped(step, done, len(tasks))
            yield number, counts

    def _extract(self, folder: Folder, parts: Sequence[FilePart]) -> dict[int, int]:
        """Articles of each part."""
        counts = self._marked(folder, EXTRACTED, [f"{number:07d}" for number in range(len(parts))])
        articles = {int(stem): found["articles"] for stem, found in counts.items()}
        numbers = [number for number in range(len(parts)) if number not in articles]
        limit, languages = self.options.max_bytes, self.options.languages
        tasks = [ExtractTask(number=n, part=parts[n], max_bytes=limit, languages=languages) for n in numbers]
        for which, found in self._go("extract", folder, tasks):
            articles[numbers[which]] = found["articles"]
        return articles

    def _marked(self, folder: Folder, room: str, stems: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The counts of what an earlier run did of `stems`."""
        there = {name for name in folder.files(room) if name.endswith(".json")}
        found = {stem: folder.read_json(f"{room}/{stem}.json") for stem in stems if f"{room}/{stem}.json" in there}
        for counts in found.values():
            self.tally.add(counts)
        return found

    def _find_copies(self, folder: Folder) -> None:
        found = folder.read_json(COPIES)
        if found is None:
            with one_line("near-copies cannot be found", self.output):
                write_copies, read_copies = load("konon.batch.copies:write_copies"), self.options.read_copies
                found = do_apart(lambda: write_copies(folder, read_copies=read_copies))
            folder.write_json(COPIES, found)
        self.tally.again = found["again"]

    def _read(self, folder: Folder, counts: dict[int, int]) -> None:
        slices = self._slices(folder, counts)
        done = self._marked(folder, READ, [one.stem for one in slices])
        tasks: list[Task] = [ReadTask(piece=one) for one in slices if one.stem not in done]
        for _ in self._go("read", folder, tasks):
            pass

    def _slices(self, folder: Folder, counts: dict[int, int]) -> list[Slice]:
        """As the first run cut them: another number of processes would cut otherwise."""
        kept = folder.read_json("_work/slices.json")
        if kept is None:
            kept = min(MOST, max(FEWEST, sum(counts.values()) // (SLICES * self.engine.jobs)))
            folder.write_json("_work/slices.json", kept)
        return [
            Slice(part=part, start=start, end=min(start + kept, size))
            for part, size in sorted(counts.items())
            for start in range(0, size, kept)
        ]


def _sort_inputs(inputs: Sequence[str]) -> tuple[list[InputFile], list[FileError]]:
    listed = list(list_inputs(inputs))
    found = [one for one in listed if isinstance(one, InputFile)]
    wrong = [one for one in listed if isinstance(one, FileError)]
    if not found:
        raise wrong[0] if wrong else UsageError("nothing to read", remedy="name files, folders or patterns")
    return found, wrong
