"""Stretches of capitalised words that may hold a name: a text in, runs of word offsets out.

Must not know: grammar, gazetteers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.resolve.gazetteer.names import ARTICLES

Run = list[tuple[int, int]]  # the words of a run: start and end in the text

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’ʼ`´ʿʾ‘](?=[^\W\d_]))*\.?")
JOINERS = frozenset({
    "of", "de", "del", "della", "la", "le", "les", "los", "las", "du", "do", "da", "des", "di", "the", "and",
    "y", "sur", "am", "der", "bin", "abu",
    "au", "aux",
})  # fmt: skip
_POSSESSIVE = re.compile(r"['’]s?$")
_SAINT = re.compile(r"(?:St|Ste|Mt|Ft|Sts)\.$")  # a full stop inside a name
_HYPHENS = "-–‑"


def find_runs(text: str) -> Iterator[Run]:
    """Capitalised words that stand together, with joiners between them and articles tied on in front.

    >>> text = "fled al-Hol for Deir ez-Zor, Syria's east"
    >>> [" ".join(text[a:b] for a, b in run) for run in find_runs(text)]
    ['al Hol', 'Deir ez Zor', 'Syria']
    """
    run: Run = []
    pending: Run = []  # joiners that count only if a capital follows
    last = 0
    for found in _WORD.finditer(text):
        word, ends = found.group(), False
        if word[-1] == "." and not _SAINT.match(word):
            word, ends = word[:-1], True
        if owner := _POSSESSIVE.search(word):
            word, ends = word[: owner.start()], True
            if not word:
                continue
        span = (found.start(), found.start() + len(word))
        gap = text[last : span[0]]
        if run and gap not in ("", " ", *_HYPHENS):
            yield run
            run, pending = [], []
        if word[0].isupper():
            tied = pending and pending[-1][1] == span[0] - 1 and text[span[0] - 1] in _HYPHENS
            run = [*run, *(pending if run or tied else ()), span]
            pending = []
        elif word.lower() in ARTICLES or (run and word.lower() in JOINERS):
            pending = [*pending, span] if run else [span]
        else:
            ends = True
        last = found.end()
        if run and (ends or len(pending) > 2):
            yield run
            run, pending = [], []
    if run:
        yield run
