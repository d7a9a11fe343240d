"""Calculations and conditions that go round in a circle: found when a form is added, not when somebody fills it in."""

from __future__ import annotations

from cpkit.errors import Problem
from cpkit.forms.instance import Path, engine_of
from cpkit.forms.model import Form, walk
from cpkit.language import _


def cycles(form: Form) -> list[Problem]:
    """Each circle once, under the question where it begins; the sentence names the questions in their order."""
    needs = _needs(form)
    done: set[Path] = set()
    found: list[Problem] = []
    for start in needs:
        circle = _circle(start, needs, done)
        if circle:
            names = " → ".join(path[-1] for path in (*circle, circle[0]))
            sentence = _("phép tính hoặc điều kiện tham chiếu vòng quanh nhau: {names}.").format(names=names)
            found.append(Problem("/".join(circle[0]), sentence))
    return found


def _needs(form: Form) -> dict[Path, list[Path]]:
    """For each question that is computed or has a condition, the questions it looks at; those of its groups too."""
    engine = engine_of(form)
    needs: dict[Path, list[Path]] = {}
    for path, asked in walk(form.fields):
        calculation = "" if asked.trigger else asked.calculation  # what is set off is worked out once
        looked = [target for text in (asked.relevant, calculation) if text for target in engine.targets(text, path)]
        indexed = "indexed-repeat" in asked.calculation
        needs[path] = [target for target in looked if not (indexed and target == path)]  # the row before
        needs[path] += [path[:length] for length in range(1, len(path))]
    return needs


def _circle(start: Path, needs: dict[Path, list[Path]], done: set[Path]) -> list[Path]:
    """A circle that can be reached from `start` and was not found before; depth first, without recursion."""
    trail: list[Path] = []
    waiting: list[tuple[Path, bool]] = [(start, False)]
    while waiting:
        path, leaving = waiting.pop()
        if leaving:
            trail.pop()
            done.add(path)
        elif path in trail:
            circle = trail[trail.index(path) :]
            done.update(circle)
            return circle
        elif path not in done:
            trail.append(path)
            waiting.append((path, True))
            waiting += [(needed, False) for needed in needs.get(path, ())]
    return []
