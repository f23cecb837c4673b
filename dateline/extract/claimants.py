"""What the source of a statement is: a side of it, a state body, a monitor, a medic, a witness, media, or who else.

Comes in: a source and the statement's sides. Goes out: its kind, for grading how well an event is supported.
Must not know: texts, other statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from dateline.lexicons import lexicon
from dateline.model import Claimant, Party

LONGEST = 4  # words of "human rights organisation official"
NEVER_A_SIDE_BY_KIN = frozenset({"international", "monitor", "outlet", "civilians", "crowd"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@cache
def _words() -> dict[tuple[str, ...], Claimant]:
    found: dict[tuple[str, ...], Claimant] = {}
    for kind, entry in lexicon("claimants")["kinds"].items():
        for words in entry["words"]:
            key = tuple(split(words))
            for form in (key, (*key[:-1], _plural(key[-1]))):
                found.setdefault(form, kind)
    return found


def _plural(word: str) -> str:
    if word.endswith("man"):
        return word[:-3] + "men"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "ch", "sh")) else "s")


def split(text: str) -> list[str]:
    """The words of a name in lower case, without dots and possessives of others.

    >>> split("U.N. peacekeepers")
    ['un', 'peacekeepers']
    """
    return [w.replace("’", "'") for w in _WORD.findall(text.replace(".", "").lower())]


def claimant_of(source: Party, sides: Iterable[Party]) -> Claimant:
    """The kind of a source, as `claimants.yaml` says.

    >>> claimant_of(Party(name="residents", text="Residents"), [])
    'witness'
    >>> kia = Party(name="Kachin Independence Army", text="KIA", id="kia", kind="rebel")
    >>> claimant_of(kia, [kia])
    'party'
    """
    if any(is_side(source, side) for side in sides):
        return "party"
    return alone(source)


def is_side(source: Party, side: Party) -> bool:
    """Whether the source is the side, part of it, or part of the same state or group."""
    if source.id is not None and source.id == side.id:
        return True
    if {source.kind, side.kind} & NEVER_A_SIDE_BY_KIN or source.body in NEVER_A_SIDE_BY_KIN:
        return False
    mine = {id for id in (source.id, *source.parents) if id is not None}
    theirs = {id for id in (side.id, *side.parents) if id is not None}
    if mine & theirs:
        return True
    known = source.id or side.id or side.kind in ("unknown", "person")
    return not known and source.name.casefold() == side.name.casefold()


def alone(source: Party) -> Claimant:
    """What the source is apart from the statement."""
    told = [source.name, source.text]
    if source.kind == "person":
        told = [note for note in (source.how.note if source.how else None, source.name) if note]
    elif source.id is not None:
        told = [source.name]
    words = next((found for text in told if (found := by_words(text)) is not None), None)
    kind = source.body if source.kind == "person" else source.kind
    listed: Claimant | None = lexicon("claimants")["of_kind"].get(kind)
    if listed is None or (words == "medic" and listed in ("monitor", "international", "witness")):
        return words or "unknown"
    certain = source.id is not None or source.body is not None or listed == "media"
    return listed if certain or words is None else words


def by_words(text: str) -> Claimant | None:
    """What the words of a source make it: its head noun's first, then those before it, then its complement's."""
    words = split(text)
    ends = set(lexicon("claimants")["complement"])
    cut = next((i for i, word in enumerate(words) if word in ends and i), len(words))
    return _from_the_right(words[:cut]) or _from_the_right(words[cut:])


def _from_the_right(words: Sequence[str]) -> Claimant | None:
    known = _words()
    for end in range(len(words), 0, -1):
        for start in range(max(end - LONGEST, 0), end):
            kind = known.get(tuple(words[start:end]))
            if kind is not None:
                return kind
    return None
