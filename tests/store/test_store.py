"""What is put in comes out again; nothing comes in twice or by halves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from dateline.adding import link_pending
from dateline.errors import NotFound, UsageError
from dateline.model import Assessment, Coding, Judgement, Problem, Run, Span
from dateline.store import EventFilter, Store, schema

RUN = Run(
    id="run-1",
    started=datetime(2024, 5, 1, 12, tzinfo=UTC),
    version="1",
    settings={"workers": "1"},
    models={},
)
NEWER = RUN.model_copy(update={"id": "run-2", "version": "2", "started": datetime(2024, 6, 1, tzinfo=UTC)})


def rows(store: Store, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    with store._engine.connect() as connection:
        return list(connection.execute(sa.select(table)).all())


def add(store: Store, *codings: Coding) -> None:
    store.start_run(RUN)
    for coding in codings:
        assert store.add_coding(coding, run=RUN)


def judge(decision: str, *subjects: str, id: str = "j1") -> Judgement:
    return Judgement.model_validate(
        {
            "id": id,
            "decision": decision,
            "subjects": subjects,
            "author": "an editor",
            "made": datetime(2024, 5, 2, tzinfo=UTC),
        }
    )


def with_more(coding: Coding) -> Coding:
    """The same report with an assessment and a problem."""
    report = coding.report
    claim = Assessment(
        id="claim-1",
        report_id=report.id,
        holder=None,
        text=report.words(Span(0, 6)),
        about=(),
        kind="forecast",
        modality="likely",
        spans=(Span(0, 6),),
    )
    problem = Problem(
        stage="resolve", code="odd", message="A place is not known.", where=report.doc, span=Span(0, 6)
    )
    return coding.model_copy(update={"assessments": (claim,), "problems": (problem,)})


def test_coding_comes_back_as_it_was(store: Store, codings: list[Coding]) -> None:
    coding = with_more(codings[0])
    add(store, coding)
    assert store.coding(coding.report.id) == coding
    assert list(store.all_codings()) == [coding]
    assert store.runs() == [RUN]
    assert store.assessment("claim-1") == coding.assessments[0]


def test_adding_again_changes_nothing(store: Store, codings: list[Coding]) -> None:
    add(store, codings[0])
    before = store.counts()
    assert not store.add_coding(codings[0], run=RUN)
    assert store.counts() == before
    assert before.reports == 1
    assert before.statements == before.unlinked == len(codings[0].statements)


def test_report_that_fails_half_way_leaves_nothing(store: Store, codings: list[Coding]) -> None:
    store.start_run(RUN)
    statement = codings[0].statements[0]
    twice = codings[0].model_copy(update={"statements": (statement, statement)})
    with pytest.raises(sa.exc.IntegrityError):
        store.add_coding(twice, run=RUN)
    assert store.counts().reports == store.counts().statements == 0
    assert store.add_coding(codings[0], run=RUN)


def test_transaction_keeps_all_or_nothing(store: Store, codings: list[Coding]) -> None:
    store.start_run(RUN)
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.add_coding(codings[0], run=RUN)
        raise ZeroDivisionError
    assert store.counts().reports == 0


def test_every_stored_value_has_its_words(store: Store, codings: list[Coding]) -> None:
    add(store, codings[0])
    text = codings[0].report.text
    stored = rows(store, schema.statement_values)
    fields = {row.field for row in stored}
    assert {"type", "start", "end", "place", "actors", "targets", "tolls"} <= fields
    for row in stored:
        if row.span_start is not None:
            assert text[row.span_start : row.span_end] == row.words
        assert (row.value is None) == (row.reason is not None)


def test_evidence_column_holds_the_sentence(store: Store, codings: list[Coding]) -> None:
    add(store, codings[0])
    for row in rows(store, schema.statements):
        assert codings[0].report.text[row.evidence_start : row.evidence_end] == row.evidence


def test_problem_met_twice_is_kept_once(store: Store) -> None:
    store.start_run(RUN)
    problem = Problem(stage="read", code="not_found", message="x.txt does not exist.", where="x.txt")
    store.add_problems([problem, problem], RUN)
    store.add_problems([problem], RUN)
    assert store.problems() == [problem]


def test_prefix_names_what_it_begins(store: Store, codings: list[Coding]) -> None:
    add(store, codings[0])
    report = codings[0].report.id
    assert store.find_id(report) == ("report", report)
    assert store.find_id(report[:12]) == ("report", report)
    statement = codings[0].statements[0].id
    assert store.find_id(statement[:12]) == ("statement", statement)


def test_prefix_of_several_lists_them(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    first = min(c.report.id for c in codings)
    with pytest.raises(UsageError, match=r"begins several ids: .*report "):
        store.find_id(first[:1])


@pytest.mark.parametrize("prefix", ["zzz", "g", "0000000000"])
def test_prefix_of_nothing_is_not_found(store: Store, codings: list[Coding], prefix: str) -> None:
    add(store, codings[0])
    with pytest.raises(NotFound, match=r"nothing in .* begins with"):
        store.find_id(prefix)


@pytest.mark.parametrize("what", ["event", "statement", "report", "assessment"])
def test_unknown_id_is_not_found(store: Store, what: str) -> None:
    with pytest.raises(NotFound, match=f"there is no {what} nowhere"):
        getattr(store, what)("nowhere")


def test_judgement_comes_back_and_can_be_withdrawn(store: Store, codings: list[Coding]) -> None:
    add(store, codings[0])
    one, other = (s.id for s in codings[0].statements[:2])
    made = judge("same", other, one)
    store.add_judgement(made)
    assert store.judgements() == store.judgements([one]) == [made]
    assert store.judgements([codings[0].statements[2].id]) == []
    when = datetime(2024, 5, 3, tzinfo=UTC)
    store.withdraw_judgement("j1", when)
    assert store.judgements() == [made.model_copy(update={"withdrawn": when})]
    with pytest.raises(NotFound, match="no judgement j1 that holds"):
        store.withdraw_judgement("j1", when)


def test_judgement_on_no_statement_is_refused(store: Store) -> None:
    with pytest.raises(NotFound, match="there is no statement nowhere"):
        store.add_judgement(judge("accept", "nowhere"))
    assert store.judgements() == []


def test_recoding_replaces_what_was_coded(store: Store, codings: list[Coding]) -> None:
    add(store, with_more(codings[0]))
    link_pending(store)
    fewer = codings[0].model_copy(update={"statements": codings[0].statements[1:]})
    store.start_run(NEWER)
    assert store.add_coding(fewer, run=NEWER, recode=True)
    assert store.coding(codings[0].report.id) == fewer
    assert store.rules_of(codings[0].report.id) == "2"
    link_pending(store)
    assert {id for e in store.events() for id in e.statements} == {s.id for s in fewer.statements}


def test_judgement_whose_statement_is_gone_becomes_a_problem(store: Store, codings: list[Coding]) -> None:
    add(store, codings[0])
    gone, stays = codings[0].statements[0], codings[0].statements[1]
    store.add_judgement(judge("reject", gone.id))
    store.add_judgement(judge("accept", stays.id, id="j2"))
    fewer = codings[0].model_copy(update={"statements": codings[0].statements[1:]})
    store.start_run(NEWER)
    for _ in range(2):  # told again with every coding
        store.add_coding(fewer, run=NEWER, recode=True)
        assert [(p.code, p.where) for p in store.problems()] == [("judgement_without_statement", gone.id)]
    assert [j.id for j in store.judgements()] == ["j1", "j2"]
    store.add_coding(codings[0], run=NEWER, recode=True)  # it is back
    assert store.problems() == []


def test_recoding_links_what_shared_an_event_again(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    shared = next(e for e in store.events() if len(e.statements) > 1)
    first, *others = (store.statement(id) for id in shared.statements)
    coding = store.coding(first.report_id)
    kept = tuple(s for s in coding.statements if s.id != first.id)
    store.start_run(NEWER)
    store.add_coding(coding.model_copy(update={"statements": kept}), run=NEWER, recode=True)
    assert {s.id for s in others} <= set(store.unlinked())
    link_pending(store)
    assert store.event_of_statement(others[0].id) is not None
    assert store.counts().unlinked == 0


def test_statements_of_event_are_its_own(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    event = max(store.events(), key=lambda e: len(e.statements))
    told = store.statements_of_event(event.id)
    assert tuple(s.id for s in told) == event.statements
    assert {store.event_of_statement(s.id) for s in told} == {event.id}


def test_facts_are_what_linking_may_know(store: Store, codings: list[Coding]) -> None:
    add(store, codings[0])
    report = codings[0].report
    fact = store.facts([report.id, "nowhere"])[report.id]
    assert (fact.doc, fact.outlet, fact.published) == (report.doc, report.outlet, report.published)


def test_counts_count_everything(store: Store, codings: list[Coding]) -> None:
    add(store, with_more(codings[0]), *codings[1:])
    link_pending(store)
    counts = store.counts()
    assert counts.reports == len(codings)
    assert counts.statements == sum(len(c.statements) for c in codings)
    assert counts.events == len(store.events()) == store.count_events() < counts.statements
    assert (counts.assessments, counts.problems, counts.judgements, counts.unlinked) == (1, 1, 0, 0)


def test_pages_follow_each_other_without_gaps(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    every = [e.id for e in store.events()]
    assert [e.id for e in store.all_events()] == every
    paged = [e.id for page in range(0, len(every), 7) for e in store.events(limit=7, offset=page)]
    assert paged == every


def test_events_are_listed_newest_first_and_undated_last(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    starts = [(e.start, e.id) for e in store.events()]
    dated = [s for s in starts if s[0] is not None]
    assert dated and len(dated) < len(starts)
    assert starts[: len(dated)] == sorted(dated, key=lambda s: (-s[0].toordinal(), s[1]))
    undated = [id for _, id in starts[len(dated) :]]
    assert undated == sorted(undated)


def test_filter_without_conditions_keeps_all(store: Store, codings: list[Coding]) -> None:
    add(store, *codings)
    link_pending(store)
    assert store.events(EventFilter()) == store.events()
