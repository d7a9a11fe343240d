"""Kills the commands themselves - register, log, register --from, backup - and holds the store against their answers.

A command that ended well must have left what its JSON says; one that was killed left all of its records or none.
"""

from __future__ import annotations

import io
import itertools
import json
import random
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from benchmarks.killing import Outcome, Say, Word, kill
from benchmarks.kills import FAMILIES, GIVEN
from benchmarks.wards import make_home
from cpkit.store import Store, open_store
from cpkit.times import today

LONGEST_LIFE = 0.6  # seconds
TRIALS_A_STORE = 50
CHILDREN = 300
ROWS = 200
Arguments = tuple[str, ...]


def run(folder: Path, kills: int, seed: int) -> Outcome:
    """Kill commands `kills` times at random moments and check the store each time."""
    outcome, chance = Outcome(), random.Random(seed)
    while outcome.kills < kills and not outcome.faults:
        home = make_home(folder / f"ward-{outcome.kills}", children=CHILDREN)
        counts = {"children": CHILDREN, "interventions": 0}
        for _number in range(min(TRIALS_A_STORE, kills - outcome.kills)):
            counts = _trial(home, counts, chance, outcome)
            if outcome.faults:
                return outcome
        shutil.rmtree(home)
    return outcome


def _trial(home: Path, counts: dict[str, int], chance: random.Random, outcome: Outcome) -> dict[str, int]:
    seed = chance.getrandbits(64)
    words = kill(
        home,
        lambda say: _work(home, random.Random(seed), say),
        lambda: open_store(home),
        chance,
        outcome,
        LONGEST_LIFE,
    )
    return _judge(home, counts, words, outcome)


def _work(home: Path, chance: random.Random, say: Say) -> None:
    with open_store(home) as store:
        ids = [doc_id for doc_id, _child in store.rows("children")]
    for number in itertools.count():
        make, table, adds = chance.choice(COMMANDS)
        say("begins", (table, adds))
        say("answers", (table, adds, _answer(home, make(home, chance, ids, number))))


def _answer(home: Path, arguments: Arguments) -> Any:
    """What the command wrote as JSON. Raises RuntimeError when it did not end in 0."""
    from cpkit.cli import main

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["--home", str(home), *arguments, "--json"])
    if code:
        raise RuntimeError(f"{arguments} ended in {code}: {err.getvalue()}")
    return json.loads(out.getvalue())


def _name(chance: random.Random) -> str:
    return " ".join((chance.choice(FAMILIES), "Thị", *chance.sample(GIVEN, 2), *chance.sample(FAMILIES, 3)))


def _register(home: Path, chance: random.Random, ids: list[int], number: int) -> Arguments:
    birth = (
        "--birth-date",
        f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/{chance.randrange(2013, 2025)}",
    )
    return "register", "--name", _name(chance), *birth, "--sex", "nu", "--anyway"


def _log(home: Path, chance: random.Random, ids: list[int], number: int) -> Arguments:
    from cpkit.store.identifiers import show_id

    children = itertools.chain.from_iterable(("--child", show_id("children", one)) for one in chance.sample(ids, 3))
    what = (
        "--service",
        "y_te",
        "--date",
        f"{today():%d/%m/%Y}",
        "--provider",
        f"Trạm y tế {chance.random()}",
        "--anyway",
    )
    return "log", *children, *what


def _import(home: Path, chance: random.Random, ids: list[int], number: int) -> Arguments:
    sheet = home.with_suffix(".xlsx")
    _write_list(sheet, chance)
    return "register", "--from", str(sheet), "--as-of", "01/01/2025", "--anyway"


def _backup(home: Path, chance: random.Random, ids: list[int], number: int) -> Arguments:
    return "backup", "--out", str(home.with_name(f"{home.name}-{chance.getrandbits(64)}.cpkit"))


COMMANDS: tuple[tuple[Callable[[Path, random.Random, list[int], int], Arguments], str, int], ...] = (
    (_register, "children", 1),
    (_log, "interventions", 1),
    (_import, "children", ROWS),
    (_backup, "children", 0),
)


def _write_list(path: Path, chance: random.Random) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ("STT", "Họ và tên trẻ em", "Ngày sinh", "Giới tính", "Mã định danh cá nhân"))
        for row in range(1, ROWS + 1):
            birth = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/{chance.randrange(2013, 2024)}"
            sheet.write_row(row, 0, (row, _name(chance), birth, "Nữ", f"0113{chance.randrange(10**8):08}"))


def _judge(home: Path, counts: dict[str, int], words: list[Word], outcome: Outcome) -> dict[str, int]:
    expected, under_way = dict(counts), ("children", 0)
    with open_store(home) as store:
        for kind, value in words:
            if kind == "fails":
                outcome.faults.append(value)
            elif kind == "begins":
                under_way = value
            else:
                table, adds, answer = value
                outcome.acknowledged += 1
                expected[table] += adds
                under_way = ("children", 0)
                outcome.faults += _missing(store, table, adds, answer)
        found = {name: len(store.table(name)) for name in counts}
        outcome.faults += store.verify().problems
    table, adds = under_way
    done = expected | {table: expected[table] + adds}
    outcome.finished_untold += found == done != expected
    if found not in (expected, done):
        outcome.faults.append(f"expected {expected} or {done}, found {found}")
    _remove_backups(home)
    return found


def _missing(store: Store, table: str, adds: int, answer: dict[str, Any]) -> list[str]:
    """What a command said it had done and had not."""
    if "file" in answer:
        from cpkit.store.backup import backup_header

        backup_header(Path(answer["file"]))
        return []
    ids = [one["id"] for one in answer["registered"]] if "registered" in answer else [answer["id"]]
    known = [store.table(table).get(doc_id=store.read_id(table, one)) for one in ids]
    return [] if len(known) == adds and all(known) else [f"{adds} told, {len(known)} found in {table}"]


def _remove_backups(home: Path) -> None:
    for backup in home.parent.glob(f"{home.name}-*"):
        backup.unlink()
