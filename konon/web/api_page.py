"""API: how programs ask, for people to read; its twin is the OpenAPI document itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from konon.web.api_calls import TWINS_ALONE
from konon.web.api_document import make_document
from konon.web.web_page import Asked, Shown, WebPage

DOCUMENT = "/api/openapi.json"


def show_api(asked: Asked, *, pages: Sequence[WebPage]) -> Shown:
    """Every call with what it takes and gives."""
    document = make_document((*pages, *TWINS_ALONE))
    calls = [list_call(path, item["get"]) for path, item in document["paths"].items()]
    schemas = document["components"]["schemas"]
    return Shown(data=document, also={"calls": calls, "types": [list_type(name, schemas[name]) for name in schemas]})


def list_call(path: str, call: dict[str, Any]) -> dict[str, Any]:
    """One call on a page: its address, what it takes, the name of what it gives."""
    gives = call["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    takes = [
        {
            "name": one["name"],
            "about": one.get("description", ""),
            "choices": one["schema"].get("enum", []),
            "required": one.get("required", False),
        }
        for one in call["parameters"]
    ]
    return {"path": path, "about": call["summary"], "takes": takes, "gives": gives, "id": call["operationId"]}


def list_type(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """One type on a page: its fields, each with its own type in words."""
    required = schema.get("required", [])
    fields = [
        {"name": field, "type": say_type(one), "always": field in required}
        for field, one in schema.get("properties", {}).items()
    ]
    return {"name": name, "about": schema.get("description", ""), "fields": fields}


def say_type(schema: dict[str, Any]) -> str:
    """As a person reads it: "string or null", "list of FoundClaim"."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(say_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"] if one is not None)
    if schema.get("type") == "array":
        items: dict[str, Any] = schema.get("items") or next(iter(schema.get("prefixItems", [])), {})
        return f"list of {say_type(items)}" if items else "list"
    if schema.get("type") == "object" and isinstance(inner := schema.get("additionalProperties"), dict):
        return f"map of {say_type(inner)}"
    return str(schema.get("type", "anything"))
