"""Forms of a ward's own, brought by an installed plugin: for tests of what works with any form."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cpkit.forms.loading import forget_forms
from cpkit.plugins import manager
from tests.plugins.packages import install

CODE = """
from cpkit.plugins import data_files, hookimpl

@hookimpl
def forms(register):
    register(*data_files(__file__, "forms"))

@hookimpl
def report_tables(register):
    register(*data_files(__file__, "tables"))

@hookimpl
def indicators(register):
    register(*data_files(__file__, "indicators"))
"""

SURVEY = """
[settings]
form_id = "khao_sat"
version = "1"
title = {vi = "Khảo sát đuối nước", en = "Drowning survey"}
attaches = ["child", "nothing"]
date = "date"

[[survey]]
type = "date"
name = "date"
label = {vi = "Ngày khảo sát", en = "Date"}
required = true
constraint = ". <= today()"
constraint_message = {vi = "không thể sau hôm nay.", en = "cannot be after today."}

[[survey]]
type = "select_one swims"
name = "swims"
label = {vi = "Biết bơi", en = "Swims"}
required = true

[[survey]]
type = "select_multiple dangers"
name = "dangers"
label = {vi = "Nơi nguy hiểm gần nhà", en = "Dangers"}

[[survey]]
type = "integer"
name = "metres"
label = {vi = "Bơi được bao nhiêu mét", en = "Metres"}
constraint = ". >= 0"
constraint_message = {vi = "không được âm.", en = "cannot be negative."}

[[survey]]
type = "text"
name = "place"
label = {vi = "Nơi khảo sát", en = "Place"}

[[survey]]
type = "text"
name = "remark"
label = {vi = "Nhận xét riêng", en = "Remark"}
secret = true

[[survey]]
type = "begin_repeat"
name = "costs"
label = {vi = "Chi phí", en = "Costs"}

[[survey.fields]]
type = "select_one sources"
name = "source"
label = {vi = "Nguồn", en = "Source"}
required = true

[[survey.fields]]
type = "integer"
name = "amount"
label = {vi = "Số tiền", en = "Amount"}
appearance = "money"

[[choices.swims]]
name = "biet"
label = {vi = "Biết bơi", en = "Yes"}

[[choices.swims]]
name = "khong"
label = {vi = "Không biết bơi", en = "No"}

[[choices.dangers]]
name = "suoi"
label = {vi = "Suối", en = "Stream"}

[[choices.dangers]]
name = "ao"
label = {vi = "Ao, hồ", en = "Pond"}

[[choices.sources]]
name = "xa"
label = {vi = "Ngân sách phường", en = "Ward"}

[[choices.sources]]
name = "tai_tro"
label = {vi = "Tài trợ", en = "Donors"}
"""

PLAYGROUND = """
[settings]
form_id = "san_choi"
version = "1"
title = {vi = "Sân chơi", en = "Playground"}
date = "opened"
until = "closed"

[[survey]]
type = "text"
name = "name"
label = {vi = "Tên", en = "Name"}
required = true

[[survey]]
type = "select_one grounds"
name = "kind"
label = {vi = "Loại", en = "Kind"}

[[survey]]
type = "date"
name = "opened"
label = {vi = "Mở từ ngày", en = "Opened"}

[[survey]]
type = "date"
name = "closed"
label = {vi = "Đóng ngày", en = "Closed"}

[[choices.grounds]]
name = "trong_nha"
label = {vi = "Trong nhà", en = "Indoors"}

[[choices.grounds]]
name = "ngoai_troi"
label = {vi = "Ngoài trời", en = "Outdoors"}
"""

OF_CASES = """
[settings]
form_id = "tham_ho"
version = "1"
title = {vi = "Thăm hộ của ca", en = "Visit"}
attaches = "case"
date = "date"

[[survey]]
type = "date"
name = "date"
label = {vi = "Ngày", en = "Date"}
required = true

[[survey]]
type = "select_one results"
name = "result"
label = {vi = "Kết quả", en = "Result"}

[[choices.results]]
name = "tot"
label = {vi = "Tốt", en = "Good"}

[[choices.results]]
name = "xau"
label = {vi = "Xấu", en = "Bad"}
"""

FORMS = {"khao_sat": SURVEY, "san_choi": PLAYGROUND, "tham_ho": OF_CASES}


class OwnPlugin:
    """The plugin as it lies on disk; a file written anew counts from then on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def form(self, name: str, text: str) -> None:
        """Bring a form, or another version of it."""
        self._write("forms", name, text)

    def table(self, name: str, text: str) -> Path:
        """Bring a declared table."""
        return self._write("tables", name, text)

    def indicator(self, name: str, text: str) -> Path:
        """Bring a declared indicator."""
        return self._write("indicators", name, text)

    def remove_form(self, name: str) -> None:
        """The form is gone."""
        (self.folder / "forms" / f"{name}.toml").unlink()
        forget_forms()

    def _write(self, kind: str, name: str, text: str) -> Path:
        path = self.folder / kind / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        forget_forms()
        return path


@contextmanager
def own_plugin(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPlugin]:
    """A plugin with the forms above, installed while this lasts."""
    place = install(folder, "phuong", CODE)
    plugin = OwnPlugin(place)
    for name, text in FORMS.items():
        plugin.form(name, text)
    monkeypatch.syspath_prepend(str(place))
    manager.reset()
    forget_forms()
    try:
        yield plugin
    finally:
        sys.modules.pop("phuong_plugin", None)
        sys.path.remove(str(place))
        manager.reset()
        forget_forms()
