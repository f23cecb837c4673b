"""The list of known actors: CSV files by region, and every state's institutions. Looks names up.

Comes in: CSV files. Goes out: `Actor` records by id or by name. Must not know: texts, parses.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, get_args

from dateline.errors import MissingData, UsageError
from dateline.lexicons import lexicon
from dateline.model import PartyKind
from dateline.resolve.actors.authorities import in_power
from dateline.resolve.actors.names import NameTable, key_of

COLUMNS = ("id", "name", "aliases", "kind", "country", "parent", "valid_from", "valid_to", "inter", "notes")
OPTIONAL = ("codes", "seats", "dates_from")  # columns that a list may leave out
JIHADIST = "jihadist"
KINDS = frozenset(get_args(PartyKind))


@dataclass(frozen=True, slots=True)
class Actor:
    """A known party. `inter` is ACLED's actor class (1 state forces … 8 external or other), None for a source
    that never fights. `valid_from`, `valid_to`: a year or an ISO day, None when open or unknown.
    `weak_aliases` are words of other meanings ("Amal", "JI"; written with a "?" in the CSV): they name the
    actor only in a text that also gives its country or another of its names. `codes` are those of other
    registers, with the register before them: "cameo:SYRREB", "ucdp:195". `seats`: the towns where an authority
    sits; "*" when the state's institutions are its own wherever they sit. `dates_from`: where the dates were read,
    or the happenings that set them; "compiled": by the compilers, unchecked."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    kind: PartyKind = "unknown"
    country: str | None = None
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    inter: int | None = None
    notes: str | None = None
    codes: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    dates_from: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases, *self.weak_aliases)


@dataclass(frozen=True, slots=True)
class Country:
    """How a state is named: `adjectives[0]` is the word its institutions' names begin with. `iso`, `iso3`: its
    ISO 3166-1 codes of two and of three letters."""

    iso: str
    iso3: str
    name: str
    other_names: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]
    forces: str
    forces_aliases: tuple[str, ...]

    @property
    def adjective(self) -> str:
        return self.adjectives[0] if self.adjectives else self.name

    @property
    def institution_adjective(self) -> str:
        """British police, but the UK government: institutions go by the short name there."""
        return "UK" if self.iso == "GB" else self.adjective


class Nation(NamedTuple):
    """A word for a country: its name, the adjective, its people or its capital."""

    iso: str
    form: str  # "name" | "adjective" | "people" | "capital"


def split_names(cell: str) -> tuple[str, ...]:
    """The names of a cell: "SDF; QSD" -> ("SDF", "QSD")."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _rows(path: Any) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")  # spreadsheets write a mark before the first letter
    except OSError as error:
        raise MissingData(f"the actor list {path} cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"the actor list {path} is not UTF-8 ({error.reason}). Save it as UTF-8.") from error
    return list(csv.DictReader(text.splitlines(), restval=""))


@cache
def countries() -> dict[str, Country]:
    """Every state by ISO 3166-1 alpha-2 code (XK Kosovo; SU the Soviet Union, since withdrawn)."""
    found = {}
    for row in _rows(files(__package__).joinpath("data", "countries.csv")):
        adjectives = split_names(row["adjectives"])
        adjective = adjectives[0] if adjectives else row["name"]
        found[row["iso"]] = Country(
            iso=row["iso"],
            iso3=row["iso3"],
            name=row["name"],
            other_names=split_names(row["other_names"]),
            adjectives=adjectives,
            people=split_names(row["people"]),
            capitals=split_names(row["capitals"]),
            forces=row["forces"] or f"{adjective} armed forces",
            forces_aliases=split_names(row["forces_aliases"]),
        )
    return found


@cache
def nations() -> NameTable[Nation]:
    """The words for every country, to be found in a text."""
    table: NameTable[Nation] = NameTable(frozenset(lexicon("parties")["ambiguous_acronyms"]))
    for country in countries().values():
        for form, names in (
            ("name", (country.name, *country.other_names)),
            ("adjective", country.adjectives),
            ("people", country.people),
            ("capital", country.capitals),
        ):
            for name in names:
                table.add(name, Nation(country.iso, form))
    return table


@cache
def institution_words() -> dict[tuple[str, ...], str]:
    """Words for a state's institution -> the institution, each in the singular and the plural."""
    found: dict[tuple[str, ...], str] = {}
    for name, entry in lexicon("parties")["institutions"].items():
        for words in entry["words"]:
            key = key_of(words)
            for form in (key, *(((*key[:-1], plural)) for plural in plurals(key[-1]))):
                found.setdefault(form, name)
    return found


def plurals(word: str) -> tuple[str, ...]:
    """The regular plural, and -men for -man."""
    if word.endswith("man"):
        return (word[:-3] + "men",)
    if word.endswith("woman"):
        return (word[:-5] + "women",)
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return (word[:-1] + "ies",)
    if word.endswith(("s", "x", "ch", "sh")):
        return (word + "es",)
    return (word + "s",)


def state_actor(iso: str, institution: str | None = None) -> Actor:
    """A state ("state:TR") or one of its institutions ("state:TR:forces").

    >>> state_actor("TR", "forces").name, state_actor("KE", "police").id
    ('Turkish armed forces', 'state:KE:police')
    """
    country = countries()[iso]
    if institution is None:
        return Actor(f"state:{iso}", country.name, country.other_names, kind="state", country=iso, inter=1)
    entry = lexicon("parties")["institutions"][institution]
    adjective = country.adjective if institution in ("forces", "police") else country.institution_adjective
    name = country.forces if institution == "forces" else entry["name"].format(adj=adjective)
    aliases = country.forces_aliases if institution == "forces" else ()
    return Actor(
        f"state:{iso}:{institution}",
        name,
        aliases,
        kind=entry["kind"],
        country=iso,
        parent=f"state:{iso}",
        inter=entry["inter"],
    )


@dataclass(slots=True)
class ActorList:
    """Known actors by id and by name. A name that several actors of different countries bear is told apart by
    `country`; without one it stays unresolved rather than guessed."""

    actors: dict[str, Actor] = field(default_factory=dict)
    names: NameTable[str] = field(default_factory=NameTable)
    weak: frozenset[tuple[tuple[str, ...], str]] = frozenset()
    authorities: tuple[Actor, ...] = ()

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> ActorList:
        """The shipped list, and the user's own CSV files of the same columns behind it.

        A row of an id that is listed before it, with neither name nor kind, gives that actor more aliases and
        codes. Raises UsageError listing every fault: unknown kind, double id or alias, missing parent, cycle.
        """
        folder = files(__package__).joinpath("data")
        shipped = sorted(
            (f for f in folder.iterdir() if f.name.endswith(".csv") and f.name != "countries.csv"),
            key=lambda f: f.name,
        )
        rows = [(str(f.name), row) for f in (*shipped, *extra) for row in _rows(f)]
        return cls.build(joined([state_actor(iso, "forces") for iso in countries()], rows))

    @classmethod
    def build(cls, actors: Iterable[Actor]) -> ActorList:
        """A checked list of these actors."""
        faults: list[str] = []
        by_id: dict[str, Actor] = {}
        for actor in actors:
            if actor.id in by_id:
                faults.append(f"the id {actor.id} stands twice")
            by_id[actor.id] = actor
            faults += _date_faults(actor)
        table: NameTable[str] = NameTable(frozenset(lexicon("parties")["ambiguous_acronyms"]))
        owners: dict[tuple[tuple[str, ...], str | None], str] = {}
        for actor in by_id.values():
            for alias in actor.names:
                if not key_of(alias):
                    faults.append(f"{actor.id} has the name {alias!r}, without a letter")
                    continue
                owner = owners.setdefault((key_of(alias), actor.country), actor.id)
                if owner != actor.id:
                    faults.append(f"the name {alias!r} belongs to both {owner} and {actor.id}")
                table.add(alias, actor.id)
        weak = frozenset((key_of(alias), a.id) for a in by_id.values() for alias in a.weak_aliases)
        found = cls(by_id, table, weak, tuple(a for a in by_id.values() if a.seats))
        faults += found._tree_faults()
        if faults:
            raise UsageError(f"the actor list has {len(faults)} faults: " + "; ".join(faults))
        return found

    def _tree_faults(self) -> list[str]:
        faults = []
        for actor in self.actors.values():
            seen = {actor.id}
            parent = actor.parent
            while parent is not None:
                if parent in seen:
                    faults.append(f"{actor.id} is its own ancestor through {parent}")
                    break
                seen.add(parent)
                above = self.get(parent)
                if above is None:
                    faults.append(f"{actor.id} has the parent {parent}, which is not in the list")
                    break
                parent = above.parent
        return faults

    def get(self, id: str) -> Actor | None:
        """The actor of an id; states and their institutions need not be listed."""
        listed = self.actors.get(id)
        if listed is not None or not id.startswith("state:"):
            return listed
        _, iso, *rest = id.split(":")
        institutions = lexicon("parties")["institutions"]
        if iso not in countries() or len(rest) > 1 or (rest and rest[0] not in institutions):
            return None
        return state_actor(iso, *rest)

    def state(self, iso: str, institution: str | None = None) -> Actor:
        """A state or its institution, under the name that the list gives it ("US Department of Defense")."""
        actor = state_actor(iso, institution)
        return self.actors.get(actor.id, actor)

    def ancestors(self, id: str, on: date | None = None, seat: str | None = None) -> tuple[str, ...]:
        """Ids of the actors that this one is part of, nearest first.

        With a day, a state's institution is part of the authority that held the state (or the town `seat`) then.

        >>> ActorList.load().ancestors("state:TR:police")
        ('state:TR',)
        >>> ActorList.load().ancestors("state:AF:police", date(2022, 3, 1))
        ('taliban-government', 'taliban', 'state:AF')
        """
        found: list[str] = []
        actor = self.get(id)
        while actor is not None and actor.parent is not None:
            ruler = self._ruler(actor, on, seat)
            if ruler is not None and ruler.id != actor.id:
                found += [ruler.id, *self.ancestors(ruler.id)]
            found.append(actor.parent)
            actor = self.get(actor.parent)
        return tuple(dict.fromkeys(found))

    def _ruler(self, actor: Actor, on: date | None, seat: str | None) -> Actor | None:
        """Who held the state that the institution is of; its rebels and its press are of no authority."""
        if on is None or not re.fullmatch(r"state:[A-Z]{2}:(?!opposition|media).+", actor.id):
            return None
        return self.in_power(actor.id.split(":")[1], on, seat)

    def in_power(self, iso: str, on: date, seat: str | None = None) -> Actor | None:
        """The authority that held a state's institutions on a day (authorities.py)."""
        return in_power(self.authorities, iso, on, seat)

    def is_jihadist(self, id: str | None) -> bool:
        """Whether the actor or one it belongs to is marked "jihadist" in the list."""
        actor = self.get(id) if id is not None else None
        while actor is not None:
            if actor.notes == JIHADIST:
                return True
            actor = self.get(actor.parent) if actor.parent is not None else None
        return False

    def choose(self, ids: Sequence[str], country: str | None = None) -> Actor | None:
        """The one of several actors that a name means here, or None."""
        found = [self.actors[id] for id in ids]
        if len(found) > 1:
            found = [actor for actor in found if actor.country == country]
        return found[0] if len(found) == 1 else None

    def match(self, text: str, country: str | None = None) -> Actor | None:
        """The actor that the whole of `text` names: a listed name, or a state's institution by nationality.

        >>> ActorList.load().match("the Turkish army").id
        'state:TR:forces'
        """
        key = key_of(text)
        if key[:1] == ("the",):
            text = text.split(None, 1)[1] if len(key) > 1 else text
            key = key[1:]
        actor = self.choose(self.names.exact(text), country)
        if actor is not None:
            return actor
        for length in range(min(3, len(key)), 0, -1):
            meanings = nations().exact(" ".join(key[:length]))
            adjectives = [m.iso for m in meanings if m.form in ("adjective", "name")]
            if len(set(adjectives)) != 1:
                continue
            if len(key) == length:
                return self.state(adjectives[0])
            institution = institution_words().get(key[length:])
            if institution is not None:
                return self.state(adjectives[0], institution)
        return None


def joined(actors: Iterable[Actor], rows: Iterable[tuple[str, dict[str, str]]]) -> list[Actor]:
    """The actors and those of the rows (file name, cells) behind them; rows that only add names are merged in.

    Raises UsageError for a row that is wrong by itself; `ActorList.build` finds what is wrong between rows.
    """
    found = list(actors)
    place = {actor.id: index for index, actor in enumerate(found)}
    for where, row in rows:
        _check_columns(where, row)
        if row["name"] or row["kind"]:
            place[row["id"]] = len(found)
            found.append(_actor(where, row))
            continue
        if row["id"] not in place:
            raise UsageError(
                f"{where}: {row['id'] or 'a row'} has no name and is no actor of the lists before it"
            )
        filled = [column for column in COLUMNS if row[column] and column not in ("id", "aliases")]
        if filled:
            raise UsageError(
                f"{where}: {row['id']} has no name, so that it can only add aliases and codes, not {filled[0]}"
            )
        index = place[row["id"]]
        found[index] = _with_more_names(found[index], row)
    return found


def _check_columns(where: str, row: dict[str, str]) -> None:
    if set(row) - set(OPTIONAL) != set(COLUMNS):
        raise UsageError(
            f"{where}: the columns are {', '.join(map(str, row))}; expected {', '.join(COLUMNS)}"
            f" and, if you like, {', '.join(OPTIONAL)}"
        )


def _with_more_names(actor: Actor, row: dict[str, str]) -> Actor:
    added = split_names(row["aliases"])
    return replace(
        actor,
        aliases=(*actor.aliases, *(a for a in added if not a.endswith("?"))),
        weak_aliases=(*actor.weak_aliases, *(a.removesuffix("?") for a in added if a.endswith("?"))),
        codes=tuple(dict.fromkeys((*actor.codes, *split_names(row.get("codes", ""))))),
    )


def _actor(where: str, row: dict[str, str]) -> Actor:
    kind: Any = row["kind"]
    if kind not in KINDS:
        raise UsageError(
            f"{where}: {row['id']} has the kind {kind!r}; expected one of {', '.join(sorted(KINDS))}"
        )
    inter = row["inter"]
    if inter not in ("", *"12345678"):
        raise UsageError(f"{where}: {row['id']} has inter {inter!r}; expected 1 to 8 or nothing")
    actor = Actor(
        id=row["id"],
        name=row["name"],
        kind=kind,
        country=row["country"] or None,
        parent=row["parent"] or None,
        valid_from=row["valid_from"] or None,
        valid_to=row["valid_to"] or None,
        inter=int(inter) if inter else None,
        notes=row["notes"] or None,
        seats=split_names(row.get("seats") or ""),
        dates_from=row.get("dates_from") or None,
    )
    return _with_more_names(actor, row)


def is_date(text: str) -> bool:
    """Whether it is a date of the list: a year or an ISO day.

    >>> is_date("2014"), is_date("2014-06-29"), is_date("2014-06-31"), is_date("14")
    (True, True, False, False)
    """
    if re.fullmatch(r"\d{4}", text):
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def in_order(valid_from: str, valid_to: str) -> bool:
    """Whether a range of two dates (years or ISO days) does not end before it begins.

    >>> in_order("2014-06-29", "2014"), in_order("2015", "2014-06-29")
    (True, False)
    """
    shorter = min(len(valid_from), len(valid_to))
    return valid_from[:shorter] <= valid_to[:shorter]


def _date_faults(actor: Actor) -> Iterator[str]:
    dates = [day for day in (actor.valid_from, actor.valid_to) if day]
    wrong = [day for day in dates if not is_date(day)]
    if wrong:
        yield f"{actor.id} has the date {wrong[0]!r}; expected a year or YYYY-MM-DD"
    elif len(dates) == 2 and not in_order(*dates):
        yield f"{actor.id} ends in {dates[1]}, before it begins in {dates[0]}"
