"""Word class, morphology and lemma of every token, found once for each word form and remembered.

Comes in: a spaCy Doc with tags and a parse. Goes out: the same Doc with what spaCy's attribute ruler and lemmatizer
would have set. Both look at a token's tag, word and relation, and a few of their patterns at the token before or
after; so an answer holds for every such token, and a quarter of the parsing time is saved. They stay the only place
that knows the rules: word forms not met before are given to them. Must not know: what a report is.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

ASKED: list[int | str] = ["TAG", "ORTH", "DEP"]
SET: list[int | str] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]
# The words, and the relation, with which the ruler's patterns of two tokens begin; a test compares them with its list.
FIRST_WORDS = {"ai", "gon", "got", "let", "c'm", "y'", "y"}
FIRST_RELATION = "expl"
MOST = 200_000  # remembered at most, some 100 MB; then all are forgotten

Row = tuple[int, ...]
Key = tuple[Row, Row, Row]  # the token before, the token, the one after
NONE: Row = ()


class WordForms:
    """Stands in a pipeline where the attribute ruler and the lemmatizer stood."""

    REPLACES = ("attribute_ruler", "lemmatizer")

    def __init__(self, parser: Language) -> None:
        self.vocab = parser.vocab
        self.rules: list[Any] = [parser.get_pipe(name) for name in self.REPLACES]
        self.known: dict[Key, Row] = {}
        self.first_words = {
            self.vocab.strings.add(form) for w in FIRST_WORDS for form in (w, w.capitalize(), w.upper())
        }
        self.first_relation = self.vocab.strings.add(FIRST_RELATION)
        self.stop = tuple(self.vocab.strings.add(text) for text in (".", ".", "punct"))

    def __call__(self, doc: Doc) -> Doc:
        if len(doc):
            known = self.known
            keys = self._keys(doc)
            unknown = {key for key in keys if key not in known}
            if unknown:
                known.update(self._ask(sorted(unknown)))
            rows = chain.from_iterable(map(known.__getitem__, keys))
            found = np.fromiter(rows, dtype="uint64").reshape(len(doc), len(SET))
            doc.from_array(SET, found)  # type: ignore[arg-type]
            if len(known) > MOST:
                self.known = {}  # a new one: another thread may still read the old
        return doc

    def _keys(self, doc: Doc) -> list[Key]:
        """Each token with the one before and the one after, where a pattern could see them."""
        rows: list[Row] = list(map(tuple, doc.to_array(ASKED).tolist()))
        keys = [(NONE, row, NONE) for row in rows]
        for n, (_, word, relation) in enumerate(rows[:-1]):
            if relation == self.first_relation or word in self.first_words:
                keys[n] = (keys[n][0], rows[n], rows[n + 1])
                keys[n + 1] = (rows[n], rows[n + 1], NONE)
        return keys

    def _ask(self, unknown: list[Key]) -> dict[Key, Row]:
        """What the ruler and the lemmatizer say of each, shown all in one text: each with its neighbours, and with a
        full stop behind, lest a pattern see two that never stood together."""
        shown: list[Row] = []
        places = []
        for before, own, after in unknown:
            places.append(len(shown) + bool(before))
            shown += [row for row in (before, own, after, self.stop) if row]
        text = Doc(self.vocab, words=[self.vocab.strings[word] for _, word, _ in shown])
        given = np.array([(tag, dep) for tag, _, dep in shown], dtype="uint64")
        text.from_array(["TAG", "DEP"], given)  # type: ignore[arg-type]
        for rule in self.rules:
            rule(text)
        answers = text.to_array(SET).tolist()
        return {key: tuple(answers[place]) for key, place in zip(unknown, places, strict=True)}
