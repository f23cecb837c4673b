"""accuracy.md and reliability.svg, from what was measured last: accuracy.json and reliability.json.

`python -m bench ablation` writes the first, `python -m training.extract --validate --reliability` the second; both
need the hand-coded reports. The page and the plot need neither, and are the same for the same files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.model import DEFAULT_EXTRACTOR, EXTRACTORS

Measured = dict[str, Any]
KINDS = ("event", "actor", "partner", "target", "place", "start", "source")

SIDE, GAP, EDGE = 130, 44, 40  # a panel of the plot, the space between two, the space around all
IN_A_ROW = 4
INK, FAINT, POINT = "#333", "#bbb", "#2b6ca3"


def accuracy_page(measured: Measured, reliability: Measured, note: str) -> str:
    parts = [
        "# Accuracy",
        note,
        "Three extractors. `rules`: grammar and lexicon propose, "
        "models of readable features choose. `learned`: the models see the encoder's answers alone. `combined`: "
        f"both. The default is `{DEFAULT_EXTRACTOR}`. [How it works](how-it-works.md) tells what they are, "
        "[where the points go](errors.md) what is wrong.",
        "## By slot",
        "F1 on hand-coded reports that no model has seen; in brackets the 95 % interval over reports (drawn again "
        "1,000 times). `slot_f1`: the share of values that a coder need not touch; `event_f1`: events paired one to "
        "one; `focus_recall`: the share found of the events that are the news of their report; `f1_…`: one slot.",
    ]
    for name, entry in measured.items():
        parts.append(f"### {name}: {entry['reports']} reports (digest `{entry['digest'][:16]}`)")
        parts.append(_table(entry["extractors"]))
    parts += [
        "Made anew by:\n\n    python -m bench ablation && python -m docs.generate",
        "## How far a confidence can be trusted",
        "Of the events with a confidence of 0.7, are seven in ten events? Each of the reports in `train` and "
        "`train_other` was coded by models trained on the others (in four parts), and each confidence compared with "
        "whether the scorer finds the event or the value right. A value's confidence is its own score times that of "
        "its statement. The expected calibration error is "
        "the mean distance of the two over ten bins of equal width.",
        "\n".join(_errors(reliability)),
        f"![Share right by confidence, extractor {plotted(reliability)}](reliability.svg)",
        f"Each point is a bin, larger with more in it; on the line a confidence says what it means. Extractor: "
        f"`{plotted(reliability)}`. Made anew by:\n\n"
        "    python -m training.extract --validate --reliability && python -m docs.generate",
    ]
    return "\n\n".join(parts) + "\n"


def _table(extractors: Measured) -> str:
    names = [name for name in EXTRACTORS if name in extractors]
    rows = [f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for figure in extractors[names[0]]:
        cells = ("{:.3f} [{:.3f}, {:.3f}]".format(*extractors[name][figure]) for name in names)
        rows.append(f"| {figure} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _errors(reliability: Measured) -> Iterator[str]:
    names = [name for name in EXTRACTORS if name in reliability]
    yield f"| calibration error (how many) | {' | '.join(names)} |"
    yield "|---" * (len(names) + 1) + "|"
    for kind in KINDS:
        found = (reliability[name].get(kind) for name in names)
        cells = ("" if entry is None else f"{entry['error']:.3f} ({entry['n']})" for entry in found)
        yield f"| {kind} | {' | '.join(cells)} |"


# ---------------------------------------------------------------- the plot


def plotted(reliability: Measured) -> str:
    """The extractor that the plot shows: the default one if it was measured."""
    return DEFAULT_EXTRACTOR if DEFAULT_EXTRACTOR in reliability else min(reliability)


def reliability_plot(reliability: Measured) -> str:
    """A panel a kind: confidence from left to right, share right from bottom to top."""
    kinds = [kind for kind in KINDS if kind in reliability[plotted(reliability)]]
    rows = -(-len(kinds) // IN_A_ROW)
    width = 2 * EDGE + IN_A_ROW * SIDE + (IN_A_ROW - 1) * GAP
    height = 2 * EDGE + rows * SIDE + (rows - 1) * GAP
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="sans-serif" font-size="11" fill="{INK}">',
        "<title>Share right by confidence</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, kind in enumerate(kinds):
        x = EDGE + number % IN_A_ROW * (SIDE + GAP)
        y = EDGE + number // IN_A_ROW * (SIDE + GAP)
        lines += [
            f'<g transform="translate({x} {y})">',
            *_panel(kind, reliability[plotted(reliability)][kind]),
            "</g>",
        ]
    lines.append(
        f'<text x="{width / 2:.0f}" y="{height - 8}" text-anchor="middle">confidence, from 0 to 1</text>'
    )
    lines.append(
        f'<text transform="translate(14 {height / 2:.0f}) rotate(-90)" text-anchor="middle">share right</text>'
    )
    return "\n".join([*lines, "</svg>"]) + "\n"


def _panel(kind: str, entry: Measured) -> Iterator[str]:
    yield f'<text x="0" y="-7">{kind} ({entry["n"]}), error {entry["error"]:.3f}</text>'
    yield f'<rect width="{SIDE}" height="{SIDE}" fill="none" stroke="{FAINT}"/>'
    yield f'<path d="M0 {SIDE}L{SIDE} 0" stroke="{FAINT}" stroke-dasharray="3 3"/>'
    for held in entry["bins"]:
        radius = 1.5 + 0.8 * held["n"] ** 0.5  # the area grows with the number
        x, y = SIDE * held["confidence"], SIDE * (1 - held["right"])
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{POINT}" fill-opacity="0.6">'
            f"<title>{held['n']}: confidence {held['confidence']:.2f}, right {held['right']:.2f}</title></circle>"
        )
    for at, anchor, mark in ((0, "start", "0"), (SIDE, "end", "1")):
        yield f'<text x="{at}" y="{SIDE + 13}" text-anchor="{anchor}" fill="{FAINT}">{mark}</text>'
