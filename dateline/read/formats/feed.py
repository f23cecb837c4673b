"""RSS and Atom: every entry of the feed is a report, its text the entry's content or else its summary."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import feedparser

from dateline.model import Problem, Report
from dateline.read.formats.markup import fragment_text
from dateline.read.inputs import Input, ReadLimits, build_report, problem


def read_feed(given: Input, text: str, limits: ReadLimits) -> Iterator[Report | Problem]:
    """The entries in the feed's order; the feed's title is their outlet."""
    # As bytes in a file object: feedparser takes a bare string for an address or a path.
    feed = feedparser.parse(io.BytesIO(text.encode("utf-8", errors="replace")), response_headers=_UTF8)
    if not feed.entries:
        yield problem(
            "empty_feed",
            f"{given.where}: the feed has no entries{_reason(feed)}. "
            "Expected RSS or Atom with <item> or <entry>.",
            given.where,
        )
        return
    outlet = feed.feed.get("title")
    for number, entry in enumerate(feed.entries, start=1):
        name = entry.get("id") or entry.get("link") or f"{given.name}#{number}"
        yield from build_report(
            name,
            where=f"{given.where}, entry {number}",
            title=fragment_text(entry.get("title", "")) or None,
            body=_body(entry),
            published=_day(entry),
            published_from="metadata",
            outlet=outlet,
            url=entry.get("link"),
            limits=limits,
        )
    if feed.bozo and _reason(feed):
        yield problem(
            "malformed_feed",
            f"{given.where}: the feed is not well-formed{_reason(feed)}; "
            f"{len(feed.entries):,} entries could be read. Check the last of them.",
            given.where,
            severity="warning",
        )


_UTF8 = {"content-type": "application/xml; charset=utf-8"}


def _body(entry: Any) -> str:
    content = max((part.get("value", "") for part in entry.get("content", ())), key=len, default="")
    return fragment_text(content) or fragment_text(entry.get("summary", ""))


def _day(entry: Any) -> date | str | None:
    """The publication day in universal time; the words themselves when feedparser cannot read them."""
    for field in ("published", "updated"):
        if (parsed := entry.get(f"{field}_parsed")) is not None:
            return date(parsed.tm_year, parsed.tm_mon, parsed.tm_mday)
        if entry.get(field):
            return str(entry[field])
    return None


def _reason(feed: Any) -> str:
    error = feed.get("bozo_exception")
    if error is None or isinstance(error, feedparser.CharacterEncodingOverride):
        return ""
    line = getattr(error, "getLineNumber", None)
    return f" (line {line()}: {error.getMessage()})" if line else f" ({error})"
