"""A text in, the language it is written in out. The profiles are data (languages.yaml); no model."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_SAMPLE = 20_000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language that most of the text is in; None when there is too little to tell.

    Scripts decide first, then letters that only some languages of a script use, then common words.

    >>> detect_language("The army said that two of its men had been killed in the north.")
    'en'
    >>> detect_language("Dos soldados murieron en el norte del país, según la policía.")
    'es'
    """
    sample = text[:_SAMPLE]
    letters = [c for c in sample if c.isalpha()]
    if len(letters) < 12:
        return None
    script = _main_script(letters)
    candidates = {code: p for code, p in _profiles().items() if p["script"] == script}
    if not candidates:
        return None
    if len(candidates) == 1:
        return next(iter(candidates))
    words = Counter(_WORD.findall(sample.lower()))
    total = sum(words.values())
    scores = {code: _score(profile, words, letters) for code, profile in candidates.items()}
    best, second = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:2]
    # A running text has a common word in every three to five; names alone have none.
    if best[1] < 3 or best[1] < 0.06 * total or best[1] < 1.15 * second[1]:
        return None
    return best[0]


def _score(profile: dict[str, Any], words: Counter[str], letters: list[str]) -> float:
    common = sum(words[word] for word in profile["words"])
    own = sum(letters.count(letter) for letter in profile.get("letters", ""))
    return common + 0.5 * own


def _main_script(letters: list[str]) -> str | None:
    counts: Counter[str] = Counter()
    for letter in letters:
        code = ord(letter)
        for name, ranges in _scripts().items():
            if any(low <= code <= high for low, high in ranges):
                counts[name] += 1
                break
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    # Japanese mixes Han with its own letters; a tenth of those settles it.
    if counts["kana"] > 0.1 * len(letters):
        return "kana"
    return name if count > 0.5 * len(letters) else None


@cache
def _data() -> dict[str, Any]:
    text = files(__package__).joinpath("languages.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return loaded


@cache
def _scripts() -> dict[str, list[tuple[int, int]]]:
    return {name: [(low, high) for low, high in ranges] for name, ranges in _data()["scripts"].items()}


@cache
def _profiles() -> dict[str, dict[str, Any]]:
    return {
        code: {**profile, "words": frozenset(profile["words"].split() if profile.get("words") else ())}
        for code, profile in _data()["languages"].items()
    }
