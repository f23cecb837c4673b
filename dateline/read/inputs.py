"""What every format reader takes (an `Input`: bytes and where they came from) and the helpers they share.

Comes in: field values as a format gives them. Goes out: a Report, and Problems about its values. Must not
know: any particular format, nor what a report's words mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from dateutil import parser as dates

from dateline.model import Problem, Report, Span

# Half of a surrogate pair cannot be written as UTF-8, and PostgreSQL stores no NUL.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ISO_START = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(1[89]|20|21)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What one input may cost. Past a limit the input becomes one Problem and reading goes on.

    `document_bytes` holds for one report (a text, a page), `collection_bytes` for a file of many (JSON Lines,
    CSV, feeds). The page limits keep the HTML extractor's time within some ten seconds on one core.
    """

    document_bytes: int = 20_000_000
    collection_bytes: int = 300_000_000
    page_bytes: int = 10_000_000
    page_elements: int = 60_000
    page_depth: int = 200
    fetch_bytes: int = 10_000_000
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Input:
    """One file, page or stream, read to the end."""

    name: str  # the name its reports get when they carry none
    where: str  # for messages: the path, URL or "standard input"
    data: bytes
    suffix: str = ""  # ".html"
    content_type: str | None = None
    charset: str | None = None
    url: str | None = None


def problem(
    code: str,
    message: str,
    where: str,
    *,
    severity: Literal["error", "warning"] = "error",
    span: Span | None = None,
) -> Problem:
    return Problem(stage="read", code=code, message=message, where=where, severity=severity, span=span)


def parse_published(value: object) -> date | None:
    """The day that a metadata value names, as written (time zones left as they are); None if no full date.

    >>> parse_published("2021-03-05T23:30:00-05:00"), parse_published("Fri, 05 Mar 2021 10:00:00 GMT")
    (datetime.date(2021, 3, 5), datetime.date(2021, 3, 5))
    >>> parse_published("March 2021") is None
    True
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        if iso := _ISO_START.match(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if not _YEAR.search(text) or len(text) > 60:
            return None
        # Two readings that agree only if the text itself gives year, month and day.
        first = dates.parse(text, default=datetime(2000, 1, 1), ignoretz=True)
        second = dates.parse(text, default=datetime(2001, 2, 2), ignoretz=True)
    except (ValueError, OverflowError):
        return None
    return first.date() if first.date() == second.date() else None


def _clean(value: str) -> str:
    return _UNSTORABLE.sub("\ufffd", value)


def _line(value: object) -> str | None:
    """A one-line field: text or None; blanks and line breaks folded."""
    if value is None:
        return None
    return _clean(" ".join(str(value).split())) or None


def build_report(
    doc: str,
    *,
    where: str,
    body: str,
    limits: ReadLimits,
    title: object = None,
    published: object = None,
    published_from: Literal["input", "metadata"] = "input",
    outlet: object = None,
    url: object = None,
) -> Iterator[Report | Problem]:
    """The report that these values make, then a Problem for each value that could not be used.

    An empty or oversized text gives a Problem and no report.
    """
    if not body.strip():
        yield problem(
            "no_text",
            f"{where}: report {doc!r} has no text. Expected its words. Leave it out, or add them.",
            where,
        )
        return
    if len(body) > limits.document_bytes:
        yield problem(
            "too_large",
            f"{where}: report {doc!r} has {len(body):,} characters; "
            f"at most {limits.document_bytes:,} are read. Split it into its reports, or raise the limit.",
            where,
        )
        return
    cleaned = _clean(body)
    day = None if published in (None, "") else parse_published(published)
    yield Report(
        doc=_clean(doc),
        title=_line(title),
        body=cleaned,
        published=day,
        published_from=published_from if day else None,
        outlet=_line(outlet),
        url=_line(url),
    )
    if cleaned != body:
        yield problem(
            "bad_characters",
            f"{where}: report {doc!r} has NUL or broken Unicode characters; each was read as U+FFFD. "
            "Save the text as UTF-8 if they matter.",
            where,
            severity="warning",
        )
    if published not in (None, "") and day is None:
        yield problem(
            "bad_date",
            f"{where}: report {doc!r} has the publication date {str(published)[:60]!r}, not a full date. "
            "Expected YYYY-MM-DD. The date is left unknown.",
            where,
            severity="warning",
        )
