"""START HERE. The main flow: what happens to one report, and to many.

    read -> parse -> resolve (what each word means) -> extract (what happened) -> store -> link

The only module where the stages meet. Every stage is a plain function of its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from spacy.tokens import Doc

from dateline.adding import AddResult, Known, add_codings, link_pending, skip_known, start_run
from dateline.errors import DatelineError
from dateline.extract import extract
from dateline.extract.encoder import shipped
from dateline.model import (
    DEFAULT_EXTRACTOR,
    Assessment,
    Coding,
    Furniture,
    Mentions,
    NamedPerson,
    Place,
    PlaceMention,
    Problem,
    Report,
    Span,
    Statement,
    digest,
)
from dateline.parse import load_parser, parse
from dateline.pool import ordered_map
from dateline.read import find_entries, prepare, problems_of
from dateline.redaction import Redaction, redact_coding, redact_record, redact_report
from dateline.resolve.actors import ActorList, find_persons
from dateline.resolve.actors.spellings import spelled_names
from dateline.resolve.gazetteer.index import Gazetteer
from dateline.resolve.mentions import find_mentions, find_report_places, main_country
from dateline.resolve.times import find_times
from dateline.store import Store
from dateline.truecase import NO_NAMES, Names

__all__ = [
    "AddResult", "Geoparsed", "Tools", "add", "code", "code_report", "geoparse", "geoparse_report", "link_pending",
    "load_tools", "persons_of", "readable_part", "redact",
]  # fmt: skip


Told = TypeVar("Told", Statement, Assessment)
Result = TypeVar("Result")

# Characters of a report that are coded. What compares its statements grows with the square of their number:
# sample reports joined to this length take some 45 s on one core. The longest of the gold reports has 7,000.
LONGEST = 100_000
# People of a town that a name after "in" means, though the language model takes it for a person's.
TOWN_PEOPLE = 15_000
# Letters before the first entry of a live blog that are more than its title and byline.
SHORTEST_LEAD = 160


@dataclass(frozen=True, slots=True)
class Tools:
    """What a process loads once: the world's actors and places. dateline.parse keeps the language model.

    `names` tells how names are written, for texts all in capitals.
    """

    actors: ActorList
    gazetteer: Gazetteer
    names: Names = NO_NAMES
    extractor: str = DEFAULT_EXTRACTOR


def load_tools(
    *, actors: Iterable[Path] = (), gazetteer: Path | None = None, extractor: str = DEFAULT_EXTRACTOR
) -> Tools:
    """Load the language models, the actor list and the gazetteer.

    Raises MissingData, naming the command that installs what is missing.
    """
    load_parser()
    if extractor != "rules":
        shipped()
    known = ActorList.load(tuple(actors))
    return Tools(known, Gazetteer.open(gazetteer), Names.of(spelled_names(known)), extractor)


# ---------------------------------------------------------------- coding


def code_report(report: Report, tools: Tools) -> Coding:
    """One report -> what it says happened, with the words for every value."""
    report = prepare(report)
    problems = _problems_of(report)
    if report.language not in {None, "en"}:
        return Coding(report=report, problems=problems)
    part = _part_coded(report)
    doc = parse(part.text, tools.names)
    mentions = find_mentions(part, doc, tools.actors, tools.gazetteer)
    entries = _entries_alone(part)
    found = [
        extract(alone, doc, _within(alone, span, doc, mentions), extractor=tools.extractor)
        for alone, span in entries
    ] or [extract(part, doc, mentions, extractor=tools.extractor)]
    statements = tuple(s for told, _ in found for s in told)
    assessments = tuple(a for _, held in found for a in held)
    whole = part is report and not entries
    return Coding(
        report=report,
        statements=statements if whole else tuple(_moved(s, report) for s in statements),
        assessments=assessments if whole else tuple(_moved(a, report) for a in assessments),
        problems=(*problems, *mentions.problems),
    )


def _entries_alone(report: Report) -> list[tuple[Report, Span]]:
    """Each entry of a live blog as a report of its day, in which all else is furniture; [] for other reports.

    What stands before the first entry is a part of its own, if it is more than the title.
    """
    entries = find_entries(report)
    if not entries:
        return []
    parts = [(entry.span, entry.day) for entry in entries]
    lead = Span(report.body_start, entries[0].span.start)
    if sum(map(len, report.words(lead).split())) >= SHORTEST_LEAD:
        parts.insert(0, (lead, report.published))
    return [(_alone(report, span, day), span) for span, day in parts]


def _alone(report: Report, span: Span, day: date | None) -> Report:
    beside = (Span(0, span.start), Span(span.end, len(report.text)))
    others = tuple(Furniture(span=s, kind="other", rule="other_entry") for s in beside if s.start < s.end)
    furniture = tuple(mark for mark in report.furniture if span.contains(mark.span))
    return report.model_copy(update={"published": day, "furniture": (*others, *furniture)})


def _within(report: Report, span: Span, doc: Doc, mentions: Mentions) -> Mentions:
    """The mentions of an entry; times are read anew, since they count from its day."""
    return Mentions(
        parties=tuple(m for m in mentions.parties if span.contains(m.span)),
        places=tuple(m for m in mentions.places if span.contains(m.span)),
        times=tuple(find_times(report, doc, country=main_country(list(mentions.places)))),
        quantities=tuple(m for m in mentions.quantities if span.contains(m.span)),
        uncounted=tuple(m for m in mentions.uncounted if span.contains(m.span)),
    )


def _part_coded(report: Report) -> Report:
    """The report itself, or its first LONGEST characters, up to the end of a line if one is near."""
    text = report.text
    if len(text) <= LONGEST:
        return report
    line = text.rfind("\n", LONGEST // 2, LONGEST)
    end = line if line > report.body_start else max(LONGEST, report.body_start + 1)
    return report.model_copy(
        update={
            "body": text[report.body_start : end],
            "furniture": tuple(mark for mark in report.furniture if mark.span.end <= end),
        }
    )


def _moved(told: Told, report: Report) -> Told:
    """From the part that was coded to its report: another report that begins alike has other ids."""
    return told.model_copy(update={"report_id": report.id, "id": digest("part", report.id, told.id)})


def _problems_of(report: Report) -> tuple[Problem, ...]:
    """What is wrong with a prepared report, and whether only a part of it is read."""
    problems = problems_of(report)
    if _part_coded(report) is report:
        return problems
    only_part = Problem(
        stage="parse",
        code="only_part_coded",
        message=f"report {report.doc!r} has {len(report.text):,} characters; about the first {LONGEST:,} are "
        "coded. Is it a collection? Give each of its reports by itself.",
        where=report.doc,
    )
    return (*problems, only_part)


def code(
    reports: Iterable[Report | Problem],
    *,
    workers: int = 1,
    actors: Iterable[Path] = (),
    gazetteer: Path | None = None,
    extractor: str = DEFAULT_EXTRACTOR,
    tools: Tools | None = None,
    redact_persons: bool = False,
) -> Iterator[Coding | Problem]:
    """Code a stream of reports in order; what could not be read passes through as the problem it is.

    The results and their order are the same for any number of `workers` (processes). `tools`, if already
    loaded, go before the other three. `redact_persons`: as `redact` does. Raises MissingData.
    """
    work = _code_redacted if redact_persons else _code_item
    return ordered_map(work, reports, load=_loader(actors, gazetteer, extractor, tools), workers=workers)


def _loader(
    actors: Iterable[Path], gazetteer: Path | None, extractor: str, tools: Tools | None
) -> Callable[[], Tools]:
    if tools is not None:
        return partial(_given, tools)
    return partial(load_tools, actors=tuple(actors), gazetteer=gazetteer, extractor=extractor)


def _given(tools: Tools) -> Tools:
    return tools


def _code_item(item: Report | Problem, tools: Tools) -> Coding | Problem:
    return _guarded(code_report, item, tools)


def _code_redacted(item: Report | Problem, tools: Tools) -> Coding | Problem:
    return _guarded(_redacted_coding, item, tools, redact_persons=True)


def _redacted_coding(report: Report, tools: Tools) -> Coding:
    return redact(code_report(report, tools), tools)


def _guarded(
    work: Callable[[Report, Tools], Result],
    item: Report | Problem,
    tools: Tools,
    *,
    redact_persons: bool = False,
) -> Result | Problem:
    """A fault in our code costs one report, not the run: it is told, and the report is tried again.

    `redact_persons`: the fault's own words, which may quote the report, are left out.
    """
    if isinstance(item, Problem):
        return item
    try:
        return work(item, tools)
    except DatelineError:
        raise
    except Exception as error:  # noqa: BLE001
        fault = type(error).__name__ + ("" if redact_persons else f": {error}")
        return Problem(
            stage="extract",
            code="coding_failed",
            message=f"report {item.doc!r} could not be coded, by a fault in Dateline: {fault}. The others are "
            "coded. Please report it with the text.",
            where=item.doc,
            severity="error",
        )


# ---------------------------------------------------------------- persons


def persons_of(report: Report, tools: Tools) -> tuple[NamedPerson, ...]:
    """Who is named in a prepared report, read anew each time: nothing keeps a list of persons."""
    return _persons(_places_read(report, tools), tools) if readable_part(report) else ()


def _persons(found: _Places, tools: Tools) -> tuple[NamedPerson, ...]:
    def is_town(name: str) -> bool:
        return any(m.exact and m.entry.population >= TOWN_PEOPLE for m in tools.gazetteer.find(name))

    places = [place.span for place in found.mentions]
    return find_persons(found.part, found.doc, tools.actors, places=places, is_town=is_town)


def readable_part(report: Report) -> int:
    """How many characters of a report, from its first on, are looked through for persons."""
    return len(_part_coded(report).text) if report.language in {None, "en"} else 0


def redact(coding: Coding, tools: Tools) -> Coding:
    """The coding with every person who holds no office under their role; docs/redaction.md."""
    persons = persons_of(coding.report, tools)
    return redact_coding(coding, Redaction.of(persons), readable=readable_part(coding.report))


# ---------------------------------------------------------------- places alone


class _Places(NamedTuple):
    """The part of a report that is read, its parse, and every place in it, demonyms too."""

    part: Report
    doc: Doc
    mentions: list[PlaceMention]

    @property
    def named(self) -> tuple[Place, ...]:
        """In text order; demonyms are none."""
        return tuple(mention.place for mention in self.mentions if not mention.demonym)


def _places_read(report: Report, tools: Tools) -> _Places:
    part = _part_coded(report)
    doc = parse(part.text, tools.names)
    return _Places(part, doc, find_report_places(part, doc, tools.actors, tools.gazetteer))


class Geoparsed(NamedTuple):
    """A prepared report, every place that it names in text order (demonyms are none), and what is wrong with it."""

    report: Report
    places: tuple[Place, ...]
    problems: tuple[Problem, ...]


def geoparse_report(report: Report, tools: Tools) -> Geoparsed:
    """One report -> the places that it names."""
    report = prepare(report)
    return Geoparsed(report, _places_read(report, tools).named, _problems_of(report))


def geoparse(
    reports: Iterable[Report | Problem],
    *,
    workers: int = 1,
    actors: Iterable[Path] = (),
    gazetteer: Path | None = None,
    tools: Tools | None = None,
    redact_persons: bool = False,
) -> Iterator[Geoparsed | Problem]:
    """The places of a stream of reports in order; what could not be read passes through as the problem it is.

    `workers`, `tools` and `redact_persons` as in `code`. Raises MissingData.
    """
    work = _geoparse_redacted if redact_persons else _geoparse_item
    return ordered_map(work, reports, load=_loader(actors, gazetteer, "rules", tools), workers=workers)


def _geoparse_item(item: Report | Problem, tools: Tools) -> Geoparsed | Problem:
    return _guarded(geoparse_report, item, tools)


def _geoparse_redacted(item: Report | Problem, tools: Tools) -> Geoparsed | Problem:
    return _guarded(_redacted_places, item, tools, redact_persons=True)


def _redacted_places(report: Report, tools: Tools) -> Geoparsed:
    """Of a report whose text is withheld no place is told: nobody looked whether it is a person's name."""
    report = prepare(report)
    readable = readable_part(report)
    found = _places_read(report, tools)
    redaction = Redaction.of(_persons(found, tools) if readable else ())
    named = found.named if readable else ()
    return Geoparsed(
        redact_report(report, redaction, readable=readable),
        tuple(redact_record(place, redaction) for place in named),
        tuple(redact_record(problem, redaction) for problem in _problems_of(report)),
    )


# ---------------------------------------------------------------- adding to a database


def add(
    reports: Iterable[Report | Problem],
    store: Store,
    *,
    workers: int = 1,
    actors: Iterable[Path] = (),
    gazetteer: Path | None = None,
    extractor: str = DEFAULT_EXTRACTOR,
    tools: Tools | None = None,
    recode: bool = False,
    progress: Callable[[AddResult], None] | None = None,
) -> AddResult:
    """Code reports into the database, one transaction each, then link what is new. Safe to repeat or kill.

    A report that is there already is passed over before it is parsed; with `recode`, one that another version
    of the rules coded is coded again. `progress` is told the result so far after every report.
    """
    actors = tuple(actors)
    extractor = extractor if tools is None else tools.extractor
    run = start_run(store, actors=actors, gazetteer=gazetteer, extractor=extractor, workers=workers)
    new = skip_known(reports, store, run, recode=recode)
    coded = ordered_map(_code_new, new, load=_loader(actors, gazetteer, extractor, tools), workers=workers)
    return add_codings(coded, store, run, recode=recode, progress=progress)


def _code_new(item: Report | Problem | Known, tools: Tools) -> Coding | Problem | Known:
    return item if isinstance(item, Known) else _code_item(item, tools)
