"""What one line of a register says, what may be wrong with it, and the tables that give its codes a meaning.

Comes in: mapping.yaml. Goes out: records, look-ups of countries and kinds. Must not know: any file format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

from dateline.resolve.actors.actorlist import countries, in_order, is_date, nations

Form = Literal["cameo", "ucdp", "csv"]
FindingKind = Literal[
    "known", "state", "person", "role_changes", "several", "same_name", "shared_name", "name_elsewhere",
    "kind_differs", "unknown_kind", "unknown_country", "bad_date", "no_parent", "bad_name", "bad_line",
]  # fmt: skip
FINDINGS: tuple[FindingKind, ...] = get_args(FindingKind)


@dataclass(frozen=True, slots=True)
class Entry:
    """One actor of a register, its codes mapped. `kind` None: the register's kind is not known here.

    `line`: where it stands, from 1. `parent`: an id or a name, as written. `id` is what the register asks for.
    """

    line: int
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    country: str | None = None
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    inter: int | None = None
    codes: tuple[str, ...] = ()
    notes: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a register that a person should know of. `left_out`: the whole entry was not taken."""

    kind: FindingKind
    line: int
    name: str
    message: str
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """A register that was read. `read` counts its entries, those that were left out included."""

    form: Form
    read: int
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]


@cache
def mapping() -> dict[str, Any]:
    """mapping.yaml: what the codes of each register mean, each table with its source."""
    text = files(__package__).joinpath("mapping.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return found


@cache
def _by_iso3() -> dict[str, str]:
    withdrawn: dict[str, str] = mapping()["cameo"]["countries"]
    return {country.iso3: iso for iso, country in countries().items()} | withdrawn


def country_of_code(code: str) -> str | None:
    """ISO 3166-1 alpha-2 of a code of three letters: ISO's or CAMEO's.

    >>> country_of_code("AFG"), country_of_code("ROM"), country_of_code("MEA")
    ('AF', 'RO', None)
    """
    return _by_iso3().get(code)


def country_of(text: str) -> str | None:
    """ISO 3166-1 alpha-2 of a country's code or name, a former name in brackets passed over.

    >>> country_of("sy"), country_of("SYR"), country_of("Myanmar (Burma)"), country_of("Narnia")
    ('SY', 'SY', 'MM', None)
    """
    text = text.strip()
    upper = text.upper()
    if upper in countries():
        return upper
    if found := country_of_code(upper):
        return found
    for name in (text, text.partition("(")[0]):
        if found := mapping()["country_names"].get(name.strip()):
            return str(found)
        isos = {nation.iso for nation in nations().exact(name) if nation.form == "name"}
        if len(isos) == 1:
            return isos.pop()
    return None


def inter_of(kind: str | None) -> int | None:
    """ACLED's actor class of a kind, where a kind has but one."""
    found: int | None = mapping()["inter"].get(kind)
    return found


def checked_dates(
    valid_from: str | None, valid_to: str | None, line: int, name: str
) -> tuple[str | None, str | None, list[Finding]]:
    """The two dates, without what is no date; without both when they end before they begin."""
    findings: list[Finding] = []
    kept: list[str | None] = []
    for date in (valid_from, valid_to):
        if date and not is_date(date):
            findings.append(Finding("bad_date", line, name, f"{date!r} is no date: left open"))
        kept.append(date if date and is_date(date) else None)
    if kept[0] and kept[1] and not in_order(kept[0], kept[1]):
        message = f"ends in {kept[1]}, before it begins in {kept[0]}: both left open"
        return None, None, [*findings, Finding("bad_date", line, name, message)]
    return kept[0], kept[1], findings


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """The names in order, each once, without blanks around them."""
    return tuple(dict.fromkeys(name for name in (" ".join(n.split()) for n in names) if name))
