"""`konon users`: who may use a ledger that several share, tokens of programs, and who did what."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer

from konon.cli.command_group import make_group
from konon.cli.messages import report
from konon.cli.options import LEDGER, Layout, LedgerOption, ShapeOption
from konon.cli.plain_command import PlainCommand
from konon.contract import encode
from konon.errors import UsageError
from konon.ledger import Ledger
from konon.ledger.accounts import Account
from konon.ledger.audit_log import AuditEntry
from konon.ledger.speaker_decisions import user_name
from konon.views.wording import count_of, one_line

LONGEST = 1000  # letters of a line of standard input


class RoleName(StrEnum):
    """What `--role` takes."""

    reader = "reader"
    editor = "editor"


users = make_group("Accounts of konon serve --share: readers read, editors correct and add.")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.", show_default=False)]
RoleOption = Annotated[RoleName, typer.Option("--role", help="A reader reads; an editor corrects and adds.")]


@users.command("add", cls=PlainCommand)
def add_account(name: NameArgument, *, role: RoleOption = RoleName.reader, ledger: LedgerOption = LEDGER) -> None:
    """Make an account. Its password is typed twice and not shown, or is the first line of standard input."""
    with Ledger.open(ledger, write=True) as opened:
        if opened.accounts.has(name):
            raise UsageError("there is an account of this name", name=name[:40], remedy="choose another name")
        opened.accounts.add(name, _ask_password(), role.value, by=user_name())
    report(f"konon: {one_line(name)} may sign in as {role.value}")


@users.command("list", cls=PlainCommand)
def list_accounts(*, ledger: LedgerOption = LEDGER, format: ShapeOption = Layout.text) -> None:
    """Show all accounts: role, since when, and the labels of their tokens."""
    with Ledger.open(ledger) as opened:
        found = opened.accounts.all()
    _show(map(asdict, found), format, [_say_account(one) for one in found])
    if not found:
        report(f"konon: no accounts in {one_line(ledger)}; konon users add NAME makes one")


@users.command("remove", cls=PlainCommand)
def remove_account(name: NameArgument, *, ledger: LedgerOption = LEDGER) -> None:
    """Take an account away: signed out everywhere, its tokens void. What it corrected stays."""
    with Ledger.open(ledger, write=True, make=False) as opened:
        opened.accounts.remove(name, by=user_name())


@users.command("password", cls=PlainCommand)
def set_password(name: NameArgument, *, ledger: LedgerOption = LEDGER) -> None:
    """Give an account another password, which signs it out everywhere."""
    with Ledger.open(ledger, write=True, make=False) as opened:
        if not opened.accounts.has(name):
            raise UsageError("there is no account of this name", name=name[:40], remedy="konon users list shows all")
        opened.accounts.set_password(name, _ask_password(), by=user_name())


@users.command("role", cls=PlainCommand)
def set_role(
    name: NameArgument,
    role: Annotated[RoleName, typer.Argument(metavar="ROLE", help="reader or editor.", show_default=False)],
    *,
    ledger: LedgerOption = LEDGER,
) -> None:
    """Make an account a reader or an editor, from its next request on."""
    with Ledger.open(ledger, write=True, make=False) as opened:
        opened.accounts.set_role(name, role.value, by=user_name())


@users.command("token", cls=PlainCommand)
def make_token(
    name: NameArgument,
    *,
    label: Annotated[
        str, typer.Option("--label", metavar="WORDS", help="What it is for; by which it is revoked.")
    ] = "program",
    revoke: Annotated[bool, typer.Option("--revoke", help="Make the tokens of this label void.")] = False,
    ledger: LedgerOption = LEDGER,
) -> None:
    """Make a token by which a program reads: Authorization: Bearer TOKEN. It is shown this once, and cannot write."""
    with Ledger.open(ledger, write=True, make=False) as opened:
        if revoke:
            gone = opened.accounts.revoke_token(name, label, by=user_name())
            report(f"konon: {count_of(gone, 'token')} of {one_line(name)} revoked")
            return
        secret = opened.accounts.make_token(name, label, by=user_name())
    typer.echo(secret)


@users.command("log", cls=PlainCommand)
def show_log(
    *,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, metavar="N", help="The last N; 0: all.")] = 50,
    ledger: LedgerOption = LEDGER,
    format: ShapeOption = Layout.text,
) -> None:
    """Show who did what, when and from where; the oldest first. Nobody can change or delete a line."""
    with Ledger.open(ledger) as opened:
        found = opened.accounts.log(limit or None)
    if not found:
        report(f"konon: nothing was done with accounts in {ledger} yet")
    _show(map(asdict, found), format, [_say_entry(one) for one in found])


def _ask_password() -> str:
    """Typed without echo, or the first line of what is piped in; never an argument, which others could read."""
    if sys.stdin is not None and sys.stdin.isatty():
        prompted: str = typer.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
        return prompted
    line = sys.stdin.readline(LONGEST) if sys.stdin is not None else ""
    if not line.strip("\r\n"):
        raise UsageError("no password came on standard input", remedy="type it at the prompt, or pipe it in")
    return line.rstrip("\r\n")


def _say_account(one: Account) -> str:
    tokens = f"; tokens: {', '.join(one.tokens)}" if one.tokens else ""
    return f"{one.name}: {one.role} since {one.made[:10]}{tokens}"


def _say_entry(one: AuditEntry) -> str:
    return " · ".join(filter(None, (one.at, one.who, one.what, one.target, one.address)))


def _show(rows: Iterable[Mapping[str, Any]], shape: Layout, lines: Iterable[str]) -> None:
    if shape is Layout.json:
        typer.echo(encode(list(rows)).decode())
        return
    for line in lines:
        typer.echo(one_line(line))
