"""Who inside the report says so: reporting verbs, "according to", quotes that run over sentences, hedges, denials."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Token

from dateline.extract.context import Context
from dateline.extract.grammar import conjuncts, grammatical_subjects, prepositional
from dateline.lexicons import lexicon
from dateline.model import Attribution, Party, PartyMention, Span
from dateline.parse import text_of

OPEN_QUOTES = "“«"
SUBJECTS = frozenset({"clause", "pronoun", "issued"})  # voices that are the subject of a verb of saying
SPEECH = 5  # words; fewer between quotation marks are a term
CONTINUED = 4  # characters between two quotations of one speech
ISSUED_REACH = 15  # sentences back to the statement that "the statement said" means
PERSON_REACH = 4  # sentences back to the person that "he said" means


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


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whom the report lets speak at one place, and how: `clause`, `pronoun`, `according`, `noun`, …"""

    attribution: Attribution
    word: Token  # the word that shows it: "said", "according", "statement"
    how: str

    def through(self, outlet: str) -> Voice:
        """The same, told to an outlet; a statement stays what it spoke through."""
        known = self.attribution.through
        told = self.attribution.model_copy(update={"through": known or outlet})
        return replace(self, attribution=told)

    @property
    def issued(self) -> bool:
        """Whether it spoke through a statement or the like."""
        words = (self.attribution.through or "").lower()
        nouns = _set("noun_sources")
        return self.how == "noun" or words in nouns or words.removesuffix("s") in nouns


def speaker_of(context: Context, verb: Token) -> list[Token]:
    """Heads of the verb's subject that can speak: parties, persons, or nouns of `speakers`."""
    heads = grammatical_subjects(verb)
    if any(c.dep_ in {"auxpass"} for c in verb.children):
        heads = [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
    elif not heads:
        heads = _beside(context, verb)
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


def _beside(context: Context, verb: Token) -> list[Token]:
    """Who stands right beside a verb of saying that the parse gives no subject: "…, the ministry said"."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"}:
        return []
    sentence = verb.sent
    before = verb.i - 1
    while before > sentence.start and (context.doc[before].pos_ in {"ADV", "AUX"}):
        before -= 1
    after = verb.i + 1
    for i in (before, after):
        if sentence.start <= i < sentence.end:
            token = context.doc[i]
            mention = context.party_at.get(i)
            if mention is not None:
                return [context.doc[mention.head]]
            if token.pos_ in {"NOUN", "PROPN"} and token.lemma_.lower() in _set("speakers"):
                return [token]
    return []


def party_of(context: Context, head: Token) -> Party | None:
    """The speaker as a party: the known one at these words, else the words; None for a pronoun that refers to none."""
    named = next((c for c in head.children if c.dep_ == "appos" and c.i in context.party_at), None)
    if named is not None and head.lemma_.lower() in _set("speakers"):
        appositive = context.party_at[named.i].party
        if appositive.kind == "person":
            return appositive  # "The Foreign Secretary, Jane Roe, said"
    mention = context.party_at.get(head.i)
    if mention is not None:
        local = mention.party.kind == "police" and mention.named is False
        of_office = mention.party.how is not None and mention.party.how.rule == "office"
        if mention.pronoun or mention.named or of_office or (mention.party.id is not None and not local):
            return mention.party
        return _local(context, mention) if local else _further_described(context, head, mention.party)
    if head.pos_ == "PRON":
        return None
    if head.lemma_.lower() in _set("noun_sources"):  # "a statement by X", "X's report"
        owner = _owner(context, head, {"by", "from", "of", "in"})
        if owner is not None:
            return owner.party
        several = head.tag_ == "NNS" and not any(c.dep_ in {"det", "poss"} for c in head.children)
        return _described(context, head) if several else None  # "a statement said" names nobody
    return _described(context, head)


def _owner(context: Context, noun: Token, prepositions: set[str]) -> PartyMention | None:
    """Whose statement, report or spokesman it is."""
    for owner in [
        *prepositional(noun, prepositions),
        *(c for c in noun.children if c.dep_ in {"poss", "compound", "nmod", "amod"}),
    ]:
        mention = context.party_at.get(owner.i)
        if mention is not None:
            return mention
    return None


def _described(context: Context, head: Token) -> Party:
    """Somebody without a name, in the report's words: "officials in northern Iraq"; with the body they speak for."""
    kept = {"amod", "compound", "nmod", "poss"}
    left = min([c.left_edge.i for c in head.children if c.dep_ in kept] + [head.i])
    while left < head.i and context.doc[left].pos_ in {"DET", "PRON"}:
        left += 1
    last = _place_after(head)
    span = context.span(left, last + 1)
    words = context.report.words(span)
    return Party(name=text_of(context.doc)[span.start : span.end], text=words, spans=(span,))


def _further_described(context: Context, head: Token, party: Party) -> Party:
    """ "officials" -> "officials in northern Iraq"."""
    last = _place_after(head)
    if last == head.i or not party.spans or party.spans[0].end != head.idx + len(head):
        return party
    end = context.span(head.i, last + 1).end
    span = Span(party.spans[0].start, end)
    added = context.report.text[head.idx + len(head) : end]
    return party.model_copy(
        update={"name": f"{party.name}{added}", "text": context.report.words(span), "spans": (span,)}
    )


def _local(context: Context, mention: PartyMention) -> Party:
    """ "Kandahar police", "police in Kandahar": not the police of the whole country, where a place is told."""
    head = context.doc[mention.head]
    last = _place_after(head)
    first = head.left_edge.i
    while first < head.i and (context.doc[first].pos_ in {"DET", "PRON"} or context.doc[first].is_punct):
        first += 1
    places = (context.place_at.get(i) for i in range(first, last + 1))
    if not any(p is not None and p.place.precision != "country" and not p.demonym for p in places):
        return mention.party
    span = context.span(first, last + 1)
    words = context.report.words(span)
    return mention.party.model_copy(update={"name": words, "text": words, "id": None, "spans": (span,)})


def _place_after(head: Token) -> int:
    """The last word of "in northern Iraq", "of the town", "for the network" right after a noun; else the noun."""
    for child in head.children:
        near = child.dep_ == "prep" and child.i == head.i + 1
        if not near or child.lower_ not in {"in", "from", "at", "for", "of", "with"}:
            continue
        words = list(child.subtree)
        if len(words) <= 5 and not any(t.is_punct or t.is_space for t in words):
            return int(words[-1].i)
    return int(head.i)


def _attribution(
    context: Context, head: Token, verb: Token, party: Party | None = None
) -> Attribution | None:
    party = party or party_of(context, head)
    if party is None:
        return None
    through = head.text if head.lemma_.lower() in _set("noun_sources") else None
    spans = (
        (*party.spans[:1], context.span(verb.i, verb.i + 1))
        if party.spans
        else (context.span(verb.i, verb.i + 1),)
    )
    return Attribution(source=party, through=through, verb=verb.text, spans=spans)


def _papers(context: Context, verb: Token) -> list[Token]:
    """Whom the speaker told: "told Reuters"."""
    if verb.lemma_.lower() != "tell":
        return []
    told = [t for c in verb.children if c.dep_ in {"dobj", "dative"} for t in conjuncts(c)]
    return [t for t in told if (m := context.party_at.get(t.i)) is not None and m.party.kind == "outlet"]


def find_voices(context: Context) -> list[Voice]:
    """Everybody whom the report lets speak, wherever it does, in text order."""
    out: list[Voice] = []
    persons = sorted(
        (m for m in context.party_head.values() if m.party.kind == "person" and not m.pronoun),
        key=lambda m: m.head,
    )
    coming = 0
    for sentence in context.sentences:
        for token in sentence:
            lemma = token.lemma_.lower()
            if token.pos_ in {"VERB", "AUX"} and lemma in reporting_verbs():
                while coming < len(persons) and persons[coming].head < token.i:
                    coming += 1
                out += _of_verb_of_saying(context, token, out, persons[:coming][-1:])
            elif token.lower_ == "according":
                heads = [t for child in token.children for t in _to(child)]
                out += _voices(context, heads, token, "according")
            elif token.pos_ == "NOUN" and lemma in _set("noun_sources"):
                owner = _owner(context, token, {"from", "by", "in"})
                if owner is not None:  # "the statement from the ministry", "the ministry's claim"
                    out += _voices(context, [context.doc[owner.head]], token, "noun")
            elif lemma in _set("citing") and token.pos_ == "VERB":
                heads = [t for c in token.children if c.dep_ == "dobj" for t in conjuncts(c)]
                out += _voices(context, heads, token, "cited")
    return out


def _voices(context: Context, heads: list[Token], word: Token, how: str) -> list[Voice]:
    return [Voice(a, word, how) for h in heads if (a := _attribution(context, h, word)) is not None]


def _of_verb_of_saying(
    context: Context, verb: Token, before: list[Voice], persons: list[PartyMention]
) -> list[Voice]:
    """The subject, or the person last heard for "he"; and the paper that was told."""
    heads = speaker_of(context, verb)
    out = _voices(context, heads, verb, "responsibility" if _claims_it(verb) else "clause")
    if not out:
        pronoun = next((h for h in grammatical_subjects(verb) if h.lower_ in {"he", "she"}), None)
        party = None if pronoun is None else _last_person(context, pronoun, before, persons)
        if pronoun is not None and party is not None:
            found = _attribution(context, pronoun, verb, party)
            out = [] if found is None else [Voice(found, verb, "pronoun")]
    if not out and any(h.lemma_.lower() in _set("noun_sources") for h in heads):
        party = _last_issuer(context, verb, before)
        found = None if party is None else _attribution(context, heads[0], verb, party)
        out = [] if found is None else [Voice(found, verb, "issued")]
    papers = _papers(context, verb) if out else []
    if papers:  # the outlet or agency stands between the speaker and this report
        name = context.party_at[papers[0].i].party.name
        out = [voice.through(name) for voice in out]
    return [*out, *_voices(context, papers, verb, "told")]


def _last_issuer(context: Context, verb: Token, before: list[Voice]) -> Party | None:
    """Whose "the statement said" is: of whoever issued one before, else of whoever was heard last."""
    here = context.sentence_of.get(verb.i, 0)
    for issued in (True, False):
        reach = ISSUED_REACH if issued else PERSON_REACH
        for voice in reversed(before):
            if here - context.sentence_of.get(voice.word.i, 0) > reach:
                break
            if not issued or voice.issued:
                return voice.attribution.source
    return None


def _claims_it(verb: Token) -> bool:
    """ "claimed responsibility", "an attack claimed by the group"."""
    objects = {t.lemma_.lower() for c in verb.children if c.dep_ == "dobj" for t in [c, *c.children]}
    by = any(c.dep_ == "agent" for c in verb.children) and verb.dep_ in {"acl", "relcl", "ROOT", "conj"}
    return verb.lemma_.lower() in {"claim", "admit", "accept"} and ("responsibility" in objects or by)


def _last_person(
    context: Context, pronoun: Token, before: list[Voice], persons: list[PartyMention]
) -> Party | None:
    """Who "he" or "she" is at a verb of saying: the person heard last, not long ago; else the one named last."""
    here = context.sentence_of.get(pronoun.i, 0)
    for voice in reversed(before):
        if here - context.sentence_of.get(voice.word.i, 0) > PERSON_REACH:
            break
        if voice.attribution.source.kind == "person":
            return voice.attribution.source
    named = persons[-1] if persons else None
    if named is None or here - context.sentence_of.get(named.head, -9) > PERSON_REACH:
        return None
    return named.party


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks that are somebody's speech, not a term set apart."""

    span: Span
    voice: Voice | None  # who is quoted


@dataclass(slots=True)
class Quotes:
    """Who speaks where: every voice, every quotation, and the blocks of speech without quotation marks."""

    voices: list[Voice]
    at: dict[int, list[Voice]]  # the voices by the word that shows them
    by_sentence: dict[int, list[Voice]]
    quotations: list[Quotation]
    speech: dict[int, Voice]  # sentences after "the minister said:" -> who speaks

    def around(self, token: Token) -> Quotation | None:
        """The quotation that a word stands in."""
        n = bisect_right(self.quotations, token.idx, key=lambda q: q.span.start) - 1
        found = self.quotations[n] if n >= 0 else None
        return found if found is not None and token.idx < found.span.end else None


def find_quotes(context: Context) -> Quotes:
    """Every voice of a report, and whose words stand between its quotation marks or after "the minister said:"."""
    quotes = Quotes(find_voices(context), {}, {}, [], {})
    for voice in quotes.voices:
        quotes.at.setdefault(voice.word.i, []).append(voice)
        quotes.by_sentence.setdefault(context.sentence_of[voice.word.i], []).append(voice)
    starts = [sentence.start_char for sentence in context.sentences]
    for span in _quoted(context.report.text):
        before = quotes.quotations[-1] if quotes.quotations else None
        quotes.quotations.append(Quotation(span, _quoted_voice(context, quotes, starts, span, before)))
    _find_speech(context, quotes)
    return quotes


_MARKS = re.compile(r'[“«”»\n]|"+')


def _quoted(text: str) -> Iterator[Span]:
    """Stretches of speech between quotation marks; one left open ends with its paragraph."""
    start: int | None = None
    for mark in _MARKS.finditer(text):
        opens = mark[0] in OPEN_QUOTES or (mark[0][0] == '"' and start is None)
        if opens and start is None:
            start = mark.end()
        elif not opens and start is not None:
            if len(text[start : mark.start()].split()) >= SPEECH:
                yield Span(start, mark.start())
            start = None


def _quoted_voice(
    context: Context, quotes: Quotes, starts: list[int], span: Span, before: Quotation | None
) -> Voice | None:
    """Who is heard in the quotation's own sentences, outside of it; else who was quoted just before."""
    first = max(0, bisect_right(starts, span.start) - 1)
    last = max(0, bisect_right(starts, span.end) - 1)
    near = [
        v
        for number in (last, first)
        for v in quotes.by_sentence.get(number, ())
        if v.how in {"clause", "pronoun", "according", "issued"} and not span.start <= v.word.idx < span.end
    ]
    if near:  # ", she said." before "He said that …, adding"
        return min(near, key=lambda v: min(abs(v.word.idx - span.start), abs(v.word.idx - span.end)))
    if before is not None and span.start - before.span.end <= CONTINUED:
        return before.voice
    heard = (v for n in (first - 1, first - 2) for v in quotes.by_sentence.get(n, ()))
    earlier = [v for v in heard if v.how not in {"noun", "told"}]
    return earlier[-1] if earlier else None


def _find_speech(context: Context, quotes: Quotes) -> None:
    """Sentences after "the minister said:", until the outlet tells again who spoke."""
    speaking: Voice | None = None
    for number, sentence in enumerate(context.sentences):
        own = next((v for v in quotes.by_sentence.get(number, ()) if v.how in SUBJECTS), None)
        quoted = any(token.text in OPEN_QUOTES or token.text == '"' for token in sentence)
        if speaking is not None and not quoted and not (own is not None and _ends_speech(context, own)):
            quotes.speech[number] = speaking
        else:
            speaking = None
        if own is not None and context.words_of(sentence).endswith(":"):
            speaking = own


def _ends_speech(context: Context, own: Voice) -> bool:
    """Whether this is the outlet again, telling who spoke; "the inquiry found" may stand in a speech."""
    verb, source = own.word, own.attribution.source
    speaks = source.kind == "person" or set(source.name.lower().split()) & _set("speakers")
    return verb.dep_ == "ROOT" and verb.tag_ == "VBD" and bool(speaks)


CLAUSES = frozenset({"ccomp", "xcomp", "parataxis"})


def attribute(context: Context, token: Token, quotes: Quotes) -> Said:
    """Climb from an event word to what reports it."""
    hedge = _hedge(token)
    climbed = _climb(context, token, quotes)
    if climbed is not None:
        return climbed
    sentence = context.sentence_of.get(token.i)
    # "according to X", "X said" set off by commas without a clause link
    for word in token.sent:
        if word.lower_ == "according":
            return Said(True, "according_to", _of_word(quotes, word))
    quotation = quotes.around(token)
    if quotation is not None:
        found = () if quotation.voice is None else (quotation.voice.attribution,)
        return Said(True, "quotation", found)
    if sentence in quotes.speech:
        return Said(False, "speech", (quotes.speech[sentence].attribution,))
    framed = _framed(token, quotes.by_sentence.get(sentence, ())) if sentence is not None else None
    if framed is not None:
        return framed
    if hedge is not None:
        return Said(True, f"hedge:{hedge}")
    return Said(False, "outlet")


def _climb(context: Context, token: Token, quotes: Quotes) -> Said | None:
    """The verb or noun of saying above an event word, if what it says is the event."""
    node = token
    for _ in range(25):
        parent = node.head
        if parent == node:
            return None
        lemma = parent.lemma_.lower()
        kind = reporting_verbs().get(lemma) if parent.pos_ in {"VERB", "AUX"} else None
        if kind is not None:
            # presupposed things ("condemned the attack") hang by dobj/prep; only clauses and passives are reported
            reported = node.dep_ in CLAUSES or (kind != "say" and node.dep_ in {"prep", "dobj"})
            if kind == "deny" and node.dep_ in {"ccomp", "dobj", "xcomp"}:
                return _denied(token, parent, _of_word(quotes, parent))
            if reported or (node.dep_ == "nsubjpass" and lemma in _set("recording")):
                found = _of_word(quotes, parent)
                if lemma in _set("presupposing") and node.dep_ == "ccomp" and not found:
                    return Said(False, "presupposed")
                return Said(True, f"reporting_verb:{lemma}", found)
        elif parent.pos_ == "NOUN" and lemma in _set("noun_sources"):
            told_of = node.dep_ == "prep" and node.lower_ in {"of", "about"} and lemma in _set("unproven")
            if told_of or node.dep_ == "acl":
                return Said(True, f"noun_of_saying:{lemma}", _of_word(quotes, parent))
        node = parent
    return None


def _denied(token: Token, verb: Token, found: tuple[Attribution, ...]) -> Said:
    """ "Denied that it was behind the attack" denies who did it, not that it was done (codebook, hard case 4)."""
    words = {t.lower_ for t in verb.subtree}
    if words & _set("involvement"):
        return Said(False, "denied_part", found)
    return Said(True, "denied", found, denied=True)


def _of_word(quotes: Quotes, word: Token) -> tuple[Attribution, ...]:
    return tuple(v.attribution for v in quotes.at.get(word.i, ()) if v.how != "told")


def _framed(token: Token, voices: Sequence[Voice]) -> Said | None:
    """ "…, the ministry said on Saturday." and "Activists said …", where the parse does not join the clauses."""
    for voice in voices:
        verb = voice.word
        if voice.how not in SUBJECTS or reporting_verbs().get(verb.lemma_.lower()) != "say":
            continue
        sentence = verb.sent
        if verb.lemma_.lower() not in _set("framing") or verb.tag_ not in {"VBD", "VBZ", "VBP"}:
            continue
        rest = sum(not t.is_punct and not t.is_space for t in sentence[verb.i + 1 - sentence.start :])
        lead = verb.i - sentence.start
        after = (
            token.i < verb.i
            and rest <= 6
            and any(t.text in {",", "”", '"'} for t in sentence[token.i - sentence.start : lead])
        )
        before = token.i > verb.i and lead <= 6 and not any(t.text == ";" for t in sentence)
        if after or before:
            return Said(True, f"framed:{verb.lemma_.lower()}", (voice.attribution,))
    return None


def _to(child: Token) -> list[Token]:
    if child.lower_ == "to":
        return [t for g in child.children if g.dep_ == "pobj" for t in conjuncts(g)]
    return []


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
