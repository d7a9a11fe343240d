"""The forms of a case, the dossier and the plan on its way to the chairman (NĐ56 Đ27-28)."""

from __future__ import annotations

from typing import Any

import pytest

from cpkit.cases.cases import read_case, record_step
from cpkit.cases.dossier import dossier, obstacles
from cpkit.cases.due import due_in_case
from cpkit.cases.papers import Filled, check_given, fill, filled, keep_on_paper, sheet_for
from cpkit.cases.plans import approve, deliver, reject, submit
from cpkit.cases.steps import in_force
from cpkit.errors import Misused, Refused
from cpkit.forms import load
from cpkit.store import Store
from cpkit.times import now
from cpkit.vietnamese import read_date, read_moment
from tests.cases.forms import ANSWERS, WHEN

PAPERS = ("mau_02", "mau_03", "bien_ban_hop", "mau_04", "mau_05")


def put(store: Store, case: int, form: str, *, again: bool = False, at: str | None = None, **more: Any) -> Filled:
    when = at or WHEN.get(form)
    sheet = sheet_for(store, case, form, again=again)
    return fill(store, case, sheet, ANSWERS[form] | more, at=read_moment(when) if when and sheet.records else None)


def steps(store: Store, case: int) -> list[str]:
    return [record.step for record in read_case(store, case).episodes[-1].steps]


@pytest.fixture
def ready(store: Store, case: int) -> int:
    """A case with every paper of the dossier."""
    for form in PAPERS:
        put(store, case, form)
    return case


def test_a_form_keeps_its_version_and_records_its_step(store: Store, case: int) -> None:
    put(store, case, "mau_02")
    (sheet,) = filled(store, case)
    assert (sheet["form"], sheet["form_version"], sheet["step"]) == (
        "mau_02",
        load("mau_02").version,
        "danh_gia_ban_dau",
    )
    assert sheet["answers"]["conclusion"] == "ke_hoach"
    assert steps(store, case) == ["tiep_nhan", "danh_gia_ban_dau"]


def test_what_the_register_knows_of_the_child_is_not_asked(store: Store, case: int) -> None:
    put(store, case, "mau_02")
    put(store, case, "mau_03")
    assert filled(store, case)[-1]["answers"]["child_name"] == "Lò Thị Pâng"


def test_the_minutes_say_themselves_when_the_meeting_was(store: Store, case: int) -> None:
    for form in ("mau_02", "mau_03", "bien_ban_hop"):
        put(store, case, form)
    assert read_case(store, case).episodes[0].steps[-1].at == read_moment("07/02/2025 08:00")


def test_everything_wrong_is_said_at_once_and_neither_form_nor_step_is_kept(store: Store, case: int) -> None:
    wrong: dict[str, Any] = {"harm_level": "rất cao", "conclusion": "", "assessed_on": "26/01/2025"}
    with pytest.raises(Refused) as refusal:
        put(store, case, "mau_02", **wrong)
    assert {problem.field for problem in refusal.value.problems} >= {"harm_level", "assessed_on"}
    assert filled(store, case) == [] and steps(store, case) == ["tiep_nhan"]


def test_a_step_needs_its_moment_the_clock_starts_at_receipt_not_at_typing(store: Store, case: int) -> None:
    with pytest.raises(Misused, match="--at"):
        fill(store, case, sheet_for(store, case, "mau_02"), ANSWERS["mau_02"])


def test_a_form_out_of_order_is_refused_with_its_article(store: Store, case: int) -> None:
    with pytest.raises(Refused, match=r"Đ26\.2"):
        put(store, case, "mau_03")
    assert filled(store, case) == []


def test_an_assessment_before_its_intake_is_refused(store: Store, case: int) -> None:
    with pytest.raises(Refused, match="trước lúc tiếp nhận"):
        put(store, case, "mau_02", at="24/01/2025 08:00", assessed_on="24/01/2025")


def test_filling_again_corrects_the_sheet_and_leaves_the_step(store: Store, case: int) -> None:
    put(store, case, "mau_02")
    fill(store, case, sheet_for(store, case, "mau_02"), {"harm_level": "thap"})
    (sheet,) = filled(store, case)
    assert sheet["answers"]["harm_level"] == "thap" and sheet["answers"]["harm_access"] == "trung_binh"
    assert steps(store, case) == ["tiep_nhan", "danh_gia_ban_dau"]
    with pytest.raises(Refused, match="Phiếu") as refusal:
        fill(store, case, sheet_for(store, case, "mau_02"), {}, at=read_moment("25/01/2025 09:00"))
    assert [problem.field for problem in refusal.value.problems] == ["at"]


def test_a_new_sheet_is_a_step_of_its_own(store: Store, case: int) -> None:
    """NĐ56 Đ32.3: the specific assessment is made again during a separation."""
    put(store, case, "mau_02")
    put(store, case, "mau_03")
    put(store, case, "mau_03", again=True, at="12/02/2025 10:00", assessed_on="12/02/2025")
    assert steps(store, case).count("thu_thap_xac_minh") == 2
    assert len(filled(store, case)) == 3


def test_answers_of_an_older_version_or_another_form_are_refused(store: Store, case: int) -> None:
    form = load("mau_03")
    assert check_given(form, {"form": "mau_03", "form_version": form.version, "answers": {"state": "x"}}) == {
        "state": "x"
    }
    with pytest.raises(Refused, match="bản 2010"):
        check_given(form, {"form_version": "2010"})
    with pytest.raises(Refused, match="mau_02"):
        check_given(form, {"form": "mau_02"})
    put(store, case, "mau_02")
    store.table("case_forms").update({"form_version": "2010"}, doc_ids=[filled(store, case)[0].doc_id])
    with pytest.raises(Refused, match="--again"):
        fill(store, case, sheet_for(store, case, "mau_02"), {"harm_level": "thap"})


def test_the_report_is_no_form_to_fill_here_and_unknown_forms_are_named(store: Store, case: int) -> None:
    with pytest.raises(Refused, match="case edit"):
        sheet_for(store, case, "mau_01")
    with pytest.raises(Refused, match="mau_07"):
        sheet_for(store, case, "mau_99")


class TestDossier:
    """NĐ56 Đ28.2: report and initial assessment; specific assessment and minutes; draft decision and plan."""

    def test_it_says_what_is_there_and_what_is_lacking(self, store: Store, case: int) -> None:
        put(store, case, "mau_02")
        assert [(item.form, item.there) for item in dossier(store, case)] == [
            ("mau_01", True), ("mau_02", True), ("mau_03", False), ("bien_ban_hop", False), ("mau_04", False),
            ("mau_05", False),
        ]  # fmt: skip
        ((sentence, _commands),) = obstacles(store, case)
        assert all(article in sentence for article in ("Đ28.2", "Đ28.2b", "Đ28.2c"))

    def test_a_form_kept_on_paper_counts(self, store: Store, case: int) -> None:
        keep_on_paper(store, case, "mau_03", "Bản giấy, tủ số 2")
        item = next(each for each in dossier(store, case) if each.form == "mau_03")
        assert (item.there, item.paper) == (True, "Bản giấy, tủ số 2")
        assert steps(store, case) == ["tiep_nhan"]

    def test_an_incomplete_one_is_not_submitted_unless_forced(self, store: Store, case: int) -> None:
        for form in ("mau_02", "mau_03", "bien_ban_hop"):
            put(store, case, form)
        at = read_moment("10/02/2025 15:00")
        with pytest.raises(Refused, match=r"Đ28\.2"):
            submit(store, case, at)
        assert submit(store, case, at, force="Bổ sung sau").forced_past
        assert read_case(store, case).episodes[0].steps[-1].forced == "Bổ sung sau"

    def test_a_complete_one_is(self, store: Store, ready: int) -> None:
        assert obstacles(store, ready) == []
        assert submit(store, ready, read_moment("10/02/2025 15:00")).forced_past == ()


class TestApproval:
    """NĐ56 Đ28.4, Đ28.5."""

    @pytest.fixture
    def submitted(self, store: Store, ready: int) -> int:
        submit(store, ready, read_moment("10/02/2025 15:00"))
        return ready

    def test_number_day_and_signer_stay_with_the_step(self, store: Store, submitted: int) -> None:
        approve(store, submitted, read_date("10/02/2025"), number="25/QĐ-UBND", signer="Lò Văn Chủ")
        last = read_case(store, submitted).episodes[0].steps[-1]
        assert (last.step, last.number, last.signer) == ("phe_duyet", "25/QĐ-UBND", "Lò Văn Chủ")
        assert last.at == read_moment("10/02/2025 23:59:59")

    def test_the_officer_does_not_approve_her_own_plan(self, store: Store, submitted: int) -> None:
        with pytest.raises(Refused, match=r"Chủ tịch.*Đ28\.4"):
            approve(store, submitted, read_date("11/02/2025"), number="25", signer=store.settings.officer.upper())

    def test_not_before_the_submission_and_not_in_the_future(self, store: Store, submitted: int) -> None:
        for day in (read_date("07/02/2025"), read_date("01/01/2099")):
            with pytest.raises(Refused):
                approve(store, submitted, day, number="25", signer="Lò Văn Chủ")

    def test_a_plan_sent_back_has_to_be_submitted_again(self, store: Store, submitted: int) -> None:
        reject(store, submitted, read_moment("11/02/2025 09:00"), "Chưa có dự toán")
        with pytest.raises(Refused, match=r"Đ28\.1"):
            approve(store, submitted, read_date("12/02/2025"), number="25", signer="Lò Văn Chủ")
        assert "phe_duyet" not in [item.step for item in due_in_case(submitted, read_case(store, submitted), now())]
        submit(store, submitted, read_moment("12/02/2025 09:00"))
        approve(store, submitted, read_date("12/02/2025"), number="25", signer="Lò Văn Chủ")
        with pytest.raises(Refused, match="đã được phê duyệt"):
            reject(store, submitted, now(), "Muộn")

    def test_decision_and_plan_go_to_who_carries_them_out_and_to_the_parents(
        self, store: Store, submitted: int
    ) -> None:
        with pytest.raises(Refused, match=r"Đ28\.5"):
            deliver(store, submitted, "Trạm y tế", read_moment("11/02/2025 08:00"))
        approve(store, submitted, read_date("10/02/2025"), number="25", signer="Lò Văn Chủ")
        deliver(store, submitted, "Trạm y tế", read_moment("11/02/2025 08:00"), "Ký nhận")
        (sent,) = read_case(store, submitted).episodes[0].deliveries
        assert (sent.to, sent.note) == ("Trạm y tế", "Ký nhận")

    def test_a_second_plan_needs_its_own_papers_approval_and_review(self, store: Store, submitted: int) -> None:
        """NĐ56 Đ30.1c: the review leads to another plan."""
        approve(store, submitted, read_date("10/02/2025"), number="25", signer="Lò Văn Chủ")
        record_step(store, submitted, "thuc_hien", read_moment("15/02/2025 08:00"))
        put(store, submitted, "mau_06", conclusion="ke_hoach_tiep", conclusion_reason="Còn nguy cơ")
        assert {item.form for item in dossier(store, submitted) if not item.there} == {"mau_04", "mau_05"}
        put(store, submitted, "mau_04", date="24/03/2025")
        put(store, submitted, "mau_05")
        submit(store, submitted, read_moment("24/03/2025 09:00"))
        standing = [record.step for record in in_force(read_case(store, submitted).episodes[0].steps)]
        assert "phe_duyet" not in standing and "ra_soat" not in standing
        with pytest.raises(Refused, match="Thực hiện kế hoạch"):
            put(store, submitted, "mau_06", at="28/03/2025 09:00", assessed_on="28/03/2025")
        approve(store, submitted, read_date("25/03/2025"), number="40", signer="Lò Văn Chủ")
        assert sheet_for(store, submitted, "mau_06").cycle == 2


class TestWhatIsRefusedNamesItsArticle:
    """Each a plain sentence with its article; nothing half-saved."""

    def test_a_step_that_has_not_come_yet(self, store: Store, case: int) -> None:
        with pytest.raises(Refused, match=r"NĐ56 Đ26\.2.*ở sau bây giờ"):
            record_step(store, case, "danh_gia_ban_dau", read_moment("24/01/2099 08:00"))

    def test_an_assessment_before_its_report(self, store: Store, case: int) -> None:
        sheet = sheet_for(store, case, "mau_02")
        answers = ANSWERS["mau_02"] | {"assessed_on": "23/01/2025"}
        with pytest.raises(Refused, match=r"trước lúc tiếp nhận.*NĐ56 Đ26\.2"):
            fill(store, case, sheet, answers, at=read_moment("23/01/2025 08:00"))
        assert filled(store, case) == []

    def test_a_review_without_a_plan(self, store: Store, case: int) -> None:
        sheet = sheet_for(store, case, "mau_06")
        with pytest.raises(Refused, match=r"NĐ56 Đ30\.1.*còn thiếu.*NĐ56 Đ29\.1"):
            fill(store, case, sheet, ANSWERS["mau_06"], at=read_moment("20/03/2025 09:00"))
        assert filled(store, case) == []

    def test_a_draft_of_the_approval_signed_by_the_officer(self, store: Store, case: int) -> None:
        answers = ANSWERS["mau_05"] | {"signer": store.settings.officer}
        with pytest.raises(Refused) as refused:
            fill(store, case, sheet_for(store, case, "mau_05"), answers)
        assert any("NĐ56 Đ28.4" in problem.message for problem in refused.value.problems)

    def test_a_file_of_an_older_version_of_the_form(self, store: Store, case: int) -> None:
        form = sheet_for(store, case, "mau_03").form
        with pytest.raises(Refused, match=r"bản 2010.*bản 2017.*NĐ56 Đ27"):
            check_given(form, {"form": "mau_03", "form_version": "2010", "answers": {}})
