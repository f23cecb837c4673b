"""The wording rules of lexicons/en/read.yaml, compiled once. Must not know: what a rule is used for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from dateline.lexicons import lexicon

_MACRO = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of wording. `where` says which parts of a text it is tried on (see the modules that use it)."""

    id: str
    pattern: re.Pattern[str]
    where: str
    kind: str = "other"
    need: frozenset[str] = field(default=frozenset())
    upper: bool = False
    after: str | None = None


@cache
def rules(section: str) -> tuple[Rule, ...]:
    """The rules of one section, in the order of the file."""
    return tuple(
        Rule(
            id=entry["id"],
            # A line may end as on Windows too.
            pattern=re.compile(expand(entry["pattern"]).replace(r"(?=\n", r"(?=\r?\n")),
            where=entry["where"],
            kind=entry.get("kind", "other"),
            need=frozenset(entry.get("need", ())),
            upper=entry.get("upper", False),
            after=entry.get("after"),
        )
        for entry in lexicon("read")[section]
    )


def expand(pattern: str) -> str:
    """The pattern with every {{macro}} written out, brackets around each."""

    def replace(found: re.Match[str]) -> str:
        name = found[1]
        inner = _agency_forms() if name == "agencies" else lexicon("read")["macros"][name]
        return f"(?:{expand(inner)})"

    return _MACRO.sub(replace, pattern)


@cache
def agencies() -> dict[str, str]:
    """Every form in which an agency names itself, in lower case, to the agency's name."""
    return {form.lower(): names[0] for names in lexicon("read")["agencies"] for form in names}


@cache
def _agency_forms() -> str:
    forms = {form for names in lexicon("read")["agencies"] for form in names}
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
