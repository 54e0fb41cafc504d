"""The ledger for assistants, asked by the SDK's own client over stdio."""

import asyncio
import json
import sys

import pytest

from konon.contract import parse_reading
from konon.errors import UsageError
from konon.ledger import Ledger
from konon.mcp import Tools

mcp = pytest.importorskip("mcp", reason="the MCP SDK is not installed: pip install 'konon[mcp]'")

TEXT = "Ratna Dewi mengatakan Korea Utara mengirim senjata. Itu kabar kemarin."
ROW = {
    "id": "a",
    "text": TEXT,
    "body": [[0, len(TEXT)]],
    "reader": "konon test",
    "title": "Peluru",
    "outlet": "Kabar Laut",
    "url": "https://kabar.example/1",
    "published": "2023-09-14",
    "lang": "id",
    "attributions": [
        {
            "id": "0123456789abcdef",
            "source": [[0, 10]],
            "cue": [[11, 21]],
            "content": [[22, 50]],
            "quotation": "indirect",
            "act": "statement",
            "certainty": "certain",
            "polarity": "positive",
            "confidence": 0.9,
            "speaker": {"name": "Ratna Dewi", "kind": "person", "confidence": 0.9, "reason": "named"},
        }
    ],
}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "k.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(parse_reading(json.dumps(ROW).encode(), "row"))
    return path


def test_tools_answer_with_ids_and_citations(path):
    with Ledger.open(path) as ledger:
        tools = Tools(ledger)
        (claim,) = tools.search(words="kirim senjata", speaker="dewi")["claims"]
        assert claim["id"] == "0123456789abcdef"
        assert claim["citation"] == "Kabar Laut, “Peluru”, 2023-09-14, https://kabar.example/1"
        shown = tools.show(claim["id"])
        assert (shown["paragraph"], shown["paragraph_number"]) == (TEXT, 1)
        assert tools.speakers("Dewi")["speakers"][0]["names"][0]["claims"] == 1
        assert len(tools.search(limit=10**9)["claims"]) == 1
        with pytest.raises(UsageError, match="no claim has this id"):
            tools.show("none")


SECOND = ROW | {
    "id": "b",
    "outlet": "Warta",
    "url": "https://warta.example/1",
    "published": "2023-09-15",
    "attributions": [ROW["attributions"][0] | {"id": "b123456789abcdef", "relay": ["Kabar Laut"], "relay_spans": [[]]}],
}
DENIAL = ROW | {
    "id": "c",
    "published": "2023-09-16",
    "attributions": [ROW["attributions"][0] | {"id": "c123456789abcdef", "polarity": "negative"}],
}


@pytest.fixture
def followed(path):
    with Ledger.open(path, write=True) as ledger:
        for row in (SECOND, DENIAL):
            ledger.add(parse_reading(json.dumps(row).encode(), "row"))
        ledger.judge("0123456789abcdef", "b123456789abcdef", "repeats", by="Ani")
        ledger.judge("0123456789abcdef", "c123456789abcdef", "reverses", by="Ani")
    return path


def test_a_statement_is_followed_and_disputes_are_told(followed):
    with Ledger.open(followed) as ledger:
        tools = Tools(ledger)
        row = tools.trace("b123456789abcdef")
        assert (row["independent"], len(row["articles"]), row["left_out"]) == (1, 2, 0)
        assert row["articles"][1]["from"]["outlet"] == "Kabar Laut"
        assert row["disputed_by"][0]["id"] == "c123456789abcdef"
        (dispute,) = tools.disputes(words="senjata")["disputes"]
        assert (dispute["relation"], dispute["since"]) == ("reverses", "2023-09-16")
        assert tools.disputes(speaker="Siti")["disputes"] == []
        assert all("quoted matter" in answer["quoted"] for answer in (row, tools.disputes()))


def test_a_quotation_is_checked(followed):
    with Ledger.open(followed) as ledger:
        tools = Tools(ledger)
        found = tools.check("Korea Utara mengirim senjata", speaker="Ratna Dewi", outlet="Warta")
        assert (found["verdict"], found["claimed"]) == ("verbatim", {"speaker": "Ratna Dewi", "outlet": "Warta"})
        assert tools.check("Korea Utara tidak mengirim senjata")["verdict"] == "altered"
        assert len(tools.check("Korea Utara mengirim senjata", limit=1)["evidence"]) == 1
        with pytest.raises(UsageError, match="holds no word"):
            tools.check("…")


def test_a_client_finds_the_tools_and_calls_them(path):
    from mcp import Client, StdioServerParameters, stdio_client

    command = StdioServerParameters(command=sys.executable, args=["-m", "konon.cli", "mcp", "--ledger", str(path)])

    async def talk():
        async with Client(stdio_client(command)) as client:
            tools = (await client.list_tools()).tools
            found = await client.call_tool("search", {"words": "senjata"})
            wrong = await client.call_tool("show", {"id": "none"})
            checked = await client.call_tool("check", {"words": "mengirim senjata", "speaker": "Ratna Dewi"})
            traced = await client.call_tool("trace", {"id": "0123456789abcdef"})
            return tools, found, wrong, checked, traced

    tools, found, wrong, checked, traced = asyncio.run(asyncio.wait_for(talk(), 60))
    assert {tool.name for tool in tools} == {"search", "show", "speakers", "trace", "disputes", "check"}
    parameters = {tool.name: tool.input_schema["properties"] for tool in tools}
    assert {"words", "speaker", "outlet", "since", "limit"} <= parameters["check"].keys()
    assert "history" not in parameters["check"]
    assert parameters["disputes"]["polarity"]["enum"] == ["positive", "negative", None]
    assert json.loads(checked.content[0].text)["verdict"] == "part"
    assert json.loads(traced.content[0].text)["independent"] == 1
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert json.loads(found.content[0].text)["claims"][0]["id"] == "0123456789abcdef"
    assert wrong.is_error
    assert "no claim has this id" in wrong.content[0].text
