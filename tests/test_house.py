"""The house: no two files and no two classes of one name, so that a name means one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

FILES = sorted((Path(__file__).parent.parent / "konon").rglob("*.py"))


def test_no_two_files_share_a_name() -> None:
    found = defaultdict(list)
    for path in FILES:
        if not path.name.startswith("__"):
            found[path.name].append(str(path))
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


def test_no_two_classes_share_a_name() -> None:
    found = defaultdict(list)
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(str(path))
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}
