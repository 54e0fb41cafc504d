"""Errors and failures -> single lines on stderr."""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import Any

import typer

from konon.errors import KononError, UsageError
from konon.languages.language_files import base_code, is_poorly_read, load_measured
from konon.lazy import load
from konon.records import Failure
from konon.views.wording import count_of, printable

WRONG_CALL = 2
MANY_REASONS = 12  # further ones are counted together
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_ASIDE = re.compile(r"\s*\([^()]*\)")

_UNKNOWN_COMMAND = re.compile(r"No such command ['\"]?([^'\"]+)['\"]?")
_TOO_MANY = re.compile(r"unexpected extra argument(?:\(s\)|s)? \(([^)]*)\)")
_NEEDS_VALUE = re.compile(r"Option ['\"]?(-[\w-]+)['\"]? requires an? argument")
_WRONG_VALUES = (
    (re.compile(r"('.*') is not one of (.*)"), "{0} is none of {1}"),
    (re.compile(r"valid integer"), "takes a whole number"),
    (re.compile(r"valid (?:float|number)"), "takes a number"),
    (re.compile(r"greater than or equal to (\S+)"), "takes a number of {0} or more"),
    (re.compile(r"less than or equal to (\S+)"), "takes a number of {0} or less"),
    (re.compile(r"is not in the range (\S+?)<=x<=(\S+)"), "takes a number from {0} to {1}"),
    (re.compile(r"is not in the range x>=(\S+)"), "takes a number of {0} or more"),
)

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


class PoorLanguages:
    """Says once of each language in which much is missed that it is so."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def is_news(self, lang: str) -> bool:
        """Whether a language has yet to be told."""
        return lang not in self._told and is_poorly_read(lang)

    def report(self, lang: str) -> None:
        """The line, with how well the language was read when it was measured."""
        self._told.add(lang)
        found = load_measured()[base_code(lang)]
        figure = f"attribution F1 {found.attribution:.2f} on {found.sentences} sentences"
        report(f"konon: language {lang}: it is read poorly ({figure}); much that is said is missed or misread")


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
    return f"{_in_our_words(error, context)}; see {command} --help"


def _in_our_words(error: Any, context: Any) -> str:
    """What is wrong with a call, whichever version of the library says so; in its words where we have none for it."""
    said = str(error.format_message()).rstrip(".")
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None) or ()
        takes_words = any(one.name == "words" for one in getattr(getattr(context, "command", None), "params", ()))
        if takes_words and not error.option_name.startswith("--"):
            return f"{error.option_name}: there is no such option; words that begin with - stand in quotation marks"
        return f"{error.option_name}: there is no such option" + (f"; the nearest: {', '.join(near)}" if near else "")
    if kind == "MissingParameter" and (name := _name_of(error)):
        return f"{name} is missing"
    if found := _UNKNOWN_COMMAND.search(said):
        near = load("difflib:get_close_matches")(found[1], getattr(getattr(context, "command", None), "names", ()), 3)
        return f"{found[1]}: there is no such command" + (f"; the nearest: {', '.join(near)}" if near else "")
    if found := _TOO_MANY.search(said):
        return f"{found[1]}: one word too many; put what belongs together in quotation marks"
    if found := _NEEDS_VALUE.search(said):
        return f"{found[1]}: a value is missing"
    if kind == "BadParameter" and (name := _name_of(error)):
        return f"{name}: {_value_message(getattr(error, 'message', said).rstrip('.'))}{_from_file(error, context)}"
    return said


def _name_of(error: Any) -> str:
    """Of the option, or of the argument as the usage line has it."""
    param = getattr(error, "param", None)
    if param is None:
        return ""
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name.upper()).strip("[].")


def _value_message(said: str) -> str:
    patterns: tuple[tuple[re.Pattern[str], str], ...] = _WRONG_VALUES
    for pattern, shown in patterns:
        if found := pattern.search(said):
            return str(shown.format(*found.groups()))
    return said.removeprefix("Value error, ")


def _from_file(error: Any, context: Any) -> str:
    """Who did not type it has it from the environment or the file."""
    name = getattr(error.param, "name", None)
    given = (getattr(context, "default_map", None) or {}).get(name)
    source = context.get_parameter_source(name) if context is not None and name else None
    return f" (as konon.toml or the environment says: {given})" if getattr(source, "name", "") == "DEFAULT_MAP" else ""


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
