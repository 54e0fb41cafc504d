"""A command whose help is plain text, and whose options have their defaults from environment and file too."""

from __future__ import annotations

import inspect
from enum import StrEnum
from typing import Any, get_args

from typer.core import TyperCommand

from konon.cli.settings import find_defaults
from konon.views.formats import SUFFIXES


class PlainCommand(TyperCommand):
    """Its help names arguments as its usage line does, without the types they have in Python."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """With what the environment and `konon.toml` say of its options; an output's name goes before their format."""
        path = [one.info_name for one in _ancestors(parent)] + [info_name]
        top = path[1] if len(path) > 1 else str(info_name)
        commands = getattr(_ancestors(parent)[0].command, "names", (top,)) if parent else (top,)
        options = [str(param.name) for param in self.params if param.param_type_name == "option"]
        formats = _formats_of(self.callback)
        extra["default_map"] = find_defaults(str(top), options, formats, commands, others=len(path) > 2)
        context = super().make_context(info_name, args, parent, **extra)
        output = context.params.get("output")
        source = getattr(context.get_parameter_source("format"), "name", "") if "format" in context.params else ""
        if output is not None and source == "DEFAULT_MAP" and output.suffix.lower() in SUFFIXES:
            context.params["format"] = None
        return context

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments, then options."""
        for kind, title in (("argument", "Arguments"), ("option", "Options")):
            params = (param for param in self.get_params(ctx) if param.param_type_name == kind)
            records = [record for param in params if (record := param.get_help_record(ctx))]
            if kind == "argument":
                records = [(name.partition(" ")[0], text) for name, text in records]
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


def _ancestors(context: Any) -> list[Any]:
    """From the program down to this one."""
    found: list[Any] = []
    while context is not None:
        found.insert(0, context)
        context = context.parent
    return found


def _formats_of(function: Any) -> tuple[str, ...] | None:
    """What its `format` may be, by its signature; None where it has none."""
    asked = inspect.signature(function, eval_str=True).parameters.get("format")
    kinds = [asked.annotation] if asked is not None else []
    while kinds:
        kind = kinds.pop()
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return tuple(one.value for one in kind)
        kinds += get_args(kind)
    return None
