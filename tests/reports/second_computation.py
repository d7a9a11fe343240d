"""Every indicator of the plan a second time: plain loops over plain records, sharing no code with the report.

The period is March 2025, cut off on its last day; no public holiday falls into the working days that follow but Giỗ Tổ
(7/4/2025). Each function gives numerator and denominator by the words of `indicators.toml`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

Records = dict[str, dict[int, dict[str, Any]]]
"""Table to id to document."""
Ends = tuple[int, int | None]

FIRST, LAST = date(2025, 3, 1), date(2025, 3, 31)
HOLIDAYS = {date(2025, 4, 7)}
UNIT = "34:03127"
OLDER_UNITS = {f"63:{code}" for code in ("03127", "03130", "03133", "03136", "03142", "03145")}
ABUSE = {"bao_luc", "boc_lot", "xam_hai_tinh_duc", "mua_ban", "bo_roi_bo_mac", "ton_hai_khac"}
EMERGENCY = {"bien_phap_khan_cap", "cach_ly"}


def latest_birth(child: dict[str, Any]) -> date | None:
    """The last day the child can have been born on."""
    text = child["birth"]
    if text is None:
        return None
    if child["birth_precision"] == "age":
        return date(int(text[:4]) + 1, 12, 31)
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts)
    if len(parts) == 1:
        return date(parts[0], 12, 31)
    return date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1) - timedelta(days=1)


def earliest_birth(child: dict[str, Any]) -> date:
    """The first day the child can have been born on."""
    text = child["birth"]
    if child["birth_precision"] == "age":
        return date(int(text[:4]) - 1, 1, 1)
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def age(born: date, on: date) -> int:
    """Full years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def covers(first: str | None, last: str | None, day: date) -> bool:
    """Whether a dated fact holds on the day."""
    return (first is None or date.fromisoformat(first) <= day) and (last is None or day <= date.fromisoformat(last))


def residents(records: Records) -> dict[int, int | None]:
    """Children living here and under 16 on the cut-off date, with their age (None where no birth is known)."""
    found: dict[int, int | None] = {}
    for id, child in records["children"].items():
        if child["unit"] not in {None, UNIT, *OLDER_UNITS}:
            continue
        if child["died"] is not None and date.fromisoformat(child["died"]) <= LAST:
            continue
        if child["residence"] and not any(covers(stay["from"], stay["to"], LAST) for stay in child["residence"]):
            continue
        born = latest_birth(child)
        if born is None:
            found[id] = None
        elif earliest_birth(child) <= LAST and age(born, LAST) < 16:
            found[id] = max(0, age(born, LAST))
    return found


def overlaps(first: str, last: str | None) -> bool:
    """Whether a fact of these days touches the period."""
    return date.fromisoformat(first) <= LAST and date.fromisoformat(last or first) >= FIRST


def helped(records: Records) -> set[int]:
    """Children given a service in the period."""
    found: set[int] = set()
    for row in records["interventions"].values():
        if row["cancelled"] is None and overlaps(row["date"], row["to"]):
            found |= set(row["children"])
    return found


def planned(records: Records) -> set[int]:
    """Children with an approved plan or an emergency measure in the period, in any episode of any case."""
    found = set()
    for case in standing_cases(records):
        for episode in case["episodes"]:
            for step in episode["steps"]:
                counts = step["step"] in EMERGENCY | {"phe_duyet"} and step["not_done"] is None
                if counts and FIRST <= moment(step["at"]).date() <= LAST and case["child"] is not None:
                    found.add(case["child"])
    return found


def standing_cases(records: Records) -> list[dict[str, Any]]:
    """Cases not taken back, received by the cut-off date, with their ids."""
    rows = [{**case, "id": id} for id, case in records["cases"].items() if case["cancelled"] is None]
    return [case for case in rows if moment(case["received_at"]).date() <= LAST]


def moment(text: str) -> datetime:
    """A moment of Vietnam's clock."""
    return datetime.fromisoformat(text)


def groups_of(child: dict[str, Any]) -> set[int]:
    """The groups a child is in on the cut-off date."""
    return {one["group"] for one in child["groups"] if covers(one["from"], one["to"], LAST)}


def risks_of(child: dict[str, Any]) -> set[int]:
    """The risks of a child on the cut-off date."""
    return {one["risk"] for one in child["risks"] if covers(one["from"], one["to"], LAST)}


def a1(records: Records) -> Ends:
    """In special circumstances, of all."""
    living = residents(records)
    return sum(bool(groups_of(records["children"][id])) for id in living), len(living)


def a2(records: Records) -> Ends:
    """Of those, given a service."""
    special = [id for id in residents(records) if groups_of(records["children"][id])]
    return len(helped(records).intersection(special)), len(special)


def a3(records: Records) -> tuple[int, int, int]:
    """Victims helped in time: at least, at most, of all."""
    victims: dict[Any, list[str]] = {}
    for case in standing_cases(records):
        if case["kind"] not in ABUSE or not FIRST <= moment(case["received_at"]).date() <= LAST:
            continue
        if under_16(records, case) is False or ended(case) in {"xac_minh_khong_co", "chuyen_dia_ban"}:
            continue
        victims.setdefault(case["child"] or f"case {case['id']}", []).append(in_time(records, case))
    worst = ["late" if "late" in kinds else "running" if "running" in kinds else "yes" for kinds in victims.values()]
    return worst.count("yes"), worst.count("yes") + worst.count("running"), len(worst)


def under_16(records: Records, case: dict[str, Any]) -> bool | None:
    """Whether the child of a case was under 16 on the day of receipt."""
    child = records["children"].get(case["child"])
    born = latest_birth(child) if child else None
    return None if born is None else age(born, moment(case["received_at"]).date()) < 16


def ended(case: dict[str, Any]) -> str | None:
    """How the first episode had ended by the cut-off date."""
    first = case["episodes"][0]
    return first["outcome"] if first["closed"] and date.fromisoformat(first["closed"]) <= LAST else None


def taken(case: dict[str, Any], *names: str) -> datetime | None:
    """When the first of these steps was really taken in the first episode, as far as the cut-off date tells."""
    steps = case["episodes"][0]["steps"]
    times = [moment(step["at"]) for step in steps if step["step"] in names and step["not_done"] is None]
    return min((time for time in times if time.date() <= LAST), default=None)


def in_time(records: Records, case: dict[str, Any]) -> str:
    """ "yes", "late" or "running" for one case."""
    received, end = moment(case["received_at"]), moment("2025-03-31T23:59:59+07:00")
    urgent = (
        case["urgent"]
        if case["urgent"] is not None
        else any(step["step"] in EMERGENCY and step["not_done"] is None for step in case["episodes"][0]["steps"])
    )
    if urgent:
        measure = taken(case, *EMERGENCY)
        done = measure is not None and measure - received <= timedelta(hours=12)
        running = end < received + timedelta(hours=12)
    else:
        start = taken(case, "hop_xac_dinh") or taken(case, "thu_thap_xac_minh") or received
        deadline = working_days_after(start.date(), 7)
        approved = taken(case, "phe_duyet")
        done = approved is not None and approved.date() <= deadline and was_served(records, case)
        running = deadline > LAST
    if done and taken(case, "danh_gia_ban_dau"):
        return "yes"
    return "running" if running else "late"


def was_served(records: Records, case: dict[str, Any]) -> bool:
    """Whether a service was begun for the case or its child between receipt and the cut-off date."""
    if taken(case, "thuc_hien"):
        return True
    received = moment(case["received_at"]).date()
    for row in records["interventions"].values():
        concerns = row["case"] == case["id"] or (case["child"] is not None and case["child"] in row["children"])
        if row["cancelled"] is None and concerns and received <= date.fromisoformat(row["date"]) <= LAST:
            return True
    return False


def working_days_after(day: date, count: int) -> date:
    """The day that is `count` working days later."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in HOLIDAYS
    return day


def a4(records: Records) -> Ends:
    """At risk and helped, of all."""
    return a4b(records)[0], len(residents(records))


def a4b(records: Records) -> Ends:
    """At risk and helped, of those at risk."""
    risky = [id for id in residents(records) if risks_of(records["children"][id])]
    return len((helped(records) | planned(records)).intersection(risky)), len(risky)


def a5(records: Records) -> Ends:
    """Children hit by disasters of the period, relieved after every one."""
    hits: dict[int, list[tuple[str, str | None]]] = {}
    kinds: dict[int, set[str]] = {}
    unnamed_hit = unnamed_relieved = 0
    for event in records["events"].values():
        if event["cancelled"] is not None or not FIRST <= date.fromisoformat(event["date"]) <= LAST:
            continue
        for hit in event["hit"]:
            hits.setdefault(hit["child"], []).append((event["date"], hit["relieved"]))
            kinds.setdefault(hit["child"], set()).add(event["kind"])
        if event["kind"] in {"thien_tai", "tham_hoa"}:
            beyond = max(0, (event["hit_count"] or 0) - len(event["hit"]))
            named = sum(hit["relieved"] is not None for hit in event["hit"])
            unnamed_hit += beyond
            unnamed_relieved += min(beyond, max(0, (event["relieved_count"] or 0) - named))
    part = whole = 0
    for id, blows in hits.items():
        born = latest_birth(records["children"][id])
        of_disaster = kinds[id] & {"thien_tai", "tham_hoa"}
        if of_disaster and (born is None or age(born, date.fromisoformat(blows[0][0])) < 16):
            whole += 1
            part += all(relief is not None and date.fromisoformat(relief) <= LAST for _day, relief in blows)
    return part + unnamed_relieved, whole + unnamed_hit


def took_part(records: Records, kinds: set[str], topics: set[str], from_age: int, bands: set[str]) -> Ends:
    """Named children who took part, and of heads without names what no named child can be."""
    living = {
        id: years
        for id, years in residents(records).items()
        if not from_age or (years is not None and years >= from_age)
    }
    present: set[int] = set()
    most: dict[str, int] = {}
    for row in records["activities"].values():
        meant = row["kind"] in kinds or topics & set(row["topics"])
        if row["cancelled"] is not None or not meant or not overlaps(row["date"], row["to"]):
            continue
        present |= set(row["attended"])
        for cell, heads in row["counts"].items():
            if cell.split(":")[1] in bands:
                most[cell] = max(most.get(cell, 0), heads)
    named = present & living.keys()
    cells = [cell_of(records["children"][id], living[id]) for id in named]
    beyond = sum(max(0, heads - cells.count(cell)) for cell, heads in most.items())
    return min(len(named) + beyond, len(living)), len(living)


def cell_of(child: dict[str, Any], years: int | None) -> str:
    """Sex and age band."""
    band = "?" if years is None else "0-6" if years <= 6 else "7-10" if years <= 10 else "11-15"
    return f"{child['sex']}:{band}"


def b1(records: Records) -> Ends:
    """Asked for their opinion, of those of 7 and over."""
    return took_part(records, {"tham_van", "dien_dan", "hoi_dong_tre_em"}, set(), 7, {"7-10", "11-15"})


def b2(records: Records) -> Ends:
    """Made aware of the right to take part, of all."""
    return took_part(records, set(), {"quyen_tham_gia"}, 0, {"0-6", "7-10", "11-15"})


def b3(records: Records) -> Ends:
    """In models and activities, of those of 11 and over."""
    return took_part(records, {"dien_dan", "cau_lac_bo", "nhom_nong_cot", "hoi_dong_tre_em"}, set(), 11, {"11-15"})


def bodies(records: Records, *kinds: str) -> list[dict[str, Any]]:
    """Bodies of these kinds that were not taken back."""
    return [one for one in records["organisations"].values() if one["kind"] in kinds and one["cancelled"] is None]


def active(body: dict[str, Any]) -> bool:
    """Whether it works on the cut-off date."""
    return covers(body["active_from"], body["active_to"], LAST)


def c4(records: Records) -> Ends:
    """Active services."""
    return sum(map(active, bodies(records, "co_so_dich_vu"))), None


def c6(records: Records) -> Ends:
    """Trained since 2021, of those in office."""
    part = whole = 0
    for id, worker in records["workers"].items():
        if (
            worker["cancelled"] is not None
            or worker["role"] == "khac"
            or not covers(worker["from"], worker["to"], LAST)
        ):
            continue
        days = [training["date"] for training in worker["trainings"]]
        days += [
            row["date"] for row in records["activities"].values()
            if row["kind"] == "tap_huan" and row["cancelled"] is None and id in row["workers"]
        ]  # fmt: skip
        whole += 1
        part += any(date(2021, 1, 1) <= date.fromisoformat(day) <= LAST for day in days)
    return part, whole


def activities(records: Records) -> list[dict[str, Any]]:
    """The activities that touch the period."""
    rows = records["activities"].values()
    return [row for row in rows if row["cancelled"] is None and overlaps(row["date"], row["to"])]


def c7(records: Records) -> Ends:
    """Households reached, of all on record; by record or by activity, whichever is more."""
    rows = [row for row in records["households"].values() if row["cancelled"] is None]
    years: dict[str, int] = {}
    for row in rows:
        if row["year"] is not None and row["year"] <= LAST.year:
            years[row["hamlet"]] = max(row["year"], years.get(row["hamlet"], 0))
    rows = [row for row in rows if row["year"] is None or row["year"] == years.get(row["hamlet"])]
    whole = sum(row["count"] for row in rows)
    by_record = sum(
        row["count"] for row in rows
        if row["reached_on"] is not None and FIRST <= date.fromisoformat(row["reached_on"]) <= LAST
    )  # fmt: skip
    told = [row for row in activities(records) if row["households_new"] is not None]
    most = [row["households"] for row in activities(records) if row["households_new"] is None and row["households"]]
    by_activity = max(sum(row["households_new"] for row in told), max(most, default=0))
    return min(whole, max(by_record, by_activity)), whole


def c7b(records: Records) -> Ends:
    """Schools reached, of those active."""
    reached = {id for row in activities(records) for id in row["schools"]}
    schools = [
        id for id, one in records["organisations"].items()
        if one["kind"] == "truong_hoc" and one["cancelled"] is None and active(one)
    ]  # fmt: skip
    return len(reached.intersection(schools)), len(schools)


def c1(records: Records) -> tuple[int, int, int]:
    """An active board and a plan for every case that needs one: at least, at most, of one ward."""
    boards = bodies(records, "ban_bvte")
    if not boards:
        return 0, 1, 1
    if not any(map(active, boards)):
        return 0, 0, 1
    states = {plan_state(case) for case in standing_cases(records) if owes_plan(records, case)}
    return ("running" not in states and "none" not in states, "none" not in states, 1)


def owes_plan(records: Records, case: dict[str, Any]) -> bool:
    """Whether a case of the period needs a plan of this ward."""
    free = {"xac_minh_khong_co", "khong_can_ke_hoach", "chuyen_dia_ban", "du_16_tuoi", "tu_vong"}
    received = moment(case["received_at"]).date()
    return FIRST <= received <= LAST and under_16(records, case) is not False and ended(case) not in free


def plan_state(case: dict[str, Any]) -> str:
    """ "there", "none" or "running"."""
    urgent = (
        case["urgent"]
        if case["urgent"] is not None
        else any(step["step"] in EMERGENCY and step["not_done"] is None for step in case["episodes"][0]["steps"])
    )
    if taken(case, "phe_duyet", *(EMERGENCY if urgent else ())):
        return "there"
    start = taken(case, "hop_xac_dinh") or taken(case, "thu_thap_xac_minh") or moment(case["received_at"])
    return "running" if working_days_after(start.date(), 7) > LAST else "none"


def judged(records: Records, quality: str) -> tuple[int, int, int]:
    """A board or standing group judged so: at least, at most, of one ward."""
    boards = bodies(records, "ban_bvte", "nhom_thuong_truc")
    good = any(
        active(one) and one[f"{quality}_from"] and covers(one[f"{quality}_from"], one[f"{quality}_to"], LAST)
        for one in boards
    )
    told = any(one[f"{quality}_from"] for one in boards)
    return int(good), int(good or not told), 1


def c3(records: Records) -> tuple[int, int]:
    """Collaborators in the hamlets: at least, at most."""
    in_office = any(
        worker["role"] == "cong_tac_vien" and worker["cancelled"] is None and covers(worker["from"], worker["to"], LAST)
        for worker in records["workers"].values()
    )
    there = any(map(active, bodies(records, "mang_luoi_ctv"))) or in_office
    entered = any(one["cancelled"] is None for table in ("organisations", "workers") for one in records[table].values())
    return int(there), int(there or not entered)


def c5(records: Records) -> tuple[int, int]:
    """A model of participation and a core group: at least, at most."""
    models = any(map(active, bodies(records, "mo_hinh_tham_gia", "cau_lac_bo", "hoi_dong_tre_em")))
    there = models and any(map(active, bodies(records, "nhom_nong_cot")))
    entered = any(one["cancelled"] is None for one in records["organisations"].values())
    return int(there), int(there or not entered)


EXACT = {
    "a1": a1,
    "a2": a2,
    "a4": a4,
    "a4b": a4b,
    "a5": a5,
    "b1": b1,
    "b2": b2,
    "b3": b3,
    "c6": c6,
    "c7": c7,
    "c7b": c7b,
}
"""Indicators whose numerator and denominator are one number each."""
