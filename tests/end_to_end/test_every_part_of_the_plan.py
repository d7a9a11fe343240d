"""Every commitment of the plan 2021-2025: a record entered by command, found in its cell of the report's workbook.

Sections I.2.c, II.1-II.5, III, IV.1-IV.11 and V of the plan. The period is 15/11/2024 to 14/11/2025.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Run

Cells = dict[tuple[str, str, str], Any]
"""Title of the table, title of the row, head of the column: what stands there."""


class Office:
    """The officer at the command line; ids of what was entered, by a word for each."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.ids: dict[str, str] = {}

    def enter(self, word: str, *arguments: str) -> None:
        """Run a command that prints an id as JSON."""
        done = self.run(*arguments, "--json")
        assert done.exit_code == 0, (arguments, done.stderr)
        self.ids[word] = done.json["id"]

    def fill(self, form: str, about: str = "", **answers: Any) -> None:
        """Fill a form, about what was entered under the word `about`."""
        said = [part for key, answer in answers.items() for part in ("--set", f"{key}={_typed(answer)}")]
        subject = ("--for", self.ids[about]) if about else ()
        self.enter(form, "form", "fill", form, *subject, *said)

    def activity(self, kind: str, title: str, *options: str, date: str = "10/3/2025") -> None:
        """Record an activity."""
        self.enter(title, "activity", "add", kind, "--date", date, "--title", title, *options)


def _typed(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False) if isinstance(answer, list) else str(answer)


@pytest.fixture
def cells(practice: Path, run: Run, tmp_path: Path) -> Cells:
    """A ward with one record of each kind, and every cell of the tables of its report."""
    office = Office(run)
    people_and_bodies(office)
    communication(office)
    organisation_and_training(office)
    services_and_online(office)
    family(office)
    duties_of_agencies(office)
    money_and_tasks(office)
    made = run("report", "--year", "2025", "--exact", "--out", tmp_path / "bao-cao.xlsx")
    assert made.exit_code == 0, made.stderr
    return read_cells(tmp_path / "bao-cao.xlsx")


def people_and_bodies(office: Office) -> None:
    """Those whom the records are about."""
    child = ("register", "--sex", "nu", "--ethnic", "Thái", "--hamlet", "Bản Kéo")
    office.enter("child", *child, "--name", "Lò Thị Mai", "--birth-date", "26/11/2020", "--mother", "Lò Thị Hoa")
    office.enter("girl", *child, "--name", "Quàng Thị Bun", "--birth-date", "2/3/2011", "--mother", "Lò Thị Én")
    for word, kind, name in (
        ("board", "ban_bvte", "Ban Bảo vệ trẻ em phường"),
        ("school", "truong_hoc", "Trường Tiểu học số 1"),
        ("office", "tu_van_hoc_duong", "Phòng tư vấn học đường"),
        ("visits", "dich_vu_cong_dong", "Vãng gia Bản Kéo"),
        ("hospital", "dich_vu_benh_vien", "Góc bảo vệ trẻ em tại trạm y tế"),
        ("hotline", "kenh_tiep_nhan", "Đường dây nóng phường"),
        ("family", "gia_dinh_tich_cuc", "Gia đình hạnh phúc Bản Kéo"),
        ("playground", "diem_vui_choi", "Sân chơi Bản Kéo"),
        ("council", "hoi_dong_tre_em", "Hội đồng trẻ em phường"),
        ("career", "huong_nghiep", "Nhóm hướng nghiệp"),
        ("group", "nhom_lien_nganh", "Nhóm công tác liên ngành"),
    ):
        office.enter(word, "org", "add", "--kind", kind, "--name", name, "--active-from", "1/2/2024")
    counsellor = ("worker", "add", "--role", "tu_van_hoc_duong", "--name", "Vì Thị Xuân", "--trained", "16/4/2025")
    office.enter("counsellor", *counsellor)


def communication(office: Office) -> None:
    """II.1: channel, topic, language, audience, setting, reach."""
    office.activity(
        "truyen_thong", "Loa phường về Tổng đài 111", "--topic", "tong_dai_111", "--channel", "loa",
        "--language", "thai", "--language", "viet", "--environment", "cong_dong", "--audience", "cha_me=120",
        "--households", "90", "--households-new", "60", "--pieces", "4", "--minutes", "35",
        "--school", office.ids["school"], "--count", "nu:7-10=25",
    )  # fmt: skip
    office.activity(
        "truyen_thong", "An toàn trên mạng", "--topic", "an_toan_mang", "--channel", "mang", "--environment", "mang"
    )


def organisation_and_training(office: Office) -> None:
    """I.2.c, II.2: boards and their meetings and plans, training, materials."""
    office.activity("hop_ban", "Họp quý I", "--org", office.ids["board"])
    office.activity(
        "tap_huan", "Tập huấn giáo viên", "--topic", "tam_ly_xa_hoi", "--audience", "giao_vien=18",
        "--worker", office.ids["counsellor"],
    )  # fmt: skip
    common = {"agency": "ubnd_xa", "date": "15/1/2025"}
    office.fill("van_ban", "board", kind="ke_hoach_ban", title="Kế hoạch hoạt động của Ban năm 2025", **common)
    office.fill("van_ban", kind="phoi_hop", title="Quy trình xử lý xâm hại trên mạng", **common)
    office.fill("van_ban", kind="long_ghep", title="Kế hoạch kinh tế - xã hội", agency="hoi_phu_nu", date="20/1/2025")
    material = {"title": "Sổ tay làm cha mẹ tích cực", "kind": "so_tay", "topic": "lam_cha_me_tich_cuc"}
    office.fill("tai_lieu", **material, date="1/4/2025", copies=200, audience="cha_me", language="mong")
    office.fill("tai_lieu", **material, date="2/4/2025", copies=30, audience="cong_tac_vien")


def services_and_online(office: Office) -> None:
    """II.3, II.4: equipment, schools, harmful content and its take-down, commendations."""
    office.fill("trang_bi", "office", date="5/5/2025", kind="trang_thiet_bi", what="Bàn ghế", amount="15.000.000")
    office.activity("tham_ho", "Thăm hộ tháng 5", "--households", "12", "--org", office.ids["visits"])
    office.activity("tu_van_hoc_duong", "Tư vấn tại trường", "--count", "nu:11-15=6")
    measures = ["than_thien", "ky_nang_so"]
    year = {"school_year": "2024-2025", "measures": measures, "boarders": 40}
    office.fill("truong_hoc_an_toan", "school", date="30/5/2025", **year)
    report = {"date": "1/6/2025", "content": "hinh_anh_video", "outcome": "da_go", "removed_on": "4/6/2025"}
    office.fill("phan_anh_mang", **report, platform="TikTok", sent_to="Công an phường", sent_on="1/6/2025")
    office.fill("khen_thuong", date="1/6/2025", kind="mo_hinh", name="Bản không bạo lực", level="tinh", replicated=3)


def family(office: Office) -> None:
    """II.5, IV.4, IV.11: insurance and free care under 6, land for playgrounds, child marriage."""
    office.fill("the_bhyt", "child", date="10/2/2025", card="co", care="mien_phi")
    office.fill("trang_bi", "playground", date="6/6/2025", kind="dat", what="Đất sân chơi", land=450)
    office.fill("tao_hon", "girl", date="9/9/2025", state="da_ngan_chan", actions=["van_dong", "cam_ket"])


def duties_of_agencies(office: Office) -> None:
    """IV.1-IV.6, IV.9, V: inspections, rescue, proceedings, legal aid, care first, migrants, reports received."""
    checked = {"violations": 2, "handled": 2, "head": "ky_luat"}
    office.fill("kiem_tra", "school", date="7/7/2025", area="co_so_giao_duc", agency="giao_duc", **checked)
    office.fill("kiem_tra", date="8/7/2025", area="nuoi_con_nuoi", agency="tu_phap", place="UBND phường")
    office.fill("giai_cuu", "girl", date="3/3/2025", kind="mua_ban", origin="nuoc_ngoai", place="gia_dinh")
    opened = ("--received-at", "24/01/2025 16:55", "--source", "dien_thoai", "--kind", "xam_hai_tinh_duc")
    case = office.run("case", "open", office.ids["girl"], *opened, "--json")
    assert case.exit_code == 0, case.stderr
    case_id = case.json["id"]
    line = ("khoi_to_vu_an", "--date", "20/2/2025", "--result", "Khởi tố vụ án", "--body", "Công an tỉnh")
    assert office.run("case", "proceedings", case_id, *line).exit_code == 0
    log = ("log", "--child", office.ids["girl"], "--date", "25/1/2025", "--case", case_id)
    office.enter("care", *log, "--service", "y_te", "--circumstance", "nan_nhan_xam_hai", "--amount", "300000")
    office.enter("aid", *log, "--service", "phap_ly", "--kind", "phap_ly.tro_giup")
    office.fill("tre_di_cu", "child", date="1/3/2025", company="nguoi_than", needs=["hoc_tap", "giay_to"])
    office.activity("hoi_dong_tre_em", "Phiên họp Hội đồng trẻ em", "--attended", office.ids["girl"])
    office.activity("cau_lac_bo", "Tư vấn chọn nghề", "--topic", "huong_nghiep", "--count", "nam:11-15=20")
    office.fill("bao_cao_nhan", agency="cong_an", year=2025, date="10/11/2025")


def money_and_tasks(office: Office) -> None:
    """III, IV.7, IV.11: tasks, money by source, resources raised."""
    office.fill("nhiem_vu", task="II.1.6", year=2025, until="30/6/2025", state="xong", done_on="10/3/2025")
    office.fill("kinh_phi", task="II.1.6", year=2025, fund="ngan_sach_xa", planned="20.000.000", spent="18.500.000")
    office.fill("nguon_luc", date="1/6/2025", kind="quoc_te", donor="Tầm nhìn Thế giới", amount="50.000.000")


def read_cells(path: Path) -> Cells:
    """Every cell of every table: tables begin with "Biểu", their head is the next row with more than one text."""
    found: Cells = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        title, heads = "", list[str]()
        for row in sheet.iter_rows(values_only=True):
            first = str(row[0] or "")
            if first.startswith("Biểu "):
                title, heads = first.partition(". ")[2], []
            elif title and not heads:
                heads = _heads(row)
            elif title:
                found |= {(title, first, head): cell for head, cell in zip(heads, row[1:], strict=False) if head}
    return found


def _heads(row: Sequence[Any]) -> list[str]:
    return [str(cell or "") for cell in row[1:]] if sum(cell is not None for cell in row) > 1 else []


COMMITMENTS = {
    "II.1 channel": ("Truyền thông theo kênh", "Loa truyền thanh", "Lượt hộ gia đình", 90),
    "II.1 air time (IV.4)": ("Truyền thông theo kênh", "Loa truyền thanh", "Phút phát sóng", 35),
    "II.1 topic: hotline 111": (
        "Truyền thông theo chủ đề", "Tổng đài điện thoại quốc gia bảo vệ trẻ em 111", "Số hoạt động", 1
    ),
    "II.1 language": ("Truyền thông theo ngôn ngữ", "Tiếng Thái", "Số hoạt động", 1),
    "II.1 audience": ("Người được truyền thông theo đối tượng", "Cha mẹ, người chăm sóc trẻ", "Số người", 120),
    "II.1 reach of schools": ("Truyền thông theo kênh", "Loa truyền thanh", "Số trường học", 1),
    "II.4 setting: online": (
        "Truyền thông trong gia đình, nhà trường, cộng đồng và trên mạng", "Môi trường mạng", "Số hoạt động", 1
    ),
    "I.2.c boards": ("Ban, nhóm, cơ sở, mô hình theo loại", "Ban Bảo vệ trẻ em", "Đang hoạt động", 1),
    "I.2.c meetings": ("Họp của Ban Bảo vệ trẻ em, Nhóm thường trực theo quý", "Quý I/2025", "Số cuộc họp", 1),
    "I.2.c the board's plan": (
        "Kế hoạch, văn bản về trẻ em theo loại", "Kế hoạch hoạt động của Ban Bảo vệ trẻ em, Nhóm thường trực",
        "Số văn bản", 1,
    ),
    "II.2 inter-agency group": (
        "Ban, nhóm, cơ sở, mô hình theo loại", "Ban điều hành, nhóm công tác liên ngành về trẻ em", "Tổng số", 1
    ),
    "II.2 people": (
        "Người làm công tác bảo vệ trẻ em theo vai trò",
        "Nhân viên công tác xã hội, giáo viên kiêm nhiệm tư vấn ở trường học", "Đã được tập huấn", 1,
    ),
    "II.2 training of teachers": (
        "Người được tập huấn theo đối tượng", "Giáo viên, nhân viên trường học", "Số người", 18
    ),
    "II.2 training topics": ("Tập huấn theo nội dung", "Hỗ trợ tâm lý, nghiệp vụ công tác xã hội", "Số lớp", 1),
    "c8 titles": (
        "Tài liệu mẫu đã nhân bản, phát theo loại", "Sổ tay, sách, tài liệu hướng dẫn", "Số tên tài liệu", 1
    ),
    "c8 copies": ("Tài liệu mẫu đã nhân bản, phát theo loại", "Sổ tay, sách, tài liệu hướng dẫn", "Số bản", 230),
    "II.2 materials for collaborators": (
        "Tài liệu mẫu đã phát theo đối tượng nhận", "Cộng tác viên bảo vệ trẻ em", "Số bản", 30
    ),
    "II.3 equipment": (
        "Trang thiết bị, đầu tư cho cơ sở và điểm vui chơi", "Trang thiết bị", "Trị giá (đồng)", 15_000_000
    ),
    "II.3 school counselling": (
        "Ban, nhóm, cơ sở, mô hình theo loại", "Phòng tư vấn tâm lý, công tác xã hội trường học", "Đang hoạt động", 1
    ),
    "II.3 counselling given": (
        "Hoạt động theo loại và số người tiếp cận", "Tư vấn tâm lý học đường", "Lượt trẻ em đếm, không ghi tên", 6
    ),
    "II.3 home visits": (
        "Hoạt động theo loại và số người tiếp cận", "Thăm hộ gia đình", "Lượt hộ gia đình", 12
    ),
    "II.4 schools": (
        "Trường học theo việc đã thực hiện để bảo vệ trẻ em", "Lồng ghép bộ kỹ năng số, internet an toàn",
        "Số trường", 1,
    ),
    "IV.2 friendly schools": (
        "Trường học theo việc đã thực hiện để bảo vệ trẻ em", "Đạt “Trường học thân thiện, học sinh tích cực”",
        "Số trường", 1,
    ),
    "II.4 reports and take-down": (
        "Phản ánh nội dung xâm hại trẻ em trên mạng", "Hình ảnh, video xâm hại trẻ em", "Đã gỡ bỏ", 1
    ),
    "II.4 channel for reports": (
        "Ban, nhóm, cơ sở, mô hình theo loại", "Kênh, đầu mối tiếp nhận phản ánh", "Đang hoạt động", 1
    ),
    "II.4 procedure": ("Kế hoạch, văn bản về trẻ em theo loại", "Quy chế, quy trình phối hợp", "Số văn bản", 1),
    "II.4 commendations": (
        "Biểu dương, khen thưởng, nhân rộng mô hình", "Mô hình, cách làm hay", "Cấp tỉnh, trung ương", 1
    ),
    "II.4 models taken over": (
        "Biểu dương, khen thưởng, nhân rộng mô hình", "Mô hình, cách làm hay", "Nơi nhân rộng", 3
    ),
    "II.5 insurance and free care": (
        "Trẻ em dưới 6 tuổi: thẻ bảo hiểm y tế và khám chữa bệnh miễn phí", "Có thẻ còn giá trị",
        "Được khám, chữa bệnh miễn phí", 1,
    ),
    "II.5 positive discipline": (
        "Ban, nhóm, cơ sở, mô hình theo loại", "Mô hình kỷ luật tích cực, gia đình hạnh phúc", "Đang hoạt động", 1
    ),
    "II.5 playgrounds": (
        "Ban, nhóm, cơ sở, mô hình theo loại", "Điểm vui chơi, thiết chế văn hóa, thể thao cho trẻ em",
        "Đang hoạt động", 1,
    ),
    "IV.11 land": ("Trang thiết bị, đầu tư cho cơ sở và điểm vui chơi", "Quỹ đất", "Đất (m²)", 450),
    "IV.4 child marriage": ("Tảo hôn theo tình trạng và giới tính của trẻ", "Đã ngăn chặn", "Nữ", 1),
    "IV.2 inspection": (
        "Kiểm tra, giám sát và xử lý trách nhiệm người đứng đầu", "Cơ sở giáo dục", "Vi phạm đã xử lý", 2
    ),
    "IV.1, IV.2 accountability": (
        "Kiểm tra, giám sát và xử lý trách nhiệm người đứng đầu", "Cơ sở giáo dục", "Người đứng đầu bị xử lý", 1
    ),
    "IV.5 adoption": ("Kiểm tra, giám sát và xử lý trách nhiệm người đứng đầu", "Nuôi con nuôi", "Số cuộc", 1),
    "IV.5 legal aid": (
        "Hỗ trợ, can thiệp theo dịch vụ, số trẻ em và kinh phí", "Trợ giúp pháp lý", "Số trẻ em", 1
    ),
    "IV.3 rescue": ("Trẻ em bị mua bán, bắt cóc được giải cứu, tiếp nhận", "Mua bán", "Gia đình", 1),
    "IV.3 proceedings": (
        "Giám định, khởi tố, truy tố, xét xử các vụ xâm hại trẻ em", "Khởi tố vụ án", "Số việc", 1
    ),
    "IV.6 victims treated first": (
        "Trẻ em được chăm sóc theo hoàn cảnh ưu tiên", "Nạn nhân bị xâm hại, được ưu tiên", "Số trẻ em", 1
    ),
    "IV.6 hospitals": (
        "Ban, nhóm, cơ sở, mô hình theo loại", "Mô hình dịch vụ bảo vệ trẻ em trong bệnh viện", "Đang hoạt động", 1
    ),
    "IV.6 migrant children": (
        "Trẻ em di cư đang ở địa bàn vào ngày chốt", "Người thân khác", "Cần đi học", 1
    ),
    "IV.8 the aims in other plans": (
        "Cơ quan, đoàn thể đưa mục tiêu về trẻ em vào kế hoạch", "Hội Liên hiệp Phụ nữ", "Kế hoạch lồng ghép", 1
    ),
    "IV.9 children's council": (
        "Hoạt động theo loại và số người tiếp cận", "Hội đồng trẻ em", "Trẻ em có tên", 1
    ),
    "IV.9 clubs": (
        "Hoạt động theo loại và số người tiếp cận", "Sinh hoạt câu lạc bộ, đội, nhóm của trẻ em",
        "Lượt trẻ em đếm, không ghi tên", 20,
    ),
    "IV.9 career guidance": (
        "Ban, nhóm, cơ sở, mô hình theo loại", "Mô hình tư vấn, định hướng nghề nghiệp", "Đang hoạt động", 1
    ),
    "III money by source": (
        "Kinh phí thực hiện kế hoạch theo nguồn năm 2025", "Ngân sách cấp xã", "Đã chi (đồng)", 18_500_000
    ),
    "III, IV.11 resources raised": (
        "Nguồn lực huy động cho trẻ em", "Tổ chức, cá nhân nước ngoài", "Trị giá (đồng)", 50_000_000
    ),
    "a table counts its own form alone": (
        "Tài liệu mẫu đã nhân bản, phát theo loại", "Tổng số", "Lượt phát", 2
    ),
    "V reports received": ("Báo cáo nhận được của các ngành, đoàn thể", "Công an", "Đúng hạn", 1),
}  # fmt: skip
"""The commitment, and where in the report it must stand: table, row, column, number."""


def test_each_commitment_has_its_record_in_its_cell(cells: Cells) -> None:
    wrong = {
        commitment: cells.get((table, row, column))
        for commitment, (table, row, column, number) in COMMITMENTS.items()
        if cells.get((table, row, column)) != number
    }
    assert wrong == {}


def test_tasks_stand_by_section_with_their_money(practice: Path, run: Run) -> None:
    """Sections II and IV: who does what; section III: with what money."""
    money_and_tasks(Office(run))
    report = run("report", "--year", "2025", "--json").json
    (table,) = (one for one in report["tables"] if one["id"] == "plan_tasks")
    (row,) = (one["values"] for one in table["rows"] if one["id"] == "II.1")
    assert (row["tasks"], row["xong"], row["none"], row["spent"]) == (6, 1, 5, 18_500_000)
    (c8,) = (one for one in report["indicators"] if one["id"] == "c8")
    assert c8["numerator"] == 0
