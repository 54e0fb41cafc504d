"""A real server against open connections, slow heads, slow bodies and a gigabyte: others are answered all the while.

Some hundred connections stand for ten thousand, with bounds as much lower: a test machine opens no more files.
"""

import contextlib
import json
import socket
import threading
import time
from collections import Counter
from typing import ClassVar

import pytest
import uvicorn
from making import make_reading, person

from konon.ledger import Ledger
from konon.web import body_bounds
from konon.web.api_types import ErrorWhy
from konon.web.bounded_protocol import BoundedProtocol
from konon.web.site_access import SiteAccess
from konon.web.web_app import make_app

WORDS = "empat kata yang panjang"


class Impatient(BoundedProtocol):
    """As the server's own, with the patience and the numbers of a test."""

    heads, looks, of_one, of_all = 1.0, 0.1, 50, 120
    open_now: ClassVar = Counter()


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        patch.setattr(body_bounds, "SLOWEST", 10_000_000)
        patch.setattr(body_bounds.BodyBounds.__init__, "__kwdefaults__", {"patience": 1.0})
        ledger = stack.enter_context(Ledger.open(tmp_path_factory.mktemp("sibuk") / "sibuk.db", write=True))
        ledger.add(make_reading((person("Budi"), "harga turun"), id="satu"))
        ledger.accounts.add("Sari", WORDS, "editor", by="root")
        app = make_app(ledger, access=SiteAccess(accounts=ledger.accounts))
        config = uvicorn.Config(app, http=Impatient, log_level="critical", lifespan="off")
        server, bound = uvicorn.Server(config), socket.create_server(("127.0.0.1", 0), backlog=512)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        yield bound.getsockname()[1]
        server.should_exit = True
        thread.join(20)
        bound.close()


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def read_all(client):
    parts = []
    with contextlib.suppress(OSError):
        while part := client.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def ask(port, head, body=b""):
    with connect(port) as client:
        client.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
        return read_all(client)


def answers(port):
    return ask(port, "GET /sign-in HTTP/1.1\nHost: localhost\nConnection: close").startswith(b"HTTP/1.1 200")


def is_closed(client):
    try:
        client.settimeout(20)
        return client.recv(1) == b""
    except ConnectionError:
        return True


def test_it_answers(port):
    assert answers(port)


def test_connections_on_which_nothing_comes_are_ended_and_others_are_answered(port):
    idle = []
    try:
        for _ in range(400):
            with contextlib.suppress(OSError):
                idle.append(connect(port))
        assert len(idle) > 300
        assert all(is_closed(one) for one in idle)
        assert Impatient.open_now.total() <= Impatient.of_one
        assert answers(port)
    finally:
        for one in idle:
            one.close()


def test_a_head_that_comes_letter_by_letter_is_waited_for_no_longer(port):
    with connect(port) as client:
        begun, closed = time.monotonic(), False
        while not closed and time.monotonic() - begun < 30:
            try:
                client.sendall(b"GET / HTTP/1.1\r\n" if begun == 0 else b"X")
                client.settimeout(0.2)
                closed = client.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                closed = True
    assert closed


def test_a_second_request_that_never_ends_is_ended_too(port):
    with connect(port) as client:
        client.sendall(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200")
        client.sendall(b"GET /sign-in HTTP/1.1\r\nX-Long: ")
        client.settimeout(20)
        read_all(client)
        assert is_closed(client)


def test_a_head_without_an_end_is_refused(port):
    with connect(port) as client, contextlib.suppress(OSError):
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        for _ in range(200):
            client.sendall(b"X-Much: " + b"x" * 10_000 + b"\r\n")
        assert b"HTTP/1.1 200" not in read_all(client)
    assert answers(port)


def test_a_gigabyte_is_refused_before_it_is_sent(port):
    head = "POST /sign-in HTTP/1.1\nHost: localhost\nContent-Type: application/x-www-form-urlencoded"
    answer = ask(port, f"{head}\nContent-Length: 1073741824")
    assert answer.startswith(b"HTTP/1.1 413")
    assert ask(port, f"{head}\nContent-Length: {'9' * 30}")[:12] in (b"HTTP/1.1 413", b"HTTP/1.1 400")


def test_a_gigabyte_in_chunks_is_refused_as_soon_as_it_is_too_much(port):
    sent = 0
    with connect(port) as client:
        client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(OSError):
            for _ in range(1000):
                client.sendall(b"100000\r\n" + b"x" * 0x100000 + b"\r\n")
                sent += 0x100000
    assert sent < 50_000_000
    assert answers(port)


def test_a_body_that_comes_letter_by_letter_is_waited_for_no_longer(port):
    with connect(port) as client:
        client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\nname=")
        answer = b""
        client.settimeout(0.2)
        for _ in range(100):
            try:
                answer = client.recv(65_536)
                break
            except TimeoutError:
                client.sendall(b"x")
        assert answer.startswith(b"HTTP/1.1 408")
    assert answers(port)


def test_the_error_of_a_connection_has_the_one_shape(port):
    answer = ask(port, "POST /x.json HTTP/1.1\nHost: localhost\nContent-Length: 1073741824")
    assert set(json.loads(answer.partition(b"\r\n\r\n")[2])["error"]) == set(ErrorWhy.__struct_fields__)
