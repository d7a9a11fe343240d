"""Questions that a plugin adds to the registration: asked, imported row by row, shown, kept when the plugin is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from cpkit.forms import load
from cpkit.forms.loading import forms
from cpkit.plugins.manager import failures
from tests.conftest import Run
from tests.plugins.conftest import Plug

CODE = """
from pathlib import Path
from cpkit.plugins import hookimpl

@hookimpl
def form_fields(register):
    register(Path({path!r}))
"""

FLOOD = """
after = "hamlet"

[[survey]]
type = "select_one do_cao"
name = "muc_ngap"
label = { vi = "Mức ngập của nhà", en = "Flood level" }
aliases = ["Nhà ngập"]
constraint = ". != 'cao' or ${hamlet} != ''"
constraint_message = { vi = "nhà ngập cao phải ghi tổ, bản." }

[[choices.do_cao]]
name = "cao"
label = { vi = "Ngập cao" }

[[choices.do_cao]]
name = "thap"
label = { vi = "Ngập thấp" }
"""
CHILD = ("register", "--name", "Lò Thị Thử", "--birth-date", "1/5/2018", "--sex", "nu", "--hamlet", "Bản Kéo")


@pytest.fixture
def fields(plug: Plug, tmp_path: Path) -> Any:
    """Install a plugin that adds these questions to a form: `fields(text, form="dang_ky", plugin="lu")`."""

    def add(text: str, form: str = "dang_ky", plugin: str = "lu") -> None:
        path = tmp_path / plugin / f"{form}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        plug(plugin, CODE.format(path=str(path)))

    return add


@pytest.fixture
def flood(fields: Any) -> None:
    """A ward asks how high the house is flooded."""
    fields(FLOOD)


def test_stands_where_it_was_asked_for(flood: None) -> None:
    keys = [asked.key for asked in load("dang_ky").questions()]
    assert keys[keys.index("hamlet") + 1] == "muc_ngap"


@pytest.mark.usefixtures("flood", "practice")
class TestDoors:
    def test_an_option_of_the_command_line_and_a_field_of_the_record(self, installed: Run) -> None:
        child = installed(*CHILD, "--muc-ngap", "Ngập cao", "--json").json["id"]
        assert installed("child", "show", child, "--json").json["extra"] == {"muc_ngap": "cao"}
        assert "Ngập cao" in installed("child", "show", child).stdout
        installed("child", "edit", child, "--muc-ngap", "thap")
        assert installed("child", "show", child, "--json").json["extra"] == {"muc_ngap": "thap"}

    def test_its_constraint_holds(self, installed: Run) -> None:
        refused = installed(*CHILD[:-2], "--muc-ngap", "cao")
        assert refused.exit_code == 1
        assert "nhà ngập cao phải ghi tổ, bản." in refused.stderr

    def test_a_column_of_the_excel_list_with_its_constraint_row_by_row(self, installed: Run, tmp_path: Path) -> None:
        workbook = Workbook()
        workbook.active.append(["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Tổ, bản", "Nhà ngập"])
        workbook.active.append([1, "Lò Thị Thử", "01/05/2018", "Nữ", "Bản Kéo", "Ngập cao"])
        workbook.active.append([2, "Lò Văn Mẫu", "02/06/2017", "Nam", "", "Ngập cao"])
        workbook.active.append([3, "Quàng Văn Thử", "03/06/2016", "Nam", "Bản Kéo", ""])
        workbook.save(tmp_path / "list.xlsx")
        done = installed("register", "--from", tmp_path / "list.xlsx", "--refused", tmp_path / "back.xlsx", "--json")
        assert (done.exit_code, len(installed("child", "list", "--json").json)) == (0, 2)
        back = [cell.value for row in load_workbook(tmp_path / "back.xlsx").active for cell in row]
        assert any("nhà ngập cao phải ghi tổ, bản." in str(value) for value in back)

    def test_a_question_of_the_template_to_hand_out(self, run: Run, tmp_path: Path) -> None:
        run("form", "template", "dang_ky", "--out", tmp_path / "mau.xlsx")
        told = [str(cell.value) for sheet in load_workbook(tmp_path / "mau.xlsx") for row in sheet for cell in row]
        assert any("Mức ngập của nhà" in text for text in told)


def test_the_answer_stays_when_the_plugin_is_gone(
    fields: Any, practice: Path, installed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields(FLOOD)
    child = installed(*CHILD, "--muc-ngap", "cao", "--json").json["id"]
    monkeypatch.setenv("CPKIT_LOAD_PLUGINS", "")
    assert "cao" in installed("child", "show", child).stdout
    assert installed("child", "edit", child, "--hamlet", "Bản Mới").exit_code == 0
    assert installed("child", "show", child, "--json").json["extra"] == {"muc_ngap": "cao"}


QUESTION = '[[survey]]\ntype = "text"\nname = "{name}"\nlabel = {{ vi = "Câu" }}\n'


class TestClashes:
    def test_with_the_form_names_the_form_and_the_plugin(self, fields: Any) -> None:
        fields(QUESTION.format(name="hamlet"))
        load("dang_ky")
        ((name, reason),) = failures()
        assert name == "lu"
        assert "hamlet (cpkit)" in reason

    def test_with_another_plugin_names_both_and_the_first_keeps_it(self, fields: Any) -> None:
        fields(QUESTION.format(name="xa_truong"), plugin="truoc")
        fields(QUESTION.format(name="xa_truong"), plugin="sau")
        questions = [asked.key for asked in load("dang_ky").questions()]
        assert questions.count("xa_truong") == 1
        ((name, reason),) = failures()
        assert {name, reason.partition("xa_truong (")[2].rstrip(").")} == {"truoc", "sau"}

    @pytest.mark.parametrize(
        "text",
        [
            "no toml",
            QUESTION.format(name="cancelled"),
            QUESTION.format(name="x") + 'constraint = "no_such_function(.)"\n',
            QUESTION.format(name="x").replace("text", "geopoint"),
            QUESTION.format(name="x").replace("text", "select_one nowhere"),
        ],
    )
    def test_what_is_no_question_leaves_the_form_as_it_is(self, fields: Any, text: str) -> None:
        fields(text)
        assert {"x", "cancelled"}.isdisjoint(asked.key for asked in load("dang_ky").questions())
        assert [failure.name for failure in failures()] == ["lu"]


def test_a_form_that_law_prescribes_never_waits_for_it(fields: Any) -> None:
    """Mẫu 01 is stored with what is known (NĐ56 Đ25): `required` of an added question counts for nothing there."""
    fields(QUESTION.format(name="x") + "required = true\n", form="mau_01")
    assert load("mau_01").field("x").required is False


FORM = '[settings]\nform_id = "{id}"\nversion = "1"\ntitle = {{ vi = "Phiếu" }}\n' + QUESTION.replace("{name}", "x")
BRINGS = """
from pathlib import Path
from cpkit.plugins import hookimpl

@hookimpl
def forms(register):
    register(Path({path!r}))
"""


def _brings(plug: Plug, folder: Path, plugin: str, form: str, text: str) -> None:
    path = folder / plugin / f"{form}.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    plug(plugin, BRINGS.format(path=str(path)))


class TestForms:
    def test_a_broken_form_is_named_and_the_others_are_there(self, plug: Plug, tmp_path: Path) -> None:
        _brings(plug, tmp_path, "unreadable", "phieu_hong", "no toml")
        assert "dang_ky" in {form.id for form in forms()}
        assert [failure.name for failure in failures()] == ["unreadable"]

    @pytest.mark.parametrize(("form", "owner"), [("mau_01", "decree56"), ("dang_ky", "cpkit")])
    def test_a_form_of_law_cannot_be_replaced(self, plug: Plug, tmp_path: Path, form: str, owner: str) -> None:
        before = len(list(load(form).questions()))
        _brings(plug, tmp_path, "other", form, FORM.format(id=form))
        assert len(list(load(form).questions())) == before
        forms()
        assert failures()[0].name == "other"
        assert owner in failures()[0].reason
