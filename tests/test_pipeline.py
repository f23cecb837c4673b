"""The main flow over the sample reports: coded, added, added again, in one process and in two."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.errors import MissingData
from dateline.model import Coding, Problem, Report
from dateline.pipeline import AddResult, Tools, add, code, geoparse
from dateline.read import read
from dateline.record import coding_record
from dateline.store import Store

EXAMPLES = Path(__file__).parent.parent / "examples"
WIRE, REPRINT = EXAMPLES / "syria-raid-wire.json", EXAMPLES / "syria-raid-reprint.txt"


def reports(*paths: Path) -> list[Report | Problem]:
    return list(read([str(path) for path in paths]))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "test.sqlite")


@pytest.fixture(scope="session")
def coded(tools: Tools) -> list[Coding | Problem]:
    """All samples coded in this process."""
    return list(code(reports(EXAMPLES), tools=tools))


def test_two_processes_code_as_one_does(coded: list[Coding | Problem]) -> None:
    assert list(code(reports(EXAMPLES), workers=2)) == coded
    assert sum(len(c.statements) for c in coded if isinstance(c, Coding)) > 10


def test_results_follow_the_order_of_the_reports(coded: list[Coding | Problem]) -> None:
    docs = [c.report.doc for c in coded if isinstance(c, Coding)]
    assert docs == [r.doc for r in reports(EXAMPLES) if isinstance(r, Report)]


def test_problem_passes_through_in_its_place(tools: Tools) -> None:
    problem = Problem(stage="read", code="not_found", message="x does not exist.", where="x")
    first, second = code([problem, Report(doc="a", body="Nothing happened.")], tools=tools)
    assert first == problem
    assert isinstance(second, Coding)


def test_report_in_another_language_is_kept_uncoded(tools: Tools, store: Store) -> None:
    text = "Des hommes armés ont tué trois soldats vendredi près de la ville, selon la police régionale. " * 5
    done = add([Report(doc="fr", body=text)], store, tools=tools)
    assert (done.added, done.statements) == (1, 0)
    assert "language_not_supported" in {p.code for p in store.problems()}


def test_fault_in_the_coder_costs_one_report(
    tools: Tools, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline.extract

    def faulty(report: Report, *rest: object, **options: object) -> object:
        if report.doc == "bad":
            raise ZeroDivisionError("nothing to divide")
        return real(report, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "extract", faulty)
    given = [Report(doc="bad", body="Rebels shelled Idlib."), Report(doc="good", body="Rebels shelled Homs.")]
    done = add(given, store, tools=tools)
    assert (done.added, done.errors) == (1, 1)
    assert [p.code for p in store.problems() if p.severity == "error"] == ["coding_failed"]
    monkeypatch.undo()
    assert add(given, store, tools=tools).added == 1  # tried again


@pytest.mark.parametrize("redacted", [False, True])
def test_fault_in_finding_places_costs_one_report(
    tools: Tools, monkeypatch: pytest.MonkeyPatch, redacted: bool
) -> None:
    real = pipeline.find_report_places

    def faulty(report: Report, *rest: object) -> object:
        if report.doc == "bad":
            raise ZeroDivisionError("Lukas Dorn cannot be divided")
        return real(report, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "find_report_places", faulty)
    given = [
        Report(doc="bad", body="Rebels shelled Idlib."),
        Report(doc="good", body="Shells hit a camp near Idlib."),
    ]
    failed, good = geoparse(given, tools=tools, redact_persons=redacted)
    assert isinstance(failed, Problem) and (failed.code, failed.where) == ("coding_failed", "bad")
    assert ("Dorn" in failed.message) is not redacted
    assert isinstance(good, pipeline.Geoparsed) and [place.name for place in good.places] == ["Idlib"]


def test_fault_in_finding_persons_costs_one_report_and_tells_no_words_of_it(
    tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object, **__: object) -> object:
        raise KeyError("Lukas Dorn")

    monkeypatch.setattr(pipeline, "find_persons", faulty)
    [failed] = code([Report(doc="bad", body="Rebels shelled Idlib.")], tools=tools, redact_persons=True)
    assert isinstance(failed, Problem) and failed.code == "coding_failed"
    assert "KeyError" in failed.message and "Dorn" not in failed.model_dump_json()


def test_places_say_when_only_a_part_was_read_or_the_language_is_another(tools: Tools) -> None:
    long = Report(doc="long", body="Rebels shelled Homs on Friday.\n" * 4000)
    french = Report(
        doc="fr", body="Des hommes armés ont tué trois soldats vendredi près de la ville de Goma. " * 5
    )
    codes = [
        {problem.code for problem in item.problems}
        for item in geoparse([long, french], tools=tools)
        if isinstance(item, pipeline.Geoparsed)
    ]
    assert "only_part_coded" in codes[0] and "language_not_supported" in codes[1]


def test_no_place_is_told_of_a_withheld_text(tools: Tools) -> None:
    foreign = Report(doc="fr", body="Shells hit a camp near Idlib.", language="fr")
    plain, hidden = (
        next(geoparse([foreign], tools=tools, redact_persons=redacted)) for redacted in (False, True)
    )
    assert isinstance(plain, pipeline.Geoparsed) and isinstance(hidden, pipeline.Geoparsed)
    assert plain.places and not hidden.places


def test_missing_gazetteer_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="dateline gazetteer build"):
        list(code(reports(WIRE), gazetteer=tmp_path / "none.sqlite"))


# ---------------------------------------------------------------- adding


def forbidden(*_: object) -> None:
    raise AssertionError("a report that is known must not be parsed again")


def test_adding_tells_what_it_did(coded: list[Coding | Problem], tools: Tools, store: Store) -> None:
    told: list[AddResult] = []
    done = add(reports(EXAMPLES), store, tools=tools, progress=told.append)
    codings = [c for c in coded if isinstance(c, Coding)]
    counts = store.counts()
    assert done.added == counts.reports == len(codings)
    assert done.statements == counts.statements == sum(len(c.statements) for c in codings)
    assert done.events == counts.events > 0
    assert done.reprints == counts.reprints == 1
    assert done.problems == counts.problems
    assert (done.already_there, counts.unlinked) == (0, 0)
    assert told[-1] == done
    assert [t.added for t in told[: len(codings)]] == list(range(1, len(codings) + 1))


def test_known_reports_are_passed_over_before_parsing(
    tools: Tools, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add(reports(EXAMPLES), store, tools=tools)
    before, problems = store.events(), store.problems()
    monkeypatch.setattr(pipeline, "parse", forbidden)
    again = add(reports(EXAMPLES), store, tools=tools)
    assert again == AddResult(already_there=first.added)
    assert (store.events(), store.problems()) == (before, problems)


def test_report_twice_in_one_run_is_added_once(tools: Tools, store: Store) -> None:
    done = add(reports(WIRE, WIRE), store, tools=tools)
    assert (done.added, done.already_there, store.counts().reports) == (1, 1, 1)


def test_recoding_codes_what_other_rules_coded(
    tools: Tools, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(reports(WIRE, REPRINT), store, tools=tools)
    before = list(store.all_codings())
    assert add(reports(WIRE, REPRINT), store, tools=tools, recode=True).already_there == 2
    monkeypatch.setattr("dateline.adding.rules_version", lambda actors, extractor: "newer")
    assert add(reports(WIRE, REPRINT), store, tools=tools).already_there == 2
    done = add(reports(WIRE, REPRINT), store, tools=tools, recode=True)
    assert (done.added, done.reprints, store.counts().unlinked) == (2, 1, 0)
    assert list(store.all_codings()) == before
    assert {store.rules_of(c.report.id) for c in before} == {"newer"}
    assert [run.version for run in store.runs()].count("newer") == 2


def test_reprint_of_a_report_added_earlier_is_recognised(tools: Tools, store: Store) -> None:
    add(reports(WIRE), store, tools=tools)
    assert add(reports(REPRINT), store, tools=tools).reprints == 1
    wire, reprint = sorted(store.all_codings(), key=lambda c: c.report.reprint_of is not None)
    assert reprint.report.reprint_of == wire.report.id
    told_twice = [event for event in store.events() if len(event.statements) == 2]
    assert told_twice
    assert {len(event.outlets) for event in told_twice} == {1}  # twice by one source


def test_two_processes_add_as_one_does(tools: Tools, store: Store, tmp_path: Path) -> None:
    with Store.open(tmp_path / "other.sqlite") as other:
        one = add(reports(EXAMPLES), store, tools=tools)
        two = add(reports(EXAMPLES), other, workers=2)
        assert one == two
        assert list(store.all_codings()) == list(other.all_codings())
        assert store.events() == other.events()


def test_warning_about_a_report_is_kept_with_it(tools: Tools, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "undated.txt"
    path.write_text("Rebels attacked the village of Kafr Nabl, killing two people.", encoding="utf-8")
    add(reports(path), store, tools=tools)
    (coding,) = store.all_codings()
    assert [p.code for p in coding.problems].count("no_date") == 1
    assert [p.code for p in store.problems()].count("no_date") == 1


def test_result_of_a_failed_input_counts_as_error(tools: Tools, store: Store, tmp_path: Path) -> None:
    done = add(reports(tmp_path / "none.txt", WIRE), store, tools=tools)
    assert (done.errors, done.added) == (1, 1)
    assert "not_found" in {p.code for p in store.problems()}


def test_long_reports_that_begin_alike_are_both_added(
    tools: Tools, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A live page that grows at its end: of both, only the same beginning is coded."""
    monkeypatch.setattr(pipeline, "LONGEST", 200)
    beginning = "Rebels shelled the town of Homs on Friday, killing two soldiers, police said.\n" * 3
    given = [
        Report(doc=doc, body=beginning + more) for doc, more in (("a", "More follows."), ("b", "The end."))
    ]
    done = add(given, store, tools=tools)
    assert (done.added, done.errors) == (2, 0)
    assert done.statements == store.counts().statements >= 2


def test_what_a_source_is_goes_into_the_output_and_the_database(
    tools: Tools, store: Store, tmp_path: Path
) -> None:
    text = "Boko Haram killed six farmers near Damboa on Monday, residents said. The governor of Borno blamed a feud."
    report = Report(doc="a", body=text, published=date(2022, 5, 11))
    (coding,) = code([report], tools=tools)
    assert isinstance(coding, Coding)
    told = {s["name"]: s["claimant"] for e in coding_record(coding)["events"] for s in e["sources"]}
    assert told.get("residents") == "witness"
    add([report], store, tools=tools)
    with closing(sqlite3.connect(tmp_path / "test.sqlite")) as connection:
        rows = connection.execute("SELECT role, claimant FROM statement_parties").fetchall()
    assert ("source", "witness") in rows
    assert {claimant for role, claimant in rows if role != "source"} == {None}
