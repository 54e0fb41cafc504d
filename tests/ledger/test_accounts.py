"""Accounts, sessions, tokens and the audit log, on every database."""

import time
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from konon.errors import LedgerError, MissingError, UsageError
from konon.ledger import schema
from konon.ledger.accounts import SIGNED_IN, Accounts
from konon.ledger.news import LedgerMark

WORDS = "empat kata yang panjang"


@pytest.fixture
def accounts(ledger):
    ledger.accounts.add("Sari", WORDS, "editor", by="root")
    return ledger.accounts


def test_an_account_signs_in_by_its_password_whatever_the_capitals_of_its_name(accounts):
    secret = accounts.sign_in(" SARI ", WORDS, address="10.0.0.1")
    assert accounts.signed_in(secret).name == "Sari"
    assert accounts.signed_in(secret).role == "editor"
    for name, password in (("Sari", WORDS + "x"), ("Sari", ""), ("Nobody", WORDS), ("", ""), ("Sari", "x" * 100_000)):
        assert accounts.sign_in(name, password, address="") is None


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x1b[31m", "x" * 65, "a\u202eb"])
def test_a_name_can_be_told_on_a_screen(accounts, name):
    with pytest.raises(UsageError, match="a name has"):
        accounts.add(name, WORDS, "reader", by="root")


def test_a_name_is_taken_once_and_a_password_is_no_joke(accounts):
    with pytest.raises(UsageError, match="there is an account"):
        accounts.add("sari", WORDS, "reader", by="root")
    for bad in ("short", "a" * 20, "abc" * 100):
        with pytest.raises(UsageError, match="password"):
            accounts.add("Budi", bad, "reader", by="root")
    with pytest.raises(UsageError, match="is no role"):
        accounts.add("Budi", WORDS, "admin", by="root")
    assert [one.name for one in accounts.all()] == ["Sari"]


def test_no_secret_is_kept_as_it_is(ledger, accounts):
    secrets = [accounts.sign_in("Sari", WORDS, address=""), accounts.make_token("Sari", "cron", by="root"), WORDS]
    with ledger._place.reading() as connection:
        rows = str([connection.execute(select(table)).all() for table in schema.metadata.sorted_tables])
        kept = connection.execute(select(schema.logins.c.digest)).scalar()
    assert not [secret for secret in secrets if secret in rows]
    assert "$argon2id$" in rows
    assert accounts.signed_in(kept) is None


def test_a_new_sign_in_makes_the_old_secret_void(accounts):
    first = accounts.sign_in("Sari", WORDS, address="")
    second = accounts.sign_in("Sari", WORDS, address="", before=first)
    assert first != second
    assert accounts.signed_in(first) is None
    assert accounts.signed_in(second)


def test_a_session_ends_by_itself_by_signing_out_by_another_password_and_with_the_account(ledger, accounts):
    secret = accounts.sign_in("Sari", WORDS, address="")
    later = Accounts(ledger._place, clock=lambda: time.time() + SIGNED_IN + 1)
    assert later.signed_in(secret) is None
    accounts.sign_out(secret, address="")
    assert accounts.signed_in(secret) is None
    secret = accounts.sign_in("Sari", WORDS, address="")
    accounts.set_password("Sari", WORDS + " lagi", by="root")
    assert accounts.signed_in(secret) is None
    secret, token = accounts.sign_in("sari", WORDS + " lagi", address=""), accounts.make_token("Sari", "a", by="root")
    accounts.remove("Sari", by="root")
    assert accounts.signed_in(secret) is None
    assert accounts.of_token(token) is None
    accounts.add("Lain", WORDS, "reader", by="root")
    assert accounts.signed_in(secret) is None
    with pytest.raises(MissingError):
        accounts.remove("Sari", by="root")


def test_tokens_are_revoked_by_their_label(accounts):
    one, other = accounts.make_token("Sari", "satu", by="root"), accounts.make_token("Sari", "dua", by="root")
    assert accounts.all()[0].tokens == ("dua", "satu") or accounts.all()[0].tokens == ("satu", "dua")
    assert accounts.of_token(one).name == "Sari"
    assert accounts.revoke_token("Sari", "satu", by="root") == 1
    assert accounts.of_token(one) is None
    assert accounts.of_token(other)
    with pytest.raises(MissingError, match="no token of this label"):
        accounts.revoke_token("Sari", "tiga", by="root")


def test_the_log_says_who_did_what_on_one_line_each(accounts):
    accounts.set_role("Sari", "reader", by="root")
    accounts.note("Sari\nroot", "POST", "/claims/a\x1b[31m\u2028b", address="10.0.0.1")
    lines = [(one.who, one.what, one.target) for one in accounts.log()]
    assert lines == [
        ("root", "add account as editor", "Sari"),
        ("root", "make reader", "Sari"),
        ("Sari?root", "POST", "/claims/a?[31m?b"),
    ]
    assert [one.what for one in accounts.log(1)] == ["POST"]


@pytest.mark.parametrize("deed", ["UPDATE audit SET who = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_log(ledger, accounts, deed):
    with pytest.raises(LedgerError), ledger._place.writing() as connection:
        connection.execute(text(deed))
    assert [one.who for one in accounts.log()] == ["root"]


def test_accounts_stay_when_ledgers_are_merged(tmp_path, accounts):
    from konon.ledger import Ledger

    with Ledger.open(tmp_path / "lain.db", write=True) as other:
        list(other.merge(Ledger.open(accounts._place.address))) if accounts._place.is_sqlite else None
        assert other.accounts.all() == []


def test_what_an_account_has_seen_is_kept_with_it_and_goes_with_it(accounts):
    assert accounts.look("Sari") is None
    last = LedgerMark(article=7, at="2026-11-02T09:00:00Z")
    accounts.keep_look("SARI", None, last)
    assert accounts.look(" sari ") == (None, last)
    accounts.keep_look("Sari", last, replace(last, article=9))
    assert accounts.look("Sari") == (last, replace(last, article=9))
    lines = len(accounts.log())
    accounts.keep_look("Nobody", None, last)
    assert (accounts.look("Nobody"), len(accounts.log())) == (None, lines)
    accounts.remove("Sari", by="root")
    accounts.add("Sari", WORDS, "reader", by="root")
    assert accounts.look("Sari") is None
