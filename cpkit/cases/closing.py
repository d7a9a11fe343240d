"""What stands open in a case that is to be closed: said exactly, each with its article (NĐ56 Đ30.1b, Mẫu số 06)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cpkit.cases.cases import read_case
from cpkit.cases.papers import episode_of, filled
from cpkit.cases.progress import activities
from cpkit.cases.referrals import agency_name, referrals
from cpkit.cases.steps import FIRST, Outcome, in_force, process
from cpkit.cases.ways import Obstacle, command_of
from cpkit.language import _
from cpkit.store.identifiers import show_id

if TYPE_CHECKING:
    from cpkit.cases.records import Episode
    from cpkit.store import Store


def left_open(store: Store, case_id: int, ending: Outcome) -> list[Obstacle]:
    """Each thing that has to be settled before the case may end so, and by which command; none where all is.

    A separation has to be ended first wherever the ward itself judges that the child is safe. The plan's activities and
    the review's conclusion matter for the ending of a case that went its whole way.
    """
    number, episode = episode_of(read_case(store, case_id))
    found = list(_separation(case_id, episode)) if set(ending.needs) - {FIRST} else []
    if ending.waits:
        found += [*_activities(store, case_id), *_referrals(store, case_id), *_review(store, case_id, number, ending)]
    return found


def _separation(case_id: int, episode: Episode) -> Iterator[Obstacle]:
    """A separation that nobody ended (NĐ56 Đ32.3)."""
    starts, ends = process().of_role("separation"), process().of_role("separation_end")
    if starts is None or ends is None:
        return
    taken = [record for record in in_force(episode.steps) if record.done and record.step in (starts.id, ends.id)]
    if taken and taken[-1].step == starts.id:
        sentence = _("Việc tạm thời cách ly chưa chấm dứt ({article}).").format(article=ends.article)
        yield Obstacle(sentence, (command_of(case_id, ends),))


def _activities(store: Store, case_id: int) -> Iterator[Obstacle]:
    """Activities of the plan of which nobody said what became of them (NĐ56 Đ29.1)."""
    found = [each for each in activities(store, case_id) if each.open]
    if found:
        titles = "; ".join(f"{each.number}. {each.title}" for each in found)
        sentence = _("Hoạt động của kế hoạch chưa xong (NĐ56 Đ29.1): {titles}.").format(titles=titles)
        plan = f"case plan {show_id('cases', case_id)}"
        yield Obstacle(sentence, tuple(f"{plan} {each.number} --done {_('NGÀY')}" for each in found))


def _referrals(store: Store, case_id: int) -> Iterator[Obstacle]:
    """Referrals that nobody answered yet (NĐ56 Đ29.1b)."""
    found = [each for each in referrals(store, case_id) if each["awaited"]]
    if found:
        names = "; ".join(agency_name(store, each) for each in found)
        sentence = _("Chuyển gửi chưa có trả lời (NĐ56 Đ29.1b): {names}.").format(names=names)
        yield Obstacle(sentence, tuple(f"case answer {show_id('referrals', each.doc_id)}" for each in found))


def _review(store: Store, case_id: int, number: int, ending: Outcome) -> Iterator[Obstacle]:
    """A last review that concluded on another plan (NĐ56 Đ30.1c)."""
    review, plan = process().of_role("review"), process().of_role("submission")
    forms = [each for each in filled(store, case_id) if review is not None and each["form"] == review.form]
    last = next((each for each in reversed(forms) if each["episode"] == number and not each.get("paper")), None)
    concluded = last["answers"].get("conclusion") if last is not None else None
    if ending.concludes and concluded not in (None, ending.concludes):
        sentence = _("Mẫu rà soát gần nhất kết luận trẻ cần kế hoạch tiếp theo (NĐ56 Đ30.1c).")
        commands = (f"case fill {show_id('cases', case_id)} {plan.form}",) if plan is not None and plan.form else ()
        yield Obstacle(sentence, commands)
