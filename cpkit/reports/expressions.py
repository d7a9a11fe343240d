"""An ODK expression as a facet of filled forms: whether it holds of the answers, `${met} >= 25 and ${boi} = 'biet'`."""

from __future__ import annotations

from datetime import date
from typing import Any

from cpkit.errors import Refused
from cpkit.forms.model import Form, flat
from cpkit.language import _
from cpkit.reports.facets import Facet, of_question, yes_or_no


def of_expression(form: Form, expression: str) -> Facet:
    """Whether `expression` holds of an entry of `form`, today() being the day of the entry; Refused when it is none,
    or asks what would tell who somebody is."""
    from cpkit.forms.instance import Instance, engine_of
    from cpkit.forms.xpath import ExpressionError

    try:
        targets = {path[-1] for path in engine_of(form).targets(expression, ())}
    except ExpressionError as problem:
        raise Refused(_("Biểu thức “{text}”: {problem}").format(text=expression, problem=problem)) from problem
    asked = [of_question(form, one, lambda _entry: None) for one in flat(form.fields) if one.name in targets]
    if private := [one.name for one in asked if one.private]:
        raise Refused(_("Biểu thức “{text}”: không hỏi được về {name}.").format(text=expression, name=private[0]))

    def holds(entry: Any) -> bool:
        try:
            return Instance(form, entry.answers, date.fromisoformat(entry.record.on)).holds(expression)
        except ExpressionError:  # an answer of an older version that the expression cannot work with
            return False

    return yes_or_no(Facet(expression, expression, holds, secret=any(one.secret for one in asked)))
