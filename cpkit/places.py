"""Administrative units of the whole country, in two regimes that must never be mixed.

Codes and names were given anew on 01/07/2025: 03127 was Him Lam and is Phường Điện Biên Phủ; today's phường Mường Thanh
is not the old one. So a unit's key is its regime and code: "63:03127" (63 provinces, to 30/06/2025) or "34:03127".
The data is one compressed line a unit; a look-up reads that line only.
"""

from __future__ import annotations

import gzip
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.vietnamese.text import fold, nfc

KINDS = {"phuong": "Phường", "xa": "Xã", "thi_tran": "Thị trấn", "dac_khu": "Đặc khu", "huyen": "Huyện"}
KINDS_ABOVE = ("Tỉnh", "Thành phố", "Quận", "Thị xã")
CAPITAL_NAMES = ("Phường Điện Biên Phủ", "Thành phố Hồ Chí Minh")
"""Named after an event or a person: NĐ 30/2020, Phụ lục II itself spells them with a capital."""
_ABBREVIATIONS = {"p": "phuong", "x": "xa", "tt": "thi tran", "tp": "thanh pho", "h": "huyen", "t": "tinh"}


class Unit(msgspec.Struct, frozen=True):
    """One commune, ward, townlet or special zone; "huyen" is an island district that had no communes (to 30/06/2025).

    `name` begins with the kind ("Phường Điện Biên Phủ"). Of several successors the first took the main part; a
    predecessor may have gone into several units. Dates are those of the regime; None is not known or still valid.
    """

    key: str
    code: str
    name: str
    kind: str
    province: str
    province_code: str
    district: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()

    @property
    def bare_name(self) -> str:
        """The name without its kind: "Điện Biên Phủ"."""
        return self.name.removeprefix(KINDS[self.kind]).strip()

    @property
    def full_name(self) -> str:
        """The name with district and province: "Phường Him Lam, Thành phố Điện Biên Phủ, Tỉnh Điện Biên"."""
        places = dict.fromkeys(place for place in (self.name, self.district, self.province) if place)
        return ", ".join(places)


class UnitSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A data file of units: a whole regime (`units` names its data beside the file) or a set of keys (`keys`)."""

    label: dict[str, str]
    units: str = ""
    keys: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    citation: str = ""


class _Line(NamedTuple):
    """One line of a regime's data, as `tools/units.py` writes it."""

    code: str
    name: str
    kind: str
    province_code: str
    province: str
    district: str | None
    links: list[str]


_LINES = msgspec.json.Decoder(_Line)


def unit(key: str) -> Unit:
    """The unit with this key. Raises Refused when there is none."""
    found = _look_up(key)
    if found is None:
        raise Refused(_("Không có đơn vị hành chính nào mang mã {key}.").format(key=key))
    return found


def is_unit(key: str) -> bool:
    """Whether a unit has this key."""
    return _look_up(key) is not None


def successors(key: str) -> list[Unit]:
    """The units that took over the territory of this one, the one with the main part first."""
    return [unit(other) for other in unit(key).successors]


def predecessors(key: str) -> list[Unit]:
    """The units whose territory, or a part of it, this one took over, in code order."""
    return [unit(other) for other in unit(key).predecessors]


def regime_on(day: date) -> str:
    """The regime in force on `day`: "63" to 30/06/2025, "34" after."""
    for regime in _regimes():
        last = _unit_set(regime).valid_to
        if last is None or day <= last:
            return regime
    raise LookupError(f"no unit set for {day}")


def units_on(day: date) -> list[Unit]:
    """Every unit in force on `day`, in code order."""
    regime = regime_on(day)
    return [_made(regime, _LINES.decode(line)) for line in _data(regime).strip().split(b"\n")]


def find_units(text: str, *, on: date) -> list[Unit]:
    """The units in force on `on` that `text` means: a key, a code, a name or part of one, best first.

    Tones may be left out (names with the tones typed come first); after a comma a district or province narrows it
    ("Tân Thành, Cà Mau"); p., x., tt. are read.
    """
    wanted, *around = [_spell_out(part) for part in text.split(",")]
    regime = regime_on(on)
    if re.fullmatch(rf"(?:{regime}:)?\d{{3,5}}", wanted):
        code = wanted.removeprefix(f"{regime}:")
        return [found for key in dict.fromkeys((code.zfill(5), code)) if (found := _look_up(f"{regime}:{key}"))]
    toned = nfc(text.partition(",")[0]).strip().casefold()
    ranked = [(_rank(each, wanted), toned not in each.name.casefold(), each.code, each) for each in units_on(on)]
    return [one[-1] for one in sorted(ranked, key=lambda one: one[:3]) if one[0] < 3 and _lies_in(one[-1], around)]


def meant_units(text: str, *, on: date) -> list[Unit]:
    """As `find_units`, but where units bear exactly this name, or this name without its tones, only those."""
    found = find_units(text, on=on)
    name = nfc(text.partition(",")[0]).strip()
    exact = [each for each in found if name.casefold() in (each.name.casefold(), each.bare_name.casefold())]
    toneless = [each for each in found if fold(name) in (fold(each.name), fold(each.bare_name))]
    return exact or toneless or found


def full_name(key: str | None) -> str | None:
    """The full name of the unit with this key; a key that no unit has, and None, stand for themselves."""
    found = _look_up(key) if key else None
    return found.full_name if found else key


def unit_name(key: str) -> str:
    """The name of the unit with this key; a key that no unit has stands for itself."""
    found = _look_up(key)
    return found.name if found else key


def in_sentence(name: str) -> str:
    """A unit's name within a sentence: "phường Mường Thanh", "tỉnh Điện Biên" (NĐ 30/2020, Phụ lục II).

    The kind keeps its capital before a number, and before an event or person that the decree names: "Phường 15",
    "Phường Điện Biên Phủ". A name with no kind before it stands as it is.
    """
    kind = next((kind for kind in (*KINDS.values(), *KINDS_ABOVE) if name.startswith(f"{kind} ")), "")
    small = kind and name not in CAPITAL_NAMES and not name.removeprefix(kind).strip()[:1].isdigit()
    return name[:1].lower() + name[1:] if small else name


def unit_set(name: str) -> UnitSet:
    """The set called `name` (the name of its file), of any plugin. Raises Refused when there is none."""
    if name not in _paths():
        raise Refused(_("Không có tập hợp đơn vị tên {name}.").format(name=name))
    return _unit_set(name)


def forget() -> None:
    """Read the data anew at the next use, after plugins were added or removed."""
    for cached in (_paths, _regimes, _unit_set, _data, _look_up):
        cached.cache_clear()


def _rank(each: Unit, wanted: str) -> int:
    """0 for the whole name, 1 for the name without its kind, 2 for whole words in it, 3 for no match."""
    full, bare = fold(each.name), fold(each.bare_name)
    matches = (full == wanted, bare == wanted, bool(wanted) and f" {wanted} " in f" {full} ", True)
    return matches.index(True)


def _lies_in(each: Unit, around: list[str]) -> bool:
    """Whether each of the folded places is a part of its district or province."""
    return not around or all(place in fold(f"{each.district or ''}, {each.province}") for place in around)


def _spell_out(text: str) -> str:
    """A folded name with its kind in full: "p. him lam" -> "phuong him lam"."""
    found = re.fullmatch(r"(p|x|tt|tp|h|t)(?:\. ?| )(?=\D)(.+)", folded := fold(text))
    return f"{_ABBREVIATIONS[found[1]]} {found[2]}" if found else folded


@cache
def _look_up(key: str) -> Unit | None:
    regime, _colon, code = key.partition(":")
    if regime not in _regimes() or not code.isdigit():
        return None
    data = _data(regime)
    start = data.find(f'\n["{code}"'.encode()) + 1
    return _made(regime, _LINES.decode(data[start : data.index(b"\n", start)])) if start else None


def _made(regime: str, line: _Line) -> Unit:
    """The unit that a line describes; its links lead to the other regime."""
    old, new = _regimes()[0], _regimes()[-1]
    other = old if regime == new else new
    links = tuple(f"{other}:{code}" for code in line.links)
    bounds = _unit_set(regime)
    return Unit(
        key=f"{regime}:{line.code}",
        code=line.code,
        name=line.name,
        kind=line.kind,
        province=line.province,
        province_code=line.province_code,
        district=line.district,
        valid_from=bounds.valid_from,
        valid_to=bounds.valid_to,
        successors=links if regime == old else (),
        predecessors=links if regime == new else (),
    )


@cache
def _data(regime: str) -> bytes:
    """The lines of a regime, each between two line ends."""
    file = _paths()[regime].with_name(_unit_set(regime).units)
    return b"\n" + gzip.decompress(file.read_bytes())


@cache
def _regimes() -> tuple[str, ...]:
    """The names of the regimes, oldest first."""
    found = [name for name in _paths() if name.isdigit() and _unit_set(name).units]
    return tuple(sorted(found, key=lambda name: _unit_set(name).valid_to or date.max))


@cache
def _unit_set(name: str) -> UnitSet:
    from cpkit.plugins.compiled import read_toml

    return read_toml(_paths()[name], UnitSet)


@cache
def _paths() -> dict[str, Path]:
    """The data files that plugins bring, by name."""
    from cpkit.plugins.manager import collect_files_named, first_of

    files = first_of(collect_files_named("unit_sets", _readable), lambda path: [path.stem])
    return {path.stem: path for path in files}


def _readable(path: Path) -> Path:
    """The file of a plugin, once it is known that it can be read: every command that names a place reads them."""
    from cpkit.plugins.compiled import read_toml

    if not path.is_relative_to(Path(__file__).parent):
        read_toml(path, UnitSet)
        if path.stem.isdigit():
            raise Refused(_("tên chỉ có chữ số là của các bộ đơn vị của cả nước."))
    return path
