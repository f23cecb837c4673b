"""Coded reports into the database: which are new, which repeat another's text, and which events they make.

Comes in: codings in order. Goes out: the database, brought up to date. Must not know: how a report is coded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from dateline.link import Issued, boxes, in_effect, link, name_events, pair_test, spot
from dateline.link.block import filed, sought
from dateline.link.changes import LastTold, find_differences
from dateline.link.naming import new_heirs
from dateline.model import Coding, Event, Judgement, Problem, Report, ReportFacts, Run, Statement
from dateline.read import prepare
from dateline.read.reprints import THRESHOLD, Fingerprint, fingerprint, own_words, similarity
from dateline.store import Filed, History, Sought, Store
from dateline.versions import model_versions, rules_version


@dataclass(frozen=True, slots=True)
class AddResult:
    """What `add` did. `problems`: errors and warnings met, `errors`: inputs that could not be read or coded;
    `events`: those made or changed by linking."""

    added: int = 0
    already_there: int = 0
    reprints: int = 0
    statements: int = 0
    problems: int = 0
    errors: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """Stands in the stream for a report that needs no coding."""

    report_id: str


def start_run(
    store: Store, *, actors: tuple[Path, ...], gazetteer: Path | None, extractor: str, workers: int
) -> Run:
    """Note in the database what is about to write to it."""
    run = Run(
        id=uuid4().hex[:16],
        started=datetime.now(UTC),
        version=rules_version(actors, extractor),
        settings={
            "actors": ", ".join(str(path) for path in actors),
            "gazetteer": str(gazetteer or ""),
            "extractor": extractor,
            "workers": str(workers),
        },
        models=model_versions(),
    )
    store.start_run(run)
    return run


def skip_known(
    reports: Iterable[Report | Problem], store: Store, run: Run, *, recode: bool
) -> Iterator[Report | Problem | Known]:
    """The stream with `Known` in the place of what the database has (with `recode`: of these same rules)."""
    for item in reports:
        if isinstance(item, Problem):
            yield item
            continue
        report = prepare(item)
        rules = store.rules_of(report.id)
        known = rules is not None and (not recode or rules == run.version)
        yield Known(report.id) if known else report


def add_codings(
    results: Iterable[Coding | Problem | Known],
    store: Store,
    run: Run,
    *,
    recode: bool = False,
    progress: Callable[[AddResult], None] | None = None,
) -> AddResult:
    """Store each coding in a transaction of its own, then link what waits for it."""
    done = store_codings(results, store, run, recode=recode, progress=progress)
    done = replace(done, events=link_pending(store))
    if progress is not None:
        progress(done)
    return done


def store_codings(
    results: Iterable[Coding | Problem | Known],
    store: Store,
    run: Run,
    *,
    recode: bool = False,
    progress: Callable[[AddResult], None] | None = None,
) -> AddResult:
    """Store each coding in a transaction of its own; its statements wait for linking."""
    done = AddResult()
    for item in _join_warnings(results):
        if isinstance(item, Known):
            done = replace(done, already_there=done.already_there + 1)
        elif isinstance(item, Problem):
            store.add_problems([item], run)
            done = _count_problems(done, [item])
        else:
            done = _add_coding(item, store, run, recode, done)
        if progress is not None:
            progress(done)
    return done


def _join_warnings(results: Iterable[Coding | Problem | Known]) -> Iterator[Coding | Problem | Known]:
    """Reading gives the warnings about a report after it: they become part of its coding."""
    held: Coding | Problem | Known | None = None
    for item in results:
        if isinstance(item, Problem) and item.severity == "warning" and isinstance(held, Coding | Known):
            if isinstance(held, Coding) and item not in held.problems:
                held = held.model_copy(update={"problems": (*held.problems, item)})
            continue
        if held is not None:
            yield held
        held = item
    if held is not None:
        yield held


def _add_coding(coding: Coding, store: Store, run: Run, recode: bool, done: AddResult) -> AddResult:
    report = coding.report
    found = fingerprint(own_words(report))
    with store.transaction():
        if recode and store.rules_of(report.id) is not None:
            original = store.report(report.id).reprint_of
        else:
            original = _original(report, found, store)
        coding = coding.model_copy(update={"report": report.model_copy(update={"reprint_of": original})})
        kept = store.add_coding(
            coding,
            run=run,
            fingerprint=None if found is None else (found.values, found.bands),
            recode=recode,
        )
    if not kept:
        return replace(done, already_there=done.already_there + 1)
    return replace(
        _count_problems(done, coding.problems),
        added=done.added + 1,
        reprints=done.reprints + (original is not None),
        statements=done.statements + len(coding.statements),
    )


def _count_problems(done: AddResult, problems: Sequence[Problem]) -> AddResult:
    errors = sum(problem.severity == "error" for problem in problems)
    return replace(done, problems=done.problems + len(problems), errors=done.errors + errors)


def _original(report: Report, found: Fingerprint | None, store: Store) -> str | None:
    """The report whose text this one repeats: the most alike in the database, of equals the first added."""
    best, original = THRESHOLD, None
    if found is None:
        return None
    for other, hashes in store.reprint_candidates(found.bands):
        score = similarity(found, Fingerprint(hashes, ()))
        if other != report.id and (score > best or (original is None and score >= best)):
            best, original = score, other
    return original


# ---------------------------------------------------------------- linking

BATCH = 2000  # statements linked in one transaction, with all that they bear on


def link_pending(store: Store) -> int:
    """Make the events of all statements that wait for linking; returns how many were made or changed.

    Only what these statements bear on is linked again, with the same events as linking everything. What was published
    first is linked first, so that events get the same ids however many statements one transaction holds.
    """
    made: set[str] = set()
    every = store.unlinked()
    for start in range(0, len(every), BATCH):
        with store.transaction():
            store.lock_events()
            waiting = store.still_unlinked(every[start : start + BATCH])  # another process may have been here
            if not waiting:
                continue
            fetched = _Fetched(store)
            fetched.fetch(waiting)
            store.file(waiting, [entry for id in waiting for entry in fetched.entries(id)])
            part = _part_around(waiting, fetched)
            told = [fetched.told[id] for id in part]
            events = link(told, fetched.facts, list(fetched.judgements.values()))
            events, added = _keep_ids(store, part, events)
            changes = store.replace_events(part, events, linked=waiting, added=added)
        made = (made | changes.made) - changes.gone
    return len(made)


class Bearing(NamedTuple):
    """Statements with all that bears on them: linked alone, they give the same events."""

    statements: list[Statement]
    facts: dict[str, ReportFacts]
    judgements: list[Judgement]


def bearing_on(store: Store, statement_ids: Iterable[str]) -> Bearing:
    """What is needed to see these statements as linking does."""
    fetched = _Fetched(store)
    ids = list(statement_ids)
    fetched.fetch(ids)
    part = _part_around(ids, fetched)
    return Bearing([fetched.told[id] for id in part], fetched.facts, list(fetched.judgements.values()))


def _keep_ids(store: Store, part: Sequence[str], events: Sequence[Event]) -> tuple[list[Event], History]:
    """The events under the ids that they had, and what became of events since they were last told."""
    kept = store.kept_ids(part, (event.id for event in events))
    here = set(part)
    before = {
        k.id: LastTold.model_validate_json(k.told)
        for k in kept
        if k.told is not None and (k.heir or k.founder) in here
    }
    issued = [Issued(k.id, k.founder, k.number, k.heir) for k in kept]
    heirs = new_heirs(issued, {id: told.statements for id, told in before.items()}, events)
    issued = [replace(each, heir=heirs.get(each.id, each.heir)) for each in issued]
    named, founders, forwarded = name_events(events, issued, lambda id: bool(store.kept_ids((), [id])))
    differences, told = find_differences(before, named, forwarded)
    lasting: dict[str, str | None] = {id: each.model_dump_json() for id, each in told.items()}
    ended = before.keys() - {event.id for event in named}
    return named, History(
        ids=founders,
        heirs=heirs,
        told=lasting | dict.fromkeys(sorted(ended)),
        changes=[difference._asdict() for difference in differences],
    )


def _part_around(waiting: Iterable[str], fetched: _Fetched) -> list[str]:
    """Ids of the statements that these bear on, directly or not: linked alone, they give the same events."""
    part: set[str] = set()
    new = set(waiting)
    while new:
        part |= new
        new = fetched.neighbours(new) - part
    return sorted(part)


class _Fetched:
    """What one go of linking has read from the database, each thing once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.told: dict[str, Statement] = {}
        self.effective: dict[str, Statement] = {}  # with corrections
        self.rejected: set[str] = set()
        self.facts: dict[str, ReportFacts] = {}
        self.judgements: dict[str, Judgement] = {}
        self.may_link = pair_test(self.facts)

    def fetch(self, statement_ids: Iterable[str]) -> None:
        told = self.store.statements(id for id in statement_ids if id not in self.told)
        if not told:
            return
        judgements = self.store.judgements(s.id for s in told)
        self.told |= {s.id: s for s in told}
        self.judgements |= {j.id: j for j in judgements}
        kept, rejected = in_effect(told, judgements)
        self.effective |= {s.id: s for s in (*kept, *rejected)}
        self.rejected |= {s.id for s in rejected}
        self._fetch_facts({s.report_id for s in told})
        self._fetch_facts({f.reprint_of for f in self.facts.values() if f.reprint_of is not None})

    def _fetch_facts(self, report_ids: set[str]) -> None:
        self.facts.update(self.store.facts(report_ids - self.facts.keys()))

    def entries(self, statement_id: str) -> list[Filed]:
        """Where linking finds the statement: at the corrected place and day; the rejected ones apart."""
        here = spot(self.effective[statement_id], self.facts_of(statement_id))
        days = _numbers(here.first, here.last)
        drawer = self._drawer(statement_id)
        return [Filed(statement_id, drawer + key, day_bin, *days) for key, day_bin in filed(here)]

    def _drawer(self, statement_id: str) -> str:
        return "rejected " if statement_id in self.rejected else ""

    def facts_of(self, statement_id: str) -> ReportFacts | None:
        return self.facts.get(self.told[statement_id].report_id)

    def neighbours(self, statement_ids: set[str]) -> set[str]:
        """Statements that one of these may be one event with, or is now, or is said to be."""
        near = self.store.partners(place for id in statement_ids for place in self._places(id))
        self.fetch(id for ids in near.values() for id in ids)
        found = self.store.event_mates(statement_ids)
        found |= self.store.stand_ins(statement_ids)
        found |= self.store.statements_of_text(self.told[id].report_id for id in statement_ids)
        for judgement in list(self.judgements.values()):
            if judgement.decision in ("same", "part_of") and statement_ids.intersection(judgement.subjects):
                found.update(judgement.subjects)
        for id, others in near.items():
            found.update(o for o in others if self._may_link(id, o))
        self.fetch(found)
        return found & self.told.keys()  # what a judgement is about may be gone

    def _places(self, statement_id: str) -> Iterator[Sought]:
        """Where all statements are filed that this one may be one event with."""
        for box in boxes(self.effective[statement_id], self.facts_of(statement_id)):
            keys, first_bin, last_bin = sought(box)
            days, drawer = _numbers(box.first, box.last), self._drawer(statement_id)
            for key in keys:
                yield Sought(statement_id, drawer + key, first_bin, last_bin, *days)

    def _may_link(self, one: str, other: str) -> bool:
        if other not in self.effective or (one in self.rejected) != (other in self.rejected):
            return False
        return self.may_link(self.effective[one], self.effective[other])


def _numbers(first: date | None, last: date | None) -> tuple[int, int]:
    """Days counted from the year 1; an open end lies before or after all others."""
    return (
        date.min.toordinal() if first is None else first.toordinal(),
        date.max.toordinal() if last is None else last.toordinal(),
    )
