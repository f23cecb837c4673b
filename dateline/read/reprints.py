"""A text in, its fingerprint out; two fingerprints in, how far they are one text published twice.

A reprint repeats another report's text, perhaps with another title, byline, credit or copyright line, or with
its tail cut. A follow-up repeats much of the wording too but counts differently: so the figures that a text
gives are part of its fingerprint, and must agree. Must not know: events, nor the database (which looks
candidates up by band).
"""

from __future__ import annotations

import re
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

from dateline.lexicons import lexicon
from dateline.model import Report, Span

if TYPE_CHECKING:
    import numpy as np
    from datasketch import MinHash

# Chosen on written pairs (tests/read/test_reprints.py) and on the 162 reports of the gold training sets: none
# is a reprint; the most alike (one paper, one siege, two days) share 10 % of the shorter's shingles.
THRESHOLD = 0.8
LEAST_WORDS = 40  # a shorter text is a headline or an alert: many are worded alike
LEAST_SHARE = 0.5  # the shorter text is at least this part of the longer

_SHINGLE = 4  # words
_VALUES = 128
_BANDS, _ROWS = 20, 3  # a pair with half of its shingles in common shares a band in 93 of 100 cases
_FIGURES = 64
_HEAD = struct.Struct("<II")  # how many shingles, how many figures
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:1[89]|20|21)\d\d")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a text. Two texts that share no band are no reprints of each other.

    `values`: how many shingles and figures there are, 128 minimal hashes, then up to 64 hashes of figures.
    """

    values: bytes
    bands: tuple[str, ...]


def fingerprint(text: str) -> Fingerprint | None:
    """The fingerprint of a report's own words (see `own_words`); None when they are too few to tell.

    The same on every machine and in every run: it may be stored.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < LEAST_WORDS:
        return None
    sketch = _new_sketch()
    shingles = {" ".join(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)}
    remaining = iter(sorted(shingles))
    while part := [
        shingle.encode() for shingle in islice(remaining, 4096)
    ]:  # bounds the memory of long texts
        sketch.update_batch(part)
    values = sketch.hashvalues.astype("<u4").tobytes()
    figures = sorted(_hash(figure) for figure in _figures(words))[:_FIGURES]
    width = 4 * _ROWS
    return Fingerprint(
        _HEAD.pack(len(shingles), len(figures)) + values + struct.pack(f"<{len(figures)}I", *figures),
        tuple(f"{n:02d}{_digest(values[n * width : (n + 1) * width])}" for n in range(_BANDS)),
    )


def similarity(a: Fingerprint, b: Fingerprint) -> float:
    """The part of the shorter text's wording that the longer one repeats, 0 to 1 (estimated to about 0.05).

    0 when they cannot be one text: different figures, or one more than twice as long as the other.
    """
    import numpy as np

    first, second = sorted((_unpack(a), _unpack(b)), key=lambda text: text.size)
    if first.size < LEAST_SHARE * second.size or not _same_figures(first.figures, second.figures):
        return 0.0
    alike = float(np.mean(first.hashes == second.hashes))
    return min(1.0, alike * (first.size + second.size) / ((1 + alike) * first.size))


def own_words(report: Report) -> str:
    """The body of a prepared report without dateline and furniture: what a reprint has in common with it."""
    marks = [mark.span for mark in report.furniture]
    if report.dateline is not None:
        marks.append(report.dateline.span)
    return " ".join(report.text[start:end] for start, end in _between(report, sorted(marks)))


class ReprintIndex:
    """The reports seen so far, in memory.

    >>> index = ReprintIndex()
    >>> words = " ".join(f"word{n}" for n in range(60))
    >>> first, again = Report(doc="a", body=words), Report(doc="b", title="Again", body=words)
    >>> index.add(first)
    >>> index.find(again) == first.id, index.find(Report(doc="c", body=words.replace("3", "4")))
    (True, None)
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._prints: list[Fingerprint] = []
        self._by_band: dict[str, list[int]] = defaultdict(list)

    def find(self, report: Report) -> str | None:
        """The id of the earlier report that this one repeats: the most alike, of equals the first added."""
        found = fingerprint(own_words(report))
        if found is None:
            return None
        near = sorted({number for band in found.bands for number in self._by_band.get(band, ())})
        scored = [(similarity(found, self._prints[n]), -n) for n in near if self._ids[n] != report.id]
        score, number = max(scored, default=(0.0, 0))
        return self._ids[-number] if score >= THRESHOLD else None

    def add(self, report: Report) -> None:
        """Remember the report; a reprint stands for the one that it repeats. Too short a text is left out."""
        found = fingerprint(own_words(report))
        if found is None:
            return
        for band in found.bands:
            self._by_band[band].append(len(self._ids))
        self._ids.append(report.reprint_of or report.id)
        self._prints.append(found)


@dataclass(frozen=True, slots=True)
class _Unpacked:
    size: int
    hashes: np.ndarray[tuple[int], np.dtype[np.uint32]]
    figures: tuple[int, ...]


@lru_cache(maxsize=4096)
def _unpack(found: Fingerprint) -> _Unpacked:
    import numpy as np

    size, figures = _HEAD.unpack_from(found.values)
    hashes = np.frombuffer(found.values, dtype="<u4", count=_VALUES, offset=_HEAD.size)
    rest = struct.unpack_from(f"<{figures}I", found.values, _HEAD.size + 4 * _VALUES)
    return _Unpacked(size, hashes, rest)


def _same_figures(fewer: tuple[int, ...], more: tuple[int, ...]) -> bool:
    """Every figure of the shorter text is in the longer (as far as the kept hashes, the smallest, reach)."""
    reach = more[-1] if len(more) == _FIGURES else 2**32
    return all(figure in more for figure in fewer if figure <= reach)


def _figures(words: Iterable[str]) -> Iterator[str]:
    """Each number of a text, as digits or in words, numbered when it comes again; years are left out.

    >>> list(_figures("six died and 6 fled in 2019 after two raids".split()))
    ['6', '6 2', '2']
    """
    seen: Counter[str] = Counter()
    for word in words:
        value = _number_words().get(word, word)
        if value[0].isdecimal() and not _YEAR.fullmatch(value):
            seen[value] += 1
            yield value if seen[value] == 1 else f"{value} {seen[value]}"


@cache
def _number_words() -> dict[str, str]:
    words: dict[str, int] = lexicon("read")["figures"]
    return {word: str(value) for word, value in words.items()}


def _between(report: Report, marks: list[Span]) -> Iterator[tuple[int, int]]:
    start = report.body_start
    for mark in marks:
        if mark.start > start:
            yield start, mark.start
        start = max(start, mark.end)
    yield start, len(report.text)


def _new_sketch() -> MinHash:
    from datasketch import MinHash  # slow to import, and most runs compare nothing

    return MinHash(num_perm=_VALUES, seed=1, scheme="affine32")


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "little")


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=6).hexdigest()
