"""What many tests share: the loaded tools, and a last line counting the tests that were skipped, and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

import dateline  # noqa: F401 (first: it says how many threads NumPy may use)

if TYPE_CHECKING:
    from dateline.pipeline import Tools


@pytest.fixture(scope="session")
def tools() -> Tools:
    """Language model, actor list and the built gazetteer, loaded once (about a second)."""
    from dateline.pipeline import load_tools

    return load_tools()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(
        str(report.longrepr[2]).removeprefix("Skipped: ")
        if isinstance(report.longrepr, tuple)
        else "no reason"
        for report in terminalreporter.stats.get("skipped", [])
    )
    if reasons:
        told = "; ".join(f"{count} since {reason}" for reason, count in reasons.most_common())
        terminalreporter.write_line(f"{reasons.total()} tests skipped: {told}")
