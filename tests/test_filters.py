"""The filters of a search: one description, and every way of asking offers it."""

import asyncio
from dataclasses import dataclass
from typing import get_args

import pytest
import typer

from konon.cli.app import app
from konon.exports.brat import CONFIGURATION
from konon.ledger import Ledger, Query
from konon.ledger.filters import filters_of, narrow, offer_filters, switch
from konon.ledger.schema import LABELS
from konon.mcp import make_server
from konon.records import Act, Certainty, Polarity, Quotation

FILTERS = filters_of(Query)
LABEL_SETS = {"certainty": Certainty, "polarity": Polarity, "act": Act, "quotation": Quotation}


@pytest.mark.parametrize("name", ["search", "export"])
def test_every_filter_is_an_option_with_its_help(name):
    command = typer.main.get_command(app).get_command(None, name)
    options = {param.name: param for param in command.params}
    for one in FILTERS:
        assert options[one.name].opts == [f"--{one.name}"]
        assert (options[one.name].help, options[one.name].metavar) == (one.help, one.metavar)


def test_every_filter_is_an_argument_of_the_assistants_tool(tmp_path):
    pytest.importorskip("mcp", reason="the MCP SDK is not installed: pip install 'konon[mcp]'")
    with Ledger.open(tmp_path / "k.db", write=True) as ledger:
        tools = asyncio.run(make_server(ledger).list_tools())
    (search,) = [tool for tool in tools if tool.name == "search"]
    arguments = search.input_schema["properties"]
    assert set(arguments) == {"words", "meaning", "limit", "offset"} | {one.name for one in FILTERS}
    for one in FILTERS:
        assert arguments[one.name]["description"] == one.help
        assert arguments[one.name].get("enum", [None])[:-1] == list(one.choices)


def test_a_filter_more_is_one_line():
    @dataclass(frozen=True, kw_only=True)
    class Question:
        place: str | None = narrow("Said in.", "NAME")
        mood: str | None = narrow(choices=("glad", "sad"))
        old: bool = switch("Old ones too.")

    @offer_filters(Question, lambda one: one.type, after="words")
    def ask(words: str = "", *, limit: int = 3, **filters: object) -> Question:
        return Question(**filters)

    assert [one.name for one in filters_of(Question)] == ["place", "mood", "old"]
    assert filters_of(Question)[1].help == "glad, sad."
    assert ask(place="Batam", old=True) == Question(place="Batam", old=True)
    shown = typer.main.get_params_from_function(ask)
    assert list(shown) == ["words", "place", "mood", "old", "limit"]
    assert shown["old"].annotation is bool


def test_labels_are_the_same_wherever_they_are_kept():
    choices = {one.name: one.choices for one in FILTERS if one.choices}
    assert choices == {name: get_args(labels) for name, labels in LABEL_SETS.items()}
    assert tuple(label for labels in LABEL_SETS.values() for label in get_args(labels)) == LABELS
    for name, labels in LABEL_SETS.items():
        assert f"{name.capitalize()}\tArg:<EVENT>, Value:{'|'.join(get_args(labels))}" in CONFIGURATION
