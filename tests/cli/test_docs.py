"""The documents tell the truth: commands and options exist, blocks run, shown output is what comes out.

Each document is followed from top to bottom in a folder that holds the sample pages: `sh` and `console` blocks by the
commands in them, `python` blocks by running them. What needs a network or a server stands in a `bash` block and is only
looked at. `KONON_UPDATE_DOCS=1 pytest tests/cli/test_docs.py` writes shown output anew.
"""

import ast
import os
import re
import shlex
import shutil
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
CONSOLE = re.compile(r"\A\$ (konon [^\n]*)\n(.*)\Z", re.S)
INLINE = re.compile(r"`(konon [a-z][^`]*)`")
RUN = ("sh", "console", "python")
INSTALLS = "python3 -m venv "  # `.ci/run` runs these lines


def calls():
    """Every `konon ...` that a document shows."""
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        lines = [
            line.removeprefix("$ ")
            for kind, code in BLOCK.findall(text)
            if kind in ("sh", "bash", "console")
            for line in code.splitlines()
        ]
        lines += [call.replace("\\|", "|") for call in INLINE.findall(text)]
        for line in lines:
            for part in re.split(r"&&|\|", line):
                if part.strip().startswith("konon "):
                    yield path.name, part.strip()


def test_the_documents_show_every_command():
    shown = [shlex.split(call, comments=True)[1] for name, call in calls() if name != "CHANGELOG.md"]
    assert [name for name in typer.main.get_command(app).list_commands(None) if name not in shown] == []


@pytest.mark.parametrize(("name", "call"), [pytest.param(*call, id=call[1]) for call in calls()])
def test_commands_and_options_of_the_documents_exist(name, call):
    group = typer.main.get_command(app)
    words = shlex.split(call, comments=True)[1:]
    command = group
    if not words[0].startswith("-"):
        command = group.get_command(None, words[0])
        assert command, name
        if hasattr(command, "list_commands") and words[1:] and not words[1].startswith("-"):
            command = command.get_command(None, words[1])
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


@pytest.fixture
def desk(monkeypatch, tmp_path):
    """A folder with the sample pages and nothing else, as after the README's first command."""
    shutil.copytree(ROOT / "konon" / "samples", tmp_path / "konon" / "samples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("KONON_LEDGER", "konon.db")  # to be put back, whatever a document sets
    for name in ("KONON_BY", "KONON_FORMAT", "KONON_JOBS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def follow(kind, code, capfd):
    """Runs a block; what a `console` block shows comes back as it should be."""
    if kind == "python":
        exec(compile(code, "document", "exec"), {})
        assert capfd.readouterr().out, "it shows nothing"
        return code
    if kind == "console":
        command = CONSOLE.match(code)[1]
        return f"$ {command}\n{call_konon(command, capfd)}"
    for line in code.splitlines():
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("#")[0].strip().partition("=")
            os.environ[name] = value
        elif line.strip() and not line.startswith(INSTALLS):
            call_konon(line, capfd)
    return code


def call_konon(line, capfd):
    """What it shows; it must find something."""
    words = shlex.split(line, comments=True)
    assert words[0] == "konon", f"{line}: only commands of konon can be followed; else say bash"
    assert run(words[1:]) == 0, line
    said = capfd.readouterr()
    named = [words[at + 1] for at, word in enumerate(words) if word in ("-o", "--output")]
    assert all(Path(name).stat().st_size for name in named), line
    assert said.out or said.err or named, f"{line}: it says nothing"
    assert not re.search(r"konon: (?:no (?!more)|0) ", said.err), f"{line}: it finds nothing: {said.err}"
    return said.out


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_block_of_a_document_runs_and_shows_what_comes_out(path, desk, capfd):
    text = path.read_text(encoding="utf-8")

    def renew(found):
        kind, code = found.groups()
        return found[0].replace(code, follow(kind, code, capfd)) if kind in RUN else found[0]

    fresh = BLOCK.sub(renew, text)
    if UPDATE:
        path.write_text(fresh, encoding="utf-8")
    assert UPDATE or fresh == text, "run with KONON_UPDATE_DOCS=1"


def test_the_documents_name_every_field_and_exit_code(reading):
    text = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("input.md", "output.md"))
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


def test_the_readme_is_short_and_has_ten_words():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 175
    words = text.partition("## Ten words\n")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\| (?!word )\w", words, re.M)) == 10


def test_every_file_says_what_it_is_for():
    bare = [
        path
        for path in (ROOT / "konon").rglob("*.py")
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not bare


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_ci_runs_the_test_command_of_the_readme():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if line.endswith("&& pytest")]
    assert len(found) == 1
    assert "pip install -e '.[dev]' && pytest" in found[0]
