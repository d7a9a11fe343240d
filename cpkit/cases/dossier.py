"""The dossier by which the chairman approves a plan (NĐ56 Đ28.2): what it holds, what it still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cpkit.cases.cases import read_case
from cpkit.cases.papers import episode_of, filled
from cpkit.cases.steps import Paper, cycle_of, process
from cpkit.cases.ways import Obstacle
from cpkit.forms import load
from cpkit.language import _
from cpkit.store.identifiers import show_id

if TYPE_CHECKING:
    from cpkit.cases.records import CaseRecord
    from cpkit.store import Store


@dataclass(frozen=True)
class Item:
    """One paper of the dossier: the form, its title, the article; when it was filled, or where it is kept on paper."""

    form: str
    title: str
    article: str
    filled: datetime | None = None
    paper: str | None = None

    @property
    def there(self) -> bool:
        """Whether the dossier holds it."""
        return self.filled is not None or self.paper is not None


def dossier(store: Store, case_id: int) -> list[Item]:
    """Every paper of the dossier of the case's present plan."""
    case = read_case(store, case_id)
    return [_item(store, case_id, case, paper) for paper in process().dossier]


def obstacles(store: Store, case_id: int) -> list[Obstacle]:
    """What the dossier lacks, and the commands that fill it; none where it is complete."""
    lacking = [item for item in dossier(store, case_id) if not item.there]
    if not lacking:
        return []
    named = "; ".join(f"{item.title} ({item.article})" for item in lacking)
    sentence = _("Hồ sơ trình chưa đủ (NĐ56 Đ28.2), còn thiếu: {named}.").format(named=named)
    return [Obstacle(sentence, tuple(f"case fill {show_id('cases', case_id)} {item.form}" for item in lacking))]


def _item(store: Store, case_id: int, case: CaseRecord, paper: Paper) -> Item:
    title = load(paper.form).text
    first = process().steps[0]
    if paper.form == first.form:
        received = case.received_at if case.intake is not None else None
        return Item(paper.form, title, paper.article, received)
    number, episode = episode_of(case)
    step = next((each for each in process().steps if each.role == "submission"), first)
    cycle = cycle_of(episode.steps, step)
    sheets = [each for each in filled(store, case_id) if each["form"] == paper.form and each["episode"] == number]
    sheets = [each for each in sheets if not paper.anew or each["cycle"] == cycle]
    if not sheets:
        return Item(paper.form, title, paper.article)
    last = sheets[-1]
    when = None if last["paper"] else datetime.fromisoformat(last["at"] or last["filled_at"])
    return Item(paper.form, title, paper.article, when, last["paper"])
