"""Accuracy floors: the least each figure may be, tied to a digest of the gold that it was measured on.

`python -m bench floors` measures and compares; `--update` raises the floors to what is measured, and lowers
one only with `--allow-regression --reason "why"`, which is kept in floors.json and belongs in the changelog.
"""

from __future__ import annotations

import hashlib
import json
import math
from datetime import date
from pathlib import Path
from typing import Any

from bench import resolve
from bench.gold import HEADLINES, SHARED, Figure, gold_digest, score_folder
from dateline.errors import UsageError

FILE = Path(__file__).with_name("floors.json")
FLOORED = (*HEADLINES, "f1_tolls", "f1_sources", "f1_certainty")
BENCHMARKS = ("muc4", "re3d", "geo")  # made by others, in ../shared/benchmarks
RESOLVED = "resolved"  # what the resolvers offer of the values that coders recorded, on the sets of the gold
SETS = ("dev", "dev_other", *BENCHMARKS, RESOLVED)
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


def folder_of(name: str) -> Path:
    """Where the answers of a set lie: a folder of the gold, or the development file of another's benchmark."""
    if name == RESOLVED:
        return SHARED
    if name == "geo":
        return SHARED.parent / "benchmarks" / name
    if name in BENCHMARKS:
        return SHARED.parent / "benchmarks" / name / "dev.jsonl"
    return SHARED / name


def digest_of(name: str) -> str:
    """SHA-256 of the answers of a set: floors hold for these and no others."""
    if name in BENCHMARKS:
        whole = folder_of(name)
        files = sorted(whole.glob("*.jsonl")) if whole.is_dir() else [whole]
        return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    if name == RESOLVED:
        return hashlib.sha256("".join(gold_digest(SHARED / s) for s in resolve.SETS).encode()).hexdigest()
    return gold_digest(SHARED / name)


def figures_of(name: str, *, workers: int = 1) -> dict[str, Figure] | dict[str, float]:
    """The figures of a set: of the gold with their intervals, of another's benchmark without."""
    if name == "muc4":
        from bench.muc4 import figures, predict, records_of

        records = records_of("dev")
        return figures(records, predict(records, workers=workers))
    if name == "re3d":
        from bench.re3d import measure as measure_re3d

        return {f"{mode}_f1": values["ALL"] for mode, values in measure_re3d().items()}
    if name == "geo":
        from bench.geo import figures as geo_figures

        return geo_figures()
    if name == RESOLVED:
        return resolve.figures()
    return score_folder(SHARED / name, workers=workers)


def value_of(figure: Figure | float) -> float:
    return figure.value if isinstance(figure, Figure) else figure


def measure(*, workers: int = 1, sets: tuple[str, ...] = SETS) -> dict[str, dict[str, float]]:
    """The figures of each set that have floors, unrounded."""
    measured = {}
    for name in sets:
        figures = figures_of(name, workers=workers)
        held = figures if name in (*BENCHMARKS, RESOLVED) else FLOORED
        measured[name] = {key: value_of(figures[key]) for key in held}
    return measured


def update(*, reason: str | None, day: date, workers: int = 1) -> dict[str, Any]:
    """Measure and rewrite floors.json; returns its new content."""
    measured = measure(workers=workers)
    digests = {name: digest_of(name) for name in measured}
    new = raise_floors(load_floors(), measured, digests, reason=reason, day=day)
    FILE.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return new
