"""re3d texts in, spans of parties, places, times, numbers and weapons out, in the form that the scorer beside them
reads.

Input, one JSON object a line: {"docid", "text"}. Output, one a line: {"docid", "entities": [{"start", "end", "type"}]}.
The corpus lets determiners belong to spans and counts people told of by number among the organisations; so spans are
completed to the parser's noun phrases. Of its types only those of TYPES are looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from bench.gold import SHARED, load_scorer
from bench.lines import read_lines
from dateline.extract.context import word_class
from dateline.model import Mentions, PartyMention, Report, Span
from dateline.parse import parse
from dateline.pipeline import Tools, load_tools
from dateline.read import prepare
from dateline.resolve.mentions import find_mentions

JSON = dict[str, Any]
FOLDER = SHARED.parent / "benchmarks" / "re3d"
TYPES = ("Organisation", "Location", "Person", "Weapon", "Quantity", "Temporal")
LEAST_CONFIDENCE = 0.5  # of the crowd in an answer, as in the corpus's own scorer
PRONOUNS = {
    "Person": frozenset({"i", "me", "he", "she", "him", "her"}),
    "Organisation": frozenset({"we", "us", "they", "them"}),
}
# One of these is a person, several are an organisation.
OFFICES = frozenset(
    "secretary minister commander spokesman spokeswoman spokesperson president general chief leader adviser advisor "  # noqa: SIM905
    "ambassador director envoy representative king sheikh senator governor mayor officer man woman brother sister wife "
    "husband son daughter father mother hero member musician captain colonel official".split()
)
VAGUE = frozenset(
    {"many", "several", "multiple", "one", "a", "an", "some", "few"}
)  # no number that the corpus marks
PEOPLE = frozenset(
    "people force group family partner member ally fighter community resident refugee victim party nation team enemy "  # noqa: SIM905
    "unit militia perpetrator civilian donor journalist militant officer expert network official organization "
    "organisation police authority agency tribe crowd soldier worker terrorist operative regime government coalition "
    "army navy leader man woman child troop musician student brigade council ministry committee".split()
)
PLACES = frozenset(
    "city area town site location province farm airport street hospital village district land camp market compound "  # noqa: SIM905
    "highway region building headquarters safehouse center centre shore neighbourhood neighborhood border courthouse "
    "airfield capital position room vicinity terrain territory home school mosque library restaurant church island "
    "river valley governorate country base bridge square road house".split()
)


def records_of(split: str) -> list[JSON]:
    """The records of "dev" or of a file. Raises NotFound and UsageError."""
    path = FOLDER / f"{split}.jsonl" if split == "dev" else Path(split)
    return list(read_lines(path, {"docid", "text"}))


def predict(records: Iterable[JSON]) -> Iterator[JSON]:
    """One {"docid", "entities"} a record, in order."""
    tools = load_tools()
    for record in records:
        found = find_entities(record["docid"], record["text"], tools)
        entities = [{"start": span.start, "end": span.end, "type": kind} for span, kind in found]
        yield {"docid": record["docid"], "entities": entities}


def find_entities(docid: str, text: str, tools: Tools) -> list[tuple[Span, str]]:
    """Spans and their types, in text order, none overlapping another."""
    report = prepare(Report(doc=docid, body=text, language="en"))
    doc = parse(report.text, tools.names)
    mentions = find_mentions(report, doc, tools.actors, tools.gazetteer)
    return choose(doc, mentions)


def choose(doc: Doc, mentions: Mentions) -> list[tuple[Span, str]]:
    """The surest kinds of candidate first; a later one that overlaps one taken is dropped."""
    taken: list[tuple[Span, str]] = []
    for span, kind in _candidates(doc, mentions):
        trimmed = _trim(doc, span)
        if trimmed is not None and not any(trimmed.overlaps(other) for other, _ in taken):
            taken.append((trimmed, kind))
    return sorted(taken)


def _candidates(doc: Doc, mentions: Mentions) -> Iterator[tuple[Span, str]]:
    for time in mentions.times:
        yield time.span, "Temporal"
    phrases = _phrases(doc)
    for party in mentions.parties:
        if not party.pronoun:
            kind = _party_kind(doc, party)
            if kind is not None:
                yield _whole(doc, phrases, party.span, party.head), kind
    for place in mentions.places:
        if not place.demonym:
            yield place.span, "Location"
    for entity in doc.ents:
        wanted = {
            "PERSON": "Person",
            "ORG": "Organisation",
            "GPE": "Location",
            "LOC": "Location",
            "FAC": "Location",
        }
        if entity.label_ in wanted:
            span = Span(entity.start_char, entity.end_char)
            yield _whole(doc, phrases, span, entity.root.i), wanted[entity.label_]
        elif entity.label_ == "NORP" and entity.root.tag_ in {"NNPS", "NNS"}:
            yield (
                _whole(doc, phrases, Span(entity.start_char, entity.end_char), entity.root.i),
                "Organisation",
            )
        elif entity.label_ in {"DATE", "TIME"}:
            yield Span(entity.start_char, entity.end_char), "Temporal"
    for phrase in phrases.values():
        kind = _noun_kind(phrase.root)
        if kind is not None:
            yield Span(phrase.start_char, phrase.end_char), kind
    for quantity in mentions.quantities:
        if doc.text[quantity.span.start : quantity.span.end].lower() not in VAGUE:
            yield quantity.span, "Quantity"
    for entity in doc.ents:
        if entity.label_ in {"CARDINAL", "QUANTITY", "PERCENT"} and entity.text.lower() not in VAGUE:
            yield Span(entity.start_char, entity.end_char), "Quantity"
    for token in doc:
        for kind, words in PRONOUNS.items():
            if token.lower_ in words and token.pos_ == "PRON":
                yield Span(token.idx, token.idx + len(token)), kind


def _phrases(doc: Doc) -> dict[int, DocSpan]:
    """The parser's noun phrases by their head."""
    return {phrase.root.i: phrase for phrase in doc.noun_chunks}


def _whole(doc: Doc, phrases: dict[int, DocSpan], span: Span, head: int) -> Span:
    """The span with the determiners and titles of the noun phrase around it."""
    phrase = phrases.get(head)
    if phrase is None:
        found = doc.char_span(span.start, span.end, alignment_mode="expand")
        phrase = phrases.get(found.root.i) if found is not None else None
    if phrase is None:
        return span
    return Span(min(span.start, phrase.start_char), max(span.end, phrase.end_char))


def _trim(doc: Doc, span: Span) -> Span | None:
    """Without white space and punctuation at either end; None when nothing is left."""
    text = doc.text[span.start : span.end]
    left = len(text) - len(text.lstrip(" \t\n\xa0,.;:'\"“”‘’(-–—"))
    right = len(text.rstrip(" \t\n\xa0,;:'\"“”‘(-–—"))
    return Span(span.start + left, span.start + right) if left < right else None


def _party_kind(doc: Doc, mention: PartyMention) -> str | None:
    head = doc[mention.head]
    if mention.party.kind == "person":
        return "Person"
    single = head.tag_ in {"NN", "NNP"}
    if not mention.named and single and head.lemma_.lower() in OFFICES:
        return "Person"
    if mention.party.kind == "civilians" and single and head.lemma_.lower() not in PEOPLE:
        return "Person"
    return "Organisation"


def _noun_kind(head: Token) -> str | None:
    word = head.lemma_.lower()
    if word in word_class("weapon") | word_class("projectile"):
        return "Weapon"
    if word in PLACES:
        return "Location"
    if word in OFFICES and head.tag_ in {"NN", "NNP"}:
        return "Person"
    if word in PEOPLE:
        return "Organisation"
    return None


# ---------------------------------------------------------------- scoring


@cache
def re3d_scorer() -> Any:
    """The corpus's own scorer. Raises NotFound when it is not there."""
    return load_scorer(FOLDER, "score")


def score(gold: list[JSON], predicted: dict[str, list[JSON]]) -> dict[str, dict[str, float]]:
    """F1 by "exact" and "overlap", of each of TYPES and of them all together ("ALL"), by the scorer's matching."""
    scorer = re3d_scorer()
    counts: dict[tuple[str, str], list[int]] = {}
    for record in gold:
        right = [e for e in record["entities"] if e["confidence"] >= LEAST_CONFIDENCE and e["type"] in TYPES]
        found = [e for e in predicted.get(record["docid"], []) if e["type"] in TYPES]
        for mode in ("exact", "overlap"):
            used_gold, used_found = scorer.match(
                right, found, _same if mode == "exact" else _overlap, scorer.lap
            )
            for entities, used, at in ((right, used_gold, 1), (found, used_found, 2)):
                for number, entity in enumerate(entities):
                    for name in ("ALL", entity["type"]):
                        tally = counts.setdefault((mode, name), [0, 0, 0])
                        tally[at] += 1
                        tally[0] += at == 1 and number in used
    return {
        mode: {name: 2 * t[0] / (t[1] + t[2]) for (m, name), t in sorted(counts.items()) if m == mode}
        for mode in ("exact", "overlap")
    }


def _same(a: JSON, b: JSON) -> bool:
    return all(a[key] == b[key] for key in ("type", "start", "end"))


def _overlap(a: JSON, b: JSON) -> bool:
    return bool(a["type"] == b["type"] and min(a["end"], b["end"]) > max(a["start"], b["start"]))


def measure() -> dict[str, dict[str, float]]:
    """Code and score the development half of the corpus. Raises NotFound when it is not there."""
    records = records_of("dev")
    return score(records, {found["docid"]: found["entities"] for found in predict(records)})
