"""Accuracy floors: the least each figure may be, tied to a digest of the gold that it was measured on.

`python -m bench floors` measures and compares; `--update` raises the floors to what is measured, and lowers
one only with `--allow-regression --reason "why"`, which is kept in floors.json and belongs in the changelog.
"""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path
from typing import Any

from bench.gold import HEADLINES, SHARED, gold_digest, score_folder
from dateline.errors import UsageError

FILE = Path(__file__).with_name("floors.json")
FLOORED = (*HEADLINES, "f1_tolls", "f1_sources", "f1_certainty")
SLACK = 0.005  # results are deterministic; this allows for another machine's last digits


def load_floors(file: Path = FILE) -> dict[str, Any]:
    """{"sets": {name: {"digest", "floors": {figure: least}}}, "lowered": [...]}."""
    floors: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return floors


def falls(measured: dict[str, float], floors: dict[str, float]) -> list[str]:
    """What lies under its floor, in words."""
    return [
        f"{name} {measured[name]:.3f} is under its floor {floor:.3f}"
        for name, floor in floors.items()
        if measured[name] < floor
    ]


def raise_floors(
    old: dict[str, Any],
    measured: dict[str, dict[str, float]],
    digests: dict[str, str],
    *,
    reason: str | None = None,
    day: date,
) -> dict[str, Any]:
    """Floors a little under what was measured, never under the old ones unless there is a reason.

    Raises UsageError when a floor would fall and `reason` is None.
    """
    sets: dict[str, Any] = {}
    fallen: list[str] = []
    for name, figures in measured.items():
        before = old["sets"].get(name, {}).get("floors", {})
        new = {key: math.floor((value - SLACK) * 1000) / 1000 for key, value in figures.items()}
        for key, floor in before.items():
            if figures[key] >= floor:
                new[key] = max(new[key], floor)
            else:
                fallen.append(f"{name} {key}: {floor:.3f} -> {new[key]:.3f}")
        sets[name] = {"digest": digests[name], "floors": new}
    if fallen and reason is None:
        raise UsageError(
            f"floors would fall ({'; '.join(fallen)}). If that is meant: "
            'python -m bench floors --update --allow-regression --reason "why", and say so in CHANGELOG.md'
        )
    lowered = list(old["lowered"])
    if fallen:
        lowered.append({"day": day.isoformat(), "what": fallen, "reason": reason})
    return {"sets": {**old["sets"], **sets}, "lowered": lowered}


def measure(*, workers: int = 1, sets: tuple[str, ...] = ("dev", "dev_other")) -> dict[str, dict[str, float]]:
    """The figures of each set of the gold that have floors, unrounded."""
    measured = {}
    for name in sets:
        figures = score_folder(SHARED / name, workers=workers)
        measured[name] = {key: figures[key].value for key in FLOORED}
    return measured


def update(*, reason: str | None, day: date, workers: int = 1) -> dict[str, Any]:
    """Measure and rewrite floors.json; returns its new content."""
    measured = measure(workers=workers)
    digests = {name: gold_digest(SHARED / name) for name in measured}
    new = raise_floors(load_floors(), measured, digests, reason=reason, day=day)
    FILE.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return new
