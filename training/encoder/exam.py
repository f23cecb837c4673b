"""How well an encoder answers for reports that it has not been trained on: average precision of every question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from dateline.extract.encoder import EVENT, PAIRS, TYPES, Encoded
from training.encoder.examples import Lesson

Answers = dict[str, list[tuple[bool, float]]]


def ask(lessons: Iterable[tuple[Lesson, Encoded]]) -> Answers:
    """Every question's right answers and the chances that the encoder gives, by the question's name."""
    out: Answers = defaultdict(list)
    for lesson, encoded in lessons:
        for sentence in lesson.sentences:
            chances, _ = encoded.sentence_types(sentence.words)
            asked = [n for n in range(len(TYPES)) if n not in sentence.open]
            out["sentence"] += [(n in sentence.types, float(chances[n])) for n in asked]
        for anchor in lesson.anchors:
            if anchor.type != -1:
                _ask_event(encoded, anchor.words, anchor.type, anchor.focus, anchor.claim, out)
            answers = encoded.pairs(anchor.words, [c.words for c in anchor.candidates])
            for candidate, row in zip(anchor.candidates, answers, strict=True):
                for name, yes in candidate.answers.items():
                    out[name].append((yes, float(row[PAIRS.index(name)])))
    return out


def _ask_event(
    encoded: Encoded, words: list[int], kind: int | None, focus: bool, claim: bool, out: Answers
) -> None:
    chances = encoded.event(words)
    logits = encoded.type_logits(words)
    if not chances or logits is None:
        return
    out["record"].append((kind is not None, chances["record"]))
    if kind is not None:
        out["focus"].append((focus, chances["focus"]))
        out["claim"].append((claim, chances["claim"]))
        out["type"] += [(n == kind, float(logit)) for n, logit in enumerate(logits)]


def average_precision(answers: list[tuple[bool, float]]) -> float:
    """Mean over the right ones of the precision at their rank: 1 when every right one stands first."""
    right = np.array([yes for yes, _ in answers], dtype=float)
    order = np.argsort(-np.array([chance for _, chance in answers]), kind="stable")
    right = right[order]
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float((precision * right).sum() / max(1.0, right.sum()))


def table(answers: Answers) -> str:
    lines = ["| question | asked | share of yes | average precision |", "|---|---|---|---|"]
    for name in ("sentence", "type", *EVENT, *PAIRS):
        found = answers.get(name, [])
        if found:
            share = sum(yes for yes, _ in found) / len(found)
            lines.append(f"| {name} | {len(found):,} | {share:.3f} | {average_precision(found):.3f} |")
    return "\n".join(lines)
