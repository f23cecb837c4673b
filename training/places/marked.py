"""Reads texts in which every place name is marked: JSON Lines in, reports with their answers out.

A mark is [[words|name|country|unit|lat|lon]], with a last field E where the name stands inside another name
("[[London|…|E]] Stock Exchange") or for a government, and [[words|-]] where words that a gazetteer knows are no place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dateline.model import Report, Span

_MARK = re.compile(r"\[\[([^\]|]+)\|([^\]]*)\]\]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the words mean. Neither country nor coordinates: no place. `embedded`: a place's name in another name.

    `precision`: of a recorded event's place, "exact", "near" or "admin1".
    """

    span: Span
    country: str | None = None
    unit: str | None = None
    lat: float | None = None
    lon: float | None = None
    embedded: bool = False
    precision: str | None = None

    @property
    def is_place(self) -> bool:
        return self.country is not None or self.lat is not None


def read_marks(text: str, offset: int = 0) -> tuple[str, list[Answer]]:
    """The text without marks, and what they say.

    >>> read_marks("in [[Gao|Gao|ML|Gao|16.27|-0.04]]")[1][0].span
    Span(start=3, end=6)
    """
    out, answers, last, length = [], [], 0, offset
    for found in _MARK.finditer(text):
        before, words = text[last : found.start()], found.group(1)
        out += [before, words]
        start = length + len(before)
        length, last = start + len(words), found.end()
        answers.append(_answer(Span(start, length), found.group(2).split("|")))
    return "".join([*out, text[last:]]), answers


def _answer(span: Span, fields: list[str]) -> Answer:
    if fields == ["-"]:
        return Answer(span)
    if len(fields) not in (5, 6) or fields[5:] not in ([], ["E"]):
        raise ValueError(f"{fields}: a mark has 2, 6 or 7 fields")
    _, country, unit, lat, lon = fields[:5]
    return Answer(span, country or None, unit or None, float(lat), float(lon), len(fields) == 6)


def load_marked(folder: Path) -> Iterator[tuple[Report, list[Answer]]]:
    """Every text of the folder's files, in order of file and line."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            title, in_title = read_marks(record["title"])
            body, in_body = read_marks(record["text"], len(title) + 1)
            report = Report(
                doc=record["doc"],
                title=title,
                body=body,
                outlet=record["outlet"],
                published=date.fromisoformat(record["published"]),
            )
            yield report, [*in_title, *in_body]
