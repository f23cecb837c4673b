"""The JSON report form (doc, title, published, outlet, url, text): an object, a list, or one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dateline.model import Problem, Report
from dateline.read.inputs import Input, ReadLimits, build_report, problem

_FORM = 'Expected {"doc", "title", "published", "outlet", "url", "text"}, a list of these, or one a line'


def looks_like_json(text: str) -> bool:
    """The text, or its first line, is a JSON object or list."""
    head = text.lstrip()[:1]
    if head not in ("{", "["):
        return False
    for candidate in (text.lstrip().split("\n", 1)[0], text):
        try:
            if isinstance(json.loads(candidate), dict | list):
                return True
        except (ValueError, RecursionError):
            continue
    return False


def read_json(given: Input, text: str, limits: ReadLimits) -> Iterator[Report | Problem]:
    """Every object with a `text` is a report; each that cannot be used gives one Problem."""
    lines = text.split("\n")
    if given.suffix.lower() in (".jsonl", ".ndjson") or _is_lines(text, lines):
        yield from _read_lines(given, lines, limits)
        return
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield _malformed(given, f"{given.where}{_position(error, 1)}", error)
        return
    if isinstance(content, list):
        for number, item in enumerate(content, start=1):
            yield from _read_object(
                given, item, f"{given.where}, item {number}", f"{given.name}#{number}", limits
            )
    else:
        yield from _read_object(given, content, given.where, given.name, limits)


def _is_lines(text: str, lines: list[str]) -> bool:
    """More than one line, and the first that is not blank is an object by itself."""
    first = next((line for line in lines if line.strip()), "")
    if not first.lstrip().startswith("{") or first.strip() == text.strip():
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True


def _read_lines(given: Input, lines: list[str], limits: ReadLimits) -> Iterator[Report | Problem]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{given.where}, line {number}"
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield _malformed(given, f"{given.where}{_position(error, number)}", error)
            continue
        yield from _read_object(given, item, where, f"{given.name}#{number}", limits)


def _read_object(
    given: Input, item: Any, where: str, name: str, limits: ReadLimits
) -> Iterator[Report | Problem]:
    if not isinstance(item, dict):
        yield problem("not_a_report", f"{where}: found {_kind(item)}. {_FORM}.", where)
        return
    text = item.get("text")
    if not isinstance(text, str):
        found = f"the keys {', '.join(sorted(map(str, item))[:12]) or '(none)'}"
        wrong = "no 'text'" if text is None else f"'text' is {_kind(text)}"
        yield problem(
            "no_text", f"{where}: {wrong} (found {found}). {_FORM}; 'text' holds the report.", where
        )
        return
    doc = item.get("doc")
    yield from build_report(
        name if doc in (None, "") else str(doc),
        where=where,
        title=item.get("title"),
        body=text,
        published=item.get("published"),
        outlet=item.get("outlet"),
        url=item.get("url") or given.url,
        limits=limits,
    )


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _position(error: Exception, line: int) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f", line {line + error.lineno - 1}, column {error.colno}"
    return f", line {line}"


def _malformed(given: Input, where: str, error: Exception) -> Problem:
    if isinstance(error, json.JSONDecodeError):
        what = error.msg
    elif isinstance(error, RecursionError):
        what = "it is nested too deeply"
    else:
        what = str(error)
    return problem(
        "malformed_json", f"{where}: this is not valid JSON ({what}). {_FORM}. Correct it there.", where
    )
