"""Learn which statements are one event; write the weights with their card.

    python -m training.link [--gold ../shared/gold] [--check]

Comes in: hand-coded statements with the key of the real event that each tells. Goes out: `dateline/link/weights.json`,
learned from `train`, and `CARD.md` with figures cross-validated by report. No random numbers: the same command on the
same statements gives the same file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.gold import SHARED, load_scorer
from dateline.link.cluster import THRESHOLD
from dateline.link.context import Pair
from training.extract.reliability import reliability
from training.link.learn import FOLDS, Choice, Model, Told, cross_validate, fit, load_told
from training.link.scoring import Figures, mean, score

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "dateline" / "link" / "weights.json"
CARD = Path(__file__).with_name("CARD.md")
PENALTIES = (2.0, 5.0, 10.0, 20.0)
WAYS = 5  # of parting the reports into folds: figures of one way are a matter of luck
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5)
LEAST_PRECISION = 0.80  # a false merge costs a user more than a missed link
LARGEST = 5


def choose(told: Told, scorer: Any) -> tuple[Choice, list[tuple[Choice, Figures]]]:
    """The penalty and threshold with the best pairs whose precision is kept; all that was tried beside."""
    tried = []
    for penalty in PENALTIES:
        chances = blind_chances(told, penalty)
        tried += [(Choice(penalty, t), measure(told, chances, t, scorer)) for t in THRESHOLDS]
    precise = [each for each in tried if each[1].precision >= LEAST_PRECISION] or tried
    return max(precise, key=lambda each: each[1].f1)[0], tried


def blind_chances(told: Told, penalty: float, *, both_out: bool = True) -> list[dict[Pair, float]]:
    """For each way of parting the reports, the chance of each pair by models that did not see it."""
    return [cross_validate(told.parted(way), penalty, both_out=both_out) for way in range(WAYS)]


def measure(
    told: Told,
    chances: Iterable[dict[Pair, float]],
    threshold: float,
    scorer: Any,
    without: Collection[str] = (),
) -> Figures:
    """The mean over all ways."""
    return mean([score(told, each, threshold, scorer, without) for each in chances])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.link", description=__doc__)
    parser.add_argument("--gold", type=Path, default=SHARED, help="folder of hand-coded reports")
    parser.add_argument("--check", action="store_true", help="measure only, write nothing")
    given = parser.parse_args()
    scorer = load_scorer(given.gold, "score_links")

    train = load_told([given.gold / "train"])
    choice, tried = choose(train, scorer)
    for each, figures in tried:
        print(f"train, penalty {each.penalty:g}, threshold {each.threshold:g}: {figures}")
    print(f"chosen on train: penalty {choice.penalty:g}, threshold {choice.threshold:g}")

    both = load_told([given.gold / "dev", given.gold / "train"])
    rows, few = {}, both.largest(LARGEST)
    for name, both_out in (("one fold left out", False), ("both folds of a pair left out", True)):
        chances = blind_chances(both, choice.penalty, both_out=both_out)
        rows[f"all, {name}"] = measure(both, chances, choice.threshold, scorer)
        rows[f"without the {LARGEST} largest events, {name}"] = measure(
            both, chances, choice.threshold, scorer, few
        )
    trusted = reliability(
        ("pair", chance, float(both.same[pair])) for way in chances for pair, chance in way.items()
    )["pair"]
    rows["all, the best rule of thumb"] = best_baseline(given.gold / "LINKING.md")
    for name, figures in rows.items():
        print(f"dev and train, {name}: {figures}")
    if given.check:
        return
    model = fit(train, choice.penalty)
    TARGET.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    CARD.write_text(card(model, train, both, choice, rows, trusted["error"]), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)} and {CARD.relative_to(ROOT)} are written")
    if choice.threshold != THRESHOLD:
        print(f"set THRESHOLD in dateline/link/cluster.py to {choice.threshold:g}")


def best_baseline(page: Path) -> Figures:
    """The row of the gold's table of baselines with the best pairs across reports."""
    found = []
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 10 and cells[3].count("/") == 2:
            found.append(Figures(*map(float, cells[3].split("/")), float(cells[8])))
    return max(found, key=lambda figures: figures.f1)


def _told(known: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {weight:+g}" for name, weight in known.items())


def card(
    model: Model, train: Told, both: Told, choice: Choice, rows: Mapping[str, Figures], error: float
) -> str:
    return "\n".join([
        "# Which statements are one event",
        "",
        "<!-- made by python -m training.link -->",
        "",
        "Two logistic models: what two statements tell (`dateline/link/compare.py`), then what all others say of the",
        "pair (`dateline/link/context.py`). Average linkage on the chances (`dateline/link/cluster.py`).",
        "",
        f"Data: the hand-coded statements of `train` ({len(train.statements)}, {len(train.pairs)} pairs compared,",
        f"{sum(train.same.values())} of them one event); their texts stay outside the project. Penalty",
        f"{choice.penalty:g} and threshold {choice.threshold:g} are what scores best there, cross-validated, with a",
        f"precision of at least {LEAST_PRECISION:.2f}.",
        "",
        f"Figures: `dev` and `train` together ({len(both.statements)} statements), in {FOLDS} parts by report; the",
        f"mean over {WAYS} ways of parting. \"One fold left out\": the model saw none of the fold's reports. \"Both\":",
        "nor those of the fold that the pair's other statement is in, which leaves a third of the pairs to learn from.",
        "The best rule of thumb is the best of `LINKING.md`, which stands beside the gold.",
        "",
        "| statements of | pairs across reports P / R / F1 | CoNLL |",
        "|---|---|---|",
        *(f"| {name} | {f.precision:.3f} / {f.recall:.3f} / {f.f1:.3f} | {f.conll:.3f} |" for name, f in rows.items()),
        "",
        f"Calibration error of a pair's chance (ten bins): {error:.3f}.",
        "",
        "What each level or number of a field adds to the natural log odds:",
        "",
        "| field | weights |",
        "|---|---|",
        *(f"| {field} | {_told(known)} |" for field, known in model["pair"].items()),
        f"| what the others say | {_told(model['context'])} |",
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
