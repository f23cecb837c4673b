"""Dateline: reports about armed conflict in, a database of events with their evidence out.

The names below are the public ones; all others may change without notice.

>>> coding = code("Gunmen killed two police officers in Mosul on Friday.", published="2023-02-19")
>>> [statement] = coding.statements
>>> str(statement.when.start), statement.place.name, statement.place.country
('2023-02-17', 'Mosul', 'IQ')
>>> [(toll.kind, toll.low, coding.report.words(toll.spans[0])) for toll in statement.tolls]
[('killed', 2, 'two police officers')]
"""

from __future__ import annotations

import os
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

# Before anything imports NumPy, which reads it once: the language model's matrices are small, and threads
# that wait for each other over them cost more than they save. Whoever wants threads sets it himself.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from dateline.errors import DatelineError, FetchError, MissingData, NotFound, StoreError, UsageError
from dateline.model import (
    DEFAULT_EXTRACTOR,
    EXTRACTORS,
    Assessment,
    Attribution,
    Claim,
    Coding,
    Count,
    Event,
    EventToll,
    Grade,
    How,
    Interval,
    Judgement,
    Materiel,
    Party,
    Place,
    Problem,
    Report,
    Rival,
    Span,
    Statement,
    Toll,
    When,
)

if TYPE_CHECKING:
    from dateline.pipeline import Tools

__version__ = "0.1.0"
__all__ = [
    "Assessment",
    "Attribution",
    "Claim",
    "Coding",
    "Count",
    "DatelineError",
    "Event",
    "EventToll",
    "FetchError",
    "Grade",
    "How",
    "Interval",
    "Judgement",
    "Materiel",
    "MissingData",
    "NotFound",
    "Party",
    "Place",
    "Problem",
    "Report",
    "Rival",
    "Span",
    "Statement",
    "StoreError",
    "Toll",
    "UsageError",
    "When",
    "__version__",
    "code",
    "geoparse",
    "redact",
]


def code(
    text: str,
    *,
    title: str | None = None,
    published: date | str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    doc: str | None = None,
    extractor: str = DEFAULT_EXTRACTOR,
) -> Coding:
    """What one report says happened, with the words for every value. Touches no database.

    `published` is a day or "YYYY-MM-DD"; without it, words like "Friday" can only be resolved against a date
    in the text. Spans count characters of `coding.report.text`, which is title, line break, text. `doc` is
    your own name for the report. `extractor`: "combined", "rules" (faster) or "learned". The first call of a
    process loads the language models (seconds).

    Raises UsageError for an empty text or a day that cannot be read; MissingData when the gazetteer has not
    been built (`dateline gazetteer build`).
    """
    from dateline.pipeline import code_report

    _check_text(text)
    report = Report(
        doc=doc or url or "text",
        title=title or None,
        body=text,
        published=None if published is None else _day(published),
        published_from=None if published is None else "input",
        outlet=outlet,
        url=url,
    )
    if extractor not in EXTRACTORS:
        raise UsageError(f"extractor={extractor!r} is not known. One of: {', '.join(EXTRACTORS)}.")
    return code_report(report, _tools(extractor))


def geoparse(text: str, *, title: str | None = None, outlet: str | None = None) -> tuple[Place, ...]:
    """Every place that a text names, in text order, with coordinates (degrees WGS84) and how exact they are.

    Spans count characters of the text, or of title, line break, text. A place that is in no gazetteer has no
    coordinates. The outlet helps to tell places of one name apart.

    >>> [(p.text, p.admin1, p.country, p.precision) for p in geoparse("Shells hit a camp near Idlib in Syria.")]
    [('Idlib', 'Idlib', 'SY', 'near'), ('Syria', None, 'SY', 'country')]

    Raises UsageError for an empty text; MissingData when the gazetteer has not been built.
    """
    from dateline.pipeline import geoparse_report

    _check_text(text)
    report = Report(doc="text", title=title or None, body=text, outlet=outlet)
    return geoparse_report(report, _tools("rules")).places


def redact(coding: Coding) -> Coding:
    """The coding with the names of persons replaced by their role in every value and in the report's text.

    Those whom the report tells with an office, a command or as spokesmen, and those on the actor list, keep their
    names. Spans are left as they are: they count characters of the original's text; `coding.report.words(span)`
    gives the redacted words. Of a report that is not in English the text is withheld (docs/redaction.md).

    >>> coding = redact(code("Lukas Dorn, a teacher, was shot dead in Mosul. Dorn's house was searched."))
    >>> coding.report.body
    "[a teacher], a teacher, was shot dead in Mosul. [a teacher]'s house was searched."

    Raises MissingData when the gazetteer has not been built.
    """
    from dateline.pipeline import redact as redact_with

    return redact_with(coding, _tools("rules"))


def _check_text(text: str) -> None:
    if not text.strip():
        raise UsageError("the text is empty. Give the report's words.")


def _day(given: date | str) -> date:
    if isinstance(given, datetime):
        return given.date()
    try:
        return given if isinstance(given, date) else date.fromisoformat(given)
    except ValueError as error:
        raise UsageError(f"published={given!r} is not a day. Expected YYYY-MM-DD.") from error


@lru_cache(maxsize=len(EXTRACTORS))
def _tools(extractor: str) -> Tools:
    """Actors and places, loaded once a process."""
    from dateline.pipeline import load_tools
    from dateline.settings import read_settings

    settings = read_settings()
    return load_tools(actors=settings.actors, gazetteer=settings.gazetteer, extractor=extractor)
