"""A record of the benchmark in, Dateline's reading of it out: parse, mentions, event mentions.

Only docid, dateline and text of the record are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from spacy.tokens import Doc, Token

from dateline.extract import find_mentions
from dateline.extract.context import Context, build_context
from dateline.extract.mention import EventMention
from dateline.extract.said import find_quotes
from dateline.model import Mentions, Report
from dateline.parse import parse
from dateline.pipeline import Tools
from dateline.read import prepare
from dateline.resolve.mentions import find_mentions as resolve_mentions

JSON = dict[str, Any]
_WRAP = re.compile(r"(?<!\n)\n(?![ \t]*\n)(?!   )")  # a line break inside a paragraph
_BODY = re.compile(r"\[TEXT\]")


@dataclass(frozen=True, slots=True)
class Document:
    """A record as Dateline reads it. Offsets are those of the record's text."""

    docid: str
    report: Report
    context: Context
    events: tuple[EventMention, ...]  # real or not, in text order
    body: int  # where the body begins
    source: str | None = None  # the dateline's agency or station

    def words(self, start: int, end: int) -> str:
        """The text's own words, on one line."""
        return " ".join(self.report.text[start:end].split())

    def paragraph(self, token: Token) -> int:
        """How many empty lines stand before a word."""
        return self.report.text.count("\n\n", self.body, token.idx)


def readable(text: str) -> str:
    """The text with its paragraphs unwrapped, of the same length; square brackets round, for the parser's sake.

    >>> readable("LIMA, 3 JAN 90 -- [TEXT] A BOMB\\nWENT OFF [SIC].")
    'LIMA, 3 JAN 90 -- \\n\\n     A BOMB WENT OFF (SIC).'
    """
    unwrapped = _WRAP.sub(" ", text)
    return _BODY.sub("\n\n    ", unwrapped, count=1).replace("[", "(").replace("]", ")")


def report_of(record: JSON) -> Report:
    """The record as a report, dated by its dateline."""
    day = record["dateline"].get("date")
    try:
        published = date.fromisoformat(day) if day else None
    except ValueError:  # day and month without a year
        published = None
    text = readable(record["text"])
    return prepare(Report(doc=record["docid"], body=text, published=published, language="en"))


def read_record(record: JSON, tools: Tools) -> Document:
    report = report_of(record)
    doc = parse(report.text, tools.names)
    mentions = resolve_mentions(report, doc, tools.actors, tools.gazetteer)
    return made_document(record, report, doc, mentions)


def made_document(record: JSON, report: Report, doc: Doc, mentions: Mentions) -> Document:
    """A document of what was parsed and resolved already."""
    context = build_context(report, doc, mentions)
    events = tuple(find_mentions(context, find_quotes(context)))
    found = _BODY.search(record["text"])
    filed = report.dateline.span.end if report.dateline is not None else 0
    body = found.end() if found else filed
    told = tuple(e for e in events if e.trigger.token.idx >= body)
    return Document(record["docid"], report, context, told, body, record["dateline"].get("source"))


def lemma(token: Token) -> str:
    return token.lemma_.lower()
