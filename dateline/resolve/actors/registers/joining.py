"""Entries of a register and the list as it is in; rows of a list of the user's own out, and every conflict.

An entry that the list knows by one of its names adds its other names and its codes to that actor; any other
becomes an actor. No name ever comes to mean two actors of one country. Must not know: file formats, settings.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from dateline.errors import UsageError
from dateline.model import PartyKind
from dateline.resolve.actors.actorlist import (
    COLUMNS,
    OPTIONAL,
    Actor,
    ActorList,
    joined,
    nations,
)
from dateline.resolve.actors.names import LONGEST_ACRONYM, fold, key_of
from dateline.resolve.actors.registers.entry import Entry, Finding, FindingKind, Register, mapping, unique

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """The rows of a list (cells by column), how many add an actor and how many add to one, and the findings."""

    rows: tuple[dict[str, str], ...]
    added: int
    extended: int
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Draft:
    """A row in the making: a new actor, or what is added to one of the list (`base`)."""

    line: int
    actor: Actor
    base: Actor | None = None
    parent: str | None = None  # as the register writes it


@dataclass(slots=True)
class _Join:
    listed: ActorList
    drafts: dict[str, _Draft] = field(default_factory=dict)
    owners: dict[Key, dict[str | None, str]] = field(default_factory=dict)  # name -> country -> actor
    findings: list[Finding] = field(default_factory=list)

    def find(self, kind: FindingKind, entry: Entry, message: str, *, left_out: bool = False) -> None:
        self.findings.append(Finding(kind, entry.line, entry.name, message, left_out))

    def actor(self, id: str) -> Actor:
        return self.drafts[id].actor if id in self.drafts else self.listed.actors[id]


def join(register: Register, listed: ActorList) -> Joined:
    """Join a register to the list. What comes out can be loaded behind that list without a fault."""
    state = _Join(listed, findings=list(register.findings))
    for actor in listed.actors.values():
        for name in actor.names:
            state.owners.setdefault(key_of(name), {}).setdefault(actor.country, actor.id)
    for entry in register.entries:
        _take(state, entry)
    _set_parents(state)
    rows = tuple(_row(draft) for draft in state.drafts.values())
    ActorList.build(joined(listed.actors.values(), [("the register", row) for row in rows]))
    findings = sorted(state.findings, key=lambda f: f.line)
    added = sum(draft.base is None for draft in state.drafts.values())
    return Joined(rows, added, len(rows) - added, tuple(findings))


# ---------------------------------------------------------------- one entry


def _take(state: _Join, entry: Entry) -> None:
    if not _has_letter(entry.name):
        state.find("bad_name", entry, f"{entry.name!r} is a name without a letter", left_out=True)
        return
    if same := _state_of(state, entry):
        state.find("state", entry, f"is {same}, which needs no list", left_out=True)
        return
    names = _usable(state, entry)
    try:
        target = _target(state, entry, names)
    except _Several as several:
        ids = ", ".join(several.ids)
        state.find("several", entry, f"its names belong to several actors: {ids}", left_out=True)
        return
    if target is None:
        _add(state, entry, names)
    elif target in state.drafts and state.drafts[target].base is None:
        _add_twin(state, entry, target, names)
    else:
        _extend(state, entry, target, names)


class _Several(Exception):
    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(ids)
        self.ids = ids


def _has_letter(name: str) -> bool:
    return any(letter.isalpha() for letter in name)


def _usable(state: _Join, entry: Entry) -> tuple[str, ...]:
    """The entry's own name, and the others that may name an actor."""
    found = {key_of(entry.name): entry.name}
    for alias in unique(entry.aliases):
        if not _has_letter(alias):
            state.find("bad_name", entry, f"{alias!r} is a name without a letter")
        elif nations().exact(alias.removesuffix("?")):
            state.find("bad_name", entry, f"{alias!r} is a word for a country and names no actor")
        else:
            found.setdefault(key_of(alias), alias)
    return tuple(found.values())


def _state_of(state: _Join, entry: Entry) -> str | None:
    """The state, or its institution without an entry of its own, that the name means: found without a list."""
    name = entry.name
    government = mapping()["ucdp"]["government"]
    if name.lower().startswith(government):
        name = name[len(government) :].partition("(")[0].strip()
        isos = {nation.iso for nation in nations().exact(name)}
        return f"state:{isos.pop()}" if len(isos) == 1 else None
    actor = state.listed.match(name, entry.country)
    return actor.id if actor is not None and actor.id not in state.listed.actors else None


def _target(state: _Join, entry: Entry, names: Sequence[str]) -> str | None:
    """The actor that this entry is: the one that bears its name, else the one that its other names lead to."""
    own = _owner(state, names[0], entry.country)
    if own is not None:
        return own
    ids = dict.fromkeys(
        owner
        for alias in names[1:]
        if (owner := _owner(state, alias, entry.country)) is not None
        and (owner not in state.drafts or state.drafts[owner].base is not None)
    )
    if len(ids) > 1:
        raise _Several(tuple(ids))
    return next(iter(ids), None)


def _owner(state: _Join, name: str, country: str | None) -> str | None:
    """The actor that `name` means in `country`. An acronym means nothing where one country is not known."""
    owners = state.owners.get(key_of(name), {})
    if country in owners:
        return owners[country]
    plain = name.removesuffix("?")
    if " " not in plain and plain.isupper() and len(plain) <= LONGEST_ACRONYM:
        return None
    if country is not None:
        return owners.get(None)
    return next(iter(owners.values())) if len(owners) == 1 else None


def _add(state: _Join, entry: Entry, names: Sequence[str]) -> None:
    actor = Actor(
        id=_new_id(state, entry),
        name=entry.name,
        kind=cast("PartyKind", entry.kind or "unknown"),  # the readers let only kinds of the list pass
        country=entry.country,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        inter=entry.inter,
        notes=entry.notes,
        codes=entry.codes,
    )
    state.drafts[actor.id] = _Draft(entry.line, actor, parent=entry.parent)
    _claim(state, entry, actor.id, names[:1])
    _add_names(state, entry, actor.id, names[1:])


def _add_twin(state: _Join, entry: Entry, id: str, names: Sequence[str]) -> None:
    """A second entry of the register under the same name: joined when it is of the same kind."""
    draft = state.drafts[id]
    if draft.actor.kind != (entry.kind or "unknown"):
        message = f"line {draft.line} has the same name with the kind {draft.actor.kind}, not {entry.kind}"
        state.find("same_name", entry, message, left_out=True)
        return
    state.find("same_name", entry, f"joined with the entry of line {draft.line}, of the same name")
    draft.actor = replace(draft.actor, codes=unique((*draft.actor.codes, *entry.codes)))
    _add_names(state, entry, id, names)


def _extend(state: _Join, entry: Entry, id: str, names: Sequence[str]) -> None:
    """Add names and codes to an actor of the list; all else that the register says of it stays out."""
    actor = state.actor(id)
    if entry.kind is not None and entry.kind != actor.kind:
        state.find(
            "kind_differs", entry, f"is a {entry.kind} here, in the list {id} is a {actor.kind}: that stays"
        )
    draft = state.drafts.setdefault(id, _Draft(entry.line, actor, base=state.listed.actors[id]))
    before = draft.actor
    draft.actor = replace(before, codes=unique((*before.codes, *entry.codes)))
    _add_names(state, entry, id, names)
    names_before = len(before.aliases) + len(before.weak_aliases)
    added = len(draft.actor.aliases) + len(draft.actor.weak_aliases) - names_before
    codes = len(draft.actor.codes) - len(before.codes)
    gain = [f"{n} {noun}{'s' * (n > 1)}" for n, noun in ((added, "name"), (codes, "code")) if n]
    state.find("known", entry, f"is {id} of the list, {' and '.join(gain) or 'nothing'} added to it")
    if draft.actor == draft.base:
        del state.drafts[id]


def _add_names(state: _Join, entry: Entry, id: str, names: Iterable[str]) -> None:
    draft = state.drafts[id]
    free = [name for name in names if _is_free(state, entry, id, name)]
    _claim(state, entry, id, free)
    draft.actor = replace(
        draft.actor,
        aliases=(*draft.actor.aliases, *(n for n in free if not n.endswith("?"))),
        weak_aliases=(*draft.actor.weak_aliases, *(n[:-1] for n in free if n.endswith("?"))),
    )


def _is_free(state: _Join, entry: Entry, id: str, name: str) -> bool:
    """Whether the name may be given to the actor; not when it bears it, or another of its country does."""
    owner = state.owners.get(key_of(name), {}).get(state.actor(id).country)
    if owner is not None and owner != id:
        whose = f"{owner}, of line {state.drafts[owner].line}" if owner in state.drafts else owner
        state.find("shared_name", entry, f"{name.removesuffix('?')!r} belongs to {whose}: not given to {id}")
    return owner is None


def _claim(state: _Join, entry: Entry, id: str, names: Iterable[str]) -> None:
    country = state.actor(id).country
    for name in names:
        owners = state.owners.setdefault(key_of(name), {})
        others = [other for other in owners.values() if other != id]
        if others:
            message = (
                f"{name.removesuffix('?')!r} also names {', '.join(others)}, of another country: "
                "only the country of a report tells them apart"
            )
            state.find("name_elsewhere", entry, message)
        owners[country] = id


def _new_id(state: _Join, entry: Entry) -> str:
    """The register's own id, else one made of the name; with the country or a number when it is taken."""
    words = re.sub(r"[^a-z0-9]+", "-", " ".join(fold(word) for word in entry.name.split())).strip("-")
    wanted = entry.id or words or "actor"
    ids = [wanted, f"{wanted}-{entry.country.lower()}"] if entry.country else [wanted]
    numbered = (
        f"{ids[-1]}-{number}" for number in range(2, len(state.drafts) + len(state.listed.actors) + 3)
    )
    return next(id for id in (*ids, *numbered) if state.listed.get(id) is None and id not in state.drafts)


# ---------------------------------------------------------------- parents, rows


def _set_parents(state: _Join) -> None:
    """Parents by id or by name; one that is not there, or would close a circle, is left out."""
    for id, draft in state.drafts.items():
        if draft.base is not None or draft.parent is None:
            continue
        parent = _parent_id(state, draft)
        above = parent
        while above is not None and above != id:
            above = (
                state.drafts[above].actor.parent if above in state.drafts else _parent_of(state.listed, above)
            )
        if parent is None or above == id:
            why = "is not in the list" if parent is None else "is part of it"
            message = f"its parent {draft.parent!r} {why}: left empty"
            state.findings.append(Finding("no_parent", draft.line, draft.actor.name, message))
        else:
            draft.actor = replace(draft.actor, parent=parent)


def _parent_of(listed: ActorList, id: str) -> str | None:
    actor = listed.get(id)
    return actor.parent if actor else None


def _parent_id(state: _Join, draft: _Draft) -> str | None:
    wanted = draft.parent or ""
    if wanted in state.drafts or state.listed.get(wanted) is not None:
        return wanted
    owners = state.owners.get(key_of(wanted), {})
    if draft.actor.country in owners:
        return owners[draft.actor.country]
    if len(owners) == 1:
        return next(iter(owners.values()))
    matched = state.listed.match(wanted, draft.actor.country)
    return matched.id if matched else None


def _row(draft: _Draft) -> dict[str, str]:
    actor, base = draft.actor, draft.base
    known = base or Actor("", "")
    aliases = [a for a in actor.aliases if a not in known.aliases]
    aliases += [f"{a}?" for a in actor.weak_aliases if a not in known.weak_aliases]
    row = dict.fromkeys((*COLUMNS, *OPTIONAL), "")
    row |= {
        "id": actor.id,
        "aliases": ";".join(aliases),
        "codes": ";".join(code for code in actor.codes if code not in known.codes),
    }
    if base is None:
        row |= {
            "name": actor.name,
            "kind": actor.kind,
            "country": actor.country or "",
            "parent": actor.parent or "",
            "valid_from": actor.valid_from or "",
            "valid_to": actor.valid_to or "",
            "inter": str(actor.inter or ""),
            "notes": actor.notes or "",
        }
    return row


def write_list(rows: Iterable[dict[str, str]], target: Path) -> None:
    """Write a new list. Raises UsageError when the file is there already."""
    try:
        out = target.open("x", encoding="utf-8", newline="")
    except FileExistsError as error:
        raise UsageError(f"{target} is there already. Give another name with --to, or remove it.") from error
    with out:
        writer = csv.DictWriter(out, (*COLUMNS, *OPTIONAL), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
