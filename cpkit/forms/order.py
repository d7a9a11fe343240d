"""In which order the conditions and calculations of a form are worked out, and which of them an answer touches.

Each is worked out after those it looks at, so one round is enough, however long the chain and wherever it stands in the
form; and when one answer changes, only what looks at it, straight or through others, is worked out again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cpkit.forms.model import GROUP, REPEAT, Field, Form, walk
from cpkit.forms.xpath import tokens

Path = tuple[str, ...]
Targets = Callable[[str, Path], list[Path]]

_ROW_NUMBER = re.compile(r"position\(\s*(?:\.\.\s*(?:/\s*\.\.\s*)*)\)")
_WAYS = frozenset({"/", "//", "..", "::", "@", "*"})


@dataclass
class Order:
    """The rank of each question that is worked out, who looks at each question, and what looks at nobody knows what.

    `anywhere` are those whose expressions name a path, not only questions: they are worked out again each time.
    """

    ranks: dict[Path, int] = field(default_factory=dict)
    readers: dict[Path, set[Path]] = field(default_factory=dict)
    anywhere: set[Path] = field(default_factory=set)

    def touched(self, changed: Iterable[Path]) -> set[Path]:
        """What has to be worked out again when these questions changed."""
        found, waiting = set(self.anywhere), [*changed, *self.anywhere]
        while waiting:
            for reader in self.readers.get(waiting.pop(), ()):
                if reader not in found:
                    found.add(reader)
                    waiting.append(reader)
        return found


def order_of(form: Form, targets: Targets) -> Order:
    """The order of a form; `targets` says which questions an expression names. ExpressionError for one that is none."""
    order, needs, kinds = Order(), dict[Path, set[Path]](), {path: asked.kind for path, asked in walk(form.fields)}
    conditions = {path for path, asked in walk(form.fields) if asked.relevant}
    for path, asked in walk(form.fields):
        texts = _texts(asked)
        if not texts:
            continue
        looked = {target for text in texts for target in targets(text, path)}
        if any(kinds.get(target) in (GROUP, REPEAT) for target in looked) or any(map(_names_a_path, texts)):
            order.anywhere.add(path)
        around = {one[:length] for one in (*looked, path) for length in range(1, len(one))} & conditions
        needs[path] = looked | around - {path}
    for path, looked in needs.items():
        for one in looked:
            order.readers.setdefault(one, set()).add(path)
    order.ranks = _ranked(needs)
    return order


def _texts(asked: Field) -> list[str]:
    """The expressions that are worked out before anybody looks; triggers are set off afterwards."""
    return [text for text in (asked.relevant, "" if asked.trigger else asked.calculation) if text]


def _names_a_path(text: str) -> bool:
    """Whether an expression looks elsewhere than at the questions it names: by a path, or by a name alone."""
    words = tokens(_ROW_NUMBER.sub("1", text))
    for word, after in zip(words, [*words[1:], None], strict=True):
        if word.operator:
            continue
        if word.sort == "sign" and word.text in _WAYS:
            return True
        if word.sort == "name" and (after is None or after.text != "("):
            return True
    return False


def _ranked(needs: dict[Path, set[Path]]) -> dict[Path, int]:
    """Each path after those it needs, else as they stand in the form; depth first, without recursion."""
    ranks: dict[Path, int] = {}
    begun: set[Path] = set()
    for start in needs:
        waiting = [(start, False)]
        while waiting:
            path, leaving = waiting.pop()
            if leaving:
                ranks[path] = len(ranks)
            elif path in needs and path not in begun:
                begun.add(path)
                waiting.append((path, True))
                waiting += [(one, False) for one in sorted(needs[path])]
    return ranks
