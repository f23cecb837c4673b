"""Names of persons without an office replaced by their role, in every value and in every quoted word.

Comes in: records and the persons that their reports name. Goes out: the same records with other words. Spans are
left as they are: they count characters of the original report, which the outcome does not hold. Must not know: how
persons are found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import PrivateAttr

from dateline.model import Coding, NamedPerson, Place, Record, Report, Span

NOBODY = "[person]"  # of whom the report says nothing that may be told
BYLINE = "[byline]"
WITHHELD = "[text withheld: persons are looked for in English reports, in the part that is coded]"
UNREAD = "[words in another script]"
# Letters of scripts other than the Latin one: persons are looked for in English.
_OTHER = (
    "\u0370-\u1cff\u1f00-\u1fff\u2c00-\u2c5f\u2c80-\u2dff\u2e80-\ua71f\ua800-\uab2f\uab70-\ud7ff\uf900-\ufaff"
    "\ufb13-\ufdff\ufe70-\ufefc\uff66-\uffdc\U00010280-\U0001efff\U00020000-\U0003ffff"
)
OTHER_SCRIPT = re.compile(rf"[{_OTHER}](?:[\s'’.\-]*[{_OTHER}])*")
# Values that are ids, codes or the gazetteer's and not a report's words.
AS_THEY_ARE = frozenset({"id", "report_id", "reprint_of", "parents", "rule", "language", "country"})
OF_THE_GAZETTEER = frozenset({"name", "admin1", "admin1_code", "admin2", "admin2_code"})
ADDRESSES = frozenset({"doc", "url", "where"})
OUTLETS = frozenset({"outlet", "outlets"})  # in any script, and no person's unless the report names one so
SHORTEST_IN_ADDRESS = (
    4  # letters of a single name that is looked for in an address, where capitals are missing
)
SPACE, ANY_SIGN = r"\s+", r"(?:%20|[\W_])*"  # between the words of a name, in a text and in an address
# Addresses of the web and of mail, handles and hashtags within a text.
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+|[\w.+-]+@[\w-]+\.\S+")

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is replaced by what. `labels`: a name without capitals -> its replacement; None: an office holder's."""

    labels: Mapping[str, str | None] = field(default_factory=dict)
    spans: tuple[tuple[Span, str], ...] = ()  # where the persons of one report stand
    pattern: re.Pattern[str] | None = None
    in_addresses: re.Pattern[str] | None = None

    @classmethod
    def of(cls, persons: Iterable[NamedPerson]) -> Redaction:
        """
        >>> dorn = NamedPerson(("Lukas Dorn", "Dorn"), "a teacher", False, ())
        >>> Redaction.of([dorn]).text("Lukas Dorn's school in Dornbach; DORN said")
        "[a teacher]'s school in Dornbach; [a teacher] said"
        """
        known = tuple(persons)
        office_holders = {_key(name) for person in known if person.public for name in person.names}
        labels: dict[str, str | None] = {name: None for name in office_holders if " " in name}
        hidden = [p for p in known if not p.public and _key(p.names[0]) not in labels]
        spans = []
        for person in hidden:
            label = f"[{person.role}]" if person.role else NOBODY
            spans += [(span, label) for span in person.spans]
            for name in person.names:
                if labels.setdefault(_key(name), label) == NOBODY:
                    labels[_key(name)] = label
        private = [name for name, label in labels.items() if label is not None]
        if not private:
            return cls()
        exact = {name for person in hidden for name in person.names if " " not in name}
        single = {form for name in exact for form in (name, name.upper(), name.capitalize())}
        whole = [f"(?i:{_pattern(name, SPACE)})" for name in labels if " " in name]
        longest = [
            *sorted(whole, key=len, reverse=True),
            *sorted(map(_pattern, single), key=len, reverse=True),
        ]
        within = [n for n in private if " " in n or len(n) >= SHORTEST_IN_ADDRESS]
        addressed = sorted((_pattern(name, ANY_SIGN) for name in within), key=len, reverse=True)
        return cls(
            labels,
            tuple(spans),
            re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)"),
            re.compile(rf"(?<![^\W_])(?:{'|'.join(addressed)})(?![^\W_])", re.IGNORECASE) if within else None,
        )

    def text(self, words: str) -> str:
        """The same words with every name replaced, and what stands in a script that nobody looked through."""
        return OTHER_SCRIPT.sub(UNREAD, self.names(words))

    def names(self, words: str) -> str:
        """The same words with every name replaced."""
        if self.pattern is None:
            return words
        named = self.pattern.sub(self._label, words)
        return ADDRESS.sub(lambda match: self._in_address(match[0]), named)

    def address(self, words: str) -> str:
        """An address or a file's name, in which names have no capitals and are joined by any sign."""
        return self._in_address(self.names(words))

    def _in_address(self, words: str) -> str:
        return words if self.in_addresses is None else self.in_addresses.sub(NOBODY, words)

    def cuts(self, report: Report) -> list[tuple[int, int, str]]:
        """Which stretches of a report's text are replaced by what, in order, apart from each other."""
        text = report.text
        found = [(span.start, span.end, label) for span, label in self.spans]
        found += [
            (mark.span.start, mark.span.end, BYLINE) for mark in report.furniture if mark.kind == "byline"
        ]
        found += [(match.start(), match.end(), UNREAD) for match in OTHER_SCRIPT.finditer(text)]
        if self.pattern is not None:
            for match in self.pattern.finditer(text):
                label = self.labels.get(_key(match[0]), NOBODY)
                if label is not None:
                    found.append((match.start(), match.end(), label))
        if self.in_addresses is not None:
            for address in ADDRESS.finditer(text):
                for match in self.in_addresses.finditer(text, *address.span()):
                    found.append((match.start(), match.end(), NOBODY))
        edge = report.body_start
        apart = [
            piece
            for start, end, label in found
            for piece in ((start, min(end, edge - 1), label), (max(start, edge), end, label))
            if piece[0] < piece[1]
        ]
        merged: list[tuple[int, int, str]] = []
        for start, end, label in sorted(apart, key=lambda cut: (cut[0], -cut[1])):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
            else:
                merged.append((start, end, label))
        return merged

    def _label(self, match: re.Match[str]) -> str:
        label = self.labels.get(_key(match[0]), NOBODY)
        return match[0] if label is None else label


def _key(name: str) -> str:
    return " ".join(name.split()).casefold().replace("’", "'")


def _pattern(name: str, gap: str = SPACE) -> str:
    words = (re.escape(word).replace("’", "'").replace("'", "['’]") for word in name.split())
    return gap.join(words)


class RedactedReport(Report):
    """A report as it may be shown: other words, its own id, and spans that count in the original's text."""

    _id: str = PrivateAttr()
    _body: Span = PrivateAttr()
    _cuts: list[tuple[int, int, str]] = PrivateAttr()
    _redaction: Redaction = PrivateAttr()

    @property
    def id(self) -> str:
        return self._id

    @property
    def body_span(self) -> Span:
        return self._body

    def placed(self, span: Span) -> Span:
        """Where the words of a span of the original stand in `text`; a name half within is so as a whole."""
        start, end = span
        moved = [0, 0]
        for cut_start, cut_end, label in self._cuts:
            grown = len(label) - (cut_end - cut_start)
            for side, offset in enumerate((start, end)):
                if cut_end <= offset:
                    moved[side] += grown
                elif cut_start < offset:
                    moved[side] += cut_start - offset + (len(label) if side else 0)
        return Span(start + moved[0], end + moved[1])


def redact_report(report: Report, redaction: Redaction, *, readable: int | None = None) -> Report:
    """The report without the names. Past the first `readable` characters nobody was looked for: withheld."""
    if isinstance(report, RedactedReport):
        return report
    text, edge = report.text, report.body_start
    cuts = redaction.cuts(report)
    if readable is not None and readable < len(text):
        readable = min([readable, *(start for start, end, _ in cuts if end > readable)])
        cuts = [cut for cut in cuts if cut[1] <= readable]
        cuts += [
            (a, b, WITHHELD) for a, b in ((readable, edge - 1), (max(readable, edge), len(text))) if a < b
        ]
    fields: dict[str, Any] = {name: getattr(report, name) for name in Report.model_fields}
    shown = RedactedReport(**fields)
    words = {
        "title": None if report.title is None else _cut(text, Span(0, edge - 1), cuts),
        "body": _cut(text, Span(edge, len(text)), cuts),
    }
    rest = redact_record(shown.model_copy(update={"title": None, "body": ""}), redaction)
    shown = rest.model_copy(update=words)
    shown._id, shown._body, shown._cuts, shown._redaction = report.id, report.body_span, cuts, redaction
    return shown


def _cut(text: str, within: Span, cuts: Iterable[tuple[int, int, str]]) -> str:
    pieces, at = [], within.start
    for start, end, label in cuts:
        if within.start <= start and end <= within.end:
            pieces += [text[at:start], label]
            at = end
    return "".join([*pieces, text[at : within.end]])


def redact_coding(coding: Coding, redaction: Redaction, *, readable: int | None = None) -> Coding:
    """Report, statements, assessments and problems without the names. Doing it again changes nothing."""
    report = redact_report(coding.report, redaction, readable=readable)
    rest = redact_record(coding.model_copy(update={"report": report}), redaction)
    return rest.model_copy(update={"report": report})


def redact_again(coding: Coding) -> Coding:
    """A coding whose report is redacted, with what was added to it since."""
    report = coding.report
    return redact_coding(coding, report._redaction) if isinstance(report, RedactedReport) else coding


def redact_record(record: R, redaction: Redaction) -> R:
    """Any record without the names, in whatever field they stand; ids and the gazetteer's names stay.

    A place whose words are a person's name was read wrongly, and what the gazetteer says of it tells the name.
    """
    changed = {}
    for name in type(record).model_fields:
        if name in AS_THEY_ARE or (isinstance(record, Place) and name in OF_THE_GAZETTEER):
            continue
        value = getattr(record, name)
        hide = (
            redaction.address if name in ADDRESSES else redaction.names if name in OUTLETS else redaction.text
        )
        new = _value(value, redaction, hide)
        if new is not value:
            changed[name] = new
    if isinstance(record, Place) and re.fullmatch(r"\[[^\[\]]*\]", changed.get("text", "")):
        changed |= dict.fromkeys(("id", *(OF_THE_GAZETTEER - {"name"}), "lat", "lon", "radius_km", "how")) | {
            "name": changed["text"]
        }
    return record.model_copy(update=changed) if changed else record


def _value(value: Any, redaction: Redaction, hide: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, Span | RedactedReport):
        return value
    if isinstance(value, Record):
        return redact_record(value, redaction)
    if isinstance(value, tuple):
        return tuple(_value(each, redaction, hide) for each in value)
    if isinstance(value, dict):
        return {key: _value(each, redaction, hide) for key, each in value.items()}
    return value  # numbers, days, nothing
