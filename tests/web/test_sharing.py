"""A shared ledger: who is let in, who may write, and what attackers are met with. Each fails without its defence."""

import re

import pytest
from making import make_reading, person
from starlette.testclient import TestClient

from konon.errors import LedgerError, UsageError
from konon.ledger import Ledger
from konon.ledger.accounts import Accounts
from konon.web.api_types import ErrorWhy
from konon.web.pacing import GuessPacing, RateLimit, network_of
from konon.web.page_table import FORMS
from konon.web.sharing import Sharing, make_access
from konon.web.signing import Signer, read_session
from konon.web.signing_in import Signing
from konon.web.site_access import SiteAccess
from konon.web.web_app import make_app
from konon.web.web_form import Acted, WebForm
from konon.web.web_page import Shown, WebPage

WORDS = "empat kata yang panjang"
SECRET = "konon_account"
KEY = b"k" * 32


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with Ledger.open(tmp_path_factory.mktemp("bersama") / "bersama.db", write=True) as ledger:
        ledger.add(make_reading((person("Budi Santoso"), "harga beras turun lima persen"), id="satu"))
        ledger.accounts.add("Sari", WORDS, "editor", by="root")
        ledger.accounts.add("Rudi", WORDS, "reader", by="root")
        yield ledger


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """Guesses wait in the tests that look at it."""
    monkeypatch.setattr(GuessPacing, "LONGEST", 0.0)


@pytest.fixture
def written():
    return []


@pytest.fixture
def broken(shared, monkeypatch):
    """The database does not answer when it is asked for accounts."""

    def fail(*_args, **_kwargs):
        raise LedgerError("cannot be reached", name="postgresql://host/db", remedy="see that the server runs")

    def breaking(*names):
        for name in names:
            monkeypatch.setattr(Accounts, name, fail)

    return breaking


@pytest.mark.parametrize("address", ["/", "/search.json?q=beras", "/add", "/sign-in"])
def test_a_ledger_that_does_not_answer_is_one_line_before_anybody_is_let_in(visit, broken, address):
    client = visit("Sari")
    broken("signed_in", "of_token")
    answer = client.get(address)
    assert answer.status_code == 503
    assert "annot be reached" in answer.text
    assert "host/db" not in answer.text
    assert "content-security-policy" in answer.headers
    if ".json" in address:
        assert answer.json()["error"]["remedy"] == "see that the server runs"
    told = client.get("/search.json", headers={"authorization": "Bearer x"})
    assert (told.status_code, told.json()["error"]["why"]) == (503, "cannot be reached")
    sheet = re.search(r'href="(/assets/[^"]+\.css[^"]*)"', client.get("/about").text)[1]
    assert client.get(sheet).status_code == 200


def test_a_line_of_the_log_that_cannot_be_written_is_told_where_the_server_runs(visit, broken, written, capsys):
    client = visit("Sari")
    token = re.search(r'name="token" value="([^"]+)"', client.get("/articles/satu").text)[1]
    broken("note")
    assert client.post("/act", data={"token": token, "word": "x"}).status_code == 303
    assert written == [("Sari", "x")]
    assert "not in the audit log: Sari POST 303 /act" in capsys.readouterr().err


@pytest.fixture
def visit(shared, written):
    """`visit()`: somebody's browser; `visit("Sari")`: signed in."""

    def act(sent):
        written.append((sent.who.name, sent.fields.get("word")))
        return Acted(to=sent.back)

    def make(name="", **more):
        access = SiteAccess(hosts={"testserver"}, accounts=shared.accounts, **more)
        app = make_app(shared, access=access, key=KEY, forms=(*FORMS, WebForm(path="/act", act=act)))
        client = TestClient(
            app, headers={"accept-language": "en"}, follow_redirects=False, raise_server_exceptions=False
        )
        if name:
            assert sign_in(client, name).status_code == 303
        return client

    return make


def sign_in(client, name, password=WORDS, **more):
    return client.post("/sign-in", data={"name": name, "password": password, **more})


def token_of(client):
    """What the forms on this browser's pages carry."""
    client.get("/about")
    return read_session(Signer(KEY), client.cookies["konon_session"], client.cookies[SECRET]).token


def one_shape(response, status):
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json"
    assert set(response.json()) == {"error"}
    assert set(response.json()["error"]) == set(ErrorWhy.__struct_fields__)
    assert response.json()["error"]["status"] == status


# Who is let in.


def test_nobody_without_an_account_reads_anything(visit):
    client = visit()
    for address in ("/", "/search?q=beras", "/articles/satu", "/about", "/export?format=csv", "/nix", "//sign-in"):
        response = client.get(address)
        assert response.status_code == 303, address
        assert response.headers["location"].startswith("/sign-in?back=")
        assert "beras" not in response.text
    for address in ("/search.json", "/articles/satu.json", "/index.json", "/nix.json", "/sign-in.json"):
        one_shape(client.get(address), 401)
    page = client.get("/sign-in").text
    for hidden in ("bersama.db", "/threads", 'action="/search"'):
        assert hidden not in page


def test_signing_in_leads_back_to_where_one_was_going(visit):
    client = visit()
    asked = client.get("/search?q=harga+beras&page=1").headers["location"]
    page = client.get(asked).text
    assert '<input type="hidden" name="back" value="/search?q=harga+beras&amp;page=1">' in page
    answer = sign_in(client, "Sari", back="/search?q=harga+beras&page=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=harga+beras&page=1")
    assert "Signed in as Sari" in client.get("/").text


def test_signing_out_makes_the_cookie_void_for_whoever_has_a_copy(visit):
    client = visit("Rudi")
    copy = client.cookies[SECRET]
    assert client.post("/sign-out").headers["location"] == "/sign-in"
    assert visit().get("/about", headers={"cookie": f"{SECRET}={copy}"}).status_code == 303


def test_the_cookie_is_out_of_the_reach_of_scripts_and_other_sites(visit):
    cookie = sign_in(visit(), "Sari").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    proxied = visit(behind_proxy=True)
    headers = {"x-forwarded-proto": "https", "x-forwarded-for": "10.0.0.9"}
    cookie = proxied.post("/sign-in", data={"name": "Sari", "password": WORDS}, headers=headers).headers["set-cookie"]
    assert cookie.startswith("__Host-konon_account=")
    assert "Secure" in cookie


# Editors' routes.


def test_an_editor_writes_in_the_name_of_the_account(visit, written):
    client = visit("Sari")
    answer = client.post("/act", data={"token": token_of(client), "by": "Orang Lain", "word": "x"})
    assert answer.status_code == 303
    assert written == [("Sari", "x")]


def test_a_reader_calls_no_editors_route(visit, written):
    client, editor = visit("Rudi"), visit("Sari")
    token = token_of(editor)
    assert 'name="token"' not in client.get("/about").text
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in ("/act", "/name", "/undo", "/search", "/nix"):
            answer = client.request(method, path, data={"token": token})
            assert answer.status_code == 403, (method, path)
    one_shape(client.post("/nix.json"), 403)
    assert client.get("/add").status_code == 403
    assert client.get("/add/satu").status_code == 403
    assert written == []


def test_a_role_holds_from_the_next_request_on(visit, shared, written):
    client = visit("Sari")
    token = token_of(client)
    shared.accounts.set_role("Sari", "reader", by="root")
    try:
        assert client.post("/act", data={"token": token}).status_code == 403
    finally:
        shared.accounts.set_role("Sari", "editor", by="root")
    assert written == []


def test_what_is_written_is_in_the_audit_log(visit, shared):
    client = visit("Sari")
    client.post("/act", data={"token": token_of(client), "word": "rahasia"})
    client.post("/nix%0Aroot POST 200%1b[31m")
    last = [(one.who, one.what, one.target, one.address) for one in shared.accounts.log(2)]
    assert last == [
        ("Sari", "POST 303", "/act", "testclient"),
        ("Sari", "POST 404", "/nix?root POST 200?[31m", "testclient"),
    ]


def test_a_token_reads_and_never_writes(visit, shared, written):
    token = shared.accounts.make_token("Sari", "uji", by="root")
    client, headers = visit(), {"authorization": f"Bearer {token}"}
    assert client.get("/search.json", headers=headers).json()["claims"] == 1
    assert client.get("/search", headers=headers).status_code == 200
    assert 'name="token"' not in client.get("/about", headers=headers).text
    form = token_of(editor := visit("Sari"))
    assert editor.post("/act", data={"token": form}, headers=headers).status_code == 403
    one_shape(client.get("/search.json", headers={"authorization": "Bearer nix"}), 401)
    one_shape(editor.get("/search.json", headers={"authorization": "Basic U2FyaTp4"}), 401)
    shared.accounts.revoke_token("Sari", "uji", by="root")
    one_shape(client.get("/search.json", headers=headers), 401)
    assert written == []


# Attacks.


def test_csrf_a_form_of_another_site_or_without_its_token_does_nothing(visit, written):
    client = visit("Sari")
    token = token_of(client)
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/act", data={"token": token}, headers=headers).status_code == 403
        assert client.post("/sign-out", headers=headers).status_code == 403
        assert sign_in(client, "Rudi", headers=headers) is not None
    for bad in ("", "x", token[:-1], token_of(visit("Sari"))):
        assert client.post("/act", data={"token": bad}).status_code == 403
    assert written == []


def test_csrf_nobody_can_be_signed_in_by_another_site(visit):
    client = visit()
    form = {"name": "Rudi", "password": WORDS}
    assert client.post("/sign-in", data=form, headers={"origin": "https://evil.example"}).status_code == 403
    assert SECRET not in client.cookies


def test_session_fixation_a_planted_cookie_is_never_signed_in(visit, shared):
    for planted in ("x" * 43, sign_in(visit(), "Rudi").cookies[SECRET]):
        client = visit()
        answer = client.post(
            "/sign-in", data={"name": "Sari", "password": WORDS}, headers={"cookie": f"{SECRET}={planted}"}
        )
        assert answer.cookies[SECRET] != planted
        assert shared.accounts.signed_in(planted) is None
    first = visit("Sari")
    before = token_of(first)
    sign_in(first, "Sari")
    assert token_of(first) != before


def test_a_token_of_a_form_is_of_one_sign_in(visit, written):
    one, other = visit("Sari"), visit("Sari")
    token, session = token_of(one), one.cookies["konon_session"]
    other.cookies.set("konon_session", session)
    assert other.post("/act", data={"token": token}).status_code == 403
    assert written == []


@pytest.mark.parametrize("secret", ["", "0", "1", "a" * 64, "' OR 1=1 --", "\u00e9", "x" * 9000])
def test_ids_of_others_sessions_cannot_be_guessed(visit, shared, secret):
    one, other = sign_in(visit(), "Sari").cookies[SECRET], sign_in(visit(), "Sari").cookies[SECRET]
    assert len(one) >= 43
    assert len(set(one) & set(other)) < 64
    assert one[:20] != other[:20]
    client = visit()
    for kind in ({"cookie": f"{SECRET}={secret}".encode()}, {"authorization": f"Bearer {secret}".encode()}):
        assert client.get("/about", headers=kind).status_code in (303, 401)


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_this_site_alone(visit, back):
    client = visit()
    assert sign_in(client, "Sari", back=back).headers["location"] == "/"
    assert 'name="back" value="/"' in visit().get("/sign-in", params={"back": back}).text


@pytest.mark.parametrize("host", ["evil.example", "bersama.evil.example", "192.168.1.5", ""])
def test_dns_rebinding_another_name_learns_nothing_and_signs_nobody_in(visit, host):
    client = visit("Sari")
    assert client.get("/search.json", headers={"host": host}).status_code == 421
    assert client.post("/sign-in", data={"name": "Sari", "password": WORDS}, headers={"host": host}).status_code == 421


def test_hostile_names_are_text(visit, shared):
    evil = "<script>alert(1)</script>\"'{{7*7}}"
    page = sign_in(visit(), evil, "x").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    sign_in(visit(), "a\nroot sign in\x1b[31m", "x")
    assert not [one for one in shared.accounts.log() if not (one.who + one.what).isprintable()]


def test_what_was_typed_for_a_name_may_be_a_password_and_is_not_logged(visit, shared):
    sign_in(visit(), "sandi rahasia saya", "x")
    assert not [one for one in shared.accounts.log() if "rahasia" in one.who + one.what + one.target]
    sign_in(visit(), "Sari", "salah sama sekali")
    assert [one.who for one in shared.accounts.log() if one.what.startswith("wrong password")][-1] == "Sari"


def test_no_traceback_reaches_anybody(shared, capsys):
    def fail(asked) -> Shown:
        raise RuntimeError("secret /home/sari")

    access = SiteAccess(hosts={"testserver"}, accounts=shared.accounts)
    pages = (WebPage(path="/fail", make=fail, template="home.html.j2"),)
    client = TestClient(make_app(shared, access=access, pages=pages), raise_server_exceptions=False)
    sign_in(client, "Sari")
    for address in ("/fail", "/fail.json"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
    capsys.readouterr()


def test_every_answer_has_its_defences(visit):
    client, inside = visit(), visit("Rudi")
    for answer in (
        client.get("/"),
        client.get("/sign-in"),
        client.get("/x.json"),
        inside.get("/"),
        inside.post("/act"),
    ):
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert "server" not in answer.headers


# Guessing.


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def pacing(monkeypatch):
    monkeypatch.setattr(GuessPacing, "LONGEST", 10.0)
    clock = Clock()
    made = GuessPacing(clock)
    made.clock = clock
    return made


def guess(pacing, address, name, right=False):
    wait = pacing.begin(address, name)
    pacing.end(address, name, right=right)
    return wait


def test_each_wrong_guess_waits_longer_up_to_a_bound(pacing):
    waits = [guess(pacing, "10.0.0.1", "Sari") for _ in range(12)]
    assert waits == [0, 0, 0, 0.5, 1, 2, 4, 8, 10, 10, 10, 10]
    assert guess(pacing, "10.0.0.1", "Sari", right=True) == 10  # slow, and let in
    assert guess(pacing, "10.0.0.2", "Rudi") == 0
    pacing.clock.now += pacing.FORGET
    assert guess(pacing, "10.0.0.1", "Sari") == 0


def test_guesses_are_slow_from_many_addresses_and_for_many_names(pacing):
    assert [guess(pacing, f"10.0.0.{n}", " SARI") for n in range(5)][-1] > 0
    assert [guess(pacing, "10.1.0.1", f"nama{n}") for n in range(5)][-1] > 0
    assert [guess(pacing, f"2001:db8::{n}", f"lain{n}") for n in range(5)][-1] > 0
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff") != network_of("2001:db8:0:1::1")


def test_many_guesses_at_once_wait_as_one_after_another(pacing):
    waits = [pacing.begin("10.0.0.1", "Sari") for _ in range(10)]
    assert waits[:8] == [0, 0, 0, 0.5, 1, 2, 4, 8]
    assert waits[8:] == [None, None]
    assert pacing.begin("10.0.0.2", "Rudi") == 0


def test_what_is_remembered_of_guesses_has_an_end(pacing):
    for number in range(11_000):
        guess(pacing, f"10.{number >> 8}.{number & 255}.1", f"nama{number}")
    assert len(pacing._wrong) <= 10_002


def test_a_wrong_guess_is_slowed_by_the_site_itself(visit, shared, monkeypatch):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr(GuessPacing, "LONGEST", 10.0)
    from konon.web import signing_in

    original = signing_in.Signing
    monkeypatch.setattr("konon.web.web_app.Signing", lambda **given: original(**given, sleep=sleep) if given else None)
    client = visit()
    for _ in range(6):
        assert sign_in(client, "Sari", "salah sama sekali").status_code == 401
    assert slept == [0.5, 1.0, 2.0]
    assert sign_in(client, "Sari").status_code == 303
    assert Signing is original
    wrong = [one.what for one in shared.accounts.log(4) if one.what.startswith("wrong")]
    assert wrong[-1] == "wrong password, 4 so far"


# What is asked for, and how much.


def test_a_program_is_told_what_is_left_and_to_wait(visit):
    client = visit("Rudi", rate=3)
    left = [client.get("/search.json").headers["ratelimit-remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = client.get("/export?format=csv")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) in (20, 21)
    one_shape(client.get("/search.json"), 429)
    assert client.get("/search").status_code == 200


def test_tokens_are_counted_each_and_those_made_up_not_at_all(visit, shared):
    client = visit(rate=2)
    tokens = [shared.accounts.make_token("Sari", f"t{n}", by="root") for n in range(2)]
    for token in tokens:
        answers = [client.get("/about.json", headers={"authorization": f"Bearer {token}"}) for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 429]
    assert client.get("/about.json", headers={"authorization": "Bearer x"}).status_code == 401


def test_the_limit_comes_back_evenly():
    clock = Clock()
    limit = RateLimit(60, clock)
    assert [limit.take("a").wait for _ in range(61)][-2:] == [0, 1]
    clock.now += 2
    assert [limit.take("a").wait for _ in range(3)] == [0, 0, 1]
    assert limit.take("b").left == 59
    clock.now += 3600
    assert limit.take("a").left == 59


def test_no_other_site_reads_the_api_unless_it_is_named(visit, shared):
    token = shared.accounts.make_token("Rudi", "cors", by="root")
    asked = {"origin": "https://peta.example", "authorization": f"Bearer {token}"}
    assert "access-control-allow-origin" not in visit().get("/about.json", headers=asked).headers
    open_to = visit(origins=("https://peta.example",))
    assert open_to.get("/about.json", headers=asked).headers["access-control-allow-origin"] == "https://peta.example"
    other = open_to.get("/about.json", headers=asked | {"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    before = {"origin": "https://peta.example", "access-control-request-method": "GET"}
    allowed = open_to.options("/about.json", headers=before | {"access-control-request-headers": "authorization"})
    assert allowed.status_code == 200
    assert "access-control-allow-credentials" not in allowed.headers
    assert open_to.options("/act", headers=before | {"access-control-request-method": "POST"}).status_code == 400


def test_who_asks_is_what_the_proxy_said_last(visit, shared):
    client = visit(behind_proxy=True)
    headers = {"x-forwarded-for": "1.2.3.4, 10.0.0.77"}
    client.post("/sign-in", data={"name": "Rudi", "password": WORDS}, headers=headers)
    assert shared.accounts.log(1)[0].address == "10.0.0.77"
    plain = visit()
    plain.post("/sign-in", data={"name": "Rudi", "password": WORDS}, headers=headers)
    assert shared.accounts.log(1)[0].address == "testclient"
    client.post("/sign-in", data={"name": "Rudi", "password": WORDS}, headers={"x-forwarded-for": "<b>, nix"})
    assert shared.accounts.log(1)[0].address == "testclient"


# What `konon serve` is told.


@pytest.mark.parametrize(
    ("host", "given", "why"),
    [
        ("0.0.0.0", Sharing(share=True), "is every address"),
        ("::", Sharing(share=True), "is every address"),
        ("127.0.0.1", Sharing(names=("a.example",)), "give --share too"),
        ("127.0.0.1", Sharing(behind_proxy=True), "give --share too"),
        ("127.0.0.1", Sharing(share=True, names=("http://a.example",)), "is no name of a site"),
        ("127.0.0.1", Sharing(share=True, origins=("*",)), "is no origin"),
    ],
)
def test_what_cannot_be_shared_is_one_clear_line(shared, host, given, why):
    with pytest.raises(UsageError, match=why):
        make_access(shared, host, given)


def test_a_ledger_without_accounts_is_not_shared(tmp_path):
    with (
        Ledger.open(tmp_path / "baru.db", write=True) as empty,
        pytest.raises(UsageError, match="konon users add"),
    ):
        make_access(empty, "127.0.0.1", Sharing(share=True))
    with Ledger.open(tmp_path / "baru.db") as read_only, pytest.raises(UsageError, match="read only"):
        make_access(read_only, "127.0.0.1", Sharing(share=True))


def test_a_shared_site_answers_to_its_names(shared):
    access = make_access(shared, "0.0.0.0", Sharing(share=True, names=("Berita.example:8765",)))
    assert access.hosts == {"localhost", "127.0.0.1", "::1", "berita.example"}
    assert make_access(shared, "127.0.0.1", Sharing()).accounts is None
