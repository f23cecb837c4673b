"""Assessments: what a report says of causes, capabilities, intentions and the future, with who holds it.

Comes in: a report's context. Goes out: assessments. The wording stands in lexicons/en/assessments.yaml; the parse
tells whom a claim concerns. Must not know: events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from dateline.extract.context import ARMED, Context, word_class
from dateline.extract.grammar import grammatical_subjects, has_subject, is_passive, prepositional
from dateline.extract.said import Quotes, attribute, party_of, reporting_verbs, speaker_of
from dateline.extract.topic import other_topics
from dateline.lexicons import lexicon
from dateline.model import Assessment, AssessmentKind, How, Modality, Party, PartyMention, digest

# "The report added": the holder is the one named at most so many sentences before.
HOLDER_BEFORE = 3
# Positions that a word has below the verb of its clause.
BELOW = {
    "xcomp", "acomp", "attr", "oprd", "dobj", "pobj", "prep", "nsubj", "nsubjpass", "aux", "acl", "pcomp", "conj",
    "advcl", "amod", "agent", "mark", "advmod", "prt",
}  # fmt: skip
WEAKEST: tuple[Modality, ...] = ("possible", "likely", "certain")
Rule = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """A rule's word in the text. `clause`: the verb of its clause; `inner`: that of the clause it speaks of."""

    rule: Rule
    token: Token
    clause: Token
    inner: Token


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon("assessments")[name])


def _rules() -> list[Rule]:
    found: list[Rule] = lexicon("assessments")["rules"]
    return found


@cache
def _index() -> tuple[dict[str, list[int]], dict[str, int]]:
    """Word -> the rules, by number, that it may meet; modal -> its rule. Most words meet none."""
    by_word: dict[str, list[int]] = {}
    modals: dict[str, int] = {}
    for number, rule in enumerate(_rules()):
        words = [*rule.get("verb", ()), *rule.get("adjective", ()), *rule.get("noun", ())]
        words += [phrase.split()[0] for phrase in rule.get("phrase", ())]
        for word in words:
            by_word.setdefault(word, []).append(number)
        for word in rule.get("aux", ()):
            modals.setdefault(word, number)
    return by_word, modals


@cache
def _softer() -> dict[str, Modality]:
    return {word: modality for modality, words in lexicon("assessments")["softer"].items() for word in words}


def find_assessments(context: Context, quotes: Quotes) -> list[Assessment]:
    """At most one assessment a kind and sentence, and only where somebody who fights is concerned."""
    out: list[Assessment] = []
    elsewhere = other_topics(context)
    named: tuple[int, Party] | None = None  # the last holder that was named, and where
    for number, sentence in enumerate(context.sentences):
        kinds: set[AssessmentKind] = set()
        for claim in _claims(context, sentence) if number not in elsewhere else ():
            holder, unnamed = _holder(context, claim, quotes)
            if not _concerns_fighters(context, claim, holder):
                continue
            if holder is None and unnamed and named is not None and number - named[0] <= HOLDER_BEFORE:
                holder = named[1]
            kind = _kind(context, claim, holder)
            about = _about(context, claim, holder)
            if about and kind not in kinds:
                kinds.add(kind)
                out.append(_assessment(context, number, claim, kind, holder, about))
        said = _named_speaker(context, sentence)
        named = (number, said) if said is not None else named
    return out


def _assessment(
    context: Context,
    number: int,
    claim: Claim,
    kind: AssessmentKind,
    holder: Party | None,
    about: tuple[str, ...],
) -> Assessment:
    span = context.sentence_span(number)
    return Assessment(
        id=digest("assessment", context.report.id, span, kind),
        report_id=context.report.id,
        holder=holder,
        text=context.report.words(span),
        about=about,
        kind=kind,
        modality=_modality(claim),
        spans=(span,),
        how=How(rule=claim.rule["id"], note=claim.token.text),
    )


# ---------------------------------------------------------------- the words of a claim


def _claims(context: Context, sentence: DocSpan) -> list[Claim]:
    """The claims of a sentence in text order; one that is only part of another belongs to that one."""
    found: list[Claim] = []
    if context.words_of(sentence).rstrip(' "”’').endswith("?"):
        return found
    by_word, modals = _index()
    may = sorted({modals[t.lower_] for t in sentence if t.lower_ in modals})
    for token in sentence:
        asked = sorted({*by_word.get(context.lemmas[token.i], ()), *by_word.get(token.lower_, ())})
        rule = next((r for n in asked if _matches(r := _rules()[n], token)), None)
        modal = next((r for n in may if _is_modal(context, r := _rules()[n], token)), None)
        for r in (rule, modal):
            if r is not None:
                inner = _inner(token) if r["kind"] == "forecast" else token
                found.append(Claim(r, token, _clause(token), inner))
    return [c for c in found if not any(_covers(other, c) for other in found)]


def _covers(outer: Claim, inner: Claim) -> bool:
    """ "Would | embolden" foretells; "may be | able to" is a capability; "likely | to seek to" foretells."""
    if outer is inner:
        return False
    if "aux" in outer.rule and outer.clause == inner.clause:
        return inner.rule["kind"] in {"cause", "forecast"}
    if "aux" in inner.rule and outer.clause == inner.clause:
        return outer.rule["kind"] not in {"cause", "forecast"}
    return outer.token != inner.token and outer.token in inner.token.ancestors


def _matches(rule: Rule, token: Token) -> bool:
    if "phrase" in rule:
        return any(_begins(token, phrase.split()) for phrase in rule["phrase"])
    lemma, pos = token.lemma_.lower(), token.pos_
    verb = pos in {"VERB", "AUX"} and lemma in rule.get("verb", ())
    adjective = pos in {"ADJ", "VERB"} and {lemma, token.lower_} & set(rule.get("adjective", ()))
    noun = pos == "NOUN" and lemma in rule.get("noun", ())
    if not (verb or adjective or noun):
        return False
    if verb and rule["kind"] == "cause" and (_infinitive(token) or is_passive(token)):
        return False  # "to weaken them" is wanted, not told
    if rule.get("perfect") and not _perfect(token):
        return False
    if rule.get("unless_past") and _plain_past(token):
        return False
    if "object" in rule and not _objects(token) & set(rule["object"]):
        return False
    if "inner" in rule and not {t.lemma_.lower() for c in token.children for t in (c, *c.children)} & set(
        rule["inner"]
    ):
        return False
    return "then" not in rule or any(_follows(then, rule, token) for then in rule["then"])


def _begins(token: Token, words: list[str]) -> bool:
    return [t.lower_ for t in token.doc[token.i : token.i + len(words)]] == words


def _is_modal(context: Context, rule: Rule, token: Token) -> bool:
    """A modal before a verb, of something to come: not what "could be seen" nor what is fixed for Monday."""
    modal = next((c for c in token.children if c.dep_ == "aux" and c.lower_ in rule.get("aux", ())), None)
    if modal is None or any(c.lower_ == "have" for c in token.children if c.dep_ == "aux"):
        return False
    if modal.lower_ == "could" and any(c.dep_ == "neg" for c in token.children):
        return False
    days = {context.time_at[t.i].when.precision for t in token.subtree if t.i in context.time_at}
    return modal.lower_ != "will" or "day" not in days


def _follows(then: str, rule: Rule, token: Token) -> bool:
    children = list(token.children)
    if then == "to":
        below = (
            {"xcomp", "ccomp"}
            if token.lemma_.lower() in rule.get("verb", ())
            else {"xcomp", "ccomp", "acl", "relcl"}
        )
        return any(c.dep_ in below and _infinitive(c) for c in children) or (
            "verb" not in rule and bool(prepositional(token, {"to"}))
        )
    if then == "object":
        return any(c.dep_ in {"dobj", "attr", "acomp"} for c in children)
    if then == "clause":
        return _inner(token) != token and not _infinitive(_inner(token))
    return bool(prepositional(token, set(rule.get("preposition", [then]))))


def _inner(token: Token) -> Token:
    """The verb of the clause that a word governs ("fear | that they return"), else the word itself."""
    around = [*token.children, *(token.head.children if token.dep_ in {"acomp", "attr", "oprd"} else ())]
    return next(
        (c for c in around if c.dep_ in {"ccomp", "acl"} and c.pos_ in {"VERB", "AUX"} and has_subject(c)),
        token,
    )


def _objects(token: Token) -> set[str]:
    return {c.lemma_.lower() for c in token.children if c.dep_ in {"dobj", "attr"}}


def _infinitive(token: Token) -> bool:
    return any(c.dep_ == "aux" and c.tag_ == "TO" for c in token.children)


def _perfect(token: Token) -> bool:
    return token.tag_ == "VBN" and any(c.lower_ in {"has", "have", "'ve"} for c in token.children)


def _plain_past(token: Token) -> bool:
    above = token.head
    return above.tag_ == "VBD" and not any(c.dep_ == "neg" for c in above.children)


def _clause(token: Token) -> Token:
    """Up to the verb that has the subject."""
    node = token
    while (
        not (node.pos_ in {"VERB", "AUX"} and has_subject(node)) and node.dep_ in BELOW and node.head != node
    ):
        node = node.head
    return node


# ---------------------------------------------------------------- whom it concerns


def _concerns_fighters(context: Context, claim: Claim, holder: Party | None) -> bool:
    subjects = _subjects(context, claim)
    fighters = [t for t, _ in _fighters(context, claim)]
    own = _first_person(subjects) and holder is not None and holder.kind in ARMED
    if not own and not any(context.party_at[t.i].party.kind != "police" for t in fighters):
        return False
    if claim.rule["kind"] == "cause":
        near = {*claim.token.subtree, *(t for s in subjects for t in s.subtree)}
        if not near & set(fighters) or ("phrase" in claim.rule and not set(subjects) & set(fighters)):
            return False
        return not any(t.lemma_.lower() in _words("toll") for t in _complements(claim.token))
    actions = _actions(claim)
    held = {name for t in actions for name in _objects(t) | {t.lemma_.lower()}}
    if held & _words("peaceful_object") or any(t.lemma_.lower() in _words("peaceful") for t in actions):
        return False
    if own or any(t in fighters for t in subjects):
        return True
    by_others = any(t.i in context.party_at or context.is_people(t) for t in subjects)
    return claim.rule["kind"] == "forecast" and not by_others


def _subjects(context: Context, claim: Claim) -> list[Token]:
    """Whose capability, intention or future it is."""
    token = claim.token
    if claim.inner != token:
        return grammatical_subjects(claim.inner)
    if token.pos_ != "NOUN":
        return grammatical_subjects(
            token if token.pos_ in {"VERB", "AUX"} and has_subject(token) else claim.clause
        )
    owners = [c for c in token.children if c.dep_ in {"poss", "compound", "amod"}] + prepositional(
        token, {"of"}
    )
    owned = [t for t in owners if t.i in context.party_at]
    return owned or (grammatical_subjects(claim.clause) if token.dep_ in {"dobj", "attr", "pobj"} else [])


def _complements(token: Token) -> list[Token]:
    """Heads of what hangs below a word: objects, infinitives, phrases."""
    below = [c for c in token.children if c.dep_ in {"dobj", "attr", "xcomp", "ccomp", "acl", "pcomp"}]
    phrases = [
        t for c in token.children if c.dep_ == "prep" for t in c.children if t.dep_ in {"pobj", "pcomp"}
    ]
    return [*below, *phrases]


def _actions(claim: Claim) -> list[Token]:
    """What is planned, foreseen or within one's power."""
    return [claim.inner, *_complements(claim.token)]


def _fighters(context: Context, claim: Claim) -> Iterator[tuple[Token, PartyMention]]:
    """Parties that bear arms in the claim's clause, in text order."""
    root = claim.inner if claim.inner != claim.token and claim.rule["kind"] == "forecast" else claim.clause
    for token in sorted({root, *_below(root)}, key=lambda t: t.i):
        mention = context.party_head.get(token.i)
        if mention is not None and _is_fighter(context, token, mention):
            yield token, mention


def _below(node: Token) -> Iterator[Token]:
    """The words of a clause, without other clauses beside it and without who says so."""
    for child in node.children:
        beside = child.dep_ in {"conj", "parataxis"} and child.pos_ in {"VERB", "AUX"} and has_subject(child)
        told = child.dep_ == "relcl" and not _infinitive(child)
        if beside or told or child.lower_ == "according":
            continue
        yield child
        yield from _below(child)


def _is_fighter(context: Context, token: Token, mention: PartyMention) -> bool:
    party = mention.party
    if party.kind not in ARMED or token.lemma_.lower() in _words("office"):
        return False
    if token.i in context.place_at and party.kind == "state" and token.dep_ in {"pobj", "compound", "nmod"}:
        return False  # "in Mali"
    if token.i in context.place_at and token.dep_ == "dobj" and token.head.lemma_.lower() in _words("moves"):
        return False
    one = party.id is None and not mention.plural and token.lemma_.lower() in word_class("people_words")
    return not one  # a general is no party


def _first_person(tokens: list[Token]) -> bool:
    return any(t.lower_ in {"we", "i"} for t in tokens)


def _about(context: Context, claim: Claim, holder: Party | None) -> tuple[str, ...]:
    """The names of those concerned; whoever only holds the claim is none of them."""
    subjects = _subjects(context, claim)
    names = [
        mention.party.name
        for token, mention in _fighters(context, claim)
        if holder is None or mention.party.name != holder.name or token in subjects or mention.pronoun
    ]
    if _first_person(subjects) and holder is not None and holder.kind in ARMED:
        names.insert(0, holder.name)
    return tuple(dict.fromkeys(names))


# ---------------------------------------------------------------- who holds it, and how firmly


def _holder(context: Context, claim: Claim, quotes: Quotes) -> tuple[Party | None, bool]:
    """Who holds the claim; and whether somebody does who is not named ("the report added")."""
    token = claim.token
    own = token.pos_ == "VERB" and has_subject(token) and not is_passive(token)
    if own and token.lemma_.lower() in _words("speaks_for_itself") | _words("holds"):
        heads = grammatical_subjects(token)
        return (_organisation(context, claim, heads[0]) if heads else None), False
    said = attribute(context, claim.inner, quotes)
    source = said.attributions[0].source if said.attributions else None
    head = _head_of(source, token.sent) if source is not None else None
    if source is None or head is None:
        heads = list(_speakers_above(claim.inner))
        head = heads[0] if heads and source is None else head
    if head is not None and head.pos_ == "PRON":
        return None, True  # "it added"
    if head is not None and (source is None or source.id is None):
        source = _organisation(context, claim, head) or source
    return source, source is None and said.attributed and not said.rule.startswith("hedge")


def _head_of(party: Party, sentence: DocSpan) -> Token | None:
    ends = {span.end for span in party.spans}
    return next((t for t in sentence if t.idx + len(t) in ends), None)


def _speakers_above(token: Token) -> Iterator[Token]:
    """Subjects of the verbs by which a claim is held, the nearest first."""
    for node in [token, *token.ancestors]:
        above = node.head
        verbs = _words("holds") | reporting_verbs().keys()
        held = node.dep_ in {"ccomp", "parataxis", "advcl"} and above.lemma_.lower() in verbs
        if held and not is_passive(above):
            subjects = grammatical_subjects(above) or [t for t in token.sent if _stands_before(t, above)]
            yield from (t for t in subjects if t.pos_ in {"NOUN", "PROPN", "PRON"})


def _stands_before(token: Token, verb: Token) -> bool:
    """ "…, a researcher said": a subject that the parse takes for an apposition to the noun before it."""
    return token.dep_ == "appos" and token.right_edge.i == verb.i - 1


def _organisation(context: Context, claim: Claim, head: Token) -> Party | None:
    """For whom a speaker speaks: "its spokesman", "the coalition's commander"; else the speaker."""
    for owner in head.children:
        if owner.dep_ != "poss" or head.lemma_.lower() not in _words("speaks_for"):
            continue
        means = context.party_at.get(owner.i)
        if owner.tag_ == "PRP$" and means is None:  # in its own sentence "its" means the claim's subject
            means = next(
                (context.party_at[t.i] for t in _subjects(context, claim) if t.i in context.party_at), None
            )
        if means is not None and means.party.kind not in {"person", "civilians"}:
            return means.party
    return party_of(context, head)


def _named_speaker(context: Context, sentence: DocSpan) -> Party | None:
    verbs = (t for t in sentence if t.pos_ == "VERB" and t.lemma_.lower() in reporting_verbs())
    parties = (party_of(context, head) for verb in verbs for head in speaker_of(context, verb))
    return next((party for party in parties if party is not None), None)


def _kind(context: Context, claim: Claim, holder: Party | None) -> AssessmentKind:
    """What somebody says that he himself will do is what he intends."""
    kind: AssessmentKind = claim.rule["kind"]
    if claim.rule["id"] != "forecast.will" or holder is None:
        return kind
    own = {context.party_at[t.i].party.name for t in _subjects(context, claim) if t.i in context.party_at}
    return "intention" if holder.name in own or _first_person(_subjects(context, claim)) else kind


def _modality(claim: Claim) -> Modality:
    """The weakest of the rule's own and the softening words around it."""
    nodes = {claim.token, claim.clause, claim.inner}
    words = {claim.token.lower_} | {c.lower_ for node in nodes for c in node.children}
    found = [claim.rule["modality"], *(_softer()[word] for word in words if word in _softer())]
    return min(found, key=WEAKEST.index)
