"""Assessments: what a report says of causes, capabilities, intentions and the future, with who holds it."""

from __future__ import annotations

from functools import cache
from typing import Any

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from dateline.extract.context import ARMED, Context
from dateline.extract.said import Quotes, attribute
from dateline.lexicons import lexicon
from dateline.model import Assessment, How, Modality, digest

SOFTER = {"may": "possible", "might": "possible", "could": "possible", "possibly": "possible", "perhaps": "possible",
          "likely": "likely", "probably": "likely", "expected": "likely"}  # fmt: skip


@cache
def _rules() -> tuple[dict[str, Any], ...]:
    return tuple(lexicon("assessments"))


def find_assessments(context: Context, quotes: Quotes) -> list[Assessment]:
    """At most one assessment a kind and sentence, and only where an armed group or force is concerned."""
    out: list[Assessment] = []
    for number, sentence in enumerate(context.sentences):
        about = _about(context, sentence)
        if not about:
            continue
        kinds: set[str] = set()
        for rule in _rules():
            if rule["kind"] in kinds:
                continue
            token = _match(rule, sentence)
            if token is None or _negated(token):
                continue
            kinds.add(rule["kind"])
            span = context.sentence_span(number)
            said = attribute(context, token, quotes)
            out.append(
                Assessment(
                    id=digest("assessment", context.report.id, span, rule["kind"]),
                    report_id=context.report.id,
                    holder=said.attributions[0].source if said.attributions else None,
                    text=context.report.words(span),
                    about=about,
                    kind=rule["kind"],
                    modality=_modality(rule, token),
                    spans=(span,),
                    how=How(rule=rule["id"], note=token.text),
                )
            )
    return out


def _about(context: Context, sentence: DocSpan) -> tuple[str, ...]:
    found = (context.party_head.get(t.i) for t in sentence)
    return tuple(dict.fromkeys(m.party.name for m in found if m is not None and m.party.kind in ARMED))


def _match(rule: dict[str, Any], sentence: DocSpan) -> Token | None:
    verbs, auxiliaries = rule.get("verb", ()), rule.get("aux", ())
    for token in sentence:
        is_verb = token.pos_ == "VERB" and token.lemma_.lower() in verbs
        if is_verb and (not rule.get("needs_to") or _has_infinitive(token)):
            return token
        modal = token.dep_ == "aux" and token.lower_ in auxiliaries and token.head.tag_ == "VB"
        if modal and not any(c.dep_ == "aux" and c.lower_ == "have" for c in token.head.children):
            return token.head
    words = [t.lower_ for t in sentence]
    for phrase in rule.get("phrase", ()):
        parts = phrase.split()
        for i in range(len(words) - len(parts) + 1):
            if words[i : i + len(parts)] == parts:
                return sentence[i]
    return None


def _has_infinitive(token: Token) -> bool:
    return any(c.dep_ == "xcomp" and any(g.tag_ == "TO" for g in c.children) for c in token.children)


def _negated(token: Token) -> bool:
    return any(c.dep_ == "neg" for c in token.children)


def _modality(rule: dict[str, Any], token: Token) -> Modality:
    for word in (token, *token.children, *token.head.children):
        softer = SOFTER.get(word.lower_)
        if softer == "possible":
            return "possible"
        if softer == "likely":
            return "likely"
    modality: Modality = rule["modality"]
    return modality
