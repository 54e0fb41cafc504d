"""A form that was refused -> the same form once more, with all that was typed and what may have been meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from konon.errors import ChoiceError
from konon.web.web_form import FormField, SentFile, WebForm
from konon.web.web_page import Given

ALWAYS_NEW = ("token", "by")  # what a form has of the page on which it stands
LINE = 120  # letters that are typed into one line


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedField:
    """A field that is shown again. `values`: of a choice, what was chosen among them."""

    name: str
    label: str  # as `noted`
    kind: str  # "line", "area", "check", "choice"
    value: str
    values: tuple[str, ...] = ()


def form_again(
    form: WebForm, address: str, fields: Given, files: Sequence[SentFile], error: Exception
) -> dict[str, Any]:
    """What the page of the refused form shows; nothing of what was sent is left out but the files."""
    shown = [_typed(one, fields) for one in form.fields if one.name in form.wanted(fields)]
    names = {one.name for one in shown}
    choice = error if isinstance(error, ChoiceError) else None
    return {
        "address": address,
        "files": form.files,
        "lost": [one.name for one in files if one.name],
        "fields": shown,
        "hidden": [pair for pair in fields if pair[0] not in names and pair[0] not in ALWAYS_NEW],
        "by": fields.get("by"),
        "asks_name": form.needs_name,
        "chosen_for": choice.field if choice else "",
        "choices": choice.choices if choice else (),
    }


def _typed(field: FormField, fields: Given) -> TypedField:
    value = fields.get(field.name)
    long = "\n" in value or len(value) > LINE
    kind = "area" if field.kind == "line" and long else field.kind
    values = field.values if value in ("", *field.values) else (value, *field.values)
    return TypedField(name=field.name, label=field.label, kind=kind, value=value, values=values)
