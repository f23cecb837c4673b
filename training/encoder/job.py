"""One encoder: trained, written, examined. In a module of its own so that other processes can run it."""

from __future__ import annotations

import pickle
from pathlib import Path

import torch

from dateline.extract.encoder import Encoded, Encoder
from training.encoder import FOLDS, OUT, fold_folder
from training.encoder.exam import Answers, ask
from training.encoder.examples import Lesson
from training.encoder.export import export
from training.encoder.network import Heads, MiniLM
from training.encoder.teach import teach

TARGET = Path(__file__).resolve().parents[2] / "dateline" / "extract" / "minilm"
LESSONS = OUT / "lessons.pickle"
ROUNDS = 10
SEED = 20
ALL = -1  # the fold of no report: the encoder that ships


def teach_one(fold: int, base: Path) -> Answers:
    """Train, write and examine the encoder that sees every report but the fold's."""

    torch.set_num_threads(1)  # two at once on two cores are faster than one on both
    lessons: list[Lesson] = pickle.loads(LESSONS.read_bytes())
    torch.manual_seed(SEED)
    model, heads = MiniLM(), Heads()
    model.load_published(base)
    name = "all" if fold == ALL else f"fold {fold}"
    seen = [x for x in lessons if x.number % FOLDS != fold]
    teach(model, heads, seen, rounds=ROUNDS, seed=SEED, title=name)
    model.eval()
    folder = TARGET if fold == ALL else fold_folder(fold)
    export(model, heads, folder)
    encoder = Encoder.load(folder)
    held = [x for x in lessons if x.number % FOLDS == fold and not x.written]
    return ask((x, Encoded.of(x.windows, encoder.vectors(x.windows), encoder.heads)) for x in held)
