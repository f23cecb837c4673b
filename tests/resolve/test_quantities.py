"""Numbers of people and things: every example of lexicons/en/quantities.yaml, and the edges."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.lexicons import lexicon
from dateline.model import QuantityMention, Report
from dateline.parse import load_parser
from dateline.resolve.quantities import find_quantities


def interval(text: str, mention: QuantityMention) -> str:
    """As the examples write it: "~120 fighters", "13.. people", "0..0 none"."""
    low, high = mention.interval.low, mention.interval.high
    words = f"{low}.." if high is None else str(low) if low == high and low else f"{low}..{high}"
    noun = "" if mention.noun is None else f" {load_parser()(text)[mention.noun].text}"
    return ("~" if mention.interval.approx else "") + words + (" none" if high == 0 else noun)


def examples() -> Iterator[tuple[str, str, dict[str, str]]]:
    for group in lexicon("quantities")["examples"]:
        for text, expected in group["cases"]:
            yield group["id"], text, {str(words): str(found) for words, found in expected.items()}


def find(text: str) -> list[QuantityMention]:
    return find_quantities(Report(doc="t", body=text), load_parser()(text))


def test_every_example_gives_the_interval_it_says() -> None:
    wrong = []
    number = 0
    for group, text, expected in examples():
        number += 1
        found = {text[m.span.start : m.span.end]: interval(text, m) for m in find(text)}
        if found != expected:
            wrong.append(f"{group}: {text!r}: {found}, expected {expected}")
    assert number >= 100
    assert not wrong, f"{len(wrong)} of {number}\n" + "\n".join(wrong)
