"""The capital letters of every script that has them, as a class for regular expressions, which have none."""

from __future__ import annotations

from typing import Final

LAST: Final = 0x2E00  # beyond it there are signs, and scripts without case


def _ranges() -> str:
    capitals = [code for code in range(LAST) if chr(code).isupper() or chr(code).istitle()]
    out, start, before = "", capitals[0], capitals[0]
    for code in (*capitals[1:], LAST + 1):
        if code != before + 1:
            out += chr(start) if start == before else f"{chr(start)}-{chr(before)}"
            start = code
        before = code
    return out


CAPITALS: Final = _ranges()  # the inside of [...]
