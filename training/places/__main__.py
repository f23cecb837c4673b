"""Learn which place a name means; write the weights with their card.

    python -m training.places [--gold ../shared/gold]

Comes in: `texts/` (every place name marked) and the event places of hand-coded and written reports. Goes out:
`dateline/resolve/places/weights.json` and `CARD.md`. The geoparsing benchmarks are for measuring only. No random
numbers: the same command on the same texts gives the same file.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.gold import SHARED
from dateline.resolve.places.features import Features
from dateline.resolve.places.ranking import ROUNDS
from training.extract.reliability import reliability
from training.places.examples import Labelled, load_labelled
from training.places.learn import learn, problem

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "dateline" / "resolve" / "places" / "weights.json"
CARD = Path(__file__).with_name("CARD.md")
FOLDS = 5
PENALTIES = (0.3, 1.0, 3.0)
Model = dict[str, float]
Context = list[list[Features]]


def fit(reports: Sequence[Labelled], penalty: float) -> tuple[Model, Model]:
    """The weights of the first choice and of the later ones, which see what the first made of the others."""
    none: Context = [[] for _ in reports]
    first = learn(problem(reports, none), penalty)
    around = contexts(reports, first, none)
    later = learn(problem(reports, around), penalty)
    for _ in range(ROUNDS - 1):
        around = contexts(reports, later, around)
        later = learn(problem(reports, around), penalty)
    return first, later


def contexts(reports: Sequence[Labelled], model: Model, around: Context) -> Context:
    return [r.scene.around(r.scene.chances(model, a)[0]) for r, a in zip(reports, around, strict=True)]


def predict(reports: Sequence[Labelled], first: Model, later: Model) -> list[tuple[np.ndarray, np.ndarray]]:
    """As `ranking.choose`: the chances of each candidate, and of a place not listed."""
    around = contexts(reports, first, [[] for _ in reports])
    for _ in range(ROUNDS - 1):
        around = contexts(reports, later, around)
    return [r.scene.chances(later, a) for r, a in zip(reports, around, strict=True)]


class Tally:
    """Names decided right, by group and meaning, and how far the chances can be trusted."""

    def __init__(self) -> None:
        self.right: Counter[tuple[str, str]] = Counter()
        self.all: Counter[tuple[str, str]] = Counter()
        self.trusted: list[tuple[float, bool]] = []
        self.loss = 0.0

    def add(self, report: Labelled, chances: np.ndarray, unlisted: np.ndarray) -> None:
        row = 0
        for n, matches in enumerate(report.scene.candidates):
            block = slice(row, row + len(matches))
            row += len(matches)
            meaning = report.meaning[n]
            if meaning == "unknown":
                continue
            own, right = chances[block], report.right[block]
            best = int(own.argmax()) if len(own) else -1
            beyond = float(unlisted[n])
            nowhere = 1.0 - float(own.sum()) - beyond
            if meaning == "inside":
                good = float(own[right].sum()) / max(float(own.sum()), 1e-9)
                correct = bool(right[best])
            else:
                good = {"place": float(own[right].sum()), "unlisted": beyond, "nothing": nowhere}[meaning]
                taken = best >= 0 and nowhere <= 0.5 and own[best] > beyond
                correct = {
                    "place": taken and bool(right[best]),
                    "unlisted": not taken and nowhere <= 0.5,
                    "nothing": nowhere > 0.5,
                }[meaning]
                if best >= 0:
                    self.trusted.append((float(own[best]), meaning == "place" and bool(right[best])))
            self.loss -= float(np.log(max(good, 1e-9)))
            self.all[report.group, meaning] += 1
            self.right[report.group, meaning] += correct


def validate(reports: Sequence[Labelled], penalty: float) -> Tally:
    """Each report by a model that learned from the others."""
    tally = Tally()
    for fold in range(FOLDS):
        first, later = fit([r for i, r in enumerate(reports) if i % FOLDS != fold], penalty)
        held = [r for i, r in enumerate(reports) if i % FOLDS == fold]
        for report, (chances, unlisted) in zip(held, predict(held, first, later), strict=True):
            tally.add(report, chances, unlisted)
    return tally


def card(tally: Tally, penalty: float, count: int) -> str:
    lines = [
        "# Which place a name means",
        "",
        "<!-- made by python -m training.places -->",
        "",
        "A conditional logit model over readable numbers (`dateline/resolve/places/features.py`): one probability is",
        'shared by the candidates of the gazetteer, "a place that the gazetteer lacks" and "no place".',
        "",
        f"Data: {count} reports: `texts/` (written for the project, every place name marked; Apache-2.0), and the",
        "event places of `training/written` and of the hand-coded `train` and `train_other`, whose texts stay outside",
        f"the project. Penalty {penalty:g}, chosen by cross-validation in {FOLDS} parts over reports; figures from it:",
        "",
        "| set | what the name is | decided right | names |",
        "|---|---|---|---|",
    ]
    for group, meaning in sorted(tally.all):
        whole = tally.all[group, meaning]
        lines.append(f"| {group} | {meaning} | {tally.right[group, meaning] / whole:.3f} | {whole} |")
    total = sum(tally.all.values())
    told = reliability(("place", chance, float(right)) for chance, right in tally.trusted)["place"]
    lines += [
        "",
        f"All: {sum(tally.right.values()) / total:.3f} of {total}. Calibration error of the likeliest candidate's",
        f"probability (ten bins): {told['error']:.3f}.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.places", description=__doc__)
    parser.add_argument("--gold", type=Path, default=SHARED, help="folder of hand-coded reports")
    given = parser.parse_args()
    reports = list(load_labelled(given.gold))
    print(f"{len(reports)} reports read")
    tried = {}
    for penalty in PENALTIES:
        tried[penalty] = validate(reports, penalty)
        shown = sum(tried[penalty].right.values()) / sum(tried[penalty].all.values())
        print(f"penalty {penalty:g}: loss {tried[penalty].loss:.1f}, decided right {shown:.4f}")
    penalty = min(tried, key=lambda p: tried[p].loss)
    first, later = fit(reports, penalty)
    TARGET.write_text(json.dumps({"first": first, "later": later}, indent=1) + "\n", encoding="utf-8")
    CARD.write_text(card(tried[penalty], penalty, len(reports)), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)} and {CARD.relative_to(ROOT)} are written")


if __name__ == "__main__":
    main()
