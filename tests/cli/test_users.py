"""`konon users`: passwords come by standard input, never as an argument."""

import io
import json

import pytest

from konon.cli import run
from konon.ledger import Ledger

WORDS = "empat kata yang panjang"


@pytest.fixture
def type_in(monkeypatch):
    return lambda words: monkeypatch.setattr("sys.stdin", io.StringIO(words))


@pytest.fixture
def path(tmp_path, type_in, capsys):
    path = str(tmp_path / "ruang.db")
    type_in(f"{WORDS}\n")
    assert run(["users", "add", "Sari", "--role", "editor", "-l", path]) == 0
    assert "Sari may sign in as editor" in capsys.readouterr().err
    return path


def test_accounts_are_made_listed_changed_and_taken_away(path, type_in, capsys):
    assert run(["users", "role", "sari", "reader", "-l", path]) == 0
    assert run(["users", "list", "-l", path, "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["role"], row["tokens"]) == ("Sari", "reader", [])
    type_in("lima kata yang lebih panjang\n")
    assert run(["users", "password", "Sari", "-l", path]) == 0
    with Ledger.open(path, write=True) as ledger:
        assert ledger.accounts.sign_in("Sari", WORDS, address="") is None
        assert ledger.accounts.sign_in("Sari", "lima kata yang lebih panjang", address="")
    assert run(["users", "remove", "Sari", "-l", path]) == 0
    capsys.readouterr()
    assert run(["users", "list", "-l", path]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "no accounts" in shown.err


def test_a_token_is_shown_once_and_revoked(path, capsys):
    assert run(["users", "token", "Sari", "--label", "malam", "-l", path]) == 0
    token = capsys.readouterr().out.strip()
    with Ledger.open(path) as ledger:
        assert ledger.accounts.of_token(token).name == "Sari"
    assert run(["users", "list", "-l", path]) == 0
    shown = capsys.readouterr().out
    assert "tokens: malam" in shown
    assert token not in shown
    assert run(["users", "token", "Sari", "--label", "malam", "--revoke", "-l", path]) == 0
    with Ledger.open(path) as ledger:
        assert ledger.accounts.of_token(token) is None


def test_the_log_is_shown(path, capsys):
    assert run(["users", "log", "-l", path]) == 0
    assert "add account as editor · Sari" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "typed", "why"),
    [
        (["add", "sari"], WORDS, "there is an account of this name"),
        (["add", "Budi"], "", "no password came"),
        (["add", "Budi"], "pendek", "a password has 10 to 200 letters"),
        (["add", "Bu\ndi"], WORDS, "a name has 1 to 64 letters"),
        (["remove", "Budi"], "", "there is no account of this name"),
        (["password", "Budi"], WORDS, "there is no account of this name"),
        (["token", "Budi"], "", "there is no account of this name"),
        (["token", "Sari", "--revoke", "--label", "x"], "", "has no token of this label"),
    ],
)
def test_what_cannot_be_is_one_clear_line(path, type_in, capsys, args, typed, why):  # noqa: PLR0917
    type_in(typed)
    assert run(["users", *args, "-l", path]) != 0
    err = capsys.readouterr().err
    assert why in err
    assert err.count("\n") == 1
