"""A ward's form of 300 questions: loaded from its compiled cache, and its next question after each answer."""

from __future__ import annotations

import tempfile
import time
from datetime import date
from itertools import count
from pathlib import Path

from benchmarks.timing import Ratio, compare
from cpkit.forms import ward
from cpkit.forms.model import Choice, Field, Form
from cpkit.forms.standing import standing
from cpkit.home import choose_home

QUESTIONS = 300
TODAY = date(2025, 11, 15)
LOADED_IN, ASKED_IN = 0.1, 0.02
"""Seconds in which an officer notices no wait."""


def measure() -> list[Ratio]:
    """Loading against 100 ms and the next question against 20 ms of waiting: at most as long."""
    with tempfile.TemporaryDirectory() as folder:
        choose_home(Path(folder))
        try:
            form, _new = ward.keep(ward.Compiled(long_form()), "dai.xlsx", b"")
            answers = {f"q{number}": "biet" for number in range(0, QUESTIONS, 3)}
            spot = iter(count())
            return [
                compare("a form of 300 questions loaded : 100 ms", _load, lambda: time.sleep(LOADED_IN), bound=1),
                compare(
                    "its next question : 20 ms", lambda: _ask(form, answers, next(spot) % QUESTIONS),
                    lambda: time.sleep(ASKED_IN), bound=1, runs=31,
                ),
            ]  # fmt: skip
        finally:
            choose_home(None)


def long_form() -> Form:
    """Choices, conditions on the question before, and sums of what was answered, by turns."""
    return Form(
        id="dai", version="1", title={"vi": "Phiếu dài"},
        fields=tuple(_question(number) for number in range(QUESTIONS)),
        choices={"boi": (Choice(name="biet", label={"vi": "Biết"}), Choice(name="khong", label={"vi": "Không"}))},
    )  # fmt: skip


def _question(number: int) -> Field:
    name, before = f"q{number}", f"${{q{number - number % 3}}}"
    label = {"vi": f"Câu {number} sau {before}" if number % 3 else f"Câu {number}"}
    if number % 3 == 0:
        return Field(type="select_one boi", name=name, key=name, label=label, choice_filter="name != 'x'")
    if number % 3 == 1:
        return Field(
            type="integer", name=name, key=name, label=label, relevant=f"{before} = 'biet'", constraint=". > 0"
        )
    return Field(type="calculate", name=name, key=name, calculation=f"if({before} = 'biet', 1, 0) + {number}")


def _load() -> None:
    ward._decoded.cache_clear()
    form = ward.find("dai")
    assert form is not None and len(form.fields) == QUESTIONS


def _ask(form: Form, answers: dict[str, str], number: int) -> None:
    """What the terminal does after an answer: does the next question apply, what does it say, what may be chosen."""
    asked, spot = form.fields[number], (f"q{number}",)
    stands = standing(form, {**answers, f"q{number - number % 3}": "biet" if number % 2 else "khong"}, TODAY)
    stands.skips(spot)
    stands.text(asked.text, spot)
    if asked.list_name:
        stands.choices(asked, spot)
    stands.complaint(asked, spot)
