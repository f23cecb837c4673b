"""How many people were killed, wounded, captured, … by the words of a report, in whose words.

Comes in: a word of the parse. Goes out: the tolls that stand at it. Which of them an event takes, and whose people
they are, is decided where its statement is put together (assemble.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from dateline.extract.context import ARMED, Context, word_class
from dateline.extract.grammar import conjuncts, grammatical_subjects, is_passive, prepositional, undergoers
from dateline.extract.realis import happened
from dateline.extract.said import reporting_verbs
from dateline.lexicons import lexicon
from dateline.model import How, Interval, Party, QuantityMention, Span, Toll, TollGroup, TollKind

# People whom the report calls nothing else: whose side they are depends on the event.
ORDINARY = frozenset({"people", "person", "individual", "man", "other"})
# Pronouns that tell no number of their own.
COUNTLESS = frozenset(
    ["who", "that", "which", "they", "them", "it", "we", "us", "those", "all", "some", "no", "none", "nobody"]
)
# Nouns that are counted by what they are "of".
MEASURES = frozenset(
    ["number", "dozen", "hundred", "thousand", "score", "member", "majority", "group", "family",
     "dozens", "hundreds", "thousands", "lives", "life"]
)  # fmt: skip
NEAR = 12  # words
BODIES = frozenset({"state", "international", "outlet", "political"})
PLURALS = frozenset({"NNS", "NNPS"})
# How those may be counted that are killed or wounded, and so live, whatever the noun.
OF_HARM = frozenset({"done", "along_with", "suffered", "undergo", "noun_of"})
_SELVES = ("self", "selves")
PEOPLE_STATES = frozenset({"dead", "wounded", "injured", "missing", "killed"})


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(lexicon("tolls")[name])


@cache
def _kinds(field: str) -> dict[str, tuple[TollKind, ...]]:
    table: dict[str, list[TollKind]] = {}
    for kind, entry in lexicon("tolls")["kinds"].items():
        for word in entry[field]:
            table.setdefault(word, []).append(kind)
    return {word: tuple(kinds) for word, kinds in table.items()}


@cache
def _toll_words() -> frozenset[str]:
    """Every lemma or word form at which a toll may stand."""
    words = {w for field in ("done", "undergo", "state", "noun") for w in _kinds(field)}
    names = ("loses_life", "takes_life", "suffers", "kept")
    return frozenset(words | {"hold", "life", "blow"} | {w for name in names for w in _set(name)})


@dataclass(frozen=True, slots=True)
class Told:
    """A toll and the word at which it stands."""

    toll: Toll
    word: Token
    sentence: int


def tell_tolls(context: Context) -> list[Told]:
    """Every toll of a report that is told as having happened, in text order."""
    out: list[Told] = []
    words = _toll_words()
    for number, sentence in enumerate(context.sentences):
        in_title = sentence.start_char < context.report.body_start
        for token in sentence:
            if context.lemmas[token.i] in words or token.lower_ in words:
                found = find_tolls(context, token)
                if found and happened(context, token, in_title):
                    out += [Told(toll, token, number) for toll in found]
        known = {span for told in out if told.sentence == number for span in told.toll.spans}
        out += _told_near(context, number, known)
    return out


def _told_near(context: Context, number: int, known: set[Span]) -> Iterator[Told]:
    """Numbers of people that no word of harm is joined to by grammar, with the one that stands nearest."""
    sentence = context.sentences[number]
    words = [t for t in sentence if _kinds_at(context, t)]
    here = [q for t in sentence if words and (q := context.quantity_at.get(t.i)) is not None]
    wholes = {q.relation.other for q in here if _is_part(q) and q.relation is not None}
    seen: set[Span] = set()
    for token in sentence if words else ():
        quantity = context.quantity_at.get(token.i)
        if quantity is None or quantity.span in seen or quantity.interval.high == 0 or quantity.rule == "one":
            continue
        seen.add(quantity.span)
        if quantity.phrase in known or any(quantity.span.overlaps(k) for k in known):
            continue
        if _is_part(quantity) or quantity.span in wholes:
            continue  # "none of the 12 was hurt"
        people = context.doc[quantity.noun] if quantity.noun is not None else token
        if quantity.noun is None and not people.like_num and people.pos_ != "NUM":
            continue
        word = min(words, key=lambda t: (abs(t.i - people.i), t.i))
        if abs(word.i - people.i) > NEAR or word.i == people.i:
            continue
        for kind in _kinds_at(context, word):
            toll = _toll(context, kind, people, "near")
            if toll is not None and happened(context, word, False):
                yield Told(toll, word, number)


def _is_part(quantity: QuantityMention) -> bool:
    return quantity.relation is not None and quantity.relation.kind == "part"


def _repeats(quantity: QuantityMention) -> bool:
    """ "12 people, including two children", "22, up from 17": those are told already, or were told wrongly."""
    relation = quantity.relation
    return relation is not None and (
        relation.kind == "earlier" or (relation.kind == "detail" and relation.other is not None)
    )


def _kinds_at(context: Context, token: Token) -> tuple[TollKind, ...]:
    lemma = context.lemmas[token.i]
    if token.pos_ in {"VERB", "AUX"}:
        return tuple(dict.fromkeys((*_kinds("done").get(lemma, ()), *_kinds("undergo").get(lemma, ()))))
    if token.pos_ in {"NOUN", "PROPN"}:
        return _kinds("noun").get(lemma, ())
    return _kinds("state").get(token.lower_, ())


@dataclass(frozen=True, slots=True)
class _Counted:
    """The heads of people of whom one thing is told. `together`: one toll for all, else one each."""

    kind: TollKind
    heads: tuple[Token, ...]
    rule: str
    either: bool = False  # "killed or wounded": the number fits neither


def find_tolls(context: Context, token: Token) -> list[Toll]:
    """The tolls that this word itself gives (with those joined to it by "and": "killed and wounded")."""
    out: list[Toll] = []
    for counted in _counted(context, token):
        heads = list(counted.heads)
        together = _together(context, heads)
        tolls = (
            [together_toll(context, counted, heads, together)]
            if together is not None
            else [_toll(context, counted.kind, h, counted.rule) for h in heads]
        )
        for found in tolls:
            if found is None:
                continue
            toll = _neither(found) if counted.either and not is_bare(found) else found
            if not any(t.kind == toll.kind and t.spans == toll.spans for t in out):
                out.append(toll)
    return out


def joint(tolls: list[Toll]) -> list[Toll]:
    """One number for the killed and the wounded together fits neither kind (codebook, hard case 6)."""
    spans = {kind: {t.spans for t in tolls if t.kind == kind} for kind in ("killed", "wounded")}
    both = spans["killed"] & spans["wounded"]
    return [
        _neither(t) if t.spans in both and t.kind in spans and t.low > 1 and not is_bare(t) else t
        for t in tolls
    ]


def _neither(toll: Toll) -> Toll:
    return toll.model_copy(update={"low": 2, "high": None, "approx": False, "how": How(rule="joint_number")})


def is_bare(toll: Toll) -> bool:
    """People without a number."""
    return toll.how is not None and "bare" in toll.how.rule


# ---------------------------------------------------------------- who is counted


def _counted(context: Context, token: Token) -> Iterator[_Counted]:
    """Those counted at this word, with the kind of toll."""
    lemma = token.lemma_.lower()
    own = _number_before(context, token)
    verbal = token.pos_ in {"VERB", "AUX"} or token.tag_ in {"VBN", "VBG"}
    if own is not None:
        kinds = dict.fromkeys((*_kinds("done").get(lemma, ()), *_kinds("state").get(token.lower_, ())))
        yield from (_Counted(kind, (own,), "number_before") for kind in kinds)
        if kinds:
            return
    if verbal:
        yield from _of_verb(context, token)
    if not _active(token):
        for kind in _kinds("state").get(token.lower_, ()):
            yield _Counted(kind, tuple(_described(context, token)), "state")
    if token.pos_ in {"NOUN", "PROPN"}:
        yield from _of_noun(context, token)
    if lemma in _set("kept") and token.dep_ == "pobj" and token.head.lower_ == "in":
        yield _Counted("captured", tuple(_kept(token.head.head)), "kept")


def _of_verb(context: Context, verb: Token) -> Iterator[_Counted]:
    lemma = verb.lemma_.lower()
    kinds = _taken(verb) or _to_death(verb) or _kinds("done").get(lemma, ())
    if kinds:
        found = _done_to(context, verb)
        joined = [verb, verb.head] if verb.dep_ == "conj" else [verb]
        either = any(c.dep_ == "cc" and c.lower_ == "or" for v in joined for c in v.children)
        rule = "done_to_people" if lemma in _set("only_people") else "done"
        for kind in kinds:
            yield _Counted(kind, tuple(found), rule, either)
            beside = [t for t in _along_with(verb) if t.i in context.quantity_at]
            yield _Counted(kind, tuple(beside), "along_with")
    for kind in _kinds("undergo").get(lemma, ()):
        yield _Counted(kind, tuple(grammatical_subjects(verb)), "undergo")
    if lemma == "blow" and any(c.dep_ == "dobj" and c.lower_.endswith(_SELVES) for c in verb.children):
        yield _Counted("killed", tuple(grammatical_subjects(verb)), "blew_up")
    if lemma in _set("loses_life") | _set("takes_life"):
        yield from _lives(context, verb)
    if lemma in _set("suffers") and any(
        t.lemma_.lower() in _set("injuries") for c in verb.children if c.dep_ == "dobj" for t in conjuncts(c)
    ):
        yield _Counted("wounded", tuple(grammatical_subjects(verb)), "suffered")


def _done_to(context: Context, verb: Token) -> list[Token]:
    """Those it was done to; not who says that it was ("activists said 50 were killed", misread)."""
    found = undergoers(verb)
    if not found and verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        found = undergoers(verb.head)
    if not found:  # "killed and wounded 30": the object stands at the last
        for other in verb.children:
            if other.dep_ == "conj" and other.pos_ == "VERB":
                found = undergoers(other)
    if verb.dep_ == "amod":
        found = [verb.head]
    return [t for t in found if t.dep_ != "nsubj" or t.head.lemma_.lower() not in reporting_verbs()]


def _taken(verb: Token) -> tuple[TollKind, ...]:
    """ "taken hostage", "held captive"."""
    if verb.lemma_.lower() not in {"take", "hold"}:
        return ()
    words: dict[str, TollKind] = lexicon("tolls")["taken"]
    after = (t for t in verb.children if t.i > verb.i and t.dep_ in {"oprd", "dobj", "acomp", "attr"})
    bare = (t for t in after if not any(c.dep_ in {"det", "nummod", "poss"} for c in t.children))
    return tuple(words[t.lemma_.lower()] for t in bare if t.lemma_.lower() in words)


def _to_death(verb: Token) -> tuple[TollKind, ...]:
    """ "stabbed to death", "shot dead", "beaten and stabbed to death": killed, whatever the verb says by itself."""
    if "wounded" not in _kinds("done").get(verb.lemma_.lower(), ()):
        return ()
    joined = [verb, *(c for c in verb.children if c.dep_ == "conj")]
    if verb.dep_ == "conj":
        joined.append(verb.head)
    for one in joined:
        near = [one, *(t for c in one.children if c.dep_ == "dobj" for t in (c, *c.children))]
        after = (c.lower_ for t in near for c in t.children if c.i > one.i)
        right = one.nbor(1).lower_ if one.i + 1 < len(one.doc) else ""
        if "dead" in (*after, right, *(t.lower_ for t in near)):
            return ("killed",)
        if any(t.lower_ == "death" for n in near for t in prepositional(n, {"to"})):
            return ("killed",)
    return ()


def _along_with(verb: Token) -> list[Token]:
    """ "killed along with 26 other people"."""
    out: list[Token] = []
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in {"along", "together"}:
            out += prepositional(child, {"with"})
        elif child.dep_ == "prep" and child.lower_ in {"with", "alongside"}:
            before = child.i > 0 and child.nbor(-1).lower_ in {"along", "together"}
            if child.lower_ == "alongside" or before:
                out += [t for c in child.children if c.dep_ == "pobj" for t in conjuncts(c)]
    return out


def _lives(context: Context, verb: Token) -> Iterator[_Counted]:
    """ "claimed 20 lives", "hundreds of lives were lost", "three aid workers lost their lives", "lost 1,500 men"."""
    for head in undergoers(verb):
        lemma = head.lemma_.lower()
        if lemma == "life":
            loser = verb.lemma_.lower() in _set("loses_life") and not is_passive(verb)
            whose = any(c.dep_ == "poss" for c in head.children)
            if head.i in context.quantity_at or prepositional(head, {"of"}):
                yield _Counted("killed", (head,), "lives")
            elif loser and whose:
                yield _Counted("killed", tuple(grammatical_subjects(verb)), "lives")
        elif verb.lemma_.lower() in _set("loses_life") and lemma in _set("limbs"):
            yield _Counted("wounded", tuple(grammatical_subjects(verb)), "suffered")
        elif (
            verb.lemma_.lower() in _set("loses_life")
            and head.i in context.quantity_at
            and lemma in word_class("people_words") | word_class("force_words")
        ):
            yield _Counted("killed", (head,), "lives")


def _kept(above: Token) -> list[Token]:
    """Who is "in custody": "200 fighters remain in Kurdish captivity", "eight men in detention"."""
    if above.pos_ in {"NOUN", "PROPN", "NUM"}:
        return [above]
    return grammatical_subjects(above) if above.lemma_.lower() in _set("stays") else []


def _of_noun(context: Context, noun: Token) -> Iterator[_Counted]:
    lemma = noun.lemma_.lower()
    for kind in _kinds("noun").get(lemma, ()):
        of = [
            t
            for t in prepositional(noun, {"of", "among"})
            if t.i in context.quantity_at or _counts_people(context, kind, t, None, "noun_of")
        ]
        counted = noun.i in context.quantity_at
        if counted and lemma not in {"toll", "body"}:  # "42 killings of journalists"
            yield _Counted(kind, (noun,), "noun_count")
        else:
            yield _Counted(kind, tuple(of), "noun_of")
            for child in noun.children:
                if child.dep_ == "poss" and child.pos_ != "PRON" and context.is_people(child):
                    yield _Counted(kind, (child,), "noun_poss")
            if not of and counted:
                yield _Counted(kind, (noun,), "noun_count")
        if lemma == "toll":
            yield from (_Counted(kind, (t,), "toll_to") for t in _toll_number(context, noun))
    if lemma == "life" and noun.dep_ == "pobj" and noun.head.head.lemma_.lower() in {"cost", "loss"}:
        yield _Counted("killed", (noun,), "lives")


def _number_before(context: Context, token: Token) -> Token | None:
    """ "and 32 wounded", "hundreds more injured": the number that stands right before, whatever the parse says."""
    if token.tag_ not in {"VBN", "VBD", "JJ"} or token.i == 0:
        return None
    if any(c.dep_ in {"dobj", "auxpass"} for c in token.children) or token.dep_ == "amod":
        return None
    before = token.nbor(-1)
    steps = 0
    while before.lower_ in {"others", "more", "other"} and before.i > 0 and steps < 2:
        before, steps = before.nbor(-1), steps + 1
    quantity = context.quantity_at.get(before.i)
    if quantity is None or quantity.interval.high == 0 or before.sent != token.sent:
        return None
    counts_people = quantity.noun is None or context.is_people(context.doc[quantity.noun])
    return before if counts_people and quantity.span.end <= token.idx else None


def _active(token: Token) -> bool:
    """Whether the word is a verb of doing: "police detained two" says nothing of the police's own state."""
    return token.pos_ == "VERB" and (
        token.tag_ == "VBD" or any(c.dep_ in {"nsubj", "dobj"} for c in token.children)
    )


def _described(context: Context, token: Token) -> Iterator[Token]:
    """Who an adjective of state is said of: "14 people dead", "were wounded", "two soldiers missing"."""
    if token.i in context.quantity_at and context.quantity_at[token.i].noun in {None, token.i}:
        yield token  # "14 dead and 20 wounded"
        return
    if token.dep_ in {"amod", "acl"} and token.head.pos_ in {"NOUN", "PROPN", "NUM"}:
        yield token.head
        return
    subject = [c for c in token.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if subject:
        for s in subject:
            yield from conjuncts(s)
        return
    verb = token.head
    if token.dep_ in {"acomp", "oprd", "attr", "ccomp", "advcl", "amod", "conj", "dobj"} and verb.pos_ in {
        "VERB",
        "AUX",
    }:
        if verb.lemma_.lower() in {"leave", "find", "shoot", "take", "hold"} and not is_passive(verb):
            yield from undergoers(verb)
        elif token.dep_ != "dobj":
            yield from grammatical_subjects(verb)


def _toll_number(context: Context, token: Token) -> list[Token]:
    """The number that a death toll stands at: "rose to 22", "toll of 40", "toll at 13"."""
    found = prepositional(token, {"of", "at", "to"})
    verb = token.head
    if verb.pos_ == "VERB":
        found += prepositional(verb, {"to", "at", "past"}) + [c for c in verb.children if c.dep_ == "dobj"]
    return [t for t in found if t.i in context.quantity_at]


# ---------------------------------------------------------------- one toll


def _together(context: Context, heads: list[Token]) -> Interval | None:
    """ "X and Y were killed": two; "she and eight other women": nine; None when each is counted by itself."""
    names = [n for h in heads for n in _names_in_apposition(h)] if len(heads) == 1 else []
    if names and heads[0].tag_ in {"NNS", "NNPS"} and heads[0].i not in context.quantity_at:
        return Interval(low=len(names), high=len(names))
    if len(heads) < 2:
        return None
    if all(q is not None and q.rule == "family" for q in map(context.quantity_at.get, (h.i for h in heads))):
        return None  # one number for all of them
    led = heads[0].pos_ == "PRON" and heads[0].lower_ in {"he", "she", "i", "him", "her"}
    low, is_open = 0, False
    for n, head in enumerate(heads):
        quantity = context.quantity_at.get(head.i)
        if quantity is not None and quantity.rule != "one":
            if not led:
                return None
            low += quantity.interval.low
            is_open |= quantity.interval.high is None
            continue
        mention = context.party_at.get(head.i)
        if mention is not None and mention.named and mention.party.kind != "person":
            return None
        if not (context.is_people(head) or head.pos_ == "PROPN" or (n == 0 and led)):
            return None
        bare = _bare(context, head, None)
        if bare.high is None and not led:
            return None
        low += bare.low if bare.high is not None else 1
        is_open |= bare.high is None
    return Interval(low=low, high=None if is_open else low)


def _names_in_apposition(head: Token) -> list[Token]:
    """ "the aid workers Alan Henning and David Haines"."""
    named = [c for c in head.children if c.dep_ == "appos" and c.pos_ == "PROPN"]
    found = [t for c in named for t in conjuncts(c) if t.pos_ == "PROPN"]
    return found if len(found) > 1 else []


def together_toll(context: Context, counted: _Counted, heads: list[Token], interval: Interval) -> Toll | None:
    """One toll for people named one by one."""
    first = next((t for h in heads if (t := _toll(context, counted.kind, h, counted.rule)) is not None), None)
    if first is None and not (heads[0].pos_ == "PRON" or heads[0].ent_type_ == "PERSON"):
        return None
    last = heads[-1]
    names = _names_in_apposition(last)
    span = context.span(heads[0].left_edge.i, (names[-1] if names else last).i + 1)
    words = context.report.words(span)
    return Toll(
        kind=counted.kind,
        who=words,
        group=first.group if first is not None else "civilian",
        low=interval.low,
        high=interval.high,
        text=words,
        spans=(span,),
        how=How(rule=f"{counted.rule}:named"),
    )


def _toll(context: Context, kind: TollKind, head: Token, rule: str) -> Toll | None:
    """One toll from the head of those counted; None when it counts no people."""
    quantity = context.quantity_at.get(head.i)
    untold = context.uncounted_at.get(head.i)
    measures = untold is not None or head.lemma_.lower() in MEASURES or head.lower_ in MEASURES
    of = prepositional(head, {"of"}) if measures else []
    people = of[0] if of else head
    if quantity is None and people != head:
        quantity = context.quantity_at.get(people.i)
    if quantity is not None and _repeats(quantity):
        return None
    mention = context.party_head.get(people.i) or context.party_at.get(people.i)
    if not _counts_people(context, kind, people, quantity, rule):
        return None
    if (
        mention is not None
        and mention.named
        and mention.party.kind not in {"person", "civilians"}
        and quantity is None
        and not (
            people.tag_ in PLURALS
            and people.lemma_.lower() in word_class("people_words") | word_class("force_words")
        )
    ):
        return None  # "killed by ISIS" or "defeated the SDF" counts nobody, "ISIS fighters" some
    if people.pos_ == "PRON" and quantity is None and people.lower_ in COUNTLESS:
        return None
    if any(c.lower_ == "no" and c.dep_ == "det" for c in people.children):
        return None
    if quantity is not None and quantity.interval.high == 0:
        return None  # "no casualties", "none were hurt": codebook hard case 6
    if quantity is not None:
        interval, words_span = quantity.interval, quantity.phrase
        total = ":total" if quantity.relation is not None and quantity.relation.kind == "total" else ""
        how = How(rule=f"{rule}:{quantity.rule}{':numeral' if quantity.noun is None else ''}{total}")
    elif untold is not None and people != head:  # "a busload of pilgrims", "two thirds of the hostages"
        interval = Interval(low=2)
        words_span = Span(untold.span.start, people.idx + len(people))
        how = How(rule=f"{rule}:bare_plural:{untold.reason}")
    else:
        interval = _bare(context, people, mention.plural if mention is not None else None)
        left = min(
            (
                c.left_edge.i
                for c in people.children
                if c.dep_ in {"amod", "compound", "nmod", "det", "poss", "nummod"}
            ),
            default=people.i,
        )
        words_span = context.span(max(left, people.i - 8), people.i + 1)
        how = How(rule=f"{rule}:bare_{'singular' if interval.high == 1 else 'plural'}")
    who_span = words_span
    if mention is not None and mention.span.overlaps(words_span):
        who_span = mention.span
    who = context.report.words(who_span)
    text = context.report.words(words_span)
    return Toll(
        kind="abducted" if kind == "captured" and people.lemma_.lower() == "hostage" else kind,
        who=who,
        group=_group(context, people, mention.party if mention is not None else None),
        low=interval.low,
        high=interval.high,
        approx=interval.approx,
        text=text,
        spans=(words_span,),
        how=how,
    )


def _counts_people(
    context: Context, kind: TollKind, people: Token, quantity: QuantityMention | None, rule: str
) -> bool:
    """Whether these are people: "three houses were hit" is no toll, "a waitress was hurt" is."""
    lemma = people.lemma_.lower()
    known = people.i in context.party_head or people.i in context.party_at
    mention = context.party_head.get(people.i)
    if mention is not None and mention.party.kind in BODIES and lemma not in word_class("people_words"):
        return False  # "several western governments"
    place = context.place_at.get(people.i)
    if place is not None and not place.demonym and (people.i not in context.party_head or quantity is None):
        return False
    alone = quantity is not None and quantity.noun is None  # "hundreds"
    if not known and not alone and (lemma in _set("not_people") or lemma in word_class("building")):
        return False
    if context.is_people(people) or lemma in PEOPLE_STATES or rule in {"noun_count", "toll_to", "lives"}:
        return True
    if people.pos_ == "PRON" and people.lower_ in {"he", "she", "him", "her", "i"}:
        return True
    if quantity is not None and (people.like_num or people.pos_ == "NUM" or quantity.noun is None):
        return True
    # whoever is killed or wounded lives: "a waitress", a name that is on no list; only people are kidnapped
    harmed = rule == "done_to_people" or (
        kind in {"killed", "wounded"}
        and rule
        in {
            "done",
            "along_with",
            "suffered",
            "undergo",
            "noun_of",
        }
    )
    if not harmed or people.ent_type_ in {"GPE", "LOC", "FAC", "DATE", "TIME"}:
        return False
    if people.pos_ == "PROPN" or quantity is not None or rule == "done_to_people":
        return people.pos_ in {"NOUN", "PROPN"}
    return people.pos_ == "NOUN" and lemma.endswith(tuple(_set("person_endings")))


def _bare(context: Context, people: Token, plural: bool | None) -> Interval:
    """A plural without a number is two or more, a singular one: codebook, "Numbers". "Her family" is a plural."""
    collective = people.lemma_.lower() in {"family", "crew", "staff", "community", "population", "group"}
    many = collective or (
        plural
        if plural is not None
        else people.tag_ in {"NNS", "NNPS"} or people.lower_ in {"people", "police", "many", "dead"}
    )
    return Interval(low=2) if many else Interval(low=1, high=1)


def _group(context: Context, people: Token, party: Party | None) -> TollGroup:
    """The side as far as the words for the people tell it; "other" for people of no stated kind."""
    lemma = people.lemma_.lower()
    if lemma in ORDINARY:
        return "other"
    if party is not None:
        if party.kind in ARMED:
            return "target"
        if party.kind in {"civilians", "crowd", "person"}:
            return "civilian"
    return "target" if lemma in word_class("force_words") else "other"
