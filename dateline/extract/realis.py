"""Did it happen? Tells an event word of something real from a plan, threat, condition, denial or habit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from spacy.tokens import Token

from dateline.extract.context import Context
from dateline.extract.grammar import governing, grammatical_subjects, is_passive, prepositional
from dateline.extract.triggers import Trigger
from dateline.lexicons import lexicon

Status = Literal["real", "not", "future", "plan", "hypothetical", "generic"]

# Verbs that only carry an event noun ("launched an offensive"): what holds of them holds of the noun.
LIGHT = frozenset(
    [
        "carry",
        "launch",
        "conduct",
        "stage",
        "mount",
        "begin",
        "start",
        "commit",
        "make",
        "stage",
        "hold",
        "suffer",
        "perpetrate",
        "execute",
        "resume",
        "continue",
        "see",
        "order",
        "stop",
        "end",
        "halt",
        "wage",
        "undertake",
        "unleash",
        "face",
        "trigger",
        "cause",
        "lead",
        "plan",
        "prepare",
        "threaten",
        "declare",
        "announce",
        "reach",
        "sign",
    ]
)
# Verbs with an infinitive that did happen: "managed to flee", "forced to leave", "began to shell".
IMPLICATIVE = frozenset(
    [
        "manage",
        "begin",
        "start",
        "continue",
        "help",
        "force",
        "cause",
        "compel",
        "go",
        "come",
        "proceed",
        "appear",
        "seem",
        "say",
        "report",
        "believe",
        "think",
        "know",
        "allege",
        "claim",
        "understand",
        "rumour",
        "rumor",
        "suspect",
        "accuse",
        "oblige",
        "lead",
        "return",
        "stay",
        "stand",
        "move",
        "witness",
        "see",
        "hear",
        "watch",
    ]
)
SAID_TO = frozenset(
    [
        "say",
        "report",
        "believe",
        "think",
        "know",
        "allege",
        "understand",
        "rumour",
        "rumor",
        "suspect",
        "appear",
        "seem",
        "claim",
    ]
)
STATE = frozenset(
    [
        "besiege",
        "hold",
        "detain",
        "displace",
        "imprison",
        "occupy",
        "jail",
        "blockade",
        "capture",
        "trap",
        "dead",
        "miss",
        "hostage",
        "control",
        "surround",
    ]
)


@dataclass(frozen=True, slots=True)
class Realis:
    """`rule` and `cue` say why: the id in lexicons/en/realis.yaml and the word that shows it."""

    status: Status
    rule: str
    cue: str | None = None
    hedged: bool = False  # "may have", "is believed to have": it is only somebody's belief

    @property
    def real(self) -> bool:
        return self.status == "real"


REAL = Realis("real", "default")


@cache
def _words(rule: str, field: str) -> frozenset[str]:
    return next(frozenset(r[field]) for r in lexicon("realis") if r["id"] == rule)


def judge(context: Context, trigger: Trigger, in_title: bool) -> Realis:
    token = trigger.token
    around = _around(context, token)
    return around if around is not None else _itself(context, trigger, in_title)


def _itself(context: Context, trigger: Trigger, in_title: bool) -> Realis:
    token = trigger.token
    if trigger.verbal or token.pos_ in {"VERB", "AUX"}:
        return _verb(context, token, in_title)
    if token.dep_ in {"acomp", "oprd", "attr", "ccomp"} and token.pos_ == "ADJ":
        return _verb(context, token.head, in_title, copula=True)
    return _noun(context, token, in_title)


# ---------------------------------------------------------------- what stands around an event word


def _around(context: Context, token: Token) -> Realis | None:
    """Signs that hold for verbs and nouns alike; None if there are none."""
    for check in (_mention_only, _rehearsed, _likeness, _not_so, _without, _habit_past, _asked):
        found = check(context, token)
        if found is not None:
            return found
    return None


def _above(token: Token) -> tuple[list[Token], Token]:
    """The prepositions and conjunctions above a word, and the verb, noun or adjective over them."""
    small: list[Token] = []
    node = token
    while node.dep_ == "conj" and node.head != node:
        node = node.head
    above = node.head
    while above.pos_ in {"ADP", "SCONJ", "PART"} and above.head != above:
        small.append(above)
        above = above.head
    return small, above


def _is_detailed(context: Context, token: Token) -> bool:
    """Whether the words below it give a time, place, number or name."""
    return any(
        t.i in context.time_at
        or (t.i in context.place_at and not context.place_at[t.i].demonym)
        or (t.i in context.quantity_at and t.lower_ not in {"a", "an", "one"} and not t.is_alpha)
        or (t.i in context.quantity_at and t.pos_ == "NUM")
        or t.ent_type_ == "PERSON"
        for t in token.subtree
    )


def _mention_only(context: Context, token: Token) -> Realis | None:
    small, above = _above(token)
    is_object = bool(small) or token.dep_ in {"dobj", "nsubjpass"}
    if (
        above == token
        or not is_object
        or (token.pos_ == "VERB" and not (small and token.tag_ == "VBG"))
        or above.lemma_.lower() not in _words("mention_only", "verb" if above.pos_ == "VERB" else "noun")
        or (small and small[0].lower_ in {"in", "at", "during", "after", "amid"})
        or _is_detailed(context, token)
    ):
        return None
    return Realis("generic", "mention_only", above.text)


def _rehearsed(context: Context, token: Token) -> Realis | None:
    words = _words("rehearsed", "rehearsal")
    modifiers = [c for c in token.children if c.dep_ in {"amod", "compound"}]
    shown = next((c for c in modifiers if c.lower_ in _words("rehearsed", "adjective")), None)
    if shown is None:
        where = prepositional(token, {"in", "during"})
        shown = next((t for t in where if t.lemma_.lower() in words), None)
    if shown is None and token.dep_ in {"dobj", "pobj"}:
        verb = token.head if token.dep_ == "dobj" else token.head.head
        subjects = grammatical_subjects(verb) + prepositional(verb, {"in", "during"})
        shown = next((t for t in subjects if t.lemma_.lower() in words), None)
        blanks = (c for c in verb.children if c.dep_ == "dobj" and c.lemma_.lower() == "blank")
        shown = shown or next(blanks, None)
    return Realis("not", "rehearsed", shown.text) if shown is not None else None


def _likeness(context: Context, token: Token) -> Realis | None:
    small, above = _above(token)
    if token.pos_ == "VERB" or any(c.dep_ in {"det", "poss"} and c.lower_ != "a" for c in token.children):
        return None
    like = next((s for s in small if s.lower_ in _words("likeness", "preposition")), None)
    if like is not None and small[0] == like:
        return Realis("not", "likeness", like.text)
    taken = above.pos_ == "VERB" and above.lemma_.lower() in _words("likeness", "taken_for")
    objects = [c for c in above.children if c.dep_ == "dobj"]
    if taken and [s.lower_ for s in small] == ["for"] and all(c.pos_ == "PRON" for c in objects):
        return Realis("not", "likeness", above.text)
    return None


def _not_so(context: Context, token: Token) -> Realis | None:
    node = token
    for _ in range(5):
        if node.head == node:
            return None
        if node.dep_ in {"nsubj", "nsubjpass", "csubj"}:
            false = _words("not_so", "complement")
            for child in node.head.children:
                if child.dep_ in {"acomp", "attr", "oprd", "xcomp"} and any(
                    t.lemma_.lower() in false or t.lower_ in false for t in child.subtree
                ):
                    return Realis("not", "not_so", child.text)
            return None
        node = node.head
    return None


def _without(context: Context, token: Token) -> Realis | None:
    small, _ = _above(token)
    if small and small[0].lower_ in _words("without", "preposition"):
        return Realis("not", "without", small[0].text)
    if token.pos_ not in {"VERB", "AUX"}:
        return None
    for child in token.children:
        if child.dep_ in {"nsubj", "nsubjpass"} and child.lower_ in _words("without", "subject"):
            return Realis("not", "without", child.text)
        if child.dep_ in {"advmod", "neg"} and child.lower_ in _words("without", "adverb"):
            return Realis("not", "without", child.text)
    return None


def _habit_past(context: Context, token: Token) -> Realis | None:
    """Often, for centuries, used to: no single happening, unless a time or place is told."""
    for word in token.sent:
        if word.lemma_.lower() in _words("habit.past", "span") and word.tag_ == "NNS":
            return Realis("generic", "habit.past", word.text)
    if token.pos_ not in {"VERB", "AUX"} or any(t.i in context.time_at for t in token.sent):
        return None
    for child in token.children:
        if child.dep_ == "advmod" and child.lower_ in _words("habit.past", "adverb"):
            return Realis("generic", "habit.past", child.text)
    if token.dep_ == "xcomp" and token.head.lower_ == "used" and not is_passive(token.head):
        return Realis("generic", "habit.past", "used to")
    return None


def _asked(context: Context, token: Token) -> Realis | None:
    """ "Did they shell it?": the question whether it happened; "Who shelled it?" takes it for granted."""
    helper = next((c for c in token.children if c.dep_ in {"aux", "auxpass"}), None)
    subject = next((c for c in token.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if helper is None or subject is None or not token.sent.text.rstrip(' "”’\n').endswith("?"):
        return None
    asked = helper.i < subject.i and not any(t.tag_ in {"WP", "WRB", "WDT"} for t in token.children)
    return Realis("hypothetical", "asked", helper.text) if asked else None


# ---------------------------------------------------------------- the event word itself


def _verb(context: Context, verb: Token, in_title: bool, *, copula: bool = False, depth: int = 0) -> Realis:
    children = list(verb.children)
    for child in children:
        if child.dep_ == "neg":
            return Realis("not", "negated", child.text)
        if child.dep_ in {"nsubj", "nsubjpass", "dobj"} and any(
            g.dep_ == "det" and g.lower_ == "no" for g in child.children
        ):
            return Realis("not", "negated", "no")
        if child.dep_ == "mark" and child.lower_ in _words("condition", "mark"):
            return Realis("hypothetical", "condition", child.text)
    hedged = False
    lower = {c.lower_ for c in children if c.dep_ in {"aux", "auxpass"}}
    modal = next((c for c in children if c.dep_ == "aux" and c.lower_ in _words("modal", "aux")), None)
    if modal is not None:
        if modal.lower_ in {"may", "might", "could", "must"} and "have" in lower:
            hedged = True
        elif modal.lower_ == "would" and "have" in lower:
            return Realis("hypothetical", "modal", modal.text)
        else:
            return Realis("future", "modal", modal.text)
    if any(c.dep_ == "aux" and c.tag_ == "TO" for c in children):
        return _infinitive(context, verb, in_title, depth)
    governor = governing(verb)
    if verb.dep_ in {"ccomp", "xcomp", "pcomp"} and depth < 4:
        above = governor
        while above.pos_ in {"ADP", "SCONJ"} and above.head != above:
            above = above.head
        lemma = above.lemma_.lower()
        if lemma in _words("neg_verb", "governor"):
            return Realis("not", "neg_verb", above.text)
        if verb.tag_ == "VBG" and above.pos_ in {"VERB", "NOUN", "ADJ"}:
            if lemma in _words("plan", "governor"):
                return Realis("plan", "plan", above.text)
            if verb.dep_ == "pcomp" and lemma in _words("plan.noun", "governor"):
                return Realis("plan", "plan.noun", above.text)
    if (
        verb.dep_ == "conj"
        and verb.head.pos_ in {"VERB", "AUX"}
        and depth < 4
        and not any(c.dep_ in {"nsubj", "nsubjpass", "aux"} for c in children)
    ):
        above_status = _verb(context, verb.head, in_title, depth=depth + 1)
        if not above_status.real and above_status.rule not in {"negated"}:
            return above_status
    if (
        verb.tag_ == "VB"
        and not lower
        and verb.dep_ in {"ROOT", "conj", "ccomp"}
        and not any(c.dep_ in {"nsubj", "nsubjpass"} for c in children)
    ):
        return Realis("future", "imperative", verb.text)
    tense = next(
        (c.tag_ for c in children if c.dep_ in {"aux", "auxpass"} and c.tag_ in {"VBZ", "VBP", "VBD"}),
        verb.tag_,
    )
    if tense in {"VBZ", "VBP"} and not in_title and not copula:
        progressive = (
            verb.tag_ == "VBG"
            or "been" in lower
            or (lower & {"have", "has", "'ve", "'s"} and verb.tag_ == "VBN")
        )
        perfect = lower & {"have", "has", "'ve"}
        if not progressive and not perfect and verb.lemma_.lower() not in STATE and not _dated(context, verb):
            return Realis("generic", "habit", verb.text)
    return Realis("real", "default", None, hedged)


def _infinitive(context: Context, verb: Token, in_title: bool, depth: int) -> Realis:
    """ "to attack": real under a verb that brings it about ("forced to flee") or reports it ("said to have fled")."""
    governor = governing(verb)
    lemma = governor.lemma_.lower()
    perfect = any(c.lower_ == "have" and c.dep_ == "aux" for c in verb.children)
    if (
        verb.dep_ in {"xcomp", "ccomp", "conj", "advcl"}
        and governor.pos_ in {"VERB", "ADJ", "AUX"}
        and depth < 4
    ):
        if lemma in SAID_TO:
            return Realis("real", "default", governor.text, hedged=True)
        if lemma in IMPLICATIVE and verb.dep_ != "advcl":
            return _verb(context, governor, in_title, depth=depth + 1)
    if perfect:
        return Realis("real", "default", None, hedged=True)
    return Realis("plan", "plan", governor.text)


def _dated(context: Context, token: Token) -> bool:
    return any(t.i in context.time_at for t in token.subtree)


def _noun(context: Context, noun: Token, in_title: bool) -> Realis:
    for child in noun.children:
        word = child.lower_
        if child.dep_ in {"amod", "det", "compound", "advmod", "neg"} and word in _words(
            "modifier", "modifier"
        ):
            status: Status = "not" if word in {"no", "any"} else "plan"
            return Realis(status, "modifier", child.text)
    names_another = noun.dep_ in {"compound", "nmod", "amod", "npadvmod"} and noun.head.i > noun.i
    if names_another and noun.head.lemma_.lower() in _words("role_noun", "compound_head"):
        return Realis("generic", "role_noun", noun.head.text)
    governor = governing(noun)
    hop = 0
    while governor.pos_ in {"ADP", "SCONJ", "PART"} and governor.head != governor and hop < 3:
        governor, hop = governing(governor), hop + 1
    if governor == noun:
        return REAL
    lemma = governor.lemma_.lower()
    definite = any(
        c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in {"the", "this", "that", "these", "those"})
        for c in noun.children
    )
    dep = noun
    while dep.dep_ == "conj":
        dep = dep.head
    if lemma in _words("neg_verb", "governor") and dep.dep_ == "dobj":
        return Realis("not", "neg_verb", governor.text)
    if governor.pos_ in {"VERB", "AUX"}:
        is_object = dep.dep_ in {"dobj", "nsubjpass", "attr", "pobj"}
        if (
            is_object
            and lemma in _words("plan", "governor")
            and (
                not definite
                or lemma in {"plan", "threaten", "prevent", "prepare", "foil", "thwart", "plot", "rehearse"}
            )
        ):
            return Realis("plan", "plan", governor.text)
        if (lemma in LIGHT and dep.dep_ in {"dobj", "nsubjpass", "pobj"}) or (
            lemma == "be" and dep.dep_ == "attr" and not definite
        ):
            status_ = _verb(context, governor, in_title)
            if not status_.real:
                return status_
        if dep.dep_ == "nsubj" and lemma in _words("to_come", "verb") and not _is_detailed(context, noun):
            status_ = _verb(context, governor, in_title)
            if status_.status == "future":
                return Realis("future", "to_come", governor.text)
        if dep.dep_ in {"nsubj", "dobj", "pobj"} and not definite:
            status_ = _verb(context, governor, in_title, copula=lemma == "be")
            if status_.status in {"future", "hypothetical", "plan"}:
                return status_
    elif governor.pos_ in {"NOUN", "ADJ"} and lemma in _words("plan.noun", "governor") and not definite:
        return Realis("plan", "plan.noun", governor.text)
    bare = not any(c.dep_ in {"det", "poss", "nummod", "amod", "compound", "nmod"} for c in noun.children)
    if bare and noun.tag_ in {"NNS", "NN"} and not in_title and governor.tag_ != "VBD":
        near = prepositional(noun, {"in", "at", "near", "on", "against", "of", "by", "between", "with"})
        if (
            not near
            and not _dated(context, noun.sent.root)
            and not any(t.i in context.place_at for t in noun.sent)
        ):
            return Realis("generic", "habit", noun.text)
    return REAL


def happened(context: Context, token: Token, in_title: bool) -> bool:
    """Whether a word that is no event word of its own ("wounded", "lives") is told as something that happened."""
    if token.pos_ in {"VERB", "AUX"}:
        return _verb(context, token, in_title).real
    if token.pos_ == "ADJ" and token.dep_ in {"acomp", "oprd", "attr", "ccomp"}:
        return _verb(context, token.head, in_title, copula=True).real
    if token.pos_ not in {"NOUN", "PROPN"}:
        return True
    # "at the cost of 20 lives": a number makes a bare plural no habit
    return _noun(context, token, in_title).status in {"real", "generic"}
