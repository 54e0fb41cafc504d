"""A command whose help is plain text, as its usage line names things."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class PlainCommand(TyperCommand):
    """Its help names arguments as its usage line does, without the types they have in Python."""

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
