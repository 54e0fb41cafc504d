"""URLs, against a server on this machine."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import threading
import time

import pytest

from konon.errors import FetchError, TransientError
from konon.pages import FetchOptions, find_pages
from konon.pages import guard as guards
from konon.pages.fetch import Fetcher
from konon.pages.hops import parse_content_type
from konon.records import Page

HTML = b"<!doctype html><html><body><p>Harga beras turun, kata menteri.</p></body></html>"


def fetch(url: str, **limits: float | bool) -> Page | Exception:
    (found,) = find_pages([url], options=FetchOptions(**limits))  # type: ignore[arg-type]
    return found


def test_a_page_comes_as_it_was_sent(site):
    page = fetch(site.serve("/a", HTML))
    assert page.body == HTML
    assert page.form == "html"
    assert page.charset == "utf-8"
    assert page.url == site.url("/a")
    assert page.fetched.endswith("+00:00")


def test_konon_says_who_it_is(site):
    fetch(site.serve("/a", HTML))
    assert all(agent.startswith("konon/") and "one request per host" in agent for agent in site.agents)
    assert not any("://" in agent for agent in site.agents)


def test_plain_text_is_a_dump(site):
    assert fetch(site.serve("/a.txt", b"Harga turun.", content_type="text/plain")).form == "dump"


def test_robots_txt_is_obeyed(site):
    site.serve("/robots.txt", b"User-agent: konon\nDisallow: /dalam", content_type="text/plain")
    found = fetch(site.serve("/dalam/a", HTML))
    assert "robots.txt forbids it" in str(found)
    assert "/dalam/a" not in site.asked


def test_robots_txt_is_asked_for_once_a_host(site):
    urls = [site.serve(f"/{n}", HTML) for n in range(4)]
    assert len(list(find_pages(urls))) == 4
    assert site.asked.count("/robots.txt") == 1


def test_a_host_that_cannot_say_its_rules_is_left_alone(site):
    site.serve("/robots.txt", b"", status=503)
    found = fetch(site.serve("/a", HTML))
    assert isinstance(found, TransientError)
    assert "/a" not in site.asked


def test_a_crawl_delay_is_waited_out(site):
    site.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 0.3", content_type="text/plain")
    urls = [site.serve(f"/{n}", HTML) for n in range(3)]
    start = time.monotonic()
    list(find_pages(urls))
    assert time.monotonic() - start >= 0.6


def test_one_host_is_never_asked_twice_at_once(site):
    urls = [site.serve(f"/{n}", HTML) for n in range(8)]
    list(find_pages(urls))
    assert site.most_at_once == 1


def test_order_is_that_of_the_inputs_and_an_error_stops_nobody(site):
    urls = [site.serve("/1", HTML), site.url("/tiada"), site.serve("/3", HTML)]
    one, two, three = find_pages(urls)
    assert one.url == urls[0]
    assert isinstance(two, FetchError)
    assert three.url == urls[2]


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [(404, FetchError, "404"), (403, FetchError, "403"), (500, TransientError, "500"), (429, TransientError, "429")],
)
def test_http_errors_say_their_number(site, status, kind, word):
    found = fetch(site.serve("/a", HTML, status=status))
    assert type(found) is kind
    assert word in str(found)
    assert site.url("/a") in str(found)


def test_a_redirect_loop_ends(site):
    site.serve("/a", b"", status=302, location="/b")
    site.serve("/b", b"", status=302, location="/a")
    assert "redirects more than" in str(fetch(site.url("/a")))


def test_a_redirect_on_the_typed_private_host_is_followed(site):
    site.serve("/a", b"", status=301, location="/b")
    site.serve("/b", HTML)
    assert fetch(site.url("/a")).url == site.url("/b")


def test_a_redirect_from_a_public_page_to_a_private_address_is_refused(site, monkeypatch):
    """The first address counts as public here, the second as what it is."""
    site.serve("/a", b"", status=302, location=site.url("/rahasia").replace("127.0.0.1", "localhost"))
    site.serve("/rahasia", HTML)
    real, seen = guards.is_public, []

    def first_is_public(address: str) -> bool:
        seen.append(address)
        return len(seen) <= 2 or real(address)  # robots.txt and the page

    monkeypatch.setattr(guards, "is_public", first_is_public)
    assert "private address" in str(fetch(site.url("/a")))
    assert "/rahasia" not in site.asked


def count_as_public(monkeypatch, times):
    """The first so many addresses connected to count as public, the later ones as what they are."""
    real, seen = guards.is_public, []

    def is_public(address: str) -> bool:
        seen.append(address)
        return len(seen) <= times or real(address)

    monkeypatch.setattr(guards, "is_public", is_public)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_robots_txt_of_a_public_host_cannot_lead_to_a_private_address(site, monkeypatch, host):
    site.serve("/robots.txt", b"", status=302, location=site.url("/rahasia").replace("127.0.0.1", host))
    site.serve("/rahasia", b"", content_type="text/plain")
    count_as_public(monkeypatch, 1)
    found = fetch(site.serve("/a", HTML))
    assert isinstance(found, FetchError)
    assert "its robots.txt leads to the private address" in str(found)
    assert site.asked == ["/robots.txt"]


def test_robots_txt_of_a_page_further_on_cannot_lead_to_a_private_address(site, monkeypatch):
    """Typed: a public page. It redirects to another public host, and that one's robots.txt inward."""
    site.serve("/a", b"", status=302, location=site.url("/b").replace("127.0.0.1", "localhost"))
    site.serve("/b", HTML)
    calls = []

    def rules(request):
        calls.append(request.path)
        inward = len(calls) == 2
        request.send_response(302 if inward else 404)
        request.send_header("Location", site.url("/rahasia")) if inward else None
        request.send_header("Content-Length", "0")
        request.end_headers()

    site.answers["/robots.txt"] = rules
    count_as_public(monkeypatch, 3)  # robots.txt, the page, the other host's robots.txt
    assert "its robots.txt leads to the private address" in str(fetch(site.url("/a")))
    assert not {"/rahasia", "/b"} & set(site.asked)


def test_robots_txt_of_a_typed_private_host_may_redirect_there(site):
    site.serve("/robots.txt", b"", status=302, location="/aturan")
    site.serve("/aturan", b"User-agent: *\nDisallow: /dalam", content_type="text/plain")
    assert "robots.txt forbids it" in str(fetch(site.serve("/dalam/a", HTML)))
    assert fetch(site.serve("/a", HTML)).body == HTML


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "::1",
     "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "224.0.0.1", "2002:7f00:1::", "no address"],
)  # fmt: skip
def test_private_addresses_are_known_in_every_dress(address):
    assert not guards.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_pass(address):
    assert guards.is_public(address)


def test_a_redirect_to_a_file_is_refused(site):
    site.serve("/a", b"", status=302, location="file:///etc/passwd")
    assert "not http" in str(fetch(site.url("/a")))


@pytest.mark.parametrize("url", ["ftp://example.org/a", "file:///etc/passwd", "http://", "http://[::1", "http://a:b/"])
def test_what_is_no_http_url_is_one_clear_line(url):
    found = fetch(url)
    assert isinstance(found, FetchError)
    assert "\n" not in str(found)


def test_a_server_that_trickles_bytes_meets_the_deadline(site):
    def trickle(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        for _ in range(600):
            request.wfile.write(b"<p>")
            request.wfile.flush()
            time.sleep(0.1)
        whole.append(True)

    whole: list[bool] = []
    site.answers["/a"] = trickle
    found = fetch(site.url("/a"), deadline=0.6)
    assert isinstance(found, TransientError)
    assert "longer than 0.6 s" in str(found)
    assert not whole


def test_a_server_that_is_silent_meets_the_read_timeout(site):
    site.answers["/a"] = lambda request: time.sleep(2)
    assert "in time" in str(fetch(site.url("/a"), read_timeout=0.3))


def test_a_gzip_bomb_stops_at_the_cap(site):
    bomb = gzip.compress(bytes(30_000_000))
    url = site.serve("/a", bomb, content_encoding="gzip")
    assert "larger than 1 MB" in str(fetch(url, max_bytes=1_000_000))


def test_gzip_is_unpacked(site):
    assert fetch(site.serve("/a", gzip.compress(HTML), content_encoding="gzip")).body == HTML


def test_a_body_shorter_than_promised_is_refused(site):
    """Half an article would be read as a whole one."""
    found = fetch(site.serve("/a", HTML, content_length=str(len(HTML) + 50)))
    assert isinstance(found, TransientError)
    assert "broke off" in str(found)


def test_what_is_no_gzip_though_said_to_be_is_refused(site):
    assert "is labelled gzip but is not" in str(fetch(site.serve("/a", HTML, content_encoding="gzip")))


@pytest.mark.parametrize("media", ["application/pdf", "image/png", "application/json", "video/mp4"])
def test_other_media_are_refused_by_name(site, media):
    assert media in str(fetch(site.serve("/a", b"x" * 50, content_type=media)))


def test_a_picture_that_calls_itself_html_is_refused(site):
    assert "but is not one" in str(fetch(site.serve("/a", b"\x89PNG\r\n\x1a\n" + bytes(200))))


def test_an_empty_answer_is_an_error(site):
    assert "empty" in str(fetch(site.serve("/a", b"")))


def test_a_closed_port_is_transient():
    found = fetch("http://127.0.0.1:9/")
    assert isinstance(found, TransientError)
    assert "connected" in str(found)


def test_a_password_is_not_repeated():
    assert "rahasia" not in str(fetch("http://budi:rahasia@127.0.0.1:9/"))


HANG = 60  # seconds; far more than a busy machine needs to end what waits for it


def hang(request):
    time.sleep(HANG)


def all_end(threads):
    """Whether they end long before what they wait for."""
    ends = time.monotonic() + HANG / 2
    for thread in list(threads):
        thread.join(max(0, ends - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)


@pytest.fixture
def hung_fetcher(site):
    """Reads four pages of one host that says nothing; three of them wait for the first."""
    site.serve("/robots.txt", b"", content_type="text/plain")
    urls = [site.url(f"/{n}") for n in range(4)]
    site.answers |= {f"/{n}": hang for n in range(4)}
    return Fetcher(urls, FetchOptions())


def test_closing_breaks_a_blocked_read_at_once(site, hung_fetcher):
    found = []
    taker = threading.Thread(target=lambda: found.append(hung_fetcher.take()))
    taker.start()
    while "/0" not in site.asked:
        time.sleep(0.02)
    hung_fetcher.close()
    assert all_end([taker, *hung_fetcher._workers._threads])
    assert "was abandoned" in str(found)
    assert not {"/1", "/2", "/3"} & set(site.asked)  # nothing new is asked for


def test_closing_breaks_a_pause(site):
    site.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 60", content_type="text/plain")
    fetcher = Fetcher([site.serve("/1", HTML), site.serve("/2", HTML)], FetchOptions())
    fetcher.take()
    fetcher.close()
    assert all_end(fetcher._workers._threads)
    assert "/2" not in site.asked


def test_leaving_the_loop_ends_what_was_under_way(site):
    """A program that stops reading ends at once, though a page is being waited for."""
    site.answers["/hang"] = hang
    first, second = site.serve("/1", HTML), site.url("/hang").replace("127.0.0.1", "localhost")
    program = f"""
from konon.pages import find_pages
for page in find_pages([{first!r}, {second!r}]):
    import time; time.sleep(0.5)
    break
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=HANG / 2, check=True)
    assert done.stderr == b""


@pytest.fixture
def slow_names(monkeypatch):
    """A look-up of names that takes longer than anybody waits."""
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: over.wait(60))
    yield
    over.set()


@pytest.mark.usefixtures("slow_names")
def test_the_look_up_of_a_name_meets_the_deadline():
    assert "longer than 0.4 s" in str(fetch("http://pelan.example/", deadline=0.4))


@pytest.mark.usefixtures("slow_names")
def test_the_look_up_of_a_name_meets_the_connect_timeout():
    assert "in time" in str(fetch("http://pelan.example/", connect_timeout=0.3))


def test_an_unknown_host_is_said_to_be_one(monkeypatch):
    def fail(*_args, **_kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert str(fetch("http://tiada.example/")) == ("http://tiada.example/: its host cannot be found; check the address")


def test_a_private_address_is_refused_before_anything_is_sent(site):
    guard = guards.Guard(5)
    guard.private_allowed = False
    with guards.open_session(guard, "x") as session, pytest.raises(guards.ForbiddenAddressError):
        session.get(site.url("/a"))
    guard.close()
    assert site.asked == []


@pytest.fixture
def proxy(site, monkeypatch):
    """The site as a proxy that is set for this machine: what it is asked is in `site.asked`, with its host."""
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, site.url(""))
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return site


@pytest.fixture
def names(monkeypatch):
    """What this machine knows of names that end in ".example": an address, or None for nothing."""
    known, real = {}, socket.getaddrinfo

    def look_up(host, *args, **kwargs):
        if host.endswith(".example") and known.get(host) is None:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return real(known.get(host, host), *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.mark.parametrize("by_proxy", [True, False])
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/a", "http://localhost:9/a", "http://[::1]:9/a", "http://0/a"])
def test_a_proxy_is_not_asked_for_what_is_private_where_that_may_not_be(proxy, by_proxy, address):
    found = fetch(address, private_typed=False, by_proxy=by_proxy)
    assert "private address" in str(found)
    assert proxy.asked == []


def test_a_name_that_means_a_private_address_is_not_asked_of_a_proxy(proxy, names):
    names["dalam.example"] = "127.0.0.1"
    assert "private address" in str(fetch("http://dalam.example/a", private_typed=False))
    assert proxy.asked == []


def test_what_only_a_proxy_can_look_up_is_asked_of_it_where_it_may_be(proxy, names):
    proxy.serve("http://luar.example/a", HTML)
    assert fetch("http://luar.example/a", private_typed=False).body == HTML
    proxy.asked.clear()
    assert "its host cannot be found" in str(fetch("http://luar.example/a", private_typed=False, by_proxy=False))
    assert proxy.asked == []


def test_a_redirect_to_a_private_address_is_refused_through_a_proxy_too(proxy, names):
    proxy.serve("http://luar.example/a", b"", status=302, location="http://169.254.169.254/latest")
    assert "leads to the private address 169.254.169.254" in str(fetch("http://luar.example/a"))
    assert all("169.254" not in path for path in proxy.asked)


@pytest.mark.parametrize(
    ("header", "media", "charset"),
    [("text/html; charset=UTF-8", "text/html", "utf-8"), ("TEXT/HTML", "text/html", None),
     ("text/html; charset='iso-8859-1'", "text/html", "iso-8859-1"), ("", "", None), (";;;", "", None)],
)  # fmt: skip
def test_content_types_are_read(header, media, charset):
    assert parse_content_type(header) == (media, charset)
