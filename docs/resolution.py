"""resolution.md: what each resolver was measured on, from what was measured last (resolution.json).

`python -m bench resolve` writes the file; it needs the hand-coded reports and the geoparsing corpora.
"""

from __future__ import annotations

from typing import Any

from bench.geo import CORPORA
from bench.resolve import FIELDS

NAMES = {"lgl": "LGL", "trnews": "TR-News", "gwn": "GeoWebNews", "geovirus": "GeoVirus"}
ASKED = {
    "place": "the place of an event",
    "start": "its first day",
    "end": "its last day",
    "actors": "who did it, or helped",
    "targets": "to whom",
    "sources": "who says so",
    "tolls": "how many people: both ends of the interval",
}


def resolution_page(measured: dict[str, Any], note: str) -> str:
    parts = [
        "# Where, when, who, how many",
        note,
        "A resolver says what words mean: which place of the gazetteer, which days, which actor, what interval. "
        "[How it works](how-it-works.md) tells how.",
        "## What they offer of what coders recorded",
        "Of the values that coders recorded, the share that some words of the report were taken to mean, by the "
        "comparisons of the scorer. No extractor that chooses among the mentions can find more; the figures say "
        "nothing of mentions that no coder needed. No model of the resolvers has seen these reports.",
        _offered(measured["resolved"]),
        "## Places in other people's corpora",
        "Development halves of four corpora of news (US local papers; world news; web news with every kind of place "
        "name; reports of diseases), on which nothing was trained. *Given*: the names are told; right within 161 km, "
        "of all names with coordinates, and of those that got a point (as published figures count; Mordecai 3, "
        "which trains on parts of these corpora, states 0.827, 0.873, 0.941 for the first three). *From the text*: "
        "names found (spans that overlap) and the share of all names with coordinates that were found and placed "
        "within 161 km, over all four.",
        _geo(measured["geo"]),
        "The choice of a place is a model with a card: `training/places/CARD.md` has its data, the share decided right "
        "by cross-validation, and how far its probabilities can be trusted.",
        "Made anew by:\n\n    python -m bench resolve && python -m docs.generate",
    ]
    return "\n\n".join(parts) + "\n"


def _offered(sets: dict[str, Any]) -> str:
    rows = [f"| | {' | '.join(sets)} |", "|---" * (len(sets) + 1) + "|"]
    for field in FIELDS:
        cells = (f"{entry[field][0] / entry[field][1]:.3f} of {entry[field][1]}" for entry in sets.values())
        rows.append(f"| {ASKED[field]} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _geo(figures: dict[str, float]) -> str:
    rows = ["| given | of all names | of those placed |", "|---|---|---|"]
    for corpus in CORPORA:
        whole, placed = figures[f"given_{corpus}"], figures[f"given_{corpus}_resolved"]
        rows.append(f"| {NAMES[corpus]} | {whole:.3f} | {placed:.3f} |")
    rows += ["", "| from the text | |", "|---|---|"]
    rows.append(f"| names found (F1) | {figures['recognition_f1']:.3f} |")
    rows.append(f"| found and placed right | {figures['right_share']:.3f} |")
    return "\n".join(rows)
