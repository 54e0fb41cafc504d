"""What an assistant gave a tool -> its arguments, or one line that says all that is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from konon.errors import UsageError
from konon.views.wording import one_line

Shown = Mapping[str, Any]  # an argument as the tool's schema shows it
LONGEST = 60  # characters of what was given that are told
MOST_TOLD = 5  # faults of one call
TYPES = {"integer": "a whole number", "boolean": "true or false", "string": "text"}


def check_arguments(tool: str, model: Any, shown: Mapping[str, Shown], given: Mapping[str, Any]) -> dict[str, Any]:
    """By name, with defaults; UsageError for one that is unknown, missing, of another type or out of bounds.

    `model`: a pydantic model of the arguments; `shown`: each in the tool's schema, by name.
    """
    from pydantic import ValidationError  # noqa: PLC0415  # comes with the SDK

    faults = [_unknown(name, shown) for name in given if name not in shown]
    try:
        known = {name: value for name, value in given.items() if name in shown}
        found: dict[str, Any] = model.model_validate(known).model_dump_one_level()
    except ValidationError as why:
        wrong = dict.fromkeys(str(one["loc"][0]) for one in why.errors(include_url=False))
    else:
        wrong = {name: None for name, value in found.items() if not _is_within(value, shown[name])}
    faults += [_wrong(name, given[name], shown[name]) if name in given else _missing(name, shown) for name in wrong]
    if faults:
        more = f", and {len(faults) - MOST_TOLD} more" if len(faults) > MOST_TOLD else ""
        remedy = f"it takes {', '.join(shown)}; put this right and call it again"
        raise UsageError(", ".join(faults[:MOST_TOLD]) + more, name=tool, remedy=remedy)
    return found


def _is_within(value: Any, shown: Shown) -> bool:
    if not isinstance(value, int):
        return True
    return bool(shown.get("minimum", value) <= value <= shown.get("maximum", value))


def _unknown(name: str, shown: Mapping[str, Shown]) -> str:
    near = get_close_matches(name, shown, 2)
    return f"there is no argument {_told(name)}" + (f" (the nearest: {', '.join(near)})" if near else "")


def _missing(name: str, shown: Mapping[str, Shown]) -> str:
    described = str(shown[name].get("description", "")).rstrip(".")
    return f'"{name}" is missing ({described[:1].lower()}{described[1:]})'


def _wrong(name: str, value: Any, shown: Shown) -> str:
    return f'"{name}" is {_told(value)} and takes {_takes(shown)}'


def _takes(shown: Shown) -> str:
    if choices := [str(one) for one in shown.get("enum", ()) if one is not None]:
        return f"one of {', '.join(choices)}"
    kinds = [one["type"] for one in shown.get("anyOf", (shown,)) if one.get("type") in TYPES]
    words = " or ".join(TYPES[one] for one in kinds) or "another value"
    bounds = (shown.get("minimum"), shown.get("maximum"))
    return words if None in bounds else f"{words} from {bounds[0]:,} to {bounds[1]:,}"


def _told(value: Any) -> str:
    """As JSON, short, in one line."""
    text = one_line(json.dumps(value, ensure_ascii=False, default=str))
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
