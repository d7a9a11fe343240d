"""The same records give the same file: again, in another time zone, under another locale, in another folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cpkit.reports.files import FORMATS
from cpkit.store import create_store
from tests.reports.ward import UNIT, Ward, member

ELSEWHERE = {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
HERE = {"TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice ward with children, a case, services and activities."""
    folder = tmp_path_factory.mktemp("kho") / "kho"
    store, _key = create_store(folder, unit=UNIT, unit_name="Phường thử", officer="Cán bộ thử", practice=True)
    with store:
        ward = Ward(store)
        first, second = ward.child(groups=[member(4), member(9)]), ward.child("2012", sex="unknown", ethnic=None)
        ward.helped(first, second, amount=200_000, fund="ngan_sach_xa")
        ward.activity("dien_dan", second, counts={"nu:7-10": 3}, topics=["quyen_tham_gia"])
        ward.case(first, steps=[("danh_gia_ban_dau", "2025-03-03T20:00:00+07:00")])
        ward.organisation("truong_hoc")
    return folder


def made(home: Path, out: Path, settings: dict[str, str]) -> bytes:
    command = [sys.executable, "-m", "cpkit", "--home", str(home), "report", "--year", "2025", "--out", str(out)]
    environment = {**os.environ, **settings, "CPKIT_LANG": "vi"}
    subprocess.run(command, env=environment, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return out.read_bytes()


@pytest.mark.parametrize("format", FORMATS)
def test_a_report_is_the_same_to_the_byte(home: Path, tmp_path: Path, format: str) -> None:
    first = made(home, tmp_path / f"a.{format}", HERE)
    assert made(home, tmp_path / f"b.{format}", HERE) == first
    assert made(home, tmp_path / f"c.{format}", ELSEWHERE) == first
