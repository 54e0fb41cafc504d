"""How readings are to be shown, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How it is to be shown. `stream`: whose width, colours and encoding count; None for a file."""

    explain: bool = False
    stream: TextIO | None = None
