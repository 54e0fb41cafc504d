"""`-v` of every command: what the program does on the way, on stderr, by the logging module."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from konon.lazy import load

VerboseOption = Annotated[
    bool, typer.Option("--verbose", "-v", help="Tell on standard error what is done, and how long it took.")
]


def with_verbose(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same command with one option more, its last."""
    signature = inspect.signature(function, eval_str=True)

    @functools.wraps(function)
    def run(*args: Any, verbose: bool = False, **named: Any) -> Any:
        if verbose:
            start_logging()
        return function(*args, **named)

    last = inspect.Parameter("verbose", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=VerboseOption)
    run.__dict__["__signature__"] = signature.replace(parameters=[*signature.parameters.values(), last])
    run.__annotations__ = {name: one.annotation for name, one in signature.parameters.items()} | {
        "verbose": VerboseOption
    }
    return run


def start_logging() -> None:
    """Of this program and the library it fetches with, from the least important line on."""
    get_logger: Callable[[str], Any] = load("logging:getLogger")
    handler = load("logging:StreamHandler")()
    handler.setFormatter(load("konon.cli.log_lines:LogLine")("%(asctime)s %(name)s: %(message)s", "%H:%M:%S"))
    for name in ("konon", "urllib3"):
        get_logger(name).handlers = [handler]
        get_logger(name).setLevel("DEBUG")
