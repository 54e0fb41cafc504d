"""The table of pages and the types of their twins -> OpenAPI 3.1, in which every call has its types."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from konon import __version__
from konon.web.api_calls import CALLS, ApiCall, AskedName
from konon.web.api_types import ErrorAnswer
from konon.web.web_page import WebPage

ABOUT = """Everything that the pages show, as JSON: each page's address with `.json` behind it.

Errors have one shape, `{"error": {"status", "why", "remedy", "code", "fields" ...}}`; a code stays though its words may
not. Long lists are walked by `next`, an address, or null at the end; `/api/claims.json` walks everything by a cursor.
`RateLimit-Remaining` says how many requests are left of those of a minute; with 429 wait as long as `Retry-After` says.
On a shared ledger a program shows a read-only token of `konon users token`. A later version adds fields and renames
none."""
ERRORS = {
    400: "The question cannot be asked.",
    401: "On a shared ledger: nobody has this token.",
    404: "Nothing has this id.",
    410: "It was erased.",
    421: "The server does not answer to this name.",
    429: "Too much in too short a time.",
    503: "The ledger cannot be read just now.",
}
_PART = re.compile(r"\{(\w+)(?::path)?\}")
_NAMES = "#/components/schemas/{name}"


def make_document(pages: Sequence[WebPage]) -> dict[str, Any]:
    """Of those pages that have a call."""
    asked = [(page, CALLS[page.path]) for page in pages if page.path in CALLS]
    given = [type for _, call in asked for type in (call.gives, call.wrong) if type] + [ErrorAnswer]
    _, schemas = msgspec.json.schema_components(given, ref_template=_NAMES)
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "konon", "version": __version__, "description": ABOUT, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": {_PART.sub(r"{\1}", page.twin_path): {"get": describe_call(page, call)} for page, call in asked},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Read-only: konon users token NAME."}
            },
        },
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document))
    return plain


def describe_call(page: WebPage, call: ApiCall) -> dict[str, Any]:
    """One call, by the page of which it is the twin."""
    parts = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PART.findall(page.path)
    ]
    asked = [_describe_asked(one) for one in call.takes]
    errors = {str(status): _answer(ErrorAnswer, about) for status, about in ERRORS.items() if parts or status != 410}
    if call.wrong:
        errors["400"] = _answer(call.wrong, "The question cannot be asked: `error` says why, `problem` in one line.")
    return {
        "operationId": _name_call(page.twin_path),
        "summary": call.about,
        "parameters": parts + asked,
        "responses": {"200": _answer(call.gives, call.about) | {"headers": _headers()}} | errors,
    }


def _describe_asked(one: AskedName) -> Mapping[str, Any]:
    schema: dict[str, Any] = {"type": one.kind}
    if one.choices:
        schema["enum"] = list(one.choices)
    if one.kind == "integer":
        schema["minimum"] = 1
    if one.most:
        schema["maximum"] = one.most
    return {"name": one.name, "in": "query", "description": one.about, "schema": schema}


def _answer(type: Any, about: str) -> dict[str, Any]:
    schema = {"$ref": _NAMES.format(name=type.__name__)}
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _headers() -> dict[str, Any]:
    whats = {"Limit": "a minute", "Remaining": "left", "Reset": "seconds until all are back"}
    return {
        f"RateLimit-{name}": {"description": f"Requests: {what}.", "schema": {"type": "integer"}}
        for name, what in whats.items()
    }


def _name_call(path: str) -> str:
    words = re.findall(r"\w+", _PART.sub(r"of_\1", path).removesuffix(".json"))
    return "_".join(words)
