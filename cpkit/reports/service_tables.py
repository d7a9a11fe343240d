"""What was done: interventions by service and money, activities by kind and reach."""

from __future__ import annotations

from collections import Counter, defaultdict

from cpkit.codes import code_list
from cpkit.language import _
from cpkit.reports.folds import Check, Column, Row, Table, as_count, column_sum
from cpkit.reports.frame import Frame
from cpkit.reports.marks import IdSet
from cpkit.reports.subjects import Activity, Intervention

UNKNOWN = "unknown"


class InterventionFold:
    """Interventions that began in the period, by service: how many, for how many different children, for how much."""

    def __init__(self, _frame: Frame) -> None:
        self.count: Counter[str] = Counter()
        self.amount: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.children: defaultdict[str, IdSet] = defaultdict(IdSet)
        self.all = self.all_amount = 0

    def add(self, subject: Intervention) -> None:
        """Take one intervention; a finer kind of service counts as its service."""
        row = subject.record
        service = row.service.partition(".")[0]
        self.count[service] += 1
        self.all += 1
        self.children[service].update(row.children)
        if row.amount:
            amount = round(row.amount)
            self.amount[service, row.fund or UNKNOWN] += amount
            self.all_amount += amount

    def table(self) -> Table:
        """One line for each service; different children of all services together in the total."""
        funds = _named("funds", {fund for _service, fund in self.amount}, _("Chưa rõ nguồn"))
        money = tuple(Column(f"amount_{id}", title, "money", _("Trong đó, theo nguồn (đồng)")) for id, title in funds)
        columns = (
            Column("interventions", _("Số lần hỗ trợ, can thiệp")), Column("children", _("Số trẻ em")),
            Column("amount", _("Kinh phí (đồng)"), "money"), *money,
        )  # fmt: skip
        fund_ids = [id for id, _title in funds]
        rows = tuple(self._row(id, title, fund_ids) for id, title in _named("services", set(self.count), _("Chưa rõ")))
        total = self._total(fund_ids, len(IdSet().unite(self.children.values())))
        note = _("Dòng tổng tính mỗi trẻ em một lần, dù được nhiều dịch vụ; kinh phí chỉ cộng các lần có ghi số tiền.")
        title = _("Hỗ trợ, can thiệp theo dịch vụ, số trẻ em và kinh phí")
        return Table(
            "interventions", title, columns, rows, (total,), _("Dịch vụ (NĐ56 Đ18-21)"), (note,),
            self._checks(title, rows, total),
        )  # fmt: skip

    def _row(self, service: str, title: str, funds: list[str]) -> Row:
        amounts = [self.amount.get((service, fund), 0) for fund in funds]
        return Row(service, title, (self.count[service], len(self.children[service]), sum(amounts), *amounts))

    def _total(self, funds: list[str], children: int) -> Row:
        amounts = [sum(amount for (_service, of), amount in self.amount.items() if of == fund) for fund in funds]
        return Row("total", _("Tổng số"), (self.all, children, self.all_amount, *amounts))

    def _checks(self, title: str, rows: tuple[Row, ...], total: Row) -> tuple[Check, ...]:
        count, children, amount, *by_fund = (column_sum(rows, place) for place in range(len(total.cells)))
        fewer = _("{table}: số trẻ em không lớn hơn tổng các dòng").format(table=title)
        return (
            Check(_("{table}: số lần").format(table=title), count, self.all),
            Check(fewer, as_count(total.cells[1]), children, "<="),
            Check(_("{table}: kinh phí các dòng").format(table=title), amount, self.all_amount),
            Check(_("{table}: kinh phí các nguồn").format(table=title), sum(by_fund), self.all_amount),
        )


class ActivityFold:
    """Activities of the period, by kind: how many, whom they reached, for how much."""

    COLUMNS = ("activities", "children", "heads", "households", "schools", "amount")
    DISTINCT = ("children", "schools")

    def __init__(self, _frame: Frame) -> None:
        self.cells: Counter[tuple[str, str]] = Counter()
        self.once: Counter[str] = Counter()
        self.children: defaultdict[str, IdSet] = defaultdict(IdSet)
        self.schools: defaultdict[str, IdSet] = defaultdict(IdSet)

    def add(self, subject: Activity) -> None:
        """Take one activity."""
        row = subject.record
        counted = {
            "activities": 1,
            "heads": sum((row.counts or {}).values()),
            "households": row.households or row.households_new or 0,
            "amount": round(row.amount or 0),
        }
        for column, number in counted.items():
            self.cells[row.kind, column] += number
            self.once[column] += number
        for kind in (row.kind, ""):
            self.children[kind].update(row.attended)
            self.schools[kind].update(row.schools)

    def table(self) -> Table:
        """One line for each kind; in the total each child and each school stands once."""
        titles = (_("Số hoạt động"), _("Trẻ em có tên"), _("Lượt trẻ em đếm, không ghi tên"), _("Lượt hộ gia đình"),
                  _("Trường học"), _("Kinh phí (đồng)"))  # fmt: skip
        *counts, (amount, money) = zip(self.COLUMNS, titles, strict=True)
        columns = (*(Column(id, title) for id, title in counts), Column(amount, money, "money"))
        kinds = {kind for kind, _column in self.cells}
        rows = tuple(Row(id, title, self._line(id)) for id, title in _named("activity_kinds", kinds, _("Chưa rõ")))
        total = Row("total", _("Tổng số"), self._total())
        title = _("Hoạt động theo loại và số người tiếp cận")
        note = _("Trẻ em có tên và trường học: mỗi em, mỗi trường tính một lần trong dòng. Lượt đếm có thể trùng nhau.")
        checks = self._checks(title, rows, total)
        return Table("activities", title, columns, rows, (total,), _("Loại hoạt động"), (note,), checks)

    def _line(self, kind: str) -> tuple[int, ...]:
        distinct = {"children": len(self.children[kind]), "schools": len(self.schools[kind])}
        return tuple(distinct.get(column, self.cells[kind, column]) for column in self.COLUMNS)

    def _total(self) -> tuple[int, ...]:
        distinct = {"children": len(self.children[""]), "schools": len(self.schools[""])}
        return tuple(distinct.get(column, self.once[column]) for column in self.COLUMNS)

    def _checks(self, title: str, rows: tuple[Row, ...], total: Row) -> tuple[Check, ...]:
        checks = []
        for place, column in enumerate(self.COLUMNS):
            summed, all_of = column_sum(rows, place), as_count(total.cells[place])
            if column in self.DISTINCT:
                text = _("{table}: tổng số không lớn hơn tổng các dòng, cột {n}").format(table=title, n=place + 1)
                checks.append(Check(text, all_of, summed, "<="))
            else:
                text = _("{table}: tổng các dòng, cột {n}").format(table=title, n=place + 1)
                checks.append(Check(text, summed, all_of))
        return tuple(checks)


def _named(codes: str, seen: set[str], unknown: str) -> list[tuple[str, str]]:
    """The places of a code list, then others that were seen, each with its title."""
    known = [(code.code, code.short_text) for code in code_list(codes).children(None)]
    ids = {id for id, _title in known}
    return [*known, *((id, unknown if id == UNKNOWN else id) for id in sorted(seen - ids))]
