"""What ODK's engine says, as it was recorded: `answers/*.json`. `python -m tests.oracle.answers` asks it anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from tests.oracle.cases import Case
from tests.oracle.engine import HERE, Engine, missing
from tests.oracle.expressions import EXPRESSIONS, case_of
from tests.oracle.features import FEATURES

FOLDER = HERE / "answers"


def asked_feature(engine: Engine, case: Case) -> dict[str, Any]:
    """The engine's answers to every fill of a feature, without what is made by chance."""
    replies = [engine.ask(request) for request in case.requests()]
    for reply in replies:
        reply["nodes"] = {name: said for name, said in reply.get("nodes", {}).items() if "/meta" not in name}
    return {"mark": case.mark, "fills": replies}


def computed(nodes: dict[str, dict[str, Any]], expressions: Iterable[str]) -> dict[str, str]:
    """The value of each expression among the nodes of its form."""
    return {text: nodes[f"/data/e{number}"]["value"] for number, text in enumerate(expressions, 1)}


def asked_expressions(engine: Engine, expressions: Iterable[str]) -> dict[str, str]:
    """The engine's answer to each expression; "error: …" where it has none, which it says of a form as a whole."""
    texts = list(expressions)
    (request,) = case_of(texts).requests()
    reply = engine.ask(request)
    if "nodes" in reply:
        return computed(reply["nodes"], texts)
    if len(texts) == 1:
        return {texts[0]: f"error: {reply['error']}"}
    return {text: answer for one in texts for text, answer in asked_expressions(engine, [one]).items()}


def recorded(name: str) -> dict[str, Any]:
    """What was recorded under this name, nothing when nothing was."""
    path = FOLDER / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def _record(name: str, answers: dict[str, Any]) -> None:
    path = FOLDER / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(answers, ensure_ascii=False, indent=1)
    path.write_text(re.sub(r"\n {5,}|\n {4}(?=\})", " ", text) + "\n", encoding="utf-8")  # a node a line


def main() -> None:
    """Ask the engine everything and record it."""
    reason = missing()
    if reason:
        raise SystemExit(reason)
    engine = Engine()
    for name, case in FEATURES.items():
        _record(name, asked_feature(engine, case))
    _record("expressions", {name: asked_expressions(engine, texts) for name, texts in EXPRESSIONS.items()})
    engine.close()


if __name__ == "__main__":
    main()
