"""Whatever an officer does with a case, in whatever order, it stays consistent and a refusal leaves it as it was.

Steps, forms, the plan's way to the chairman, the police, referrals, proceedings, what is logged for the plan, closing,
reopening: each with times that fit and times that do not.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cpkit.cases.cases import read_case, record_step, reopen_case
from cpkit.cases.dossier import dossier
from cpkit.cases.due import due_in_case, due_items, due_with_answers
from cpkit.cases.finding import find_cases
from cpkit.cases.intake_ends import join_case
from cpkit.cases.intakes import add_intake, open_case
from cpkit.cases.interventions import cancel_intervention, log_for_plan, prepare
from cpkit.cases.papers import fill, filled, sheet_for
from cpkit.cases.plans import approve, deliver, lacking_decision, reject, submit
from cpkit.cases.police import hand_over, hand_overs
from cpkit.cases.proceedings import add, cancel, proceedings
from cpkit.cases.progress import activities, record_progress
from cpkit.cases.referrals import answer, refer, referrals
from cpkit.cases.steps import FIRST, process
from cpkit.cases.timeline import timeline
from cpkit.errors import Misused, Refused
from cpkit.store import create_store
from cpkit.times import now
from cpkit.vietnamese import read_moment, show_moment
from tests.cases.forms import ANSWERS

RECEIVED = read_moment("24/01/2025 16:55")
REPORT = {"received_at": "24/01/2025 16:55", "source": "dien_thoai", "kind": "bao_luc"}
KEPT = ("cases", "case_forms", "referrals", "intakes", "interventions")
STEPS = [step.id for step in process().steps if step.id != FIRST]
OUTCOMES = [outcome.id for outcome in process().outcomes]
FORMS = ["mau_02", "mau_03", "bien_ban_hop", "mau_04", "mau_05", "mau_06"]
hours = some.integers(-24, 24 * 400)
reasons = some.sampled_from([None, None, "Cần gấp"])


class Casework(RuleBasedStateMachine):
    """One case and everything that can be done with it."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        home = Path(self.folder.name) / "home"
        made = {"unit": "34:03127", "unit_name": "Phường thử", "officer": "Cán bộ thử", "practice": True}
        self.store, _key = create_store(home, **made)  # type: ignore[arg-type]
        born = {"birth": "2018-11-26", "birth_precision": "day"}
        child = {"name": "Lò Thị Pâng", "sex": "nu", "unit": "34:03127", **born}
        self.child = int(self.store.table("children").insert(child))
        self.case = open_case(self.store, REPORT, child=self.child).case

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def kept(self) -> dict[str, Any]:
        return {table: {each.doc_id: dict(each) for each in self.store.table(table)} for table in KEPT}

    def attempt(self, action: Callable[..., object], *arguments: Any, **more: Any) -> None:
        """Do it; where it is refused, nothing of it may stay."""
        before = self.kept()
        try:
            action(self.store, *arguments, **more)
        except (Refused, Misused):
            assert self.kept() == before

    def at(self, number: int) -> datetime:
        return RECEIVED + timedelta(hours=number)

    def day(self, number: int) -> date:
        return self.at(number).date()

    @rule(step=some.sampled_from(STEPS), after=hours, force=reasons, not_done=reasons)
    def take_step(self, step: str, after: int, force: str | None, not_done: str | None) -> None:
        self.attempt(record_step, self.case, step, self.at(after), force=force, not_done=not_done)

    @rule(after=hours, force=reasons, outcome=some.sampled_from(OUTCOMES))
    def close(self, after: int, force: str | None, outcome: str) -> None:
        self.attempt(record_step, self.case, "dong", self.at(after), force=force, outcome=outcome)

    @rule(after=hours)
    def reopen(self, after: int) -> None:
        self.attempt(reopen_case, self.case, self.at(after), "Có tin báo mới")

    @rule(form=some.sampled_from(FORMS), after=hours, again=some.booleans(), force=reasons)
    def fill_form(self, form: str, after: int, again: bool, force: str | None) -> None:
        def write(store: Any) -> None:
            sheet = sheet_for(store, self.case, form, again=again)
            asked = {question.key for question in sheet.form.questions()}
            moment = {"assessed_on": self.day(after).isoformat(), "started_at": self.at(after).isoformat()}
            answers = ANSWERS[form] | {key: value for key, value in moment.items() if key in asked}
            at = self.at(after) if sheet.records and sheet.step.when != "started_at" else None
            fill(store, self.case, sheet, answers, at=at, force=force)

        self.attempt(write)

    @rule(after=hours, force=reasons)
    def submit_plan(self, after: int, force: str | None) -> None:
        self.attempt(submit, self.case, self.at(after), force=force)

    @rule(after=hours, force=reasons, signer=some.sampled_from(["Lò Văn Chủ", "Cán bộ thử"]))
    def approve_plan(self, after: int, force: str | None, signer: str) -> None:
        self.attempt(approve, self.case, self.day(after), number=f"{after}/QĐ-UBND", signer=signer, force=force)

    @rule(after=hours)
    def reject_plan(self, after: int) -> None:
        self.attempt(reject, self.case, self.at(after), "Chưa có dự toán")

    @rule(after=hours)
    def deliver_plan(self, after: int) -> None:
        self.attempt(deliver, self.case, "Trạm y tế", self.at(after))

    @rule(after=hours, again=some.booleans(), answered=some.booleans())
    def go_to_the_police(self, after: int, again: bool, answered: bool) -> None:
        told = {"handed_at": self.at(after).isoformat(), "police": "Công an phường"}
        said = {"answered_on": self.day(after).isoformat(), "outcome": "khoi_to"}
        self.attempt(hand_over, self.case, said if answered else told, again=again)

    @rule(after=hours, line=some.integers(1, 3), back=some.booleans())
    def note_proceeding(self, after: int, line: int, back: bool) -> None:
        if back:
            self.attempt(cancel, self.case, line, "Ghi nhầm")
        else:
            self.attempt(add, self.case, "giam_dinh", self.day(after), "3 %")

    @rule(after=hours, term=some.integers(-1, 9))
    def refer_child(self, after: int, term: int) -> None:
        until = self.day(after) + timedelta(days=term)
        self.attempt(refer, self.case, "benh_vien", self.day(after), until, "Khám", basis="khan_cap")

    @rule(after=hours)
    def answer_referral(self, after: int) -> None:
        for each in referrals(self.store, self.case):
            self.attempt(answer, each.doc_id, self.day(after), "Đã khám")

    @rule(after=hours, number=some.integers(0, 2), done=some.booleans())
    def log_for_the_plan(self, after: int, number: int, done: bool) -> None:
        def write(store: Any) -> None:
            told = {"children": [self.child], "service": "tam_ly", "date": self.day(after).isoformat()}
            log_for_plan(store, prepare(store, told | {"case": self.case}), number, done=done)

        self.attempt(write)

    @rule()
    def take_back_what_was_logged(self) -> None:
        for each in self.store.find("interventions", "case", self.case)[:1]:
            self.attempt(cancel_intervention, each.doc_id, "Ghi nhầm")

    @rule(after=hours, not_done=reasons)
    def settle_activity(self, after: int, not_done: str | None) -> None:
        done = None if not_done else self.day(after)
        self.attempt(record_progress, self.case, 1, done=done, not_done=not_done)

    @rule(after=some.integers(-48, 48))
    def join_another_report(self, after: int) -> None:
        told = REPORT | {"received_at": show_moment(self.at(after))}
        other = add_intake(self.store, told).intake
        self.attempt(join_case, other, self.case)

    @invariant()
    def the_case_is_consistent(self) -> None:
        if not hasattr(self, "case"):
            return
        case, document = read_case(self.store, self.case), self.store.table("cases").get(doc_id=self.case)
        assert document["open"] == (True if case.episode else None)
        assert all(episode.closed for episode in case.episodes[:-1])
        for number, episode in enumerate(case.episodes, 1):
            records = [(record.step, record.at) for record in episode.steps]
            assert len(set(records)) == len(records)
            assert min(at for _step, at in records) == next(at for step, at in records if step == FIRST)
            assert bool(episode.closed) == any(step == "dong" for step, _at in records)
            assert all(sheet["episode"] <= len(case.episodes) for sheet in filled(self.store, self.case))
            assert number == 1 or episode.opened >= case.episodes[number - 2].opened
        assert case.received_at == next(each.at for each in case.episodes[0].steps if each.step == FIRST)

    @invariant()
    def every_view_of_it_agrees(self) -> None:
        if not hasattr(self, "case"):
            return
        case, moment = read_case(self.store, self.case), now()
        clock = due_with_answers(self.store, self.case, case, moment)
        assert [item for item in due_items(self.store, moment) if item.case == self.case] == clock
        assert case.episode is not None or clock == [] == due_in_case(self.case, case, moment)
        events = timeline(self.store, self.case)
        assert [event.at.date() for event in events] == sorted(event.at.date() for event in events)
        with_hour = [event.at for event in events if not event.whole_day]
        assert with_hour == sorted(with_hour)
        steps = sum(len(episode.steps) for episode in case.episodes)
        assert sum(event.kind == "step" for event in events) == steps
        handed = [record for episode in case.episodes for record in episode.steps if record.step == "chuyen_cong_an"]
        assert len(hand_overs(self.store, self.case)) <= len(handed)
        assert (lacking_decision(case) is None) or case.episode is not None
        assert len(dossier(self.store, self.case)) == len(process().dossier)
        assert all(line.cancelled is None or line.cancelled.reason for line in proceedings(self.store, self.case))
        assert len(activities(self.store, self.case)) <= 1
        found = [each.doc_id for each in find_cases(self.store, moment, only_open=True)]
        assert found == ([self.case] if case.episode else [])


TestCasework = Casework.TestCase
TestCasework.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
