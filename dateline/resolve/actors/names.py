"""Words of a name and of a text, folded so that spellings of one name meet, and a table that finds names.

Comes in: strings. Goes out: folded words with their offsets, names found. Must not know: actors, parses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Generic, Literal, NamedTuple, TypeVar

WORD = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]\b\.?|[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_GAP = re.compile(r"[ \t\n\-‐–—/'’`\".&“”]{0,4}")
_POSSESSIVE = re.compile(r"['’ʼ`´]s$", re.IGNORECASE)
_MARKS = re.compile(r"['’ʼ`´.]")
LONGEST_ACRONYM = 6

T = TypeVar("T")
Case = Literal["any", "capital", "acronym"]


class Word(NamedTuple):
    """A word of a text: its folded form, and where it stands (a possessive 's is left out)."""

    key: str
    start: int
    end: int


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """One form for the spellings of a word: no accents, apostrophes, dots, possessive or case.

    >>> fold("Da'esh"), fold("U.S."), fold("Türkiye's")
    ('daesh', 'us', 'turkiye')
    """
    word = _MARKS.sub("", _POSSESSIVE.sub("", word))
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
        word = word.replace("ı", "i")
    return word.casefold()


@lru_cache(maxsize=4)  # several steps read the same report, one after another
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order. Hyphens part words: "al-Nusra" is two."""
    return tuple(_words(text))


def _words(text: str) -> list[Word]:
    found = []
    for match in WORD.finditer(text):
        raw = match.group()
        owner = _POSSESSIVE.search(raw)
        end = match.start() + owner.start() if owner else match.end()
        found.append(Word(fold(raw), match.start(), end))
    return found


def key_of(name: str) -> tuple[str, ...]:
    return tuple(word.key for word in _words(name))


def _cases(name: str) -> tuple[Case, ...]:
    """Which capitals a name's words need in a text to count as that name."""
    raw = [name[word.start : word.end] for word in _words(name)]
    if len(raw) == 1 and len(raw[0].strip(".")) <= LONGEST_ACRONYM and raw[0].isupper():
        return ("acronym",)
    return tuple("capital" if word[0].isupper() else "any" for word in raw)


@dataclass(slots=True)
class _Entry(Generic[T]):
    cases: tuple[Case, ...]
    meanings: list[T]


class Hit(NamedTuple, Generic[T]):
    """A name found: words `first` up to, not including, `last`, and everything it may mean."""

    first: int
    last: int
    start: int
    end: int
    meanings: tuple[T, ...]


@dataclass(slots=True)
class NameTable(Generic[T]):
    """Names and what they mean; finds them in a text, the longest first.

    `ambiguous`: initials that are also words ("IS", "WHO"), passed over in text all in capitals.
    """

    ambiguous: frozenset[str] = frozenset()
    _entries: dict[tuple[str, ...], list[_Entry[T]]] = field(default_factory=dict)
    _longest: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, meaning: T) -> None:
        key = key_of(name)
        if not key:
            raise ValueError(f"a name without a letter: {name!r}")
        cases = _cases(name)
        entries = self._entries.setdefault(key, [])
        for entry in entries:
            if entry.cases == cases:
                if meaning not in entry.meanings:
                    entry.meanings.append(meaning)
                return
        entries.append(_Entry(cases, [meaning]))
        self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def exact(self, name: str) -> tuple[T, ...]:
        """What the whole of `name` may mean, capitals set aside."""
        entries = self._entries.get(key_of(name), ())
        return tuple(dict.fromkeys(m for entry in entries for m in entry.meanings))

    def find(self, text: str, words: Sequence[Word], capitals: Iterable[range] = ()) -> Iterator[Hit[T]]:
        """Names in a text, left to right, none within another. `capitals`: stretches all in capitals."""
        shouted = tuple(capitals)
        i, n = 0, len(words)
        while i < n:
            longest = self._longest.get(words[i].key)
            step = 1
            if longest is not None:
                for length in range(min(longest, n - i), 0, -1):
                    entries = self._entries.get(tuple(w.key for w in words[i : i + length]))
                    if entries is None or not _joined(text, words[i : i + length]):
                        continue
                    meanings = self._fitting(text, words[i : i + length], entries, shouted)
                    if meanings:
                        yield Hit(i, i + length, words[i].start, words[i + length - 1].end, meanings)
                        step = length
                        break
            i += step

    def _fitting(
        self, text: str, words: Sequence[Word], entries: list[_Entry[T]], shouted: tuple[range, ...]
    ) -> tuple[T, ...]:
        raw = [text[w.start : w.end] for w in words]
        upper = any(words[0].start in stretch for stretch in shouted)
        return tuple(
            dict.fromkeys(
                meaning
                for entry in entries
                if all(self._fits(c, w, upper) for c, w in zip(entry.cases, raw, strict=True))
                for meaning in entry.meanings
            )
        )

    def _fits(self, case: Case, raw: str, shouted: bool) -> bool:
        if case == "any":
            return True
        if case == "capital":
            return raw[0].isupper() or not raw[0].isalpha() or not raw.isascii()
        acronym = raw.replace(".", "").upper()
        if acronym in self.ambiguous:
            return raw.isupper() and not (shouted and "." not in raw)
        return raw.isupper() or (len(raw) >= 4 and raw[0].isupper())


def _joined(text: str, words: Sequence[Word]) -> bool:
    """Whether nothing but a blank, a hyphen or the like stands between the words."""
    return all(
        _GAP.fullmatch(text, a.end + 2 * bool(_POSSESSIVE.fullmatch(text, a.end, a.end + 2)), b.start)
        and ". " not in text[a.end : b.start]
        for a, b in pairwise(words)
    )


@lru_cache(maxsize=4)
def shouted_stretches(text: str) -> tuple[range, ...]:
    """The paragraphs written all in capitals, where capitals tell nothing."""
    found = []
    start = 0
    for line in text.split("\n"):
        letters = sum(map(str.isalpha, line))
        if letters > 12 and sum(map(str.isupper, line)) > 0.85 * letters:
            found.append(range(start, start + len(line) + 1))
        start += len(line) + 1
    return tuple(found)
