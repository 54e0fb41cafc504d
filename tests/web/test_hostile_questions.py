"""What programs may ask that nobody meant: wrong types, long values, other questions' cursors; told in one shape."""

from urllib.parse import quote

import pytest
from sqlalchemy import event

from konon.web.api_types import ErrorWhy

ODD = (
    *("", "0", "-1", "1e9", "9" * 30, "nan", "null", "[]", "true", "'", '"', "\\", "%", "*", "(((", "a OR", "a*", "^a"),
    *("\x00", "\x1b[31m", "\u202e", "日本語", "🙂" * 50, "x" * 5000, "a " * 3000, "- -", "' OR 1=1 --", "../../etc"),
    *("2023-02-31", "0000", "9999-12-31", "۱۲", "①", "a\nb", "<script>", "%00", "a,b;c"),
)
ASKED = {
    "/search.json": ("q", "speaker", "since", "certainty", "page", "meaning"),
    "/api/claims.json": ("q", "cursor", "limit", "until"),
    "/threads.json": ("q", "sort", "page"),
    "/check.json": ("q", "speaker"),
    "/speakers.json": ("name", "page"),
    "/network.json": ("speaker", "relay"),
}
PATHS = ("/claims/{}.json", "/threads/{}.json", "/articles/{}.json", "/speakers/{}.json", "/outlets/{}.json")
SHAPE = set(ErrorWhy.__struct_fields__)
MOST = 60  # statements that the oddest question may take


def check(answer, address):
    assert answer.status_code in {200, 400, 404, 410, 414}, address
    if answer.status_code != 200:
        error = answer.json()["error"]
        assert set(error) == SHAPE
        assert error["status"] == answer.status_code
        assert "Traceback" not in answer.text
        assert len(error["why"]) < 1000


@pytest.mark.parametrize(("page", "name"), [(page, name) for page, names in ASKED.items() for name in names])
def test_odd_values_are_answered_or_told_in_one_shape(client, ledger, page, name):
    counted = []
    event.listen(ledger._place.readers, "before_cursor_execute", lambda *_: counted.append(1))
    for value in ODD if (page, name) != ("/search.json", "meaning") else ODD[:8]:
        counted.clear()
        address = f"{page}?{name}={quote(value)}"
        check(client.get(address), address)
        assert len(counted) <= MOST, address


@pytest.mark.parametrize("page", PATHS)
def test_odd_ids_are_told_in_one_shape(client, page):
    for value in ODD:
        address = page.format(quote(value, safe=""))
        check(client.get(address), address)


@pytest.mark.parametrize(
    "address",
    [
        "/search.json?q=%ff%fe",
        "/search.json?%ff=%ff&q=a&q=b&q[]=c",
        "/claims/%ff.json",
        "/claims/..%2f..%2fx.json",
        f"/search.json?{'&'.join(f'q{number}=x' for number in range(900))}",
        f"/search.json?q={'a' * 30_000}",
        f"/check.json?q={quote('“' * 900)}",
        f"/speakers/{quote(chr(0x202E) * 400)}.json",
    ],
)
def test_odd_addresses_are_answered_or_told_in_one_shape(client, address):
    check(client.get(address), address[:80])


def test_a_cursor_is_of_its_own_question(client):
    cursor = client.get("/api/claims.json?limit=1&q=peluru").json()["cursor"]
    assert cursor
    assert client.get(f"/api/claims.json?limit=1&q=peluru&cursor={cursor}").status_code == 200
    for other in ("q=kapal", "q=peluru&certainty=possible", "", "q=peluru&speaker=Ratna Dewi"):
        answer = client.get(f"/api/claims.json?limit=1&{other}&cursor={cursor}")
        assert answer.status_code == 400, other
        assert answer.json()["error"]["code"] == "why.no-cursor"
    for broken in (cursor[:-1], cursor + "A", cursor.swapcase(), "A" * 4000, "é", "..", f" {cursor} x"):
        assert client.get(f"/api/claims.json?limit=1&q=peluru&cursor={quote(broken)}").status_code == 400, broken
