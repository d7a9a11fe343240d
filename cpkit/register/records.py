"""Parts of a child's document as structs, for reading many of them fast; what they do not name is passed over."""

from __future__ import annotations

import msgspec

from cpkit.vietnamese import PartialDate


class Identity(msgspec.Struct):
    """What tells one child from another: the part of a record that duplicates are found by."""

    name: str
    sex: str = "unknown"
    birth: str | None = None
    birth_precision: str | None = None
    id_number: str | None = None
    mother: str | None = None
    father: str | None = None
    hamlet: str | None = None

    @property
    def birth_date(self) -> PartialDate | None:
        """The birth as a partial date."""
        return PartialDate.parse_iso(self.birth, self.birth_precision) if self.birth else None
