"""The key file: the store's random data key, wrapped by the passphrase, the recovery key and, where set, the office.

It lies twice in the store's folder, as `store.key` and `store.key.copy`, each with a checksum: a damaged one is written
anew from the other, and what is damaged is never taken for a wrong passphrase. A practice store's data key lies in it
in clear. Beside the wraps it holds the store's age identity (sealed under the data key), to which backups are written.

Changing the passphrase writes new wraps of the same data key. A hand-over draws a new data key, a restore brings
another: `incoming` says that the database under it lies ready and is to be moved in (`cpkit.store.swapping`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from cpkit.errors import Damaged, Locked, Misused
from cpkit.language import _
from cpkit.store.files import write_atomically
from cpkit.store.sealing import (
    SALT_BYTES,
    Sealed,
    SealError,
    Slow,
    key_from_passphrase,
    key_from_recovery,
    new_key,
    seal,
    unseal,
)

KEY_FILE, KEY_COPY = "store.key", "store.key.copy"
MAGIC = "cpkit-key"
VERSION = 1


class PassphraseWrap(msgspec.Struct, frozen=True):
    """The data key under the passphrase."""

    slow: Slow
    sealed: Sealed


class RecoveryWrap(msgspec.Struct, frozen=True):
    """The data key under the recovery key."""

    salt: bytes
    sealed: Sealed


class OfficeWrap(msgspec.Struct, frozen=True):
    """The data key as an age file to the office's recipient (`age1…`)."""

    recipient: str
    text: bytes


class Keys(msgspec.Struct, frozen=True):
    """What a key file holds: `fingerprint` tells this store's data key, `finished` is false while the store is made."""

    store_id: str
    fingerprint: str
    recipient: str
    identity: Sealed
    revision: int = 0
    finished: bool = True
    practice: bool = False
    data_key: bytes | None = None
    passphrase: PassphraseWrap | None = None
    recovery: RecoveryWrap | None = None
    office: OfficeWrap | None = None
    incoming: bool = False


def fingerprint(data_key: bytes) -> str:
    """What tells one data key from another and gives nothing of it away (it is random)."""
    return hashlib.sha256(b"cpkit data key" + data_key).hexdigest()[:32]


# --- making and wrapping -------------------------------------------------------------------------------------------


def make_keys(store_id: str, data_key: bytes, *, practice: bool = False) -> Keys:
    """Keys of a new store, with a new age identity and no wraps yet; a practice store's need none."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return Keys(
        store_id=store_id,
        fingerprint=fingerprint(data_key),
        recipient=str(identity.to_public()),
        identity=seal(data_key, str(identity).encode(), _purpose("identity", store_id)),
        practice=practice,
        data_key=data_key if practice else None,
    )


def wrap_with_passphrase(keys: Keys, data_key: bytes, passphrase: str) -> Keys:
    """`keys` that open with `passphrase`, and no longer with the one before."""
    slow = Slow(new_key()[:SALT_BYTES])
    sealed = seal(key_from_passphrase(passphrase, slow), data_key, _purpose("passphrase", keys.store_id))
    return msgspec.structs.replace(keys, passphrase=PassphraseWrap(slow, sealed))


def wrap_with_recovery(keys: Keys, data_key: bytes, recovery: bytes) -> Keys:
    """`keys` that open with the recovery key, and no longer with the one before."""
    salt = new_key()[:SALT_BYTES]
    sealed = seal(key_from_recovery(recovery, salt), data_key, _purpose("recovery", keys.store_id))
    return msgspec.structs.replace(keys, recovery=RecoveryWrap(salt, sealed))


def wrap_for_office(keys: Keys, data_key: bytes, recipient: str) -> Keys:
    """`keys` whose data key, and backups, `recipient`'s age identity opens too; `Misused` for a bad recipient."""
    import pyrage

    try:
        text = pyrage.encrypt(data_key, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.RecipientError as error:
        raise Misused(_("Khóa của cơ quan không đúng: phải là một dòng bắt đầu bằng age1.")) from error
    return msgspec.structs.replace(keys, office=OfficeWrap(recipient, text))


# --- opening -------------------------------------------------------------------------------------------------------


def open_with_passphrase(keys: Keys, passphrase: str) -> bytes:
    """The data key; `Locked` when `passphrase` is not the store's."""
    if keys.practice and keys.data_key is not None:
        return keys.data_key
    wrap = keys.passphrase
    if wrap is None or not wrap.slow.is_sensible():
        raise Damaged(_("Tệp khóa của kho bị hỏng. Hãy phục hồi từ bản sao lưu: cpkit restore."))
    try:
        return unseal(key_from_passphrase(passphrase, wrap.slow), wrap.sealed, _purpose("passphrase", keys.store_id))
    except SealError:
        raise Locked(_("Mật khẩu không đúng.")) from None


def open_with_recovery(keys: Keys, recovery: bytes) -> bytes:
    """The data key; `Locked` when the recovery key is another store's or has been replaced."""
    if keys.recovery is None:
        raise Locked(_("Kho này không có khóa khôi phục."))
    try:
        key = key_from_recovery(recovery, keys.recovery.salt)
        return unseal(key, keys.recovery.sealed, _purpose("recovery", keys.store_id))
    except SealError:
        raise Locked(_("Khóa khôi phục này không phải của kho này, hoặc đã được thay bằng khóa khác.")) from None


def age_identity(keys: Keys, data_key: bytes) -> str:
    """The store's age identity (`AGE-SECRET-KEY-1…`): whoever has it opens the payload of backups made under it."""
    return _unseal_own(data_key, keys.identity, "identity", keys.store_id).decode()


def _unseal_own(data_key: bytes, sealed: Sealed, what: str, store_id: str) -> bytes:
    try:
        return unseal(data_key, sealed, _purpose(what, store_id))
    except SealError:
        raise Damaged(_("Tệp khóa của kho bị hỏng. Hãy phục hồi từ bản sao lưu: cpkit restore.")) from None


def _purpose(what: str, store_id: str) -> str:
    return f"cpkit {what} {store_id}"


# --- the files -----------------------------------------------------------------------------------------------------


def encode_keys(keys: Keys) -> bytes:
    """`keys` as written: a line with the checksum of all that follows, then one line of JSON."""
    body = f"{VERSION}\n".encode() + msgspec.json.encode(keys) + b"\n"
    return f"{MAGIC} {hashlib.sha256(body).hexdigest()}\n".encode() + body


def decode_keys(content: bytes) -> Keys | None:
    """The keys in `content`; None when one byte is not as written; `Damaged` when a newer cpkit wrote it."""
    first, _newline, body = content.partition(b"\n")
    if first != f"{MAGIC} {hashlib.sha256(body).hexdigest()}".encode():
        return None
    version, _newline, text = body.partition(b"\n")
    if version != str(VERSION).encode():
        raise Damaged(_("Kho này do bản cpkit mới hơn tạo ra. Hãy cài bản cpkit mới rồi mở lại."))
    try:
        keys = msgspec.json.decode(text, type=Keys)
    except msgspec.DecodeError:
        return None
    return keys if keys.store_id.isalnum() else None


def has_keys(home: Path) -> bool:
    """Whether a store was made in `home`, however damaged it is; one whose `init` was cut short was not."""
    found = [_read(path) for path in _paths(home)]
    if any(isinstance(one, Keys) for one in found):
        return any(isinstance(one, Keys) and one.finished for one in found)
    return any(content is not None for content in found)


def has_key_files(home: Path) -> bool:
    """Whether there is any key file in `home`."""
    return any(path.exists() for path in _paths(home))


def read_keys(home: Path) -> Keys:
    """The keys of the store in `home`; a damaged, missing or older copy is written anew from the whole one.

    `Misused` naming `cpkit init` when there is no store, `Damaged` when neither copy is whole.
    """
    found = [_read(path) for path in _paths(home)]
    newest = _newest(found)
    if not has_keys(home):
        raise Misused(_("Chưa có kho dữ liệu trong {folder}. Hãy tạo kho bằng: cpkit init.").format(folder=home))
    if newest is None:
        raise Damaged(_("Cả hai tệp khóa của kho đều bị hỏng. Hãy phục hồi từ bản sao lưu: cpkit restore."))
    _repair(home, found, newest)
    return newest


def peek_at_keys(home: Path) -> Keys | None:
    """The keys of the store in `home` without mending anything; None when neither copy is whole."""
    return _newest([_read(path) for path in _paths(home)])


def write_keys(home: Path, keys: Keys) -> Keys:
    """Write `keys` twice into `home`, as the next revision (the newer one serves); returns what was written."""
    written = msgspec.structs.replace(keys, revision=keys.revision + 1)
    for path in _paths(home):
        write_atomically(path, encode_keys(written))
    return written


def key_files(home: Path) -> dict[str, bool]:
    """Each key file's name and whether it is whole (for `doctor`)."""
    return {path.name: isinstance(_read(path), Keys) for path in _paths(home)}


def _paths(home: Path) -> tuple[Path, Path]:
    return home / KEY_FILE, home / KEY_COPY


def _read(path: Path) -> Keys | bytes | None:
    """The keys in `path`, else its damaged content, else None when it is not there."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""
    return decode_keys(content) or content


def _newest(found: list[Keys | bytes | None]) -> Keys | None:
    whole = [one for one in found if isinstance(one, Keys)]
    return max(whole, key=lambda one: one.revision, default=None)


def _repair(home: Path, found: list[Keys | bytes | None], newest: Keys) -> None:
    """Best effort: a folder that cannot be written still opens."""
    from cpkit.errors import Refused

    for path, one in zip(_paths(home), found, strict=True):
        if one != newest:
            try:
                write_atomically(path, encode_keys(newest))
            except Refused:
                continue
