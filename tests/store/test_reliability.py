"""Writers killed at random moments, briefly; `make reliability` does the same hundreds of times."""

from __future__ import annotations

from pathlib import Path

from benchmarks import command_kills, kills, races
from tests.store.processes import needs_fork

pytestmark = needs_fork


def test_killed_at_random_moments(tmp_path: Path) -> None:
    outcome = kills.run(tmp_path, 12, seed=1, aimed=False)
    assert outcome.faults == []
    assert outcome.kills == 12


def test_killed_in_their_commit(tmp_path: Path) -> None:
    outcome = kills.run(tmp_path, 25, seed=2, aimed=True)
    assert outcome.faults == []
    assert outcome.kills == 25


def test_killed_commands(tmp_path: Path) -> None:
    outcome = command_kills.run(tmp_path, 6, seed=3)
    assert outcome.faults == []
    assert outcome.kills == 6


def test_several_writers_at_once(tmp_path: Path) -> None:
    assert races.race(tmp_path, writers=2, inserts=50) == []
