"""The tables: every sum is counted apart and agrees."""

from __future__ import annotations

from cpkit.reports.case_tables import case_columns
from cpkit.reports.folds import Table
from cpkit.reports.periods import year_period
from tests.reports.ward import Ward, member, risk


def lines(table: Table) -> dict[str, tuple[object, ...]]:
    """The lines in which anything was counted."""
    return {row.title: row.cells for row in (*table.rows, *table.totals) if any(row.cells)}


def test_children_by_age_band_and_sex_with_the_sex_that_is_not_known(ward: Ward) -> None:
    ward.child("2022-11-14", sex="nam")
    ward.child("2018-11-14", sex="nu")
    ward.child("2018-11-15", sex="unknown")
    ward.child("2009-11-15", sex="nam")
    table = ward.report().table("children_by_age")
    assert [column.title for column in table.columns] == ["Nam", "Nữ", "Chưa rõ", "Tổng số"]
    assert lines(table) == {
        "Từ 0 đến 3 tuổi": (1, 0, 0, 1), "Từ 4 đến 6 tuổi": (0, 0, 1, 1), "Từ 7 đến 10 tuổi": (0, 1, 0, 1),
        "Từ 14 đến 15 tuổi": (1, 0, 0, 1), "Tổng số": (2, 1, 1, 4),
    }  # fmt: skip


def test_children_by_ethnic_group_and_by_hamlet_in_vietnamese_order(ward: Ward) -> None:
    for hamlet, ethnic in (("Tổ 10", "01"), ("Tổ 9", "03"), ("Bản Đớ", None), ("Bản Cang", "03"), (None, "03")):
        ward.child(hamlet=hamlet, ethnic=ethnic)
    report = ward.report()
    hamlets = [row.title for row in report.table("children_by_hamlet").rows]
    assert hamlets == ["Bản Cang", "Bản Đớ", "Tổ 9", "Tổ 10", "Chưa rõ thôn, bản, tổ dân phố"]
    assert [row.title for row in report.table("children_by_ethnic_group").rows] == ["Kinh", "Thái", "Chưa rõ dân tộc"]


def test_the_14_groups_tell_children_and_memberships_apart(ward: Ward) -> None:
    """Luật Trẻ em Đ10: a child can be in several groups; a rate counts children, a breakdown memberships."""
    ward.child(sex="nam", ethnic="01", groups=[member(1), member(13), member(4, to="2020-01-01")])
    ward.child(sex="nu", ethnic="03", groups=[member(4)])
    ward.child(sex="nu", ethnic=None)
    table = ward.report().table("groups")
    assert len(table.rows) == 14
    assert (table.cell("1", "nam_kinh"), table.cell("13", "nam_kinh"), table.cell("4", "nu_other")) == (1, 1, 1)
    assert (table.cell("memberships", "total"), table.cell("children", "total")) == (3, 2)
    assert table.cell("children", "nam_kinh") == 1


def test_a_child_twice_in_one_group_by_its_sub_groups_is_one_membership(ward: Ward) -> None:
    ward.child(groups=[member(4) | {"sub": 1}, member(4) | {"sub": 2}])
    table = ward.report().table("groups")
    assert (table.cell("4", "total"), table.cell("memberships", "total")) == (1, 1)


def test_risks_by_kind(ward: Ward) -> None:
    ward.child(risks=[risk(), risk() | {"risk": "van_de_xa_hoi"}])
    table = ward.report().table("risks")
    assert [table.cell(row, "total") for row in ("bo_hoc", "memberships", "children")] == [1, 2, 1]


def test_interventions_by_service_children_and_money(ward: Ward) -> None:
    one, two = ward.child(), ward.child()
    ward.helped(one, two, service="y_te.bhyt", amount=300_000, fund="ngan_sach_xa")
    ward.helped(one, service="y_te", amount=200_000, fund="tai_tro")
    ward.helped(one, service="giao_duc", amount=None)
    ward.helped(one, service="giao_duc", amount=100, date="2024-11-14", to="2025-12-31")
    table = ward.report().table("interventions")
    columns = ("interventions", "children", "amount", "amount_ngan_sach_xa", "amount_tai_tro")
    assert [table.cell("y_te", column) for column in columns] == [2, 2, 500_000, 300_000, 200_000]
    assert [table.cell("giao_duc", column) for column in columns] == [1, 1, 0, 0, 0]
    assert [table.cell("total", column) for column in columns] == [3, 2, 500_000, 300_000, 200_000]


def test_activities_by_kind_with_their_reach(ward: Ward) -> None:
    one, two, school = ward.child(), ward.child(), ward.organisation("truong_hoc")
    ward.activity("dien_dan", one, two, schools=[school], amount=1_000_000)
    ward.activity("dien_dan", one, schools=[school])
    ward.activity("truyen_thong", counts={"nam:7-10": 30}, households=12)
    table = ward.report().table("activities")
    assert lines(table) == {
        "Diễn đàn trẻ em, hội nghị, hội thảo, tọa đàm, cuộc thi, sự kiện": (2, 2, 0, 0, 1, 1_000_000),
        "Truyền thông, tuyên truyền": (1, 0, 30, 12, 0, 0),
        "Tổng số": (3, 2, 30, 12, 1, 1_000_000),
    }


def test_cases_balance_opening_plus_opened_less_closed_is_closing(ward: Ward) -> None:
    before, inside = "2024-05-05T08:00:00+07:00", "2025-05-05T08:00:00+07:00"
    ward.case(None, before)
    ward.case(None, before, episode={"closed": "2025-01-05", "outcome": "an_toan"})
    ward.case(None, before, episode={"closed": "2024-11-14", "outcome": "an_toan"})
    ward.case(None, inside, kind="boc_lot")
    ward.case(None, inside, episode={"closed": "2025-05-20", "outcome": "an_toan"})
    ward.case(None, inside, cancelled={"on": "2025-05-06", "reason": "Ghi trùng"})
    table = ward.report().table("cases_by_kind")
    assert [column.id for column in case_columns()] == ["received", "open_at_start", "opened", "closed", "open_at_end"]
    assert lines(table) == {"Bạo lực": (2, 2, 1, 2, 1), "Bóc lột": (1, 0, 1, 0, 1), "Tổng số": (3, 2, 2, 2, 2)}
    for id in ("cases_by_environment", "cases_by_source"):
        assert ward.report().table(id).totals[0].cells == (3, 2, 2, 2, 2)


def test_a_case_opened_again_is_opened_twice_and_received_once(ward: Ward) -> None:
    case = ward.case(None, episode={"closed": "2025-04-01", "outcome": "an_toan"})
    cases = ward.store.table("cases")
    episodes = cases.get(doc_id=case)["episodes"]
    cases.update({"episodes": [*episodes, {"opened": "2025-06-01", "closed": None, "steps": []}]}, doc_ids=[case])
    assert ward.report().table("cases_by_kind").cell("total", "opened") == 2
    assert ward.report().table("cases_by_kind").totals[0].cells == (1, 0, 2, 1, 1)


def test_what_is_open_at_the_end_is_open_at_the_beginning_of_the_next(ward: Ward) -> None:
    for month in range(1, 12):
        closed = {"closed": f"2025-{month + 1:02}-20", "outcome": "an_toan"} if month % 2 else {}
        ward.case(None, f"2025-{month:02}-03T08:00:00+07:00", episode=closed)
    ends = ward.report(year_period(2025)).table("cases_by_kind").cell("total", "open_at_end")
    assert ends == ward.report(year_period(2026)).table("cases_by_kind").cell("total", "open_at_start") != 0


def test_a_report_received_that_led_to_no_case_is_received_all_the_same(ward: Ward) -> None:
    """NĐ56 Đ25.1: every report is recorded; not every one becomes a case."""
    intake = {"received_at": "2025-05-05T08:00:00+07:00", "source": "don_thu", "kind": "bao_luc", "cancelled": None}
    ward.store.table("intakes").insert(intake)
    assert ward.report().table("cases_by_source").cell("don_thu", "received") == 1
    assert ward.report().table("cases_by_environment").cell("unknown", "received") == 1


def test_everything_agrees_and_a_difference_would_be_shown(ward: Ward) -> None:
    ward.child(groups=[member(4)], risks=[risk()])
    ward.helped(ward.child(), amount=5)
    ward.case(None)
    report = ward.report()
    assert report.reconciled
    texts = [check.text for check in report.checks]
    assert any("a1 (mẫu số)" in text for text in texts) and any("tử số không lớn hơn" in text for text in texts)


def test_a_report_without_a_case_counts_in_the_environment_it_names(ward: Ward) -> None:
    intake = {"received_at": "2025-05-05T08:00:00+07:00", "source": "don_thu", "kind": "bao_luc", "cancelled": None}
    ward.store.table("intakes").insert(intake | {"answers": {"environment": "truong_hoc"}, "outcome": None})
    assert ward.report().table("cases_by_environment").cell("truong_hoc", "received") == 1


def test_reports_that_joined_one_case_are_each_received_and_the_case_is_opened_once(ward: Ward) -> None:
    case = ward.case(ward.child())
    intake = {"received_at": "2025-05-05T08:00:00+07:00", "source": "don_thu", "kind": "bao_luc", "cancelled": None}
    ward.store.table("intakes").insert(intake | {"case": case})
    table = ward.report().table("cases_by_kind")
    assert (table.cell("bao_luc", "received"), table.cell("bao_luc", "opened")) == (2, 1)
    assert table.cell("total", "open_at_end") == 1


def test_victims_of_16_and_17_have_cases_and_are_in_no_indicator(ward: Ward) -> None:
    """Luật Trẻ em Đ1: a child is under 16. The case table counts the case; no figure over children or victims does."""
    before = {figure.indicator.id: (figure.numerator, figure.denominator) for figure in ward.report().figures}
    ward.case(None, answers={"age": 17})
    ward.case(ward.child("2008-06-01", residence=[]), answers={"birth_date": "2008-06-01"})
    report = ward.report()
    assert {figure.indicator.id: (figure.numerator, figure.denominator) for figure in report.figures} == before
