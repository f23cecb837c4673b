"""Remembered word forms are those that spaCy's own components give."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from dateline import wordforms
from dateline.parse import load_parser
from dateline.wordforms import FIRST_RELATION, FIRST_WORDS, WordForms
from tests.test_examples import example_reports

TEXTS = [
    "There ain't been a truce, they're gonna say. Let's go! There are four. C'mon, y'all got ta leave.",
    "THERE'S NO DOUBT: THE REBELS HAVE LEFT AND GOT OUT. Ain't it so?\n\nI'd have said that we could.",
    "Let there be no doubt: it was a raid by the army.",
    "It was a raid. Was it? There was one. All were there; is it on? On it is, she's there.",
    "What that man had done, had he done it, was that the towns' best doctors did not dare to.",
]


def said(doc: Doc) -> list[tuple[str, ...]]:
    return [(t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_) for t in doc]


@pytest.fixture(scope="module")
def parsed() -> list[tuple[Doc, Doc]]:
    """Each text as spaCy's own components have it, and before them."""
    parser = load_parser()
    pairs = []
    for text in (*TEXTS, *(r.text for r in example_reports().values())):
        doc = parser.make_doc(text)
        for name in ("tok2vec", "tagger", "dateline_breaks", "parser"):
            doc = parser.get_pipe(name)(doc)
        before = doc.copy()
        for name in WordForms.REPLACES:
            doc = parser.get_pipe(name)(doc)
        pairs.append((doc, before))
    return pairs


def test_as_spacy_has_it(parsed: list[tuple[Doc, Doc]]) -> None:
    forms = WordForms(load_parser())
    for expected, doc in parsed:
        assert doc[0].pos == 0  # not yet known
        assert said(forms(doc.copy())) == said(expected)
        assert said(forms(doc.copy())) == said(expected), "the second time, from memory"


def test_answers_do_not_depend_on_what_was_read_before(parsed: list[tuple[Doc, Doc]]) -> None:
    for number in range(len(TEXTS)):
        forms = WordForms(load_parser())
        for expected, doc in [*parsed[number : len(TEXTS)], *parsed[:number]]:
            assert said(forms(doc.copy())) == said(expected)


def test_forgets_when_there_is_too_much(
    parsed: list[tuple[Doc, Doc]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wordforms, "MOST", 10)
    forms = WordForms(load_parser())
    for expected, doc in parsed:
        assert said(forms(doc.copy())) == said(expected)
        assert not forms.known


def test_empty_text() -> None:
    assert len(load_parser()("")) == 0


def test_knows_every_pattern_of_two_words() -> None:
    """A new version of the model may bring more; then FIRST_WORDS must grow."""
    parser: Language = load_parser()
    patterns = [p for entry in parser.get_pipe("attribute_ruler").patterns for p in entry["patterns"]]  # type: ignore[attr-defined]
    assert {key for p in patterns for token in p for key in token} <= {"TAG", "LOWER", "DEP", "IS_SPACE"}
    first = [p[0] for p in patterns if len(p) > 1]
    assert all(len(p) <= 2 for p in patterns)
    words = {p["LOWER"] for p in first if isinstance(p.get("LOWER"), str)}
    odd = [p for p in first if not isinstance(p.get("LOWER"), str)]
    assert words | {"y", "y'"} == FIRST_WORDS
    assert odd == [{"LOWER": {"REGEX": "^y'?$"}}, {"DEP": FIRST_RELATION}]
