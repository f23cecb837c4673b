"""Numbers of people and things: every example of lexicons/en/quantities.yaml, and the edges."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from dateline.lexicons import lexicon
from dateline.model import QuantityMention, Report
from dateline.parse import load_parser
from dateline.resolve.quantities import find_quantities


def interval(doc: Doc, mention: QuantityMention) -> str:
    """As the examples write it: "~120 fighters", "13.. people", "0..0 none", "2 children, detail of Five"."""
    low, high = mention.interval.low, mention.interval.high
    words = f"{low}.." if high is None else str(low) if low == high and low else f"{low}..{high}"
    noun = "" if mention.noun is None else f" {doc[mention.noun].text}"
    found = ("~" if mention.interval.approx else "") + words + (" none" if high == 0 else noun)
    if mention.relation is None:
        return found
    other = mention.relation.other
    return f"{found}, {mention.relation.kind}" + (
        f" of {doc.text[slice(*other)]}" if other is not None else ""
    )


def told(text: str, doc: Doc) -> dict[str, str]:
    """Every number phrase of a text with its interval, and those without a number with the reason ("? unit")."""
    counted, uncounted = find_quantities(Report(doc="t", body=text), doc)
    found = {text[m.span.start : m.span.end]: interval(doc, m) for m in counted}
    return found | {text[u.span.start : u.span.end]: f"? {u.reason}" for u in uncounted}


def examples() -> Iterator[tuple[str, str, dict[str, str]]]:
    for group in lexicon("quantities")["examples"]:
        for text, expected in group["cases"]:
            yield group["id"], text, {str(words): str(found) for words, found in expected.items()}


def find(text: str) -> list[QuantityMention]:
    return find_quantities(Report(doc="t", body=text), load_parser()(text))[0]


def test_every_example_gives_what_it_says() -> None:
    table = list(examples())
    wrong = []
    for (group, text, expected), doc in zip(table, load_parser().pipe(t for _, t, _ in table), strict=True):
        found = told(text, doc)
        if found != expected:
            wrong.append(f"{group}: {text!r}: {found}, expected {expected}")
    assert not wrong, f"{len(wrong)} of {len(table)}\n" + "\n".join(wrong)


def test_there_are_300_examples_and_none_is_written_twice() -> None:
    texts = [text for _, text, _ in examples()]
    assert len(texts) >= 300
    assert len(texts) == len(set(texts))


_VOCABULARY = [
    *(word for name in ("small", "scales", "plurals") for word in lexicon("quantities")[name]),
    "a", "an", "of", "and", "or", "to", "between", "at", "least", "more", "than", "about", "up", "few",
    "several", "half", "couple", "1,500", "3m", "12", "99999999", "2.5", "-", "%",
]  # fmt: skip


def test_span_is_the_number_and_phrase_reaches_to_the_noun() -> None:
    text = "The raid killed more than a dozen suspected fighters."
    [found] = find(text)
    assert text[found.span.start : found.span.end] == "more than a dozen"
    assert text[found.phrase.start : found.phrase.end] == "more than a dozen suspected fighters"
    assert found.noun == found.head
    assert found.rule == "more_than"


def test_number_that_stands_alone_has_no_noun() -> None:
    text = "The raid killed 22 and wounded 30."
    assert [(m.interval.low, m.noun, load_parser()(text)[m.head].text) for m in find(text)] == [
        (22, None, "22"),
        (30, None, "30"),
    ]


@pytest.mark.parametrize(
    "text", ["", "12", "a", "of of of", "1,2,3,4", "99999999999999999999 men", "0.5 men", "\n12. men"]
)
def test_odd_texts_give_no_error(text: str) -> None:
    assert all(m.span.end <= len(text) for m in find(text))


@settings(max_examples=60)
@given(st.lists(st.sampled_from(_VOCABULARY), max_size=12))
def test_low_is_never_above_high(words: list[str]) -> None:
    text = " ".join(words)
    for mention in find(text):
        assert mention.interval.high is None or 0 <= mention.interval.low <= mention.interval.high
        assert mention.phrase.contains(mention.span)
