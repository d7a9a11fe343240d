"""Keys derived from the data key, one for each purpose, and the seals (HMAC-SHA256) made with them."""

from __future__ import annotations

import hashlib
import hmac


def derived_key(data_key: bytes, purpose: str) -> bytes:
    """A 32-byte key for `purpose` alone; tells nothing about the data key."""
    return hmac.digest(data_key, b"cpkit " + purpose.encode(), hashlib.sha256)


def seal(key: bytes, content: bytes) -> bytes:
    """The 32-byte seal of `content`."""
    return hmac.digest(key, content, hashlib.sha256)


def same(first: bytes, second: bytes) -> bool:
    """Whether two seals are equal, taking the same time whatever they are."""
    return hmac.compare_digest(first, second)
