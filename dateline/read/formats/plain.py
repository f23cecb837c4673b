"""Plain text and Markdown: one report a file, its text as written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.model import Problem, Report
from dateline.read.inputs import Input, ReadLimits, build_report

_TITLE_LENGTH = 200
# A headline stands alone, followed by a blank line, and does not close like a sentence.
_HEADLINE = re.compile(r"(?P<title>[^\r\n]{1,200})\r?\n(?=[ \t]*\r?\n\s*\S)")
_HEADING = re.compile(r"#[ \t]+(?P<title>[^\r\n]{1,200}?)[ \t#]*\r?\n")
_SENTENCE_END = tuple(".:;,-–—\"”'’")


def read_plain(given: Input, text: str, limits: ReadLimits) -> Iterator[Report | Problem]:
    """A first line that stands alone is the title; the rest is the body, character by character."""
    found = _HEADLINE.match(text)
    if found and not found["title"].rstrip().endswith(_SENTENCE_END) and len(found["title"].split()) >= 3:
        yield from _report(given, found["title"], text[found.end() :], limits)
    else:
        yield from _report(given, None, text, limits)


def read_markdown(given: Input, text: str, limits: ReadLimits) -> Iterator[Report | Problem]:
    """A first-level heading at the top is the title; all other marks stay as they are."""
    start = len(text) - len(text.lstrip())
    found = _HEADING.match(text, start)
    if found and text[found.end() :].strip():
        yield from _report(given, found["title"], text[found.end() :], limits)
    else:
        yield from _report(given, None, text, limits)


def _report(given: Input, title: str | None, body: str, limits: ReadLimits) -> Iterator[Report | Problem]:
    yield from build_report(
        given.name, where=given.where, title=title, body=body, url=given.url, limits=limits
    )
