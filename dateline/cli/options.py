"""Options that several commands share, and what their words mean."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple, cast, get_args

import typer

from dateline.model import EXTRACTORS, Certainty, EventType, GradeName, TollKind

if TYPE_CHECKING:
    from dateline.store import EventFilter


class Rectangle(NamedTuple):
    """Degrees; `west` > `east` crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


def parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day. Expected YYYY-MM-DD, as in 2024-03-09.") from None


def parse_type(text: str) -> str:
    if text not in get_args(EventType):
        raise typer.BadParameter(f"{text!r} is no event type. Known: {', '.join(get_args(EventType))}.")
    return text


def parse_grade(text: str) -> str:
    if text not in get_args(GradeName):
        raise typer.BadParameter(f"{text!r} is no grade. Known: {', '.join(get_args(GradeName))}.")
    return text


def parse_extractor(text: str) -> str:
    if text not in EXTRACTORS:
        raise typer.BadParameter(f"{text!r} is no extractor. Known: {', '.join(EXTRACTORS)}.")
    return text


def parse_box(text: str) -> Rectangle:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not four numbers. Expected W,S,E,N, as in 35,32,43,38."
        ) from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise typer.BadParameter(f"{text!r} is no box of degrees: west,south,east,north.")
    return Rectangle(west, south, east, north)


Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH", help="Files, folders, patterns, web addresses, or - for standard input."),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="FILE_OR_URL",
        help="SQLite file or postgresql:// address. Default: $DATELINE_DB, else dateline.sqlite.",
    ),
]
Workers = Annotated[
    int, typer.Option("--workers", min=1, metavar="N", help="Processes to code with. The result is the same.")
]
Published = Annotated[
    date | None,
    typer.Option(
        "--published",
        parser=parse_day,
        metavar="DAY",
        help="Day of publication (YYYY-MM-DD) of reports whose file gives none.",
    ),
]
Outlet = Annotated[
    str | None, typer.Option("--outlet", metavar="NAME", help="Outlet of reports whose file gives none.")
]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="Also fetch web addresses inside your own network."),
]
Identifier = Annotated[
    str,
    typer.Argument(metavar="ID", help="Of an event, statement or report; its beginning will do."),
]
RedactPersons = Annotated[
    bool | None,
    typer.Option(
        "--redact-persons/--no-redact-persons", show_default=False,
        help="Replace names of persons who hold no office by their role. Default: $DATELINE_REDACT_PERSONS.",
    ),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

Since = Annotated[
    date | None,
    typer.Option("--since", parser=parse_day, metavar="DAY", help="Events on or after this day."),
]
Until = Annotated[
    date | None,
    typer.Option("--until", parser=parse_day, metavar="DAY", help="Events on or before this day."),
]
PlaceName = Annotated[
    str | None, typer.Option("--place", metavar="NAME", help="Place name or province that contains NAME.")
]
Country = Annotated[
    str | None, typer.Option("--country", metavar="CODE", help="Country, two letters (ISO 3166): SY, UA.")
]
Types = Annotated[
    list[str] | None,
    typer.Option(
        "--type", parser=parse_type, metavar="TYPE", help="Event type (docs/codebook.md). May be repeated."
    ),
]
ActorName = Annotated[
    str | None, typer.Option("--actor", metavar="NAME", help="A side whose name contains NAME.")
]
OutletName = Annotated[
    str | None, typer.Option("--outlet", metavar="NAME", help="Told by an outlet whose name contains NAME.")
]
MinToll = Annotated[
    int | None,
    typer.Option("--min-toll", min=1, metavar="N", help="At least N people, of the kind in --toll-kind."),
]
TollKindName = Annotated[TollKind, typer.Option("--toll-kind", help="The kind that --min-toll counts.")]
CertaintyName = Annotated[Certainty | None, typer.Option("--certainty", help="How firmly it is told.")]
Grades = Annotated[
    list[str] | None,
    typer.Option(
        "--grade", parser=parse_grade, metavar="GRADE",
        help="How well it is supported: confirmed, fair, weak, contested or discounted (docs/linking.md). May be "
        "repeated. Without it: all but discounted.",
    ),
]  # fmt: skip
MinConfidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence", min=0, max=1, metavar="P",
        help="Only what a coder would record with at least this probability, 0 to 1.",
    ),
]  # fmt: skip
ExtractorName = Annotated[
    str,
    typer.Option(
        "--extractor", parser=parse_extractor, metavar="NAME",
        help="combined (default: the best), rules (twice as fast, less right) or learned (for comparison).",
    ),
]  # fmt: skip
Box = Annotated[
    Rectangle | None,
    typer.Option("--bbox", parser=parse_box, metavar="W,S,E,N", help="Inside these degrees."),
]
Words = Annotated[
    str | None, typer.Option("--text", metavar="WORDS", help="The evidence contains these words.")
]


def build_filter(
    *,
    since: date | None,
    until: date | None,
    place: str | None,
    country: str | None,
    bbox: Rectangle | None,
    type: list[str] | None,
    actor: str | None,
    outlet: str | None,
    min_toll: int | None,
    toll_kind: TollKind,
    certainty: Certainty | None,
    min_confidence: float | None,
    text: str | None,
    grade: list[str] | None,
) -> EventFilter:
    """The filter that these options ask for. Raises BadParameter when they contradict."""
    from dateline.store import EventFilter

    if since and until and since > until:
        raise typer.BadParameter(f"--since {since} is after --until {until}. Swap them.")
    return EventFilter(
        since=since,
        until=until,
        place=place,
        country=country.upper() if country else None,
        bbox=bbox,
        type=cast("tuple[EventType, ...]", tuple(type or ())),  # parse_type let only these pass
        actor=actor,
        outlet=outlet,
        min_toll=min_toll,
        toll_kind=toll_kind,
        certainty=certainty,
        min_confidence=min_confidence,
        text=text,
        grade=cast("tuple[GradeName, ...]", tuple(grade or ())),  # parse_grade let only these pass
    )
