"""Train the models of `dateline/extract` from hand-coded reports, and write them with their card.

    python -m training.extract [--gold ../shared/gold]

Comes in: folders of hand-coded reports (`train`, `train_other`). Goes out: `dateline/extract/weights.json` and
`training/extract/CARD.md`. Trained in the order in which they are used: which mentions are one event; who, where
and when; is it worth a record, news, a claim. No random numbers: folds by report, so the same command on the same
reports gives the same file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from bench.gold import SHARED, Figure, gold_digest, load_scorer, score
from dateline.extract import find_candidates, near_events
from dateline.extract.encoder import Encoder
from dateline.extract.learned import Model
from dateline.extract.victims import SIDES
from dateline.extract.weigh import choose
from dateline.model import EXTRACTORS, Coding, Statement
from dateline.record import coding_record
from training.encoder import FOLDS as ENCODER_FOLDS
from training.encoder import fold_folder
from training.extract.examples import (
    SETS,
    Coded,
    Example,
    filler_examples,
    load_coded,
    record_examples,
    same_examples,
)
from training.extract.reliability import answers, reliability

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "dateline" / "extract" / "weights.json"
CARD = Path(__file__).with_name("CARD.md")
RELIABILITY = ROOT / "docs" / "reliability.json"
FOLDS = 5
PENALTIES = (2.0, 4.0, 8.0, 16.0, 32.0)
SHARES = (0.2, 0.5, 1.0)  # what a written report counts for beside an outlet's
USUAL = (
    0.5,
    4.0,
)  # share and penalty in cross-validation, where choosing them anew in each part would take hours
WRITTEN = "@written"
MIN_COUNT = 4  # a feature seen less often tells nothing that holds elsewhere
# F1 over all values is highest when a value is kept as long as it is right with half that F1 (Lipton et al. 2014,
# "Optimal thresholding of classifiers to maximize F1 measure"); the extractor's is about 0.48.
KEEP = 0.23
EVEN = 0.5  # a question that is always answered: the likelier answer
THRESHOLDS = {
    "actor": KEEP, "partner": KEEP, "target": KEEP, "place": KEEP, "time": KEEP, "source": KEEP,
    "same": 0.5, "record": 0.28, "claim": 0.4,  # these three chosen on dev and dev_other
    "type": EVEN, "fresh": EVEN, "focus": EVEN, "toll": KEEP,
    **{f"side_{side}": EVEN for side in SIDES},  # the likeliest of the four is taken
}  # fmt: skip
MEANING = {
    "same": "two mentions tell of one event",
    "type": "it is an event of this type",
    "actor": "this party did it",
    "partner": "this party helped",
    "target": "it was done to this party",
    "place": "it happened at this place",
    "time": "it happened in these days",
    "fresh": "told without a day, it is news of these days",
    "source": "this party says so",
    "toll": "this figure of people belongs to the event",
    "side_actor": "the people counted are of those who did it",
    "side_target": "the people counted are of those it was done to, and armed",
    "side_civilian": "the people counted are civilians",
    "side_other": "the people counted are of no known side",
    "record": "a coder would record it",
    "focus": "it is the news of its report",
    "claim": "it is given only as somebody's claim",
}
# ---------------------------------------------------------------- fitting


def fit(x: csr_matrix, y: Any, penalty: float, counts: Any = None) -> Any:
    """Weights of an L2 logistic model, the bias last and free of the penalty. `counts`: what each row counts for."""
    counts = np.ones(len(y)) if counts is None else counts

    def loss(w: Any) -> tuple[float, Any]:
        z = x @ w[:-1] + w[-1]
        p = 1 / (1 + np.exp(-z))
        value = counts @ (np.logaddexp(0, z) - y * z) + penalty / 2 * (w[:-1] @ w[:-1])
        off = counts * (p - y)
        gradient = np.concatenate([x.T @ off + penalty * w[:-1], [off.sum()]])
        return float(value), gradient

    return minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x


def out_of_fold(x: csr_matrix, y: Any, reports: Any, penalty: float, counts: Any) -> Any:
    """For each example the probability given by a model that has not seen its report."""
    probabilities = np.zeros(len(y))
    for fold in range(FOLDS):
        held = reports % FOLDS == fold
        w = fit(x[~held], y[~held], penalty, counts[~held])
        probabilities[held] = 1 / (1 + np.exp(-(x[held] @ w[:-1] + w[-1])))
    return probabilities


def _plain(feature: str) -> bool:
    """What the extractor "learned" may look at: the encoder's answers, and how far apart two words stand."""
    return "encoder" in feature or "gap" in feature.split("<", maxsplit=1)[0]


def f1(p: Any, y: Any, threshold: float, positives: float) -> float:
    """`positives` counts those too that no candidate reaches."""
    return 2 * float(y[p >= threshold].sum()) / max(1.0, float((p >= threshold).sum() + positives))


def calibration_error(p: Any, y: Any) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((p * 10).astype(int), 9)
    return float(sum((bins == b).mean() * abs(p[bins == b].mean() - y[bins == b].mean()) for b in set(bins)))


def train(
    name: str,
    examples: list[Example],
    *,
    written: frozenset[int] = frozenset(),
    positives: int | None = None,
    extractor: str = "combined",
    settled: tuple[float, float] | None = None,
) -> tuple[Model, str]:
    """The model and its line of the card.

    `written`: numbers of the reports written for the project. They are denser in events than news is: a feature of
    their own takes that up in training and is left out of the model. Choice (of the penalty, and of how much a
    written report counts) and figures are of the others alone. `settled`: this share and penalty, none to choose.
    """
    held = [e.features | {WRITTEN} if e.report in written else e.features for e in examples]
    counts = Counter(f for features in held for f in features)
    names = sorted(f for f, n in counts.items() if n >= MIN_COUNT and (extractor != "learned" or _plain(f)))
    column = {f: i for i, f in enumerate(names)}
    rows = [sorted(column[f] for f in features if f in column) for features in held]
    ends = np.cumsum([0, *map(len, rows)])
    x = csr_matrix((np.ones(ends[-1]), np.concatenate(rows).astype(int), ends), shape=(len(rows), len(names)))
    y = np.array([e.yes for e in examples], dtype=float)
    reports = np.array([e.report for e in examples])
    real = np.array([e.report not in written for e in examples])
    tried = []
    for share, penalty in [settled] if settled else product(SHARES if written else (1.0,), PENALTIES):
        weighed = np.where(real, 1.0, share)
        p = np.clip(out_of_fold(x, y, reports, penalty, weighed), 1e-6, 1 - 1e-6)[real]
        asked = y[real]
        loss = -float(np.mean(asked * np.log(p) + (1 - asked) * np.log(1 - p)))
        wanted = float(asked.sum()) if positives is None else positives
        threshold = THRESHOLDS[name]
        measured = f1(p, asked, threshold, wanted), calibration_error(p, asked)
        tried.append((loss, penalty, share, threshold, *measured))
    loss, penalty, share, threshold, score, error = min(tried)
    w = fit(x, y, penalty, np.where(real, 1.0, share))
    weights = {
        f: round(float(v), 3) for f, v in zip(names, w[:-1], strict=True) if abs(v) >= 0.01 and f != WRITTEN
    }
    line = (
        f"| {name} | {MEANING[name]} | {len(y)} | {y[real].mean():.2f} | {penalty:g} | {share:g} | {threshold:.2f} "
        f"| {score:.3f} | {loss:.3f} | {error:.3f} |"
    )
    print(line, flush=True)
    return Model(round(float(w[-1]), 3), weights, threshold), line


def train_all(
    coded: list[Coded], scorer: Any, extractor: str, settled: tuple[float, float] | None = None
) -> tuple[dict[str, Model], list[str]]:
    """Every model, trained on these reports in the order of their use, and the lines of the card."""
    asked: dict[str, Model] = {}
    lines = []
    written = frozenset(c.number for c in coded if c.written)
    print(f"{extractor}:", file=sys.stderr)

    def add(name: str, examples: list[Example], **how: Any) -> None:
        asked[name], line = train(
            name, examples, written=written, extractor=extractor, settled=settled, **how
        )
        lines.append(line)

    add("same", list(same_examples(coded, scorer)))
    for name, examples in filler_examples(coded, scorer, asked).items():
        if name != "type" or extractor != "rules":  # by rules alone there is one type to choose from
            add(name, examples)
    events = sum(len(c.events) for c in coded if not c.written)
    for name, examples in record_examples(coded, scorer, asked).items():
        add(name, examples, positives=events if name == "record" else None)
    return asked, lines


def read_again(coded: list[Coded], extractor: str) -> None:
    """Give every report the answers of an encoder that has not been trained on it; none to the rules."""
    encoders: dict[int, Encoder] = {}
    for c in coded:
        fold = c.number % ENCODER_FOLDS
        if extractor == "rules":
            c.context.encoded = None
            continue
        if fold not in encoders:
            encoders[fold] = Encoder.load(fold_folder(fold))
        c.context.encoded = encoders[fold].encode(c.context, near_events(c.context))


def held_out(
    coded: list[Coded], scorer: Any, extractor: str, *, parts: int = 4
) -> Iterator[tuple[Coded, list[Statement]]]:
    """Each of the outlets' reports with its statements by models that have not seen it."""
    gold = [c for c in coded if not c.written]
    for part in range(parts):
        asked, _ = train_all([c for c in coded if c.number % parts != part], scorer, extractor, USUAL)
        for c in gold[part::parts]:
            yield c, choose(find_candidates(c.context, c.quotes, asked), asked)


def validate(found: list[tuple[Coded, list[Statement]]], scorer: Any) -> dict[str, Figure]:
    """The figures of the whole extractor on reports that it has not seen."""
    lines = []
    for c, statements in found:
        record = coding_record(Coding(report=c.report, statements=tuple(statements)))
        lines.append(json.dumps(record, ensure_ascii=False))
    return score({c.report.doc: c.events for c, _ in found}, iter(lines), scorer=scorer)


def write_reliability(extractor: str, measured: dict[str, Any]) -> None:
    """Put one extractor's bins into the file; those of the others stay."""
    before = json.loads(RELIABILITY.read_text(encoding="utf-8")) if RELIABILITY.exists() else {}
    text = json.dumps(before | {extractor: measured}, indent=1, sort_keys=True)
    RELIABILITY.write_text(text + "\n", encoding="utf-8")
    for kind, entry in measured.items():
        print(f"{extractor:9} {kind:13} calibration error {entry['error']:.3f} over {entry['n']}")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.extract",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--gold", type=Path, default=SHARED, help="folder with train/ and train_other/")
    parser.add_argument("--validate", action="store_true", help="cross-validate; write nothing")
    parser.add_argument(
        "--reliability",
        action="store_true",
        help="with --validate: write how far the confidences can be trusted to docs/reliability.json",
    )
    parser.add_argument("--only", choices=EXTRACTORS, help="this extractor's models; the others stay")
    given = parser.parse_args()
    gold: Path = given.gold
    coded, scorer = load_coded(gold, written=True), load_scorer(gold)
    known = json.loads(TARGET.read_text(encoding="utf-8")) if given.only else {}
    sets, tables = dict(known.get("extractors", {})), {}
    for extractor in [given.only] if given.only else EXTRACTORS:
        read_again(coded, extractor)
        if given.validate:
            found = list(held_out(coded, scorer, extractor))
            for name, figure in validate(found, scorer).items():
                print(f"{extractor:9} {name:13} {figure}")
            if given.reliability:
                told = (answer for c, statements in found for answer in answers(c, statements, scorer))
                write_reliability(extractor, reliability(told))
            continue
        asked, tables[extractor] = train_all(coded, scorer, extractor)
        sets[extractor] = {
            n: {"bias": m.bias, "threshold": m.threshold, "weights": m.weights} for n, m in asked.items()
        }
    if given.validate:
        return
    digests = {name: gold_digest(gold / name)[:16] for name in SETS}
    text = json.dumps(
        {"trained_on": digests, "extractors": sets}, indent=0, ensure_ascii=False, sort_keys=True
    )
    TARGET.write_text(text + "\n", encoding="utf-8")
    if not given.only:
        CARD.write_text(card(tables, digests), encoding="utf-8")


def card(tables: dict[str, list[str]], digests: dict[str, str]) -> str:
    head = (
        "| model | says | examples | share of yes | penalty | written | threshold | F1 | log loss "
        "| calibration error |"
    )
    rule = "|---" * (head.count("|") - 1) + "|"
    table = "\n\n".join("\n".join([f"### {name}", "", head, rule, *lines]) for name, lines in tables.items())
    return f"""# Card: the models that weigh what the extractor proposes

`dateline/extract/weights.json` holds logistic models with an L2 penalty over named features. The rules of grammar
and lexicon propose; the models choose. Features: `same.py`, `fill.py`, `sources.py`,
`victims.py`, `weigh.py` in `dateline/extract`.

- **Data**: the hand-coded reports {", ".join(f"`{n}` (digest {d})" for n, d in digests.items())}, whose
  texts are their publishers' and are not part of the project (the file holds weights of feature names only), and the
  reports of `training/written`.
- **Recipe**: `python -m training.extract` with the reports in `../shared/gold`, after `python -m training.encoder`: the
  encoder's answers are those of one that has not seen the report. No random numbers: {FOLDS} folds by report, penalty
  by the least out-of-fold loss. Thresholds: `same`, `record` and `claim` chosen on the reports kept for choosing
  (`dev`, `dev_other`), the others fixed (values {KEEP:g}, yes-or-no questions {EVEN:g}). Features seen fewer than
  {MIN_COUNT} times are left out. Written reports are denser in events than news: one feature of theirs takes that up
  in training and is left out of the model.
- **Licence**: Apache-2.0, as the project.

{table}

`written`: what a written report counts for beside an outlet's, chosen with the penalty. Share of yes and all figures
are of the hand-coded reports, out of fold; a half right name or number counts half. F1 of `record`
counts the events that no candidate reaches as missed.
"""


if __name__ == "__main__":
    main()
