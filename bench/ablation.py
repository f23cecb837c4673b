"""The figures of the three extractors beside each other, on each set of the gold that is kept for choosing.

Comes in: the hand-coded reports. Goes out: docs/accuracy.json, from which `python -m docs.generate` makes
docs/accuracy.md, so that the page can be checked where the reports are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.gold import SHARED, gold_digest, load_gold, score_folder
from dateline.model import EXTRACTORS

FILE = Path(__file__).parent.parent / "docs" / "accuracy.json"
SETS = ("dev", "dev_other")


def measure(
    extractors: Iterable[str] = EXTRACTORS, *, before: dict[str, Any], workers: int = 1
) -> dict[str, Any]:
    """{set: {"digest", "reports", "extractors": {name: {figure: [value, low, high]}}}}.

    Extractors that are not asked for keep what `before` has of them, if it was measured on the same reports.
    """
    measured = {}
    for name in SETS:
        folder = SHARED / name
        digest = gold_digest(folder)
        known = before.get(name, {})
        figures = dict(known["extractors"]) if known.get("digest") == digest else {}
        for extractor in extractors:
            found = score_folder(folder, extractor=extractor, workers=workers)
            figures[extractor] = {
                key: [round(number, 4) for number in (figure.value, figure.low, figure.high)]
                for key, figure in found.items()
            }
        measured[name] = {"digest": digest, "reports": len(load_gold(folder)), "extractors": figures}
    return measured


def load(file: Path = FILE) -> dict[str, Any]:
    """What was measured last; {} when nothing was."""
    if not file.exists():
        return {}
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def update(extractors: Iterable[str] = EXTRACTORS, *, workers: int = 1) -> dict[str, Any]:
    """Measure and rewrite docs/accuracy.json; returns its new content."""
    measured = measure(extractors, before=load(), workers=workers)
    FILE.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    return measured
