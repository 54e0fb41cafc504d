"""The ground of all forms: whose form is taken, in whose name, and what is told afterwards."""

import asyncio
import re

import pytest
from making import make_reading
from starlette.exceptions import HTTPException

from konon.errors import LedgerError, UsageError
from konon.ledger import Ledger
from konon.web import sent_forms, serving
from konon.web.page_table import FORMS, PAGES
from konon.web.signing import Signer, load_key, read_session
from konon.web.web_form import Acted, Notice, WebForm
from konon.web.who_asks import Who, clean_name

KEY = b"k" * 32


@pytest.fixture
def writable(tmp_path):
    with Ledger.open(tmp_path / "neu.db", write=True) as opened:
        opened.add(make_reading(id="satu"))
        yield opened


@pytest.fixture
def taken():
    return []


@pytest.fixture
def client(browse, writable, taken):
    def act(sent):
        taken.append((sent.who.name, sent.fields.get("word")))
        if sent.fields.get("word") == "bad":
            raise UsageError("is bad", name="word")
        return Acted(to=sent.back, notice=Notice(said="Change", about="<b>", undo=(("what", "x"), ("id", '"><b>'))))

    forms = (*FORMS, WebForm(path="/act", act=act), WebForm(path="/free", act=act, needs_name=False))
    return browse(writable, forms=forms, key=KEY)


@pytest.fixture
def token(client):
    client.get("/about")
    return read_session(Signer(KEY), client.cookies["konon_session"]).token


def test_a_form_is_done_in_the_name_it_brings_and_the_browser_goes_back(client, token, taken):
    answer = client.post("/act", data={"token": token, "by": " Sari \n Dewi ", "word": "x", "back": "/outlets?page=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/outlets?page=1")
    assert taken == [("Sari Dewi", "x")]
    client.post("/act", data={"token": token, "word": "y"})  # asked for once
    assert taken[-1] == ("Sari Dewi", "y")


def test_what_was_done_is_told_once_and_escaped(client, token):
    client.post("/act", data={"token": token, "by": "Sari", "back": "/about"})
    page = client.get("/about").text
    assert "<strong>&lt;b&gt;</strong>" in page
    assert 'action="/undo"' in page
    assert 'value="&#34;&gt;&lt;b&gt;"' in page
    assert 'role="status"><p>' not in client.get("/about").text


@pytest.mark.parametrize("wrong", ["", "x", "é" * 40, None])
def test_a_form_without_the_token_of_its_session_is_refused(client, token, taken, wrong):
    fields = {"by": "Sari"} | ({"token": wrong} if wrong is not None else {})
    answer = client.post("/act", data=fields)
    assert answer.status_code == 403
    assert "not valid any more" in answer.text
    assert taken == []


def test_the_token_of_another_session_is_refused(client, token, taken):
    client.cookies.delete("konon_session")
    assert client.post("/act", data={"token": token, "by": "Sari"}).status_code == 403
    client.get("/about")
    assert client.post("/act", data={"token": token, "by": "Sari"}).status_code == 403
    assert taken == []


def test_a_session_that_others_planted_has_no_token(client, token, taken):
    client.cookies.set("konon_session", "planted.value", domain="testserver.local")
    assert client.post("/act", data={"token": token, "by": "Sari"}).status_code == 403
    assert taken == []


def test_a_form_of_another_site_is_refused_even_with_the_token(client, token, taken):
    sent = client.post("/act", data={"token": token, "by": "S"}, headers={"sec-fetch-site": "cross-site"})
    assert sent.status_code == 403
    assert taken == []


def test_a_name_that_the_site_did_not_sign_is_nobodys(client, token, taken):
    client.cookies.set("konon_name", "Sari")
    answer = client.post("/act", data={"token": token})
    assert answer.status_code == 400
    assert "it is not said who" in answer.text.casefold()
    assert client.post("/free", data={"token": token}).status_code == 303
    assert taken == [("", "")]


def test_cookies_are_for_the_site_alone(client):
    made = client.get("/about").headers["set-cookie"]
    assert "konon_session" in made
    assert "httponly" in made.casefold()
    assert "samesite=lax" in made.casefold()


def test_a_wrong_form_is_told_in_the_one_shape(client, token):
    answer = client.post("/act", data={"token": token, "by": "Sari", "word": "bad"})
    assert answer.status_code == 400
    assert "Word: is bad." in answer.text


def test_where_the_browser_goes_is_this_site(client, token):
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert client.post("/act", data={"token": token, "by": "S", "back": back}).headers["location"] == "/"


def test_the_name_is_changed_at_the_foot(client, token):
    client.post("/name", data={"token": token, "by": "Sari", "back": "/about"})
    page = client.get("/about").text
    assert "You correct as Sari" in page
    client.post("/name", data={"token": token, "by": "Budi", "back": "/about"})
    assert "You correct as Budi" in client.get("/about").text


def test_a_ledger_that_is_only_read_takes_and_shows_no_form(browse, path):
    with Ledger.open(path) as ledger:
        client = browse(ledger)
        page = client.get("/about")
        assert "set-cookie" not in page.headers
        assert 'name="token"' not in page.text
        for form in FORMS:
            answer = client.post(re.sub(r"\{.*?\}", "x", form.path), data={"by": "Sari"})
            assert answer.status_code == 403
            assert "open to be read only" in answer.text


def test_who_asks_may_be_known_otherwise(browse, writable, taken):
    class Readers:
        def who(self, request):
            return Who(name="account", writes=request.headers.get("x-role") == "editor", by_account=True)

    def act(sent):
        taken.append(sent.who.name)
        return Acted(to="/")

    client = browse(writable, people=Readers(), key=KEY, forms=(WebForm(path="/act", act=act),))
    client.headers["x-role"] = "editor"
    page = client.get("/about")
    token = read_session(Signer(KEY), client.cookies["konon_session"]).token
    assert "You correct as" not in page.text
    assert client.post("/act", data={"token": token, "by": "other"}).status_code == 303
    assert taken == ["account"]
    client.headers["x-role"] = "reader"
    assert client.post("/act", data={"token": token}).status_code == 403


def test_a_signature_is_for_one_purpose_and_one_key():
    signer = Signer(b"a" * 32)
    signed = signer.sign("name", "Sari \udc80 é")
    assert signer.read("name", signed) == "Sari ? é"
    assert signer.read("session", signed) is None
    assert Signer(b"b" * 32).read("name", signed) is None
    for hostile in ("", ".", "x", f"{signed}x", f"é{signed}", "=" * 50 + "."):
        assert signer.read("name", hostile) is None


def test_the_key_outlives_the_server_and_is_its_users_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert load_key() == load_key()
    assert (tmp_path / "konon" / "web-key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("XDG_STATE_HOME", "/proc/nowhere")
    assert load_key() != load_key()


def test_a_ledger_is_opened_for_writing_where_it_may_be(path, monkeypatch):
    ledger, why = serving.open_ledger(str(path))
    with ledger:
        assert ledger.is_writable
        assert why == ""
    opened = Ledger.open

    def refuse(address, *, write=False, make=True):
        if write:
            raise LedgerError("may not be written", name=str(address))
        return opened(address)

    monkeypatch.setattr(Ledger, "open", refuse)
    ledger, why = serving.open_ledger(str(path))
    with ledger:
        assert not ledger.is_writable
        assert why == "may not be written"


def test_a_name_is_one_line():
    assert clean_name("Sari\r\n\x1b[31m  Dewi\u202e") == "Sari [31m Dewi"
    assert len(clean_name("x" * 1000)) == 100


def test_every_form_has_an_address_of_its_own():
    paths = [form.path for form in FORMS]
    assert len(set(paths)) == len(paths)
    assert not {page.path for page in PAGES} & set(paths) - {"/add"}


@pytest.mark.parametrize("limit", ["PATIENCE", "LONGEST_WAIT"])
def test_who_sends_too_slowly_is_waited_for_no_more(monkeypatch, limit):
    monkeypatch.setattr(sent_forms, limit, 0.05)

    class Slow:
        async def stream(self):
            while True:
                await asyncio.sleep(0.04 if limit == "LONGEST_WAIT" else 5)
                yield b"x"

    with pytest.raises(HTTPException) as told:
        asyncio.run(sent_forms.read_form(Slow()))
    assert told.value.status_code == 408


def test_an_error_of_a_form_leads_back_to_its_page(client, token):
    sent = client.post("/act", data={"token": token}, headers={"referer": "http://testserver/outlets?page=2"})
    assert 'name="back" value="/outlets?page=2"' in sent.text
