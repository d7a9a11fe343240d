"""Checking a whole store: pages, chains, digests, documents, indexes, mark."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from cpkit.errors import Damaged
from cpkit.language import _
from cpkit.store.layout import decode
from cpkit.store.ledger import SETTINGS_NAME, SETTINGS_TABLE, START, change_digest, digest_of, entry_hash
from cpkit.store.mark import check_mark
from cpkit.store.rawfile import PAGE_SIZE
from cpkit.store.rows import Rows
from cpkit.store.schema import Key, schema_of

ERASED = b""  # how the document was left is not known any more
_FIELDS = "number, at, actor, action, undoes, first, changes, digest"


class VerifyReport(msgspec.Struct, frozen=True):
    """What was checked, and every disagreement found as a sentence; `ok` when there is none."""

    entries: int
    changes: int
    documents: int
    looks: int
    head_number: int
    head_hash: str
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(rows: Rows) -> VerifyReport:
    """Check everything in one unchanging view. Raises Damaged only when the file cannot be read at all."""
    with rows.engine.reading():
        return _Verification(rows).run()


class _Verification:
    """One run over the store; `latest` remembers a digest of how each document was left by its last change."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.connection = rows.engine.connection
        self.problems: list[str] = []
        self.latest: dict[tuple[int, int], bytes | None] = {}
        self.names: dict[int, str] = {SETTINGS_TABLE: SETTINGS_NAME}
        self.counts = {"entries": 0, "changes": 0, "documents": 0, "looks": 0}
        self.head: tuple[int, bytes] = (0, START)

    def run(self) -> VerifyReport:
        """Every check; the pages first: where they are damaged, nothing else is worth reading."""
        self._check_pages()
        if not self.problems:
            self.names |= dict(self.connection.execute("SELECT id, name FROM tables").fetchall())
            for check in (self._check_mark, self._check_changes, self._check_ledger, self._check_looks):
                check()
            self._check_documents()
            self._check_indexes()
        number, hash_ = self.head
        return VerifyReport(**self.counts, head_number=number, head_hash=hash_.hex(), problems=tuple(self.problems))

    def _check_pages(self) -> None:
        pages = self.connection.execute("PRAGMA cipher_integrity_check").fetchall()
        if pages:
            self.problems.append(_("{n} trang của tệp kho bị hỏng.").format(n=len(pages)))
        elif not self._is_well_formed():
            self.problems.append(_("Cấu trúc bên trong của tệp kho bị hỏng."))

    def _is_well_formed(self) -> bool:
        sound = self.connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        pages = self.connection.execute("PRAGMA page_count").fetchone()[0]
        return sound and bool(self.rows.engine.raw.size() == pages * PAGE_SIZE)

    def _check_mark(self) -> None:
        try:
            check_mark(self.rows.engine.mark.read(), self.connection)
        except Damaged as error:
            self.problems.append(str(error))

    def _check_changes(self) -> None:
        query = (
            "SELECT c.id, c.table_id, c.doc_id, c.digest, t.salt, t.before, t.after FROM changes c"
            " LEFT JOIN texts t ON t.id = c.id ORDER BY c.id"
        )
        wrong = 0
        for _id, table_id, doc_id, digest, salt, before, after in self.connection.execute(query):
            self.counts["changes"] += 1
            if salt is None:
                self.latest[table_id, doc_id] = ERASED
                continue
            before, after = _as_bytes(before), _as_bytes(after)
            wrong += digest != change_digest(salt, self.names.get(table_id, ""), doc_id, before, after)
            self.latest[table_id, doc_id] = None if after is None else hashlib.sha256(after).digest()
        if wrong:
            self.problems.append(_("{n} nội dung trong nhật ký không khớp dấu vân tay của nó.").format(n=wrong))

    def _check_ledger(self) -> None:
        previous, expected, first = START, 1, 1
        for row in self.connection.execute(f"SELECT {_FIELDS}, hash FROM ledger ORDER BY number").fetchall():
            fields, hash_ = row[:-1], row[-1]
            in_order = fields[0] == expected and fields[5] == first
            if not in_order or hash_ != entry_hash(previous, fields) or fields[7] != self._digest_of(fields):
                self.problems.append(_("Nhật ký bị đứt hoặc bị sửa ở mục số {number}.").format(number=expected))
                return
            previous, expected, first = hash_, expected + 1, first + fields[6]
        self.counts["entries"] = expected - 1
        self.head = (expected - 1, previous)
        if first - 1 != self.counts["changes"]:
            self.problems.append(_("Nhật ký có thay đổi không thuộc mục nào."))

    def _digest_of(self, fields: tuple[Any, ...]) -> bytes:
        query = "SELECT digest FROM changes WHERE id BETWEEN ? AND ? AND number = ? ORDER BY id"
        found = self.connection.execute(query, (fields[5], fields[5] + fields[6] - 1, fields[0]))
        return digest_of(row[0] for row in found)

    def _check_looks(self) -> None:
        previous, expected = START, 1
        query = "SELECT number, at, actor, action, subjects, hash FROM looks ORDER BY number"
        for row in self.connection.execute(query):
            if row[0] != expected or row[5] != entry_hash(previous, row[:5]):
                self.problems.append(_("Sổ lượt xem bị đứt hoặc bị sửa ở mục số {number}.").format(number=expected))
                return
            previous, expected = row[5], expected + 1
        self.counts["looks"] = expected - 1

    def _check_documents(self) -> None:
        settings = self.connection.execute("SELECT value FROM facts WHERE name = 'settings'").fetchone()[0]
        wrong = int(self._differs(SETTINGS_TABLE, 0, settings))
        query = "SELECT id, name, present, documents FROM tables ORDER BY id"
        for table_id, name, present, documents in self.connection.execute(query).fetchall():
            found = 0
            for doc_id, body in self.rows.bodies(name) if present else ():
                found += 1
                wrong += schema_of(name).ledgered and self._differs(table_id, doc_id, body)
            self.counts["documents"] += found
            if found != documents:
                self.problems.append(_("Bảng {table}: số bản ghi không khớp với số đã ghi.").format(table=name))
        wrong += sum(1 for state in self.latest.values() if state)  # in the ledger, not in the store
        if wrong:
            self.problems.append(_("{n} bản ghi không khớp với nhật ký.").format(n=wrong))

    def _differs(self, table_id: int, doc_id: int, body: bytes) -> bool:
        state = self.latest.pop((table_id, doc_id), None)
        return state != ERASED and state != hashlib.sha256(_as_bytes(body) or b"").digest()

    def _check_indexes(self) -> None:
        for table, slots in self.rows.slots.items():
            wanted = dict.fromkeys((slot for slot, _index in slots), 0)
            for doc_id, body in self.rows.bodies(table):
                document = decode(body)
                for slot, index in slots:
                    wanted[slot] += sum(_fingerprint(key, doc_id) for key in index.keys(document))
            for slot, index in slots:
                entries = self.connection.execute("SELECT key, doc_id FROM entries WHERE slot = ?", (slot,))
                if sum(_fingerprint(*entry) for entry in entries) != wanted[slot]:
                    message = _("Chỉ mục {index} của bảng {table} không khớp với các bản ghi.")
                    self.problems.append(message.format(index=index.name, table=table))


def _as_bytes(value: bytes | str | None) -> bytes | None:
    """A text as it is stored; one that was not written by cpkit may come as characters."""
    return value.encode() if isinstance(value, str) else value


def _fingerprint(key: Key, doc_id: int) -> int:
    """A number for one index entry; equal sums over two sets of entries mean equal sets."""
    return int.from_bytes(hashlib.blake2b(f"{key!r} {doc_id}".encode(), digest_size=16).digest(), "big")
