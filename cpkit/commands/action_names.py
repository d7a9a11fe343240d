"""What the ledger's actions are called on the screen."""

from __future__ import annotations

from cpkit.language import _

NAMES = {
    "register": _("đăng ký trẻ"),
    "import": _("đưa danh sách vào sổ"),
    "edit child": _("sửa hồ sơ trẻ"),
    "add group": _("thêm nhóm"),
    "end group": _("kết thúc nhóm"),
    "move child": _("chuyển chỗ ở"),
    "record death": _("ghi trẻ mất"),
    "merge children": _("gộp hai hồ sơ trẻ"),
    "unmerge children": _("tách hồ sơ trẻ đã gộp"),
    "different children": _("ghi là hai trẻ khác nhau"),
    "different children taken back": _("bỏ điều ghi là hai trẻ khác nhau"),
    "open case": _("tiếp nhận tin báo, mở ca"),
    "edit case": _("sửa ca"),
    "add intake": _("ghi tin báo"),
    "close intake": _("kết thúc tin báo"),
    "transfer intake": _("chuyển tin báo"),
    "join intake": _("nối tin báo vào ca"),
    "cancel intake": _("hủy tin báo"),
    "edit intake": _("sửa phiếu tiếp nhận"),
    "case step": _("ghi bước của ca"),
    "fill form": _("ghi biểu mẫu của ca"),
    "paper form": _("ghi biểu mẫu lưu bản giấy"),
    "submit plan": _("trình kế hoạch"),
    "approve plan": _("ghi quyết định phê duyệt"),
    "reject plan": _("ghi kế hoạch bị trả lại"),
    "deliver plan": _("ghi việc gửi kế hoạch"),
    "plan progress": _("ghi tiến độ kế hoạch"),
    "number": _("cấp số văn bản"),
    "set number": _("đặt số văn bản"),
    "refer": _("ghi chuyển gửi"),
    "answer referral": _("ghi trả lời chuyển gửi"),
    "withdraw consent": _("ghi rút sự đồng ý"),
    "add proceeding": _("ghi diễn biến tố tụng"),
    "cancel proceeding": _("hủy một dòng diễn biến tố tụng"),
    "reopen case": _("mở lại ca"),
    "cancel case": _("hủy ca"),
    "open care": _("mở lần chăm sóc thay thế"),
    "fill care form": _("ghi biểu mẫu chăm sóc thay thế"),
    "care step": _("ghi bước chăm sóc thay thế"),
    "choose carer": _("chọn người nhận chăm sóc"),
    "end care": _("kết thúc chăm sóc thay thế"),
    "cancel care": _("hủy lần chăm sóc thay thế"),
    "verify carer": _("ghi xác minh người nhận chăm sóc"),
    "carer relative": _("ghi quan hệ thân thích"),
    "send carer list": _("ghi việc gửi danh sách Mẫu 09"),
    "log": _("ghi hỗ trợ, can thiệp"),
    "edit log": _("sửa lần hỗ trợ"),
    "cancel log": _("hủy lần hỗ trợ"),
    "freeze report": _("chốt báo cáo"),
    "table save": _("lưu biểu tự lập"),
    "table remove": _("bỏ biểu tự lập"),
    "undo": _("hoàn tác"),
}
TABLES = {
    "reports": _("báo cáo đã chốt"),
    "children": _("trẻ em"),
    "merged_children": _("mã đã gộp"),
    "different_children": _("cặp trẻ khác nhau"),
    "intakes": _("phiếu tiếp nhận"),
    "cases": _("ca"),
    "referrals": _("lần chuyển gửi"),
    "numbers": _("số văn bản"),
    "case_forms": _("biểu mẫu của ca"),
    "carers": _("người nhận chăm sóc thay thế"),
    "placements": _("lần chăm sóc thay thế"),
    "placement_forms": _("biểu mẫu chăm sóc thay thế"),
    "carer_lists": _("danh sách Mẫu 09"),
    "transfer_lists": _("danh sách Mẫu 14"),
    "interventions": _("lần hỗ trợ, can thiệp"),
    "activities": _("hoạt động"),
    "activity": _("hoạt động"),
    "organisations": _("tổ chức"),
    "workers": _("người làm công tác"),
    "households": _("hộ gia đình"),
    "events": _("sự kiện"),
    "entries": _("phiếu"),
    "ward_forms": _("biểu mẫu riêng"),
}
VERBS = {"add": _("thêm {what}"), "edit": _("sửa {what}"), "cancel": _("hủy {what}")}


def action_name(action: str) -> str:
    """The name of an action of the ledger ("workers add" is "thêm người làm công tác"); an unknown one as it is."""
    if action in NAMES:
        return NAMES[action]
    table, _space, verb = action.partition(" ")
    return VERBS[verb].format(what=table_name(table)) if verb in VERBS and table in TABLES else action


def table_name(table: str) -> str:
    """What the records of a table are called; a plugin's table as it is."""
    return TABLES.get(table, table)
