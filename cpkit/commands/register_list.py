"""`cpkit register --from`: an officer's Excel list, asked about where it is not clear, then registered or shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.child_view import show_children
from cpkit.commands.output import ask_text, choose, confirm, emit_json, interactive, progress, say, show, table, warn
from cpkit.errors import Misused, Problem, Refused
from cpkit.exchange import words
from cpkit.exchange.columns import Placement, known_fields
from cpkit.exchange.import_children import Checked, Repeat, check_list, save_list
from cpkit.exchange.legacy import preview
from cpkit.exchange.lists import (
    Choices,
    OpenList,
    SortedList,
    decoded,
    open_lists,
    parse_choice,
    placed,
    read_mapping,
    sort_rows,
    write_mapping,
)
from cpkit.exchange.refused import write_refused
from cpkit.exchange.rows import Entry
from cpkit.language import _
from cpkit.register.duplicates import TABLE
from cpkit.register.records import Identity
from cpkit.store.identifiers import show_id
from cpkit.times import today
from cpkit.vietnamese import BadDate, read_date, show_date
from cpkit.vietnamese.legacy import Legacy

if TYPE_CHECKING:
    from cpkit.store import Store

SHOWN_FIRST, SHOWN_FAULTS, SHOWN_WARNINGS = 10, 20, 5
LEGACIES: dict[str, Legacy] = {"tcvn3": "tcvn3", "vni": "vni"}
FONTS = {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI (VNI-Times)"}


@dataclass(frozen=True)
class ListRequest:
    """What the officer asked for: the file, the date of the list, and the options of `cpkit register`."""

    source: Path
    as_of: date | None
    anyway: bool
    as_json: bool
    dry_run: bool = False
    refused: Path | None = None
    sheet: str | None = None
    column: tuple[str, ...] = ()
    mapping: Path | None = None
    save_mapping: Path | None = None
    legacy: str | None = None


def register_list(store: Store, request: ListRequest) -> None:
    """Read, ask, check, write in one transaction, show; exit 1 when nothing was registered."""
    _check_target(request)
    chosen = dict(parse_choice(text) for text in request.column)
    choices = Choices(chosen, read_mapping(request.mapping) if request.mapping else {})
    opened = _decode(_one_sheet(open_lists(request.source, choices, request.sheet), request), choices, request.legacy)
    placement = _place(opened, choices)
    if request.save_mapping:
        write_mapping(request.save_mapping, placement.columns)
    rows = sort_rows(opened, placement.columns, today())
    on = request.as_of or _list_day(rows)
    checked = check_list(
        store, rows, on=on, today=today(), hamlets=_hamlets(store), anyway=request.anyway, watch=progress
    )
    if request.refused and checked.refused:  # before anything is registered: the folder may not take it
        write_refused(request.refused, rows.columns, checked.refused)
    ids = save_list(store, checked, watch=progress) if checked.documents and not request.dry_run else []
    _answer(request, checked, ids, on)


def _check_target(request: ListRequest) -> None:
    if request.refused and request.refused.resolve() == request.source.resolve():
        raise Misused(_("--refused phải là tệp khác, để không ghi đè danh sách gốc."))
    if request.refused and request.refused.suffix.lower() != ".xlsx":
        raise Misused(_("--refused: tên tệp phải kết thúc bằng .xlsx."))


def _one_sheet(lists: Sequence[OpenList], request: ListRequest) -> OpenList:
    if len(lists) == 1:
        return lists[0]
    names = [opened.sheet.name for opened in lists]
    if not interactive():
        message = _("{file} có nhiều danh sách: {names}. Dùng --sheet TÊN để chọn một.")
        raise Misused(message.format(file=request.source.name, names=", ".join(names)))
    return choose(_("Đọc trang tính nào?"), list(zip(lists, names, strict=True)), option="--sheet")


def _decode(opened: OpenList, choices: Choices, wanted: str | None) -> OpenList:
    """The list in Unicode: by option, or proposed with a preview where it is in an old font."""
    legacy = opened.found if wanted in (None, "auto") else LEGACIES.get(wanted or "")
    if legacy is None:
        return opened
    read = decoded(opened, legacy, choices)
    if wanted is None and not _agree(opened, read, legacy):
        return opened
    return read


def _agree(opened: OpenList, read: OpenList, legacy: Legacy) -> bool:
    if not interactive():
        message = _(
            "Danh sách gõ bằng phông chữ cũ {font}. Dùng --legacy {legacy} để đổi sang Unicode, "
            "hoặc --legacy none nếu không phải."
        )
        raise Refused(message.format(font=FONTS[legacy], legacy=legacy))
    table([_("Trong tệp"), _("Sẽ đọc là")], preview(opened.sheet, read.sheet))
    question = _("Danh sách gõ bằng phông chữ cũ {font}. Đọc như trên?")
    return confirm(question.format(font=FONTS[legacy]), option="--legacy", default=True)


def _place(opened: OpenList, choices: Choices) -> Placement:
    placement = placed(opened, choices)
    if not placement.unplaced:
        return placement
    titles = [column.title for column in placement.unplaced]
    if not interactive():
        message = _(
            'Chưa biết các cột này là gì: {titles}. Chỉ ra bằng --column "{first}=trường", '
            'hoặc bỏ qua bằng --column "{first}=-". Các trường: {fields}.'
        )
        fields = ", ".join(sorted(known_fields()))
        raise Refused(message.format(titles="; ".join(titles), first=titles[0], fields=fields))
    asked = {title: _ask_field(title) for title in titles}
    return placed(opened, replace(choices, columns={**choices.columns, **asked}))


def _ask_field(title: str) -> str:
    from cpkit.forms import load
    from cpkit.register.answers import FORM

    labels = {field.key: field.text for field in load(FORM).questions()} | {"birth": _("Ngày sinh")}
    fields = [(name, labels.get(name, name)) for name in sorted(known_fields() - {words.PLACE})]
    options = [(words.SKIP, _("(bỏ qua cột này)")), *fields]
    return choose(_("Cột “{title}” ghi gì?").format(title=title), options, option="--column", default=words.SKIP)


def _list_day(rows: SortedList) -> date:
    """The date of the list: what the sheet says, proposed in a terminal and printed elsewhere; else today."""
    if rows.date is None:
        return today()
    day, source = rows.date.day, rows.date.source
    if not interactive():
        message = _("Ngày của danh sách: {day} (theo “{source}”); ghi --as-of NGÀY nếu không phải.")
        say(message.format(day=show_date(day), source=source))
        return day
    question = _("Ngày của danh sách (trong tệp: “{source}”)").format(source=source)
    return read_date(ask_text(question, option="--as-of", default=show_date(day), check=_is_day))


def _is_day(text: str) -> bool | str:
    try:
        return read_date(text) <= today() or _("Ngày này ở sau hôm nay.")
    except BadDate as error:
        return str(error)


def _hamlets(store: Store) -> list[str]:
    """The spellings of hamlets that the register has already, the most frequent first."""
    counted = Counter(child.hamlet for _id, child in store.rows(TABLE, Identity) if child.hamlet)
    return [name for name, _count in counted.most_common()]


def _answer(request: ListRequest, checked: Checked, ids: Sequence[int], on: date) -> None:
    """Show what happened; exit 1 when nothing was registered, or would be."""
    if request.as_json:
        emit_json(_as_json(checked, ids) | (_foreseen(checked, on) if request.dry_run else {}))
        _show_warnings(checked, len(checked.warnings))
    else:
        _show(request, checked, on)
    if not checked.documents:
        if not request.as_json:
            say(_("Không có trẻ nào được ghi vào sổ."))
        click.get_current_context().exit(1)


def _as_json(checked: Checked, ids: Sequence[int]) -> dict[str, Any]:
    """What was done with every row; warnings go to stderr."""
    registered = [{"row": entry.row, "id": show_id(TABLE, id_)} for entry, id_ in zip(checked.good, ids, strict=False)]
    refused = [
        {"row": entry.row, "errors": [_fault(problem) for problem in entry.problems]} for entry in checked.refused
    ]
    repeats = [{"row": repeat.entry.row, "of": _of(repeat)} for repeat in checked.repeats]
    return {"registered": registered, "refused": refused, "possible_duplicates": repeats}


def _foreseen(checked: Checked, on: date) -> dict[str, Any]:
    """What a trial run tells besides: the first rows as they will be, and how many."""
    first = zip(checked.good[:SHOWN_FIRST], checked.documents, strict=False)
    rows = [{"row": entry.row, **document} for entry, document in first]
    return {"dry_run": True, "as_of": on.isoformat(), "would_register": len(checked.documents), "rows": rows}


def _fault(problem: Problem) -> dict[str, str]:
    return {"field": problem.field, "message": problem.message}


def _of(repeat: Repeat) -> str | dict[str, int | None]:
    return {"row": repeat.row} if repeat.of is None else show_id(TABLE, repeat.of)


def _show(request: ListRequest, checked: Checked, on: date) -> None:
    if request.dry_run:
        _show_first(checked)
        counted = _("Sẽ ghi {count} trẻ vào sổ theo ngày {day}. Chưa ghi gì.")
    else:
        counted = _("Đã ghi {count} trẻ vào sổ theo ngày {day}.")
    show(counted.format(count=len(checked.documents), day=show_date(on)))
    _show_faults(checked.refused, request.refused)
    _show_repeats(checked.repeats)
    _show_warnings(checked)
    if checked.documents and not request.dry_run:
        say(_("Xem có em nào bị ghi hai lần: cpkit child look-alikes."))


def _show_first(checked: Checked) -> None:
    first = zip(checked.good[:SHOWN_FIRST], checked.documents, strict=False)
    show(_("Những dòng đầu sẽ được ghi như sau:"))
    show_children(((entry.row, child) for entry, child in first), _("Dòng"))


def _show_faults(refused: Sequence[Entry], target: Path | None) -> None:
    if not refused:
        return
    rows = [(entry.row, "\n".join(problem.message for problem in entry.problems)) for entry in refused[:SHOWN_FAULTS]]
    show(_("Không nhận {count} dòng:").format(count=len(refused)))
    table([_("Dòng"), _("Vì sao không nhận")], rows)
    if target:
        show(_("Các dòng này ở tệp {file}, lý do ở cột cuối: sửa rồi đưa vào lại.").format(file=target))
    elif len(refused) > SHOWN_FAULTS:
        show(_("… và {count} dòng nữa; thêm --refused TỆP.xlsx để lấy đủ.").format(count=len(refused) - SHOWN_FAULTS))


def _show_repeats(repeats: Sequence[Repeat]) -> None:
    if not repeats:
        return
    rows = [(repeat.entry.row, repeat.entry.answers["name"], _of_text(repeat)) for repeat in repeats[:SHOWN_FAULTS]]
    show(_("Giữ lại {count} dòng vì trẻ đã có (thêm --anyway nếu là trẻ khác):").format(count=len(repeats)))
    table([_("Dòng"), _("Họ và tên"), _("Trùng với")], rows)


def _of_text(repeat: Repeat) -> str:
    return _("dòng {row}").format(row=repeat.row) if repeat.of is None else show_id(TABLE, repeat.of)


def _show_warnings(checked: Checked, most: int = SHOWN_WARNINGS) -> None:
    for row, problem in checked.warnings[:most]:
        warn(_("dòng {row}: {message}").format(row=row, message=problem.message))
    rest = len(checked.warnings) - most
    if rest > 0:
        warn(_("và {count} chỗ khác nên xem lại; xem đủ bằng --json.").format(count=rest))
