"""Two processes at once, a full disk, Ctrl-C, one wrong byte: nothing is lost, nothing half done, nothing made up."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpkit.errors import Damaged, Refused
from cpkit.store import Store
from cpkit.store.engine import COPY, DATABASE, Busy
from cpkit.vietnamese import fold
from tests.store.processes import needs_fork, start, wait_for
from tests.store.stores import KEY, contents, new_store, open_store

CHILDREN = [{"name": f"Lò Thị Thử {number}", "note": "ghi chú " * 20} for number in range(300)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "kho"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with new_store(home) as made:
        yield made


class TestOneWrite:
    def test_is_all_or_nothing(self, store: Store) -> None:
        table = store.table("children")
        with pytest.raises(ZeroDivisionError), store.write("register"):
            table.insert({"name": "Lò Thị Thử"})
            table.insert({"name": 1 / 0})
        assert (len(table), store.head()[0]) == (0, 1)

    def test_is_seen_inside_before_it_is_done(self, store: Store) -> None:
        with store.write("register"):
            doc_id = store.table("children").insert({"name": "Lò Thị Thử", "mother": "Cà Thị Mẫu"})
            assert store.find_ids("children", "mother", "ca thi mau") == [doc_id]

    def test_inside_another_is_part_of_it(self, store: Store) -> None:
        with store.write("outer"):
            store.table("children").insert({"name": "Một"})
            with store.write("inner"):
                store.table("children").insert({"name": "Hai"})
        action = store.last_action()
        assert action is not None
        assert (action.action, action.documents) == ("outer", 2)

    def test_with_a_part_that_failed_is_not_kept_even_if_the_failure_was_caught(self, store: Store) -> None:
        with pytest.raises(RuntimeError), store.write("outer"):
            store.table("children").insert({"name": "Một"})
            with pytest.raises(ZeroDivisionError), store.write("inner"):
                store.table("children").insert({"name": 1 / 0})
        assert len(store.table("children")) == 0

    def test_goes_on_after_an_operation_that_was_refused(self, store: Store) -> None:
        with store.write("register"):
            doc_id = store.table("children").insert({"name": "Một"})
            with pytest.raises(ValueError, match="Mapping"):
                store.table("children").insert_multiple([{"name": "Hai"}, 3])  # type: ignore[list-item]
        assert dict(store.rows("children")) == {doc_id: {"name": "Một"}}
        assert store.verify().ok

    def test_without_changes_leaves_no_trace(self, store: Store, home: Path) -> None:
        before = (home / DATABASE).read_bytes()
        with store.write("nothing"):
            store.table("children").search(lambda child: True)
        assert (home / DATABASE).read_bytes() == before

    def test_passes_other_errors_of_the_system_on(self, store: Store) -> None:
        with pytest.raises(FileNotFoundError), store.write("import"):
            Path("no such file").read_text()

    def test_cannot_begin_inside_a_read(self, store: Store) -> None:
        with pytest.raises(RuntimeError), store.reading():
            store.table("children").insert({})

    def test_leaves_no_free_pages(self, store: Store) -> None:
        store.table("children").insert_multiple(CHILDREN)
        store.table("children").truncate()
        with store.reading() as connection:
            assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
            assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)

    def test_keeps_no_large_second_copy(self, store: Store, home: Path) -> None:
        for size in (10, 2000):
            store.table("children").insert_multiple([{"note": "dài " * size}] * 400)
            store.table("children").update({"seen": True})
            assert (home / COPY).stat().st_size <= 1 << 20

    def test_waits_with_ctrl_c_until_the_commit_is_done(self, store: Store) -> None:
        engine, published = store.engine, []
        publish = engine.mark.publish

        def interrupted() -> None:
            os.kill(os.getpid(), signal.SIGINT)
            publish()
            published.append(True)

        engine.mark.publish = interrupted  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            store.table("children").insert({"name": "Lò Thị Thử"})
        assert published
        assert store.verify().ok
        assert len(store.table("children")) == 1


class TestTheMarkCannotBeWritten:
    def test_then_nothing_was_written(self, store: Store) -> None:
        store.table("children").insert({"name": "Một"})

        def fail() -> None:
            raise OSError(5, "Input/output error")

        publish, store.engine.mark.publish = store.engine.mark.publish, fail  # type: ignore[method-assign]
        with pytest.raises(Refused):
            store.table("children").insert({"name": "Hai"})
        store.engine.mark.publish = publish  # type: ignore[method-assign]
        assert [document["name"] for document in store.table("children")] == ["Một"]
        assert store.verify().ok


@needs_fork
class TestTwoProcesses:
    def test_lose_nothing_and_give_no_id_twice(self, store: Store, home: Path, tmp_path: Path) -> None:
        def register(writer: int) -> None:
            with Store.open(home, KEY) as own:
                ids = [own.table("children").insert({"writer": writer, "n": n}) for n in range(60)]
            (tmp_path / f"{writer}.ids").write_text(" ".join(map(str, ids)))

        codes = wait_for(*[start(lambda writer=writer: register(writer)) for writer in range(3)])  # type: ignore[misc]
        given = [int(one) for file in tmp_path.glob("*.ids") for one in file.read_text().split()]
        assert codes == [0, 0, 0]
        assert len({*given}) == 180
        assert sorted(given) == [doc_id for doc_id, _child in store.rows("children")]
        assert store.verify().problems == ()

    def test_a_reader_sees_whole_writes_only(self, store: Store, home: Path) -> None:
        pair = store.table("children").insert_multiple([{"n": 0}, {"n": 0}])

        def write() -> None:
            with Store.open(home, KEY) as own:
                for number in range(80):
                    own.table("children").update({"n": number, "note": "x" * 3000}, doc_ids=pair)

        writer = start(write)
        for _look in range(150):
            first, second = store.table("children").all()
            with store.reading():
                first, second = store.table("children").all()
            assert first["n"] == second["n"]
        assert wait_for(writer) == [0]

    def test_one_waits_for_the_other(self, store: Store, home: Path) -> None:
        def write() -> None:
            with Store.open(home, KEY) as own, own.write("slow"):
                own.table("children").insert({"name": "Chậm"})
                time.sleep(0.4)

        writer = start(write)
        while not (home / f"{DATABASE}-journal").exists():
            time.sleep(0.01)
        assert store.table("children").all() == [], "what is not done yet is not seen"
        store.table("children").insert({"name": "Nhanh"})
        assert wait_for(writer) == [0]
        assert [child["name"] for child in store.table("children")] == ["Chậm", "Nhanh"]

    def test_one_that_does_not_finish_is_not_waited_for_forever(self, home: Path) -> None:
        new_store(home).close()

        def write() -> None:
            with Store.open(home, KEY) as own, own.write("slow"):
                own.table("children").insert({"name": "Chậm"})
                time.sleep(30)

        writer = start(write)
        while not (home / f"{DATABASE}-journal").exists():
            time.sleep(0.01)
        with Store.open(home, KEY, wait=0.2) as store:
            with pytest.raises(Busy):
                store.table("children").insert({"name": "Nhanh"})
            os.kill(writer, signal.SIGKILL)
            wait_for(writer)
            store.table("children").insert({"name": "Nhanh"})
            assert [child["name"] for child in store.table("children")] == ["Nhanh"]
            assert store.verify().ok

    def test_a_long_read_keeps_a_write_from_finishing_and_nothing_is_lost(self, store: Store, home: Path) -> None:
        def write() -> None:
            with Store.open(home, KEY, wait=0.2) as own, pytest.raises(Busy):
                own.table("children").insert({"name": "Không kịp"})

        with store.reading():
            assert wait_for(start(write)) == [0]
            assert store.table("children").all() == []
        store.table("children").insert({"name": "Sau đó"})
        assert [child["name"] for child in store.table("children")] == ["Sau đó"]
        assert store.verify().ok

    def test_two_stores_in_one_process_exclude_each_other(self, store: Store, home: Path) -> None:
        with Store.open(home, KEY, wait=0.1) as other:
            with store.write("first"):
                store.table("children").insert({"name": "Một"})
                with pytest.raises(Busy):
                    other.table("children").insert({"name": "Hai"})
                assert other.table("children").all() == []
            other.table("children").insert({"name": "Hai"})
        store.table("children").insert({"name": "Ba"})
        assert [child["name"] for child in store.table("children")] == ["Một", "Hai", "Ba"]

    def test_closing_one_store_does_not_drop_the_locks_of_another(self, store: Store, home: Path) -> None:
        def write() -> None:
            with Store.open(home, KEY, wait=0.2) as own, pytest.raises(Busy):
                own.table("children").insert({"name": "Chen vào"})

        with store.write("first"):
            store.table("children").insert({"name": "Một"})
            Store.open(home, KEY).close()
            assert wait_for(start(write)) == [0]
        assert [child["name"] for child in store.table("children")] == ["Một"]

    def test_a_store_that_was_replaced_is_not_written_to(self, store: Store, home: Path, tmp_path: Path) -> None:
        shutil.copytree(home, tmp_path / "restored")
        (tmp_path / "restored" / DATABASE).replace(home / DATABASE)
        with pytest.raises(Refused, match="mở lại"):
            store.table("children").insert({"name": "Lạc"})
        with open_store(home) as opened:
            assert contents(opened) == {}


@needs_fork
class TestAFullDisk:
    """The store is whole afterwards, and takes writes again once there is room."""

    @pytest.mark.parametrize("room", [0, 1, 3, 8, 20, 60, 150, 400, 1000])
    def test_files_that_may_not_grow(self, store: Store, home: Path, room: int) -> None:
        store.table("children").insert_multiple(CHILDREN[:50])
        was = contents(store)
        largest = max(file.stat().st_size for file in home.iterdir())

        import resource

        def write() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room * 1024, largest + room * 1024))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            with Store.open(home, KEY) as own:
                for number in itertools.count():
                    own.table("children").insert_multiple(CHILDREN[:40])
                    (home.parent / "acknowledged").write_text(str(number + 1))

        assert wait_for(start(write)) == [1]
        said = home.parent / "acknowledged"
        acknowledged = int(said.read_text()) if said.exists() else 0
        with open_store(home) as opened:
            assert len(opened.table("children")) == 50 + 40 * acknowledged
            assert contents(opened)["children"].items() >= was["children"].items()
            assert opened.verify().problems == ()
            opened.table("children").insert({"name": "Có chỗ rồi"})

    def test_a_small_disk(self, tmp_path: Path) -> None:
        disk = tmp_path / "disk"
        disk.mkdir()
        if subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True
        ).returncode:
            pytest.skip("may not mount a small disk here")
        try:
            self._fill(disk)
        finally:
            subprocess.run(["umount", str(disk)], check=True)

    def _fill(self, disk: Path) -> None:
        (disk / "filler").write_bytes(bytes(100_000))
        written = itertools.count()
        with new_store(disk / "kho") as store:
            with pytest.raises(Refused, match="đầy"):
                while store.table("children").insert_multiple(CHILDREN[:20]):
                    next(written)
            whole = next(written) * 20
            assert len(store.table("children")) == whole
            assert store.verify().problems == ()
            with pytest.raises(Refused):
                store.table("children").insert_multiple(CHILDREN)
        with open_store(disk / "kho") as store:
            assert len(store.table("children")) == whole
            (disk / "filler").unlink()
            store.table("children").insert_multiple(CHILDREN[:20])
            assert store.verify().problems == ()


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A store, and what it holds."""
    home = tmp_path_factory.mktemp("known") / "kho"
    with new_store(home) as store:
        store.table("children").insert_multiple(CHILDREN)
        store.table("children").update({"hamlet": "Bản Thử"}, doc_ids=[next(iter(store.rows("children")))[0]])
        store.look("child list", ["TE-1"])
        return home, contents(store)


class TestOneWrongByte:
    @given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_is_refused_never_a_wrong_answer(
        self, known: tuple[Path, dict[str, Any]], tmp_path: Path, place: float, bit: int
    ) -> None:
        home, held = known
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(home, copy)
        content = bytearray((copy / DATABASE).read_bytes())
        content[int(place * len(content))] ^= 1 << bit
        (copy / DATABASE).write_bytes(content)
        with pytest.raises(Damaged), open_store(copy) as store:
            assert contents(store) == held
            if not store.verify().ok:
                raise Damaged
        assert (copy / DATABASE).read_bytes() == content, "left untouched"

    @pytest.mark.parametrize("change", ["cut", "longer", "another page", "zeros", "empty", "swapped pages"])
    def test_nor_a_file_of_another_shape(self, known: tuple[Path, dict[str, Any]], tmp_path: Path, change: str) -> None:
        shutil.copytree(known[0], tmp_path / "copy")
        path = tmp_path / "copy" / DATABASE
        content = path.read_bytes()
        changed = {
            "cut": content[:-4096],
            "longer": content + random.Random(1).randbytes(100),
            "another page": content + random.Random(2).randbytes(4096),
            "zeros": content[: 5 * 4096] + bytes(4096) + content[6 * 4096 :],
            "empty": b"",
            "swapped pages": content[: 5 * 4096]
            + content[6 * 4096 : 7 * 4096]
            + content[5 * 4096 : 6 * 4096]
            + content[7 * 4096 :],
        }[change]
        path.write_bytes(changed)
        with pytest.raises(Damaged), open_store(tmp_path / "copy") as store:
            assert contents(store) == known[1]
            if not store.verify().ok:
                raise Damaged

    def test_a_wrong_key_is_refused_and_nothing_else_is_said(
        self, known: tuple[Path, dict[str, Any]], capfd: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(Damaged):
            Store.open(known[0], bytes(32))
        assert capfd.readouterr() == ("", ""), "SQLCipher writes to stderr itself unless told not to"


class TestNothingInClear:
    def test_no_name_can_be_found_in_the_folder(self, store: Store, home: Path) -> None:
        name, mother = "Quàng Thị Nguyệt Ánh", "Lường Thị Đẹp"
        with store.write("register"):
            doc_id = store.table("children").insert({"name": name, "mother": mother})
            store.table("children").update({"note": f"con của {mother}"}, doc_ids=[doc_id])
            self.assert_hidden(home, name, mother)
        store.undo()
        self.assert_hidden(home, name, mother)

    def assert_hidden(self, home: Path, *names: str) -> None:
        content = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
        assert len(content) > 10_000
        for name in names:
            for form in {name, name.upper(), unicodedata.normalize("NFD", name), fold(name), *fold(name).split()}:
                if len(form) > 4:
                    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
                        assert form.encode(encoding) not in content
