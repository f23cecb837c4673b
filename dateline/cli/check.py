"""`dateline check`: is all here that Dateline needs, and does the database hold what it promises?

One function a check. Its docstring is the title that people see; it returns what was found, or raises
DatelineError with what is wrong and what to do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

import dateline
from dateline.cli.options import AsJson, Database
from dateline.cli.output import ExitCode, print_json
from dateline.errors import DatelineError, StoreError
from dateline.settings import read_settings

if TYPE_CHECKING:
    from dateline.model import Report, Span, Statement
    from dateline.store import Store

SHOWN = 3  # examples named in a message

HELP = """Check this installation and the database.

Python, the language model, the gazetteer and the actor list; then the database: its version, that every
value stands where it says in the report's text, that all statements are linked, and that judgements
still have their statements and do not contradict each other. A failed check says what to do, and the exit code is 1.

\b
dateline check
dateline check --db syria.sqlite --json
"""


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    ok: bool
    message: str


def register(app: typer.Typer) -> None:
    app.command("check", help=HELP)(check)


def check(db: Database = None, *, json: AsJson = False) -> int:
    findings = [perform(look) for look in INSTALLATION]
    database = db or read_settings().database
    if db is None and "://" not in database and not Path(database).exists():
        findings.append(Finding("database", True, f"none yet at {database}; 'dateline add REPORTS' makes it"))
    else:
        findings += check_database(database)
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(f"{'ok' if finding.ok else 'PROBLEM':<8} {finding.check}: {finding.message}")
    return ExitCode.DONE if all(finding.ok for finding in findings) else ExitCode.PROBLEM


def perform(look: Callable[[], str]) -> Finding:
    title = (look.__doc__ or look.__name__).strip().rstrip(".")
    try:
        return Finding(title, True, look())
    except DatelineError as error:
        return Finding(title, False, " ".join(str(error).split()))


# ---------------------------------------------------------------- the installation


def check_python() -> str:
    """Python and Dateline"""
    return f"{sys.version.split()[0]}, {dateline.__version__}"


def check_model() -> str:
    """language model"""
    from dateline.parse import load_parser

    meta = load_parser().meta
    return f"{meta['lang']}_{meta['name']} {meta['version']}"


def check_gazetteer() -> str:
    """gazetteer"""
    from dateline.resolve.gazetteer.index import Gazetteer

    gazetteer = Gazetteer.open(read_settings().gazetteer)
    return f"{gazetteer.path}, from {len(gazetteer.sources())} packages"


def check_actors() -> str:
    """actor list"""
    from dateline.resolve.actors import ActorList

    own = read_settings().actors
    actors = ActorList.load(own).actors
    return f"{len(actors):,} actors" + (f", with {', '.join(map(str, own))}" if own else "")


INSTALLATION = (check_python, check_model, check_gazetteer, check_actors)


# ---------------------------------------------------------------- the database


def check_database(database: str) -> Iterator[Finding]:
    """The findings on one database: whether it opens, and then its promises."""
    from dateline.store import Store

    try:
        store = Store.open(database, create=False)
    except DatelineError as error:
        yield Finding("database", False, " ".join(str(error).split()))
        return
    with store:
        counts = store.counts()
        yield Finding(
            "database",
            True,
            f"{store.name}: {counts.reports:,} reports, {counts.statements:,} statements, "
            f"{counts.events:,} events, {counts.judgements:,} judgements",
        )
        for look in (check_spans, check_links, check_judgements, check_contradictions):
            # A partial would lose the docstring that is the title.
            yield perform(_bound(look, store))


def _bound(look: Callable[[Store], str], store: Store) -> Callable[[], str]:
    def bound() -> str:
        return look(store)

    bound.__doc__ = look.__doc__
    return bound


def check_spans(store: Store) -> str:
    """every value stands in its report's text"""
    values = statements = 0
    wrong: list[str] = []
    for coding in store.all_codings():
        statements += len(coding.statements)
        for statement in coding.statements:
            for field, words, spans in worded_values(statement):
                values += 1
                if not stands(coding.report, words, spans):
                    wrong.append(f"{field} of {statement.id}")
    if wrong:
        raise StoreError(
            f"{len(wrong)} of {values:,} values do not stand where they say ({', '.join(wrong[:SHOWN])}). "
            "Code the reports again: dateline add REPORTS --recode"
        )
    # A report's id is made from its text: statements of a text that was altered find no report.
    if (expected := store.counts().statements) != statements:
        raise StoreError(
            f"the reports of {expected - statements:,} statements are gone or their text was altered. "
            "Restore the database from a copy, or add the reports to a new one."
        )
    return f"{values:,} values"


def worded_values(statement: Statement) -> Iterator[tuple[str, str | None, tuple[Span, ...]]]:
    """(field, the words it claims or None, where they stand) of each value that has words."""
    yield "evidence", None, (statement.evidence,)
    yield "type", None, statement.trigger
    if statement.when.spans:
        yield "when", statement.when.text, statement.when.spans
    if statement.place is not None:
        yield "place", statement.place.text, statement.place.spans
    for field, parties in (
        ("actors", statement.actors),
        ("partners", statement.partners),
        ("targets", statement.targets),
        ("sources", tuple(said.source for said in statement.attributions)),
    ):
        for party in parties:
            yield field, party.text, party.spans
    for toll in statement.tolls:
        yield "tolls", toll.text, toll.spans
    for thing in statement.materiel:
        yield "materiel", thing.text, thing.spans


def stands(report: Report, words: str | None, spans: tuple[Span, ...]) -> bool:
    """There are spans, they lie in the text, and one of them holds the words claimed."""
    inside = all(0 <= span.start < span.end <= len(report.text) for span in spans)
    return bool(spans) and inside and (words is None or any(words in report.words(span) for span in spans))


def check_links(store: Store) -> str:
    """every statement is linked"""
    if unlinked := store.counts().unlinked:
        raise StoreError(
            f"{unlinked:,} statements wait for linking: a run was stopped. "
            "Run 'dateline add' again on the same reports; it links what waits."
        )
    return "none waits"


def check_judgements(store: Store) -> str:
    """every judgement has its statements"""
    held = [judgement for judgement in store.judgements() if judgement.withdrawn is None]
    known = {s.id for s in store.statements({subject for j in held for subject in j.subjects})}
    orphans = [judgement.id for judgement in held if not known.issuperset(judgement.subjects)]
    if orphans:
        raise StoreError(
            f"{len(orphans)} of {len(held)} are about statements that are no longer there "
            f"({', '.join(orphans[:SHOWN])}). They are kept. Judge the new statements, or withdraw these."
        )
    return f"{len(held):,} judgements"


def check_contradictions(store: Store) -> str:
    """no judgement contradicts another"""
    from dateline.link import conflicts

    if found := conflicts(store.judgements()):
        raise StoreError(f"{len(found)} give way to later ones: " + "; ".join(map(str, found[:SHOWN])))
    return "none does"
