"""Hand-coded reports: code them, score them with the scorer beside them, and say how sure the figures are.

Comes in: a folder of reports in the JSON form and its coded answers. Goes out: predictions (JSON Lines) and
figures with 95 % intervals over reports. The gold is not part of the project: see docs/how-it-works.md.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from dateline.errors import NotFound, UsageError
from dateline.model import DEFAULT_EXTRACTOR, Report
from dateline.pipeline import Tools, code_report, load_tools
from dateline.read import read
from dateline.record import coding_record

SHARED = Path(__file__).resolve().parents[2] / "shared" / "gold"
RESAMPLES = 1000
HEADLINES = ("slot_f1", "event_f1", "focus_recall")
SLOTS = (
    "type", "focus", "certainty", "start", "end", "place", "actors", "partners", "targets", "tolls", "sources",
)  # fmt: skip


def load_reports(path: Path) -> list[Report]:
    """The reports of a folder that holds `reports/`, of a folder of report files, or of one file.

    Raises NotFound when there is none, UsageError when one of them cannot be read.
    """
    folder = path / "reports" if (path / "reports").is_dir() else path
    reports: list[Report] = []
    for item in read([str(folder)]):
        if isinstance(item, Report):
            reports.append(item)
        elif item.severity == "error":
            raise UsageError(f"{item.where}: {item.message}")
    if not reports:
        raise NotFound(
            f"no reports in {folder}: expected JSON files with doc, title, published, outlet, url, text"
        )
    return reports


def code_lines(
    reports: list[Report], *, extractor: str = DEFAULT_EXTRACTOR, workers: int = 1
) -> Iterator[str]:
    """One line of JSON a report, in the order of the reports."""
    line = partial(_line, extractor=extractor)
    if workers == 1:
        yield from map(line, reports)
    else:
        with ProcessPoolExecutor(workers) as pool:
            yield from pool.map(line, reports, chunksize=4)


def _line(report: Report, *, extractor: str) -> str:
    return json.dumps(coding_record(code_report(report, tools_of(extractor))), ensure_ascii=False)


@cache
def tools_of(extractor: str) -> Tools:
    return load_tools(extractor=extractor)


def write_predictions(
    source: Path, output: Path, *, extractor: str = DEFAULT_EXTRACTOR, workers: int = 1
) -> int:
    """Code every report of `source` into `output`; returns how many."""
    reports = load_reports(source)
    with output.open("w", encoding="utf-8") as file:
        for line in code_lines(reports, extractor=extractor, workers=workers):
            file.write(line + "\n")
    return len(reports)


# ---------------------------------------------------------------- scoring


@dataclass(frozen=True)
class Figure:
    """A score with the 95 % interval that resampling the reports gives."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@cache
def load_scorer(folder: Path = SHARED, name: str = "score") -> Any:
    """The gold's own `score.py` (or `score_links.py`) as a module, so that its rules stand in one place.

    Raises NotFound when it is not there.
    """
    path = folder / f"{name}.py"
    if not path.exists():
        raise NotFound(
            f"no scorer at {path}: the hand-coded reports lie beside the project, in ../shared/gold"
        )
    spec = importlib.util.spec_from_file_location(f"gold_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # the folder may be read-only
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def load_gold(folder: Path) -> dict[str, list[dict[str, Any]]]:
    files = sorted((folder / "events").glob("*.json"))
    records = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    return {record["doc"]: record["events"] for record in records}


def gold_digest(folder: Path) -> str:
    """SHA-256 over reports and answers: floors hold for these files and no others."""
    seen = hashlib.sha256()
    for file in sorted((*(folder / "reports").glob("*.json"), *(folder / "events").glob("*.json"))):
        seen.update(f"{file.parent.name}/{file.name}\n".encode())
        seen.update(file.read_bytes())
    return seen.hexdigest()


# What is counted, a slot or "events" or "focus_recall" -> found, gold, predicted.
Counts = dict[str, tuple[float, int, int]]
COUNTED = (*SLOTS, "events", "focus_recall")


def count_report(gold: list[dict[str, Any]], predicted: list[dict[str, Any]], scorer: Any) -> Counts:
    """What `score.py` counts for one report, so that reports can be resampled."""
    tallies: dict[str, Any] = defaultdict(scorer.Tally)
    pairs = scorer.assign(gold, predicted, scorer.pair_score)
    hit, used = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    for i, j, _ in pairs:
        scorer.score_pair(gold[i], predicted[j], tallies)
    for i, event in enumerate(gold):
        for slot, values in scorer.slots(event).items():
            tallies[slot].add(0, values if i not in hit else 0, 0)
    for j, event in enumerate(predicted):
        for slot, values in scorer.slots(event).items():
            tallies[slot].add(0, 0, values if j not in used else 0)
    focus = [bool(event.get("focus")) for event in gold]
    return {slot: (tallies[slot].found, tallies[slot].gold, tallies[slot].predicted) for slot in SLOTS} | {
        "events": (len(pairs), len(gold), len(predicted)),
        "focus_recall": (sum(focus[i] for i in hit), sum(focus), 0),
    }


def _figures(totals: Any) -> dict[str, float]:
    """From found, gold, predicted of each of COUNTED to the figures, under the names that `score.py` gives."""

    def f1(counts: Any) -> float:
        found, gold, predicted = (float(n) for n in counts)
        return 2 * found / (gold + predicted) if gold + predicted else 0.0

    found, focus, _ = totals[COUNTED.index("focus_recall")]
    return {
        "slot_f1": f1(totals[: len(SLOTS)].sum(axis=0)),
        "event_f1": f1(totals[COUNTED.index("events")]),
        "focus_recall": float(found / focus) if focus else 0.0,
    } | {f"f1_{slot}": f1(totals[n]) for n, slot in enumerate(SLOTS)}


def score(gold: dict[str, list[dict[str, Any]]], lines: Iterable[str], *, scorer: Any) -> dict[str, Figure]:
    """The headlines and the F1 of each slot, with their intervals. A report without a prediction is empty."""
    predicted = {record["doc"]: record["events"] for record in map(json.loads, lines)}
    counted = [count_report(events, predicted.get(doc, []), scorer) for doc, events in gold.items()]
    counts = np.array([[report[name] for name in COUNTED] for report in counted])
    values = _figures(counts.sum(axis=0))
    draw = np.random.default_rng(0)
    samples: dict[str, list[float]] = {name: [] for name in values}
    for _ in range(RESAMPLES):
        chosen = counts[draw.integers(0, len(counts), len(counts))]
        for name, value in _figures(chosen.sum(axis=0)).items():
            samples[name].append(value)
    return {
        name: Figure(value, *(float(q) for q in np.quantile(samples[name], (0.025, 0.975))))
        for name, value in values.items()
    }


def score_folder(folder: Path, *, extractor: str = DEFAULT_EXTRACTOR, workers: int = 1) -> dict[str, Figure]:
    """Code and score one folder of the gold."""
    lines = code_lines(load_reports(folder), extractor=extractor, workers=workers)
    return score(load_gold(folder), lines, scorer=load_scorer())
