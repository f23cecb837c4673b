"""Coded reports into the database: which are new, which repeat another's text, and which events they make.

Comes in: codings in order. Goes out: the database, brought up to date. Must not know: how a report is coded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from dateline.link import link
from dateline.model import Coding, Problem, Report, Run
from dateline.read import prepare
from dateline.read.reprints import THRESHOLD, Fingerprint, fingerprint, own_words, similarity
from dateline.store import Store
from dateline.versions import model_versions, rules_version


@dataclass(frozen=True, slots=True)
class AddResult:
    """What `add` did. `problems`: errors and warnings met; `events`: those made or changed by linking."""

    added: int = 0
    already_there: int = 0
    reprints: int = 0
    statements: int = 0
    problems: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """Stands in the stream for a report that needs no coding."""

    report_id: str


def start_run(store: Store, *, actors: tuple[Path, ...], gazetteer: Path | None, workers: int) -> Run:
    """Note in the database what is about to write to it."""
    run = Run(
        id=uuid4().hex[:16],
        started=datetime.now(UTC),
        version=rules_version(actors),
        settings={
            "actors": ", ".join(str(path) for path in actors),
            "gazetteer": str(gazetteer or ""),
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
    done = AddResult()
    for item in _join_warnings(results):
        if isinstance(item, Known):
            done = replace(done, already_there=done.already_there + 1)
        elif isinstance(item, Problem):
            store.add_problems([item], run)
            done = replace(done, problems=done.problems + 1)
        else:
            done = _add_coding(item, store, run, recode, done)
        if progress is not None:
            progress(done)
    done = replace(done, events=link_pending(store))
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
            coding, run=run, fingerprint=None if found is None else (found.values, found.bands), recode=recode
        )
    if not kept:
        return replace(done, already_there=done.already_there + 1)
    return replace(
        done,
        added=done.added + 1,
        reprints=done.reprints + (original is not None),
        statements=done.statements + len(coding.statements),
        problems=done.problems + len(coding.problems),
    )


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


def link_pending(store: Store) -> int:
    """Make the events of all statements that wait for linking; returns how many were made or changed."""
    if not store.unlinked(1):
        return 0
    with store.transaction():
        store.lock_events()
        told = [statement for coding in store.all_codings() for statement in coding.statements]
        facts = store.facts(statement.report_id for statement in told)
        return store.replace_events([s.id for s in told], link(told, facts, store.judgements()))
