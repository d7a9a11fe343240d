"""The page in a real headless Chromium: it opens without an error, asks nothing of a network, fits a phone and A4."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from cpkit.reports import html as writer
from cpkit.reports.report import Report
from tests.reports.ward import Ward, member, risk

BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser", "chrome"))), None)
QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--enable-logging=stderr",
)  # fmt: skip
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
MEASURE = "<script>parent.postMessage(document.documentElement.scrollWidth, '*')</script>"
LISTEN = "<script>onmessage = message => document.body.append('measured ' + message.data + ' wide')</script>"
OWN = ("google.com", "googleapis.com")
"""What Chromium asks for itself whatever page it shows; none of it is answered here."""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine (looked for it in PATH)")


@dataclass(frozen=True)
class Browser:
    """A Chromium with a profile of its own, and a folder for what it makes."""

    folder: Path

    def run(self, page: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Open `page`; what Chromium printed."""
        assert BROWSER is not None
        command = [BROWSER, *QUIET, f"--user-data-dir={self.folder / 'profile'}", *options, page.as_uri()]
        return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=True)

    def asked(self, page: Path) -> set[str]:
        """The hosts that were asked for anything while `page` was shown, but for Chromium's own; none is reached."""
        log = page.with_suffix(".json")
        self.run(page, f"--log-net-log={log}", "--host-resolver-rules=MAP * ~NOTFOUND", "--dump-dom")
        asked = set(re.findall(r'"destination":"\w+://([^"/:]+)', log.read_text(encoding="utf-8")))
        return {host for host in asked if not host.endswith(OWN)}


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    """A browser that nobody has used before."""
    return Browser(tmp_path)


@pytest.fixture
def report(ward: Ward) -> Report:
    """A small ward with long words and something in every table."""
    for number in range(8):
        child = ward.child(f"20{10 + number}-05-05", hamlet="Tổdânphố" * 6, groups=[member(13)], risks=[risk()])
        ward.helped(child, amount=1_250_000_000, fund="ngan_sach_xa")
        ward.activity("tham_van", child)
    ward.case(ward.child())
    return ward.report(exact=False)


@pytest.fixture
def page(report: Report, tmp_path: Path) -> Path:
    """The report as a file."""
    path = tmp_path / "bao-cao.html"
    path.write_bytes(writer.encode(report))
    return path


def test_it_opens_without_an_error(page: Path, browser: Browser) -> None:
    done = browser.run(page, "--dump-dom")
    assert "CONSOLE" not in done.stderr
    assert "Kết quả thực hiện các mục tiêu" in done.stdout and done.stdout.rstrip().endswith("</html>")


def test_no_request_leaves(page: Path, browser: Browser) -> None:
    """By Chromium's own log; were the page made to ask, the log would tell so and the page's policy forbid it."""
    content = page.read_text(encoding="utf-8")
    asking = content.replace("</main>", '<img src="http://elsewhere.invalid/x.png"></main>')
    forbidden, allowed = page.with_name("forbidden.html"), page.with_name("allowed.html")
    forbidden.write_text(asking, encoding="utf-8")
    allowed.write_text(POLICY.sub("", asking), encoding="utf-8")
    assert browser.asked(allowed) == {"elsewhere.invalid"}
    assert browser.asked(forbidden) == set()
    assert browser.asked(page) == set()


def test_a_phone_needs_no_scrolling_to_the_side(page: Path, browser: Browser) -> None:
    """In a frame 360 pixels wide, as a small phone is: the page is no wider; a wide table scrolls inside its own."""
    content = POLICY.sub("", page.read_text(encoding="utf-8"))
    page.with_name("inner.html").write_text(content.replace("</body>", MEASURE + "</body>"), encoding="utf-8")
    frame = page.with_name("frame.html")
    frame.write_text(f'<body>{LISTEN}<iframe src="inner.html" width="360" height="800" style="border:0"></iframe>')
    assert "measured 360 wide" in browser.run(frame, "--dump-dom", "--virtual-time-budget=5000").stdout


def test_it_prints_on_a4(page: Path, browser: Browser) -> None:
    paper = page.with_name("bao-cao.pdf")
    browser.run(page, "--no-pdf-header-footer", f"--print-to-pdf={paper}")
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper.read_bytes())
    sizes = {tuple(sorted(round(float(side) / 72 * 25.4) for side in box)) for box in boxes}
    assert sizes == {(210, 297)} and len(boxes) >= 4
