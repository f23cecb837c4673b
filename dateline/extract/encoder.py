"""A small language model that reads the report as a whole: what each word is about, and which words go together.

Comes in: a report's context. Goes out: `Encoded`, which answers for any word how likely it tells of an event of a
type, and for an event word and another whether that is who did it, where it was, who says so. The encoder is
MiniLM-L6 fine-tuned by `training/encoder` (card and scores there), 8-bit, run by ONNX Runtime on the CPU; its heads
are small matrices. Its answers are features of the models in `learned.py`, never the last word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from dateline.extract.context import Context
from dateline.model import EventType

TYPES: tuple[str, ...] = get_args(EventType)
PAIRS = ("actor", "target", "partner", "place", "time", "source", "same")
EVENT = ("record", "focus", "claim")
ROOM = 318  # word pieces of a window, its two marks apart; longer ones cost more than they tell
# Upper bounds of the distance, in words, from the event word to the other.
STEPS = (-120, -60, -30, -15, -8, -4, 0, 4, 8, 15, 30, 60, 120)
CLS, SEP, UNKNOWN = 101, 102, 100
WORD = 60  # letters; longer "words" are addresses
Array = NDArray[np.float32]


# ---------------------------------------------------------------- word pieces


@cache
def vocabulary() -> dict[str, int]:
    text = files(__package__).joinpath("minilm", "vocab.txt").read_text(encoding="utf-8")
    return {piece: number for number, piece in enumerate(text.split("\n")) if piece}


@lru_cache(maxsize=50_000)
def pieces(word: str) -> tuple[int, ...]:
    """The longest pieces of the vocabulary that a word of the parse is made of (WordPiece, lower case).

    By word, not by text, so that every word of the parse knows its pieces.
    """
    import unicodedata

    known = vocabulary()
    plain = unicodedata.normalize("NFD", word.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    out: list[int] = []
    for part in _split(plain):
        if len(part) > WORD:
            out.append(UNKNOWN)
            continue
        start = 0
        found: list[int] = []
        while start < len(part):
            end = len(part)
            while end > start:
                piece = part[start:end] if start == 0 else "##" + part[start:end]
                if piece in known:
                    found.append(known[piece])
                    break
                end -= 1
            if end == start:
                found = [UNKNOWN]
                break
            start = end
        out += found
    return tuple(out)


def _split(word: str) -> Iterator[str]:
    """Letters and digits together, every other sign by itself."""
    start = 0
    for i, c in enumerate(word):
        if not c.isalnum():
            if start < i:
                yield word[start:i]
            if not c.isspace():
                yield c
            start = i + 1
    if start < len(word):
        yield word[start:]


@dataclass(frozen=True, slots=True)
class Windows:
    """The report cut between sentences into stretches of at most ROOM pieces."""

    ids: list[list[int]]
    at: dict[int, int]  # word of the parse -> row of its first piece, counted through all windows


def cut(context: Context, sentences: Collection[int] | None = None) -> Windows:
    """`sentences`: the numbers of those to read; by default all."""
    ids: list[list[int]] = []
    at: dict[int, int] = {}
    current: list[int] = [CLS]
    done = 0

    def close() -> None:
        nonlocal current, done
        current.append(SEP)
        ids.append(current)
        done += len(current)
        current = [CLS]

    for n, sentence in enumerate(context.sentences):
        if sentences is not None and n not in sentences:
            continue
        words = [(t.i, pieces(t.text)) for t in sentence]
        size = sum(len(p) for _, p in words)
        if len(current) > 1 and len(current) - 1 + size > ROOM:
            close()
        for number, parts in words:
            if len(current) - 1 + len(parts) > ROOM:
                close()
            if parts:
                at[number] = done + len(current)
                current.extend(parts)
    if len(current) > 1:
        close()
    return Windows(ids, at)


# ---------------------------------------------------------------- answers


# A probability becomes one feature for every edge that it passes: the models learn what each step is worth.
EDGES = (0.01, 0.03, 0.07, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.96)


def bands(name: str, chance: float) -> Iterator[str]:
    """
    >>> list(bands("encoder_actor", 0.05))
    ['encoder_actor>=0.01', 'encoder_actor>=0.03']
    """
    return (f"{name}>={edge:g}" for edge in EDGES if chance >= edge)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))


def gelu(x: Any) -> Any:
    """The tanh form, as in training."""
    return 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))


def step(distance: int) -> int:
    """Which band of STEPS a distance in words falls in."""
    return next((n for n, edge in enumerate(STEPS) if distance < edge), len(STEPS))


@dataclass(slots=True)
class Encoded:
    """What the encoder has to say of one report.

    `vectors`: one row a word piece, shape (pieces, 384). `heads`: the matrices by name. Probabilities throughout,
    as the encoder believes them: not calibrated.
    """

    windows: Windows
    heads: Mapping[str, Array]
    kinds: Array  # (pieces, types): logits
    left: Array  # (pieces, width): the event word's half of a pair
    right: Array
    vectors: Array

    @classmethod
    def of(cls, windows: Windows, vectors: Array, heads: Mapping[str, Array]) -> Encoded:
        kinds = vectors @ heads["types.weight"].T + heads["types.bias"]
        left = vectors @ heads["left.weight"].T + heads["left.bias"]
        right = vectors @ heads["right.weight"].T
        return cls(windows, heads, kinds, left, right, vectors)

    def _rows(self, words: Sequence[int]) -> list[int]:
        return [self.windows.at[w] for w in words if w in self.windows.at]

    def type_logits(self, words: Sequence[int]) -> Array | None:
        """For the event words of one event: one logit a type, shape (types,)."""
        rows = self._rows(words)
        return self.kinds[rows].max(axis=0) if rows else None

    def sentence_types(self, words: Sequence[int]) -> tuple[Array, list[int]]:
        """How likely a sentence tells of an event of each type, and which word tells it most."""
        known = [w for w in words if w in self.windows.at]
        if not known:
            return np.zeros(len(TYPES), dtype=np.float32), [0] * len(TYPES)
        logits = self.kinds[[self.windows.at[w] for w in known]]
        return sigmoid(pool(logits)), [known[i] for i in logits.argmax(axis=0)]

    def pairs(self, event: Sequence[int], others: Sequence[Sequence[int]]) -> Array:
        """For an event's words and each of `others` (the words of one party, place …): shape (others, PAIRS).

        Words that the encoder has not read (they stand outside the report's own sentences) have no say: 0.
        """
        first = self._rows(event)
        known = [[w for w in words if w in self.windows.at] for words in others]
        out = np.zeros((len(others), len(PAIRS)), dtype=np.float32)
        asked = [n for n, words in enumerate(known) if words]
        if not first or not asked:
            return out
        at = self.windows.at
        mine = self.left[first].mean(axis=0)
        theirs = np.stack([self.right[[at[w] for w in known[n]]].mean(axis=0) for n in asked])
        steps = [step(min((w - e for w in known[n] for e in event), key=abs)) for n in asked]
        hidden = gelu(mine + theirs + self.heads["step.weight"][steps])
        both = np.concatenate([hidden, mine * theirs], axis=1)
        out[asked] = sigmoid(both @ self.heads["pair.weight"].T + self.heads["pair.bias"])
        return out

    def event(self, words: Sequence[int]) -> dict[str, float]:
        """Of an event's words: would a coder record it, is it the news, is it somebody's claim."""
        rows = self._rows(words)
        if not rows:
            return {}
        vector = self.vectors[rows].mean(axis=0)
        hidden = gelu(self.heads["event_in.weight"] @ vector + self.heads["event_in.bias"])
        answers = sigmoid(self.heads["event_out.weight"] @ hidden + self.heads["event_out.bias"])
        return dict(zip(EVENT, map(float, answers), strict=True))


def pool(logits: Array) -> Any:
    """A sentence is about what any of its words is about: a soft maximum over its words."""
    top = logits.max(axis=0)
    return top + np.log(np.exp(logits - top).sum(axis=0))


# ---------------------------------------------------------------- the model


@dataclass(frozen=True, slots=True)
class Encoder:
    """The network and its heads, loaded once a process."""

    session: Any
    heads: Mapping[str, Array]

    @classmethod
    def load(cls, folder: Path | None = None) -> Encoder:
        """From a folder with `encoder.onnx` and `heads.npz`; by default the shipped ones."""
        import onnxruntime

        where = files(__package__).joinpath("minilm") if folder is None else folder
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a process codes one report; more processes use more cores
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            where.joinpath("encoder.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        with where.joinpath("heads.npz").open("rb") as file:
            heads = {name: value.astype(np.float32) for name, value in np.load(file).items()}
        return cls(session, heads)

    def encode(self, context: Context, sentences: Collection[int] | None = None) -> Encoded:
        windows = cut(context, sentences)
        return Encoded.of(windows, self.vectors(windows), self.heads)

    def vectors(self, windows: Windows) -> Array:
        """One row a word piece of all windows, shape (pieces, 384)."""
        rows = [self.session.run(None, {"ids": np.array([ids], dtype=np.int64)})[0][0] for ids in windows.ids]
        return (
            np.concatenate(rows) if rows else np.zeros((0, self.heads["types.weight"].shape[1]), np.float32)
        )


@cache
def shipped() -> Encoder:
    return Encoder.load()
