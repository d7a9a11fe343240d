"""The facets of each kind of thing a declared table may count: its questions, and what the report finds out beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any

from cpkit.errors import Refused
from cpkit.forms import Form, load
from cpkit.forms.model import REPEAT, Field, flat
from cpkit.language import _
from cpkit.reports.declared import KINDS, Declared
from cpkit.reports.expressions import of_expression
from cpkit.reports.facets import Facet, Facets, Read, of_day, parts_of, questions, yes_or_no
from cpkit.reports.facets import of_question as of_question
from cpkit.reports.records import (
    ActivityRecord,
    ChildRecord,
    EventRecord,
    HouseholdRecord,
    InterventionRecord,
    OrganisationRecord,
    WorkerRecord,
    attribute,
)
from cpkit.reports.subjects import Case, Child

UNREGISTERED = 10**11
"""Added to the id of a case whose child is not in the register: that child is counted by its case."""


@dataclass
class Line:
    """One row of a repeat with the record it belongs to."""

    owner: Any
    row: Any

    @property
    def weight(self) -> int:
        """One thing."""
        return 1


@dataclass(frozen=True)
class Kind:
    """What a table counts: its facets, what one of them is called, the children it is about, the rows of its repeat.

    `day` is the day of the fact, None where it has none; `child` the one child it is about, whose particulars it knows;
    `needs` the fields of the document to be decoded for it. The counts of a `secret` kind are masked.
    """

    facets: Facets
    counted: str
    children: Callable[[Any], Iterable[int]]
    rows: Callable[[Any], Iterable[Any]] | None = None
    day: Read | None = None
    child: Callable[[Any], int | None] | None = None
    secret: bool = False
    needs: frozenset[str] = frozenset()


_MADE: ContextVar[dict[str, Kind] | None] = ContextVar("made", default=None)


@contextmanager
def shared_kinds() -> Iterator[None]:
    """Make each kind once while several tables are read: many count the same things."""
    token = _MADE.set({})
    try:
        yield
    finally:
        _MADE.reset(token)


def kind_of(declared: Declared) -> Kind:
    """The kind of thing `declared` counts; Refused when there is none such."""
    if declared.of_entries:
        return _entries(*declared.form)
    name, _slash, repeat = declared.over.partition("/")
    make = MAKERS.get(name)
    if make is None or (repeat and name not in FORMS):
        known = ", ".join([*KINDS, "entries:…"])
        raise Refused(_("Không đếm được “{over}”; chỉ đếm: {known}.").format(over=declared.over, known=known))
    made = _MADE.get()
    kind = made[name] if made is not None and name in made else make()
    if made is not None:
        made[name] = kind
    if not repeat:
        return kind
    return replace(_rows_of(kind, load(FORMS[name]), repeat, _of_record(RECORDS[name])), needs=frozenset({repeat}))


def child_facets() -> Facets:
    """What is known of a child on the cut-off date."""
    form = load("dang_ky")
    found = (*_found_of_children(form), *_asked_of_children(form))
    return Facets(replace(facet, secret=False) for facet in found)  # what is masked of children: `sensitive`


def _children() -> Kind:
    return Kind(child_facets(), _("Số trẻ em"), lambda child: (child.id,))


def _found_of_children(form: Form) -> Iterator[Facet]:
    from cpkit.reports.tables import natural_key, sex_titles

    sexes = tuple(sex_titles())
    sex = of_question(form, form.field("sex"), attrgetter("sex"))
    yield replace(sex, title=_("Giới tính"), known=sexes, order=str)
    yield Facet("age", _("Tuổi"), attrgetter("age"), "number", order=lambda place: place.zfill(3))
    hamlet = Facet("hamlet", _("Thôn, bản, tổ dân phố"), lambda child: child.record.hamlet, order=natural_key)
    yield replace(hamlet, find=None)
    yield replace(of_question(form, form.field("ethnic"), lambda child: child.record.ethnic), title=_("Dân tộc"))
    yield from _memberships(form)
    yield yes_or_no(Facet("helped", _("Được hỗ trợ, can thiệp trong kỳ"), lambda child: child.has("helped")))
    yield yes_or_no(Facet("planned", _("Được trợ giúp theo kế hoạch của ca"), lambda child: child.has("planned")))


def _memberships(form: Form) -> Iterator[Facet]:
    """The groups and risks a child is in on the cut-off date; a child in none of them is not in such a table."""
    groups = of_question(form, form.field("groups"), lambda child: [str(one.group) for one in child.groups])
    yield replace(groups, name="group", title=_("Nhóm hoàn cảnh đặc biệt"), optional=True)
    finer = replace(groups, read=_subgroups, known=(), optional=True, name="subgroup")
    yield replace(finer, title=_("Nhóm chi tiết của hoàn cảnh đặc biệt"))
    risks = of_question(form, form.field("risks"), lambda child: [str(one.risk) for one in child.risks])
    yield replace(risks, name="risk", title=_("Nhóm nguy cơ"), optional=True)


def _subgroups(child: Child) -> list[str]:
    return [f"{one.group}.{one.sub}" if one.sub is not None else str(one.group) for one in child.groups]


def _asked_of_children(form: Form) -> Iterator[Facet]:
    """The other questions of the register's form; those of plugins lie in `extra`."""
    from cpkit.register.answers import BIRTHS
    from cpkit.register.children import EMPTY

    yield of_day(Facet("birth_date", _("Ngày sinh"), lambda child: child.record.birth, private=True))
    for asked in form.questions():
        own = asked.key in EMPTY
        if asked.kind in (REPEAT, "note") or asked.key in (*BIRTHS, "groups", "risks"):
            continue
        field = asked.key if own else "extra"
        name = attribute(ChildRecord, field)
        facet = of_question(form, asked, _child_reader(name, None if own else asked.key))
        private = facet.private or (own and facet.sort == "text") or facet.sort == "record"
        yield replace(facet, needs=field, private=private)


def _child_reader(name: str, extra: str | None) -> Read:
    read = attrgetter(f"record.{name}")
    return read if extra is None else lambda child: (read(child) or {}).get(extra)


def _cases() -> Kind:
    """Cases by what is known of the matter; a table of them is masked (NĐ56 Đ24, Đ33)."""
    from cpkit.cases.steps import process

    outcomes = tuple((one.id, one.title) for one in process().outcomes)
    found = [
        _code("kind", _("Loại vụ việc"), "case_kinds", lambda case: case.record.kind),
        _code("environment", _("Môi trường"), "environments", lambda case: case.record.environment),
        _code("source", _("Nguồn tin"), "sources", attrgetter("source")),
        yes_or_no(Facet("urgent", _("Khẩn cấp"), attrgetter("urgent"))),
        yes_or_no(Facet("abuse", _("Xâm hại trẻ em"), attrgetter("abuse"))),
        Facet("outcome", _("Kết quả kết thúc"), _outcome, "code", outcomes, optional=True),
    ]
    return _dated(found, _("Số ca"), attrgetter("received"), _child_of_case, lambda case: case.record.child, True)


def _child_of_case(case: Case) -> tuple[int, ...]:
    return (case.record.child if case.record.child is not None else case.id + UNREGISTERED,)


def _outcome(case: Case) -> str | None:
    last = case.record.episodes[-1] if case.record.episodes else None
    return last.outcome if last else None


def _intakes() -> Kind:
    found = [
        _code("kind", _("Loại vụ việc"), "case_kinds", attrgetter("kind")),
        _code("environment", _("Môi trường"), "environments", attrgetter("environment")),
        _code("source", _("Nguồn tin"), "sources", attrgetter("source")),
    ]
    return _dated(found, _("Số tin báo"), attrgetter("day"), lambda _one: (), None, True)


def _proceedings() -> Kind:
    """What the law did about cases: a line of a case each, by what it is; masked as the cases are."""
    found = [
        _code("kind", _("Việc tố tụng"), "proceedings", attrgetter("record.kind")),
        _code("case_kind", _("Loại vụ việc"), "case_kinds", attrgetter("case.record.kind")),
    ]
    of_child = lambda line: line.case.record.child  # noqa: E731
    return _dated(found, _("Số việc"), attrgetter("day"), lambda line: _child_of_case(line.case), of_child, True)


def _interventions() -> Kind:
    found = _asked_of("can_thiep", InterventionRecord)
    return _dated(found, _("Số lần hỗ trợ, can thiệp"), attrgetter("record.date"), attrgetter("record.children"))


def _activities() -> Kind:
    heads = Facet("heads", _("Lượt trẻ em đếm, không ghi tên"), _heads, "number")
    named = Facet("named", _("Trẻ em có tên"), lambda one: len(one.record.attended), "number")
    found = [heads, named, *_asked_of("hoat_dong", ActivityRecord)]
    return _dated(found, _("Số hoạt động"), attrgetter("record.date"), attrgetter("record.attended"))


def _heads(activity: Any) -> int:
    return sum((activity.record.counts or {}).values())


def _events() -> Kind:
    found = _asked_of("su_kien", EventRecord)
    return _dated(
        found, _("Số sự kiện"), attrgetter("record.date"), lambda event: [one.child for one in event.record.hit]
    )


def _organisations() -> Kind:
    facets = [
        yes_or_no(Facet("active", _("Đang hoạt động vào ngày chốt"), attrgetter("active"))),
        yes_or_no(Facet("effective", _("Được đánh giá hiệu quả"), attrgetter("effective"))),
        yes_or_no(Facet("able", _("Đủ năng lực quản lý ca"), attrgetter("able"))),
        yes_or_no(Facet("reached", _("Có hoạt động trong kỳ"), attrgetter("reached"))),
        *_asked_of("to_chuc", OrganisationRecord),
    ]
    return Kind(Facets(facets), _("Số tổ chức"), lambda _one: ())


def _workers() -> Kind:
    active = yes_or_no(Facet("active", _("Đang làm vào ngày chốt"), attrgetter("active")))
    trained = Facet("trainings_done", _("Số lần tập huấn đã dự"), lambda one: len(one.trained), "number")
    return Kind(Facets([active, trained, *_asked_of("can_bo", WorkerRecord)]), _("Số người"), lambda _one: ())


def _households() -> Kind:
    reached = yes_or_no(Facet("reached", _("Được truyền thông trong kỳ"), attrgetter("reached")))
    facets = Facets([reached, *_asked_of("ho_gia_dinh", HouseholdRecord)])
    return Kind(facets, _("Số hộ"), lambda _one: (), lambda one: [one] if one.record else [])


def _entries(form_id: str, repeat: str) -> Kind:
    """The entries of a form; one that may be about a case is masked."""
    form = load(form_id)
    answer: Callable[[Field], Read] = lambda asked: lambda entry: entry.answers.get(asked.key)  # noqa: E731
    about = Facet("subject", _("Ghi cho"), _subject, "record", private=True)
    facets = [*questions(form, form.questions(), answer), about]
    of_children = [one for one in facets if one.reference == "children"]
    kind = _dated(
        facets, _("Số phiếu"), attrgetter("record.on"), _children_reader(of_children, attrgetter("child")),
        attrgetter("child") if "child" in form.attaches else None, "case" in form.attaches,
        partial(of_expression, form),
    )  # fmt: skip
    return _rows_of(kind, form, repeat, lambda key: lambda entry: entry.answers.get(key)) if repeat else kind


def _subject(entry: Any) -> str | None:
    about = entry.record.subject
    return f"{about.table}:{about.id}" if about else None


def _children_reader(facets: list[Facet], child: Callable[[Any], int | None]) -> Callable[[Any], set[int]]:
    """The children an entry is about: its subject, and those its answers name."""

    def children(entry: Any) -> set[int]:
        found = {one for one in (child(entry),) if one is not None}
        for facet in facets:
            value = facet.read(entry)
            found.update(value if isinstance(value, list) else [] if value is None else [value])
        return found

    return children


def _rows_of(kind: Kind, form: Form, repeat: str, reader: Callable[[str], Read]) -> Kind:
    """The rows of a repeat as the things counted; they know the answers of their record too."""
    asked = next((one for one in form.questions() if one.kind == REPEAT and one.key == repeat), None)
    if asked is None:
        names = ", ".join(one.key for one in form.questions() if one.kind == REPEAT)
        sentence = _("Phiếu “{title}” không có phần lặp “{name}”. Các phần lặp: {names}.")
        raise Refused(sentence.format(title=form.text, name=repeat, names=names or "–"))
    keys = [one.key for one in flat(asked.fields)]
    answer: Callable[[Field], Read] = lambda one: lambda line: line.row.get(one.key)  # noqa: E731
    own = list(questions(form, flat(asked.fields), answer))
    facets = Facets(own, lambda: map(_of_owner, kind.facets.by_name.values()))
    read, children = reader(repeat), [one for one in own if one.reference == "children"]
    child = kind.child
    owner = (lambda line: child(line.owner)) if child else None
    named = _children_reader(children, owner if owner and not children else lambda _line: None)
    return replace(
        kind, facets=facets, counted=_("Số dòng"), children=named, child=owner,
        rows=lambda thing: [Line(thing, row) for row in _as_rows(read(thing), keys)],
    )  # fmt: skip


def _of_owner(facet: Facet) -> Facet:
    read = facet.read
    return replace(facet, read=lambda line: read(line.owner))


def _as_rows(value: Any, keys: list[str]) -> list[Any]:
    """The rows of a repeat as the store holds them: a list of answers, or counts by their first answer."""
    import msgspec

    if isinstance(value, dict):
        return [dict(zip(keys, pair, strict=False)) for pair in value.items()]
    return [msgspec.to_builtins(row) for row in value or ()]


def _dated(
    facets: Iterable[Facet], counted: str, day: Read, children: Callable[[Any], Iterable[int]],
    child: Callable[[Any], int | None] | None = None, secret: bool = False,
    expression: Callable[[str], Facet] | None = None,
) -> Kind:  # fmt: skip
    """A kind of facts with a day: their facets, the parts of the calendar, and what is known of the child."""
    when = of_day(Facet("day", _("Ngày"), day))
    found = Facets([*facets, when, *parts_of(when, "")], _of_their_child if child else tuple, expression)
    return Kind(found, counted, children, None, day, child, secret)


def _of_their_child() -> Iterator[Facet]:
    """The facets of the child that a fact is about: `read` gets them from what was remembered of the child."""
    for facet in child_facets().by_name.values():
        title = _("{what} của trẻ").format(what=facet.title)
        about = _whether(facet.read) if facet.private else facet.read
        yield replace(facet, name=f"child.{facet.name}", title=title, about=about)


def _whether(read: Read) -> Read:
    """Of what tells who a child is, only whether it is known is remembered."""
    return lambda child: True if read(child) else None


def _code(name: str, title: str, codes: str, read: Read) -> Facet:
    """A facet of a code list."""
    asked = Field(type=f"select_one code:{codes}", name=name, key=name, label={"vi": title})
    return of_question(Form(id="", version="", title={}, fields=()), asked, read)


def _asked_of(form_id: str, record: type[Any]) -> Iterator[Facet]:
    """The questions of a record's form, read from the record as the report decodes it."""
    form, read = load(form_id), _of_record(record)
    for facet in questions(form, form.questions(), lambda asked: read(asked.key)):
        yield replace(facet, needs=facet.name)


def _of_record(record: type[Any]) -> Callable[[str], Read]:
    return lambda key: attrgetter(f"record.{attribute(record, key)}")


MAKERS: dict[str, Callable[[], Kind]] = {
    "children": _children,
    "cases": _cases,
    "intakes": _intakes,
    "proceedings": _proceedings,
    "interventions": _interventions,
    "activities": _activities,
    "organisations": _organisations,
    "workers": _workers,
    "households": _households,
    "events": _events,
}
FORMS = {
    "interventions": "can_thiep",
    "activities": "hoat_dong",
    "organisations": "to_chuc",
    "workers": "can_bo",
    "households": "ho_gia_dinh",
    "events": "su_kien",
}
RECORDS: dict[str, type[Any]] = {
    "interventions": InterventionRecord,
    "activities": ActivityRecord,
    "organisations": OrganisationRecord,
    "workers": WorkerRecord,
    "households": HouseholdRecord,
    "events": EventRecord,
}
