"""Who imports whom, and when: at the top of a file, or by `konon.lazy.load` where a slow library can wait."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from konon.lazy import load

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "konon").rglob("*.py"))
PLACE = re.compile(r"konon(?:\.\w+)+:\w+")


def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def own_imports(function):
    for node in ast.walk(function):
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] == "konon"):
            yield node.lineno
        if isinstance(node, ast.Import) and any(one.name.split(".")[0] == "konon" for one in node.names):
            yield node.lineno


def test_none_of_our_files_imports_another_inside_a_function():
    found = {
        name_of(path): sorted(set(own_imports(node)))
        for path in FILES
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and list(own_imports(node))
    }
    assert found == {}


def test_only_one_file_imports_by_name():
    users = [name_of(path) for path in FILES if re.search(r"\bimport_module\b|__import__", path.read_text("utf-8"))]
    assert users == ["konon/lazy.py"]


HUB = {
    "huggingface_hub",
    "hf_xet",
    "fsspec",
    "filelock",
    "tqdm",
    "yaml",
    "httpx2",
}  # tokenizers demands, none calls them
READ_AND_ADD = """
import sys
from konon.cli import run
assert run(["add", sys.argv[1], "--quiet", "--ledger", sys.argv[2]]) == 0
assert run(["search", "--meaning", "Who paid?", "--ledger", sys.argv[2]]) == 0
print(*sys.modules, file=sys.stderr)
"""


def test_nothing_of_the_hub_that_tokenizers_brings_is_loaded(tmp_path):
    page = ROOT / "konon" / "samples" / "eastgatepost-2023-09-14.en.txt"
    command = [sys.executable, "-c", READ_AND_ADD, str(page), str(tmp_path / "news.db")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = ran.stderr.splitlines()[-1].split()
    assert "tokenizers" in loaded
    assert not HUB & {name.partition(".")[0] for name in loaded}


def places():
    """Every place that is named anywhere in the package, f-strings of `ROOM` included, with the file that names it."""
    for path in FILES:
        text = path.read_text(encoding="utf-8").replace("{ROOM}", "konon.cli.commands")
        for place in PLACE.findall(text):
            yield pytest.param(name_of(path), place, id=place)


def layers():
    """Room -> its layer, the lowest 0, as `.importlinter` has them."""
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    lines = text.partition("layers =\n")[2].partition("\n\n")[0].splitlines()
    return {room.strip(): number for number, line in enumerate(reversed(lines)) for room in line.split("|")}


def room_of(module):
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize(("user", "place"), list(places()))
def test_a_late_import_finds_its_object_and_goes_down(user, place):
    assert load(place)
    importer = room_of(user.removesuffix(".py").replace("/", "."))
    if importer not in ("konon.lazy", "konon.__init__"):  # whose docstring gives an example; the door to all
        assert layers()[room_of(place.partition(":")[0])] <= layers()[importer]
