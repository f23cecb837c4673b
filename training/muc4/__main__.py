"""Train the models of `bench/muc4` on the benchmark's training records, and write them with their card.

    python -m training.muc4 [--data ../shared/benchmarks/muc4/train.jsonl] [--cache FOLDER]

Comes in: records with answers. Goes out: `bench/muc4/weights.json` and `training/muc4/CARD.md`. Trained in the order
in which they are used; what a later model sees of an earlier one comes from models that have not seen the record. No
random numbers: the same command on the same records gives the same file. `--cache` keeps the parses between runs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from spacy.tokens import Doc

from bench.muc4.code import code_reading, figures
from bench.muc4.document import Document, made_document, read_record, report_of
from bench.muc4.fills import place_words, set_features
from bench.muc4.incidents import (
    ROLES,
    TYPES,
    Incident,
    Reading,
    anchor_features,
    begin,
    fill_features,
    find_incidents,
    incident_features,
    moments,
    pair_features,
    spots,
    weigh_anchors,
    weigh_phrases,
)
from dateline.extract.learned import Features, Model
from dateline.parse import load_parser, parse
from dateline.pipeline import Tools, load_tools
from dateline.resolve.mentions import find_mentions
from training.extract.__main__ import fit
from training.muc4 import answers

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "benchmarks" / "muc4" / "train.jsonl"
TARGET = ROOT / "bench" / "muc4" / "weights.json"
CARD = Path(__file__).with_name("CARD.md")
FOLDS = 4
MIN_COUNT = 4
LEAST_WEIGHT = 0.08
# The penalty of each question, and the probability from which its answer is yes; chosen on dev.
PENALTY = {
    "phrase": 2.0,
    "told": 4.0,
    "type": 4.0,
    "same": 4.0,
    "incident": 8.0,
    "fill": 8.0,
    "set": 2.0,
    "spot": 4.0,
    "moment": 4.0,
}
THRESHOLDS = {"same": 0.5, "incident": 0.4, "fill": 0.4, "spot": 0.35, "moment": 0.4}


@dataclass(slots=True)
class Questions:
    """Examples of one question that several models answer: features once, an answer for each model."""

    features: list[Features] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    answers: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: int, features: Features, **yes: bool) -> None:
        self.features.append(features)
        self.records.append(record)
        for name, value in yes.items():
            self.answers[name].append(value)


def kind(name: str) -> str:
    return name.partition(".")[0]


def fit_all(questions: Questions, prefix: str, *, without: int | None = None) -> dict[str, Model]:
    """A model for each answer; `without`: leave out the records of that fold."""
    keep = [n for n, r in enumerate(questions.records) if without is None or r % FOLDS != without]
    counts = Counter(f for n in keep for f in questions.features[n])
    names = sorted(f for f, n in counts.items() if n >= MIN_COUNT)
    column = {f: i for i, f in enumerate(names)}
    rows = [sorted(column[f] for f in questions.features[n] if f in column) for n in keep]
    ends = np.cumsum([0, *map(len, rows)])
    flat = np.fromiter((c for row in rows for c in row), dtype=int, count=int(ends[-1]))
    x = csr_matrix((np.ones(ends[-1]), flat, ends), shape=(len(rows), len(names)))
    models = {}
    for name, values in questions.answers.items():
        full = f"{prefix}.{name}" if name else prefix
        y = np.array([values[n] for n in keep], dtype=float)
        w = fit(x, y, PENALTY[kind(full)])
        kept = np.flatnonzero(np.abs(w[:-1]) >= LEAST_WEIGHT)
        again = fit(x[:, kept], y, PENALTY[kind(full)])
        w = np.zeros_like(w)
        w[kept], w[-1] = again[:-1], again[-1]
        weights = {f: round(float(v), 2) for f, v in zip(names, w[:-1], strict=True) if abs(v) >= 0.005}
        models[full] = Model(
            round(float(w[-1]), 3), weights, THRESHOLDS.get(full, THRESHOLDS.get(kind(full), 0.5))
        )
    return models


# ---------------------------------------------------------------- reading


def load_documents(data: Path, cache: Path | None) -> list[tuple[dict[str, Any], Document]]:
    tools: Tools | None = None
    out = []
    for line in data.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        kept = cache / f"{record['docid']}.pkl" if cache is not None else None
        if kept is not None and kept.exists():
            report, parsed, mentions = pickle.loads(kept.read_bytes())
            document = made_document(record, report, Doc(load_parser().vocab).from_bytes(parsed), mentions)
        elif kept is not None:
            tools = tools or load_tools()
            report = report_of(record)
            doc = parse(report.text, tools.names)
            mentions = find_mentions(report, doc, tools.actors, tools.gazetteer)
            kept.write_bytes(pickle.dumps((report, doc.to_bytes(), mentions)))
            document = made_document(record, report, doc, mentions)
        else:
            tools = tools or load_tools()
            document = read_record(record, tools)
        out.append((record, document))
    return out


@dataclass(slots=True)
class Case:
    """A training record, read, with its answers."""

    number: int
    record: dict[str, Any]
    reading: Reading
    key: answers.Key
    templates: list[int | None] = field(default_factory=list)  # of each anchor
    incidents: list[Incident] = field(default_factory=list)
    pairs: dict[int, int] = field(default_factory=dict)  # incident -> template


Asked = Mapping[str, Model]


def cross_fit(questions: Questions, prefix: str) -> list[dict[str, Model]]:
    """Models for each fold that have not seen its records."""
    return [fit_all(questions, prefix, without=fold) for fold in range(FOLDS)]


def train(cases: list[Case], unseen: list[dict[str, Model]]) -> tuple[dict[str, Model], list[str]]:
    """The models and their lines of the card. `unseen`, a dictionary a fold, takes the models used on the way."""
    models: dict[str, Model] = {}
    lines: list[str] = []

    def learn(prefix: str, questions: Questions) -> None:
        models.update(fit_all(questions, prefix))
        for fold, found in enumerate(cross_fit(questions, prefix)):
            unseen[fold].update(found)
        lines.extend(card_lines(questions, prefix, unseen))

    learn("phrase", phrase_questions(cases))
    for case in cases:
        weigh_phrases(case.reading, unseen[case.number % FOLDS])
        case.templates = case.key.of_anchors(case.reading)
    told, typed = anchor_questions(cases)
    learn("told", told)
    learn("type", typed)
    for case in cases:
        weigh_anchors(case.reading, unseen[case.number % FOLDS])
    learn("same", same_questions(cases))
    for case in cases:
        case.incidents = find_incidents(case.reading, unseen[case.number % FOLDS])
        case.pairs = case.key.of_incidents(case.templates, case.incidents)
    learn("incident", incident_questions(cases))
    for role in ROLES:
        learn(f"fill.{role}", fill_questions(cases, role))
    learn("spot", spot_questions(cases))
    learn("moment", moment_questions(cases))
    for name, questions in set_questions(cases).items():
        learn(f"set.{name}", questions)
    return models, lines


def phrase_questions(cases: Iterable[Case]) -> Questions:
    out = Questions()
    for case in cases:
        for phrase in case.reading.phrases:
            roles = case.key.roles_of(phrase)
            out.add(case.number, phrase.features, **{role: role in roles for role in ROLES})
    return out


def anchor_questions(cases: Iterable[Case]) -> tuple[Questions, Questions]:
    told, typed = Questions(), Questions()
    for case in cases:
        for anchor, template in zip(case.reading.anchors, case.templates, strict=True):
            features = anchor_features(case.reading, anchor)
            told.add(case.number, features, **{"": template is not None})
            if template is not None:
                of = case.key.types[template]
                typed.add(case.number, features, **{t: t in of for t in TYPES})
    return told, typed


def same_questions(cases: Iterable[Case]) -> Questions:
    out = Questions()
    for case in cases:
        known = [(a, t) for a, t in zip(case.reading.anchors, case.templates, strict=True) if t is not None]
        for j, (later, second) in enumerate(known):
            for earlier, first in known[max(0, j - 25) : j]:
                out.add(case.number, pair_features(case.reading, earlier, later), **{"": first == second})
    return out


def incident_questions(cases: Iterable[Case]) -> Questions:
    out = Questions()
    for case in cases:
        for number, incident in enumerate(case.incidents):
            features = incident_features(case.reading, case.incidents, incident)
            out.add(case.number, features, **{"": number in case.pairs})
    return out


def fill_questions(cases: Iterable[Case], role: str) -> Questions:
    out = Questions()
    for case in cases:
        for number, template in case.pairs.items():
            incident = case.incidents[number]
            for entity in case.reading.entities:
                if entity.chances[role] >= 0.15:
                    features = fill_features(case.reading, case.incidents, incident, entity, role)
                    out.add(case.number, features, **{"": case.key.fills(template, role, entity)})
    return out


def spot_questions(cases: Iterable[Case]) -> Questions:
    out = Questions()
    for case in cases:
        for number, template in case.pairs.items():
            for mention, features in spots(case.reading, case.incidents, case.incidents[number]):
                words = place_words(case.reading.document, mention.place)
                out.add(case.number, features, **{"": case.key.is_spot(template, words)})
    return out


def moment_questions(cases: Iterable[Case]) -> Questions:
    out = Questions()
    for case in cases:
        for number, template in case.pairs.items():
            for mention, features in moments(case.reading, case.incidents, case.incidents[number]):
                days = (d.isoformat() if d else None for d in (mention.when.start, mention.when.end))
                out.add(case.number, features, **{"": case.key.is_moment(template, *days)})
    return out


def set_questions(cases: Iterable[Case]) -> dict[str, Questions]:
    """Questions with a closed list of answers: stage, category, confidence, target types, effects, …"""
    out: dict[str, Questions] = defaultdict(Questions)
    for case in cases:
        paired = {template: case.incidents[number] for number, template in case.pairs.items()}
        for template in range(len(case.key.templates)):
            told = [a for a, t in zip(case.reading.anchors, case.templates, strict=True) if t == template]
            incident = paired.get(template) or Incident(told, case.key.templates[template]["type"])
            if not incident.anchors:
                continue
            for name, entity, right in case.key.set_fills(template, case.reading):
                features = set_features(name, case.reading, incident, entity)
                choices = answers.CHOICES[name]
                out[name].add(case.number, features, **{choice: choice in right for choice in choices})
    return dict(out)


# ---------------------------------------------------------------- the card


def card_lines(questions: Questions, prefix: str, unseen: list[dict[str, Model]]) -> Iterator[str]:
    """How well the models do on records that they have not seen."""
    total = len(questions.features)
    if prefix.startswith("set."):
        right = 0
        for n, (features, record) in enumerate(zip(questions.features, questions.records, strict=True)):
            models = unseen[record % FOLDS]
            chances = {c: models[f"{prefix}.{c}"].probability(features) for c in questions.answers}
            right += questions.answers[max(chances, key=lambda c: (chances[c], c))][n]
        yield f"| {prefix} | {total} | | | {right / max(1, total):.3f} right |"
        return
    for name, values in questions.answers.items():
        full = f"{prefix}.{name}" if name else prefix
        threshold = unseen[0][full].threshold
        found = right = 0
        for features, record, yes in zip(questions.features, questions.records, values, strict=True):
            if unseen[record % FOLDS][full].probability(features) >= threshold:
                found += 1
                right += yes
        f1 = 2 * right / max(1, found + sum(values))
        yield f"| {full} | {total} | {sum(values)} | {threshold:.2f} | {f1:.3f} |"


def unseen_figures(cases: list[Case], unseen: list[dict[str, Model]]) -> dict[str, float]:
    """The benchmark's two figures on the training records, each coded by models that have not seen it."""
    predicted = []
    for case in cases:
        models = unseen[case.number % FOLDS]
        templates = code_reading(case.reading, models)
        predicted.append({"docid": case.record["docid"], "templates": templates})
    return figures([case.record for case in cases], predicted)


def card(data: Path, count: int, lines: list[str], measured: dict[str, float]) -> str:
    digest = hashlib.sha256(data.read_bytes()).hexdigest()
    return CARD_TEXT.format(
        digest=digest,
        count=count,
        folds=FOLDS,
        full=100 * measured["full"],
        roles=100 * measured["roles"],
        lines="\n".join(lines),
    )


CARD_TEXT = """# The models of bench/muc4

Logistic models over named features, for the MUC-4 adapter alone; Dateline itself never uses them. Made by
`python -m training.muc4`; do not edit.

**Data.** {count} training records of MUC-4 (DEV; SHA-256 of the file {digest}). No text is kept, but feature names hold
single words.

**Recipe.** For each question a logistic model, L2 penalty, L-BFGS. Answers come from laying the key's strings over the
parser's noun phrases by the benchmark's own comparison of strings. Later models see what earlier ones said of records
that they had not seen ({folds} folds). Features with small weights are left out and the rest fitted again.

**On the training records, each coded by models that have not seen it:** full F {full:.2f}, roles F1 {roles:.2f}.

| question | examples | yes | threshold | F1 unseen |
|---|---|---|---|---|
{lines}
"""


def as_json(models: dict[str, Model]) -> str:
    """One model a line."""
    lines = (
        json.dumps(name)
        + ": "
        + json.dumps({"bias": m.bias, "threshold": m.threshold, "weights": m.weights}, ensure_ascii=False)
        for name, m in models.items()
    )
    return '{"models": {\n' + ",\n".join(lines) + "\n}}\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--cache", type=Path, default=None)
    given = parser.parse_args()
    cases = []
    if given.cache is not None:
        given.cache.mkdir(parents=True, exist_ok=True)
    for number, (record, document) in enumerate(load_documents(given.data, given.cache)):
        cases.append(Case(number, record, begin(document), answers.Key(record, document)))
    unseen: list[dict[str, Model]] = [{} for _ in range(FOLDS)]
    models, lines = train(cases, unseen)
    if given.cache is not None:
        (given.cache / "unseen.models").write_bytes(pickle.dumps(unseen))
    TARGET.write_text(as_json(models), encoding="utf-8")
    measured = unseen_figures(cases, unseen)
    CARD.write_text(card(given.data, len(cases), lines, measured), encoding="utf-8")
    print(measured)


if __name__ == "__main__":
    main()
