"""A report as it was read in; the same report with what its own text says about itself out.

Filled are dateline, publication day, outlet, language and furniture; the text is never altered.
Must not know: files, formats, events.
"""

from __future__ import annotations

from datetime import date

from dateline.model import Dateline, Furniture, Problem, Report, Span
from dateline.read.datelines import find_dateline
from dateline.read.days import day_in_url, parse_day
from dateline.read.entries import find_entries
from dateline.read.furniture import find_furniture
from dateline.read.inputs import problem
from dateline.read.language import detect_language
from dateline.read.publication import PublicationLine, publication_lines

SUPPORTED = frozenset({"en"})
_UPDATED = "published.updated"


def prepare(report: Report) -> Report:
    """Fill `published`, `outlet`, `language`, `dateline` and `furniture` from the report's own words.

    What the input or the page's metadata gave is kept. Doing it twice changes nothing.
    """
    lines = publication_lines(report)
    day, day_from = report.published, report.published_from
    if day is None and (in_url := day_in_url(report.url)) is not None:
        day, day_from = in_url, "metadata"
    dateline = find_dateline(report.model_copy(update={"published": day}))
    if day is None and (day := _day_in_text(report, lines)) is not None:
        day_from = "text"
        dateline = find_dateline(report.model_copy(update={"published": day}))
    outlet = report.outlet or next((line.outlet for line in lines if line.outlet), None)
    if outlet is None and dateline is not None:
        outlet = dateline.agency
    return report.model_copy(
        update={
            "published": day,
            "published_from": day_from if day is not None else None,
            "outlet": outlet,
            "language": report.language or detect_language(report.text),
            "dateline": dateline,
            "furniture": _furniture(report, lines, dateline),
        }
    )


def problems_of(report: Report) -> tuple[Problem, ...]:
    """Warnings on a prepared report: a language not supported, no date, a date that its text contradicts."""
    problems: list[Problem] = []
    if report.language is not None and report.language not in SUPPORTED:
        problems.append(
            problem(
                "language_not_supported",
                f"report {report.doc!r} is in the language {report.language!r}; only English is coded. "
                "The report is kept. Give a translation to have it coded.",
                report.doc,
                severity="warning",
            )
        )
    if report.published is None:
        problems.append(
            problem(
                "no_date",
                f"report {report.doc!r} has no publication date, neither given nor in its text. "
                'Words like "Friday" cannot be resolved. Give "published" as YYYY-MM-DD.',
                report.doc,
                severity="warning",
            )
        )
    stated = _stated_day(report)
    if report.published is not None and stated is not None and abs((stated[0] - report.published).days) > 2:
        problems.append(
            problem(
                "dates_disagree",
                f"report {report.doc!r} is given as published on {report.published}, but its text says "
                f"{stated[0]}. The given date is used. Correct it if it is the day of collection.",
                report.doc,
                severity="warning",
                span=stated[1],
            )
        )
    return tuple(problems)


def _day_in_text(report: Report, lines: tuple[PublicationLine, ...]) -> date | None:
    """The publication line's day, else the dateline's, else that of the last change or entry of a live blog."""
    undated = find_dateline(report.model_copy(update={"published": None}))
    first = (line.day for line in lines if line.rule != _UPDATED)
    last = (line.day for line in lines if line.rule == _UPDATED)
    entries = sorted((e.day for e in find_entries(report) if e.day is not None), reverse=True)
    days = (*first, undated.day if undated else None, *last, *entries[:1])
    return next((day for day in days if day is not None), None)


def _stated_day(report: Report) -> tuple[date, Span] | None:
    """The day of publication that the text names in full, and where."""
    for line in publication_lines(report):
        if line.day is not None and line.rule != _UPDATED:
            return line.day, line.span
    if report.dateline is not None:
        day = parse_day(report.words(report.dateline.span))
        return (day, report.dateline.span) if day is not None else None
    return None


def _furniture(
    report: Report, lines: tuple[PublicationLine, ...], dateline: Dateline | None
) -> tuple[Furniture, ...]:
    """The furniture and the publication lines; the dateline is a record of its own and is left out."""
    marks = [
        mark for mark in find_furniture(report) if dateline is None or not mark.span.overlaps(dateline.span)
    ]
    for line in lines:
        taken = (*(mark.span for mark in marks), *((dateline.span,) if dateline else ()))
        if not any(line.span.overlaps(span) for span in taken):
            marks.append(Furniture(span=line.span, kind="other", rule=line.rule))
    return tuple(sorted(marks, key=lambda mark: mark.span))
