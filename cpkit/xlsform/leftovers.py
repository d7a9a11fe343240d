"""What stands in a workbook and is not used, by name: nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator

from cpkit.language import _
from cpkit.xlsform.labels import plain_text
from cpkit.xlsform.saving import SAVE_IF, SAVE_TO, unused_columns
from cpkit.xlsform.workbook import Sheet, Workbook, snake

SETTINGS = ("attaches", "date", "until", "citation")
"""Columns of the settings sheet that are cpkit's own."""
OWN_COLUMNS = ("unknown", "secret", "option", "aliases", "save_to")
"""Columns of the survey sheet that are cpkit's own, or read by cpkit itself."""
_SURVEY_USED = {
    "type", "command", "name", "tag", "value", "label", "caption", "hint", "required", "required_message",
    "requiredmsg", "relevant", "relevance", "constraint", "constraint_message", "constraining_message", "calculation",
    "calculate", "choice_filter", "appearance", "default", "parameters", "repeat_count", "count", "jr", "guidance_hint",
    "read_only", "readonly", "trigger", "disabled", SAVE_TO, *OWN_COLUMNS,
}  # fmt: skip
_SETTINGS_USED = {
    "form_id", "set_form_id", "form_title", "set_form_title", "title", "id_string", "version", "default_language",
    "allow_choice_duplicates", SAVE_IF, *SETTINGS,
}  # fmt: skip

_MEDIA = ("media", "image", "big_image", "audio", "video")
_LABELS = ("label", "hint", "guidance_hint", "required_message", "constraint_message", "caption")
_MOST_ROWS = 20


def unused(workbook: Workbook) -> Iterator[str]:
    """The columns that are not used, a sheet each; pictures and sounds of choices; labels that lose their styling."""
    for name, used in (("survey", _SURVEY_USED), ("settings", _SETTINGS_USED)):
        sheet = workbook.sheet(name)
        yield from _told(name, [one for one in sheet.headings if one and _first(one) not in used] if sheet else [])
    for name in ("choices", "external_choices"):
        sheet = workbook.sheet(name)
        yield from _told(name, [one for one in sheet.headings if _first(one) in _MEDIA] if sheet else [])
    if unused_columns(workbook):
        sentence = _("Trang entities: cột {columns} không được dùng, vì trẻ đã có tên trong sổ.")
        yield sentence.format(columns=", ".join(unused_columns(workbook)))
    for name in ("survey", "choices"):
        sheet = workbook.sheet(name)
        yield from _styled(sheet) if sheet else ()


def told_by_phone(names: list[str]) -> Iterator[str]:
    """Which questions a phone answers by itself."""
    if names:
        yield _("Câu {names}: điện thoại tự ghi; ở máy này là câu ẩn.").format(names=", ".join(names))


def _told(sheet: str, columns: list[str]) -> Iterator[str]:
    if columns:
        yield _("Trang {sheet}: các cột này không được dùng: {columns}.").format(
            sheet=sheet, columns=", ".join(columns)
        )


def _first(heading: str) -> str:
    """A heading without its language or kind: `media::image::English (en)` is media."""
    return snake(heading.split(":")[0]).replace("-", "_")


def _styled(sheet: Sheet) -> Iterator[str]:
    """The rows whose labels are written with Markdown or HTML."""
    columns = [one for one in sheet.headings if _first(one) in _LABELS]
    rows = [row for row in sheet.filled if any(_loses(row.cells.get(column, "")) for column in columns)]
    if rows:
        numbers = ", ".join(str(row.number) for row in rows[:_MOST_ROWS]) + (" …" if len(rows) > _MOST_ROWS else "")
        sentence = _("Trang {sheet}, dòng {rows}: chữ có định dạng (Markdown, HTML) được ghi thành chữ thường.")
        yield sentence.format(sheet=sheet.name, rows=numbers)


def _loses(text: str) -> bool:
    return "".join(plain_text(text).split()) != "".join(text.split())
