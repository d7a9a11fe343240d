"""`cpkit carer`: the register of those who take children in (Mẫu 08, 09, 11)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.care.carers import KIND
from cpkit.commands import carer_print
from cpkit.commands.carer_print import carer_argument
from cpkit.commands.casework import show_ids
from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import answers_option, json_option, reason_option, span_options, with_example
from cpkit.commands.output import emit_json, say, show, show_wrapped, table, warn_all
from cpkit.commands.records import RecordWords, record_group
from cpkit.commands.typed import answers_of_file, need, read_span, said_answers
from cpkit.errors import Misused
from cpkit.forms.options import form_options
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from datetime import date

    from cpkit.care.records import Relation
    from cpkit.store import Document, Store

NOUN = _("người nhận chăm sóc thay thế")
command = record_group(
    KIND,
    RecordWords(
        name=NOUN,
        group="carer",
        help=_("Sổ cá nhân, gia đình nhận chăm sóc thay thế (NĐ56 Đ39-41): đăng ký, xác minh, danh sách quý."),
        add_example='carer add --name "Vừ Thị Dợ" --birth-date 2/3/1985 --sex nu ...',
        edit_example='carer edit 3 --phone "0912 000 111"',
        columns=("name", "sex", "residence", "phone"),
    ),
)

ADD_HELP = _("""Ghi đơn đăng ký nhận chăm sóc thay thế (Mẫu 08, NĐ56 Đ39.1).

Người thân thích của trẻ không phải đăng ký, chỉ thông báo (Luật Trẻ em Đ65.4): nêu trẻ bằng --relative-of và quan hệ
bằng --relation; người ấy không vào danh sách Mẫu 09. Người ở xã, phường khác thì nêu --unit.

\b
Thí dụ:
  cpkit carer add
  cpkit carer add --name "Vừ Thị Dợ" --birth-date 2/3/1985 --sex nu
      --residence "Bản Bó" --date 10/11/2025
  cpkit carer add --name "Lò Thị Bà" --birth-date 1960 --sex nu
      --residence "Bản Bó" --date 10/11/2025
      --relative-of TE-KM-00042-H --relation "bà ngoại" """)


@click.command("add", help=ADD_HELP)
@form_options("mau_08")
@click.option("--relative-of", "child", metavar=_("TRẺ"), help=_("Là người thân thích của trẻ này."))
@click.option("--relation", metavar=_("QUAN HỆ"), help=_("Quan hệ với trẻ ấy, như “bà ngoại”."))
@click.option("--unit", metavar=_("XÃ, PHƯỜNG"), help=_("Nơi cư trú, nếu không ở xã, phường của mình."))
@answers_option
@json_option
@with_store
def add_command(
    store: Store, answers: dict[str, Any], child: str | None, relation: str | None, unit: str | None,
    answers_file: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Ask what is missing, put the carer into the register."""
    from cpkit.care.carers import add_carer
    from cpkit.commands.receiving import read_unit
    from cpkit.forms.drafts import Draft
    from cpkit.forms.prompts import complete

    relative = _relation(store, child, relation)
    lives = read_unit(unit, "--unit") if unit else None
    draft = Draft(store, KIND.form)
    checked = complete(
        KIND.form,
        answers_of_file(answers_file, answers),
        today=today(),
        resolver=store.read_id,
        draft=draft,
        interactive=current_session().interactive,
    )
    made = add_carer(store, checked, unit=lives, relative=relative)
    draft.clear()
    warn_all(checked.warnings)
    shown = show_ids("carers", [made])[0]
    if as_json:
        emit_json({"id": shown})
    else:
        show(_("Đã ghi {name} {id}.").format(name=NOUN, id=shown))


@click.command(
    "relative",
    help=with_example(
        _("Ghi người này là người thân thích của một trẻ (NĐ56 Đ42.2a); ghi lại là sửa."),
        'carer relative 3 TE-KM-00042-H --relation "bà ngoại"',
    ),
)
@carer_argument
@click.argument("child", metavar=_("TRẺ"))
@click.option("--relation", metavar=_("QUAN HỆ"), help=_("Quan hệ với trẻ ấy, như “bà ngoại”."))
@with_store
def relative_command(store: Store, carer: str, child: str, relation: str | None) -> None:
    """Record kinship with a child."""
    from cpkit.care.carers import add_relative

    found = _relation(store, child, need(relation, _("Quan hệ với trẻ"), "--relation"))
    assert found is not None
    add_relative(store, store.read_id("carers", carer), found)
    say(_("Đã ghi quan hệ với trẻ."))


def _relation(store: Store, child: str | None, relation: str | None) -> Relation | None:
    from cpkit.care.records import Relation

    if child is None:
        if relation is not None:
            raise Misused(_("--relation cần --relative-of (trẻ nào)."))
        return None
    return Relation(child=store.read_id("children", child), relation=need(relation, _("Quan hệ với trẻ"), "--relation"))


@click.command(
    "list",
    help=with_example(
        _("Sổ người nhận chăm sóc thay thế, theo ngày đăng ký; --quarter chỉ những người đăng ký trong quý."),
        "carer list",
        "carer list --quarter 2025-Q3",
        "carer list --from 1/7/2025 --to 30/9/2025 --json",
    ),
)
@span_options
@click.option("--quarter", metavar=_("QUÝ"), help=_("Như 2025-Q3."))
@click.option("--all", "with_cancelled", is_flag=True, help=_("Cả những bản ghi đã hủy."))
@json_option
@with_store
def list_command(
    store: Store, first: str | None, last: str | None, quarter: str | None, with_cancelled: bool, as_json: bool
) -> None:
    """The register, with what was verified."""
    from cpkit.forms import records

    start, end = _span(quarter, first, last)
    rows = [
        (carer, document)
        for carer, document in records.listed(store, KIND, cancelled=with_cancelled)
        if start.isoformat() <= document["date"] <= end.isoformat()
    ]
    store.look("carers list")
    if as_json:
        emit_json([_json(carer, document) for carer, document in rows])
    elif not rows:
        say(_("Chưa ghi {name} nào.").format(name=NOUN))
    else:
        _show_table(rows)


def _span(quarter: str | None, first: str | None, last: str | None) -> tuple[date, date]:
    from cpkit.care.lists import Quarter

    if quarter is None:
        return read_span(first, last)
    if first or last:
        raise Misused(_("Nêu --quarter hoặc --from, --to, không nêu cả hai."))
    read = Quarter.read(quarter)
    return read.first, read.last


def _show_table(rows: list[tuple[int, dict[str, Any]]]) -> None:
    from datetime import date as day

    from cpkit.vietnamese import show_date

    columns = [_("Mã"), _("Họ và tên"), _("Sinh"), _("Nơi cư trú"), _("Đăng ký"), _("Xác minh")]
    lines = [
        (
            show_ids("carers", [carer])[0] + ("\n" + _("(đã hủy)") if document.get("cancelled") else ""),
            document["name"],
            document["birth_date"][:4],
            document["residence"],
            show_date(day.fromisoformat(document["date"]))
            + ("\n" + _("thân thích") if document["notice_only"] else ""),
            _verified_text(document),
        )
        for carer, document in rows
    ]
    table(columns, lines, title=_("Người nhận chăm sóc thay thế ({count})").format(count=len(rows)), whole=columns[:1])


def _verified_text(document: dict[str, Any] | Document) -> str:
    newest = max(document.get("verified") or [], key=lambda each: str(each["on"]), default=None)
    if newest is None:
        return _("chưa")
    return _("đủ điều kiện") if newest["fit"] else _("không đủ điều kiện")


def _json(carer: int, document: dict[str, Any] | Document) -> dict[str, Any]:
    from cpkit.forms import records

    related = [{**each, "child": show_ids("children", [each["child"]])[0]} for each in document["relatives"]]
    more = {key: document.get(key) for key in ("unit", "notice_only", "verified")}
    return {**records.outward(KIND, carer, document), **more, "relatives": related}


@click.command("show", help=with_example(_("Xem một người: đơn, quan hệ, xác minh, các trẻ đã nhận."), "carer show 3"))
@carer_argument
@json_option
@with_store
def show_command(store: Store, carer: str, as_json: bool) -> None:
    """One carer, whole."""
    from cpkit.care.placements import read_placement, state
    from cpkit.forms import records
    from cpkit.forms.showing import lines

    carer_id = store.read_id("carers", carer)
    document = records.get(store, "carers", carer_id)
    store.look("carers show", show_ids("carers", [carer_id]))
    placed = store.find("placements", "carer", carer_id)
    if as_json:
        emit_json(_json(carer_id, document) | {"placements": show_ids("placements", (each.doc_id for each in placed))})
        return
    show(show_ids("carers", [carer_id])[0])
    for label, answer in lines(KIND.form, document):
        show_wrapped(f"{label}: {answer}")
    for each in document["relatives"]:
        child = show_ids("children", [each["child"]])[0]
        show_wrapped(_("{relation} của {child}").format(relation=each["relation"].capitalize(), child=child))
    show_wrapped(_("Xác minh (Mẫu 11): {text}").format(text=_verified_text(document)))
    for each in placed:
        shown = show_ids("placements", [each.doc_id])[0]
        show_wrapped(f"{shown}: {state_text(state(read_placement(store, each.doc_id)))}")
    if document.get("cancelled"):
        show_wrapped(_("Đã hủy: {reason}").format(reason=document["cancelled"]["reason"]))


def state_text(name: str) -> str:
    """The state of a placement in words."""
    return {
        "need": _("đang tìm người nhận"),
        "chosen": _("đã chọn người, chưa có quyết định"),
        "decided": _("đã quyết định, chưa giao nhận"),
        "in_care": _("đang được chăm sóc"),
        "ended": _("đã kết thúc"),
        "cancelled": _("đã hủy"),
    }[name]


@click.command(
    "cancel",
    help=with_example(
        _("Hủy một bản ghi ghi nhầm; không hủy được người đang được chọn hoặc đang chăm sóc trẻ."),
        'carer cancel 3 --reason "Ghi trùng"',
    ),
)
@carer_argument
@reason_option
@with_store
def cancel_command(store: Store, carer: str, reason: str | None) -> None:
    """Take a carer back."""
    from cpkit.care.carers import cancel_carer

    carer_id = store.read_id("carers", carer)
    cancel_carer(store, carer_id, need(reason, _("Lý do hủy"), "--reason"))
    say(_("Đã hủy {name} {id}.").format(name=NOUN, id=show_ids("carers", [carer_id])[0]))


@click.command(
    "verify",
    help=with_example(
        _("""Ghi báo cáo xác minh (Mẫu 11, NĐ56 Đ42.1) và kết luận đủ hay không đủ điều kiện.

Những điều đơn đăng ký đã nêu không hỏi lại. Xác minh cho một trẻ nhất định thì nêu --child: hơn trẻ 20 tuổi (Luật
Trẻ em Đ63.2d) được kiểm tra theo ngày sinh trong sổ."""),
        "carer verify 3 --child TE-KM-00042-H",
        "carer verify 3 --answers mau11.json",
        "carer verify 3 --set conclusion=du --set date=12/11/2025 ...",
    ),
)
@carer_argument
@click.option("--child", metavar=_("TRẺ"), help=_("Trẻ dự kiến giao."))
@click.option("--set", "said", multiple=True, metavar=_("CÂU=TRẢ LỜI"), help=_("Một câu trả lời; nêu được nhiều lần."))
@answers_option
@json_option
@with_store
def verify_command(
    store: Store, carer: str, child: str | None, said: tuple[str, ...], answers_file: Path | None, as_json: bool
) -> None:
    """Ask what is missing, keep the report and its conclusion."""
    from cpkit.care.papers import verification_sheet, verify
    from cpkit.commands.care_filling import completed

    carer_id = store.read_id("carers", carer)
    sheet = verification_sheet(store, carer_id, store.read_id("children", child) if child else None)
    given = sheet.known | answers_of_file(answers_file, {}) | said_answers(said)
    answers, draft = completed(store, sheet, given, show_ids("carers", [carer_id])[0])
    kept = verify(store, carer_id, answers)
    draft.clear()
    warn_all(kept.warnings)
    fit = answers.get("conclusion") == "du"
    if as_json:
        emit_json({"id": show_ids("carers", [carer_id])[0], "form": sheet.form.id, "fit": fit})
        return
    show(_("Đã ghi {form}.").format(form=sheet.form.text))
    show_wrapped(_("Kết luận: đủ điều kiện.") if fit else _("Kết luận: không đủ điều kiện."))


for each in (add_command, relative_command, list_command, show_command, cancel_command, verify_command):
    command.add_command(each)
for each in carer_print.COMMANDS:
    command.add_command(each)
