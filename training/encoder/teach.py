"""The training loop: every report asks all its questions at once."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from dateline.extract.encoder import PAIRS, TYPES, step
from training.encoder import FOLDS
from training.encoder.examples import Lesson
from training.encoder.network import Heads, MiniLM

BATCH = 4  # reports
TURNS = 2  # a written report is read in one round of so many, an outlet's in every round
RATE, HEAD_RATE = 1e-4, 1e-3
WARM = 0.1  # share of the steps over which the rate rises
# What the parts of the loss count, each a mean over its questions.
TOKEN, SENTENCE, PAIR, EVENT_PART = 1.0, 1.0, 2.0, 0.5


def encode(model: MiniLM, lesson: Lesson) -> Tensor:
    """The vectors of all pieces of a report, as `encoder.cut` counts them: shape (pieces, WIDE)."""
    windows = lesson.windows.ids
    longest = max(map(len, windows))
    ids = torch.zeros(len(windows), longest, dtype=torch.long)
    mask = torch.zeros(len(windows), 1, 1, longest, dtype=torch.bool)
    for n, w in enumerate(windows):
        ids[n, : len(w)] = torch.tensor(w)
        mask[n, ..., : len(w)] = True
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = model(ids, mask if len(windows) > 1 else None).float()
    return torch.cat([out[n, : len(w)] for n, w in enumerate(windows)])


def loss_of(model: MiniLM, heads: Heads, lesson: Lesson) -> dict[str, tuple[Tensor, int]]:
    """Sum and number of the questions, for each part of the loss."""
    at = lesson.windows.at
    vectors = encode(model, lesson)
    kinds = heads.types(vectors)
    out: dict[str, tuple[Tensor, int]] = {}

    # words: the first of a group's event words has its type; one that nobody recorded has none
    rows, wanted = [], []
    for anchor in lesson.anchors:
        if anchor.type == -1:
            continue
        row = next((at[w] for w in anchor.words if w in at), None)
        if row is not None:
            rows.append(row)
            y = torch.zeros(len(TYPES))
            if anchor.type is not None:
                y[anchor.type] = 1
            wanted.append(y)
    if rows:
        loss = F.binary_cross_entropy_with_logits(kinds[rows], torch.stack(wanted), reduction="sum")
        out["token"] = (loss, len(rows))

    # sentences
    logits, wanted, masks = [], [], []
    for sentence in lesson.sentences:
        known = [at[w] for w in sentence.words if w in at]
        if not known:
            continue
        logits.append(torch.logsumexp(kinds[known], dim=0))
        y, mask = torch.zeros(len(TYPES)), torch.ones(len(TYPES))
        y[list(sentence.types)] = 1
        mask[list(sentence.open)] = 0
        wanted.append(y)
        masks.append(mask)
    if logits:
        each = F.binary_cross_entropy_with_logits(torch.stack(logits), torch.stack(wanted), reduction="none")
        out["sentence"] = ((each * torch.stack(masks)).sum(), len(logits))

    # events and pairs
    mine, answers, pair_mine, theirs, steps, pair_y, pair_mask = [], [], [], [], [], [], []
    for anchor in lesson.anchors:
        event = [at[w] for w in anchor.words if w in at]
        if not event:
            continue
        vector = vectors[event].mean(0)
        if anchor.type != -1:
            mine.append(vector)
            known = anchor.type is not None
            answers.append(
                (float(known), float(anchor.focus) if known else -1, float(anchor.claim) if known else -1)
            )
        for candidate in anchor.candidates:
            other = [at[w] for w in candidate.words if w in at]
            if not other:
                continue
            pair_mine.append(vector)
            theirs.append(vectors[other].mean(0))
            near = min((w - e for w in candidate.words for e in anchor.words), key=abs)
            steps.append(step(near))
            y, mask = torch.zeros(len(PAIRS)), torch.zeros(len(PAIRS))
            for name, yes in candidate.answers.items():
                y[PAIRS.index(name)] = float(yes)
                mask[PAIRS.index(name)] = 1
            pair_y.append(y)
            pair_mask.append(mask)
    if mine:
        y = torch.tensor(answers)
        each = F.binary_cross_entropy_with_logits(
            heads.event(torch.stack(mine)), y.clamp(0), reduction="none"
        )
        out["event"] = ((each * (y >= 0)).sum(), len(mine))
    if pair_mine:
        logits_ = heads.pairs(torch.stack(pair_mine), torch.stack(theirs), torch.tensor(steps))
        mask = torch.stack(pair_mask)
        each = F.binary_cross_entropy_with_logits(logits_, torch.stack(pair_y), reduction="none")
        out["pair"] = ((each * mask).sum(), int(mask.sum()))
    return out


def read_in(lessons: Sequence[Lesson], turn: int) -> list[Lesson]:
    """The reports of a round: there are five times as many written ones, and news is what it is to be good at."""
    return [x for x in lessons if not x.written or x.number // FOLDS % TURNS == turn % TURNS]


def teach(
    model: MiniLM, heads: Heads, lessons: Sequence[Lesson], *, rounds: int, seed: int, title: str
) -> None:
    """Fine-tune in place."""
    torch.manual_seed(seed)
    order = random.Random(seed)
    groups = [
        {"params": [p for p in model.parameters() if p.dim() > 1], "lr": RATE, "weight_decay": 0.01},
        {"params": [p for p in model.parameters() if p.dim() <= 1], "lr": RATE, "weight_decay": 0.0},
        {"params": heads.parameters(), "lr": HEAD_RATE, "weight_decay": 0.01},
    ]
    adam = torch.optim.AdamW(groups)
    every = sum((len(read_in(lessons, turn)) + BATCH - 1) // BATCH for turn in range(rounds))

    def pace(n: int) -> float:
        return min((n + 1) / (WARM * every), max(0.0, (every - n) / ((1 - WARM) * every)))

    plan = torch.optim.lr_scheduler.LambdaLR(adam, pace)
    model.train()
    heads.train()
    part = {"token": TOKEN, "sentence": SENTENCE, "event": EVENT_PART, "pair": PAIR}
    for turn in range(rounds):
        mixed = read_in(lessons, turn)
        order.shuffle(mixed)
        seen = dict.fromkeys(part, 0.0)
        asked = dict.fromkeys(part, 0)
        start = time.time()
        for first in range(0, len(mixed), BATCH):
            for lesson in mixed[first : first + BATCH]:
                parts = loss_of(model, heads, lesson)
                total = torch.zeros(())
                for name, (loss, number) in parts.items():
                    total = total + part[name] * loss / MEAN[name] / BATCH
                    seen[name] += float(loss.detach())
                    asked[name] += number
                if parts:
                    total.backward()
            torch.nn.utils.clip_grad_norm_([*model.parameters(), *heads.parameters()], 1.0)
            adam.step()
            plan.step()
            adam.zero_grad()
        means = " ".join(f"{n} {seen[n] / max(1, asked[n]):.3f}" for n in part)
        print(
            f"{title}, round {turn + 1}/{rounds}: {means} ({time.time() - start:.0f} s)",
            file=sys.stderr,
            flush=True,
        )


# Questions of a typical report: so that a long report counts more than a short one, but the parts keep their balance.
MEAN = {"token": 6.0, "sentence": 15.0, "event": 6.0, "pair": 80.0}
