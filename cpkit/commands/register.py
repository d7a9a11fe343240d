"""`cpkit register`: one child by questions or options, or a whole list from Excel."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option
from cpkit.commands.output import emit_json, interactive, say, show, table, warn_all
from cpkit.commands.typed import read_past_day
from cpkit.errors import Misused, Refused
from cpkit.forms.options import form_options
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.register.children import Registered
    from cpkit.register.duplicates import LookAlike
    from cpkit.store import Store

HELP = _("""Đưa trẻ em vào sổ: từng em, hoặc cả danh sách Excel.

Không ghi gì thêm thì máy hỏi từng câu. Cần có họ tên, giới tính (có thể "unknown") và một trong ba: ngày sinh, năm
sinh, tuổi; còn lại chưa biết thì bỏ qua.

\b
Thí dụ:
  cpkit register
  cpkit register --name "Lò Thị Mẫu" --birth-date 26/11/2018 --sex nu --mother "Quàng Thị Thử"
  cpkit register --from danh-sach.xlsx --dry-run
  cpkit register --from danh-sach.xlsx --refused tra-lai.xlsx
  cpkit register --from danh-sach.xlsx --column "Tên bố=father" --column "Lớp=-\"""")

LEGACIES = ("tcvn3", "vni", "auto", "none")
LIST_OPTIONS = ("dry_run", "sheet", "legacy", "column", "mapping", "save_mapping", "refused")


@click.command("register", help=HELP)
@form_options("dang_ky")
@click.option("--from", "source", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Danh sách Excel."))
@click.option(
    "--as-of", metavar=_("NGÀY"), help=_("Ngày của danh sách, hoặc ngày đăng ký; dưới 16 tuổi tính đến ngày này.")
)
@click.option("--anyway", is_flag=True, help=_("Vẫn ghi dù trẻ giống hệt một trẻ đã có."))
@click.option("--dry-run", is_flag=True, help=_("Chỉ xem thử những dòng đầu, không ghi gì."))
@click.option(
    "--refused", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Ghi các dòng không nhận ra tệp Excel.")
)
@click.option("--sheet", metavar=_("TÊN"), help=_("Trang tính cần đọc."))
@click.option(
    "--column", multiple=True, metavar=_("CỘT=TRƯỜNG"), help=_('Cột nào là gì; "Lớp=-" là bỏ cột. Dùng được nhiều lần.')
)
@click.option("--mapping", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Dùng cách ghép cột đã lưu."))
@click.option("--save-mapping", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Lưu cách ghép cột."))
@click.option("--legacy", type=click.Choice(LEGACIES), help=_("Phông chữ cũ của danh sách; none là chữ Unicode."))
@json_option
@with_store
def command(
    store: Store,
    /,
    answers: dict[str, Any],
    source: Path | None,
    as_of: str | None,
    anyway: bool,
    as_json: bool,
    **list_options: Any,
) -> None:
    """Register the child of the options or prompts, or every child of the list."""
    day = read_past_day(as_of, "--as-of")
    if source is None:
        unused = [name for name in LIST_OPTIONS if list_options[name]]
        if unused:
            raise Misused(_("{option} chỉ dùng cùng --from.").format(option="--" + unused[0].replace("_", "-")))
        _register_one(store, answers, day or today(), anyway=anyway, as_json=as_json)
        return
    if answers:
        raise Misused(_("--from đọc mọi trẻ trong tệp; không ghi thêm thông tin của một trẻ trên cùng lệnh."))
    from cpkit.commands.register_list import ListRequest, register_list

    register_list(store, ListRequest(source, day, anyway=anyway, as_json=as_json, **list_options))


def _register_one(store: Store, answers: dict[str, Any], on: date, *, anyway: bool, as_json: bool) -> None:
    from cpkit.forms import load
    from cpkit.forms.drafts import Draft
    from cpkit.forms.prompts import complete
    from cpkit.register import answers as answering
    from cpkit.register import children

    form = load(answering.FORM)
    draft = Draft(store, form)
    checked = complete(form, answers, today=today(), resolver=store.read_id, draft=draft, interactive=interactive())
    child = children.new_document(answering.from_form(checked.values, on), unit=store.settings.unit, on=on)
    problems = children.problems_of(child, on)
    if problems:
        raise Refused(_("Chưa ghi được trẻ vào sổ."), tuple(problems))
    registered = children.register(store, child, anyway=anyway)
    draft.clear()
    warn_all([*checked.warnings, *(warning for warning in registered.warnings if warning.field != "name")])
    _show_registered(store, registered, as_json=as_json)


def _show_registered(store: Store, registered: Registered, *, as_json: bool) -> None:
    from cpkit.register.duplicates import TABLE
    from cpkit.store.identifiers import show_id

    alikes = [_look_alike(store, alike) for alike in registered.look_alikes]
    own_id = show_id(TABLE, registered.id)
    if as_json:
        emit_json({"id": own_id, "look_alikes": alikes})
        return
    show(_("Đã ghi vào sổ, mã {id}.").format(id=own_id))
    if alikes:
        from cpkit.commands.child_view import birth_text

        columns = [_("Mã"), _("Họ và tên"), _("Sinh"), _("Mẹ"), _("Tổ, bản"), _("Điểm giống")]
        rows = [(one["id"], one["name"], birth_text(one), one["mother"], one["hamlet"], one["score"]) for one in alikes]
        show(_("Trẻ trong sổ trông giống em này, xin xem có phải một em không:"))
        table(columns, rows)
        ids = {"known": alikes[0]["id"], "new": own_id}
        sentence = _("Là một em: cpkit child merge {known} {new}. Là hai em: cpkit child different {known} {new}.")
        say(sentence.format(**ids))


def _look_alike(store: Store, alike: LookAlike) -> dict[str, Any]:
    """What the officer compares a look-alike by."""
    from cpkit.register.duplicates import TABLE
    from cpkit.store.identifiers import show_id

    child = store.table(TABLE).get(doc_id=alike.id)
    told = ("name", "birth", "birth_precision", "sex", "mother", "hamlet", "id_number")
    return {"id": show_id(TABLE, alike.id)} | {key: child.get(key) for key in told} | {"score": alike.score}
