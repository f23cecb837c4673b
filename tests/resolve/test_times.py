"""Time expressions: every example of lexicons/en/times.yaml, and what a table of examples cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from dateline.lexicons import lexicon
from dateline.model import Report, TimeMention
from dateline.parse import load_parser
from dateline.resolve.times import find_times


def days(mention: TimeMention) -> str:
    """As the examples write it: a day, "first..last", or why there is none."""
    when = mention.when
    if when.start is None and when.end is None:
        assert when.how is not None
        return when.how.rule
    if when.start == when.end:
        return str(when.start)
    return f"{when.start or ''}..{when.end or ''}"


def examples() -> Iterator[tuple[str, str, date | None, dict[str, str]]]:
    for rule in lexicon("times")["rules"]:
        for text, published, expected in rule["examples"]:
            yield rule["id"], text, published, {str(words): str(found) for words, found in expected.items()}


def find(text: str, published: date | None = None, **more: Any) -> list[TimeMention]:
    report = Report(doc="t", body=text, published=published, **more)
    return find_times(report, load_parser()(text))


def test_every_example_of_the_rules_gives_the_days_it_says() -> None:
    wrong = []
    number = 0
    for rule, text, published, expected in examples():
        number += 1
        found = {m.when.text: days(m) for m in find(text, published)}
        if found != expected:
            wrong.append(f"{rule}: {text!r} ({published}): {found}, expected {expected}")
    assert number >= 150
    assert not wrong, f"{len(wrong)} of {number}\n" + "\n".join(wrong)


def test_every_rule_has_examples_and_an_id_of_its_own() -> None:
    rules = lexicon("times")["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert [rule["id"] for rule in rules if not rule["examples"]] == []


@pytest.mark.parametrize(
    ("text", "words", "head"),
    [
        ("Rebels struck on Friday.", "Friday", "Friday"),
        ("Rebels struck two days ago.", "two days ago", "ago"),
        ("Rebels have struck since 2014.", "since 2014", "2014"),
        ("Rebels struck last week.", "last week", "week"),
    ],
)
def test_head_is_the_word_that_joins_the_time_to_the_sentence(text: str, words: str, head: str) -> None:
    [mention] = find(text, date(2019, 11, 23))
    assert mention.when.text == words
    assert load_parser()(text)[mention.head].text == head
