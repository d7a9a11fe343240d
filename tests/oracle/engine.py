"""ODK's own engine, @getodk/xforms-engine, as a process that answers one request after another."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CLOCK = "2025-11-15T10:00:00+07:00"
"""The moment at which every form is filled in."""


def missing() -> str:
    """Why the engine cannot be asked here, "" when it can."""
    if shutil.which("node") is None:
        return "Node 20 or newer is not installed: the engine of ODK cannot be asked"
    if not (HERE / "node_modules" / "@getodk" / "xforms-engine").is_dir():
        return "the engine of ODK is not installed: `make oracle` installs it into tests/oracle/node_modules"
    return ""


class Engine:
    """The process, begun with the first question."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reply to one request (see driver.mjs): the nodes, or the engine's error."""
        process = self._started()
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps({"now": CLOCK, **request}) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the engine of ODK ended with code {process.wait()}")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def close(self) -> None:
        """End the process."""
        if self._process and self._process.stdin:
            self._process.stdin.close()
            self._process.wait(timeout=20)

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                ["node", str(HERE / "driver.mjs")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                env={**os.environ, "TZ": "Asia/Ho_Chi_Minh"},
            )
        return self._process
