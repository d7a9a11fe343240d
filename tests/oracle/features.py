"""The features of XLSForm, a workbook and its answers each, as `features/*.toml` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from tests.oracle.cases import Case
from tests.oracle.engine import HERE


def _features() -> Iterator[Case]:
    for path in sorted(HERE.joinpath("features").glob("*.toml")):
        for name, given in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield Case(
                name, given["workbook"], tuple(given["fills"]), given.get("files", {}), given.get("language", "")
            )


FEATURES = {case.name: case for case in _features()}
"""Every feature by its name."""
