"""Who inside the report says so: reporting verbs, "according to", quotes that run over sentences, hedges, denials."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from dateline.extract.context import Context
from dateline.extract.grammar import conjuncts, grammatical_subjects, prepositional
from dateline.lexicons import lexicon
from dateline.model import Attribution, Party

OPEN_QUOTES = "“«"
CLOSE_QUOTES = "”»"


@cache
def _set(*path: str) -> frozenset[str]:
    value = lexicon("said")
    for key in path:
        value = value[key]
    return frozenset(value)


@cache
def reporting_verbs() -> dict[str, str]:
    """Lemma -> say | claim | deny."""
    return {lemma: kind for kind, lemmas in lexicon("said")["verbs"].items() for lemma in lemmas}


@dataclass(frozen=True, slots=True)
class Said:
    """Whether the outlet states it itself, and otherwise who is said to say so."""

    attributed: bool
    rule: str
    attributions: tuple[Attribution, ...] = ()
    denied: bool = False


def speaker_of(context: Context, verb: Token) -> list[Token]:
    """Heads of the verb's subject that can speak: parties, persons, or nouns of `speakers`."""
    heads = grammatical_subjects(verb)
    if any(c.dep_ in {"auxpass"} for c in verb.children):
        heads = [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
    filed = context.report.dateline.span.end if context.report.dateline is not None else 0
    return [
        h
        for h in heads
        if h.idx >= filed
        and (
            h.i in context.party_at
            or h.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}
            or h.lemma_.lower() in _set("speakers")
            or h.lemma_.lower() in _set("noun_sources")
        )
    ]


def party_of(context: Context, head: Token) -> Party | None:
    """The speaker as a party: the known one at these words, else the words; None for a pronoun that refers to none."""
    mention = context.party_at.get(head.i)
    if mention is not None:
        return mention.party
    if head.pos_ == "PRON":
        return None
    if head.lemma_.lower() in _set("noun_sources"):  # "a statement by X", "X's report"
        for owner in [
            *prepositional(head, {"by", "from", "of"}),
            *(c for c in head.children if c.dep_ in {"poss", "compound", "nmod"}),
        ]:
            mention = context.party_at.get(owner.i)
            if mention is not None:
                return mention.party
        return None  # "a statement said" names nobody
    left = min(
        [c.left_edge.i for c in head.children if c.dep_ in {"amod", "compound", "nmod", "poss"}] + [head.i]
    )
    while left < head.i and context.doc[left].pos_ == "DET":
        left += 1
    span = context.span(left, head.i + 1)
    words = context.report.words(span)
    return Party(name=context.doc.text[span.start : span.end], text=words, spans=(span,))


def _attribution(context: Context, head: Token, verb: Token) -> Attribution | None:
    party = party_of(context, head)
    if party is None:
        return None
    through = head.text if head.lemma_.lower() in _set("noun_sources") else None
    spans = (
        (*party.spans[:1], context.span(verb.i, verb.i + 1))
        if party.spans
        else (context.span(verb.i, verb.i + 1),)
    )
    return Attribution(source=party, through=through, verb=verb.text, spans=spans)


@dataclass(slots=True)
class Quotes:
    """For each sentence of the report that lies wholly or partly in a quotation: who is quoted (token of the verb)."""

    speaker: dict[int, tuple[Token, Token]]  # sentence number -> (speaker head, reporting verb)
    inside: set[int]
    speech: set[int]  # sentences after "the minister said:" that stand without quotation marks


def find_quotes(context: Context) -> Quotes:
    """Follow quotation marks through the report and give each quoted sentence the speaker nearest to it."""
    inside: set[int] = set()
    speech: set[int] = set()
    announced: tuple[Token, Token] | None = None
    speaker: dict[int, tuple[Token, Token]] = {}
    depth = False
    last: tuple[Token, Token] | None = None
    waiting: list[int] = []
    for number, sentence in enumerate(context.sentences):
        was_open = depth
        quoted = was_open
        for token in sentence:
            if token.text in OPEN_QUOTES:
                depth, quoted = True, True
            elif token.text in CLOSE_QUOTES:
                depth = False
            elif token.text in {'"', "``", "''"}:
                depth, quoted = not depth, True
        own: tuple[Token, Token] | None = None
        for token in sentence:
            if token.pos_ == "VERB" and reporting_verbs().get(token.lemma_.lower()) in {"say", "claim"}:
                heads = speaker_of(context, token)
                if heads:
                    own = (heads[0], token)
                    break
        if announced is not None and not quoted and own is None:
            speech.add(number)
            speaker[number] = announced
        else:
            announced = None
        if own is not None and sentence.text.rstrip().endswith(":"):
            announced = own
        if quoted:
            inside.add(number)
            if own is not None:
                last = own
                for w in waiting:
                    speaker[w] = own
                waiting.clear()
                speaker[number] = own
            elif (was_open and last is not None) or (last is not None and number and (number - 1) in inside):
                speaker[number] = last
            else:
                waiting.append(number)
        else:
            waiting.clear()
            if own is not None:
                last = own
        # a paragraph's end closes a quotation that was left open
        if depth and "\n" in sentence.text and not sentence.text.rstrip().endswith((",", ":")):
            depth = False
    return Quotes(speaker, inside, speech)


def find_speakers(context: Context) -> list[Attribution]:
    """Everybody whom the report lets speak, wherever it does."""
    out = []
    for sentence in context.sentences:
        for token in sentence:
            heads: list[Token] = []
            if token.pos_ in {"VERB", "AUX"} and token.lemma_.lower() in reporting_verbs():
                heads = speaker_of(context, token)
            elif token.lower_ == "according":
                heads = [t for child in token.children for t in _to(child)]
            elif token.pos_ == "NOUN" and token.lemma_.lower() in _set("noun_sources"):
                heads = prepositional(token, {"from", "by"})  # "the statement from the ministry"
            out += [a for h in heads if (a := _attribution(context, h, token)) is not None]
    return out


def attribute(context: Context, token: Token, quotes: Quotes) -> Said:
    """Climb from an event word to what reports it."""
    hedge = _hedge(token)
    node = token
    hops = 0
    while node.head != node and hops < 25:
        parent = node.head
        kind = reporting_verbs().get(parent.lemma_.lower()) if parent.pos_ in {"VERB", "AUX"} else None
        if kind is not None and node.dep_ in {
            "ccomp",
            "xcomp",
            "parataxis",
            "advcl",
            "dobj",
            "conj",
            "prep",
            "dep",
        }:
            # presupposed things ("condemned the attack") hang by dobj/prep; only clauses and passives are reported
            reported = node.dep_ in {"ccomp", "xcomp", "parataxis"} or (
                kind != "say" and node.dep_ in {"prep", "dobj"}
            )
            if kind == "deny" and node.dep_ in {"ccomp", "dobj", "xcomp"}:
                found = _of_verb(context, parent)
                return Said(True, "denied", found, denied=True)
            if reported:
                found = _of_verb(context, parent)
                if parent.lemma_.lower() in _set("presupposing") and node.dep_ == "ccomp" and not found:
                    return Said(False, "presupposed")
                return Said(True, f"reporting_verb:{parent.lemma_.lower()}", found)
        if node.dep_ in {"relcl"} and hops > 0 and node.head.pos_ in {"NOUN", "PROPN"}:
            pass
        node = parent
        hops += 1
    sentence = context.sentence_of.get(token.i)
    # "according to X", "X said" set off by commas without a clause link
    for word in token.sent:
        if word.lower_ == "according":
            heads = [t for c in word.children for t in _to(c)]
            found = tuple(a for h in heads if (a := _attribution(context, h, word)) is not None)
            return Said(True, "according_to", found)
    if sentence is not None and sentence in quotes.speaker:
        head, verb = quotes.speaker[sentence]
        if sentence in quotes.speech:
            one = _attribution(context, head, verb)
            return Said(False, "speech", (one,) if one is not None else ())
        if _in_quotes(context, token):
            one = _attribution(context, head, verb)
            return Said(True, "quotation", (one,) if one is not None else ())
    if hedge is not None:
        return Said(True, f"hedge:{hedge}")
    return Said(False, "outlet")


def _to(child: Token) -> list[Token]:
    if child.lower_ == "to":
        return [t for g in child.children if g.dep_ == "pobj" for t in conjuncts(g)]
    return []


def _of_verb(context: Context, verb: Token) -> tuple[Attribution, ...]:
    found = [a for h in speaker_of(context, verb) if (a := _attribution(context, h, verb)) is not None]
    # "said in a statement by X", "told Reuters" name the channel, not the source
    return tuple(found)


def _in_quotes(context: Context, token: Token) -> bool:
    text = context.report.text
    start = token.sent.start_char
    before = text[max(0, start - 2000) : token.idx]
    line = before.rfind("\n")
    before = before[line + 1 :]
    opens = sum(before.count(q) for q in OPEN_QUOTES) - sum(before.count(q) for q in CLOSE_QUOTES)
    return opens > 0 or before.count('"') % 2 == 1


def _hedge(token: Token) -> str | None:
    words = _set("hedges")
    node = token
    for _ in range(4):
        for child in node.children:
            if child.dep_ in {"advmod", "amod"} and child.lower_ in words:
                return child.lower_
        if node.head == node or (node.pos_ in {"VERB", "AUX"} and node.dep_ not in {"xcomp", "conj"}):
            break
        node = node.head
    return None
