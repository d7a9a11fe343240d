"""Answers of the official forms, as an officer would give them: made-up children only."""

from __future__ import annotations

from typing import Any

ANSWERS: dict[str, dict[str, Any]] = {
    "mau_02": {
        "assessed_on": "25/01/2025", "harm_level": "trung_binh", "harm_access": "trung_binh",
        "ability_self": "thap", "ability_adults": "trung_binh", "conclusion": "ke_hoach",
    },
    "mau_03": {
        "assessed_on": "06/02/2025", "state": "Có vết bầm ở tay", "family": "Ở với bố mẹ", "future_carer": "Bà ngoại",
        "harm_level": "trung_binh", "harm_access": "cao", "harm_impact": "trung_binh", "harm_obstacles": "thap",
        "harm_nobody": "thap", "ability_self": "thap", "ability_knows": "trung_binh", "ability_contact": "cao",
        "ability_asks": "trung_binh", "ability_watched": "trung_binh", "problems": "Bị đánh khi học kém",
        "child_opinion": "Muốn ở với bà", "parents_opinion": "Đồng ý",
    },
    "bien_ban_hop": {
        "started_at": "07/02/2025 08:00", "place": "Trụ sở phường", "chair": "Lò Văn Chủ", "report": "Báo cáo Mẫu 03",
        "attendees": [
            {"name": "Quàng Thị Ém", "role": "cha_me"},
            {"name": "Tòng Văn Tổ", "role": "dia_ban"},
        ],
        "measures": [{"level": "ho_tro", "measure": "Tư vấn cho gia đình"}],
    },
    "mau_04": {
        "date": "10/02/2025",
        "activities": [
            {
                "title": "Tư vấn tâm lý", "kind": "y_te_tam_ly", "responsible": "Trạm y tế",
                "start": "14/02/2025", "end": "14/03/2025", "budget": "500000",
            }
        ],
    },
    "mau_05": {},
    "mau_06": {
        "assessed_on": "20/03/2025", "harm_level": "thap", "harm_access": "thap", "harm_obstacles": "thap",
        "ability_self": "trung_binh", "ability_watched": "cao", "ability_asks": "cao",
        "conclusion": "theo_doi_ket_thuc",
    },
}  # fmt: skip

WHEN = {"mau_02": "25/01/2025 08:00", "mau_03": "06/02/2025 10:00", "mau_06": "20/03/2025 09:00"}
"""When the step of a form was taken, for the forms that do not say it themselves."""
