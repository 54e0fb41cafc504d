"""Errors and failures -> single lines on stderr."""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import Any

import typer

from konon.errors import KononError, UsageError
from konon.records import Failure
from konon.views.wording import count_of, printable

WRONG_CALL = 2
MANY_REASONS = 12  # further ones are counted together
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_ASIDE = re.compile(r"\s*\([^()]*\)")

# Typer uses click or, by version, a copy of its own: this is the root of either one's errors.
_CALL_ERROR: type[Any] = typer.BadParameter.__mro__[2]


def report(line: str) -> None:
    """One line on stderr, whatever is in it."""
    if sys.stderr is None:
        return
    clean = printable(" ".join(line.split()))
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(clean.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stderr.flush()


def report_illegible(name: str, lang: str) -> None:
    """Say that what was made of this page is worth little."""
    known = f"the reader knows hardly a word of this language or script ({lang}), so it finds no claims or wrong ones"
    report(f"konon: {name}: {known}")


def report_error(error: Exception) -> int:
    """Say what ended the program, and the exit code for it."""
    if isinstance(error, KononError):
        report(f"konon: {error}")
        return WRONG_CALL if isinstance(error, UsageError) else 1
    if isinstance(error, _CALL_ERROR):
        report(f"konon: {_call_message(error)}")
        return WRONG_CALL
    if isinstance(error, typer.Abort):
        return 130
    if isinstance(error, OSError) and error.strerror:
        about = f"{error.filename}: " if error.filename else ""
        report(f"konon: {about}{error.strerror}")
        return 1
    report(
        f"konon: an error of the program itself ({type(error).__name__}: {error}); "
        "please report it with what KONON_TRACEBACK=1 shows"
    )
    return 1


def _call_message(error: Any) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "konon"
    return f"{error.format_message().rstrip('.')}; see {command} --help"


class Failures:
    """Reports each failed input at once, and at the end how many failed and why."""

    def __init__(self) -> None:
        self.count = 0
        self._reasons: Counter[str] = Counter()
        self._shown: dict[str, str] = {}  # a reason as the closing line says it
        self._others = 0

    def add(self, failure: Failure) -> None:
        """Report it and count it."""
        self.count += 1
        reason = failure.why.removeprefix(f"{failure.name}: ")
        report(f"konon: {failure.name}: {reason}")
        said = shorten_reason(reason)
        kind = _NUMBER.sub("", said)  # numbers differ from input to input where the reason is the same
        if kind in self._reasons or len(self._reasons) < MANY_REASONS:
            self._reasons[kind] += 1
            self._shown[kind] = _merge_numbers(self._shown.get(kind, said), said)
        else:
            self._others += 1

    def report(self, read: int) -> None:
        """The closing line, where more than one input was given and one failed."""
        total = read + self.count
        if not self.count or total < 2:
            return
        reasons = [f"{count} × {self._shown[kind]}" for kind, count in self._reasons.most_common()]
        if self._others:
            reasons.append(f"{self._others} × other reasons")
        report(f"konon: {self.count:,} of {count_of(total, 'input')} failed: {', '.join(reasons)}")


def shorten_reason(why: str) -> str:
    """Without remedy and without asides in brackets, which differ where the reason is the same."""
    while (bare := _ASIDE.sub("", why)) != why:
        why = bare
    return why.partition("; ")[0].partition(" (")[0].strip()


def _merge_numbers(shown: str, said: str) -> str:
    """`shown`, with "…" for each number in which `said` differs."""
    before, now = re.split(rf"(…|{_NUMBER.pattern})", shown), re.split(f"({_NUMBER.pattern})", said)
    if len(before) != len(now):
        return shown
    return "".join(a if a == b else "…" for a, b in zip(before, now, strict=True))
