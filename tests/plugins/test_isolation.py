"""Many broken plugins at once, slow ones, loud ones: the officer's commands work and say which are broken."""

from __future__ import annotations

import os
import signal
import threading
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from cpkit.plugins.limits import TooSlow, Watch
from cpkit.plugins.manager import collect, failures, implementations, registered
from tests.conftest import Run
from tests.plugins.conftest import Plug
from tests.plugins.packages import install

HOOK = "from pathlib import Path\nfrom cpkit.plugins import CommandSpec, Finding, hookimpl\n"


def _hook(signature: str, body: str) -> str:
    return f"{HOOK}@hookimpl\ndef {signature}:\n    {body}\n"


BROKEN = {
    "b01_import": "import no_such_module_anywhere",
    "b02_syntax": "def broken(:",
    "b03_exit": "raise SystemExit(3)",
    "b04_recursion": "def f(): f()\nf()",
    "b05_arguments": _hook("forms(unheard_of)", "pass"),
    "b06_unknown_hook": _hook("code_list()", "pass"),
    "b07_raises": _hook("forms(register)", "raise ValueError('x')"),
    "b08_no_list": _hook("forms(register)", "return 7"),
    "b09_text": _hook("commands(register)", "register('chao')"),
    "b10_no_spec": _hook("commands()", "return [1]"),
    "b11_taken": _hook("commands(register)", "register(CommandSpec('register', 'x:y', {'vi': 'x'}))"),
    "b12_no_path": _hook("code_lists(register)", "register('codes/groups.toml')"),
    "b13_no_file": _hook("code_lists(register)", "register(Path('/no/such/groups.toml'))"),
    "b14_endless": _hook("forms(register)", "while True: register(Path('x.toml'))"),
    "b15_loops": _hook("forms(register)", "\n    while True: pass"),
    "b16_exits_in_hook": _hook("report_tables(register)", "raise SystemExit(4)"),
    "b17_no_table": _hook("report_tables(register)", "register(object())"),
    "b18_no_indicator": _hook("indicators(register)", "register(object())"),
    "b19_check": _hook("check_document(table, document)", "return document['no such key']"),
    "b20_saved": _hook("saved(changes)", "raise KeyError(changes)"),
    "b21_loops_at_import": "while True: pass",
    "b22_own_kind_of_error": "class Own(BaseException): pass\nraise Own('x')",
    "b23_memory": "x = [0] * 10**15",
    "b24_half_a_command": _hook("commands(register)", "register(CommandSpec('b24', 'x:y', {}), CommandSpec(1, 2, 3))"),
    "b25_command_module_is_gone": _hook("commands(register)", "register(CommandSpec('b25', 'gone:y', {'vi': 'x'}))"),
    "b26_command_module_loops": _hook(
        "commands(register)", "register(CommandSpec('b26', 'b26_command_module_loops_plugin:endless', {'vi': 'x'}))"
    )
    + "def __getattr__(name):\n    while True: pass\n",
    "b27_findings": _hook("check_document(table, document)", "return [Finding(None), Finding(7, 8), 'Lò Văn Thử']"),
    "b28_check_loops": _hook("check_document(table, document)", "\n    while True: pass"),
    "b29_saved_loops": _hook("saved(store, action, changes)", "\n    while True: pass"),
    "b30_folder": "import os\nos.chdir('/')",
    "b31_home": "import os\nos.environ['CPKIT_HOME'] = '/nowhere'",
    "b32_decimals": "import decimal\ndecimal.getcontext().prec = 1",
    "b33_streams": "import sys\nsys.stdout.close()\nsys.stdout = sys.stderr = None",
    "b34_signals": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)",
    "b35_answer": _hook("report_tables(register)", "yield Path('x.toml')"),
}
QUIET = {"b19_check", "b20_saved", "b27_findings", "b28_check_loops", "b29_saved_loops"}
"""Broken only where something is stored."""
PUT_BACK = {"b30_folder", "b31_home", "b32_decimals", "b33_streams", "b34_signals"}
"""What they change is put back: nothing is wrong afterwards."""
SEEN_IN_THE_LIST = BROKEN.keys() - QUIET - PUT_BACK
CHILD = ("register", "--name", "Lò Văn Thử", "--birth-year", "2018", "--sex", "nam")


@pytest.fixture
def twenty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them installed at once, each broken in its own way."""
    folders = [install(tmp_path / "packages" / name, name, code) for name, code in BROKEN.items()]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, folders)))
    monkeypatch.setenv("CPKIT_PLUGIN_SECONDS", "1")


@pytest.mark.usefixtures("twenty")
class TestTwentyBroken:
    def test_the_help_is_whole_and_names_them_in_one_line(self, installed: Run) -> None:
        shown = installed("--help")
        assert shown.exit_code == 0
        assert "register" in shown.stdout
        (line,) = shown.stderr.splitlines()
        assert "b01_import" in line and "cpkit plugins" in line

    def test_a_child_is_registered_and_reported(self, installed: Run, practice: Path) -> None:
        stored = installed(*CHILD, "--json")
        assert stored.exit_code == 0
        assert stored.json["id"].startswith("TE-")
        report = installed("report", "--year", "2025", "--format", "json")
        assert report.exit_code == 0
        assert report.json["indicators"]

    def test_a_case_is_opened_and_what_is_due_is_told(self, installed: Run, practice: Path) -> None:
        """NĐ56 Đ25: nothing that a plugin does keeps a report of abuse from becoming a case with its clock."""
        child = installed(*CHILD, "--json").json["id"]
        words = ("--kind", "bao_luc", "--source", "dien_thoai", "--received-at", "14/11/2025 08:00")
        opened = installed("case", "open", child, *words, "--json")
        assert opened.exit_code == 0, opened.stderr
        due = installed("due", "--json")
        assert due.exit_code == 0
        assert [one["case"] for one in due.json if one["case"]], due.stderr
        assert all(name in opened.stderr + due.stderr for name in ("b01_import", "cpkit plugins"))

    def test_a_form_is_filled_where_the_officer_stands(self, installed: Run, practice: Path, tmp_path: Path) -> None:
        """Mẫu số 02 (NĐ56 Đ26) is printed as it is shipped, into the folder of the command."""
        printed = installed("form", "print", "mau_02", "--blank", "--out", tmp_path / "mau.docx")
        assert printed.exit_code == 0, printed.stderr
        assert (tmp_path / "mau.docx").stat().st_size > 0

    def test_the_list_says_of_each_what_is_wrong(self, installed: Run) -> None:
        rows = {row["name"]: row for row in installed("plugins", "list", "--json").json}
        assert {name for name, row in rows.items() if row["error"]} >= SEEN_IN_THE_LIST
        alone = installed("plugins")
        assert alone.exit_code == 0
        assert all(name in alone.stdout for name in BROKEN)


def _for_ever() -> None:
    while True:
        pass


class TestSlow:
    @pytest.mark.parametrize(
        "body", ["while True: pass", "import time; time.sleep(60)", "register(1)\n    while True: pass"]
    )
    def test_a_hook_that_does_not_come_back_is_stopped_and_asked_nothing_more(
        self, plug: Plug, monkeypatch: pytest.MonkeyPatch, body: str
    ) -> None:
        monkeypatch.setenv("CPKIT_PLUGIN_SECONDS", "0.2")
        plug("slow", _hook("report_tables(register)", body) + "@hookimpl\ndef indicators(): raise AssertionError\n")
        collect("report_tables")
        collect("indicators")
        ((name, reason),) = failures()
        assert name == "slow"
        assert "chưa xong sau 0.2 giây" in reason

    def test_a_module_that_loops_while_it_is_imported(self, plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CPKIT_PLUGIN_SECONDS", "0.2")
        plug("slow", "try:\n    while True: pass\nexcept Exception: pass\n")
        collect("report_tables")
        assert [failure.name for failure in failures()] == ["slow"]

    def test_without_alarms_a_loop_is_stopped_too_and_no_thread_stays(self) -> None:
        """As on Windows."""
        threads = threading.active_count()
        with Watch(0.2, by_thread=True) as watch:
            with pytest.raises(TooSlow):
                watch.call("slow", _for_ever)
            with pytest.raises(TooSlow):
                watch.call("slow", lambda: "its time is up")
            assert watch.call("quick", lambda: "done") == "done"
        assert threading.active_count() == threads


@pytest.mark.usefixtures("anew")
class TestWithoutAlarms:
    """As on Windows: a thread watches instead of an alarm."""

    @pytest.fixture(autouse=True)
    def windows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No alarms, and a short limit."""
        monkeypatch.delattr(signal, "setitimer", raising=False)
        monkeypatch.setenv("CPKIT_PLUGIN_SECONDS", "0.2")

    @pytest.mark.parametrize(
        "code", ["while True: pass", _hook("report_tables(register)", "\n    while True: register(*())")]
    )
    def test_a_loop_is_ended_wherever_it_runs(self, plug: Plug, code: str) -> None:
        threads = threading.active_count()
        plug("slow", code)
        collect("report_tables")
        ((name, reason),) = failures()
        assert (name, "chưa xong sau 0.2 giây" in reason) == ("slow", True)
        assert threading.active_count() == threads

    def test_one_that_catches_the_first_error_is_told_again(self, plug: Plug) -> None:
        stubborn = "try:\n        while True: pass\n    except BaseException: pass\n    while True: pass"
        plug("stubborn", _hook("report_tables(register)", stubborn))
        collect("report_tables")
        assert [failure.name for failure in failures()] == ["stubborn"]

    def test_an_error_that_comes_too_late_is_taken_back(self) -> None:
        """What ends just as its time is up gives its answer or is too slow, and never disturbs what comes after."""
        outcomes = set[str]()
        with Watch(0.05, by_thread=True) as watch:
            for number in range(40):
                until = monotonic() + 0.047 + number / 5000
                try:
                    outcomes.add(watch.call(number, partial(_wait, until)))
                except TooSlow:
                    outcomes.add("too slow")
                _wait(monotonic() + 0.01)
        assert outcomes <= {"done", "too slow"}
        assert outcomes


def _wait(until: float) -> str:
    while monotonic() < until:
        pass
    return "done"


class TestLoud:
    def test_what_a_plugin_prints_does_not_spoil_the_result(self, installed: Run, tmp_path: Path) -> None:
        code = "print('loaded')\n" + _hook("commands(register)", "print('asked')")
        shown = installed("plugins", "list", "--json", PYTHONPATH=str(install(tmp_path, "loud", code)))
        assert shown.json[-1]["name"] == "loud"
        assert "loaded" in shown.stderr and "asked" in shown.stderr


class TestStrictAndTrace:
    def test_strict_stops_the_command_with_the_reason(self, installed: Run, tmp_path: Path) -> None:
        folder = str(install(tmp_path, "broken", "import no_such_module_anywhere"))
        stopped = installed("--help", PYTHONPATH=folder, CPKIT_STRICT_PLUGINS="1")
        assert stopped.exit_code == 1
        assert "no_such_module_anywhere" in stopped.stderr

    def test_trace_tells_each_call_without_its_contents(self, installed: Run, tmp_path: Path) -> None:
        folder = str(install(tmp_path, "ours", _hook("commands(register)", "pass")))
        assert "ours.commands: 0\n" in installed("--help", PYTHONPATH=folder, CPKIT_TRACE_PLUGINS="1").stderr


ORDERED = """
from cpkit.plugins import hookimpl

@hookimpl{mark}
def report_tables(register):
    register("{name}")
"""


def test_the_order_of_asking(plug: Plug) -> None:
    """Built-in ones, then others: first what is marked tryfirst, last what is marked trylast."""
    for name, mark in {"d": "(trylast=True)", "c": "", "b": "", "a": "(tryfirst=True)"}.items():
        plug(name, ORDERED.format(name=name, mark=mark))
    asked = [each.plugin_name for each in implementations("report_tables")]
    assert asked == ["plan_2021_2025", "a", "b", "c", "d"]
    assert [registered(each) for each in implementations("report_tables")][1:] == [["a"], ["b"], ["c"], ["d"]]
