"""`dateline judge`: people's decisions, applied at once; and the list of them with what contradicts."""

from __future__ import annotations

import json as json_format
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from dateline.cli.options import AsJson, Database
from dateline.cli.output import ExitCode, counted, open_store, print_json

if TYPE_CHECKING:
    from dateline.link import Conflict
    from dateline.model import Decision, Judgement
    from dateline.store import Store

HELP = """Judge statements and events; take judgements back; list them.

ID is of a statement or of an event. A judgement is kept with its reason, author and time, applied at once
and at every later linking, and never overwritten. Of two that contradict, the later holds."""
PAIRS: dict[Decision, tuple[str, str]] = {
    "same": (
        "Two statements, or two events, are one event.",
        'dateline judge same 3fa2 77b0 --reason "same strike" --author ana',
    ),
    "different": (
        "Two statements are of two events.",
        'dateline judge different 3fa2 77b0 --reason "two markets" --author ana',
    ),
    "part_of": (
        "The first is a part of the second: two events, one within the other.",
        'dateline judge part-of 3fa2 77b0 --reason "one raid of the offensive" --author ana',
    ),
}
ALONE: dict[Decision, tuple[str, str]] = {
    "accept": (
        "A statement, or all of an event, is right; takes a rejection back.",
        'dateline judge accept 3fa2 --reason "checked with the text" --author ana',
    ),
    "reject": (
        "A statement, or all of an event, is wrong: it is left out of lists and exports.",
        'dateline judge reject 3fa2 --reason "a film, no attack" --author ana',
    ),
}
CORRECT_HELP = """A value of a statement is another one.

VALUE is text, or JSON: null for none, a list of names for sides, an object for a place.

\b
dateline judge correct 3fa2 start 2024-05-01 --reason "Thursday was the 1st" --author ana
dateline judge correct 3fa2 actors '["M23"]' --reason "named further down" --author ana
"""
WITHDRAW_HELP = """Take a judgement back. It stays in the list.

\b
dateline judge withdraw 5c0e
"""
LIST_HELP = """List judgements, and which of them give way to later ones.

\b
dateline judge list
dateline judge list --json
"""

One = Annotated[str, typer.Argument(metavar="ID", help="Of a statement or an event.")]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="Of another statement or event.")]
Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why.")]
Author = Annotated[
    str,
    typer.Option("--author", metavar="NAME", envvar="DATELINE_AUTHOR", show_envvar=True, help="Who judges."),
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=HELP)
    for decision, (title, example) in PAIRS.items():
        group.command(decision.replace("_", "-"), help=_help(title, example))(_pair_command(decision))
    for decision, (title, example) in ALONE.items():
        group.command(decision, help=_help(title, example))(_single_command(decision))
    group.command("correct", help=CORRECT_HELP)(correct)
    group.command("withdraw", help=WITHDRAW_HELP)(withdraw)
    group.command("list", help=LIST_HELP)(list_judgements)
    app.add_typer(group, name="judge")


def _help(title: str, example: str) -> str:
    return f"{title}\n\n\b\n{example}\n"


def _pair_command(decision: Decision) -> Callable[..., int]:
    def judge(
        one: One, other: Other, *, reason: Reason, author: Author, db: Database = None, json: AsJson = False
    ) -> int:
        with open_store(db) as store:
            subjects = (statements_of(store, one)[0], statements_of(store, other)[0])
            if subjects[0] == subjects[1]:
                raise typer.BadParameter(f"{one} and {other} are one statement. Name two.")
            return _keep(store, decision, subjects, reason=reason, author=author, json=json)

    return judge


def _single_command(decision: Decision) -> Callable[..., int]:
    def judge(one: One, *, reason: Reason, author: Author, db: Database = None, json: AsJson = False) -> int:
        with open_store(db) as store:
            return _keep(store, decision, statements_of(store, one), reason=reason, author=author, json=json)

    return judge


def correct(
    one: Annotated[str, typer.Argument(metavar="ID", help="Of a statement.")],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="type, start, end, place, actors, tolls, …")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The right value.")],
    *,
    reason: Reason,
    author: Author,
    db: Database = None,
    json: AsJson = False,
) -> int:
    with open_store(db) as store:
        kind, found = store.find_id(one)
        if kind != "statement":
            raise typer.BadParameter(
                f"{one} is of a {kind}. Events are computed: correct one of its statements."
            )
        details = {"field": field, "value": read_value(value)}
        return _keep(store, "correct", (found,), reason=reason, author=author, json=json, **details)


def read_value(text: str) -> Any:
    """
    >>> read_value("2024-05-01"), read_value('["M23"]'), read_value("null"), read_value("3")
    ('2024-05-01', ['M23'], None, '3')
    """
    if not text.startswith(("{", "[")) and text != "null":
        return text
    try:
        return json_format.loads(text)
    except json_format.JSONDecodeError as error:
        raise typer.BadParameter(f"{text!r} is not JSON ({error.msg}).") from None


def statements_of(store: Store, identifier: str) -> tuple[str, ...]:
    """The statement, or the statements of the event, the first published first."""
    kind, found = store.find_id(identifier)
    if kind == "event":
        return store.event(found).statements
    if kind != "statement":
        raise typer.BadParameter(f"{identifier} is of a {kind}. Name a statement or an event.")
    return (found,)


def _keep(
    store: Store,
    decision: Decision,
    subjects: tuple[str, ...],
    *,
    reason: str,
    author: str,
    json: bool,
    **details: Any,
) -> int:
    from dateline.adding import link_pending
    from dateline.link import conflicts, corrected
    from dateline.model import Judgement

    if not reason.strip() or not author.strip():
        raise typer.BadParameter("a reason and an author are needed: --reason and --author.")
    judgement = Judgement(
        id=uuid4().hex[:16],
        decision=decision,
        subjects=subjects,
        reason=reason,
        author=author,
        made=datetime.now(UTC),
        **details,
    )
    if decision == "correct":
        corrected(store.statement(subjects[0]), [judgement])  # refuses what linking could not use
    store.add_judgement(judgement)
    link_pending(store)
    against = [c for c in conflicts(store.judgements()) if judgement.id in c.holds]
    if json:
        print_json(record_of(store, judgement, against))
    else:
        events = dict.fromkeys(store.event_of_statement(subject) or "" for subject in subjects)
        print(f"judgement {judgement.id}: {text_of(judgement)}. Now in {', '.join(filter(None, events))}")
        for conflict in against:
            print(f"contradicts: {conflict}")
    return ExitCode.DONE


def withdraw(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Of a judgement; its beginning will do.")],
    *,
    db: Database = None,
) -> int:
    from dateline.adding import link_pending

    with open_store(db) as store:
        begun = [j.id for j in store.judgements() if j.id.startswith(identifier) and j.withdrawn is None]
        if len(begun) > 1:
            raise typer.BadParameter(f"{identifier!r} begins several: {', '.join(begun)}. Give more of it.")
        found = begun[0] if begun else identifier
        store.withdraw_judgement(found, datetime.now(UTC))
        link_pending(store)
        print(f"judgement {found} withdrawn")
    return ExitCode.DONE


def list_judgements(*, db: Database = None, json: AsJson = False) -> int:
    from dateline.link import conflicts

    with open_store(db) as store:
        judgements = store.judgements()
        contradicted = conflicts(judgements)
        if json:
            print_json(
                [record_of(store, j, [c for c in contradicted if c.gives_way == j.id]) for j in judgements]
            )
            return ExitCode.DONE
    for judgement in judgements:
        withdrawn = f" · withdrawn {judgement.withdrawn:%Y-%m-%d}" if judgement.withdrawn else ""
        print(f"{judgement.id}  {text_of(judgement)}{withdrawn}")
        print(
            f"    {judgement.author}, {judgement.made:%Y-%m-%d %H:%M}: {judgement.reason or 'no reason told'}"
        )
        for conflict in contradicted:
            if conflict.gives_way == judgement.id:
                print(f"    contradicted: {conflict}")
    print(f"{counted(len(judgements), 'judgement')}, {counted(len(contradicted), 'contradiction')}")
    return ExitCode.DONE


def judgements_about(store: Store, statement_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Every judgement about one of these statements, with the contradictions that it is in."""
    from dateline.link import conflicts

    about = store.judgements(statement_ids)
    contradicted = conflicts(store.judgements()) if len(about) > 1 else []
    return [
        record_of(store, j, [c for c in contradicted if j.id == c.gives_way or j.id in c.holds])
        for j in about
    ]


def text_of(judgement: Judgement) -> str:
    """The decision and what it is about, in one line."""
    if judgement.decision == "correct":
        value = json_format.dumps(judgement.value, ensure_ascii=False)
        return f"correct {judgement.field} of {judgement.subjects[0]} to {value}"
    return f"{judgement.decision.replace('_', ' ')} {' '.join(judgement.subjects)}"


def record_of(store: Store, judgement: Judgement, contradictions: list[Conflict]) -> dict[str, Any]:
    """The judgement, the events of its statements now, and the contradictions that it is in."""
    return judgement.model_dump(mode="json") | {
        "events": [store.event_of_statement(subject) for subject in judgement.subjects],
        "contradictions": [conflict.model_dump(mode="json") for conflict in contradictions],
    }
