"""How every command writes a printed form, and the options it has for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cpkit.commands.output import say, show, warn, warn_once
from cpkit.commands.typed import read_day
from cpkit.errors import Misused, Refused, system_reason
from cpkit.language import _

if TYPE_CHECKING:
    from datetime import date

    from cpkit.printing import Letterhead, Printed
    from cpkit.store import Store

force_option = click.option("--force", is_flag=True, help=_("Ghi đè tệp đã có."))
OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help=_("Tệp .docx sẽ ghi; bỏ trống thì đặt tên theo mã.")
)
OUT_OR_FOLDER = click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=_("Tệp .docx sẽ ghi, với --all là thư mục; mặc định: đặt tên theo mã."),
)
OPTIONS = (
    click.option(
        "--date", "dated", metavar=_("NGÀY"), help=_("Ngày của văn bản; mặc định: ngày đã ghi, chưa ghi thì hôm nay.")
    ),
    click.option(
        "--unit",
        metavar=_("XÃ, PHƯỜNG"),
        help=_("Đơn vị trên đầu văn bản có ngày trước khi sáp nhập, khi địa bàn gồm nhiều đơn vị cũ."),
    ),
    click.option("--pdf", is_flag=True, help=_("Ghi thêm tệp PDF bên cạnh (cần LibreOffice trên máy).")),
    force_option,
)

Command = Callable[..., Any]


class PrintTo(NamedTuple):
    """Where a document goes and how: the file or folder, the day and the unit that were named; as PDF too, over what is
    there."""

    out: Path | None
    dated: str | None
    unit: str | None
    pdf: bool
    force: bool

    @property
    def day(self) -> date | None:
        """The day that was named for the document. Refused when it is none."""
        return read_day(self.dated) if self.dated else None


def print_options(command: Command) -> Command:
    """The options of printing one document; the command gets them as one `to: PrintTo`."""
    return _with_options(command, OUT)


def print_whole_options(command: Command) -> Command:
    """The same for a command whose `--all` writes into a folder."""
    return _with_options(command, OUT_OR_FOLDER)


def _with_options(command: Command, out: Callable[[Command], Command]) -> Command:
    @wraps(command)
    def printing(*given: Any, **options: Any) -> Any:
        to = PrintTo(**{name: options.pop(name) for name in PrintTo._fields})
        return command(*given, to=to, **options)

    for option in reversed((out, *OPTIONS)):
        option(printing)
    return printing


def write_printed(printed: Printed, to: PrintTo, *, default: str, name_blanks: bool) -> None:
    """Write the document (and its PDF) and say what is left to do by hand; the default name holds ids only."""
    target = to.out or Path(default)
    refuse_existing([target], to)
    write_all({target: printed}, name_blanks=name_blanks, pdf=to.pdf)


def write_all(documents: Mapping[Path, Printed], *, name_blanks: bool, pdf: bool) -> None:
    """Write each document, say what is left to do by hand in it, and at the end write the PDFs of all."""
    for target, printed in documents.items():
        _write(target, printed.content)
        show(_("Đã ghi {out}.").format(out=target))
        _tell(printed, name_blanks)
    if pdf:
        _write_pdfs({target: printed.content for target, printed in documents.items()})


def file_names(name: str, forms: Sequence[str]) -> list[str]:
    """A name for each document: the record and the form, counted where there are several sheets of one form."""
    of_form, seen, names = Counter(forms), Counter[str](), []
    for form_id in forms:
        seen[form_id] += 1
        names.append(f"{name}-{form_id}-{seen[form_id]}.docx" if of_form[form_id] > 1 else f"{name}-{form_id}.docx")
    return names


def refuse_existing(targets: Iterable[Path], to: PrintTo) -> None:
    """Refused, naming all of them, when files are there already and are not to be written over; Misused when a name
    is no .docx."""
    wanted = list(targets)
    for target in wanted:
        if target.suffix.lower() != ".docx":
            raise Misused(_("Tệp Word phải có đuôi .docx: {name}.").format(name=target.name))
    paths = [path for target in wanted for path in (target, target.with_suffix(".pdf"))[: 2 if to.pdf else 1]]
    there = [path.name for path in paths if path.exists()]
    if there and not to.force:
        raise Refused(_("Đã có tệp {name}; thêm --force nếu muốn ghi đè.").format(name=", ".join(there)))


def made_folder(out: Path | None) -> Path:
    """The folder of a whole dossier, made where it is not there yet."""
    folder = out or Path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        sentence = _("Không ghi được vào thư mục {folder}: {reason}.")
        raise Refused(sentence.format(folder=folder, reason=system_reason(problem))) from problem
    return folder


def letterhead_of(store: Store, day: date, made_by: str | None = None, named: str | None = None) -> Letterhead:
    """The heading of a document of `day` that this store prints (`letterhead_on`)."""
    from cpkit.printing.letterheads import letterhead_on

    return letterhead_on(store.settings, day, made_by, named)


def _write(path: Path, content: bytes) -> None:
    from cpkit.store.files import write_atomically

    write_atomically(path, content)


def _write_pdfs(documents: Mapping[Path, bytes]) -> None:
    """The PDF beside each document; what is to be said of fonts is said once."""
    from cpkit.printing.fonts import font_warnings
    from cpkit.printing.pdf import to_pdfs

    made = dict(zip(documents, to_pdfs([*documents.values()]), strict=True))
    for target, content in made.items():
        _write(target.with_suffix(".pdf"), content)
        show(_("Đã ghi {out}.").format(out=target.with_suffix(".pdf")))
    said = (sentence for target, content in made.items() for sentence in font_warnings(documents[target], content))
    for sentence in dict.fromkeys(said):
        warn(sentence)


def _tell(printed: Printed, name_blanks: bool) -> None:
    if name_blanks and printed.blanks:
        say(_("Còn để trống (dòng chấm), {count} chỗ:").format(count=len(printed.blanks)))
        for label in printed.blanks:
            say(f"  - {label}")
    if printed.one_of:
        sentence = _("Ngày của văn bản thuộc thời kỳ địa bàn gồm {units}: tên đơn vị để trống; hãy nêu bằng --unit.")
        warn_once(sentence.format(units=", ".join(printed.one_of)))
    for label in printed.left_out:
        warn(_("Mẫu in riêng không có chỗ cho câu: {label}.").format(label=label))
    for name in printed.unverified:
        warn(_("Kiểm tra lại trước khi ký: {name}.").format(name=name))
