"""What can narrow a search, each filter written once: its line in `Query` -> options, an assistant's tool, a form."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, TypeVar

_KEY = "filter"
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """How a field of a question is offered to whoever asks."""

    name: str = ""
    type: Any = str | None  # bool for a switch
    default: str | bool | None = None
    help: str = ""
    metavar: str | None = None  # what its value is called in a usage line; None for a switch
    choices: tuple[str, ...] = ()  # the only values there are; () where any word will do


def narrow(help: str = "", metavar: str = "WORD", *, choices: tuple[str, ...] = ()) -> Any:
    """A dataclass field that narrows by a word; `help` is made from `choices` where it is not given."""
    shown = Filter(help=help or f"{', '.join(choices)}.", metavar=metavar, choices=choices)
    return field(default=None, metadata={_KEY: shown})


def switch(help: str) -> Any:
    """A dataclass field that is on or off, and off by default."""
    return field(default=False, metadata={_KEY: Filter(type=bool, default=False, help=help)})


@cache
def filters_of(record: type) -> tuple[Filter, ...]:
    """Those of a record's fields that are filters, in its order."""
    return tuple(replace(one.metadata[_KEY], name=one.name) for one in fields(record) if _KEY in one.metadata)


def offer_filters(
    record: type, annotate: Callable[[Filter], Any], *, after: str, without: Collection[str] = ()
) -> Callable[[F], F]:
    """Decorates a function that takes `**filters`: whoever reads its signature sees each by name, behind `after`.

    `annotate` gives the annotation of a filter's parameter, as Typer or the MCP SDK reads it; `without`: those that
    mean nothing to this function.
    """

    def decorate(function: F) -> F:
        shown: list[inspect.Parameter] = []
        signature = inspect.signature(function, eval_str=True)
        for given in signature.parameters.values():
            if given.kind is not inspect.Parameter.VAR_KEYWORD:
                shown.append(given)
            if given.name == after:
                offered = (one for one in filters_of(record) if one.name not in without)
                shown += [_parameter(one, annotate(one)) for one in offered]
        function.__dict__["__signature__"] = signature.replace(parameters=shown)
        return function

    return decorate


def _parameter(one: Filter, annotation: Any) -> inspect.Parameter:
    return inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=one.default, annotation=annotation)
