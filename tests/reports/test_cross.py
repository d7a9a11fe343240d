"""Declared tables against plain loops over the same records (own tables, and tables a form brings)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cpkit.errors import Refused
from cpkit.forms import check, entries, load
from cpkit.plugins import manager
from cpkit.reports.cross import spec_of
from cpkit.reports.declared import Declared, Measure, read_declared
from cpkit.reports.folds import Table, as_count
from cpkit.reports.masking import HIDDEN_MARK, SMALL_MARK
from cpkit.reports.plans import plan_for
from cpkit.reports.report import Design, Report, build_report, designed
from cpkit.times import today
from tests.forms.own import OwnPlugin, own_plugin
from tests.reports.ward import YEAR, Ward, member


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPlugin]:
    """A ward's own forms: a survey of children, playgrounds, visits in a case."""
    with own_plugin(tmp_path / "phuong", monkeypatch) as found:
        yield found


def table_of(ward: Ward, declared: Declared, *, exact: bool = True, beside: tuple[Declared, ...] = ()) -> Table:
    """The declared table of 2025."""
    return report_of(ward, declared, *beside, exact=exact).table(declared.id)


def report_of(ward: Ward, *declared: Declared, exact: bool = True) -> Report:
    """A report of 2025 with these tables alone."""
    design = Design((), tuple(map(spec_of, declared)), plan_for(YEAR.cutoff))
    return build_report(ward.store, ward.store.settings, YEAR, design, exact=exact)


def declared(over: str, rows: Any, columns: Any = (), **more: Any) -> Declared:
    """A declaration as a file would hold it."""
    return Declared(id="t", title={"vi": "Biểu"}, over=over, rows=rows, columns=columns, **more)


def cells(table: Table) -> dict[tuple[str, str], int]:
    """Every count that is not zero, totals too."""
    lines = (*table.rows, *table.totals)
    found = {(row.id, column.id): as_count(row.cells[at]) for row in lines for at, column in enumerate(table.columns)}
    return {place: count for place, count in found.items() if count}


def fill(ward: Ward, form: str, child: int | None = None, table: str = "children", **answers: Any) -> int:
    """A filled form, about a child where one is given."""
    checked = check(load(form), answers, today=today(), resolver=ward.store.read_id)
    subject = entries.Subject(table, child) if child is not None else None
    return entries.add(ward.store, load(form), [(checked, subject)])[0]


class TestChildren:
    def test_are_laid_out_by_any_two_fields_as_a_plain_loop_lays_them_out(self, ward: Ward) -> None:
        chance = random.Random(5)
        kept = []
        for _number in range(60):
            hamlet, sex = chance.choice(["Bản Bó", "Tổ 9", "Tổ 10", None]), chance.choice(["nam", "nu", None])
            birth = chance.choice([f"{chance.randint(2008, 2025)}-03-04", None])
            ward.child(birth, hamlet=hamlet, sex=sex)
            grown = birth is not None and 2025 - int(birth[:4]) >= 16
            kept += [] if grown else [(hamlet or "unknown", sex or "unknown")]
        found = table_of(ward, declared("children", "hamlet", "sex"))
        expected = Counter(kept)
        for row, column in expected:
            assert found.cell(row, column) == expected[row, column]
        assert found.cell("total", "total") == len(kept)
        assert [row.id for row in found.rows] == ["Bản Bó", "Tổ 9", "Tổ 10", "unknown"], (
            "Tổ 9 before Tổ 10, unknown last"
        )

    def test_in_two_groups_are_two_mentions_and_one_child(self, ward: Ward) -> None:
        """NĐ56 Đ3-16: a child may be in special circumstances in several ways."""
        ward.child(groups=[member(4), member(5)], sex="nam")
        ward.child(groups=[member(4)])
        ward.child()
        found = table_of(ward, declared("children", "group", "sex"))
        assert [found.cell("4", "total"), found.cell("5", "total")] == [2, 1]
        assert [found.cell("memberships", "total"), found.cell("once", "total")] == [3, 2]
        assert len(found.rows) == 14, "all groups are shown"

    def test_are_narrowed_by_conditions_and_laid_into_bands_of_the_table(self, ward: Ward) -> None:
        for year in (2024, 2019, 2018, 2015, 2010):
            ward.child(f"{year}-05-05", groups=[member(4)])
        ward.child("2019-05-05")
        found = table_of(ward, declared("children", "age", where=("group=4",), bands=("0-5", "6-10", "11-15")))
        assert cells(found) == {("0-5", "total"): 1, ("6-10", "total"): 3, ("11-15", "total"): 1, ("total", "total"): 5}
        assert any("Chỉ tính" in note and "khuyết tật" in note.lower() for note in found.notes)
        older = table_of(ward, declared("children", "sex", where=("age>=6", "age<10")))
        assert older.cell("total", "total") == 3

    def test_fields_that_no_report_reads_are_decoded_for_the_table(self, ward: Ward) -> None:
        ward.child(poverty="ngheo")
        ward.child(poverty="ngheo", id_number="011215000123")
        ward.child()
        found = table_of(ward, declared("children", "poverty"))
        assert [found.cell("ngheo", "total"), found.cell("unknown", "total")] == [2, 1]
        without = table_of(ward, declared("children", "sex", where=("id_number=",)))
        assert without.cell("total", "total") == 2

    def test_one_field_inside_another(self, ward: Ward) -> None:
        ward.child(hamlet="Bản Bó", sex="nam", ethnic="01")
        ward.child(hamlet="Bản Bó", sex="nu", ethnic="03")
        found = table_of(ward, declared("children", ("hamlet", "sex"), ("sex", "ethnic")))
        assert [row.id for row in found.rows] == ["Bản Bó|nam", "Bản Bó|nu"]
        assert found.cell("Bản Bó|nam", "nam|01") == 1
        assert found.columns[0].group == "Nam"


class TestFacts:
    def test_of_interventions_are_counted_summed_and_told_by_different_children(self, ward: Ward) -> None:
        chance, rows = random.Random(3), []
        children = [ward.child() for _number in range(8)]
        for _number in range(50):
            service, day = chance.choice(["y_te", "giao_duc"]), f"2025-{chance.randint(1, 9):02}-15"
            named, amount = chance.sample(children, 2), chance.choice([None, 200_000, 50_000])
            ward.helped(*named, service=service, date=day, amount=amount)
            rows.append((service, day[:7], named, amount or 0))
        measures = (Measure(), Measure(measure="sum", field="amount"), Measure(measure="children"))
        found = table_of(ward, declared("interventions", "service", "month", measures=measures))
        for service in ("y_te", "giao_duc"):
            of_service = [row for row in rows if row[0] == service]
            assert found.cell(service, "m1:total") == len(of_service)
            assert found.cell(service, "m2:total") == sum(row[3] for row in of_service)
            assert found.cell(service, "m3:total") == len({child for row in of_service for child in row[2]})
            march = [row for row in of_service if row[1] == "2025-03"]
            assert found.cell(service, "m1:2025-03") == len(march)
        assert found.columns[found.column("m2:total")].kind == "money"
        assert all(one.ok for one in found.checks)

    def test_of_activities_by_topic_and_of_their_counted_heads(self, ward: Ward) -> None:
        ward.activity(
            "dien_dan", topics=["quyen_tham_gia", "phong_chong_xam_hai"], counts={"nu:7-10": 12, "nam:0-6": 3}
        )
        ward.activity("truyen_thong", topics=["phong_chong_xam_hai"], counts={})
        by_topic = table_of(ward, declared("activities", "topics"))
        assert [by_topic.cell("memberships", "total"), by_topic.cell("once", "total")] == [3, 2]
        heads = declared("activities/counts", "group", measures=(Measure(measure="sum", field="number"),))
        assert cells(table_of(ward, heads)) == {
            ("nu:7-10", "total"): 12, ("nam:0-6", "total"): 3, ("total", "total"): 15,
        }  # fmt: skip

    def test_of_bodies_workers_households_and_events(self, ward: Ward) -> None:
        ward.organisation("truong_hoc")
        ward.organisation("truong_hoc", active_to="2024-01-01")
        ward.worker("cong_tac_vien")
        ward.households(120)
        ward.flood((ward.child(), None), (ward.child(), "2025-08-03"))
        assert table_of(ward, declared("organisations", "kind", "active")).cell("truong_hoc", "yes") == 1
        assert table_of(ward, declared("workers", "role")).cell("cong_tac_vien", "total") == 1
        assert table_of(ward, declared("households", "hamlet")).cell("Bản Bó", "total") == 120
        hit = declared("events", "kind", measures=(Measure(measure="children"),))
        assert table_of(ward, hit).cell("thien_tai", "total") == 2

    def test_cancelled_and_those_outside_the_period_count_nowhere(self, ward: Ward) -> None:
        ward.helped(ward.child(), cancelled={"on": "2025-04-01", "reason": "nhầm"})
        ward.helped(ward.child(), date="2023-01-01")
        found = table_of(ward, declared("interventions", "service"))
        assert found.cell("total", "total") == 0 and any("Chưa có số liệu" in note for note in found.notes)


@pytest.mark.usefixtures("plugin")
class TestEntries:
    def test_are_counted_by_their_answers_in_the_period_of_their_own_date(self, ward: Ward) -> None:
        for day, swims, dangers in [
            ("2025-01-01", "biet", ["suoi"]), ("2025-02-01", "khong", ["suoi", "ao"]), ("2025-02-03", "khong", []),
            ("2024-01-01", "biet", []),
        ]:  # fmt: skip
            fill(ward, "khao_sat", date=day, swims=swims, dangers=dangers)
        found = table_of(ward, declared("entries:khao_sat", "swims", "dangers"))
        assert [found.cell("biet", "total"), found.cell("khong", "total"), found.cell("total", "total")] == [1, 2, 3]
        assert [found.cell("khong", "suoi"), found.cell("khong", "ao"), found.cell("khong", "unknown")] == [1, 1, 1]
        assert all(one.ok for one in found.checks)

    def test_know_the_child_they_are_about(self, ward: Ward) -> None:
        """What is remembered of a child is what the register says on the cut-off date, wherever it lives by now."""
        chance, expected = random.Random(9), Counter[tuple[str, str]]()
        children = []
        for number in range(30):
            sex, group = chance.choice(["nam", "nu"]), chance.choice([4, 5])
            year = chance.randint(2010, 2024)
            groups = [member(group)] if number % 2 else []
            children.append((ward.child(f"{year}-05-05", sex=sex, groups=groups), sex, 2025 - year, groups))
        for child, sex, age, _groups in children:
            for _time in range(chance.randint(0, 3)):
                fill(ward, "khao_sat", child, date="2025-03-03", swims="biet", metres=5)
                expected["0-8" if age <= 8 else "9-15", sex] += 1
        asked = declared("entries:khao_sat", "child.age", "child.sex", bands=("0-8", "9-15"))
        found = table_of(ward, asked)
        assert {place: found.cell(*place) for place in expected} == dict(expected)
        named = declared("entries:khao_sat", "swims", measures=(Measure(measure="children"),))
        different = {child for child, *_rest in children if ward.store.find("entries", "subject", child)}
        assert table_of(ward, named).cell("biet", "total") == len(different)
        by_group = table_of(ward, declared("entries:khao_sat", "child.group"))
        in_group = {child for child, _sex, _age, groups in children if groups}
        asked_of = sum(len(ward.store.find("entries", "subject", child)) for child in in_group)
        assert by_group.cell("once", "total") == asked_of

    def test_rows_of_a_repeat_are_counted_each_and_know_their_form(self, ward: Ward) -> None:
        fill(
            ward, "khao_sat", date="2025-01-01", swims="biet",
            costs=[{"source": "xa", "amount": 5_000_000}, {"source": "tai_tro", "amount": 1_000_000}],
        )  # fmt: skip
        fill(ward, "khao_sat", date="2025-02-01", swims="khong", costs=[{"source": "xa", "amount": 250_000}])
        money = (Measure(measure="sum", field="amount"),)
        found = table_of(ward, declared("entries:khao_sat/costs", "source", "swims", measures=money))
        assert found.cell("xa", "biet") == 5_000_000 and found.cell("xa", "total") == 5_250_000
        assert found.cell("total", "total") == 6_250_000
        assert {column.kind for column in found.columns} == {"money"}

    def test_that_last_count_on_the_cutoff_date_until_they_end(self, ward: Ward) -> None:
        fill(ward, "san_choi", name="A", kind="trong_nha", opened="2020-01-01")
        fill(ward, "san_choi", name="B", kind="trong_nha", opened="2020-01-01", closed="2025-01-01")
        fill(ward, "san_choi", name="C", kind="ngoai_troi", opened="2025-05-05")
        fill(ward, "san_choi", name="D", kind="ngoai_troi", opened="2019-05-05", closed="2023-05-05")
        counts = {when: table_of(ward, declared("entries:san_choi", "kind", when=when)) for when in WHENS}
        totals = {when: found.cell("total", "total") for when, found in counts.items()}
        assert totals == {"period": 1, "during": 3, "cutoff": 2}

    def test_measures_have_conditions_of_their_own(self, ward: Ward) -> None:
        for metres in (0, 10, 25, None):
            fill(ward, "khao_sat", date="2025-01-01", swims="biet", metres=metres)
        measures = (
            Measure(title={"vi": "Số phiếu"}),
            Measure(where=("metres>=10",), title={"vi": "Bơi được 10 m"}),
            Measure(measure="sum", field="metres"),
        )
        found = table_of(ward, declared("entries:khao_sat", "swims", measures=measures))
        assert [column.title for column in found.columns][:2] == ["Số phiếu", "Bơi được 10 m"]
        assert found.rows[0].cells == (4, 2, 35)


WHENS = ("period", "during", "cutoff")


class TestCases:
    """Small counts of cases let a child be recognised (NĐ56 Đ24, Đ33)."""

    def filled(self, ward: Ward) -> None:
        for number in range(9):
            ward.case(
                ward.child(sex="nam" if number % 3 else "nu"), kind="bao_luc" if number < 7 else "xam_hai_tinh_duc"
            )

    def test_small_counts_are_hidden_and_others_that_would_tell_them(self, ward: Ward) -> None:
        self.filled(ward)
        asked = declared("cases", "kind", "child.sex")
        exact, masked = table_of(ward, asked), table_of(ward, asked, exact=False)
        assert [exact.cell("bao_luc", "nam"), exact.cell("bao_luc", "nu"), exact.cell("xam_hai_tinh_duc", "total")] == [
            4,
            3,
            2,
        ]
        for row in (*masked.rows, *masked.totals):
            assert not any(cell in range(1, 5) for cell in row.cells)
        assert masked.cell("xam_hai_tinh_duc", "total") == SMALL_MARK
        assert masked.cell("bao_luc", "total") == HIDDEN_MARK, "9 - 7 would tell"
        assert masked.cell("total", "total") == 9

    def test_what_one_table_hides_no_other_table_of_the_same_cases_shows(self, ward: Ward) -> None:
        self.filled(ward)
        by_sex = Declared(id="b", title={"vi": "B"}, over="cases", rows="child.sex", where=("kind=xam_hai_tinh_duc",))
        report = report_of(ward, declared("cases", "kind"), by_sex, exact=False)
        assert (
            report.table("b").cell("total", "total")
            == report.table("t").cell("xam_hai_tinh_duc", "total")
            == SMALL_MARK
        )

    def test_reports_received_are_masked_as_in_the_reports_own_tables(self, ward: Ward) -> None:
        self.filled(ward)
        extra = spec_of(declared("intakes", "kind"))
        design = designed(YEAR.cutoff)
        design = Design(design.indicators, (*design.tables, extra), design.plan)
        report = build_report(ward.store, ward.store.settings, YEAR, design)
        own, ours = report.table("cases_by_kind"), report.table("t")
        assert [ours.cell(row, "total") for row in ("bao_luc", "xam_hai_tinh_duc", "total")] == [
            own.cell(row, "received") for row in ("bao_luc", "xam_hai_tinh_duc", "total")
        ]

    def test_checks_do_not_tell_either(self, ward: Ward) -> None:
        self.filled(ward)
        report = report_of(ward, declared("cases", "kind", "source"), exact=False)
        assert report.checks and all(report.sides(one) == (HIDDEN_MARK, HIDDEN_MARK) for one in report.checks)

    def test_open_on_the_cutoff_date(self, ward: Ward) -> None:
        ward.case(None)
        ward.case(None, episode={"closed": "2025-04-04", "outcome": "an_toan"})
        assert table_of(ward, declared("cases", "kind", when="cutoff")).cell("total", "total") == 1
        assert table_of(ward, declared("cases", "kind")).cell("total", "total") == 2

    @pytest.mark.usefixtures("plugin")
    def test_entries_about_cases_are_masked_too(self, ward: Ward) -> None:
        for _number in range(3):
            fill(ward, "tham_ho", ward.case(None), "cases", date="2025-03-03", result="tot")
        masked = table_of(ward, declared("entries:tham_ho", "result"), exact=False)
        assert masked.cell("tot", "total") == SMALL_MARK


class TestDeclaring:
    def test_everything_wrong_is_said_at_once(self) -> None:
        with pytest.raises(Refused) as refusal:
            spec_of(
                declared(
                    "children", "hamlett", "mother", where=("sex=abc", "nothing>3", "hamlet>3", "x"), bands=("5-2",),
                    measures=(Measure(measure="sum", field="sex"),),
                )
            )  # fmt: skip
        said = " ".join(problem.message for problem in refusal.value.problems)
        assert "Có phải là hamlet" in said and "lộ từng người" in said and "abc" in said and "5-2" in said
        assert "không phải là số" in said and "Không có trường “nothing”" in said
        assert len(refusal.value.problems) == 8

    @pytest.mark.parametrize(
        "over", ["nothing", "entries:khong_co", "children/x", "activities/khong_co", "entries:mau_01/khong_co"]
    )
    def test_what_cannot_be_counted_is_refused(self, over: str) -> None:
        from cpkit.errors import CpkitError

        with pytest.raises(CpkitError):
            spec_of(declared(over, "kind"))

    def test_facts_of_a_day_are_only_counted_when_they_begin(self) -> None:
        with pytest.raises(Refused) as refusal:
            spec_of(declared("interventions", "service", when="cutoff"))
        assert "bắt đầu trong kỳ" in refusal.value.problems[0].message

    def test_nobody_is_told_by_a_condition(self) -> None:
        with pytest.raises(Refused) as refusal:
            spec_of(declared("children", "sex", where=("id_number=011215000123",)))
        assert "có hay không" in refusal.value.problems[0].message

    def test_a_file_of_a_plugin_stands_in_the_report_and_a_broken_one_is_named(
        self, ward: Ward, plugin: OwnPlugin
    ) -> None:
        good = 'id = "boi"\ntitle = {vi = "Biết bơi"}\nover = "entries:khao_sat"\nrows = "swims"\nbasis = "KH II.1"\n'
        plugin.table("boi", good)
        plugin.table("hong", good.replace('"boi"', '"hong"').replace("swims", "swim"))
        plugin.table("trung", good)
        plugin.table("rac", "id = 3")
        fill(ward, "khao_sat", date="2025-02-02", swims="biet")
        report = ward.report()
        assert report.table("boi").cell("biet", "total") == 1
        assert report.table("boi").notes[-1] == "Căn cứ: KH II.1"
        named = [failure.reason for failure in manager.failures()]
        assert len(named) == 3 and any("hong.toml" in one and "Có phải là swims" in one for one in named)

    def test_a_file_holds_all_the_guide_shows(self, tmp_path: Path) -> None:
        """docs/plugins.md, "A table as data": its example can be read."""
        guide = Path(__file__).parents[2].joinpath("docs/plugins.md").read_text(encoding="utf-8")
        example = guide.split("#### A table as data")[1].split("```toml\n")[1].split("```")[0]
        path = tmp_path / "bieu.toml"
        path.write_text(example, encoding="utf-8")
        read = read_declared(path)
        assert [one.measure for one in read.measures] == ["count", "sum", "distinct", "children"]


class TestIndicators:
    """A ward's form reaches the figures of the report without programming."""

    SWIMS = (
        'id = "biet_boi"\ntitle = {vi = "Trẻ em biết bơi"}\nover = "entries:khao_sat"\n'
        'whole = ["dangers!="]\npart = ["swims=biet", "metres>=25"]\nbasis = "KH"\n'
    )

    def test_an_indicator_of_a_file_has_its_figure(self, ward: Ward, plugin: OwnPlugin) -> None:
        plugin.indicator("biet_boi", self.SWIMS)
        for swims, metres, dangers in (
            ("biet", 25, ["ao"]),
            ("biet", 10, ["ao"]),
            ("khong", 0, ["ao"]),
            ("biet", 50, []),
        ):
            fill(ward, "khao_sat", date="2025-02-02", swims=swims, metres=metres, dangers=dangers)
        fill(ward, "khao_sat", date="2023-02-02", swims="biet", metres=50, dangers=["ao"])
        fill(ward, "san_choi", name="A", opened="2025-02-02")
        assert ward.figure("biet_boi") == (1, 3)
        assert ward.report().figure("biet_boi").verdict == "no_target"

    def test_a_wrong_file_is_named_and_left_out(self, ward: Ward, plugin: OwnPlugin) -> None:
        plugin.indicator("sai", self.SWIMS.replace("metres>=25", "child.sex=nu").replace("swims=", "swim="))
        assert all(figure.indicator.id != "biet_boi" for figure in ward.report().figures)
        (failure,) = manager.failures()
        assert "Có phải là swims" in failure.reason and "child.sex" in failure.reason
