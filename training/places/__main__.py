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
from dateline.resolve.places.ranking import ROUNDS, Settled, Weights, verdict
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
    around: Context = [[] for _ in reports]
    model = first = learn(problem(reports, around), penalty)
    for _ in range(ROUNDS):
        around = contexts(reports, model, around)
        model = learn(problem(reports, around), penalty)
    return first, model


def contexts(reports: Sequence[Labelled], model: Model, around: Context) -> Context:
    scenes = ((r.scene, a) for r, a in zip(reports, around, strict=True))
    return [scene.around(scene.chances(scene.alone(model), a)[0]) for scene, a in scenes]


class Tally:
    """Names decided right, by group and meaning, and how far the chances can be trusted."""

    def __init__(self) -> None:
        self.right: Counter[tuple[str, str]] = Counter()
        self.all: Counter[tuple[str, str]] = Counter()
        self.trusted: list[tuple[float, bool]] = []
        self.loss = 0.0

    def add(self, report: Labelled, settled: Settled) -> None:
        for n, (meaning, rows) in enumerate(zip(report.meaning, report.scene.rows, strict=True)):
            if meaning == "unknown":
                continue
            own, right = settled.chances[rows], report.right[rows]
            best = int(own.argmax()) if len(own) else -1
            unlisted = float(settled.unlisted[n])
            nothing = 1.0 - float(own.sum()) - unlisted
            if meaning == "inside":
                good = float(own[right].sum()) / max(float(own.sum()), 1e-9)
                correct = bool(right[best])
            else:
                good = {"place": float(own[right].sum()), "unlisted": unlisted, "nothing": nothing}[meaning]
                told = verdict(float(own.max(initial=0.0)), unlisted, nothing)
                correct = told == meaning and (told != "place" or bool(right[best]))
                if best >= 0:
                    self.trusted.append((float(own[best]), meaning == "place" and bool(right[best])))
            self.loss -= float(np.log(max(good, 1e-9)))
            self.all[report.group, meaning] += 1
            self.right[report.group, meaning] += correct


def validate(reports: Sequence[Labelled], penalty: float) -> Tally:
    """Each report by a model that learned from the others."""
    tally = Tally()
    for fold in range(FOLDS):
        model = Weights(*fit([r for i, r in enumerate(reports) if i % FOLDS != fold], penalty))
        for report in reports[fold::FOLDS]:
            tally.add(report, report.scene.settle(model))
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
