"""`cpkit plugins check`: a new plugin spoilt in one way each time, and what the review says; nothing of it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cpkit.authoring.making import make
from cpkit.authoring.reviewing import review
from cpkit.errors import Refused
from tests.conftest import Run

NAME = "khao_sat_ao_ho"
INIT, COMMAND = f"{NAME}/__init__.py", f"{NAME}/command.py"
FORM, TABLE = f"{NAME}/forms/{NAME}.toml", f"{NAME}/tables/{NAME}.toml"
Spoil = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """A new plugin without a fault."""
    make(NAME, tmp_path / "new")
    return tmp_path / "new"


@pytest.fixture
def spoilt(plugin: Path) -> Spoil:
    """Change one file of it (`before` by `after`, or `after` added) and review: weight, file, sentence."""

    def spoil(name: str, after: str, before: str = "") -> list[tuple[str, str, str]]:
        path = plugin / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert before in text
        path.write_text(text.replace(before, after, 1) if before else text + after, encoding="utf-8")
        return [
            (one.weight, one.where.partition(":")[0], one.sentence) for one in review(plugin, commands=["register"])
        ]

    return spoil


class TestPackaging:
    @pytest.mark.parametrize(
        ("before", "after", "said"),
        [
            ('license = "Apache-2.0"\n', "", "Thiếu giấy phép"),
            ("Apache-2.0", "AGPL-3.0-or-later", "Giấy phép GPL"),
            ('"cpkit"]', '"cpkit", "requests>=2"]', "Cần thêm gói khác (requests)"),
            ('description = "', 'keywords = ["', None),
            ('requires-python = ">=3.11"\n', "", "Thiếu requires-python"),
            ('dependencies = ["cpkit"]', "dependencies = []", "Thiếu cpkit"),
            ("[project.entry-points.cpkit]", "[project.entry-points.other]", "Thiếu điểm vào"),
            (f'"{NAME}"\n\n[tool', '"no_such"\n\n[tool', "không có mô-đun ấy"),
            ('"tables/*.toml", ', "", "package-data"),
        ],
    )
    def test_what_keeps_it_from_being_installed_whole(
        self, spoilt: Spoil, before: str, after: str, said: str | None
    ) -> None:
        found = spoilt("pyproject.toml", after, before)
        assert any(said in sentence for _weight, _where, sentence in found) if said else found

    def test_what_lies_beside_the_code(self, plugin: Path) -> None:
        (plugin / "README.md").unlink()
        (plugin / "tests" / f"test_{NAME}.py").unlink()
        sentences = " ".join(one.sentence for one in review(plugin))
        assert "README" in sentences and "kiểm thử" in sentences

    def test_a_licence_may_lie_beside_it_and_is_read(self, spoilt: Spoil, plugin: Path) -> None:
        (plugin / "LICENSE").write_text("Apache License, Version 2.0", encoding="utf-8")
        assert spoilt("pyproject.toml", "", 'license = "Apache-2.0"\n') == []
        (plugin / "LICENSE").write_text("GNU GENERAL PUBLIC LICENSE\nVersion 3", encoding="utf-8")
        (remark,) = review(plugin)
        assert (remark.where, "GPL" in remark.sentence) == ("LICENSE", True)

    def test_a_package_inside_it_that_the_list_forgets(self, spoilt: Spoil) -> None:
        found = spoilt(f"{NAME}/inner/__init__.py", "")
        assert ("error", f"{NAME}/inner", f"Gói con {NAME}.inner không nằm trong packages: cài xong sẽ thiếu.") in found

    def test_tools_that_take_all_data_need_no_list(self, spoilt: Spoil) -> None:
        found = spoilt("pyproject.toml", "hatchling.build", "setuptools.build_meta")
        assert found == []
        assert spoilt("pyproject.toml", "", '"tables/*.toml", ') == []

    def test_code_that_runs_while_it_is_installed_and_code_that_nobody_can_read(self, spoilt: Spoil) -> None:
        assert ("warning", "setup.py", "setup.py chạy mã ngay khi cài: hãy dùng pyproject.toml.") in spoilt(
            "setup.py", "from setuptools import setup\n\nsetup()\n"
        )
        found = spoilt(f"{NAME}/fast.so", "ELF")
        assert ("warning", f"{NAME}/fast.so", "Tệp đã biên dịch: không ai đọc lại được.") in found

    @pytest.mark.parametrize(("name", "text"), [("pyproject.toml", "[project"), ("setup.cfg", "no section")])
    def test_packaging_that_cannot_be_read_is_an_error(self, plugin: Path, name: str, text: str) -> None:
        (plugin / "pyproject.toml").unlink()
        (plugin / name).write_text(text, encoding="utf-8")
        assert next((one.weight, one.where) for one in review(plugin)) == ("error", name)

    def test_a_setup_cfg_serves_too(self, plugin: Path) -> None:
        (plugin / "pyproject.toml").write_text("[build-system]\nrequires = ['setuptools']\n")
        (plugin / "setup.cfg").write_text(
            f"[metadata]\nname = cpkit-x\nversion = 1\ndescription = x\nlicense = Apache-2.0\n"
            f"[options]\npackages = {NAME}\npython_requires = >=3.11\ninstall_requires =\n    cpkit\n"
            f"[options.package_data]\n{NAME} = forms/*.toml, tables/*.toml, templates/*.docx\n"
            f"[options.entry_points]\ncpkit =\n    {NAME} = {NAME}\n"
        )
        assert review(plugin) == []


class TestCode:
    @pytest.mark.parametrize(
        ("name", "code", "weight", "said"),
        [
            (INIT, "\n@hookimpl\ndef form_field():\n    return []\n", "error", "Không có điểm mở rộng tên form_field"),
            (INIT, "\n@hookimpl\ndef saved(stores):\n    pass\n", "error", "saved() không nhận stores"),
            (INIT, "\n@hookimpl\ndef plans():\n    return []\n", "error", "plans() phải nhận register"),
            (INIT, "\ndef code_lists():\n    return []\n", "warning", "thiếu @hookimpl"),
            (INIT, "\nimport openpyxl\n", "warning", "Nạp openpyxl ở đầu tệp"),
            (INIT, "\ndef broken(:\n", "error", "Không phải là mã Python"),
            (COMMAND, "\nprint(1)\n", "warning", "print()"),
            (COMMAND, "\nimport urllib.request\n", "warning", "Dùng mạng"),
            (COMMAND, "\nimport subprocess\n", "warning", "Dùng subprocess"),
            (COMMAND, "\nopen('x.txt', 'w')\n", "warning", "Ghi hoặc xóa tệp ngoài kho"),
            (COMMAND, "\nfrom pathlib import Path\nPath('x').write_text('y')\n", "warning", "Ghi hoặc xóa tệp"),
            (COMMAND, "\neval('1')\n", "warning", "eval()"),
            (COMMAND, "\nimport os\nos.system('x')\n", "warning", "os.system"),
            (COMMAND, "\ndef f(store):\n    store.engine.connection\n", "warning", "bên trong của kho"),
            (COMMAND, "\ntry:\n    pass\nexcept:\n    pass\n", "warning", "Bắt mọi lỗi"),
            (INIT, "\n@hookimpl\nasync def plans(register):\n    pass\n", "error", "plans() là async"),
            (COMMAND, "\nimport logging\n", "warning", "kể cả trong nhật ký"),
            (COMMAND, "\nimport threading\n", "warning", "còn chạy sau khi cpkit gọi xong"),
            (COMMAND, "\nimport sys\nsys.stderr.write('x')\n", "warning", "print()"),
            (
                COMMAND,
                "\nfrom importlib import import_module\nimport_module(COMMANDS[0])\n",
                "warning",
                "import_module()",
            ),
            (COMMAND, "\nimport os\ngetattr(os, 'sys' + 'tem')('x')\n", "warning", "getattr()"),
            (COMMAND, "\nimport shutil\nshutil.copy('a', 'b')\n", "warning", "Ghi hoặc xóa tệp"),
            (COMMAND, "\nfrom pathlib import Path\nPath.home()\n", "warning", "Đọc tệp ngoài tiện ích (home)"),
            (COMMAND, "\nopen('/etc/passwd')\n", "warning", "Đọc tệp ngoài tiện ích (open)"),
            (COMMAND, "\nopen('C:\\\\Users\\\\x')\n", "warning", "Đọc tệp ngoài tiện ích (open)"),
            (COMMAND, "\nfrom cpkit.store.keys import read_keys\n", "warning", "mở kho hoặc khóa"),
            (COMMAND, "\nfrom cpkit import codes\ncodes.code_list = None\n", "warning", "Thay một phần của cpkit"),
            (COMMAND, "\nimport cpkit.codes\nsetattr(cpkit.codes, 'x', 1)\n", "warning", "Thay một phần của cpkit"),
            (COMMAND, "\nwhile True:\n    pass\n", "warning", "Vòng lặp không có lối ra"),
            (COMMAND, "\nimport os\nos.chdir('x')\n", "warning", "chdir() đổi cách chạy"),
            (COMMAND, "\nimport os\nos._exit(1)\n", "warning", "os._exit"),
        ],
    )
    def test_is_read_without_being_run(self, spoilt: Spoil, name: str, code: str, weight: str, said: str) -> None:
        found = [(each, where) for each, where, sentence in spoilt(name, code) if said in sentence]
        assert found == [(weight, name)]

    def test_nothing_of_it_runs(self, spoilt: Spoil) -> None:
        assert spoilt(COMMAND, "\nraise SystemExit('it ran')\n") == []

    def test_a_file_in_another_encoding_is_no_python(self, plugin: Path) -> None:
        (plugin / COMMAND).write_bytes("# xã Lò\n".encode("latin-1"))
        assert ("error", COMMAND) in [(one.weight, one.where.partition(":")[0]) for one in review(plugin)]

    def test_notepad_s_mark_at_the_beginning_is_none_of_a_fault(self, plugin: Path) -> None:
        for name in (INIT, COMMAND, FORM, TABLE, "pyproject.toml"):
            (plugin / name).write_bytes(b"\xef\xbb\xbf" + (plugin / name).read_bytes())
        assert review(plugin) == []

    def test_a_loop_that_ends_is_none_of_a_fault(self, spoilt: Spoil) -> None:
        assert spoilt(COMMAND, "\ndef f(x):\n    while True:\n        if x:\n            return\n") == []

    def test_reading_a_file_is_no_writing(self, spoilt: Spoil) -> None:
        assert spoilt(COMMAND, "\nopen('x.txt')\nopen('x.txt', 'rb')\n") == []

    def test_a_command_that_is_taken(self, spoilt: Spoil) -> None:
        found = spoilt(INIT, 'CommandSpec("register"', 'CommandSpec("khao-sat-ao-ho"')
        assert ("error", INIT, "Lệnh register đã có ở cpkit.") in found

    def test_without_a_hook_it_brings_nothing(self, plugin: Path) -> None:
        (plugin / INIT).write_text("", encoding="utf-8")
        assert "@hookimpl" in review(plugin)[0].sentence


class TestData:
    @pytest.mark.parametrize(
        ("name", "before", "after", "weight", "said"),
        [
            (FORM, ', en = "Result" }', " }", "warning", "thiếu tiếng Anh"),
            (FORM, '{ vi = "Kết quả", en', "{ en", "error", "thiếu tiếng Việt"),
            (FORM, ". <= today()", "no_such(.)", "error", "no_such"),
            (FORM, "select_one ket_qua", "select_one nowhere", "error", "nowhere"),
            (FORM, f'form_id = "{NAME}"', 'form_id = "other"', "error", "other.toml"),
            (FORM, "[settings]", "[settings", "error", "Không phải là TOML"),
            (TABLE, f'id = "{NAME}"', 'id = "groups"', "error", "groups"),
            (TABLE, 'when = "period"', 'when = "never"', "error", "when"),
        ],
    )
    def test_is_read_as_cpkit_reads_it(
        self, spoilt: Spoil, name: str, before: str, after: str, weight: str, said: str
    ) -> None:
        found = [(each, where) for each, where, sentence in spoilt(name, after, before) if said in sentence]
        assert (weight, name) in found

    def test_a_form_of_law_cannot_be_taken(self, plugin: Path) -> None:
        form = plugin / FORM
        form.rename(form.with_name("mau_01.toml"))
        assert "Biểu mẫu mau_01 đã có ở decree56." in [one.sentence for one in review(plugin)]

    def test_law_needs_its_article_and_its_day(self, spoilt: Spoil) -> None:
        found = spoilt(f"{NAME}/forms/rules.toml", '[[deadlines]]\nstep = "x"\namount = "12h"\n')
        sentences = [sentence for _weight, _where, sentence in found]
        assert "deadlines 1: thiếu căn cứ (citation)." in sentences
        assert "deadlines 1: thiếu ngày hiệu lực (valid_from)." in sentences

    def test_a_template_that_asks_for_what_the_form_has_not(self, plugin: Path) -> None:
        from docx import Document

        document = Document()
        document.add_paragraph("{{ no_such_question }}")
        document.save(str(plugin / NAME / "templates" / f"{NAME}.docx"))
        assert "no_such_question" in review(plugin)[0].sentence


def test_the_command_says_all_and_exits_with_one(run: Run, plugin: Path) -> None:
    assert run("plugins", "check", plugin).stdout == "Không có gì phải sửa.\n"
    (plugin / FORM).write_text("[settings", encoding="utf-8")
    refused = run("plugins", "check", plugin)
    assert refused.exit_code == 1
    assert f"LỖI  {FORM}" in refused.stdout
    assert run("plugins", "check", plugin, "--json").json[0]["weight"] == "error"


def test_a_file_of_the_drop_in_folder_is_looked_through_too(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cua_phuong.py"
    path.write_text("print('x')\n", encoding="utf-8")
    assert "print()" in run("plugins", "check", path).stdout


def test_what_is_no_plugin_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        review(tmp_path)
