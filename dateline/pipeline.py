"""START HERE. The main flow: what happens to one report, and to many.

    read -> parse -> resolve (what each word means) -> extract (what happened) -> link -> store

The only module where the stages meet. Every stage is a plain function of its arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.extract import extract
from dateline.model import Coding, Problem, Report
from dateline.parse import load_parser, parse
from dateline.read import prepare
from dateline.resolve.actors import ActorList
from dateline.resolve.gazetteer.index import Gazetteer
from dateline.resolve.mentions import find_mentions


@dataclass(frozen=True, slots=True)
class Tools:
    """What a process loads once: the world's actors and places. The language model is kept by dateline.parse."""

    actors: ActorList
    gazetteer: Gazetteer


def load_tools(*, actors: Iterable[Path] = (), gazetteer: Path | None = None) -> Tools:
    """Load the language model, the actor list and the gazetteer.

    Raises MissingData, naming the command that installs what is missing.
    """
    load_parser()
    return Tools(ActorList.load(tuple(actors)), Gazetteer.open(gazetteer))


def code_report(report: Report, tools: Tools) -> Coding:
    """One report -> what it says happened, with the words for every value."""
    report, problems = prepare(report)
    if report.language not in {None, "en"}:
        return Coding(report=report, problems=tuple(problems))
    doc = parse(report.text)
    mentions = find_mentions(report, doc, tools.actors, tools.gazetteer)
    statements, assessments = extract(report, doc, mentions)
    return Coding(
        report=report,
        statements=tuple(statements),
        assessments=tuple(assessments),
        problems=(*problems, *mentions.problems),
    )


def code(reports: Iterable[Report | Problem], tools: Tools) -> Iterator[Coding | Problem]:
    """Code a stream of reports in order; what could not be read passes through as the problem it is."""
    for item in reports:
        yield item if isinstance(item, Problem) else code_report(item, tools)
