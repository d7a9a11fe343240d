"""What the practice ward did of the plan in 2025 beside children and cases: a few records for each commitment.

Nothing here is drawn: the same ward always holds the same, so that the other parts of it stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.forms import check, load
from cpkit.forms.entries import Subject, add

if TYPE_CHECKING:
    from cpkit.store import Store

Document = dict[str, Any]
TODAY = date(2025, 11, 14)
NOBODY: tuple[tuple[str, Document], ...] = (
    ("nhiem_vu", {"task": "II.1.6", "year": 2025, "from": "2025-02-01", "until": "2025-06-30", "state": "xong",
                  "done_on": "2025-05-25", "evidence": "12/BC-UBND"}),
    ("nhiem_vu", {"task": "II.2.4", "year": 2025, "until": "2025-09-30", "state": "xong", "done_on": "2025-04-16"}),
    ("nhiem_vu", {"task": "II.3.3", "year": 2025, "until": "2025-10-31", "state": "dang"}),
    ("nhiem_vu", {"task": "IV.11.6", "year": 2025, "until": "2025-12-31", "state": "dang"}),
    ("nhiem_vu", {"task": "rieng", "title": "Lớp bơi mùa hè cho 60 trẻ em", "year": 2025, "until": "2025-08-31",
                  "state": "xong", "done_on": "2025-08-20"}),
    ("nhiem_vu", {"task": "II.1.2", "year": 2026, "until": "2026-06-30", "who": "Hội Liên hiệp Phụ nữ phường"}),
    ("nhiem_vu", {"task": "II.3.3", "year": 2026, "until": "2026-09-30", "who": "Các trường học; trạm y tế"}),
    ("kinh_phi", {"year": 2025, "task": "II.1.6", "fund": "ngan_sach_xa", "planned": 15_000_000, "spent": 14_200_000}),
    ("kinh_phi", {"year": 2025, "task": "II.2.4", "fund": "ngan_sach_tinh", "planned": 20_000_000,
                  "spent": 20_000_000}),
    ("kinh_phi", {"year": 2025, "task": "IV.11.6", "fund": "xa_hoi_hoa", "planned": 60_000_000, "spent": 25_000_000}),
    ("kinh_phi", {"year": 2026, "task": "II.1.2", "fund": "ngan_sach_xa", "planned": 18_000_000}),
    ("kinh_phi", {"year": 2026, "task": "II.3.3", "fund": "tai_tro", "planned": 30_000_000}),
    ("tai_lieu", {"title": "Tờ rơi Tổng đài 111", "kind": "to_roi", "topic": "tong_dai_111", "language": "viet",
                  "date": "2025-05-25", "copies": 1200, "audience": "cha_me"}),
    ("tai_lieu", {"title": "Sổ tay làm cha mẹ tích cực", "kind": "so_tay", "topic": "lam_cha_me_tich_cuc",
                  "language": "thai", "date": "2025-06-28", "copies": 150, "audience": "cha_me"}),
    ("tai_lieu", {"title": "Sổ tay làm cha mẹ tích cực", "kind": "so_tay", "topic": "lam_cha_me_tich_cuc",
                  "language": "viet", "date": "2025-07-02", "copies": 13, "audience": "cong_tac_vien"}),
    ("van_ban", {"kind": "ke_hoach_nam", "title": "Kế hoạch công tác trẻ em năm 2025", "number": "15/KH-UBND",
                 "date": "2025-01-20", "until": "2025-12-31", "agency": "ubnd_xa"}),
    ("van_ban", {"kind": "kien_toan", "title": "Kiện toàn Ban Bảo vệ trẻ em phường", "number": "102/QĐ-UBND",
                 "date": "2025-07-10", "agency": "ubnd_xa"}),
    ("van_ban", {"kind": "ke_hoach_nam", "title": "Chương trình công tác Hội năm 2025", "date": "2025-01-15",
                 "agency": "hoi_phu_nu"}),
    ("phan_anh_mang", {"date": "2025-04-02", "source": "dien_thoai", "content": "bat_nat", "platform": "Facebook",
                       "sent_to": "Công an phường", "sent_on": "2025-04-02", "outcome": "da_go",
                       "removed_on": "2025-04-07"}),
    ("phan_anh_mang", {"date": "2025-10-20", "source": "truc_tiep", "content": "du_do", "platform": "Zalo",
                       "sent_to": "Tổng đài 111", "sent_on": "2025-10-21"}),
    ("khen_thuong", {"date": "2025-06-01", "kind": "mo_hinh", "name": "Mô hình Tiếng nói trẻ em", "level": "xa",
                     "replicated": 2}),
    ("kiem_tra", {"date": "2025-09-18", "area": "nuoi_con_nuoi", "agency": "tu_phap", "place": "Bộ phận hộ tịch"}),
    ("nguon_luc", {"date": "2025-06-01", "kind": "doanh_nghiep", "donor": "Doanh nghiệp trên địa bàn",
                   "amount": 35_000_000, "purpose": "Học bổng, sân chơi"}),
    ("bao_cao_nhan", {"agency": "giao_duc", "year": 2025, "date": "2025-11-07"}),
    ("bao_cao_nhan", {"agency": "doan_thanh_nien", "year": 2025, "date": "2025-11-12"}),
)  # fmt: skip
OF_SCHOOLS: tuple[tuple[str, Document], ...] = (
    ("truong_hoc_an_toan", {"date": "2025-05-30", "school_year": "2024-2025", "boarders": 45,
                            "measures": ["than_thien", "ky_nang_song", "ky_nang_so", "ky_luat_tich_cuc"]}),
    ("kiem_tra", {"date": "2025-10-09", "area": "co_so_giao_duc", "agency": "giao_duc", "violations": 1, "handled": 1,
                  "head": "nhac_nho"}),
)  # fmt: skip
EQUIPMENT = {"date": "2025-03-12", "kind": "trang_thiet_bi", "what": "Bàn ghế, đồ chơi trị liệu", "amount": 12_500_000,
             "fund": "tai_tro"}  # fmt: skip
INSURED = 24
"""Children under 6 whose insurance was looked at."""


def make_communication(schools: Sequence[int]) -> list[Document]:
    """Communication and training of 2025 by channel, language and audience; nobody named, so no child counts by it."""
    return [
        _activity("truyen_thong", "2025-03-05", "Loa phường về Tổng đài 111", ["tong_dai_111"], channel="loa",
                  languages=["viet", "thai"], environment="cong_dong", pieces=12, minutes=60,
                  audiences=[{"who": "cong_dong", "number": None}]),
        _activity("truyen_thong", "2025-10-11", "Bài viết về an toàn trên mạng", ["an_toan_mang"], channel="mang",
                  languages=["viet"], environment="mang", pieces=6, audiences=[{"who": "cha_me", "number": 350}]),
        _activity("truyen_thong", "2025-06-28", "Ngày Gia đình Việt Nam", ["gia_dinh", "ky_luat_tich_cuc"],
                  channel="truc_tiep", languages=["thai"], environment="gia_dinh",
                  audiences=[{"who": "cha_me", "number": 80}]),
        _activity("tap_huan", "2025-08-19", "Hỗ trợ tâm lý cho học sinh", ["tam_ly_xa_hoi"], channel="truc_tiep",
                  environment="truong_hoc", schools=list(schools), audiences=[{"who": "giao_vien", "number": 22}]),
    ]  # fmt: skip


def _activity(kind: str, day: str, title: str, topics: list[str], **more: Any) -> Document:
    return {
        "kind": kind, "date": day, "to": None, "title": title, "place": None, "organiser": "Ủy ban nhân dân phường",
        "topics": topics, "channel": None, "languages": None, "environment": None, "audiences": [], "pieces": None,
        "minutes": None, "attended": [], "counts": {}, "households": None, "households_new": None, "schools": [],
        "bodies": None, "workers": [], "amount": None, "fund": None, "note": None, "cancelled": None,
    } | more  # fmt: skip


def write_commitments(
    store: Store, people: Mapping[int, Document], schools: Sequence[int], services: Sequence[int]
) -> None:
    """Fill the forms of the plan: tasks, money, materials, documents, schools, insurance and the rest."""
    for form_id, answers in NOBODY:
        _fill(store, form_id, answers)
    for school in schools:
        for form_id, answers in OF_SCHOOLS:
            _fill(store, form_id, answers, Subject("organisations", school))
    for service in services:
        _fill(store, "trang_bi", EQUIPMENT, Subject("organisations", service))
    for child, form_id, answers in _of_children(people):
        _fill(store, form_id, answers, Subject("children", child))


def _of_children(people: Mapping[int, Document]) -> Iterator[tuple[int, str, Document]]:
    """Insurance of children under 6, a marriage that was prevented, a child that came from elsewhere."""
    young = [child for child, document in people.items() if document["birth"][:4] >= "2020"]
    for place, child in enumerate(young[:INSURED]):
        card, care = ("chua", "khong_kham") if place % 8 == 7 else ("co", "mien_phi" if place % 2 else "khong_kham")
        yield child, "the_bhyt", {"date": "2025-09-10", "card": card, "care": care}
    girls = [child for child, document in people.items() if document["birth"][:4] == "2010" and document["sex"] == "nu"]
    for child in girls[:1]:
        yield child, "tao_hon", {"date": "2025-02-17", "state": "da_ngan_chan", "actions": ["van_dong", "cam_ket"]}
    for child in young[INSURED : INSURED + 1]:
        yield child, "tre_di_cu", {"date": "2025-08-15", "company": "cha_me", "needs": ["giay_to", "hoc_tap"]}


def _fill(store: Store, form_id: str, answers: Document, subject: Subject | None = None) -> None:
    form = load(form_id)
    checked = check(form, answers, today=TODAY)
    checked.require()
    add(store, form, [(checked, subject)])
