"""What is new since somebody looked last: told once a visit, for each ledger and account by itself."""

import re
from dataclasses import replace

import msgspec
import pytest
from making import make_reading, person
from sqlalchemy import event

from konon.ledger import Ledger
from konon.ledger.news import LedgerMark
from konon.web.api_types import HomeTwin
from konon.web.last_look import (
    LOOK_COOKIE,
    HomeLook,
    HomeLooks,
    look_now,
    name_look,
    news_since,
    read_looks,
    sign_looks,
)
from konon.web.signing import Signer
from konon.web.site_access import SiteAccess

RATNA = person("Ratna Dewi", "peneliti", "Balai Kajian", "ID")
BUDI = person("Budi Santoso", "juru bicara", "Kementerian", "ID")
SAID = "kereta itu mungkin membawa peluru artileri ke pelabuhan Vostochny pada malam hari"
SIGNER = Signer(b"k" * 32)


def mark(article, at):
    return LedgerMark(article=article, at=f"2026-11-{at}Z")


def test_the_first_visit_has_no_news_and_the_next_has_those_since_it():
    look = look_now(None, mark(3, "01T10:00:00"))
    assert news_since(None, "2026-11-01T10:00:00Z") is None
    assert news_since(look, "2026-11-01T10:20:00Z") is None
    assert news_since(look, "2026-11-02T09:00:00Z") == mark(3, "01T10:00:00")


def test_looks_within_half_an_hour_are_one_visit():
    look = look_now(None, mark(3, "01T10:00:00"))
    for minute in ("00", "25", "50"):  # each within half an hour of the one before
        assert news_since(look, f"2026-11-02T09:{minute}:00Z") == mark(3, "01T10:00:00")
        look = look_now(look, mark(9, f"02T09:{minute}:00"))
    assert news_since(look, "2026-11-03T09:00:00Z") == mark(9, "02T09:50:00")


def test_a_browser_keeps_the_ledgers_it_looked_at_last():
    looks = HomeLooks({})
    for number in range(12):
        looks = looks.seen(f"{number:02}", HomeLook(since=None, last=mark(number, "01T10:00:00")))
    looks = looks.seen("05", HomeLook(since=None, last=mark(5, "03T10:00:00")))
    assert list(looks.held) == ["04", "06", "07", "08", "09", "10", "11", "05"]


def test_only_what_this_site_wrote_is_read():
    looks = HomeLooks({"a": HomeLook(since=mark(1, "01T10:00:00"), last=mark(3, "02T10:00:00"))})
    assert read_looks(SIGNER, sign_looks(SIGNER, looks)) == looks
    assert read_looks(Signer(b"x" * 32), sign_looks(SIGNER, looks)) == HomeLooks({})
    for forged in ("", "x", SIGNER.sign("konon_name", "{}"), sign_looks(SIGNER, looks)[:-2]):
        assert read_looks(SIGNER, forged) == HomeLooks({})


def test_a_look_is_named_without_a_password():
    assert "geheim" not in name_look("postgresql://sari:geheim@host/berita")
    assert name_look("a") != name_look("b")


def add(ledger, id, *said, **more):
    ledger.add(make_reading(*said, id=id, **more), meaning=True, trace=True)


@pytest.fixture
def held(tmp_path):
    with Ledger.open(tmp_path / "berita.db", write=True) as ledger:
        add(ledger, "satu", (RATNA, SAID, {"certainty": "possible", "hedged": True}), outlet="Garis Lintang")
        yield ledger


def come_back(client, days=1):
    """As if the last look had been so many days ago."""
    looks = read_looks(SIGNER, client.cookies[LOOK_COOKIE])
    past = {}
    for whose, look in looks.held.items():
        at = f"2026-01-{20 - days:02}T10:00:00Z"
        past[whose] = HomeLook(since=look.since, last=replace(look.last, at=at))
    client.cookies.set(LOOK_COOKIE, sign_looks(SIGNER, HomeLooks(past)), domain="testserver.local", path="/")


def news(client):
    answer = client.get("/index.json")
    msgspec.json.decode(answer.content, type=HomeTwin)
    return answer.json()["news"]


def test_home_tells_what_came_since_the_last_visit(held, browse):
    client = browse(held, key=b"k" * 32)
    assert "Since you last looked" not in client.get("/").text
    add(held, "dua", (RATNA, SAID.replace("mungkin ", "")), outlet="Kabar Laut", published="2023-09-15")
    add(held, "tiga", (BUDI, "harga beras turun lima persen di pasar induk"), outlet="Lintas Utara")
    assert news(client) is None  # the same visit
    come_back(client)
    page, told = client.get("/").text, news(client)
    assert (told["articles"], told["claims"], told["about"]) == (2, 2, False)
    (statement,) = told["statements"]
    assert (statement["gained"], statement["independent"], statement["articles"]) == (1, 2, 1)
    assert statement["changes"]["hedge lost"] == 1
    assert "2 new articles" in page
    assert "1 independent source more: 2 now" in page
    assert "hedge lost" in page
    assert "1 sumber mandiri" in client.get("/", headers={"accept-language": "id"}).text
    assert "2 new articles" in client.get("/").text  # loaded again
    come_back(client)
    assert "Nothing has come since." in client.get("/").text


def test_what_is_told_again_is_no_new_source_and_an_article_read_again_no_news(held, browse):
    client = browse(held, key=b"k" * 32)
    client.get("/")
    come_back(client)
    add(held, "dua", (RATNA, SAID, {"relays": ("Garis Lintang",), "certainty": "possible"}), outlet="Kabar Laut")
    newer = make_reading((RATNA, SAID, {"certainty": "possible"}), id="satu", outlet="Garis Lintang")
    held.add(replace(newer, reader="konon 9.9.9 / tagger-9"), trace=True)
    told = news(client)
    assert (told["articles"], told["claims"]) == (1, 1)
    assert (told["statements"][0]["gained"], told["statements"][0]["independent"]) == (0, 1)
    assert "told again in 1 article, from no new source" in client.get("/").text


def test_a_statement_that_is_new_altogether_says_so(held, browse):
    client = browse(held, key=b"k" * 32)
    client.get("/")
    come_back(client)
    for number, outlet in enumerate(("Kabar Laut", "Lintas Utara")):
        add(held, f"beras{number}", (BUDI, "harga beras turun lima persen di pasar induk Cipinang"), outlet=outlet)
    assert news(client)["statements"][0]["gained"] == 1  # two of the same words, which are one source
    page = client.get("/").text
    assert "new, of 1 independent source" in page
    assert "in 2 outlets" in page


def test_a_dispute_that_was_opened_and_a_page_that_changed_are_told(held, browse):
    client = browse(held, key=b"k" * 32)
    client.get("/")
    come_back(client)
    add(held, "dua", (BUDI, SAID.replace("mungkin", "tidak"), {"polarity": "negative"}), outlet="Kabar Laut")
    first, second = (held.search(outlet=name)[0].saying for name in ("Garis Lintang", "Kabar Laut"))
    held.judge(first, second, "contradicts", by="Sari")
    later = make_reading((RATNA, SAID.replace("malam", "siang")), id="satu", outlet="Garis Lintang")
    held.add(later, trace=True)
    told, page = news(client), client.get("/").text
    assert [one["denies"]["speakers"] for one in told["disputes"]] == [["Budi Santoso"]]
    assert "denied by Budi Santoso, asserted by Ratna Dewi" in page
    assert told["edits"] == 1
    assert re.search(r'href="/edits\?since=2026-01-19">1 page changed<', page)
    assert "satu" in client.get("/edits?since=2026-01-19").text


@pytest.fixture
def sign_in(held, browse):
    """`sign_in("Sari")`: a browser of its own in which the account is signed in."""
    for name in ("Sari", "Rudi"):
        held.accounts.add(name, "empat kata yang panjang", "reader", by="root")

    def act(name):
        client = browse(held, access=SiteAccess(hosts={"testserver"}, accounts=held.accounts), key=b"k" * 32)
        token = re.search(r'name="token" value="([^"]+)"', client.get("/sign-in").text)
        fields = {"name": name, "password": "empat kata yang panjang"} | ({"token": token[1]} if token else {})
        assert client.post("/sign-in", data=fields).status_code == 303
        return client

    return act


def test_an_accounts_look_is_kept_with_it_and_holds_in_another_browser(held, sign_in):
    client = sign_in("Sari")
    client.get("/")
    assert LOOK_COOKIE not in client.cookies
    since, last = held.accounts.look("Sari")
    assert since is None
    held.accounts.keep_look("sari", None, replace(last, at="2026-01-19T10:00:00Z"))
    add(held, "dua", (BUDI, "harga beras turun lima persen"), outlet="Kabar Laut")
    assert news(sign_in("Sari"))["articles"] == 1
    assert news(sign_in("Rudi")) is None
    assert held.accounts.look("Rudi") is None  # who asks for the twin has not looked


def test_an_account_that_loads_home_again_and_again_writes_once(held, sign_in):
    client = sign_in("Sari")
    client.get("/")
    first, state = held.accounts.look("Sari"), held.state()
    client.get("/")
    assert (held.accounts.look("Sari"), held.state()) == (first, state)


def test_nobody_waits_for_their_look_to_be_written(held, sign_in, monkeypatch):
    client, done = sign_in("Sari"), []
    app, keep = client.app, held.accounts.keep_look

    async def heard(scope, receive, send):
        async def told(message):
            await send(message)
            done.append(message["type"])

        await app(scope, receive, told)

    monkeypatch.setattr(type(held.accounts), "keep_look", lambda _, *look: (done.append("kept"), keep(*look)))
    client._transport.app = heard
    assert client.get("/").status_code == 200
    assert done == ["http.response.start", "http.response.body", "kept"]
    assert held.accounts.look("Sari")


def test_a_program_with_a_token_is_no_look_of_its_account(held, sign_in):
    client = sign_in("Sari")
    client.cookies.clear()
    token = held.accounts.make_token("Sari", "cron", by="root")
    assert client.get("/", headers={"authorization": f"Bearer {token}"}).status_code == 200
    assert held.accounts.look("Sari") is None


@pytest.mark.parametrize("many", [3, 60])
def test_news_take_as_many_questions_whatever_there_is(held, browse, many):
    client = browse(held, key=b"k" * 32)
    client.get("/")
    come_back(client)
    for id in ("dua", "tiga"):
        said = [(person(f"Budi {n}"), f"pasar nomor {n} di kota ditutup sejak Senin") for n in range(many)]
        add(held, id, *said, outlet=id)
    client.get("/index.json")  # what is loaded once
    counted = []
    event.listen(held._place.readers, "before_cursor_execute", lambda *_: counted.append(1))
    assert len(news(client)["statements"]) == min(many, 8)
    assert len(counted) <= 60


def test_a_page_that_is_no_home_is_no_look(held, browse):
    client = browse(held, key=b"k" * 32)
    client.get("/search")
    client.get("/index.json")
    assert LOOK_COOKIE not in client.cookies
