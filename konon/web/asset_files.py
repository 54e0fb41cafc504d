"""The files that pages load, read once at the start: nothing that a request names is ever looked for on the disk."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from konon.views.thread_picture import STYLE

ROOT = Path(__file__).resolve().parent / "assets"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
MARK = 12  # digits
_NAMED = re.compile(rb'url\("([\w./-]+)"\)')
_PACKED = (".woff2",)  # gzip gains nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file: its bytes, and the same compressed where that is smaller."""

    body: bytes
    packed: bytes | None
    type: str
    mark: str  # of its content, which its address carries: so a browser may keep it for ever


@cache
def load_assets() -> dict[str, Asset]:
    """By name, `vendor/` before those that others made."""
    found = {}
    for path in (*sorted(ROOT.rglob("*")), STYLE):
        if path.is_file() and path.suffix in TYPES:
            body = path.read_bytes()
            if path.suffix == ".css":
                body = _NAMED.sub(lambda found: _mark_address(found[1]), body)
            packed = None if path.suffix in _PACKED else gzip.compress(body, 9, mtime=0)
            mark = hashlib.sha256(body).hexdigest()[:MARK]
            name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
            found[name] = Asset(body=body, packed=packed, type=TYPES[path.suffix], mark=mark)
    return found


def _mark_address(name: bytes) -> bytes:
    """What a stylesheet loads by the address that pages have too, so that it is loaded once."""
    mark = hashlib.sha256((ROOT / name.decode()).read_bytes()).hexdigest()[:MARK].encode()
    return b'url("/assets/' + name + b"?v=" + mark + b'")'


def asset_address(name: str) -> str:
    """KeyError for a name that there is not: a template is at fault."""
    return f"/assets/{name}?v={load_assets()[name].mark}"
