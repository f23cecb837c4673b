"""One mention of an event in the text, with what its own sentence says of it. Several mentions make a statement."""

from __future__ import annotations

from dataclasses import dataclass, field

from dateline.extract.realis import Realis
from dateline.extract.said import Said
from dateline.extract.triggers import Trigger
from dateline.model import Count, Materiel, PartyMention, PlaceMention, TimeMention, Toll


@dataclass(slots=True)
class EventMention:
    """Mutable while a report is being worked on; never leaves the extract room."""

    trigger: Trigger
    type: str  # an event type, or "harm" / "assault" until the words around it decide
    sentence: int  # number of the sentence in Context.sentences
    in_title: bool
    realis: Realis
    said: Said
    actors: list[PartyMention] = field(default_factory=list)
    partners: list[PartyMention] = field(default_factory=list)
    targets: list[PartyMention] = field(default_factory=list)
    place: PlaceMention | None = None
    place_rule: str = ""
    time: TimeMention | None = None
    time_rule: str = ""
    tolls: list[Toll] = field(default_factory=list)
    materiel: list[Materiel] = field(default_factory=list)
    count: Count | None = None
    taken: bool = True  # real, or planned by its wording but done, for the encoder
    definite: bool = False  # "the attack", "Friday's raid": spoken of before, or known
    triggers: list[Trigger] = field(default_factory=list)

    def is_counted_from(self, time: TimeMention) -> bool:
        """Whether the time counts from this event: "two days after *the attack*" is no day of the attack."""
        return time.counts_from is not None and self.trigger.token.idx in range(*time.counts_from)
