"""`cpkit case` and what an officer sees of it: NĐ56 from the call to the closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cpkit.times import now
from cpkit.vietnamese import show_moment

Run = Callable[..., Any]
RECEIVED = "24/01/2025 16:55"


@pytest.fixture
def child(practice: Path, run: Run) -> str:
    registered = run(
        "register",
        "--name",
        "Lò Thị Pâng",
        "--birth-date",
        "26/11/2018",
        "--sex",
        "nu",
        "--mother",
        "Quàng Thị Ém",
        "--json",
    )
    return str(registered.json["id"])


def open_case(run: Run, *more: object, received: str = RECEIVED) -> Any:
    return run(
        "case", "open", *more, "--received-at", received, "--source", "dien_thoai", "--kind", "bao_luc", "--json"
    )


@pytest.fixture
def case(run: Run, child: str) -> str:
    return str(open_case(run, child).json["id"])


def fits(text: str) -> bool:
    return all(len(line) <= 80 for line in text.splitlines())


def test_opening_prints_the_twelve_hours_with_their_article(run: Run, child: str) -> None:
    """NĐ56 Đ26.3, Đ31.2: 12 hours from receipt."""
    received = now() - timedelta(hours=3)
    opened = run(
        "case",
        "open",
        child,
        "--received-at",
        show_moment(received),
        "--source",
        "truc_tiep",
        "--kind",
        "bao_luc",
        "--urgent",
    )
    assert opened.exit_code == 0
    assert f"Hạn {show_moment(received + timedelta(hours=12))}" in opened.stdout
    assert "12 giờ từ bước “Tiếp nhận thông tin”" in opened.stdout
    assert "Đ26.3" in opened.stdout and "Đ31.2" in opened.stdout
    assert "còn 8 giờ 59 phút" in opened.stdout or "còn 9 giờ 0 phút" in opened.stdout
    assert fits(opened.stdout)


def test_opening_for_a_script(run: Run, child: str) -> None:
    opened = open_case(run, child)
    assert set(opened.json) == {"id", "intake", "clock"}
    assert opened.json["id"].startswith("CA-") and opened.json["intake"].startswith("TB-")
    first = opened.json["clock"][0]
    assert set(first) == {"step", "due", "citation", "remaining"}
    assert datetime.fromisoformat(first["due"]) == datetime.fromisoformat("2025-01-25T04:55:00+07:00")
    assert first["remaining"] < 0


def test_without_a_terminal_what_is_missing_is_named(run: Run, practice: Path) -> None:
    lacking = run("case", "open", "--source", "dien_thoai", "--kind", "bao_luc")
    assert lacking.exit_code == 2
    assert "--received-at" in lacking.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--received-at", "24/01/2099 16:55", "sau thời điểm hiện tại"),
        ("--received-at", "31/02/2025 10:00", "31/02/2025"),
        ("--received-at", "24/01/2025", "chưa có giờ"),
        ("--source", "chim bồ câu", "chim bồ câu"),
        ("--kind", "xyz", "xyz"),
        ("--age", "18", "dưới 18"),
    ],
)
def test_a_wrong_answer_is_refused_in_a_sentence(run: Run, practice: Path, option: str, value: str, said: str) -> None:
    options = {"--received-at": RECEIVED, "--source": "khac", "--kind": "bao_luc", option: value}
    refused = run("case", "open", *[part for pair in options.items() for part in pair])
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert run("case", "list", "--json").json == []


def test_an_unregistered_child_and_an_unnamed_informant(run: Run, practice: Path, child: str) -> None:
    opened = open_case(run, "--child-name", "Lò Văn Tóng", "--age", "7").json["id"]
    shown = run("case", "show", opened, "--confidential")
    assert "Lò Văn Tóng, chưa có trong sổ" in shown.stdout
    assert run("case", "edit", opened, "--child", child).exit_code == 0
    assert run("case", "show", opened, "--json").json["child"] == child


def test_answers_may_come_from_a_file(run: Run, practice: Path, tmp_path: Path) -> None:
    file = tmp_path / "tin-bao.json"
    file.write_text(
        '{"received_at": "24/01/2025 16:55", "source": "don_thu", "kind": "boc_lot", "state": "Mệt"}', encoding="utf-8"
    )
    opened = run("case", "open", "--answers", file, "--json")
    report = run("case", "show", opened.json["id"], "--confidential", "--json").json["report"]
    assert (report["source"], report["state"]) == ("don_thu", "Mệt")


def test_a_child_is_found_by_name_and_an_unknown_one_refused(run: Run, child: str) -> None:
    assert open_case(run, "Lò Thị Pâng").exit_code == 0
    assert open_case(run, "TE-99").exit_code == 1
    warned = open_case(run, child)
    assert "còn ca đang mở" in warned.stderr


def test_what_the_report_tells_is_shown_only_when_asked_for(run: Run, child: str, store: Any) -> None:
    """NĐ56 Đ24: what is received is confidential; every look is kept."""
    case = open_case(run, child, "--state", "Có vết bầm", "--informant-name", "Cà Văn Hịa").json["id"]
    plain, full = run("case", "show", case), run("case", "show", case, "--confidential")
    assert "Có vết bầm" not in plain.stdout and "Cà Văn Hịa" not in plain.stdout
    assert "Có vết bầm" in full.stdout and "Cà Văn Hịa" in full.stdout
    assert "Có vết bầm" not in run("case", "show", case, "--json").stdout
    run("case", "list")
    actions = [look.action for look in store.looks()]
    assert {"case show", "case show --confidential", "case list"} <= set(actions)


def test_whom_and_what_a_case_is_about_is_shown_only_when_asked_for(run: Run, child: str) -> None:
    """NĐ56 Đ24, Đ33: the id says nothing to somebody who looks over the officer's shoulder."""
    case = open_case(run, child, "--environment", "gia_dinh").json["id"]
    run("case", "step", case, "cach_ly", "--not-done-because", "Trẻ ở với bà", "--force", "Vội")
    run("log", "--child", child, "--service", "tam_ly", "--date", "05/02/2025", "--case", case)
    for words in (("case", "list"), ("case", "show", case), ("due",)):
        plain, full = run(*words).stdout, run(*words, "--confidential").stdout
        assert case in plain and child in plain
        for secret in ("Pâng", "Bạo lực", "Gia đình", "Trẻ ở với bà", "trị liệu"):
            assert secret not in plain
        assert "Lò Thị Pâng" in full
    secrets = ("child_name", "kind", "environment")
    for words in (("case", "list"), ("case", "show", case)):
        plain, full = (run(*words, "--json", *more).json for more in ((), ("--confidential",)))
        plain, full = (answer if isinstance(answer, dict) else answer[0] for answer in (plain, full))
        assert [plain[key] for key in secrets] == [None, None, None]
        assert [full[key] for key in secrets] == ["Lò Thị Pâng", "bao_luc", "gia_dinh"]
    assert "Trẻ ở với bà" not in run("case", "show", case, "--json").stdout


def test_nobody_known_is_null_for_a_script(run: Run, practice: Path) -> None:
    open_case(run)
    assert run("case", "list", "--json", "--confidential").json[0]["child_name"] is None
    assert "(chưa biết tên)" in run("case", "list", "--confidential").stdout


def test_a_step_out_of_order_is_refused_or_forced(run: Run, case: str) -> None:
    at = ("--at", "12/02/2025 09:00")
    refused = run("case", "step", case, "phe_duyet", *at)
    assert refused.exit_code == 1
    assert "Đ28.4" in refused.stderr and "Đ28.1" in refused.stderr
    forced = run("case", "step", case, "phe_duyet", *at, "--force", "Hồ sơ giấy")
    assert forced.exit_code == 0
    assert "trái thứ tự: Hồ sơ giấy" in run("case", "show", case, "--confidential").stdout


def test_a_step_before_the_receipt_or_in_the_future_is_refused(run: Run, case: str) -> None:
    early = run("case", "step", case, "danh_gia_ban_dau", "--at", "24/01/2025 16:00")
    late = run("case", "step", case, "danh_gia_ban_dau", "--at", "24/01/2099 16:00")
    assert (early.exit_code, late.exit_code) == (1, 1)
    assert "trước lúc tiếp nhận" in early.stderr and "sau bây giờ" in late.stderr


def test_a_step_needs_its_time_and_its_name(run: Run, case: str) -> None:
    assert run("case", "step", case, "danh_gia_ban_dau").exit_code == 2
    assert "--at" in run("case", "step", case, "danh_gia_ban_dau").stderr
    assert run("case", "step", case, "--at", RECEIVED).exit_code == 2
    assert "danh_gia_ban_dau" in run("case", "step", case, "x", "--at", RECEIVED).stderr


def test_a_step_may_be_recorded_as_not_done(run: Run, case: str) -> None:
    done = run("case", "step", case, "cach_ly", "--not-done-because", "Trẻ ở với bà ngoại")
    assert done.exit_code == 0
    assert "KHÔNG LÀM: Trẻ ở với bà ngoại" in run("case", "show", case, "--confidential").stdout


def test_a_whole_case_from_the_call_to_the_closing(run: Run, case: str) -> None:
    """NĐ56 Đ25-30 with one loop back to a second plan (Đ30.1c)."""
    steps = [
        ("danh_gia_ban_dau", "24/01/2025 19:00"),
        ("thu_thap_xac_minh", "03/02/2025 09:00"),
        ("hop_xac_dinh", "04/02/2025 14:00"),
        ("trinh_ke_hoach", "07/02/2025 10:00"),
        ("phe_duyet", "11/02/2025 09:00"),
        ("thuc_hien", "12/02/2025 08:00"),
        ("ra_soat", "14/04/2025 08:00"),
        ("trinh_ke_hoach", "16/04/2025 08:00"),
        ("phe_duyet", "17/04/2025 08:00"),
        ("thuc_hien", "18/04/2025 08:00"),
        ("ra_soat", "20/06/2025 08:00"),
        ("theo_doi", "20/06/2025 09:00"),
    ]
    for step, at in steps:
        assert run("case", "step", case, step, "--at", at).exit_code == 0
    early = run("case", "step", case, "dong", "--at", "01/08/2025 08:00")
    assert early.exit_code == 1 and "22/09/2025" in early.stderr  # 20/09 is a Saturday (Bộ luật Dân sự Đ148.5)
    closed = run("case", "step", case, "dong", "--at", "23/09/2025 08:00", "--json")
    assert closed.json["clock"] == []
    assert run("case", "list", "--open", "--json").json == []
    shown = run("case", "show", case, "--json").json
    assert (shown["state"], shown["episodes"][0]["outcome"], shown["missing"]) == ("closed", "an_toan", [])


def test_reopening_starts_a_new_clock(run: Run, case: str) -> None:
    run("case", "step", case, "dong", "--at", "27/01/2025 08:00", "--outcome", "khac")
    reopened = run("case", "reopen", case, "--at", "02/03/2026 10:00", "--reason", "Có tin báo mới")
    assert "Hạn 02/03/2026 22:00" in reopened.stdout
    assert "Đợt 2" in run("case", "show", case, "--confidential").stdout


def test_cancelling_needs_a_reason(run: Run, case: str) -> None:
    assert run("case", "cancel", case).exit_code == 2
    assert run("case", "cancel", case, "--reason", "Ghi trùng").exit_code == 0
    assert "Ghi trùng" in run("case", "show", case, "--confidential").stdout


def test_editing_names_what_to_edit(run: Run, case: str) -> None:
    assert run("case", "edit", case).exit_code == 2
    assert run("case", "edit", case, "--urgent", "--residence", "Mường Phăng").exit_code == 0
    shown = run("case", "show", case, "--json").json
    assert (shown["urgent"], shown["unit"]) == (True, "34:03325")
    assert run("case", "edit", case, "--received-at", "24/01/2099 10:00").exit_code == 1


def test_lists_and_screens_fit_the_page(run: Run, case: str) -> None:
    run("log", "--child", "1", "--service", "tam_ly", "--date", "05/02/2025", "--case", case, "--provider", "Trạm y tế")
    screens = [
        run("case", *words) for words in (("list",), ("show", case), ("show", case, "--confidential"), ("steps",))
    ]
    assert all(screen.exit_code == 0 and fits(screen.stdout) for screen in screens)
    assert "Hỗ trợ, can thiệp đã ghi: 1" in screens[1].stdout
    assert "Còn thiếu: Đánh giá nguy cơ ban đầu (NĐ56 Đ26.2)" in screens[1].stdout


def test_an_unknown_case_suggests_near_ones(run: Run, case: str) -> None:
    missing = run("case", "show", "CA10")
    assert missing.exit_code == 1
    assert case in missing.stderr


def test_the_steps_need_no_store(run: Run) -> None:
    steps = run("case", "steps", "--json").json
    assert [step["id"] for step in steps["steps"]][:2] == ["tiep_nhan", "danh_gia_ban_dau"]


@pytest.mark.parametrize("command", ["open", "list", "show", "edit", "step", "steps", "cancel", "reopen", ""])
def test_every_help_has_an_example(run: Run, command: str) -> None:
    shown = run("case", *([command] if command else []), "--help")
    assert shown.exit_code == 0
    assert "Thí dụ:" in shown.stdout and f"cpkit case {command}".strip() in shown.stdout
    assert fits(shown.stdout)
