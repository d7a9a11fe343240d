"""What cpkit's own engine says of a form and its answers, in the words in which the driver tells what ODK's says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import time_machine

from cpkit.forms.checking import Checking, Spot, name_of
from cpkit.forms.model import GROUP, REPEAT, SILENT, Field, Form, spoken
from cpkit.forms.standing import Standing
from tests.oracle.engine import CLOCK

TODAY = date(2025, 11, 15)


class Ours:
    """One form filled in through `cpkit.forms`: `nodes` has each node by its reference, as the driver does."""

    def __init__(self, form: Form, answers: Mapping[str, Any]) -> None:
        self.form = form
        self.answers = answers

    def nodes(self) -> dict[str, dict[str, Any]]:
        """Every question and repeat, filled in at the moment at which ODK's engine fills it in."""
        with time_machine.travel(CLOCK, tick=False):
            self._work = Checking(self.form, TODAY, None)
            self._work.run(self.answers)
            self._standing = Standing(self.form, self.answers, TODAY, None)
            return dict(self._nodes(self.form.fields, self._work.values, (), "/data"))

    def _nodes(
        self, fields: tuple[Field, ...], values: Mapping[str, Any], at: Spot, above: str
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        for asked in fields:
            here = f"{above}/{asked.name}"
            if asked.kind == GROUP:
                yield from self._nodes(asked.fields, values, at, here)
            elif asked.kind == REPEAT:
                yield from self._rows(asked, values.get(asked.key) or [], (*at, asked.key), here)
            else:
                yield here, self._question(asked, (*at, asked.key))

    def _rows(
        self, repeat: Field, rows: list[dict[str, Any]], spot: Spot, here: str
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        wanted = self._standing.rows(repeat, spot)
        relevant = self._work.instance.applies(spot)
        yield f"{here}[]", {"relevant": relevant, "rows": len(rows) if wanted is None else wanted}
        for number, row in enumerate(rows, 1):
            yield from self._nodes(repeat.fields, row, (*spot, number), f"{here}[{number}]")

    def _question(self, asked: Field, spot: Spot) -> dict[str, Any]:
        instance = self._work.instance
        if not instance.applies(spot):
            return {"relevant": False}
        missing = spot in self._work.missing
        problems = [one.message for one in self._work.problems if one.field == name_of(spot)]
        says = {
            "relevant": True,
            "value": instance.text(".", spot),
            "required": self._required(asked, spot),
            "given": not missing,
            "constraint": missing or not problems,
            "message": problems[0] if problems else "",
            "label": self._standing.text(asked.wording, spot) if asked.label else "",
            "hint": self._standing.text(spoken(asked.hint), spot),
            "readonly": asked.kind in SILENT or asked.computed,
        }
        return says | ({"choices": self._choices(asked, spot)} if asked.list_name else {})

    def _required(self, asked: Field, spot: Spot) -> bool:
        required = asked.required
        return self._work.instance.test(required, spot) if isinstance(required, str) else required

    def _choices(self, asked: Field, spot: Spot) -> list[list[str]]:
        return [[one.name, one.text] for one in self._standing.choices(asked, spot)]
