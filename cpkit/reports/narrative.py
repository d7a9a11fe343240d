"""The report as a letter says it: parts with headings, sentences drawn from the figures, and dotted lines to fill in.

What the figures cannot know (causes, plans, proposals) is left as dotted lines for the officer, never made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cpkit.language import _, label
from cpkit.places import in_sentence
from cpkit.reports import letter, table_sentences
from cpkit.reports.figure_sentences import fact, figure_sentences, shortfall, target_phrase
from cpkit.reports.indicators import Figure, Verdict
from cpkit.reports.report import Report
from cpkit.reports.words import end_words, year_target_words
from cpkit.vietnamese import show_date

BLANK_LINES = 3


@dataclass(frozen=True)
class Block:
    """A piece of the letter: heading of a part or a section, paragraph, line of a list, or an empty dotted line."""

    kind: Literal["part", "section", "text", "item", "dots"]
    text: str = ""


def narrative(report: Report) -> list[Block]:
    """The whole letter between "Kính gửi" and "Nơi nhận"."""
    return [
        *_opening(report),
        *_lines(report.amendment),
        Block("part", _("I. ĐẶC ĐIỂM TÌNH HÌNH")),
        *_lines(table_sentences.children_sentences(report)),
        *_lines(table_sentences.group_sentences(report)),
        Block("part", _("II. KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU")),
        *_figures(report),
        Block("part", _("III. KẾT QUẢ HOẠT ĐỘNG")),
        *_work(report),
        Block("part", _("IV. ĐÁNH GIÁ")),
        *_judgement(report),
        Block("part", _("V. PHƯƠNG HƯỚNG, NHIỆM VỤ VÀ KIẾN NGHỊ")),
        *_to_complete(_("1. Phương hướng, nhiệm vụ trọng tâm")),
        *_to_complete(_("2. Kiến nghị, đề xuất")),
    ]


def with_verdict(report: Report, *verdicts: Verdict) -> list[Figure]:
    """The figures with one of these verdicts, in the order of the plan."""
    return [figure for figure in report.figures if figure.verdict in verdicts]


def _opening(report: Report) -> Iterator[Block]:
    period = report.period
    sentence = _("{unit} báo cáo kết quả {period} (từ {start} đến {end}, chốt số liệu ngày {cutoff}) như sau:")
    if report.plan.covers(period.cutoff):
        sentence = _("Căn cứ {plan}, {sentence}").format(plan=label(report.plan.title), sentence=sentence)
    start, end, cutoff = map(show_date, (period.start, period.end, period.cutoff))
    unit = _("Ủy ban nhân dân {place}").format(place=in_sentence(report.unit_name))
    yield Block("text", sentence.format(unit=unit, period=period.subject, start=start, end=end, cutoff=cutoff))


def _figures(report: Report) -> Iterator[Block]:
    """Section by section of the plan, one line a figure."""
    titles = {section.first: label(section.title) for section in report.plan.sections}
    for figure in report.figures:
        if figure.indicator.id in titles:
            yield Block("section", titles[figure.indicator.id])
        yield Block("item", f"- {figure_sentences(report, figure)}")


def _work(report: Report) -> Iterator[Block]:
    yield Block("section", _("1. Tiếp nhận thông tin và quản lý ca"))
    yield from _lines(table_sentences.case_sentences(report))
    yield Block("section", _("2. Hỗ trợ, can thiệp"))
    yield from _lines(table_sentences.service_sentences(report))
    yield Block("section", _("3. Hoạt động với trẻ em, gia đình và cộng đồng"))
    yield from _lines(table_sentences.activity_sentences(report))
    others = list(_lines(table_sentences.other_sentences(report)))
    if others:
        yield Block("section", _("4. Kết quả khác"))
        yield from others


def _judgement(report: Report) -> Iterator[Block]:
    """What the figures say themselves; causes are the officer's."""
    planned = report.plan.covers(report.period.cutoff)
    yield from [Block("text", words) for words in year_target_words(report.period, planned=planned)]
    yield Block("section", _("1. Ưu điểm"))
    met = with_verdict(report, "met")
    judged = len(met) + len(with_verdict(report, "missed"))
    yield Block("text", _score(len(met), judged))
    yield from _items([_result(figure) for figure in met])
    yield Block("section", _("2. Hạn chế"))
    weak = list(_weaknesses(report))
    yield from weak or [Block("text", _("Không có chỉ tiêu nào chưa đạt hoặc chưa đủ dữ liệu."))]
    yield from _to_complete(_("3. Nguyên nhân"))


def _score(met: int, judged: int) -> str:
    if not judged:
        return _("Trong kỳ chưa có chỉ tiêu nào đủ dữ liệu để đánh giá đạt hay chưa đạt.")
    if not met:
        return _("Chưa có chỉ tiêu nào đạt trong {judged} chỉ tiêu đã đánh giá được.").format(judged=judged)
    if met == judged:
        return _("Đạt cả {judged} chỉ tiêu đã đánh giá được:").format(judged=judged)
    return _("Đạt {met} trong {judged} chỉ tiêu đã đánh giá được:").format(met=met, judged=judged)


def _result(figure: Figure) -> str:
    sentence = _("{title}: {value} (mục tiêu {target})")
    value = end_words(figure.value, figure.indicator.measure)
    return sentence.format(title=label(figure.indicator.short), value=value, target=target_phrase(figure))


def _weaknesses(report: Report) -> Iterator[Block]:
    """What missed its target with how much, what the records do not tell, what does not add up."""
    missed = with_verdict(report, "missed")
    yield from _named(_("Chưa đạt {n} chỉ tiêu:"), [_miss(report, figure) for figure in missed])
    absent = [fact(report, figure) for figure in with_verdict(report, "city") if not figure.numerator]
    yield from _named(_("Trong các mục tiêu chung của toàn thành phố, đơn vị còn thiếu {n} nội dung:"), absent)
    unsure = [_doubt(figure) for figure in with_verdict(report, "insufficient")]
    yield from _named(_("Chưa đủ dữ liệu để kết luận {n} chỉ tiêu, cần bổ sung hồ sơ:"), unsure)
    yield from _named(_("Số liệu còn {n} chỗ chưa khớp:"), letter.differences(report))


def _miss(report: Report, figure: Figure) -> str:
    rest = shortfall(report, figure)
    return f"{_result(figure)}, {rest}" if rest else _result(figure)


def _doubt(figure: Figure) -> str:
    title, notes = label(figure.indicator.short), " ".join(figure.notes).rstrip(".")
    return f"{title}: {notes}" if notes else title


def _named(sentence: str, lines: Sequence[str]) -> Iterator[Block]:
    """A list after the sentence that counts it; nothing of an empty one."""
    if lines:
        yield Block("text", sentence.format(n=len(lines)))
        yield from _items(lines)


def _to_complete(title: str) -> Iterator[Block]:
    yield Block("section", title)
    yield from [Block("dots")] * BLANK_LINES


def _lines(sentences: Iterable[str]) -> Iterator[Block]:
    """Sentences that follow each other are one paragraph; those that begin with a dash are a list after it."""
    said = list(sentences)
    text = " ".join(sentence for sentence in said if not sentence.startswith("- "))
    if text:
        yield Block("text", text)
    yield from _items([sentence.removeprefix("- ") for sentence in said if sentence.startswith("- ")])


def _items(lines: Sequence[str]) -> Iterator[Block]:
    """The lines of a list, as a letter ends them: with a semicolon, the last with a full stop."""
    for number, line in enumerate(lines, 1):
        yield Block("item", f"- {line}{'.' if number == len(lines) else ';'}")
