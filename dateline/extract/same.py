"""Do two mentions tell of one event? The features that speak for and against it.

Comes in: two mentions of one report. Goes out: named features for the model "same". Must not know other reports.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.codebook import family
from dateline.extract.context import Context
from dateline.extract.encoder import PAIRS, bands
from dateline.extract.learned import Features, bucket
from dateline.extract.mention import EventMention
from dateline.extract.tolls import is_bare
from dateline.model import Toll

OPEN_TYPES = frozenset({"assault", "harm"})  # the words around them decide the type later


def pair_features(context: Context, earlier: EventMention, later: EventMention) -> Features:
    """What two mentions have in common and what sets them apart."""
    return frozenset(_features(context, earlier, later))


def _features(context: Context, a: EventMention, b: EventMention) -> Iterator[str]:
    yield _types(a, b)
    place, time = _places(a, b), _times(a, b)
    yield f"place:{place}"
    yield f"time:{time}"
    yield f"place:{place}&time:{time}"
    for role in ("actors", "targets"):
        yield f"{role}:{_names(a, b, role)}"
    yield f"tolls:{_tolls(a, b)}"
    gap = b.sentence - a.sentence
    distance = bucket(gap, 1, 2, 3, 6, 12)
    yield f"gap{distance}"
    yield f"gap{distance}&{_types(a, b)}"
    if a.in_title:
        yield f"title_first&sentence{bucket(b.sentence, 3, 6)}"
    same_word = a.trigger.token.lemma_.lower() == b.trigger.token.lemma_.lower()
    yield f"same_word:{same_word}"
    bare = not (b.place or b.time or b.tolls)
    yield f"later_has_own:{not bare}"
    yield f"later_definite:{b.definite}&bare:{bare}"
    yield f"later_verbal:{b.trigger.verbal}&same_word:{same_word}"
    if context.encoded is not None:
        chance = context.encoded.pairs([b.trigger.token.i], [[a.trigger.token.i]])[0, PAIRS.index("same")]
        yield from bands("encoder_same", chance)
    yield f"count:{a.count is not None}/{b.count is not None}"
    if a.count and b.count and (a.count.low, a.count.high) != (b.count.low, b.count.high):
        yield "counts_differ"


def _types(a: EventMention, b: EventMention) -> str:
    if a.type == b.type:
        return f"types:same:{a.type}"
    kinds = {a.type, b.type}
    if kinds & OPEN_TYPES:
        return f"types:open:{'+'.join(sorted(kinds))}"
    return "types:family" if family(a.type) == family(b.type) else "types:other"


def _places(a: EventMention, b: EventMention) -> str:
    if a.place is None or b.place is None:
        return "one" if a.place or b.place else "none"
    p, q = a.place.place, b.place.place
    if p.name == q.name:
        return f"same_{p.precision if p.precision in ('country', 'region') else 'spot'}"
    if p.country != q.country:
        return "other_country"
    wide = {p.precision, q.precision} & {"country", "region", "admin1"}
    return "within" if wide else "other_spot"


def _times(a: EventMention, b: EventMention) -> str:
    if a.time is None or b.time is None:
        return "one" if a.time or b.time else "none"
    p, q = a.time.when, b.time.when
    if p.start is None or q.start is None or p.end is None or q.end is None:
        return "unresolved"
    if (p.start, p.end) == (q.start, q.end):
        return "same_day" if p.start == p.end else "same_days"
    return "overlap" if p.start <= q.end and q.start <= p.end else "apart"


def _names(a: EventMention, b: EventMention, role: str) -> str:
    mine, theirs = ({p.party.name for p in getattr(m, role)} for m in (a, b))
    if not mine or not theirs:
        return "one" if mine or theirs else "none"
    return "shared" if mine & theirs else "apart"


def rival(a: Toll, b: Toll) -> bool:
    """Two numbers for the same people that cannot both be right; "multiple" and "more than a dozen" can."""
    if a.kind != b.kind or a.group != b.group or is_bare(a) or is_bare(b):
        return False
    return (a.high is not None and a.high < b.low) or (b.high is not None and b.high < a.low)


def _tolls(a: EventMention, b: EventMention) -> str:
    pairs = [(t, o) for t in a.tolls for o in b.tolls if t.kind == o.kind]
    if not pairs:
        return "other_kinds" if a.tolls and b.tolls else "one" if a.tolls or b.tolls else "none"
    if any((t.low, t.high) == (o.low, o.high) and not is_bare(t) for t, o in pairs):
        return "same_number"
    if any(rival(t, o) for t, o in pairs):
        return "rival_numbers"
    return "same_kind"
