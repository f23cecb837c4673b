"""Which of several told values is the event's, and which stand beside it as rivals."""

from __future__ import annotations

from dateline.link import link
from dateline.model import Event, How, Party, Place, Statement, Toll
from tests.link.build import day, facts, judge, killed, party, statement
from tests.link.test_grade import says

FACTS = facts("a=2022-05-02", "b=2022-05-03", "c=2022-05-04", "d=2022-05-05")
SAME = [judge("same", "a1", other, minute=n) for n, other in enumerate(("b1", "c1", "d1"))]
# Colombia, Burkina Faso, Myanmar: a town, another town of the same province, and the province.
TIBU = Place(text="Tibú", name="Tibú", country="CO", admin1="Norte de Santander", lat=8.64, lon=-72.73)
OCANA = TIBU.model_copy(update={"name": "Ocaña", "lat": 8.24, "lon": -73.36})
SANTANDER = TIBU.model_copy(update={"name": "Norte de Santander", "precision": "admin1", "radius_km": 90.0})
ARAUCA = Place(
    text="Arauca", name="Arauca", country="CO", admin1="Arauca", precision="admin1", lat=7.0, lon=-70.7
)
COLOMBIA = Place(text="Colombia", name="Colombia", country="CO", precision="country", lat=4.0, lon=-73.0)
DJIBO = Place(text="Djibo", name="Djibo", country="BF", admin1="Sahel", lat=14.1, lon=-1.63)
AROUND_DJIBO = DJIBO.model_copy(update={"precision": "near"})


def told(report: str, **details: object) -> Statement:
    given = {"type": "attack", "start": "2022-05-01", "end": "2022-05-01", "place": TIBU} | details
    return statement(report, **given)  # type: ignore[arg-type]


def event(*statements: Statement) -> Event:
    (found,) = link(statements, FACTS, SAME)
    return found


def place_of(*places: Place) -> str:
    found = event(*(told(report, place=place) for report, place in zip("abcd", places, strict=False))).place
    assert found is not None
    return found.name


def citing(name: str) -> dict[str, object]:
    monitor = Party(name=name, text=name, id=name.lower(), kind="monitor")
    return {"attributions": (says("monitor", monitor),), "certainty": "attributed"}


# ---------------------------------------------------------------- place and days


def test_an_exact_place_inside_a_wider_one_is_the_events() -> None:
    assert place_of(SANTANDER, TIBU, COLOMBIA) == "Tibú"
    assert event(told("a", place=AROUND_DJIBO), told("b", place=DJIBO)).place == DJIBO


def test_a_lone_exact_place_gives_way_to_another_that_two_tell() -> None:
    assert place_of(TIBU, OCANA, OCANA) == "Ocaña"


def test_a_lone_exact_place_gives_way_to_a_province_that_two_tell() -> None:
    assert place_of(TIBU, ARAUCA, ARAUCA) == "Arauca"


def test_of_two_places_told_as_often_the_more_precise_is_the_events() -> None:
    assert place_of(ARAUCA, TIBU) == "Tibú"


def test_two_reports_that_lean_on_one_source_do_not_outweigh_another() -> None:
    leaning = [told(r, place=ARAUCA, **citing("Monitor")) for r in "bc"]
    found = event(told("a", place=TIBU), *leaning).place
    assert found is not None and found.name == "Tibú"


def test_two_reports_that_lean_on_one_source_count_once_for_the_days() -> None:
    later = {"start": "2022-04-30", "end": "2022-04-30"}
    leaning = [told(r, **later, **citing("Monitor")) for r in "bc"]
    assert event(told("a"), *leaning).start == day("2022-05-01")
    assert event(told("a"), *(told(r, **later) for r in "bc")).start == day("2022-04-30")


def test_the_type_told_by_most_sources_is_the_events() -> None:
    leaning = [told(r, type="riot", **citing("Monitor")) for r in "bcd"]
    assert event(told("a", type="attack"), *leaning).type == "attack"
    assert event(told("a", type="attack"), *(told(r, type="riot") for r in "bcd")).type == "riot"


def test_the_party_told_by_most_sources_stands_first() -> None:
    leaning = [told(r, targets=(party("ELN"),), **citing("Monitor")) for r in "bc"]
    assert event(told("a", targets=(party("AGC"),)), *leaning).targets == ("AGC", "ELN")
    assert event(
        told("a", targets=(party("AGC"),)), *(told(r, targets=(party("ELN"),)) for r in "bc")
    ).targets == (
        "ELN",
        "AGC",
    )


# ---------------------------------------------------------------- who says what


def test_rivals_say_who_says_each() -> None:
    found = event(told("a"), told("b", place=OCANA, **citing("Monitor")))
    assert [(r.value, r.who) for r in found.rivals["place"]] == [
        ("Tibú", ("A",)),
        ("Ocaña", ("B, citing Monitor",)),
    ]


def test_a_rival_figure_says_whose_it_is() -> None:
    found = event(told("a", tolls=(killed(16, 16), killed(24, 24, source="the mayor"))))
    assert [(r.value, r.who) for r in found.tolls[0].rivals] == [
        ("16", ("A",)),
        ("24", ("A, citing the mayor",)),
    ]


# ---------------------------------------------------------------- tolls


def tolls(*figures: tuple[str, Toll]) -> tuple[int, int, int | None, list[str], list[str]]:
    """(best, low, high, rivals, replaced) of the one toll that these reports tell."""
    found = event(*(told(report, tolls=(toll,)) for report, toll in figures))
    (toll,) = found.tolls
    return toll.best, toll.low, toll.high, [r.value for r in toll.rivals], [r.value for r in toll.replaced]


def test_a_later_figure_of_one_source_replaces_its_earlier_one() -> None:
    figures = ("a", killed(5, 5, source="the mayor")), ("b", killed(9, 9, source="the mayor"))
    assert tolls(*figures) == (9, 9, 9, [], ["5"])


def test_figures_of_two_sources_stand_side_by_side() -> None:
    figures = ("a", killed(5, 5, source="the mayor")), ("b", killed(9, 9, source="the army"))
    assert tolls(*figures) == (9, 5, 9, ["5", "9"], [])


def test_a_later_figure_of_one_outlet_replaces_its_earlier_one() -> None:
    known = FACTS | facts("c=2022-05-04", outlet="A")
    (found,) = link([told("a", tolls=(killed(5, 5),)), told("c", tolls=(killed(4, 4),))], known, SAME)
    (toll,) = found.tolls
    assert (toll.best, toll.low, toll.high) == (4, 4, 4)
    assert [(r.value, r.statements, r.who) for r in toll.replaced] == [("5", ("a1",), ("A",))]


def test_a_bare_plural_replaces_no_figure() -> None:
    known = FACTS | facts("c=2022-05-04", outlet="A")
    (found,) = link([told("a", tolls=(killed(5, 5),)), told("c", tolls=(killed(2, None),))], known, SAME)
    assert (found.tolls[0].best, found.tolls[0].replaced) == (5, ())


def test_a_running_total_replaces_smaller_figures_of_all() -> None:
    total = killed(31, 31, how=How(rule="toll_to:rise:number:total"))
    assert tolls(("a", killed(17, 17)), ("b", killed(40, 40)), ("c", total)) == (
        31,
        31,
        40,
        ["40", "31"],
        ["17"],
    )


def test_figures_of_one_day_do_not_replace_each_other() -> None:
    known = facts("a=2022-05-02", "b=2022-05-02", outlet="A")
    (found,) = link([told("a", tolls=(killed(5, 5),)), told("b", tolls=(killed(9, 9),))], known, SAME)
    assert (found.tolls[0].low, found.tolls[0].high, found.tolls[0].replaced) == (5, 9, ())


def test_the_same_figure_told_again_replaces_nothing() -> None:
    known = FACTS | facts("c=2022-05-04", outlet="A")
    (found,) = link([told("a", tolls=(killed(5, 5),)), told("c", tolls=(killed(5, 5),))], known, SAME)
    assert found.tolls[0].replaced == ()


def test_a_figure_that_one_source_gives_to_many_counts_once() -> None:
    figure = {"tolls": (killed(30, 30, source="Monitor"),)} | citing("Monitor")
    known = facts("a=2022-05-02", "b=2022-05-02", "c=2022-05-02", "d=2022-05-02")
    own = [told("a", tolls=(killed(12, 12),)), told("b", tolls=(killed(12, 12),))]
    (found,) = link([*own, told("c", **figure), told("d", **figure)], known, SAME)
    assert (found.tolls[0].best, found.tolls[0].low, found.tolls[0].high) == (12, 12, 30)


def test_a_group_within_another_is_not_added_to_it() -> None:
    found = event(told("a", tolls=(killed(16, 16, group="other"), killed(4, 4, group="target"))))
    assert [(t.group, t.best, t.high) for t in found.tolls] == [("target", 4, 4), ("other", 16, 16)]
