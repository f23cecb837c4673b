"""Event words: the words of lexicons/en/events.yaml found in a parse, where the conditions around them hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from dateline.extract.context import Context, word_class
from dateline.extract.grammar import (
    doers,
    grammatical_subjects,
    is_passive,
    premodifiers,
    prepositional,
    undergoers,
)
from dateline.lexicons import lexicon


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of events.yaml."""

    id: str
    type: str
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    order: int  # position in the file: earlier rules win


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event word: `token` is the word that carries the grammar, `start`..`end` the tokens of the phrase."""

    token: Token
    start: int
    end: int
    rule: Rule
    verbal: bool

    @property
    def type(self) -> str:
        return self.rule.type


@dataclass(frozen=True, slots=True)
class _Index:
    by_lemma: dict[tuple[str, str], tuple[Rule, ...]]  # (lemma, NOUN | VERB | ADJ)
    by_phrase: dict[str, tuple[tuple[tuple[str, ...], Rule], ...]]  # first word -> phrases, longest first


@cache
def _index() -> _Index:
    by_lemma: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    by_phrase: dict[str, list[tuple[tuple[str, ...], Rule]]] = defaultdict(list)
    for order, entry in enumerate(lexicon("events")):
        rule = Rule(
            id=entry["id"],
            type=entry["type"],
            needs=tuple(entry.get("needs", ())),
            unless=tuple(entry.get("unless", ())),
            order=order,
        )
        for field, pos in (("noun", "NOUN"), ("verb", "VERB"), ("adjective", "ADJ")):
            for word in entry.get(field, ()):
                by_lemma[word, pos].append(rule)
        for phrase in entry.get("phrase", ()):
            words = tuple(phrase.split())
            by_phrase[words[0]].append((words, rule))
    return _Index(
        {key: tuple(rules) for key, rules in by_lemma.items()},
        {key: tuple(sorted(found, key=lambda p: -len(p[0]))) for key, found in by_phrase.items()},
    )


def triggers_of(context: Context) -> list[Trigger]:
    """Every event word of the report's own text, in text order; at most one trigger a word. Found once a report."""
    if context.triggers is None:
        context.triggers = _find(context)
    return context.triggers


def _find(context: Context) -> list[Trigger]:
    index = _index()
    found: list[Trigger] = []
    filed = _dateline_words(context)
    for sentence in context.sentences:
        i, end = sentence.start, sentence.end
        while i < end:
            token = context.doc[i]
            if i not in context.sentence_of or i in filed or token.is_space or token.is_punct:
                i += 1
                continue
            trigger = _phrase(context, index, token, end) or _word(context, index, token)
            if trigger is not None:
                found.append(trigger)
                i = max(trigger.end, i + 1)
            else:
                i += 1
    return found


def _dateline_words(context: Context) -> range:
    """ "Cali, 14 March 2021 -": nobody marches there."""
    dateline = context.report.dateline
    if dateline is None:
        return range(0)
    words = context.doc.char_span(*dateline.span, alignment_mode="expand")
    return range(0) if words is None else range(words.start, words.end)


def _phrase(context: Context, index: _Index, token: Token, end: int) -> Trigger | None:
    candidates = index.by_phrase.get(token.lower_) or index.by_phrase.get(context.lemmas[token.i], ())
    for words, rule in candidates:
        length = _matches(context, token, words, end)
        if not length:
            continue
        head = _head(context, token.i, token.i + length)
        if _holds(context, head, rule):
            verbal = head.pos_ in {"VERB", "AUX"}
            return Trigger(head, token.i, token.i + length, rule, verbal)
    return None


def _matches(context: Context, token: Token, words: tuple[str, ...], end: int) -> int:
    """How many tokens the phrase takes from here, 0 if it is not here. Hyphens between its words count as space."""
    i = token.i
    for n, word in enumerate(words):
        while n and i < end and context.doc[i].lower_ in {"-", "–"}:
            i += 1
        if i >= end:
            return 0
        here = context.doc[i]
        inflects = n in (0, len(words) - 1)
        if here.lower_ != word and not (inflects and context.lemmas[i] == word):
            return 0
        i += 1
    return i - token.i


def _head(context: Context, start: int, end: int) -> Token:
    """The word of a phrase through which it hangs in the sentence."""
    for token in context.doc[start:end]:
        if token.head == token or not start <= token.head.i < end:
            return token
    return context.doc[end - 1]


_POS = {"NOUN": "NOUN", "PROPN": "NOUN", "VERB": "VERB", "AUX": "VERB", "ADJ": "ADJ"}


def _word(context: Context, index: _Index, token: Token) -> Trigger | None:
    lemma = context.lemmas[token.i]
    pos = _POS.get(token.pos_)
    if pos is None:
        return None
    if token.i in context.time_at and lemma == "march":
        return None  # the month
    if token.pos_ == "PROPN" and (
        token.i in context.place_at or (token.i in context.party_at and context.party_at[token.i].named)
    ):
        return None  # "Battle, East Sussex"; "Army of Conquest"
    rules = list(index.by_lemma.get((lemma, pos), ()))
    if pos == "ADJ" or (pos == "NOUN" and token.tag_ in {"VBN", "VBG"}):
        rules += index.by_lemma.get((lemma, "VERB"), ())
    if pos == "ADJ" and token.lower_ != lemma:
        rules += index.by_lemma.get((token.lower_, "ADJ"), ())
    for rule in rules:
        if _holds(context, token, rule):
            return Trigger(token, token.i, token.i + 1, rule, pos == "VERB")
    return None


def _holds(context: Context, token: Token, rule: Rule) -> bool:
    if _borrowed(context, token) or _no_ones_doing(context, token):
        return False
    if any(CONDITIONS[name](context, token) for name in rule.unless):
        return False
    return not rule.needs or any(CONDITIONS[name](context, token) for name in rule.needs)


# ---------------------------------------------------------------- conditions named in events.yaml

Condition = Callable[[Context, Token], bool]


def _in(tokens: list[Token], name: str) -> bool:
    words = word_class(name)
    return any(t.lemma_.lower() in words or t.lower_ in words for t in tokens)


def _noun_text(token: Token) -> str:
    return " ".join(t.lower_ for t in token.subtree if abs(t.i - token.i) < 4)


def _objects(token: Token) -> list[Token]:
    """What an event word is done to, or turned against, or fought over."""
    if token.pos_ in {"VERB", "AUX"}:
        return undergoers(token)
    against = prepositional(token, {"on", "against", "for", "over", "of", "with"})
    return against + [t for t in premodifiers(token) if t.dep_ == "compound"]


def _borrowed(context: Context, token: Token) -> bool:
    """Words of war for other things: an attack on the budget, a barrage of questions, candidates who clash."""

    def meant(words: list[Token]) -> bool:
        return any(context.is_people(t) or context.is_armed(t) or t.i in context.place_at for t in words)

    verb = token.pos_ in {"VERB", "AUX"}
    objects = _objects(token)
    if _in(prepositional(token, {"from"}), "abstract_thing"):
        return True
    if _in(objects, "abstract_thing") and not meant(objects):
        return True
    subjects = doers(token) if verb else prepositional(token, {"between", "by"})
    if not verb and not subjects and token.dep_ in {"dobj", "pobj"}:
        subjects = doers(token.head if token.dep_ == "dobj" else token.head.head)
    if verb and _in(prepositional(token, {"with", "over"}), "abstract_thing"):
        return not _in(objects, "force_words")
    if not subjects or any(context.is_armed(t) for t in [*subjects, *objects]):
        return False
    if all(_in([t], "abstract_doer") for t in subjects) and not meant(objects):
        return True
    talk = all(_in([t], "talker") or _in([t], "abstract_doer") for t in subjects)
    return talk and token.lemma_.lower() in word_class("talkers_do")


def _no_ones_doing(context: Context, token: Token) -> bool:
    """Killed by a flood, in a crash, of a disease: nobody did it."""
    if token.pos_ not in {"VERB", "AUX"}:
        return _in(prepositional(token, {"by", "from", "in"}), "no_ones_doing")
    causes = doers(token) + prepositional(token, {"in", "by", "of", "from"})
    if any(t.lemma_.lower() == "fire" and not premodifiers(t) for t in doers(token)):
        return True
    return _in(causes, "no_ones_doing") and not any(context.is_armed(t) for t in causes)


def _aircraft(tokens: list[Token]) -> bool:
    tokens = [t for t in tokens if not _in(premodifiers(t), "on_foot")]  # "a suicide bomber"
    if _in(tokens, "aircraft"):
        return True
    return any(p in _noun_text(t) for t in tokens for p in word_class("aircraft_phrases"))


def _is_place(context: Context, token: Token) -> bool:
    place = context.place_at.get(token.i)
    return place is not None and not place.demonym and token.i not in context.party_head


def _whole(context: Context, token: Token) -> list[Token]:
    """A noun and the nouns of its "of" phrase: "parts | of the city"."""
    return [token, *prepositional(token, {"of", "over"})]


def _subject_people(context: Context, token: Token) -> bool:
    verb = token if token.pos_ in {"VERB", "AUX"} else token.head
    return any(context.is_people(t) for t in grammatical_subjects(verb)) or (
        token.dep_ == "amod" and context.is_people(token.head)
    )


def _has_number(context: Context, token: Token) -> bool:
    verb = token if token.pos_ in {"VERB", "AUX"} else token.head
    return any(t.i in context.quantity_at for t in grammatical_subjects(verb))


def _object_control(context: Context, token: Token) -> bool:
    for t in undergoers(token):
        if t.lemma_.lower() == "control" or t.lemma_.lower() == "power":
            return True
        if t.lemma_.lower() == "part" and not prepositional(t, {"of"}):
            continue  # "took part"
        if t.lemma_.lower() in word_class("control_words") and not context.is_people(t):
            return True
    return False


def _people_object(context: Context, token: Token) -> bool:
    return any(
        context.is_people(t) and not _is_place(context, t) and not _is_thing(context, t)
        for t in undergoers(token)
    )


def _is_thing(context: Context, token: Token) -> bool:
    """ "They held it", "seized two radios": no people, whatever the mention."""
    mention = context.party_head.get(token.i)
    kind = mention.party.kind if mention is not None else None
    return token.lower_ == "it" or kind == "outlet" or token.lemma_.lower() in word_class("weapon")


def _is_force(context: Context, token: Token) -> bool:
    """Troops, not the minister of a state nor the state's ground."""
    if token.i in context.place_at and token.i not in context.party_head:
        return False
    mention = context.party_at.get(token.i)
    if mention is not None and mention.party.kind == "international":
        return token.lemma_.lower() in word_class("peace_force")
    return context.is_armed(token) and (mention is None or mention.party.kind != "state")


def _from_place(context: Context, token: Token) -> bool:
    driven = undergoers(token)
    places = [p for t in (token, *driven) for p in prepositional(t, {"from", "out", "of"})]
    return bool(driven) and any(
        t.i in context.place_at or t.lemma_.lower() in word_class("control_words") for t in places
    )


def _of_place(context: Context, token: Token) -> bool:
    heads = prepositional(token, {"of"}) + [t for t in premodifiers(token) if t.dep_ == "poss"]
    return any(
        _is_place(context, t)
        or (t.lemma_.lower() in word_class("control_words") and not context.is_people(t))
        for h in heads
        for t in _whole(context, h)
    )


def _deal_made(context: Context, token: Token) -> bool:
    verb = token.head
    made = verb.lemma_.lower() in word_class("deal_verbs") and verb.tag_ in {"VBD", "VBN", "VBG", "VBZ"}
    return (made or token.i in context.quantity_at) and any(
        t.lemma_.lower() in word_class("deal_context") for t in token.sent
    )


def _figurative(context: Context, token: Token) -> bool:
    words = word_class("figurative_of")
    near = [
        *premodifiers(token),
        *prepositional(token, {"of", "for", "against", "over", "on", "with", "between"}),
    ]
    if token.pos_ == "VERB":
        near += undergoers(token)
    return any(t.lemma_.lower() in words for t in near)


def _forces_about(context: Context, token: Token) -> bool:
    near = [
        *grammatical_subjects(token),
        *undergoers(token),
        *premodifiers(token),
        *prepositional(token, {"of", "by"}),
    ]
    if not near and token.dep_ in {"dobj", "pobj", "nsubj", "nsubjpass"}:
        near = grammatical_subjects(token.head)
    return any(context.is_armed(t) or t.lemma_.lower() in word_class("force_words") for t in near)


def _labour_strike(context: Context, token: Token) -> bool:
    """ "A rail strike", "nurses are on strike"."""
    on_strike = token.tag_ == "NN" and token.head.dep_ == "prep" and token.nbor(-1).lower_ == "on"
    if _in(premodifiers(token), "labour_strike") or (token.i > 0 and on_strike):
        return True
    verb = token.head
    who = prepositional(token, {"by", "of"}) + (grammatical_subjects(verb) if token.dep_ == "dobj" else [])
    why = prepositional(token, {"over", "for"}) + prepositional(verb, {"over", "for"})
    return _in(who, "strikers") or _in(why, "strike_cause")


def _left_so(context: Context, token: Token) -> bool:
    """ "Generals were left guessing", "leaving him in power": nobody goes anywhere."""
    if token.lemma_.lower() != "leave":
        return False
    if is_passive(token) or any(
        c.dep_ in {"oprd", "acomp", "ccomp", "xcomp", "advcl"} for c in token.children
    ):
        return True
    left = undergoers(token)
    return bool(left) and not any(
        _is_place(context, x) or x.lemma_.lower() in word_class("control_words") for x in left
    )


def _particle(name: str) -> Condition:
    return lambda context, token: any(
        c.dep_ in {"prt", "advmod"} and c.lower_ == name for c in token.children
    )


CONDITIONS: dict[str, Condition] = {
    "subject_aircraft": lambda c, t: _aircraft(doers(t)),
    "agent_aircraft": lambda c, t: _aircraft(prepositional(t, {"by", "from", "with"})),
    "subject_projectile": lambda c, t: _in(doers(t), "projectile"),
    "agent_projectile": lambda c, t: _in(prepositional(t, {"by", "with"}), "projectile"),
    "object_projectile": lambda c, t: _in(undergoers(t), "projectile") and not _in(undergoers(t), "film_words"),
    "subject_bomber": lambda c, t: _in(doers(t), "bomber_words") and not any(x.ent_type_ == "GPE" for x in doers(t)),
    "object_place": lambda c, t: any(_is_place(c, x) for x in undergoers(t)),
    "object_control": _object_control,
    "object_people": lambda c, t: any(c.is_people(x) for x in undergoers(t)),
    "object_people_only": _people_object,
    "object_civilian": lambda c, t: any(
        c.party_at[x.i].party.kind in {"civilians", "person"} for x in undergoers(t) if x.i in c.party_at
    ),
    "object_building": lambda c, t: _in(undergoers(t), "building"),
    "object_vehicle": lambda c, t: _in(undergoers(t), "vehicle"),
    "object_weapon": lambda c, t: any(
        x.lemma_.lower() in word_class("weapon") for u in undergoers(t) for x in _whole(c, u)
    ),
    "object_forces": lambda c, t: any(c.is_armed(x) for x in undergoers(t)),
    "object_film": lambda c, t: _in(undergoers(t), "film_words"),
    "subject_armed": lambda c, t: any(c.is_armed(x) for x in doers(t)),
    "subject_forces": lambda c, t: any(_is_force(c, x) for x in grammatical_subjects(t)),
    "subject_abstract": lambda c, t: _in(grammatical_subjects(t), "abstract"),
    "subject_fugitive": lambda c, t: t.lemma_ == "flee" and _in(grammatical_subjects(t), "fugitive"),
    "subject_armed_flee": lambda c, t: t.lemma_ in {"flee", "evacuate"} and any(
        c.is_armed(x) for x in grammatical_subjects(t)
    ),
    "subject_place": lambda c, t: any(
        _is_place(c, x) or x.lemma_.lower() in {"town", "city", "village", "base", "stronghold"}
        for x in grammatical_subjects(t)
    )
    and not any(p.lower_ in {"by", "from"} for p in t.children if p.dep_ == "prep"),
    "subject_people": _subject_people,
    "subject_number": _has_number,
    "subject_surrender": lambda c, t: t.lemma_ in {"surrender", "defect"} and any(
        x.lemma_.lower() in word_class("surrender_subject") or c.is_people(x) for x in grammatical_subjects(t)
    ),
    "crosses_border": lambda c, t: _in(grammatical_subjects(t), "uprooted") and any(
        _is_place(c, x) or x.lemma_.lower() == "border" for x in [*prepositional(t, {"into", "to"}), *undergoers(t)]
    ),
    "from_place": _from_place,
    "of_place": _of_place,
    "of_building": lambda c, t: _in(prepositional(t, {"of"}), "building"),
    "labour_strike": _labour_strike,
    "missile_about": lambda c, t: _in(premodifiers(t), "projectile"),
    "figurative_of": _figurative,
    "medical_attack": lambda c, t: any(m.lower_ in word_class("bloodless_attack") for m in premodifiers(t)),
    "execute_plan": lambda c, t: t.lemma_ in {"execute", "hack"} and bool(undergoers(t)) and not _people_object(c, t),
    "particle_out": _particle("out"),
    "particle_down": lambda c, t: any(ch.lower_ == "down" for ch in t.children) and any(
        x.lemma_.lower() in word_class("shot_down") for x in undergoers(t)
    ),
    "cardiac": lambda c, t: any(m.lower_ in {"cardiac", "house"} for m in premodifiers(t)),
    "left_so": _left_so,
    "held_off": lambda c, t: t.lemma_.lower() in {"hold", "fall"} and any(
        x.dep_ in {"prt", "advmod"} and x.lower_ in {"off", "back", "out", "up", "on"} for x in t.children
    ),
    "fuel_burn": lambda c, t: any(x.lemma_.lower() in word_class("harmless_burning") for x in undergoers(t)),
    "deal_made": _deal_made,
    "forces_about": _forces_about,
    "figurative_coup": lambda c, t: any(p.lower_ in {"for", "de"} for p in t.children),
}  # fmt: skip
