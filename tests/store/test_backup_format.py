"""A backup is a small readable header, then an age file that holds a tar archive."""

from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.errors import Damaged, Refused
from cpkit.store.backup_format import Header, Unpacker, archive, encode_header, read_header
from cpkit.store.keys import make_keys
from cpkit.store.sealing import new_key
from cpkit.times import now

NAMES = ("READ-ME.txt", "data-key.txt", "store.db")


def packed(contents: dict[str, bytes]) -> bytes:
    return archive((name, io.BytesIO(content), len(content)) for name, content in contents.items()).read()


@pytest.fixture(scope="module")
def header() -> Header:
    keys = make_keys("0123456789abcdef", new_key())
    return Header(now(), "0.1.0", "34:03127", "Phường Điện Biên Phủ", 7, "ab" * 32, keys)


class TestArchive:
    @given(st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=2000)))
    def test_it_is_the_tar_that_everybody_reads(self, contents: dict[str, bytes]) -> None:
        with tarfile.open(fileobj=io.BytesIO(packed(contents))) as tar:
            read = {name: tar.extractfile(name) for name in tar.getnames()}
        assert {name: file.read() for name, file in read.items() if file} == contents

    @given(st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=2000)), st.integers(1, 1500))
    def test_it_is_unpacked_in_pieces_of_any_size(self, contents: dict[str, bytes], size: int) -> None:
        targets = {name: io.BytesIO() for name in NAMES}
        unpacker, whole = Unpacker(targets), packed(contents)
        for start in range(0, len(whole), size):
            unpacker.write(whole[start : start + size])
        assert {name: targets[name].getvalue() for name in contents} == contents
        assert {name for name, content in contents.items() if content} <= unpacker.complete

    def test_what_nobody_asked_for_is_dropped(self) -> None:
        store = io.BytesIO()
        Unpacker({"store.db": store}).write(packed({"../evil": b"x" * 700, "store.db": b"kho"}))
        assert store.getvalue() == b"kho"

    def test_a_truncated_archive_is_not_complete(self) -> None:
        unpacker = Unpacker({"store.db": io.BytesIO()})
        unpacker.write(packed({"store.db": b"kho" * 1000})[:2000])
        assert unpacker.complete == set()

    def test_what_is_no_archive_is_damaged(self) -> None:
        with pytest.raises(Damaged):
            Unpacker({}).write(b"\x01" * 512)


class TestHeader:
    def test_it_is_read_back_and_leaves_the_file_at_the_age_payload(self, header: Header) -> None:
        file = io.BytesIO(encode_header(header) + b"age-encryption.org/v1\n")
        assert read_header(file) == header
        assert file.read() == b"age-encryption.org/v1\n"

    def test_every_single_byte_of_damage_is_refused(self, header: Header) -> None:
        content = encode_header(header)
        for place in range(len(content)):
            damaged = content[:place] + bytes([content[place] ^ 0x01]) + content[place + 1 :]
            with pytest.raises((Damaged, Refused)):
                read_header(io.BytesIO(damaged))

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"cpkit-backup", b"cpkit-backup 1 \n", b"\n" * 300])
    def test_what_is_no_backup_is_answered_in_a_sentence(self, content: bytes) -> None:
        with pytest.raises((Damaged, Refused), match="sao lưu"):
            read_header(io.BytesIO(content))

    def test_a_newer_backup_says_so(self, header: Header) -> None:
        newer = encode_header(header).replace(b"cpkit-backup 1 ", b"cpkit-backup 2 ")
        with pytest.raises(Damaged, match="mới hơn"):
            read_header(io.BytesIO(newer))
