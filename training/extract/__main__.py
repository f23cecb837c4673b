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
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from bench.gold import SHARED, Figure, gold_digest, load_gold, load_reports, load_scorer, score
from dateline.extract import build_context, find_candidates, find_groups, find_mentions, find_quotes
from dateline.extract.assemble import assemble
from dateline.extract.context import Context
from dateline.extract.fill import (
    PARTY_ROLES,
    party_candidates,
    place_candidates,
    time_candidates,
    undated,
)
from dateline.extract.groups import Group, decide_type, merge_in_sentence
from dateline.extract.learned import Features, Model
from dateline.extract.said import Quotes
from dateline.extract.same import pair_features
from dateline.extract.sources import source_candidates
from dateline.extract.values import Values, time_by_rule
from dateline.extract.victims import SIDES, Victims
from dateline.extract.weigh import choose
from dateline.model import Coding, Report, Statement
from dateline.parse import parse
from dateline.pipeline import load_tools
from dateline.record import coding_record
from dateline.resolve.mentions import find_mentions as resolve_mentions

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "dateline" / "extract" / "weights.json"
CARD = Path(__file__).with_name("CARD.md")
SETS = ("train", "train_other")
FOLDS = 8
PENALTIES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
MIN_COUNT = 4  # a feature seen less often tells nothing that holds elsewhere
# F1 over all values is highest when a value is kept as long as it is right with half that F1 (Lipton et al. 2014,
# "Optimal thresholding of classifiers to maximize F1 measure"); the extractor's is about 0.42.
KEEP = 0.21
EVEN = 0.5  # a question that is always answered: the likelier answer
THRESHOLDS = {
    "actor": KEEP, "partner": KEEP, "target": KEEP, "place": KEEP, "time": KEEP, "source": KEEP,
    "same": 0.4, "record": 0.31, "claim": 0.4,  # these three chosen on dev and dev_other
    "fresh": EVEN, "focus": EVEN, "toll": KEEP,
    **{f"side_{side}": EVEN for side in SIDES},  # the likeliest of the four is taken
}  # fmt: skip
MEANING = {
    "same": "two mentions tell of one event",
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
Event = dict[str, Any]


@dataclass(slots=True)
class Example:
    report: int
    features: Features
    yes: bool


@dataclass(slots=True)
class Coded:
    """A training report as the extractor sees it, and what the coders recorded."""

    number: int
    report: Report
    context: Context
    quotes: Quotes
    events: list[Event]


def load_coded(gold: Path) -> list[Coded]:
    tools = load_tools()
    found = []
    for name in SETS:
        events = load_gold(gold / name)
        for report in load_reports(gold / name):
            doc = parse(report.text)
            mentions = resolve_mentions(report, doc, tools.actors, tools.gazetteer)
            context = build_context(report, doc, mentions)
            found.append(Coded(len(found), report, context, find_quotes(context), events[report.doc]))
    return found


def records(report: Report, statements: list[Statement]) -> list[Event]:
    events: list[Event] = coding_record(Coding(report=report, statements=tuple(statements)))["events"]
    return events


# ---------------------------------------------------------------- examples


def same_examples(coded: list[Coded], scorer: Any) -> Iterator[Example]:
    """Pairs of mentions that each fit some recorded event: the same one, or another."""
    for c in coded:
        real = [m for m in find_mentions(c.context, c.quotes) if m.realis.real]
        mentions = merge_in_sentence(c.context, real)
        alone = records(c.report, assemble(c.context, c.quotes, [Group([m], m.type) for m in mentions], {}))
        fits = []
        for record in alone:
            scores = [scorer.pair_score(event, record) for event in c.events]
            fits.append(int(np.argmax(scores)) if scores and max(scores) > 0 else None)
        for j, later in enumerate(mentions):
            for i, earlier in enumerate(mentions[:j]):
                if fits[i] is not None and fits[j] is not None:
                    yield Example(c.number, pair_features(c.context, earlier, later), fits[i] == fits[j])


def paired(c: Coded, scorer: Any, asked: dict[str, Model]) -> Iterator[tuple[list[Group], Group, Event]]:
    """The groups of a report that the scorer pairs with a recorded event."""
    groups = find_groups(c.context, c.quotes, asked)
    found = records(c.report, assemble(c.context, c.quotes, groups, {}))
    for i, j, _ in scorer.assign(c.events, found, scorer.pair_score):
        yield groups, groups[j], c.events[i]


def filler_examples(coded: list[Coded], scorer: Any, asked: dict[str, Model]) -> dict[str, list[Example]]:
    """For every role the candidates of each paired group, right or wrong."""
    sides = [f"side_{side}" for side in SIDES]
    roles = (*PARTY_ROLES, "place", "time", "fresh", "source", "toll", *sides)
    out: dict[str, list[Example]] = {role: [] for role in roles}
    field = {"actor": "actors", "target": "targets", "partner": "partners"}
    for c in coded:
        values: Values | None = None
        for groups, group, event in paired(c, scorer, asked):
            if values is None:
                values = Values(c.context, c.quotes, groups, {})
                victims = Victims(c.context, groups, {})
            for name, (_, features) in party_candidates(c.context, group, values.seen).items():
                for role in PARTY_ROLES:
                    yes = any(scorer.same_name(name, g) for g in event[field[role]])
                    out[role].append(Example(c.number, features[role], yes))
            chosen, _ = values.place_by_rule(group)
            for mention, features in place_candidates(c.context, group, values.seen, chosen):
                place = mention.place.model_dump(mode="json")
                yes = bool(event["place"]) and (scorer.place_score(event["place"], place) or 0) >= 1
                out["place"].append(Example(c.number, features, yes))
            if c.report.published is not None or event["start"]:
                for time, features in time_candidates(c.context, group, time_by_rule(group)):
                    days = (time.when.start, time.when.end)
                    yes = tuple(d and d.isoformat() for d in days) == (event["start"], event["end"])
                    out["time"].append(Example(c.number, features, yes))
            if c.report.published is not None and not event["start"]:
                out["fresh"].append(Example(c.number, undated(c.context, group), bool(event["end"])))
            for attribution, features in source_candidates(c.context, c.quotes, group, values.speakers):
                yes = any(scorer.same_name(attribution.source.name, g) for g in event["sources"])
                out["source"].append(Example(c.number, features, yes))
            for role, example in toll_examples(c, victims, group, event, scorer):
                out[role].append(example)
    return out


def toll_examples(
    c: Coded, victims: Victims, group: Group, event: Event, scorer: Any
) -> Iterator[tuple[str, Example]]:
    """The tolls near an event, its own or not; and of those that are, whose people they count."""
    event_type, _ = decide_type(c.context, group)
    for toll, features in victims.candidates(group, event_type):
        found = [t for t in event["tolls"] if scorer.toll_score(t, toll.model_dump()) > 0]
        yield "toll", Example(c.number, features, bool(found))
        for side in SIDES if found else ():
            whose = victims.side_features(group, event_type, toll)
            yield f"side_{side}", Example(c.number, whose, any(t["group"] == side for t in found))


def record_examples(coded: list[Coded], scorer: Any, asked: dict[str, Model]) -> dict[str, list[Example]]:
    """Every candidate, recorded or not; and of the recorded ones, whether they are news and a claim."""
    out: dict[str, list[Example]] = {"record": [], "focus": [], "claim": []}
    for c in coded:
        found = find_candidates(c.context, c.quotes, asked)
        statements = records(c.report, [s for s, _ in found])
        pairs = {j: c.events[i] for i, j, _ in scorer.assign(c.events, statements, scorer.pair_score)}
        for j, (_, features) in enumerate(found):
            event = pairs.get(j)
            out["record"].append(Example(c.number, features, event is not None))
            if event is not None:
                out["focus"].append(Example(c.number, features, bool(event["focus"])))
                out["claim"].append(Example(c.number, features, event["certainty"] != "stated"))
    return out


# ---------------------------------------------------------------- fitting


def fit(x: csr_matrix, y: Any, penalty: float) -> Any:
    """Weights of an L2 logistic model, the bias last and free of the penalty."""

    def loss(w: Any) -> tuple[float, Any]:
        z = x @ w[:-1] + w[-1]
        p = 1 / (1 + np.exp(-z))
        value = np.logaddexp(0, z).sum() - (y * z).sum() + penalty / 2 * (w[:-1] @ w[:-1])
        gradient = np.concatenate([x.T @ (p - y) + penalty * w[:-1], [(p - y).sum()]])
        return float(value), gradient

    return minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x


def out_of_fold(x: csr_matrix, y: Any, reports: Any, penalty: float) -> Any:
    """For each example the probability given by a model that has not seen its report."""
    probabilities = np.zeros(len(y))
    for fold in range(FOLDS):
        held = reports % FOLDS == fold
        w = fit(x[~held], y[~held], penalty)
        probabilities[held] = 1 / (1 + np.exp(-(x[held] @ w[:-1] + w[-1])))
    return probabilities


def f1(p: Any, y: Any, threshold: float, positives: int) -> float:
    """`positives` counts those too that no candidate reaches."""
    return 2 * float(y[p >= threshold].sum()) / max(1.0, float((p >= threshold).sum() + positives))


def calibration_error(p: Any, y: Any) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((p * 10).astype(int), 9)
    return float(sum((bins == b).mean() * abs(p[bins == b].mean() - y[bins == b].mean()) for b in set(bins)))


def train(name: str, examples: list[Example], *, positives: int | None = None) -> tuple[Model, str]:
    """The model and its line of the card."""
    counts = Counter(f for e in examples for f in e.features)
    names = sorted(f for f, n in counts.items() if n >= MIN_COUNT)
    column = {f: i for i, f in enumerate(names)}
    rows = [sorted(column[f] for f in e.features if f in column) for e in examples]
    ends = np.cumsum([0, *map(len, rows)])
    x = csr_matrix((np.ones(ends[-1]), np.concatenate(rows).astype(int), ends), shape=(len(rows), len(names)))
    y = np.array([e.yes for e in examples], dtype=float)
    reports = np.array([e.report for e in examples])
    tried = []
    for penalty in PENALTIES:
        p = np.clip(out_of_fold(x, y, reports, penalty), 1e-6, 1 - 1e-6)
        loss = -float(np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
        wanted = int(y.sum()) if positives is None else positives
        threshold = THRESHOLDS[name]
        tried.append((loss, penalty, threshold, f1(p, y, threshold, wanted), calibration_error(p, y)))
    loss, penalty, threshold, score, error = min(tried)
    w = fit(x, y, penalty)
    weights = {f: round(float(v), 3) for f, v in zip(names, w[:-1], strict=True) if abs(v) >= 0.01}
    line = (
        f"| {name} | {MEANING[name]} | {len(y)} | {y.mean():.2f} | {penalty:g} | {threshold:.2f} "
        f"| {score:.3f} | {loss:.3f} | {error:.3f} |"
    )
    print(line, flush=True)
    return Model(round(float(w[-1]), 3), weights, threshold), line


def train_all(coded: list[Coded], scorer: Any) -> tuple[dict[str, Model], list[str]]:
    """Every model, trained on these reports in the order of their use, and the lines of the card."""
    asked: dict[str, Model] = {}
    lines = []

    def add(name: str, examples: list[Example], **how: Any) -> None:
        asked[name], line = train(name, examples, **how)
        lines.append(line)

    add("same", list(same_examples(coded, scorer)))
    for name, examples in filler_examples(coded, scorer, asked).items():
        add(name, examples)
    events = sum(len(c.events) for c in coded)
    for name, examples in record_examples(coded, scorer, asked).items():
        add(name, examples, positives=events if name == "record" else None)
    return asked, lines


def validate(coded: list[Coded], scorer: Any, *, parts: int = 4) -> dict[str, Figure]:
    """The figures of the whole extractor on the training reports, each coded by models that have not seen it."""
    lines = []
    for part in range(parts):
        asked, _ = train_all([c for c in coded if c.number % parts != part], scorer)
        for c in coded[part::parts]:
            statements = choose(find_candidates(c.context, c.quotes, asked), asked)
            record = coding_record(Coding(report=c.report, statements=tuple(statements)))
            lines.append(json.dumps(record, ensure_ascii=False))
    return score({c.report.doc: c.events for c in coded}, iter(lines), scorer=scorer)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.extract",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--gold", type=Path, default=SHARED, help="folder with train/ and train_other/")
    parser.add_argument("--validate", action="store_true", help="cross-validate; write nothing")
    given = parser.parse_args()
    gold: Path = given.gold
    coded, scorer = load_coded(gold), load_scorer(gold)
    if given.validate:
        for name, figure in validate(coded, scorer).items():
            print(f"{name:13} {figure}")
        return
    asked, lines = train_all(coded, scorer)
    digests = {name: gold_digest(gold / name)[:16] for name in SETS}
    models = {n: {"bias": m.bias, "threshold": m.threshold, "weights": m.weights} for n, m in asked.items()}
    text = json.dumps({"trained_on": digests, "models": models}, indent=0, ensure_ascii=False, sort_keys=True)
    TARGET.write_text(text + "\n", encoding="utf-8")
    CARD.write_text(card(lines, digests), encoding="utf-8")


def card(lines: list[str], digests: dict[str, str]) -> str:
    table = "\n".join(lines)
    return f"""# Card: the models that weigh what the extractor proposes

`dateline/extract/weights.json` holds logistic models with an L2 penalty over named features. The rules of grammar
and lexicon propose; the models choose. Features: `same.py`, `fill.py`, `sources.py`,
`victims.py`, `weigh.py` in `dateline/extract`.

- **Data**: the hand-coded reports {", ".join(f"`{n}` (digest {d})" for n, d in digests.items())}. Their texts are their
  publishers' and are not part of the project; the file holds weights of feature names only.
- **Recipe**: `python -m training.extract` with the reports in `../shared/gold`. No random numbers: {FOLDS} folds by
  report, penalty by the least out-of-fold loss. Thresholds: `same` and `record` chosen on the reports kept for
  choosing (`dev`, `dev_other`), the others fixed (values {KEEP:g}, yes-or-no questions {EVEN:g}). Features seen fewer
  than {MIN_COUNT} times are left out.
- **Licence**: Apache-2.0, as the project.

| model | says | examples | share of yes | penalty | threshold | F1 | log loss | calibration error |
|---|---|---|---|---|---|---|---|---|
{table}

All figures are out of fold. F1 of `record` counts the events that no candidate reaches as missed.
"""


if __name__ == "__main__":
    main()
