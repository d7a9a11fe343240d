"""`cpkit report why`: the records behind a figure, the work list of those missing, and what the report leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from cpkit.store import Store
from cpkit.store.identifiers import show_id
from cpkit.times import VIETNAM
from tests.conftest import Run
from tests.reports.ward import Ward, member, stay

YEAR = ("--year", 2025)


pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def ward(store: Store) -> Ward:
    return Ward(store)


class TestWorkList:
    def test_names_the_children_without_a_service_in_eighty_columns(self, ward: Ward, run: Run) -> None:
        helped = ward.child(name="Vừ A Dính", groups=[member(4)])
        missing = ward.child(name="Lò Thị Pâng", groups=[member(1)], hamlet="Bản Kéo")
        ward.helped(helped)
        result = run("report", "why", "a2", *YEAR)
        assert result.exit_code == 0
        assert max(map(len, result.stdout.splitlines())) <= 80
        assert "Kết quả: 50,00 % (1/2). Mục tiêu: ≥ 98 %. Chưa đạt." in result.stdout
        assert "CÒN THIẾU: 1" in result.stdout and show_id("TE", missing) in result.stdout
        assert "Lò Thị Pâng" in result.stdout and "Vừ A Dính" not in result.stdout
        assert "- Chưa có hỗ trợ, can thiệp nào trong kỳ." in result.stdout
        ward.child(groups=[member(2)])
        assert "Tất cả: Chưa có hỗ trợ, can thiệp nào trong kỳ." in run("report", "why", "a2", *YEAR).stdout
        assert "Cách tính:" in result.stdout and "Căn cứ: Kế hoạch I.2.a" in result.stdout

    def test_says_which_step_of_a_case_is_late_with_deadline_and_article(self, ward: Ward, run: Run) -> None:
        child = ward.child(name="Lò Thị Pâng")
        ward.case(child, "2025-03-03T08:00:00+07:00", urgent=True)
        shown = " ".join(run("report", "why", "a3", *YEAR).stdout.split())
        assert "hạn 03/03/2025 20:00 (NĐ56 Đ26.3, Đ31.2, Đ32.2)" in shown
        assert "***" in shown and "Lò Thị Pâng" not in shown and show_id("TE", child) not in shown
        assert show_id("TE", child) in run("report", "why", "a3", *YEAR, "--confidential").stdout

    def test_those_of_whom_nothing_is_asked_are_one_sentence(self, ward: Ward, run: Run) -> None:
        ward.child(name="Vừ A Dính")
        shown = run("report", "why", "a1", *YEAR).stdout
        assert "Vừ A Dính" not in shown and "1 hồ sơ ngoài tử số" in shown and "--part" in shown
        assert "Vừ A Dính" in run("report", "why", "a1", *YEAR, "--all").stdout

    def test_a_long_list_ends_and_says_how_to_see_the_rest(self, ward: Ward, run: Run) -> None:
        for _number in range(103):
            ward.child(groups=[member(4)])
        assert "Còn 3 dòng nữa: thêm --all" in run("report", "why", "a2", *YEAR).stdout
        assert run("report", "why", "a2", *YEAR, "--all").stdout.count("TE-") == 103

    def test_of_the_unit_itself_it_lists_what_is_lacking(self, ward: Ward, run: Run) -> None:
        assert "- Chưa ghi Ban Bảo vệ trẻ em nào" in run("report", "why", "c1", *YEAR).stdout

    def test_households_not_reached_are_where_they_are(self, ward: Ward, run: Run) -> None:
        """Who goes there must know the hamlet; the number of an entry alone is of no use."""
        ward.households(40, hamlet="Bản Kéo")
        assert "Bản Kéo" in run("report", "why", "c7", *YEAR).stdout

    @pytest.mark.parametrize("id", ["a1", "a2", "a3", "a4", "a4b", "a5", "b1", "c4", "c6", "c7", "c7b", "c3", "c8"])
    def test_every_kind_of_record_fits_the_screen(self, store: Store, run: Run, id: str) -> None:
        from cpkit.practice.ward import fill_ward

        fill_ward(store, children=120, seed=3)
        for part in ((), ("--part", "numerator"), ("--part", "denominator")):
            result = run("report", "why", id, *YEAR, *part)
            assert result.exit_code == 0 and max(map(len, result.stdout.splitlines())) <= 80


class TestConfidential:
    def test_a_child_of_a_secret_group_has_no_name_unless_asked(self, ward: Ward, run: Run) -> None:
        ward.child(name="Vừ A Dính", groups=[member(11)])  # NĐ56 Đ13: a group whose bearers are secret
        hidden = run("report", "why", "a2", *YEAR)
        assert "Vừ A Dính" not in hidden.stdout and "***" in hidden.stdout
        assert run("report", "why", "a2", *YEAR, "--json").json["parts"]["missing"][0]["name"] is None
        assert "Vừ A Dính" in run("report", "why", "a2", *YEAR, "--confidential").stdout


class TestParts:
    def test_the_numerator_with_groups(self, ward: Ward, run: Run) -> None:
        ward.child(name="Vừ A Dính", groups=[member(4)])
        shown = run("report", "why", "a1", *YEAR, "--part", "numerator").stdout
        assert "TỬ SỐ, hồ sơ có tên: 1" in shown and "Vừ A Dính" in shown and "Nhóm" in shown

    def test_heads_without_names_are_named_by_their_activity(self, ward: Ward, run: Run) -> None:
        ward.child("2012-01-01")
        activity = ward.activity("tham_van", counts={"nu:11-15": 20})
        shown = run("report", "why", "b1", *YEAR).stdout
        assert f"20 lượt không tên, từ hoạt động {show_id('HD', activity)}" in shown
        assert "chắc chắn 1 trẻ em nữa" in " ".join(shown.split())

    def test_as_json(self, ward: Ward, run: Run) -> None:
        child = ward.child(name="Lò Thị Pâng", groups=[member(4)])
        document = run("report", "why", "a2", *YEAR, "--json").json
        assert document["indicator"]["id"] == "a2" and document["indicator"]["basis"]
        assert document["counts"] == {"missing": 1, "untold": 0, "numerator": 0, "denominator": 1}
        assert document["parts"]["missing"] == [
            {
                "id": show_id("TE", child), "name": "Lò Thị Pâng", "share": "whole", "weight": 1,
                "lacking": ["Chưa có hỗ trợ, can thiệp nào trong kỳ"],
            }
        ]  # fmt: skip
        assert document["known_at"] is None and document["ledger"]["number"] == ward.store.head()[0]
        assert (document["period"]["from"], document["period"]["due"]) == ("2024-11-15", "2025-11-19")


class TestQuestionsWithoutAnAnswer:
    def test_an_indicator_without_records(self, ward: Ward, run: Run) -> None:
        assert "không có hồ sơ nào để tính" in run("report", "why", "c8", *YEAR).stdout

    def test_a_period_without_data(self, ward: Ward, run: Run) -> None:
        result = run("report", "why", "a2", *YEAR)
        assert result.exit_code == 0 and "không có hồ sơ nào để tính" in result.stdout
        assert "Không phát sinh" in result.stdout

    def test_an_unknown_indicator(self, ward: Ward, run: Run) -> None:
        result = run("report", "why", "a9", *YEAR)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "Không có chỉ tiêu “a9”. Có phải: a1" in result.stderr

    def test_without_an_indicator_it_is_wrong_usage(self, ward: Ward, run: Run) -> None:
        assert run("report", "why", *YEAR).exit_code == 2
        assert run("report", "why", "a1", "--excluded", "moved", *YEAR).exit_code == 2


class TestLooks:
    def test_every_look_is_on_record_with_the_ids_listed(self, ward: Ward, run: Run) -> None:
        child = ward.child(groups=[member(4)])
        run("report", "why", "a2", *YEAR)
        run("report", "why", "a2", *YEAR, "--confidential")
        run("report", "why", "--excluded", *YEAR)
        found = [(look.action, look.subjects) for look in ward.store.looks()]
        assert found == [
            ("report why", ("a2", "2025", show_id("TE", child))),
            ("report why --confidential", ("a2", "2025", show_id("TE", child))),
            ("report excluded", ("2025",)),
        ]


class TestExcluded:
    def test_who_moved_died_or_grew_up_stands_with_the_day(self, ward: Ward, run: Run) -> None:
        moved = ward.child(residence=[stay("2020-01-01", "2025-10-01")], name="Vừ A Dính")
        ward.child(died="2025-02-02")
        ward.child("2009-06-06")
        ward.child("2009")
        ward.child(None)
        result = run("report", "why", "--excluded", *YEAR)
        assert result.exit_code == 0 and max(map(len, result.stdout.splitlines())) <= 80
        assert f"{show_id('TE', moved)}  Vừ A Dính" in result.stdout
        for words in (
            "1 trẻ em chuyển đi trong kỳ, trước ngày chốt: không tính. [moved]", "ở đây đến hết ngày 01/10/2025",
            "mất ngày 02/02/2025", "đủ 16 tuổi ngày 06/06/2025", "[no_birth]", "[maybe_grown]", "sinh năm 2009",
        ):  # fmt: skip
            assert words in result.stdout, words

    def test_lists_hold_what_the_notes_of_the_report_count(self, store: Store, run: Run) -> None:
        from cpkit.practice.ward import fill_ward
        from cpkit.reports.exclusions import reason_words

        fill_ward(store, children=300, seed=9)
        notes = run("report", *YEAR, "--json", "--exact").json["notes"]
        excluded = run("report", "why", "--excluded", *YEAR, "--json").json["excluded"]
        assert excluded
        for reason, lines in excluded.items():
            assert reason_words(reason, len(lines)) in notes

    def test_victims_who_were_sixteen_and_reports_that_were_unfounded(self, ward: Ward, run: Run) -> None:
        grown = ward.case(ward.child("2008-01-01"))
        unfounded = ward.case(ward.child(), episode={"closed": "2025-03-04", "outcome": "xac_minh_khong_co"})
        cancelled = ward.helped(ward.child(), cancelled={"on": "2025-03-05", "reason": "Ghi nhầm Lò Thị Pâng"})
        excluded = run("report", "why", "--excluded", *YEAR, "--json").json["excluded"]
        assert excluded["grown_victims"] == [
            {"id": show_id("CA", grown), "name": None, "detail": "nhận tin ngày 03/03/2025"}
        ]
        assert excluded["no_victims"][0]["id"] == show_id("CA", unfounded)
        assert excluded["no_victims"][0]["detail"] == "Đã xác minh, không có vụ việc, đóng ca ngày 04/03/2025"
        assert excluded["cancelled"][0]["id"] == show_id("HT", cancelled)
        assert "Lò Thị Pâng" not in excluded["cancelled"][0]["detail"], "a reason is free text"

    def test_one_reason_and_an_unknown_one(self, ward: Ward, run: Run) -> None:
        ward.child(residence=[stay("2020-01-01", "2023-10-01")])
        assert "Không có hồ sơ nào" in run("report", "why", "--excluded", *YEAR).stdout, "who left before is history"
        assert "[gone]" in run("report", "why", "--excluded", "gone", *YEAR).stdout
        refused = run("report", "why", "--excluded", "lazy", *YEAR)
        assert refused.exit_code == 2 and "moved" in refused.stderr


class TestKnownAt:
    @pytest.fixture
    def clock(self) -> Iterator[time_machine.Traveller]:
        with time_machine.travel(datetime(2025, 11, 10, 8, tzinfo=VIETNAM), tick=False) as moved:
            yield moved

    @pytest.fixture
    def ward(self, clock: time_machine.Traveller, practice: Path) -> Iterator[Ward]:
        from cpkit.store import open_store

        with open_store(practice) as store:
            yield Ward(store)

    def test_report_and_why_give_what_was_known_then(
        self, ward: Ward, run: Run, clock: time_machine.Traveller, folder: Path
    ) -> None:
        child = ward.child(groups=[member(4)])
        then = ward.store.head()
        clock.move_to(datetime(2025, 11, 20, 8, tzinfo=VIETNAM))
        ward.helped(child)
        assert run("report", "why", "a2", *YEAR, "--json").json["counts"]["numerator"] == 1
        document = run("report", "why", "a2", *YEAR, "--known-at", "19/11/2025", "--json").json
        assert document["counts"]["numerator"] == 0 and document["ledger"] == {"number": then[0], "hash": then[1]}
        assert document["known_at"] == "2025-11-19T23:59:59+07:00"
        report = run("report", *YEAR, "--known-at", "19/11/2025 07:30", "--json").json
        assert report["known_at"] == "2025-11-19T07:30:00+07:00" and report["ledger"]["number"] == then[0]
        assert run("report", *YEAR, "--json").json["known_at"] is None
        shown = " ".join(run("report", *YEAR, "--known-at", "19/11/2025 07:30").stdout.split())
        assert "Biết đến: 19/11/2025 07:30." in shown
        assert (
            "Biết đến;19/11/2025 07:30"
            in run("report", *YEAR, "--known-at", "19/11/2025 07:30", "--format", "csv").stdout
        )

    def test_a_time_before_the_store_or_to_come_is_refused(self, ward: Ward, run: Run) -> None:
        early = run("report", "why", "a2", *YEAR, "--known-at", "01/01/2020")
        assert early.exit_code == 1 and "bắt đầu được ghi từ 10/11/2025 08:00" in early.stderr
        late = run("report", *YEAR, "--known-at", "01/01/2030")
        assert late.exit_code == 1 and "chưa đến" in late.stderr

    def test_the_cut_off_is_also_called_as_of(self, ward: Ward, run: Run) -> None:
        period = run("report", *YEAR, "--as-of", "31/10/2025", "--json").json["period"]
        assert period["cutoff"] == "2025-10-31"
