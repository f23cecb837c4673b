"""What a stored statement costs as the database grows: adding, linking, and a page of events.

Comes in: nothing (coded reports are made up, from a seed). Goes out: milliseconds at three sizes. Adding goes
the way of `dateline add`, but for the coding itself.
"""

from __future__ import annotations

import gc
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice
from math import log
from multiprocessing import get_context
from pathlib import Path

from dateline.adding import link_pending, start_run, store_codings
from dateline.link import link
from dateline.model import (
    Coding,
    EventType,
    Party,
    Place,
    Report,
    ReportFacts,
    Span,
    Statement,
    Toll,
    TollKind,
    When,
    digest,
)
from dateline.store import EventFilter, Store

SIZES = (1_000, 10_000, 100_000)
STATEMENTS_A_REPORT = 6
TYPES: tuple[EventType, ...] = (
    "armed_clash", "air_strike", "shelling", "attack", "abduction", "arrest", "weapons_seizure", "protest",
)  # fmt: skip
KINDS: tuple[TollKind, ...] = ("killed", "wounded", "captured")
SYLLABLES = [
    "al",
    "ar",
    "ba",
    "da",
    "dir",
    "em",
    "fa",
    "gan",
    "ha",
    "ir",
    "ka",
    "kor",
    "la",
    "ma",
    "na",
    "or",
    "qal",
    "ra",
    "sa",
    "ta",
    "um",
    "wa",
    "ya",
    "zor",
]


@dataclass(frozen=True)
class Happening:
    """What the made-up reports tell of: one to five of them tell each."""

    type: EventType
    day: date
    place: Place
    actor: Party
    target: Party
    toll: int


@dataclass(frozen=True)
class World:
    """Made-up places and parties, and the days of the next reports."""

    random: random.Random
    places: list[Place]
    parties: list[Party]
    outlets: list[str]


def make_world(seed: int, *, places: int = 3000) -> World:
    """Places lie around 60 centres of fighting, in as many provinces of 20 countries."""
    draw = random.Random(seed)
    centres = [(draw.uniform(-30, 45), draw.uniform(-90, 110)) for _ in range(60)]
    made = []
    for number in range(places):
        centre = min(int(draw.expovariate(1 / 12)), 59)  # few centres see most of it
        lat, lon = centres[centre]
        made.append(
            Place(
                text=(name := _name(draw)),
                name=name,
                id=f"made-up:{number}",
                country=f"X{chr(65 + centre % 20)}",
                admin1=f"Province {centre}",
                lat=round(lat + draw.gauss(0, 0.6), 4),
                lon=round(lon + draw.gauss(0, 0.6), 4),
                precision=draw.choices(("exact", "near", "admin1"), (80, 10, 10))[0],
            )
        )
    parties = [Party(name=(name := f"{_name(draw)} Front"), text=name, id=f"made-up:{n}", kind="rebel")
               for n in range(400)]  # fmt: skip
    return World(draw, made, parties, [f"Outlet {n}" for n in range(150)])


def _name(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))).capitalize()


def make_codings(
    seed: int = 1, *, start: date = date(2008, 1, 1), a_day: int = 4, places: int = 3000
) -> Iterator[Coding]:
    """Coded reports without end, about `a_day` of them for each day. The same for the same seed."""
    world = make_world(seed, places=places)
    for number, published, told in _reports(world, start, a_day):
        yield _coding(world, number, published, told)


def make_told(seed: int = 1, *, a_day: int = 40) -> Iterator[tuple[ReportFacts, list[Statement]]]:
    """The same without texts: what linking sees of each report. More of them a day, as when all outlets are read."""
    world = make_world(seed)
    for number, published, told in _reports(world, date(2008, 1, 1), a_day):
        doc = f"made-up-{number}"
        yield (
            ReportFacts(id=doc, doc=doc, outlet=world.random.choice(world.outlets), published=published),
            [_bare(world.random, doc, n, happening) for n, happening in enumerate(told)],
        )


def _reports(world: World, start: date, a_day: int) -> Iterator[tuple[int, date, list[Happening]]]:
    """The number of each report, its day, and what it tells of."""
    recent: list[Happening] = []
    for number in range(10**9):
        published = start + timedelta(days=number // a_day)
        told = []
        for _ in range(STATEMENTS_A_REPORT):
            # Two in five statements tell of something that an earlier report told.
            if recent and world.random.random() < 0.4:
                told.append(world.random.choice(recent))
            else:
                told.append(_happening(world, published))
                recent = [*recent[-(a_day * 4) :], told[-1]]
        yield number, published, list(dict.fromkeys(told))


def _happening(world: World, published: date) -> Happening:
    draw = world.random
    back = min(int(draw.expovariate(1 / 2)), 300)
    actor, target = draw.sample(world.parties, 2)
    return Happening(
        draw.choice(TYPES), published - timedelta(days=back), draw.choice(world.places), actor, target,
        int(draw.paretovariate(0.9)),
    )  # fmt: skip


def _coding(world: World, number: int, published: date, told: list[Happening]) -> Coding:
    draw = world.random
    lines = [_sentence(draw, happening, number) for happening in told]
    report = Report(
        doc=f"made-up-{number}",
        title=f"Report {number}",
        body=" ".join(lines),
        published=published,
        published_from="input",
        outlet=draw.choice(world.outlets),
        language="en",
    )
    statements, at = [], report.body_start
    for happening, line in zip(told, lines, strict=True):
        statements.append(_statement(draw, report, happening, Span(at, at + len(line))))
        at += len(line) + 1
    return Coding(report=report, statements=tuple(statements))


def _bare(draw: random.Random, doc: str, number: int, told: Happening) -> Statement:
    """One in twenty tells no day, one a month; one in twenty tells only the country, one no place."""
    nowhere, no_words = draw.random(), Span(0, 0)
    place = told.place if nowhere < 0.9 else _country(told.place) if nowhere < 0.95 else None
    low = told.toll
    return Statement(
        id=f"{doc}-{number}",
        report_id=doc,
        doc=doc,
        type=told.type,
        focus=True,
        certainty="stated",
        when=_vaguely(draw.random(), told.day),
        place=place,
        actors=(told.actor,),
        targets=(told.target,),
        tolls=(
            Toll(kind=draw.choice(KINDS), who="fighters", group="target", low=low, high=low, text=str(low)),
        ),
        evidence=no_words,
        trigger=(no_words,),
        confidence=0.8,
    )


@cache
def _country(place: Place) -> Place:
    return Place(text=str(place.country), name=str(place.country), country=place.country, precision="country")


@cache
def _of_days(start: date, end: date) -> When:
    return When(start=start, end=end)


def _vaguely(chance: float, day: date) -> When:
    if chance < 0.05:
        return When()
    if chance < 0.1:
        return _of_days(day.replace(day=1), day.replace(day=28) if day.day <= 28 else day)
    return _of_days(day, day)


def _sentence(draw: random.Random, told: Happening, number: int) -> str:
    filler = " ".join(_name(draw).lower() for _ in range(8))
    return (
        f"{told.actor.name} killed {told.toll} of {told.target.name} in {told.place.name} on {told.day}, "
        f"{filler} {number}."
    )


def _statement(draw: random.Random, report: Report, told: Happening, line: Span) -> Statement:
    def at(words: str) -> tuple[Span, ...]:
        start = report.text.index(words, line.start, line.end)
        return (Span(start, start + len(words)),)

    undated = draw.random() < 0.05
    when = When(
        start=None if undated else told.day,
        end=None if undated else told.day,
        precision="unknown" if undated else "day",
        text=str(told.day),
        spans=at(str(told.day)),
    )
    toll = Toll(
        kind=draw.choice(KINDS),
        who="fighters",
        group="target",
        low=told.toll,
        high=told.toll,
        text=str(told.toll),
        spans=at(str(told.toll)),
    )
    return Statement(
        id=digest("statement", report.id, line, told.type),
        report_id=report.id,
        doc=report.doc,
        type=told.type,
        focus=True,
        certainty="stated",
        when=when,
        place=told.place.model_copy(update={"spans": at(told.place.name)}),
        actors=(told.actor.model_copy(update={"spans": at(told.actor.name)}),),
        targets=(told.target.model_copy(update={"spans": at(told.target.name)}),),
        tolls=(toll,),
        evidence=line,
        trigger=at("killed"),
        confidence=0.8,
        missing={"partners": "not_told", "materiel": "not_told"},
    )


# ---------------------------------------------------------------- measuring


AT_ONCE = (100_000, 200_000)  # below, the year in which a statement without a day looks is not yet full
MOST_GROWTH = 1.15
PART = 1_000  # statements added and timed at each size


@dataclass(frozen=True)
class Cost:
    """At a size: milliseconds of this process to add and to link one more statement, and for pages of 50."""

    statements: int
    events: int
    add_ms: float
    link_ms: float
    page_ms: float
    filtered_page_ms: float

    def __str__(self) -> str:
        return (
            f"at {self.statements:>7,} statements, {self.events:>6,} events: add {self.add_ms:.2f} ms and "
            f"link {self.link_ms:.2f} ms a statement, a page {self.page_ms:.1f} ms, "
            f"filtered {self.filtered_page_ms:.1f} ms"
        )


def measure(target: str | Path, *, sizes: tuple[int, ...] = SIZES, seed: int = 1) -> Iterator[Cost]:
    """Fill the database to each size; the last PART statements before it are what is timed.

    Processor time, so that other programs on the machine count little.
    """
    codings = make_codings(seed)
    with Store.open(target) as store:
        run = start_run(store, actors=(), gazetteer=None, extractor="rules", workers=1)

        def add(statements: int) -> tuple[float, float]:
            reports = list(islice(codings, statements // STATEMENTS_A_REPORT))
            told = sum(len(coding.statements) for coding in reports)
            added = _seconds(lambda: store_codings(reports, store, run))
            linked = _seconds(lambda: link_pending(store))
            return 1000 * added / told, 1000 * linked / told

        done = 0
        for size in sizes:
            while size - PART - done >= STATEMENTS_A_REPORT:
                add(min(5 * PART, size - PART - done))
                done = store.counts().statements
            add_ms, link_ms = add(PART)
            done = store.counts().statements
            yield Cost(
                done,
                store.counts().events,
                add_ms,
                link_ms,
                _page_ms(store, EventFilter()),
                _page_ms(store, FILTER),
            )


FILTER = EventFilter(country="XC", type=("air_strike", "shelling"), actor="front", min_toll=3)


def _page_ms(store: Store, wanted: EventFilter) -> float:
    """The second page of 50, the best of five."""
    return 1000 * min(_seconds(lambda: store.events(wanted, 50, 50)) for _ in range(5))


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@dataclass(frozen=True)
class Linked:
    """Linking all statements at once in one process: processor time and the most memory that the process held."""

    statements: int
    events: int
    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.statements:>9,} statements linked at once into {self.events:,} events: {self.seconds:.1f} s, "
            f"{self.megabytes:.0f} MB"
        )


def link_at_once(size: int, seed: int = 1) -> Linked:
    """Make up statements and link them, in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_link_at_once, size, seed).result()


def _link_at_once(size: int, seed: int) -> Linked:
    statements: list[Statement] = []
    facts: dict[str, ReportFacts] = {}
    for known, told in make_told(seed):
        facts[known.id] = known
        statements += told
        if len(statements) >= size:
            break
    gc.collect()
    gc.freeze()  # what is given stays: no need to look through it again and again
    start = time.process_time()
    events = len(link(statements, facts))
    seconds = time.process_time() - start
    return Linked(len(statements), events, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def growth(before: Linked, after: Linked) -> float:
    """The exponent by which linking time grows with the number of statements; 1: in step with it."""
    return log(after.seconds / before.seconds) / log(after.statements / before.statements)


def run_at_once(sizes: Sequence[int]) -> bool:
    """Print what linking all at once costs at each size; True when time grows about in step with the statements."""
    done: list[Linked] = []
    for size in sizes:
        done.append(link_at_once(size))
        grown = f", exponent {growth(*done[-2:]):.2f}" if len(done) > 1 else ""
        print(f"  {done[-1]}{grown}", flush=True)
    return len(done) < 2 or growth(done[-2], done[-1]) <= MOST_GROWTH


def run(*, sizes: tuple[int, ...] = SIZES) -> bool:
    """Print the costs; True when they do not grow from the last size but one to the last (half more is noise).

    The first size is not compared: it holds a few weeks, and a statement without a day looks a year back.
    """
    with tempfile.TemporaryDirectory() as folder:
        costs = []
        for cost in measure(Path(folder) / "scale.sqlite", sizes=sizes):
            print(f"  {cost}", flush=True)
            costs.append(cost)
    before, last = costs[-2:]
    pairs = [(last.add_ms, before.add_ms), (last.link_ms, before.link_ms)]
    return all(now <= 1.5 * then for now, then in pairs)
