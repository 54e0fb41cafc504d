"""A place as "konon.views.terminal:render_text" -> what stands there, imported when it is first asked for.

Rich, Jinja2, requests, SQLAlchemy and onnxruntime take tenths of a second each to import, and `konon --help` waits for
none of them: whatever is built on a slow library and not always needed is named by its place. This is the only way in
which one of our files imports another from inside a function; `tests/test_imports.py` counts, and loads every place.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def load(place: str) -> Any:
    """The object at "module:name"; a wrong place raises ImportError or AttributeError: the program is at fault."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
