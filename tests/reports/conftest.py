"""A ward with nothing in it, over a real store."""

from __future__ import annotations

import pytest

from cpkit.store import Store
from tests.reports.ward import Ward


@pytest.fixture
def ward(store: Store) -> Ward:
    """An empty practice ward, Phường Điện Biên Phủ."""
    return Ward(store)
