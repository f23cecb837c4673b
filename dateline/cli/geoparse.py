"""`dateline geoparse`: texts in, the places they name out. Touches no database, codes no events."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.options import AllowPrivate, Outlet, Paths, RedactPersons, Workers
from dateline.cli.output import ExitCode, console, must_redact, print_json_line, print_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dateline.model import Place, Report

HELP = """Find the places that texts name.

Each with its words, coordinates, how exact it is and how far it may be off. Programs ask for --jsonl
(one object a text: doc, text, places with their character offsets) or --geojson (one
FeatureCollection of all). A place that is in no gazetteer has no coordinates. Exit code 1 when a
text could not be read; the others are still parsed.

\b
dateline geoparse story.txt
echo "Shelling hit a village 15 km south of Idlib." | dateline geoparse -
dateline geoparse reports/ --jsonl > places.jsonl
dateline geoparse reports/*.html --geojson > places.geojson
"""


OF_DATES = {"no_date", "dates_disagree", "bad_date"}  # warnings that say nothing about places


def register(app: typer.Typer) -> None:
    app.command("geoparse", help=HELP)(geoparse)


def geoparse(
    paths: Paths,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object a text, one a line.")] = False,
    geojson: Annotated[
        bool, typer.Option("--geojson", help="Print one GeoJSON FeatureCollection of all places.")
    ] = False,
    workers: Workers = 1,
    outlet: Outlet = None,
    allow_private: AllowPrivate = False,
    redact_persons: RedactPersons = None,
) -> int:
    from dateline.export.geojson import place_feature, write_collection
    from dateline.model import Problem
    from dateline.pipeline import geoparse as find_all
    from dateline.read import read
    from dateline.settings import read_settings

    if jsonl and geojson:
        raise typer.BadParameter("--jsonl and --geojson exclude each other. Give one.")
    settings = read_settings()
    texts = read(paths, allow_private=allow_private, stdin=sys.stdin.buffer, published=None, outlet=outlet)
    items = find_all(
        texts, workers=workers, actors=settings.actors, gazetteer=settings.gazetteer,
        redact_persons=must_redact(redact_persons),
    )  # fmt: skip
    failed = False

    def parsed() -> Iterator[tuple[Report, tuple[Place, ...]]]:
        nonlocal failed
        for item in items:
            for problem in (item,) if isinstance(item, Problem) else item.problems:
                if problem.code not in OF_DATES:
                    print_problem(problem)
                failed = failed or problem.severity == "error"
            if not isinstance(item, Problem):
                yield item.report, item.places
                sys.stdout.flush()

    if geojson:
        write_collection(
            sys.stdout, (place_feature(report, place) for report, places in parsed() for place in places)
        )
    else:
        for report, places in parsed():
            if jsonl:
                print_json_line(_record(report, places))
            else:
                _print_places(report, places)
    return ExitCode.PROBLEM if failed else ExitCode.DONE


def _record(report: Report, places: tuple[Place, ...]) -> dict[str, Any]:
    return {
        "doc": report.doc,
        "text": report.text,
        "places": [place.model_dump(mode="json") for place in places],
    }


def _print_places(report: Report, places: tuple[Place, ...]) -> None:
    from dateline.cli.blocks import print_report_line

    out = console()
    print_report_line(out, report)
    for place in places:
        out.print(f"  {_line(place)}", markup=False, highlight=False)
    if not places:
        out.print("  no places", style="dim")
    out.print()


def _line(place: Place) -> str:
    """ "Idlib: Idlib, Idlib, SY (exact) 35.93, 36.63 within 5 km"."""
    where = ", ".join(filter(None, [place.name, place.admin1, place.country]))
    at = "not in the gazetteer" if place.lat is None else f"{place.lat:.3f}, {place.lon:.3f}"
    within = "" if place.radius_km is None else f" within {place.radius_km:g} km"
    return f"{' '.join(place.text.split())}: {where} ({place.precision}) {at}{within}"
