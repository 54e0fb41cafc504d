"""Bytes -> fewer bytes, and back, by Zstandard: Python's own from 3.14 on, before that the same from a package.

`ZstdError` is what `unpack` raises for bytes that were never packed, or that are damaged or cut.
"""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdDecompressor, ZstdError, compress
else:
    from backports.zstd import ZstdDecompressor, ZstdError, compress

__all__ = ["ZstdError", "pack", "unpack"]


def pack(body: bytes, level: int) -> bytes:
    """One frame."""
    return compress(body, level)


def unpack(packed: bytes, size: int) -> bytes:
    """What was packed, which has `size` bytes; ZstdError where it has more, so that damage cannot fill the memory."""
    decompressor = ZstdDecompressor()
    body = decompressor.decompress(packed, max_length=size + 1)
    if not decompressor.eof or len(body) > size:
        raise ZstdError(f"a packed page of {size} bytes is cut or damaged")
    return body
