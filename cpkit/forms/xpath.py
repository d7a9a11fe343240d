"""ODK's dialect of XPath turned into XPath 1.0 that lxml evaluates.

ODK compares dates and knows functions that XPath does not, and `${name}` stands for a question's answer. So an
expression is parsed here and written again: operands of comparisons and sums go through `odk:num`, `${name}` becomes a
path, and every function becomes one of `cpkit.forms.functions`. What is not ODK XPath is refused with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cpkit.language import _

LONGEST = 20_000
DEEPEST = 60
NODE_TESTS = frozenset({"node", "text", "comment"})
CORE = frozenset({"last"})
"""Functions lxml answers itself; position() too, where nothing is given to it."""

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<literal>"[^"]*"|'[^']*')
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<reference>\$\{[^{}]*\})
    |(?P<sign>//|!=|<=|>=|::|\.\.|[/|+\-=<>()\[\],@.*])
    |(?P<name>[^\W\d][\w.\-]*(?::(?!:)[^\W\d][\w.\-]*)?)
    )""",
    re.VERBOSE,
)
_WORDS = frozenset({"and", "or", "div", "mod", "*"})
_LEVELS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"or", "and"}), "odk:bool"),
    (frozenset({"=", "!="}), ""),
    (frozenset({"<", "<=", ">", ">="}), ""),
    (frozenset({"+", "-"}), "odk:num"),
    (frozenset({"*", "div", "mod"}), "odk:num"),
)

_COMPARISONS = {
    "=": ("equal", False), "!=": ("unequal", False), "<": ("below", False), "<=": ("not-above", False),
    ">": ("below", True), ">=": ("not-above", True),
}  # fmt: skip
"""Each with the function that compares, and whether its sides change places."""
EXACT_DIGITS = 15
"""So many digits of a whole number lxml reads exactly; of a fraction it may lose the last one."""


class ExpressionError(ValueError):
    """The text is not an ODK expression; the message says where it stops being one."""


@dataclass(frozen=True)
class Token:
    """One word of an expression: its text, its sort, and whether it stands as an operator."""

    text: str
    sort: str
    operator: bool = False


@dataclass(frozen=True)
class Translated:
    """An expression as lxml takes it, with the questions and functions it names."""

    xpath: str
    references: tuple[str, ...]
    functions: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    """The patterns that regex() is given as they stand."""


Place = Callable[[str, tuple[tuple[str, str], ...]], str]
"""From a question's name, and the (repeat, row expression) pairs of indexed-repeat, to the path of its answer."""


def translate(text: str, place: Place) -> Translated:
    """`text` as XPath 1.0; `place` says where a question's answer lies. ExpressionError when it is no expression."""
    if len(text) > LONGEST:
        raise ExpressionError(_("biểu thức dài quá {limit} ký tự.").format(limit=LONGEST))
    parser = _Parser(tokens(text), place)
    try:
        xpath = parser.expression(0)
    except RecursionError:
        raise ExpressionError(_("biểu thức lồng nhau quá sâu.")) from None
    if parser.here is not None:
        raise parser.unexpected()
    references, functions = dict.fromkeys(parser.references), dict.fromkeys(parser.functions)
    return Translated(xpath, tuple(references), tuple(functions), tuple(parser.patterns))


def tokens(text: str) -> list[Token]:
    """The words of an expression, operators told apart from names (`*`, `and`, `div`) as XPath 1.0 section 3.7 says."""
    found: list[Token] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError(_("không hiểu biểu thức từ “{rest}”.").format(rest=text[position:].strip()[:30]))
        sort = str(match.lastgroup)
        word = match.group(sort)
        found.append(Token(word, sort, word in _WORDS and _ends_operand(found)))
        position = match.end()
    return found


def _ends_operand(before: list[Token]) -> bool:
    if not before or before[-1].operator:
        return False
    return before[-1].sort != "sign" or before[-1].text in (")", "]", ".", "..", "*")


class _Parser:
    """A recursive descent over the words of one expression, writing the translation as it goes."""

    def __init__(self, words: list[Token], place: Place) -> None:
        self._words = words
        self._at = 0
        self._depth = 0
        self._place = place
        self.references: list[str] = []
        self.functions: list[str] = []
        self.patterns: list[str] = []

    @property
    def here(self) -> Token | None:
        """The word not yet read, None at the end."""
        return self._words[self._at] if self._at < len(self._words) else None

    def unexpected(self) -> ExpressionError:
        """The error that names the word that does not belong here."""
        if self.here is None:
            return ExpressionError(_("biểu thức bị thiếu phần cuối."))
        return ExpressionError(_("không hiểu “{word}” ở vị trí này của biểu thức.").format(word=self.here.text))

    def _sees(self, *texts: str, ahead: int = 0) -> bool:
        at = self._at + ahead
        return at < len(self._words) and self._words[at].sort == "sign" and self._words[at].text in texts

    def _next(self) -> Token:
        word = self.here
        if word is None:
            raise self.unexpected()
        self._at += 1
        return word

    def _expect(self, text: str) -> None:
        if not self._sees(text):
            raise self.unexpected()
        self._at += 1

    def expression(self, level: int) -> str:
        """The operators of one level of precedence and all that bind tighter."""
        self._depth += 1
        if self._depth > DEEPEST * (len(_LEVELS) + 2):
            raise ExpressionError(_("biểu thức lồng nhau quá sâu."))
        text = self._level(level) if level < len(_LEVELS) else self._unary()
        self._depth -= 1
        return text

    def _level(self, level: int) -> str:
        operators, wrap = _LEVELS[level]
        # "and" binds tighter than "or": both share a level here, so "or" is cut first.
        if level == 0:
            return self._chain({"or"}, wrap, lambda: self._chain({"and"}, wrap, lambda: self.expression(1)))
        return self._chain(operators, wrap, lambda: self.expression(level + 1))

    def _chain(self, operators: frozenset[str] | set[str], wrap: str, operand: Callable[[], str]) -> str:
        text = operand()
        while self.here and self.here.text in operators and (self.here.operator or self.here.sort == "sign"):
            sign, right = self._next().text, ""
            right = operand()
            if sign in _COMPARISONS:
                name, turned = _COMPARISONS[sign]
                text = f"odk:{name}({right}, {text})" if turned else f"odk:{name}({text}, {right})"
            else:
                text = f"({wrap}({text}) {sign} {wrap}({right}))"
        return text

    def _unary(self) -> str:
        if self._sees("-"):
            self._at += 1
            return f"(- odk:num({self.expression(len(_LEVELS))}))"
        text = self._path()
        while self._sees("|"):
            self._at += 1
            text = f"{text} | {self._path()}"
        return text

    def _path(self) -> str:
        word = self.here
        if word is None:
            raise self.unexpected()
        if word.sort in ("literal", "number", "reference") or self._sees("(") or self._calls():
            return self._primary() + self._predicates() + self._rest()
        if self._sees("//"):
            return "odk:root()" + self._rest()
        if self._sees("/"):
            return "odk:root()" + self._from_root()
        return self._step() + self._rest()

    def _from_root(self) -> str:
        """After the first "/": the root's own name is passed over, since forms name their root each in its way."""
        self._at += 1
        if self._starts_step():
            self._step()
        return self._rest()

    def _calls(self) -> bool:
        word = self.here
        return bool(word and word.sort == "name" and self._sees("(", ahead=1) and word.text not in NODE_TESTS)

    def _primary(self) -> str:
        word = self._next()
        if word.sort == "reference":
            return self._answer(word)
        if word.sort == "name":
            return self._call(word.text)
        if word.text == "(":
            inner = self.expression(0)
            self._expect(")")
            return f"({inner})"
        if word.sort == "number" and not (word.text.isdecimal() and len(word.text) <= EXACT_DIGITS):
            return f"odk:num('{word.text}')"
        return word.text

    def _answer(self, word: Token, rows: tuple[tuple[str, str], ...] = ()) -> str:
        name = word.text[2:-1].strip()
        self.references.append(name)
        return self._place(name, rows)

    def _call(self, name: str) -> str:
        self._expect("(")
        self.functions.append(name)
        if name == "indexed-repeat":
            return self._indexed_repeat()
        given: list[str] = []
        while not self._sees(")"):
            given.append(self.expression(0))
            if not self._sees(")"):
                self._expect(",")
        self._expect(")")
        if name == "regex" and len(given) == 2 and given[1][:1] in ("'", '"'):
            self.patterns.append(given[1][1:-1])
        local = name.removeprefix("jr:").removeprefix("odk:")
        own = name in CORE or (name == "position" and not given)
        return f"{'' if own else 'odk:'}{local}({', '.join(given)})"

    def _indexed_repeat(self) -> str:
        """indexed-repeat(${answer}, ${repeat}, row, …): the answer in the rows named."""
        asked = self._reference_word()
        rows: list[tuple[str, str]] = []
        while self._sees(","):
            self._at += 1
            repeat = self._reference_word().text[2:-1].strip()
            self._expect(",")
            rows.append((repeat, f"odk:num({self.expression(0)})"))
        self._expect(")")
        return self._answer(asked, tuple(rows))

    def _reference_word(self) -> Token:
        if self.here is None or self.here.sort != "reference":
            raise self.unexpected()
        return self._next()

    def _rest(self) -> str:
        text = ""
        while self._sees("/", "//"):
            text += self._next().text + self._step()
        return text

    def _starts_step(self) -> bool:
        if self.here is None or self.here.operator:
            return False
        return self.here.sort == "name" or self._sees(".", "..", "@", "*")

    def _step(self) -> str:
        if not self._starts_step():
            raise self.unexpected()
        word = self._next()
        if word.text in (".", ".."):
            return word.text + self._predicates()
        text = word.text
        if text == "@" or self._sees("::"):
            text += self._next().text if text == "@" else self._next().text + self._next().text
        if self._sees("("):
            self._at += 1
            self._expect(")")
            text += "()"
        return text + self._predicates()

    def _predicates(self) -> str:
        text = ""
        while self._sees("["):
            self._at += 1
            inner = self.expression(0)
            text += f"[{inner}]" if inner.isdecimal() else f"[odk:counted({inner})]"
            self._expect("]")
        return text
