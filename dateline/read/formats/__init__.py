"""One module a format: an `Input` in, Reports and Problems out. Here it is decided which format an input has.

Must not know: where the bytes came from (files and the web are one to it), nor what the words mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.decode import Decoded, NotText, decode
from dateline.model import Problem, Report
from dateline.read.formats.feed import read_feed
from dateline.read.formats.html import read_html
from dateline.read.formats.json_reports import looks_like_json, read_json
from dateline.read.formats.plain import read_markdown, read_plain
from dateline.read.formats.table import read_table
from dateline.read.inputs import Input, ReadLimits, problem

_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_BY_SUFFIX = {
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".csv": "table",
    ".tsv": "table",
    ".tab": "table",
    ".md": "markdown",
    ".markdown": "markdown",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".rss": "feed",
    ".atom": "feed",
}
_BY_CONTENT_TYPE = {
    "application/json": "json",
    "application/x-ndjson": "json",
    "application/jsonl": "json",
    "text/csv": "table",
    "text/tab-separated-values": "table",
    "text/markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
}
_READERS = {
    "json": read_json,
    "table": read_table,
    "markdown": read_markdown,
    "html": read_html,
    "feed": read_feed,
    "plain": read_plain,
}


def read_input(given: Input, limits: ReadLimits) -> Iterator[Report | Problem]:
    """The reports of one input, in its order. What cannot be read at all gives exactly one Problem."""
    if not given.data.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf"):
        yield problem(
            "empty",
            f"{given.where} is empty. Expected a report, or a table, list or feed of reports. "
            "Leave it out, or save it again.",
            given.where,
        )
        return
    try:
        decoded = decode(given.data, charset=given.charset, markup=_is_markup(given.data))
    except NotText as error:
        yield problem(
            "not_text",
            f"{given.where} is {error}, not text. Expected text, Markdown, HTML, JSON, CSV or a feed. "
            "Convert it to one of these first.",
            given.where,
        )
        return
    kind = kind_of(given, decoded.text)
    limit = limits.collection_bytes if kind in ("json", "table", "feed") else limits.document_bytes
    if len(given.data) > limit:
        yield too_large(given.where, len(given.data), limit)
        return
    yield from _READERS[kind](given, decoded.text, limits)
    if decoded.guessed or decoded.broken:
        yield _encoding_problem(given, decoded)


def kind_of(given: Input, text: str) -> str:
    """The format: what the content shows beyond doubt, then the file's ending, then the sender's word."""
    head = text[:2000].lstrip()
    if head.startswith("<"):
        if _FEED.search(head):
            return "feed"
        if _HTML.search(head):
            return "html"
    named = _BY_SUFFIX.get(given.suffix.lower()) or _BY_CONTENT_TYPE.get(given.content_type or "")
    if named is not None:
        return named
    if given.suffix.lower() not in (".txt", ".text") and looks_like_json(text):
        return "json"
    return "plain"


def too_large(where: str, size: int, limit: int) -> Problem:
    return problem(
        "too_large",
        f"{where} has {size:,} bytes; at most {limit:,} are read. Split it, or raise the limit.",
        where,
    )


def _is_markup(data: bytes) -> bool:
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _encoding_problem(given: Input, decoded: Decoded) -> Problem:
    found = f"read as {decoded.encoding}" + (", which was guessed" if decoded.guessed else "")
    lost = f"; {decoded.broken:,} characters could not be read and stand as U+FFFD" if decoded.broken else ""
    return problem(
        "encoding_guessed" if decoded.guessed else "encoding_broken",
        f"{given.where} is not valid UTF-8: {found}{lost}. Check the accented letters, or save it as UTF-8.",
        given.where,
        severity="warning",
    )
