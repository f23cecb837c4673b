"""Holders of offices in a report: "a spokesman for the interior ministry in Kabul said" is that ministry's word.

Comes in: a reading, a noun phrase for somebody who may hold an office. Goes out: the organisation. Must not know:
persons' names (persons.py puts these together with their offices).
"""

from __future__ import annotations

from dateline.resolve.actors.actorlist import Actor
from dateline.resolve.actors.described import Phrase
from dateline.resolve.actors.offices import Organisation, office_words, organisation_of
from dateline.resolve.actors.reading import Reading

LONGEST = 9  # tokens of "spokesman for the Ministry of Defence of the Republic of Chad"
OF_OFFICES = frozenset({"of", "for", "in", "at", "from"})
# Said by themselves they are read as the government (phrases.py).
GOVERNING = frozenset({"government", "regime", "administration", "authority", "authorities"})
SEVERAL = frozenset({"official", "source", "leader", "commander", "officer"})


def read_office(r: Reading, phrase: Phrase) -> Organisation | None:
    """The organisation whose office the phrase tells."""
    noun, words = phrase.noun, office_words()
    word = noun.singular.split()[-1]
    if noun.singular in GOVERNING or noun.group in ("civilian", "crowd", "captive", "force", "police"):
        return None
    if noun.group not in ("office", "source") and word not in words.every:
        return None
    if noun.plural and word not in SEVERAL:
        return None
    start, end = _owner_before(r, phrase.first), _complement(r, phrase.head)
    if phrase.plural and not any(i in r.nation_at or i in r.hit_at for i in range(start, end)):
        return None  # "intelligence agencies": of several states
    of = organisation_of(r.words(start, end), r.actors, r.country)
    return None if of is None else _taken_up(r, of, start, end)


def read_junta(r: Reading, phrase: Phrase) -> Actor | None:
    """The junta that held the country on the day of the report: "the junta", "Mali's junta"."""
    day = r.report.published
    if day is None or "junta" not in phrase.noun.singular:
        return None
    start = _owner_before(r, phrase.first)
    nation = next((r.nation_at[i] for i in range(start, phrase.head) if i in r.nation_at), None)
    iso = nation.meanings[0].iso if nation is not None else r.country
    ruler = r.actors.in_power(iso, day) if iso is not None else None
    return ruler if ruler is not None and ruler.notes == "junta" else None


def stands_for(r: Reading, phrase: Phrase, of: Organisation) -> bool:
    """Whether the phrase is the body here: its own noun, or the holder of the office speaks or orders something.

    "US military officials" speak for themselves, and so does "a military source"; "UN officials" do for the UN.
    """
    if phrase.noun.singular == "source" or (phrase.plural and (of.id or "state:").startswith("state:")):
        return False
    if phrase.noun.collective or r.speaks(phrase.head):
        return True
    token = r.all[phrase.head]
    return token.dep_ == "nsubj" and token.head.lemma_ in office_words().ordering


def _owner_before(r: Reading, first: int) -> int:
    """The first token of the owner in "Colombia's army chief"; `first` when there is none."""
    if first < 2 or r.all[first - 1].tag_ != "POS" or r.sentence[first - 1] != r.sentence[first]:
        return first
    i = first - 1
    while i > r.sentence[first] and (r.all[i - 1].pos_ == "PROPN" or r.all[i - 1].text == "-"):
        i -= 1
    return i


def _complement(r: Reading, head: int) -> int:
    """The end of "of the Colombian armed forces" behind the noun; the token after it when nothing follows."""
    end = head + 1
    if end >= len(r.all) or r.lower[end] not in OF_OFFICES:
        return end
    last = end
    while end < min(len(r.all), head + LONGEST) and r.sentence[end] == r.sentence[head]:
        token = r.all[end]
        within = token.pos_ in ("PROPN", "NOUN", "ADJ") and token.ent_type_ not in ("DATE", "TIME")
        if within:
            last = end + 1
        elif not (
            r.lower[end] in OF_OFFICES or token.pos_ in ("DET", "PART") or token.text in ("-", "’s", "'s")
        ):
            break
        end += 1
    return last if last > head + 1 else head + 1


def _taken_up(r: Reading, of: Organisation, start: int, end: int) -> Organisation:
    """Without a nationality, the same institution of the state that was last told with one."""
    told = any(i in r.nation_at or i in r.hit_at for i in range(start, end)) or of.seat is not None
    if told or of.id is None or not of.id.startswith("state:"):
        return of
    ending = ":" + of.id.rsplit(":", 1)[-1]
    earlier = next(
        (
            f
            for f in reversed(r.found)
            if f.id is not None and f.id.startswith("state:") and f.id.endswith(ending)
        ),
        None,
    )
    if earlier is None:
        return of
    return earlier.of or Organisation(earlier.name, earlier.id, earlier.kind, earlier.country)


def _is_state(id: str, ending: str) -> bool:
    return id.startswith("state:") and id.endswith(ending)
