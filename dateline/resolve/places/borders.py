"""Borders: the country words of a text in, stretches that name where two countries meet out.

Must not know: parses, other places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dateline.model import Span
from dateline.resolve.actors.actorlist import Nation, countries
from dateline.resolve.actors.names import Hit
from dateline.resolve.gazetteer.index import Entry, Gazetteer

REACH = 30  # characters between the word "border" and a country word that belongs to it
_BORDER = re.compile(r"\b(?:border|frontier)(?:s|lands?)?\b", re.I)
_BEFORE = re.compile(
    r"(?:['’]s?)?"
    r"(?:\s+side\s+of\s+(?:the|its|their|that))?"
    r"(?:[-–/\s]+(?:[A-Z]\w+['’]?s?|northern|southern|eastern|western|and|shared|common|long))?[-–\s]+"
)
_AFTER = re.compile(r"\s+(?:area |region )?(?:with|between|of)\s+(?:the |neighbou?ring )?")


class Border(NamedTuple):
    """Where two countries meet. `word`: where "border" stands; `countries`: in the order of the name.

    `side`: the country whose side of it is meant, where the words say.
    """

    span: Span
    word: int
    countries: tuple[str, str]
    area: Entry
    side: str | None = None

    @property
    def name(self) -> str:
        """ "Turkey-Syria border"."""
        known = countries()
        return "-".join(known[iso].name if iso in known else iso for iso in self.countries) + " border"


def find_borders(
    text: str, hits: Sequence[Hit[Nation]], shares: Mapping[str, float], gazetteer: Gazetteer
) -> Iterator[Border]:
    """ "Syria-Turkey border", "Syria's border with Iraq"; "the Turkish border" and the country most told of.

    `shares`: the share of the report's country words, ISO code -> 0-1.
    """
    for found in _BORDER.finditer(text):
        before = [h for h in hits if _stands_before(text, h, found.start())][-2:]
        near = (h for h in hits if found.end() < h.start < found.end() + REACH)
        after = [h for h in near if _AFTER.fullmatch(text[found.end() : h.start])]
        if after and "between" in text[found.end() : after[0].start]:
            after += [h for h in hits if text[after[0].end : h.start].strip() == "and"]
        pair = list(dict.fromkeys(h.meanings[0].iso for h in (*before, *after)))[:2]
        if len(pair) == 1:
            others = sorted((c for c in shares if c != pair[0]), key=lambda c: -shares[c])
            pair += [c for c in others if gazetteer.border(pair[0], c) is not None][:1]
            if after and not before:  # "the border with Somalia" is Kenya's
                pair.reverse()
        sided = bool(before) and " side " in f" {text[before[-1].end : found.start()]} "
        known = sided or (after and not before and "between" not in text[found.end() : after[0].start])
        area = gazetteer.border(*pair) if len(pair) == 2 else None
        if area is not None:
            starts, ends = [h.start for h in before], [h.end for h in after]
            span = Span(min([*starts, found.start()]), max([*ends, found.end()]))
            yield Border(span, found.start(), (pair[0], pair[1]), area, pair[0] if known else None)


def _stands_before(text: str, hit: Hit[Nation], border: int) -> bool:
    """Whether the country word belongs to the border: "Syria-Turkey border", "Syria’s southern border"."""
    return hit.end < border < hit.end + REACH and _BEFORE.fullmatch(text[hit.end : border]) is not None
