"""`cpkit child look-alikes`, `different`: who of the register may be one child, and who was said to be two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, progress, say, show, show_wrapped
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.store.identifiers import show_id

if TYPE_CHECKING:
    from cpkit.register.suspects import Found, Suspects
    from cpkit.store import Store

CHILDREN = "children"
PAGE = 20

ALIKES_HELP = with_example(
    _("""Các cặp trong sổ có thể là một em ghi hai lần, cặp giống nhất trước, kèm lý do.

Tên so không dấu, không kể thứ tự và tên đệm thiếu; ngày sinh ước lượng hay chỉ biết năm vẫn được so. Hai em cùng mẹ,
cùng ngày sinh, khác tên là sinh đôi: không nêu, trừ khi thêm --twins. Cặp đã ghi là hai trẻ cũng không nêu."""),
    "child look-alikes",
    "child look-alikes --page 2",
    "child merge 42 107",
    "child different 42 108",
)
DIFFERENT_HELP = with_example(
    _("""Ghi rằng hai em (hay nhiều em) trông giống nhau là những trẻ khác nhau: từ nay không nêu lại cặp này nữa."""),
    "child different 42 108",
    'child different 42 108 --reason "Hai chị em họ"',
    "child different 42 108 --take-back",
)


@click.command("look-alikes", help=ALIKES_HELP)
@click.option("--page", type=click.IntRange(min=1), default=1, metavar=_("SỐ"), help=_("Trang nào (mặc định 1)."))
@click.option(
    "--per-page",
    type=click.IntRange(min=1),
    default=PAGE,
    metavar=_("SỐ"),
    help=_("Mỗi trang bao nhiêu cặp (mặc định 20)."),
)
@click.option("--twins", is_flag=True, help=_("Cả những cặp có vẻ là sinh đôi."))
@json_option
@with_store
def look_alikes(store: Store, /, page: int, per_page: int, twins: bool, as_json: bool) -> None:
    """Show one page of the pairs that may be one child."""
    from cpkit.register.suspects import suspects

    found = suspects(store, with_twins=twins, watch=_watch)
    pairs = found.pairs[(page - 1) * per_page : page * per_page]
    if as_json:
        emit_json(_as_json(store, found, pairs, page))
        return
    for number, pair in enumerate(pairs, (page - 1) * per_page + 1):
        _show_pair(store, number, pair)
    _show_end(found, len(pairs), page, per_page)


def _watch(items: Sequence[Any], total: int, label: str) -> Iterable[Any]:
    return progress(items, total, label)


def _show_pair(store: Store, number: int, pair: Suspects) -> None:
    from cpkit.cases.people import describe

    show(_("{n}. Điểm giống {score}: {why}").format(n=number, score=pair.score, why=", ".join(pair.why)))
    for child in store.table(CHILDREN).get(doc_ids=pair.ids):
        show_wrapped(f"{child['name']} – {describe(child)}", "   ")


def _show_end(found: Found, shown: int, page: int, per_page: int) -> None:
    if not found.pairs:
        say(_("Không thấy cặp nào trong sổ có thể là một em."))
    elif not shown:
        say(_("Không có trang {page}: tất cả {n} cặp.").format(page=page, n=len(found.pairs)))
    else:
        last = -(-len(found.pairs) // per_page)
        say(_("Trang {page}/{last}, tất cả {n} cặp.").format(page=page, last=last, n=len(found.pairs)))
        say(_("Là một em: cpkit child merge GIỮ GỘP. Là hai em: cpkit child different MÃ MÃ."))
    if found.twins:
        say(_("{n} cặp có vẻ là sinh đôi không nêu (xem: --twins).").format(n=found.twins))
    if found.decided:
        say(_("{n} cặp đã ghi là hai trẻ khác nhau không nêu.").format(n=found.decided))


def _as_json(store: Store, found: Found, pairs: Sequence[Suspects], page: int) -> dict[str, Any]:
    return {
        "total": len(found.pairs),
        "page": page,
        "twins_left_out": found.twins,
        "decided_different": found.decided,
        "pairs": [
            {"score": pair.score, "why": pair.why, "children": [_child_json(store, each) for each in pair.ids]}
            for pair in pairs
        ],
    }


def _child_json(store: Store, doc_id: int) -> dict[str, Any]:
    child = store.table(CHILDREN).get(doc_id=doc_id)
    told = ("name", "birth", "birth_precision", "sex", "mother", "father", "hamlet", "id_number")
    return {"id": show_id(CHILDREN, doc_id)} | {key: child.get(key) for key in told}


@click.command("different", help=DIFFERENT_HELP)
@click.argument("children", metavar=_("MÃ MÃ …"), nargs=-1, required=True)
@click.option("--reason", metavar=_("CHỮ"), help=_("Căn cứ để biết là các em khác nhau."))
@click.option("--take-back", is_flag=True, help=_("Bỏ điều đã ghi: xem lại hai em này."))
@json_option
@with_store
def different(store: Store, /, children: tuple[str, ...], reason: str | None, take_back: bool, as_json: bool) -> None:
    """Remember that these look alike and are not one child."""
    from cpkit.register import decisions

    if len(children) < 2 or (take_back and len(children) != 2):
        raise Misused(_("Cần mã của hai em."))
    ids = [store.read_id(CHILDREN, text) for text in children]
    if take_back:
        decisions.take_back(store, *ids)
    else:
        decisions.decide_different(store, ids, reason)
    shown = [show_id(CHILDREN, each) for each in ids]
    if as_json:
        emit_json({"children": shown, "different": not take_back})
    elif take_back:
        show(_("Đã bỏ: {ids} có thể được nêu lại.").format(ids=", ".join(shown)))
    else:
        show(_("Đã ghi: {ids} là những trẻ khác nhau.").format(ids=", ".join(shown)))
