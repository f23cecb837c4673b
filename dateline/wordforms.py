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
MOST = 300_000  # remembered at most, some 100 MB; then all are forgotten

Row = tuple[int, ...]
NONE: Row = ()


class WordForms:
    """Stands in a pipeline where the attribute ruler and the lemmatizer stood."""

    REPLACES = ("attribute_ruler", "lemmatizer")

    def __init__(self, parser: Language) -> None:
        self.vocab = parser.vocab
        self.rules: list[Any] = [parser.get_pipe(name) for name in self.REPLACES]
        self.known: dict[tuple[Row, Row, Row], Row] = {}
        self.first_words = {
            self.vocab.strings.add(form) for w in FIRST_WORDS for form in (w, w.capitalize(), w.upper())
        }
        self.first_relation = self.vocab.strings.add(FIRST_RELATION)

    def __call__(self, doc: Doc) -> Doc:
        if len(doc):
            keys = self._keys(doc)
            unknown = {key for key in keys if key not in self.known}
            if unknown:
                self._ask(sorted(unknown))
            rows = chain.from_iterable(map(self.known.__getitem__, keys))
            found = np.fromiter(rows, dtype="uint64").reshape(len(doc), len(SET))
            doc.from_array(SET, found)  # type: ignore[arg-type]
            if len(self.known) > MOST:
                self.known.clear()
        return doc

    def _keys(self, doc: Doc) -> list[tuple[Row, Row, Row]]:
        """Each token with the one before and the one after, where a pattern could see them."""
        rows: list[Row] = list(map(tuple, doc.to_array(ASKED).tolist()))
        keys = [(NONE, row, NONE) for row in rows]
        for n, (_, word, relation) in enumerate(rows[:-1]):
            if relation == self.first_relation or word in self.first_words:
                keys[n] = (keys[n][0], rows[n], rows[n + 1])
                keys[n + 1] = (rows[n], rows[n + 1], NONE)
        return keys

    def _ask(self, unknown: list[tuple[Row, Row, Row]]) -> None:
        """What the ruler and the lemmatizer say of each: they are shown all in one text, with their neighbours."""
        shown = [row for key in unknown for row in key if row]
        places = np.cumsum([sum(map(bool, key)) for key in unknown]) - [1 + bool(key[2]) for key in unknown]
        words = [self.vocab.strings[word] for _, word, _ in shown]
        text = Doc(self.vocab, words=words)
        given = np.array([(tag, dep) for tag, _, dep in shown], dtype="uint64")
        text.from_array(["TAG", "DEP"], given)  # type: ignore[arg-type]
        for rule in self.rules:
            rule(text)
        answers = text.to_array(SET).tolist()
        for key, place in zip(unknown, places, strict=True):
            self.known[key] = tuple(answers[place])
