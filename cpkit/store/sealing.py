"""Locks and boxes: what the store's keys are wrapped with. Everything here is from `cryptography`, loaded when needed.

* A secret is sealed with AES-256-GCM under a fresh nonce; what it is for and whose it is are bound to it.
* A passphrase becomes a key through Argon2id (RFC 9106: 3 passes, 64 MiB, 4 lanes); the parameters lie beside the salt.
* A recovery key, 160 random bits, becomes a key through HKDF-SHA256: it needs no slow function.
"""

from __future__ import annotations

import os
import unicodedata
from typing import Final

import msgspec

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
SALT_BYTES: Final = 16

ITERATIONS, MEMORY_KIB, LANES = 3, 64 * 1024, 4
LARGEST_MEMORY_KIB = 1024 * 1024


class Sealed(msgspec.Struct, frozen=True):
    """A secret under AES-256-GCM."""

    nonce: bytes
    text: bytes


class Slow(msgspec.Struct, frozen=True):
    """How a passphrase becomes a key: Argon2id's salt and cost."""

    salt: bytes
    iterations: int = ITERATIONS
    memory_kib: int = MEMORY_KIB
    lanes: int = LANES

    def is_sensible(self) -> bool:
        """Whether the cost is one that cpkit ever writes; a file from elsewhere must not ask for all of the memory."""
        return (
            len(self.salt) >= SALT_BYTES
            and 1 <= self.iterations <= 20
            and 8 * self.lanes <= self.memory_kib <= LARGEST_MEMORY_KIB
            and 1 <= self.lanes <= 16
        )


class SealError(Exception):
    """The key is not the one that sealed this, or what was sealed was changed."""


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, secret: bytes, purpose: str) -> Sealed:
    """`secret` sealed under `key` for `purpose` (bound to it: a seal for one purpose does not open for another)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return Sealed(nonce, AESGCM(key).encrypt(nonce, secret, purpose.encode()))


def unseal(key: bytes, sealed: Sealed, purpose: str) -> bytes:
    """What was sealed under `key` for `purpose`; `SealError` when it was not."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed.nonce, sealed.text, purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise SealError from error


def key_from_passphrase(passphrase: str, slow: Slow) -> bytes:
    """The key of `passphrase`: the same however its tone marks are composed (NFC), and without spaces around it."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    derive = Argon2id(
        salt=slow.salt, length=KEY_BYTES, iterations=slow.iterations, lanes=slow.lanes, memory_cost=slow.memory_kib
    )
    return derive.derive(unicodedata.normalize("NFC", passphrase).strip().encode())


def key_from_recovery(recovery: bytes, salt: bytes) -> bytes:
    """The key of a recovery key's 160 bits."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt, b"cpkit recovery").derive(recovery)
