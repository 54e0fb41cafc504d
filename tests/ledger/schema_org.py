"""schema.org as its vocabulary is published, to hold documents against."""

import importlib

import pytest


def schema_fields(name):
    """The properties that schema.org gives a type, by a package made of its vocabulary."""
    pytest.importorskip("msgspec_schemaorg.base", reason="msgspec-schemaorg is not installed")
    for group in ("creativework", "organization", "person", "place", "thing"):
        try:
            module = importlib.import_module(f"msgspec_schemaorg.models.{group}.{name}")
        except ImportError:
            continue
        return set(getattr(module, name).__struct_encode_fields__)
    raise AssertionError(f"schema.org has no {name}")


def nodes(value):
    """Every object in a document that has a type."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)
