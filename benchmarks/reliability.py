"""The promises of the store, tried hundreds of times; writes what came of it to docs/reliability.md.

python -m benchmarks.reliability [KILLS]
"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import command_kills, kills
from benchmarks.killing import Outcome
from benchmarks.races import race, wrong_bytes
from cpkit import __version__

REPORT = Path(__file__).parents[1] / "docs" / "reliability.md"
KILLS = 1000
RACES, WRITERS, INSERTS = 5, 3, 400
WRONG_BYTES = 2000
HEAD = """# What the store was put through

Written by `make reliability` (cpkit {version}, Python {python}, {system}, {minutes:.0f} minutes).
`cpkit/store/engine.py` says how the store keeps what it promises; `tests/store/test_repair.py` makes each state that a
kill can leave, one by one.

A process that writes is killed (SIGKILL), and the journal it left behind is left, deleted, cut, changed or overwritten.
Then the store is opened - in three of ten trials first by a process that is killed too - and held, document by
document, against what the writer had told: everything told is there, a job under way is there whole or not at all, and
`verify` is clean.

A kill shows the death of a process, not of the power: that a disk keeps what it says it has kept is taken on trust, as
by every database.
"""


def main(count: int) -> int:
    """Try everything, write the report; 1 when anything went wrong."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        series = {
            "Writes to the store, killed at random moments": kills.run(_new(folder, "a"), count, 1, aimed=False),
            "Writes to the store, killed in their COMMIT": kills.run(_new(folder, "b"), count, 2, aimed=True),
            "`register`, `log`, `register --from`, `backup`, killed at random moments": command_kills.run(
                _new(folder, "c"), count // 2, 3
            ),
        }
        races = [race(_new(folder, f"race-{number}"), WRITERS, INSERTS) for number in range(RACES)]
        unnoticed = wrong_bytes(_new(folder, "d"), WRONG_BYTES, 4)
    faults = [
        fault for faults in (*(outcome.faults for outcome in series.values()), *races, unnoticed) for fault in faults
    ]
    rest = _others(sum(map(bool, races)), len(unnoticed))
    _write(series, rest, time.monotonic() - started)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _new(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def _write(series: dict[str, Outcome], rest: list[str], seconds: float) -> None:
    system, python = platform.system(), platform.python_version()
    head = HEAD.format(version=__version__, python=python, system=system, minutes=seconds / 60)
    lines = [line for title, outcome in series.items() for line in _section(title, outcome)]
    REPORT.write_text("\n".join([head, *lines, *rest]) + "\n", encoding="utf-8")


def _others(lost_races: int, unnoticed: int) -> list[str]:
    return [
        "## Several writers at once, single wrong bytes",
        "",
        "| | |",
        "|---|---|",
        f"| times {WRITERS} processes registered {INSERTS} children each, flat out | {RACES} |",
        f"| … with a child lost or an id given twice | {lost_races} |",
        f"| times one bit of the database file was changed | {WRONG_BYTES} |",
        f"| … not refused | {unnoticed} |",
    ]


def _section(title: str, outcome: Outcome) -> Iterator[str]:
    yield from (f"## {title}", "", "| | |", "|---|---|")
    yield f"| kills | {outcome.kills} |"
    yield from (f"| … {moment} | {number} |" for moment, number in outcome.moments.most_common())
    yield from (f"| journal {damage} | {number} |" for damage, number in outcome.damages.most_common())
    yield f"| processes killed while opening the store afterwards | {outcome.recoveries_killed} |"
    yield f"| jobs told as done, all found | {outcome.acknowledged} |"
    yield f"| jobs found whole though their end was not told | {outcome.finished_untold} |"
    yield f"| lost, half done, or not clean | {len(outcome.faults)} |"
    yield ""


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
