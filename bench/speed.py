"""Timings: words per second of coding against the bare language model, memory, and time to a first result.

Comes in: reports. Goes out: figures. Absolute figures drift from machine to machine: only the ratio, taken
with both sides interleaved in one run, is a promise.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from dateline.model import DEFAULT_EXTRACTOR, Report
from dateline.parse import load_model
from dateline.pipeline import code_report, load_tools

SAMPLE = Path(__file__).parent.parent / "examples" / "syria-raid-wire.json"


@dataclass(frozen=True)
class Speed:
    """Words per second of the bare language model and of the whole coding, over the same reports."""

    words: int
    model_seconds: float
    coding_seconds: float

    @property
    def ratio(self) -> float:
        return self.model_seconds / self.coding_seconds

    def __str__(self) -> str:
        model, coding = self.words / self.model_seconds, self.words / self.coding_seconds
        return f"{coding:,.0f} words/s coded, {model:,.0f} bare language model: ratio {self.ratio:.2f}"


def measure_speed(reports: list[Report], extractor: str = DEFAULT_EXTRACTOR) -> Speed:
    """Both ways over every report, one after the other; which goes first changes with each report."""
    tools, model = load_tools(extractor=extractor), load_model()
    code_report(reports[0], tools)  # whatever is loaded on first use is not counted
    model(reports[0].text)
    seconds = {"model": 0.0, "coding": 0.0}
    words = 0
    for number, report in enumerate(reports):
        words += len(report.text.split())
        for side in ("model", "coding") if number % 2 else ("coding", "model"):
            start = time.perf_counter()
            if side == "model":
                model(report.text)
            else:
                code_report(report, tools)
            seconds[side] += time.perf_counter() - start
    return Speed(words, seconds["model"], seconds["coding"])


def peak_memory_mb() -> float:
    """The most memory that this process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def first_result_seconds(sample: Path = SAMPLE) -> float:
    """From typing `dateline code` to its first result, in a new process."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "dateline", "code", "--jsonl", str(sample)], check=True, stdout=subprocess.PIPE
    )
    return time.perf_counter() - start
