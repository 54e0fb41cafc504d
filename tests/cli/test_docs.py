"""The documents tell the truth: commands and options exist, blocks run, shown output is what comes out.

`KONON_UPDATE_DOCS=1 pytest tests/cli/test_docs.py` writes shown output anew.
"""

import ast
import os
import re
import shlex
from pathlib import Path

import pytest
import typer

from konon.cli import INTERRUPTED, PIPE_CLOSED, run
from konon.cli.app import app
from konon.contract import reading_row

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
UPDATE = bool(os.environ.get("KONON_UPDATE_DOCS"))
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)
CONSOLE = re.compile(r"(```console\n\$ (konon [^\n]*)\n)(.*?)(```)", re.S)
INLINE = re.compile(r"`(konon [a-z][^`]*)`")


def blocks(kind):
    return [
        pytest.param(code, id=f"{path.name}-{number}")
        for path in DOCUMENTS
        for number, (found, code) in enumerate(BLOCK.findall(path.read_text(encoding="utf-8")))
        if found == kind
    ]


def calls():
    """Every `konon ...` that a document shows."""
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        lines = [
            line.removeprefix("$ ")
            for kind, code in BLOCK.findall(text)
            if kind in ("sh", "console")
            for line in code.splitlines()
        ]
        lines += [call.replace("\\|", "|") for call in INLINE.findall(text)]
        for line in lines:
            for part in re.split(r"&&|\|", line):
                if part.strip().startswith("konon "):
                    yield path.name, part.strip()


def test_the_readme_shows_every_command():
    shown = " ".join(call for name, call in calls() if name == "README.md")
    assert [name for name in typer.main.get_command(app).list_commands(None) if f"konon {name} " not in shown] == []


@pytest.mark.parametrize(("name", "call"), [pytest.param(*call, id=call[1]) for call in calls()])
def test_commands_and_options_of_the_documents_exist(name, call):
    group = typer.main.get_command(app)
    words = shlex.split(call, comments=True)[1:]
    command = group
    if not words[0].startswith("-"):
        command = group.get_command(None, words[0])
        assert command, name
        if hasattr(command, "commands") and len(words) > 1 and not words[1].startswith("-"):
            command = command.commands.get(words[1])
            assert command, name
    known = {option for param in command.params for option in param.opts} | {"--help", "-h"}
    assert {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"} <= known, name


def test_every_option_is_spoken_of_in_the_help(capfd):
    group = typer.main.get_command(app)
    for name in group.list_commands(None):
        assert run([name, "--help"]) == 0
        shown = capfd.readouterr().out
        for param in group.get_command(None, name).params:
            if param.param_type_name == "option":
                assert max(param.opts, key=len) in shown


@pytest.mark.parametrize("code", blocks("python"))
def test_python_blocks_run(code, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec(compile(code, "document", "exec"), {})
    assert capsys.readouterr().out


def shown_output(command, capfd):
    assert run(shlex.split(command)[1:]) == 0
    out = capfd.readouterr().out
    assert out
    return out


def test_shown_output_is_what_comes_out(monkeypatch, capfd, tmp_path):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("KONON_LEDGER", str(tmp_path / "samples.db"))
    assert run(["add", "konon/samples", "--quiet"]) == 0
    capfd.readouterr()
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    fresh = CONSOLE.sub(lambda m: m[1] + shown_output(m[2], capfd) + m[4], text)
    if UPDATE:
        readme.write_text(fresh, encoding="utf-8")
    assert CONSOLE.search(text), "the README shows no output"
    assert UPDATE or fresh == text, "run with KONON_UPDATE_DOCS=1"


def test_the_readme_names_every_field_and_exit_code(reading):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    row = reading_row(reading)
    claims = row["attributions"]
    fields = {*row, *(name for claim in claims for name in claim), *claims[0]["speaker"]}
    assert not {name for name in fields if f"`{name}`" not in text and f"`{name}[]`" not in text}
    for shape in (*claims[0]["hedges"], claims[1]["said"]):
        assert all(f'"{name}": ' in text for name in shape)
    assert all(str(code) in text for code in (INTERRUPTED, PIPE_CLOSED))


def test_the_first_example_stands_early():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert next(number for number, line in enumerate(lines, 1) if line.startswith("$ konon")) < 40


def test_every_file_says_what_it_is_for():
    bare = [
        path
        for path in (ROOT / "konon").rglob("*.py")
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not bare


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_ci_runs_the_test_command_of_the_readme():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if line.endswith("&& pytest")]
    assert len(found) == 1
    assert "pip install -e '.[dev]' && pytest" in found[0]
