"""CAMEO actor dictionaries of TABARI and PETRARCH ("Phoenix….actors.txt"): lines in, entries out.

    KURDISTAN_WORKERS'_PARTY_(PKK)_ [TURREB]   # or the codes on lines of their own, behind the other names:
    +KADEK_
        [TURREB >840815]

A date is YYMMDD (00 to 30 are of this century) or YYYYMMDD; "<" until, ">" from, "-" between, limits included
(PETRARCH's documentation of its dictionaries). Must not know: what the list already has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from dateline.resolve.actors.registers.entry import (
    Entry,
    Finding,
    FindingKind,
    Register,
    checked_dates,
    country_of_code,
    inter_of,
    mapping,
    unique,
)
from dateline.resolve.actors.registers.spelling import readable_names, weak_if_short

CODE = re.compile(r"\[([^\]\n]*)\]")
_REMARK = re.compile(r"<!--.*?-->", re.DOTALL)
_RESTRICTED = re.compile(r"(?P<code>[^\s<>]*)\s*(?P<dates>.*)")
_PIVOT = 30  # TABARI's: two digits up to this one are of the 21st century


@dataclass(slots=True)
class _Draft:
    line: int
    raw: str
    others: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Code:
    """One code of an entry with its meaning. Dates: ISO days, "" for one that cannot be read."""

    text: str
    kind: str | None
    role: str | None
    country: str | None
    first: str | None = None
    last: str | None = None
    wrong: str | None = None  # a restriction with a date that is none
    strange: str | None = None  # a first code that is neither a country nor a region nor a role


def read_cameo(text: str) -> Register:
    """Every entry of a dictionary. Persons and entries whose role changes with time are findings, no entries."""
    drafts, findings = _drafts(text)
    entries: list[Entry] = []
    for draft in drafts:
        entry, found = _entry(draft)
        findings += found
        if entry is not None:
            entries.append(entry)
    return Register("cameo", len(drafts), tuple(entries), tuple(findings))


def _drafts(text: str) -> tuple[list[_Draft], list[Finding]]:
    drafts: list[_Draft] = []
    findings: list[Finding] = []
    apart = True  # a blank line stands between this one and the entry before
    blanked = _REMARK.sub(lambda remark: "\n" * remark.group().count("\n"), text)
    for number, line in enumerate(blanked.split("\n"), 1):
        if not line.strip():
            apart = True
            continue
        content = re.split(r"[#;]", line, maxsplit=1)[0]
        name, codes = content.partition("[")[0].strip(" \t_"), CODE.findall(content)
        if not name and not codes:
            continue  # a remark
        if name.startswith("+") or not name:
            if not drafts or (apart and name):
                message = "another name without an entry before it: left out"
                findings.append(Finding("bad_line", number, name.lstrip("+"), message))
                continue
            drafts[-1].others += [name[1:]] if name else []
            drafts[-1].codes += codes
        else:
            drafts.append(_Draft(number, name, codes=codes))
        apart = False
    return drafts, findings


def _entry(draft: _Draft) -> tuple[Entry | None, list[Finding]]:
    names = unique([name for raw in (draft.raw, *draft.others) for name in readable_names(raw)])
    name = names[0] if names else draft.raw
    findings: list[Finding] = []

    def left_out(kind: FindingKind, message: str) -> tuple[None, list[Finding]]:
        return None, [*findings, Finding(kind, draft.line, name, message, left_out=True)]

    codes = [read_code(code) for code in draft.codes if code.strip(" -")]
    if not names:
        return left_out("bad_name", "a name without a letter")
    if not codes:
        return left_out("bad_line", "no code")
    if any(_is_person(code) for code in codes):
        return left_out("person", f"holds or held an office: [{'] ['.join(draft.codes)}]")
    if len({(code.kind, code.country) for code in codes}) > 1:
        return left_out("role_changes", f"has several roles, the list holds one: [{'] ['.join(draft.codes)}]")
    for code in codes:
        if code.strange:
            message = f"{code.strange} of {code.text} is no known country, region or role"
            findings.append(Finding("unknown_country", draft.line, name, message))
        if code.wrong:
            findings.append(Finding("bad_date", draft.line, name, f"{code.wrong!r} holds no date: left open"))
    kind = codes[0].kind
    if kind is None:
        message = f"{codes[0].text} has no role that the list knows: its kind is unknown"
        findings.append(Finding("unknown_kind", draft.line, name, message))
    first, last = _span(codes)
    first, last, found = checked_dates(first, last, draft.line, name)
    entry = Entry(
        line=draft.line,
        name=name,
        aliases=tuple(weak_if_short(alias) for alias in names[1:]),
        kind=kind,
        country=codes[0].country,
        valid_from=first,
        valid_to=last,
        inter=inter_of(kind),
        codes=unique([f"cameo:{code.text}" for code in codes]),
    )
    return entry, findings + found


def _is_person(code: Code) -> bool:
    dated = code.first is not None or code.last is not None
    return code.kind == "person" or (dated and code.role in mapping()["cameo"]["offices"])


def _span(codes: Iterable[Code]) -> tuple[str | None, str | None]:
    """From the first to the last day that the codes hold together; None where one of them is open."""
    firsts, lasts = [code.first for code in codes], [code.last for code in codes]
    return (
        min(day for day in firsts if day) if all(firsts) else None,
        max(day for day in lasts if day) if all(lasts) else None,
    )


def read_code(text: str) -> Code:
    """The meaning of "TURREB >840815".

    >>> code = read_code("PSEREBHMS 19870101-20040322")
    >>> code.text, code.kind, code.country, code.first, code.last
    ('PSEREBHMS', 'rebel', 'PS', '1987-01-01', '2004-03-22')
    """
    match = _RESTRICTED.match(text.strip())
    assert match is not None  # every part of the pattern may be empty
    code, restriction = match["code"], match["dates"].strip()
    tables = mapping()["cameo"]
    parts = [code[i : i + 3] for i in range(0, len(code), 3)]
    country = country_of_code(parts[0]) if parts and parts[0] not in tables["roles"] else None
    role = next((part for part in parts[bool(country) :] if part in tables["roles"]), None)
    known = country or (parts and (parts[0] in tables["roles"] or parts[0] in tables["wider"]))
    first, last, wrong = None, None, None
    for limit, day in _limits(restriction):
        iso = _iso(day)
        wrong = wrong if iso else restriction
        first, last = (iso or "", last) if limit == "from" else (first, iso or "")
    return Code(
        text=code,
        kind=tables["roles"][role] if role else ("state" if country and len(parts) == 1 else None),
        role=role,
        country=country,
        first=first,
        last=last,
        wrong=wrong,
        strange=None if known else (parts[0] if parts else "nothing"),
    )


def _limits(restriction: str) -> Iterator[tuple[str, str]]:
    if not restriction:
        return
    if restriction[0] in "<>":
        yield ("from" if restriction[0] == ">" else "until"), restriction[1:].strip()
        return
    first, dash, last = restriction.partition("-")
    yield "from", first.strip()
    yield "until", last.strip() if dash else restriction


def _iso(day: str) -> str | None:
    if re.fullmatch(r"\d{6}", day):
        day = ("20" if int(day[:2]) <= _PIVOT else "19") + day
    if not re.fullmatch(r"\d{8}", day):
        return None
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])).isoformat()
    except ValueError:
        return None
