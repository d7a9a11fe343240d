"""Lists in CSV files beside the workbook: chosen from, filtered, looked into, kept with the version of the form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cpkit.forms import ward
from cpkit.xlsform import files
from cpkit.xlsform.reading import read_form
from tests.xlsform.books import survey
from tests.xlsform.test_reading import filled, messages, refusal

HEAD = ("type", "name", "label", "calculation", "choice_filter", "parameters")
VILLAGES = "ma,ten,xa,name\nb1,Bản Một,dbp,cũ\nb2,Bản Hai,mt,cũ\n"


@pytest.fixture
def villages(tmp_path: Path) -> Path:
    path = tmp_path / "ban.csv"
    path.write_text(VILLAGES, encoding="utf-8")
    return path


def form(folder: Path, *rows: Any) -> Path:
    return survey(folder / "thu.xlsx", *rows, head=HEAD)


def test_expressions_look_into_a_file_named_in_the_form(villages: Path, tmp_path: Path) -> None:
    rows = (
        ("csv-external", "ban"),
        ("text", "ma", "Mã"),
        ("calculate", "ten", "", "instance('ban')/root/item[ma = ${ma}]/ten"),
        ("calculate", "so", "", "count(instance('ban')/root/item[xa = 'dbp'])"),
    )
    read = read_form(form(tmp_path, *rows)).form
    assert [asked.key for asked in read.questions()] == ["ma", "ten", "so"], "the file is no question"
    values = filled(read, ma="b2").values
    assert (values["ten"], values["so"]) == ("Bản Hai", 1)


def test_pulldata_needs_the_file_and_no_row_of_its_own(villages: Path, tmp_path: Path) -> None:
    rows = (("text", "ma", "Mã"), ("calculate", "ten", "", "pulldata('ban', 'ten', 'ma', ${ma})"))
    assert filled(read_form(form(tmp_path, *rows)).form, ma="b1").values["ten"] == "Bản Một"
    villages.unlink()
    assert "Trang survey, dòng 3: không thấy tệp danh sách ban.csv" in refusal(tmp_path / "thu.xlsx")


def test_a_list_that_instance_asks_for_and_is_nowhere_is_refused(tmp_path: Path) -> None:
    rows = (("text", "ma", "Mã"), ("calculate", "ten", "", "instance('ban')/root/item[ma = ${ma}]/ten"))
    assert "Trang survey, dòng 3: không có danh sách “ban” mà instance() gọi" in refusal(form(tmp_path, *rows))


def test_parameters_say_which_columns_are_code_and_label(villages: Path, tmp_path: Path) -> None:
    rows = (
        ("text", "xa", "Xã"),
        ("select_one_from_file ban.csv", "ban", "Bản", "", "xa = ${xa} and name = 'cũ'", "value=ma label=ten"),
        ("select_one_from_file ban.csv", "cung_ban", "Bản", "", "", "value=ten label=ma"),
        ("calculate", "noi", "", "instance('ban')/root/item[ma = ${ban}]/ten"),
    )
    read = read_form(form(tmp_path, *rows)).form
    assert filled(read, xa="mt", ban="Bản Hai").values["ban"] == "b2"
    assert filled(read, xa="mt", ban="b2").values["noi"] == "Bản Hai"
    assert "b1 (Bản Một) không dùng được ở đây" in messages(read, xa="mt", ban="b1")
    assert "thiếu cột nhan. Các cột đang có: ma, ten, xa, name." in refusal(
        form(tmp_path, ("select_one_from_file ban.csv", "b", "B", "", "", "value=ma label=nhan"))
    )


def test_a_file_as_excel_in_viet_nam_saves_it_is_read(tmp_path: Path) -> None:
    text = "name;label::Tiếng Việt (vi);label::English (en);Tên xã\nb1;Bản Một;First village;Mường Thanh\n"
    (tmp_path / "ban.csv").write_bytes(text.encode("utf-16"))
    read = read_form(form(tmp_path, ("select_one_from_file ban.csv", "ban", "Bản", "", "name = 'b1'"))).form
    (choice,) = read.choices["ban"]
    assert choice.label == {"vi": "Bản Một", "en": "First village"}
    assert messages(read, ban="b1") == "", "a heading that is no name stops no filter"


def test_a_code_that_lacks_or_stands_twice_is_named_by_its_row(tmp_path: Path) -> None:
    (tmp_path / "ban.csv").write_text("name,label\nb1,Một\n\n,Hai\nb1,Ba\n", encoding="utf-8")
    text = refusal(form(tmp_path, ("select_one_from_file ban.csv", "ban", "Bản")))
    assert "tệp danh sách ban.csv: dòng 4 thiếu mã ở cột name. dòng 5: mã “b1” đã có ở dòng 2." in text


@pytest.mark.parametrize("name", ["../ban.csv", "/etc/ban.csv", "nha/ban.csv"])
def test_a_file_elsewhere_is_not_read(villages: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "trong").mkdir()
    text = refusal(form(tmp_path / "trong", (f"select_one_from_file {name}", "ban", "Bản")))
    assert "phải nằm cạnh biểu mẫu" in text


@pytest.mark.parametrize("name", ["ban.xml", "ban.geojson"])
def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path, name: str) -> None:
    assert f"phải là .csv, không phải “{name}”" in refusal(
        form(tmp_path, (f"select_one_from_file {name}", "ban", "Bản"))
    )
    assert "csv-external" in refusal(form(tmp_path, ("xml-external", "ban", "")))


def test_files_are_bounded_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_CHOICES", 150)
    for name in ("a", "b"):
        rows = "".join(f"{name}{n},X\n" for n in range(100))
        (tmp_path / f"{name}.csv").write_text("name,label\n" + rows, encoding="utf-8")
    text = refusal(form(tmp_path, ("csv-external", "a"), ("csv-external", "b")))
    assert "Trang survey, dòng 3: các tệp danh sách có quá nhiều dòng" in text
    (tmp_path / "c.csv").write_text("name,label\n" + "x" * 200_000 + ",1\n", encoding="utf-8")
    assert "c.csv có ô quá dài" in refusal(form(tmp_path, ("csv-external", "c")))
    monkeypatch.setattr(files, "LARGEST_LIST", 1000)
    assert "quá lớn" in refusal(form(tmp_path, ("csv-external", "c")))


def test_an_old_version_keeps_its_list_when_the_file_changes(
    run: Any, practice: Path, villages: Path, tmp_path: Path
) -> None:
    rows = (("select_one_from_file ban.csv", "ban", "Bản", "", "", "value=ma label=ten"),)
    assert run("form", "add", form(tmp_path, *rows)).exit_code == 0
    assert run("form", "fill", "thu", "--set", "ban=b1").exit_code == 0
    villages.write_text("ma,ten\nb3,Bản Ba\n", encoding="utf-8")
    added = run("form", "add", form(tmp_path, *rows))
    assert "bỏ lựa chọn: Bản Một; Bản Hai" in added.stderr
    villages.unlink()
    assert [one.text for one in ward.versions("thu")[0].choices["ban"]] == ["Bản Một", "Bản Hai"]
    assert "Bản: Bản Một" in run("form", "entry", "show", "1").stdout
    assert run("form", "fill", "thu", "--set", "ban=Bản Ba").exit_code == 0


def test_it_is_exported_with_its_lists_in_one_workbook(
    run: Any, practice: Path, villages: Path, tmp_path: Path
) -> None:
    rows = (
        ("csv-external", "ban"),
        ("text", "ma", "Mã"),
        ("calculate", "ten", "", "instance('ban')/root/item[ma = ${ma}]/ten"),
        ("calculate", "xa", "", "pulldata('ban', 'xa', 'ma', ${ma})"),
    )
    assert run("form", "add", form(tmp_path, *rows)).exit_code == 0
    (tmp_path / "ra").mkdir()
    out = tmp_path / "ra" / "thu.xlsx"
    assert run("form", "export", "thu", "--out", out).exit_code == 0
    back = read_form(out).form
    assert filled(back, ma="b2").values["ten"] == "Bản Hai"
    assert filled(back, ma="b2").values["xa"] == "mt"


def test_what_a_phone_needs_beside_the_form_is_written_beside_it(
    run: Any, practice: Path, villages: Path, tmp_path: Path
) -> None:
    rows = (("text", "ma", "Mã"), ("calculate", "ten", "", "pulldata('ban', 'ten', 'ma', ${ma})"))
    assert run("form", "add", form(tmp_path, *rows)).exit_code == 0
    (tmp_path / "ra").mkdir()
    wrote = run("form", "export", "thu", "--out", tmp_path / "ra" / "thu.xlsx")
    assert "ban.csv; nạp cùng biểu mẫu" in wrote.stdout.replace("\n", " ")
    assert (tmp_path / "ra" / "ban.csv").read_text(encoding="utf-8").splitlines()[0] == "name,label,ma,ten,xa"
    (tmp_path / "ra" / "thu.xlsx").unlink()
    assert run("form", "export", "thu", "--out", tmp_path / "ra" / "thu.xlsx").exit_code == 1, "the list is there"
