"""A new plugin from the one in `templates/plugin`, which is a working plugin itself: only its name is changed."""

from __future__ import annotations

import re
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path

from cpkit.errors import Misused, Refused, system_reason
from cpkit.forms.loading import form_files
from cpkit.language import _

MODULE, COMMAND, TITLE = "ten_tien_ich", "ten-tien-ich", "Tên tiện ích"
"""What stands in the template for the plugin's name, its command and package, and its title."""
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


def make(name: str, folder: Path, *, title: str = "") -> list[Path]:
    """Write the plugin `name` into `folder`, which must be new or empty; the files. Refused, Misused for a bad name."""
    check_name(name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(_("{folder} đã có nội dung; hãy chọn thư mục mới bằng --out.").format(folder=folder))
    words = {MODULE: name, COMMAND: name.replace("_", "-"), TITLE: title.strip() or name.replace("_", " ").capitalize()}
    try:
        return [_written(path, folder, words) for path in sorted(_template().rglob("*")) if _is_part(path)]
    except OSError as error:
        sentence = _("Không ghi được vào {folder}: {reason}.")
        raise Refused(sentence.format(folder=folder, reason=system_reason(error))) from error


def check_name(name: str) -> None:
    """`Misused` when no module can be called so; Refused when a module or a form is called so already."""
    if not _NAME.fullmatch(name) or iskeyword(name):
        raise Misused(_("Tên tiện ích chỉ gồm chữ thường không dấu, số và gạch dưới, như vang_gia: {name}").format(
            name=name
        ))  # fmt: skip
    if find_spec(name) is not None or name in {path.stem for path in form_files()}:
        raise Refused(_("Đã có gói hoặc biểu mẫu tên {name}; hãy chọn tên khác.").format(name=name))


def _template() -> Path:
    """The template plugin: beside the package in its sources, inside it once installed."""
    installed = Path(__file__).parents[1] / "templates" / "plugin"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates" / "plugin"


def _is_part(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")


def _written(source: Path, folder: Path, words: dict[str, str]) -> Path:
    relative = source.relative_to(_template()).as_posix().replace(MODULE, words[MODULE])
    target = folder / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    target.write_bytes(content if source.suffix == ".docx" else _changed(content.decode(), words).encode())
    return target


def _changed(text: str, words: dict[str, str]) -> str:
    for before, after in words.items():
        text = text.replace(before, after)
    return text
