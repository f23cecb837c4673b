"""The nouns of Dateline: frozen, typed records that the rooms hand to each other.

Comes in: nothing. Goes out: every class used between rooms. Must not know: any other module of ours.

Three kinds of record:
* what is published: `Report`
* what the words of one report mean, one by one (*mentions*): `PartyMention`, `PlaceMention`, `TimeMention`,
  `QuantityMention`, together `Mentions`
* what is coded: `Statement`, `Assessment` (one report), `Event` (many), `Judgement`, `Problem`, `Run`

Every offset counts characters of `Report.text`, which is `title + "\\n" + body` (or the body alone).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

# How a report is coded: rules and models of readable features; the encoder's answers alone; both.
EXTRACTORS = ("rules", "learned", "combined")
DEFAULT_EXTRACTOR = "combined"

EventType = Literal[
    "armed_clash", "territory_taken", "territory_transferred", "air_strike", "shelling", "explosive_device",
    "suicide_bombing", "chemical_weapon", "attack", "sexual_violence", "abduction", "arrest",
    "weapons_seizure", "property_destruction", "displacement", "agreement", "force_movement", "protest",
    "riot", "other",
]  # fmt: skip
Certainty = Literal["stated", "attributed", "disputed"]
PlacePrecision = Literal["exact", "near", "admin1", "region", "country"]
TimePrecision = Literal["day", "days", "week", "month", "year", "unknown"]
# What the days of a time count from: nothing ("5 May 2017"), the day of publication, the day in the dateline,
# another time of the report ("two days later"), an event of the report ("a week after the town fell").
TimeReference = Literal["itself", "publication", "dateline", "time", "event"]
TollKind = Literal["killed", "wounded", "captured", "surrendered", "abducted", "displaced", "missing"]
TollGroup = Literal["actor", "target", "civilian", "other"]
PartyKind = Literal[
    "state_force", "state", "police", "coalition", "rebel", "militia", "international", "monitor", "outlet",
    "political", "civilians", "person", "crowd", "unknown",
]  # fmt: skip
# What a source of a statement is, for grading how well the event is supported (lexicons/en/claimants.yaml).
Claimant = Literal["party", "state", "monitor", "medic", "witness", "media", "international", "unknown"]
# How well an event is supported (codebook/grades.yaml), and what a source says to that.
GradeName = Literal["confirmed", "fair", "weak", "contested", "discounted"]
Stance = Literal["tells", "confirms", "disputes", "rejected"]
AssessmentKind = Literal["cause", "capability", "intention", "forecast"]
Modality = Literal["certain", "likely", "possible"]
ChangeKind = Literal["created", "merged", "split", "changed", "withdrawn"]
Stage = Literal["read", "parse", "resolve", "extract", "link", "store", "review", "export"]
Decision = Literal["same", "different", "part_of", "accept", "reject", "correct"]


class Span(NamedTuple):
    """A stretch of a report's text: characters `start` up to, not including, `end`."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class Record(BaseModel):
    """Base of the stored nouns: immutable, compared by value, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def digest(*parts: object) -> str:
    """The first 16 hex digits of a SHA-256 over the parts: how content becomes an id."""
    return hashlib.sha256("\x1f".join(str(p) for p in parts).encode()).hexdigest()[:16]


# ---------------------------------------------------------------- what is published


class Dateline(Record):
    """Where a report was filed ("ERBIL, Kurdistan Region –"): evidence of the outlet's seat, not of an event."""

    span: Span
    place: str | None = None  # the place's words, "ERBIL, Kurdistan Region"
    agency: str | None = None  # "Reuters"
    day: date | None = None  # the day, if the dateline carries one


class Furniture(Record):
    """A stretch that is published with the report but is not its text: byline, caption, link, signature."""

    span: Span
    kind: Literal[
        "byline",
        "related_link",
        "read_more",
        "caption",
        "signature",
        "newsletter",
        "share",
        "copyright",
        "other",
    ]
    rule: str


class Report(Record):
    """One published item. `text` is what all offsets count in and is never altered."""

    doc: str  # the input's own name: "doc" of the JSON form, the file's name or the URL
    title: str | None = None
    body: str
    published: date | None = None
    published_from: Literal["input", "metadata", "text"] | None = None  # where the date was read
    outlet: str | None = None
    url: str | None = None
    language: str | None = None  # ISO 639-1
    dateline: Dateline | None = None
    furniture: tuple[Furniture, ...] = ()
    reprint_of: str | None = None  # id of the report whose text this one repeats

    @property
    def text(self) -> str:
        return self.body if self.title is None else f"{self.title}\n{self.body}"

    @property
    def body_start(self) -> int:
        """Where the body begins in `text` (0 when there is no title)."""
        return 0 if self.title is None else len(self.title) + 1

    @property
    def id(self) -> str:
        """Content hash: the same item read twice, from whatever path, is one report."""
        return digest("report", self.title, self.body, self.published, self.outlet, self.url)

    @property
    def body_span(self) -> Span:
        """The whole body."""
        return Span(self.body_start, len(self.text))

    def placed(self, span: Span) -> Span:
        """Where the words of a span stand in `text`: there, unless persons were redacted (redaction.py)."""
        return span

    def words(self, span: Span) -> str:
        start, end = self.placed(span)
        return self.text[start:end]


# ---------------------------------------------------------------- how a value was reached


class How(Record):
    """Why a value is what it is: the rule or model, its score, and what was passed over."""

    rule: str
    note: str | None = None
    score: float | None = None
    passed_over: tuple[str, ...] = ()


class Interval(Record):
    """A whole number of people or things: at least `low`, at most `high` (None = open)."""

    low: int
    high: int | None = None
    approx: bool = False


# ---------------------------------------------------------------- values of a statement


class Party(Record):
    """A side or a source: the canonical name, the words in the report, the actor list's id if known."""

    name: str
    text: str
    id: str | None = None
    kind: PartyKind = "unknown"
    country: str | None = None  # ISO 3166-1 alpha-2
    # Ids of the actors that it is part of, nearest first; of a person or an office, whom it speaks for; of a
    # group that broke away, from whom.
    parents: tuple[str, ...] = ()
    body: PartyKind | None = None  # of a person with an office: the kind of the body that the office is of
    suspected: bool = False  # "suspected jihadists"
    where: str | None = None  # the place told beside a description: "fighters in Ituri"
    spans: tuple[Span, ...] = ()
    how: How | None = None


class Place(Record):
    """A place as the report words it and as the gazetteer knows it (degrees WGS84, radius in km).

    The codes of units are ISO 3166-2 ("SY-DY"), GeoNames' where ISO has none ("SO.04.63784"), or the P-codes of
    the user's own file ("SY07").
    """

    text: str
    name: str
    id: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None
    admin2: str | None = None
    admin2_code: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: PlacePrecision = "exact"
    radius_km: float | None = None
    spans: tuple[Span, ...] = ()
    how: How | None = None


class When(Record):
    """The tightest interval of days that the words and the publication date allow; both ends inclusive."""

    start: date | None = None
    end: date | None = None
    precision: TimePrecision = "unknown"
    reference: TimeReference | None = None  # None: nothing, as a bare duration
    text: str | None = None
    spans: tuple[Span, ...] = ()
    how: How | None = None


class Toll(Record):
    """People killed, wounded, …: an interval, whose side, the words, and who gives the figure."""

    kind: TollKind
    who: str
    group: TollGroup
    low: int
    high: int | None = None
    approx: bool = False
    text: str
    source: str | None = None
    spans: tuple[Span, ...] = ()
    how: How | None = None


class Materiel(Record):
    """A thing destroyed or seized, as written."""

    text: str
    spans: tuple[Span, ...] = ()


class Attribution(Record):
    """Who inside the report says so, through whom, and the words that show it."""

    source: Party
    through: str | None = None  # "a statement"; "Reuters" for who told Reuters
    verb: str | None = None  # "said", "claimed", "denied"
    claimant: Claimant = (
        "unknown"  # what the source is to this statement: a side of it, a state body, a medic, …
    )
    spans: tuple[Span, ...] = ()


class Count(Record):
    """How many strikes or attacks a counted series holds."""

    low: int
    high: int | None = None
    text: str
    spans: tuple[Span, ...] = ()


class Statement(Record):
    """What one report says happened: one coded event as that report tells it.

    A field that is None has a reason code in `missing`. `how` says for the fields without a record of
    their own (type, focus, certainty) which rule set them.
    """

    id: str
    report_id: str
    doc: str
    type: EventType
    focus: bool
    certainty: Certainty
    when: When
    place: Place | None
    actors: tuple[Party, ...] = ()
    partners: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    count: Count | None = None
    tolls: tuple[Toll, ...] = ()
    materiel: tuple[Materiel, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    evidence: Span  # the one sentence that best shows the event
    trigger: tuple[Span, ...]  # the words that name the event, every mention of it
    confidence: float
    missing: dict[str, str] = {}
    how: dict[str, How] = {}


class Assessment(Record):
    """A claim about causes, capabilities, intentions or the future; never an event."""

    id: str
    report_id: str
    holder: Party | None  # None: the outlet itself
    text: str
    about: tuple[str, ...]  # the actors concerned, canonical names
    kind: AssessmentKind
    modality: Modality
    spans: tuple[Span, ...]
    how: How | None = None


class Problem(Record):
    """Something wrong with an input or a value: where, which stage, what to do. Never an exception."""

    stage: Stage
    code: str  # "language_not_supported", "no_date", …: stable, for programs
    message: str  # what was found, what was expected, what to do next
    where: str  # a path, URL, doc or id
    severity: Literal["error", "warning"] = "warning"
    span: Span | None = None


class Coding(Record):
    """Everything that coding one report gives. `problems` holds what went wrong on the way."""

    report: Report
    statements: tuple[Statement, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    problems: tuple[Problem, ...] = ()


# ---------------------------------------------------------------- across reports


class ReportFacts(Record):
    """What linking may know of the report behind a statement: who published it, when, whose text it repeats."""

    id: str
    doc: str
    outlet: str | None = None
    published: date | None = None
    reprint_of: str | None = None  # id of the report whose text this one repeats


class Rival(Record):
    """One value that some statements give for a field, which statements, and who says so in them."""

    value: str
    statements: tuple[str, ...]
    who: tuple[str, ...] = ()  # "Sample Wire, citing police"


class EventToll(Record):
    """The range of one kind of toll over an event's statements: best estimate, lowest and highest told."""

    kind: TollKind
    group: TollGroup
    best: int
    low: int
    high: int | None
    rule: str
    rivals: tuple[Rival, ...] = ()
    replaced: tuple[Rival, ...] = ()  # earlier figures in whose place their source told another


class Claim(Record):
    """What one source says of an event in one statement.

    tells: that it happened. confirms: that it did it, or helped. disputes: its report says that it is disputed.
    rejected: people rejected the statement.
    """

    statement: str
    kind: Claimant
    name: str  # of the source; the outlet where the report names none
    says: Stance
    actors: tuple[str, ...] = ()  # who did it, by this statement
    counts: bool = False  # one more independent credible source


class Grade(Record):
    """How well an event is supported: the first rule of codebook/grades.yaml that holds, and the claims behind it."""

    value: GradeName
    rule: str
    sources: int  # independent credible ones
    claims: tuple[Claim, ...]


class Event(Record):
    """The statements judged or scored to be one happening, and the ranges they report. Always computed."""

    id: str
    type: EventType
    start: date | None
    end: date | None
    place: Place | None
    actors: tuple[str, ...]
    partners: tuple[str, ...]
    targets: tuple[str, ...]
    tolls: tuple[EventToll, ...]
    certainty: Certainty
    outlets: tuple[str, ...]
    statements: tuple[str, ...]  # ids, oldest publication first
    rivals: dict[str, tuple[Rival, ...]] = {}  # field -> the values told, where they differ
    rules: dict[str, str] = {}  # field -> the named rule that chose its value
    confidence: float = 0.0
    grade: Grade | None = None  # None: made before events had grades, and not linked again since
    part_of: str | None = None  # id of the event that people judged this one to be a part of


class Judgement(Record):
    """A person's decision. Never overwritten; `withdrawn` says when it was taken back."""

    id: str
    decision: Decision
    subjects: tuple[str, ...]  # statement ids (two for same / different / part_of)
    field: str | None = None
    value: Any | None = None
    reason: str | None = None
    author: str
    made: datetime
    withdrawn: datetime | None = None


class Change(Record):
    """Something that became of an event at a linking. Never changed afterwards.

    created: `others` are the events that its statements came from. merged: `others` is the event that it is now.
    split: it gave `statements` to `others`. changed: `fields` have other values. withdrawn: its statements are gone.
    """

    number: int  # order of happening, from 1
    made: datetime
    kind: ChangeKind
    event: str
    others: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()


class Run(Record):
    """One execution that wrote to a database: what version, settings and models made the values."""

    id: str
    started: datetime
    version: str
    settings: dict[str, str]
    models: dict[str, str]


# ---------------------------------------------------------------- mentions: what the words mean, one by one


@dataclass(frozen=True, slots=True)
class PartyMention:
    """A person, group, force or organisation named or described at one place in the text.

    `span` covers the noun phrase; `head` is the token index of its head in the parse.
    """

    span: Span
    head: int
    party: Party
    named: bool  # a proper name ("SDF"), not a description ("the gunmen")
    plural: bool
    pronoun: bool = False


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place name in the text with what it means there. `in_dateline`: where the report was filed.

    `seat`: where those sit who say so ("the government in Bamako said"); evidence of no event, like a dateline.

    `cue` is the word that ties it to its context ("in", "near", "outside", "from"), if any.
    """

    span: Span
    place: Place
    head: int
    cue: str | None = None
    in_dateline: bool = False
    demonym: bool = False  # "Syrian": evidence of a country, not a place
    seat: bool = False

    @property
    def ground(self) -> bool:
        """Whether something may have happened there."""
        return not (self.demonym or self.in_dateline or self.seat)


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression and the days it means. `when` has null ends if it cannot be resolved.

    `clock` is the time of day beside it, where the report gives one, in the zone in which it is told;
    `length` is how long it says that something lasted, as ISO 8601 writes it ("P3D"). `counts_from` are the words of
    the event from which it counts ("since *the town fell*"): it is no time of that event.
    """

    span: Span
    when: When
    head: int
    duration: bool = False
    clock: time | None = None
    length: str | None = None
    counts_from: Span | None = None


@dataclass(frozen=True, slots=True)
class QuantityRelation:
    """What a number is to another one of its sentence. `other` is that number's phrase, None if it stands elsewhere.

    part: of a whole ("two of the 12", "half of the 60"). detail: a part told only to describe the whole
    ("including two children", "four of them women"). more: beyond others ("another four", "two others").
    earlier: replaced by a newer one ("to 22 from 17"). total: with others in it ("bringing the total to 31").
    """

    kind: Literal["part", "detail", "more", "earlier", "total"]
    other: Span | None = None


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """A number phrase with the thing counted: "more than a dozen" + fighters.

    `span` is the number phrase alone, `phrase` with the noun ("more than a dozen fighters");
    `noun` is the token index of the noun counted, None when it stands alone ("killing 22").
    """

    span: Span
    phrase: Span
    interval: Interval
    noun: int | None
    head: int
    rule: str
    relation: QuantityRelation | None = None


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Words for a number that the sentence does not give, and why.

    no_base: a share or a multiple of a number not told there ("half of the hostages", "twice as many"). unit: a unit
    whose strength is not told ("a battalion"). load: "a busload of pilgrims".
    """

    span: Span
    reason: Literal["no_base", "unit", "load"]


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person whom a report names: every wording of the name that means this person, the fullest first.

    `public`: the report tells the person with an office, a command or as a spokesman. `role` is what a person
    is told to be ("a teacher"), in words that hold no name; None when the report does not say.
    """

    names: tuple[str, ...]
    role: str | None
    public: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """All that the words of one report mean, in text order."""

    parties: tuple[PartyMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    times: tuple[TimeMention, ...] = ()
    quantities: tuple[QuantityMention, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
