"""Two engines' states of one form, node by node: where they differ, in the words of both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

Nodes = dict[str, dict[str, Any]]


class Differs(NamedTuple):
    """A node, what of it differs, what cpkit says and what ODK's engine says."""

    node: str
    key: str
    ours: Any
    theirs: Any


def differing(ours: Nodes, theirs: Nodes) -> Iterator[Differs]:
    """All that differs; a node that does not apply has no more to say than that."""
    for node, said in theirs.items():
        if node not in ours and _is_question(node, said):
            yield Differs(node, "node", None, said["type"])
    for node, said in ours.items():
        if node not in theirs:
            yield Differs(node, "node", said, None)
            continue
        for key in said:
            mine, other = _comparable(key, said), _comparable(key, theirs[node])
            if _is_compared(key, theirs[node]) and mine != other and not _says_more(key, mine, other):
                yield Differs(node, key, mine, other)


def _is_question(node: str, said: dict[str, Any]) -> bool:
    """Groups and rows are no answers, `…_count` is pyxform's own; of what does not apply nothing is left."""
    return said["type"] not in ("group", "repeat-instance") and not node.endswith("_count") and bool(said["relevant"])


def _is_compared(key: str, theirs: dict[str, Any]) -> bool:
    """What nobody sees has neither a label nor anything to be typed."""
    if theirs["type"] == "model-value" and key in ("label", "hint", "readonly"):
        return False
    return key == "relevant" or bool(theirs["relevant"])


def _comparable(key: str, said: dict[str, Any]) -> Any:
    """A label without the spaces that pyxform puts around an answer named in it, and cpkit's “…” for one not given."""
    if key not in ("label", "hint", "message"):
        return said.get(key)
    return " ".join(said.get(key, "").replace("…", "").split())


def _says_more(key: str, ours: Any, theirs: Any) -> bool:
    """cpkit's own sentences name the question, and are there where a form has none."""
    return key == "message" and str(ours).endswith(theirs)
