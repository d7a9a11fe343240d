"""Make the unit data of both regimes from the files of `vietnamadminunits` (MIT).

    python tools/units.py [WHEEL]

Without a wheel it is downloaded (pip, the exact version and hash below). Writes `<regime>.jsonl.gz` and the notice of
the source into the data folder of the plugin viet_nam. Each line is
`[code, name, kind, province code, province, district or null, [linked codes]]`, in code order: links of the old units
go to the new ones (the one that took most first), links of the new ones back to the old.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

VERSION = "1.0.4"
SHA256 = "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"
OUT = Path(__file__).parent.parent / "cpkit/plugins/viet_nam/data/unit_sets"
KINDS = {"Phường": "phuong", "Xã": "xa", "Thị trấn": "thi_tran", "Đặc khu": "dac_khu", "Huyện": "huyen"}
NOTICE = """The files 63.jsonl.gz and 34.jsonl.gz in this folder are made by tools/units.py from the data of
vietnamadminunits {version} (https://pypi.org/project/vietnamadminunits/), under this licence:

{licence}"""


class Source(NamedTuple):
    """What is read from the wheel."""

    old: list[dict[str, Any]]
    new: list[dict[str, Any]]
    mapping: dict[str, Any]
    licence: str


class Row(NamedTuple):
    """One line of a data file."""

    code: str
    name: str
    kind: str
    province_code: str
    province: str
    district: str | None
    links: list[str]


def main(arguments: list[str]) -> None:
    """Write the data files; `arguments` may name the wheel."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(arguments[0]) if arguments else download(Path(folder))
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
            raise SystemExit(f"{wheel.name}: not the file this script knows")
        source = read(wheel, Path(folder))
    links = dict(successors(source))
    write("63", [old_row(unit, links[old_key(unit)]) for unit in source.old])
    backwards: dict[str, list[str]] = {}
    for unit in source.old:
        for code in links[old_key(unit)]:
            backwards.setdefault(code, []).append(old_code(unit))
    write("34", [new_row(unit, sorted(backwards[unit["wardCode"]])) for unit in source.new])
    OUT.joinpath("NOTICE.txt").write_text(NOTICE.format(version=VERSION, licence=source.licence), encoding="utf-8")


def download(folder: Path) -> Path:
    """The wheel, fetched into `folder`."""
    package = f"vietnamadminunits=={VERSION}"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(folder)]
    subprocess.run([*command, package], check=True)
    return next(folder.glob("*.whl"))


def read(wheel: Path, folder: Path) -> Source:
    """The tables, the mapping and the licence in `wheel`; `folder` holds the database while it is read."""
    with zipfile.ZipFile(wheel) as archive:
        database = archive.extract("vietnamadminunits/data/dataset.db", folder)
        mapping = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
        licence = archive.read(f"vietnamadminunits-{VERSION}.dist-info/licenses/LICENSE").decode("utf-8")
    connection = sqlite3.connect(database)
    try:
        tables = [list(table(connection, name)) for name in ("admin_units_legacy", "admin_units")]
    finally:
        connection.close()
    return Source(tables[0], tables[1], mapping, licence)


def table(connection: sqlite3.Connection, name: str) -> Iterator[dict[str, Any]]:
    """The rows of one table as dictionaries."""
    cursor = connection.execute(f'select * from "{name}"')
    columns = [column[0] for column in cursor.description]
    return (dict(zip(columns, row, strict=True)) for row in cursor.fetchall())


def successors(source: Source) -> Iterator[tuple[str, list[str]]]:
    """For each old unit's key in the mapping, the codes of the new units that took it, the main one first."""
    codes = {(unit["provinceKey"], unit["wardKey"]): unit["wardCode"] for unit in source.new}
    for province, wards in source.mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        yield from ((old, [codes[province, new]]) for new, olds in wards.items() for old in olds)
    for province, wards in source.mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in wards.items():
            ordered = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            yield old, [codes[province, part["newWardKey"]] for part in ordered]


def old_key(unit: dict[str, Any]) -> str:
    """How the mapping names an old unit; the five island districts had no communes."""
    return f"{unit['provinceKey']}_{unit['districtKey']}_{unit['wardKey'] or ''}"


def old_code(unit: dict[str, Any]) -> str:
    """The commune's code, or the district's where it had no communes."""
    return str(unit["wardCode"] or unit["districtCode"])


def kind(name: str) -> str:
    """The kind of unit that a full name begins with (the source's own column is wrong for a few)."""
    return next(code for word, code in KINDS.items() if name.startswith(f"{word} "))


def old_row(unit: dict[str, Any], links: list[str]) -> Row:
    """The line of a unit of the 63 provinces."""
    name = (unit["ward"] or unit["district"]).replace("Thị Trấn ", "Thị trấn ")
    return Row(old_code(unit), name, kind(name), unit["provinceCode"], unit["province"], unit["district"], links)


def new_row(unit: dict[str, Any], links: list[str]) -> Row:
    """The line of a unit of the 34 provinces."""
    return Row(unit["wardCode"], unit["ward"], kind(unit["ward"]), unit["provinceCode"], unit["province"], None, links)


def write(regime: str, rows: list[Row]) -> None:
    """Write one regime's file, without a time stamp."""
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in sorted(rows)]
    data = "".join(f"{line}\n" for line in lines).encode("utf-8")
    OUT.joinpath(f"{regime}.jsonl.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main(sys.argv[1:])
