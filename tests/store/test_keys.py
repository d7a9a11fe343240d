"""The key file opens with the passphrase of the day, with the recovery key, and outlives damage to one copy."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

import msgspec
import pytest

from cpkit.errors import Damaged, Locked, Misused
from cpkit.store import keys as key_files
from cpkit.store.keys import KEY_COPY, KEY_FILE, Keys
from cpkit.store.recovery_key import new_recovery
from cpkit.store.sealing import Slow, new_key

STORE_ID = "0123456789abcdef"
PASSPHRASE = "ruộng bậc thang mùa nước đổ"


@pytest.fixture(scope="module")
def data_key() -> bytes:
    return new_key()


@pytest.fixture(scope="module")
def recovery() -> bytes:
    return new_recovery()


@pytest.fixture(scope="module")
def keys(data_key: bytes, recovery: bytes) -> Keys:
    made = key_files.make_keys(STORE_ID, data_key)
    return key_files.wrap_with_recovery(key_files.wrap_with_passphrase(made, data_key, PASSPHRASE), data_key, recovery)


class TestOpening:
    def test_the_passphrase_opens_it(self, keys: Keys, data_key: bytes) -> None:
        assert key_files.open_with_passphrase(keys, PASSPHRASE) == data_key

    def test_the_passphrase_opens_it_however_its_tone_marks_are_composed(self, keys: Keys, data_key: bytes) -> None:
        assert key_files.open_with_passphrase(keys, unicodedata.normalize("NFD", PASSPHRASE)) == data_key
        assert key_files.open_with_passphrase(keys, f" {PASSPHRASE}\n") == data_key

    @pytest.mark.parametrize("wrong", ["", PASSPHRASE[:-1], PASSPHRASE.upper(), "x" * 10_000])
    def test_a_wrong_passphrase_is_locked_and_one_sentence(self, keys: Keys, wrong: str) -> None:
        with pytest.raises(Locked, match=r"^Mật khẩu không đúng\.$"):
            key_files.open_with_passphrase(keys, wrong)

    def test_the_recovery_key_opens_it(self, keys: Keys, data_key: bytes, recovery: bytes) -> None:
        assert key_files.open_with_recovery(keys, recovery) == data_key

    def test_another_recovery_key_does_not(self, keys: Keys) -> None:
        with pytest.raises(Locked, match="không phải của kho này"):
            key_files.open_with_recovery(keys, new_recovery())

    def test_a_practice_store_opens_with_anything(self, data_key: bytes) -> None:
        practice = key_files.make_keys(STORE_ID, data_key, practice=True)
        assert key_files.open_with_passphrase(practice, "") == data_key

    def test_the_wraps_of_one_store_do_not_open_under_the_name_of_another(self, keys: Keys) -> None:
        renamed = msgspec.structs.replace(keys, store_id="ffffffffffffffff")
        with pytest.raises(Locked):
            key_files.open_with_passphrase(renamed, PASSPHRASE)

    def test_a_cost_that_would_eat_the_memory_is_refused(self, keys: Keys) -> None:
        assert keys.passphrase is not None
        greedy = msgspec.structs.replace(keys.passphrase, slow=Slow(bytes(16), memory_kib=64 * 1024 * 1024))
        with pytest.raises(Damaged):
            key_files.open_with_passphrase(msgspec.structs.replace(keys, passphrase=greedy), PASSPHRASE)

    def test_the_cost_lies_in_the_file_so_that_it_can_grow(self, keys: Keys, data_key: bytes) -> None:
        assert keys.passphrase is not None
        assert (keys.passphrase.slow.iterations, keys.passphrase.slow.memory_kib) == (3, 64 * 1024)


class TestChanging:
    def test_a_new_passphrase_voids_the_old(self, keys: Keys, data_key: bytes) -> None:
        changed = key_files.wrap_with_passphrase(keys, data_key, "một câu hoàn toàn khác")
        assert key_files.open_with_passphrase(changed, "một câu hoàn toàn khác") == data_key
        with pytest.raises(Locked):
            key_files.open_with_passphrase(changed, PASSPHRASE)

    def test_the_office_opens_its_wrap_with_its_own_age_identity(self, keys: Keys, data_key: bytes) -> None:
        import pyrage

        office = pyrage.x25519.Identity.generate()
        wrapped = key_files.wrap_for_office(keys, data_key, str(office.to_public()))
        assert wrapped.office is not None
        assert pyrage.decrypt(wrapped.office.text, [office]) == data_key

    def test_a_bad_office_key_is_wrong_usage(self, keys: Keys, data_key: bytes) -> None:
        with pytest.raises(Misused, match="age1"):
            key_files.wrap_for_office(keys, data_key, "age1khong-phai-khoa")

    def test_the_age_identity_belongs_to_the_recipient_and_needs_the_data_key(
        self, keys: Keys, data_key: bytes
    ) -> None:
        from pyrage import x25519

        identity = key_files.age_identity(keys, data_key)
        assert str(x25519.Identity.from_str(identity).to_public()) == keys.recipient
        with pytest.raises(Damaged):
            key_files.age_identity(keys, new_key())


class TestFiles:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """A folder with nothing else in it."""
        made = tmp_path / "kho"
        made.mkdir()
        return made

    def test_it_is_written_twice_and_read_back(self, folder: Path, keys: Keys) -> None:
        written = key_files.write_keys(folder, keys)
        assert (folder / KEY_FILE).read_bytes() == (folder / KEY_COPY).read_bytes()
        assert key_files.read_keys(folder) == written
        assert sorted(path.name for path in folder.iterdir()) == [KEY_FILE, KEY_COPY]

    def test_neither_the_data_key_nor_the_identity_lies_in_it(
        self, folder: Path, keys: Keys, data_key: bytes, recovery: bytes
    ) -> None:
        content = key_files.encode_keys(keys)
        for secret in (data_key, recovery, key_files.age_identity(keys, data_key).encode()):
            assert secret not in content
            assert msgspec.json.encode(secret) not in content
        assert b"AGE-SECRET" not in content

    def test_a_practice_store_says_so_and_holds_its_key_in_clear(self, data_key: bytes) -> None:
        content = key_files.encode_keys(key_files.make_keys(STORE_ID, data_key, practice=True))
        assert b'"practice":true' in content
        assert msgspec.json.encode(data_key) in content

    def test_every_single_byte_of_damage_is_found(self, keys: Keys) -> None:
        content = key_files.encode_keys(keys)
        for place in range(len(content)):
            for flip in (0x01, 0x20, 0xFF):
                damaged = content[:place] + bytes([content[place] ^ flip]) + content[place + 1 :]
                assert key_files.decode_keys(damaged) is None, place

    def test_every_truncation_is_found(self, keys: Keys) -> None:
        content = key_files.encode_keys(keys)
        assert all(key_files.decode_keys(content[:length]) is None for length in range(len(content)))

    @pytest.mark.parametrize("name", [KEY_FILE, KEY_COPY])
    @pytest.mark.parametrize("damage", [b"", b"\0" * 900, None])
    def test_one_damaged_or_missing_copy_is_written_anew(
        self, folder: Path, keys: Keys, name: str, damage: bytes | None
    ) -> None:
        written = key_files.write_keys(folder, keys)
        path = folder / name
        path.unlink() if damage is None else path.write_bytes(damage)
        assert key_files.read_keys(folder) == written
        assert path.read_bytes() == key_files.encode_keys(written)

    def test_both_damaged_is_damaged_and_left_untouched(self, folder: Path, keys: Keys) -> None:
        key_files.write_keys(folder, keys)
        for name in (KEY_FILE, KEY_COPY):
            (folder / name).write_bytes(b"cpkit-key hong")
        with pytest.raises(Damaged, match="cpkit restore"):
            key_files.read_keys(folder)
        assert (folder / KEY_FILE).read_bytes() == (folder / KEY_COPY).read_bytes() == b"cpkit-key hong"

    def test_an_older_copy_gives_way_to_the_newer(self, folder: Path, keys: Keys) -> None:
        """A change of passphrase cut short between the two files has happened: the older wraps are void."""
        older = key_files.write_keys(folder, keys)
        newer = key_files.write_keys(folder, older)
        (folder / KEY_COPY).write_bytes(key_files.encode_keys(older))
        assert key_files.read_keys(folder) == newer
        assert (folder / KEY_COPY).read_bytes() == key_files.encode_keys(newer)

    def test_no_store_names_init(self, folder: Path) -> None:
        with pytest.raises(Misused, match="cpkit init"):
            key_files.read_keys(folder)

    def test_a_store_whose_making_was_cut_short_is_none(self, folder: Path, keys: Keys) -> None:
        key_files.write_keys(folder, msgspec.structs.replace(keys, finished=False))
        with pytest.raises(Misused, match="cpkit init"):
            key_files.read_keys(folder)

    def test_a_newer_key_file_is_refused_untouched(self, folder: Path) -> None:
        body = b'2\n{"something":"new"}\n'
        content = f"cpkit-key {hashlib.sha256(body).hexdigest()}\n".encode() + body
        (folder / KEY_FILE).write_bytes(content)
        with pytest.raises(Damaged, match="mới hơn"):
            key_files.read_keys(folder)
        assert (folder / KEY_FILE).read_bytes() == content

    def test_a_store_id_that_is_no_name_of_a_file_is_refused(self, keys: Keys) -> None:
        crooked = msgspec.structs.replace(keys, store_id="../../evil")
        assert key_files.decode_keys(key_files.encode_keys(crooked)) is None
