"""Questions about one word of a parse: who does it, to whom, by what, where. Must not know events or actors.

The parser's labels are the English ones of spaCy (ClearNLP style): nsubj, dobj, agent, pobj, relcl, acl …
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECT = {"nsubj", "nsubjpass", "csubj"}
# A verb in one of these positions without a subject of its own borrows that of the verb above it.
BORROWS = {"conj", "xcomp", "advcl", "pcomp", "ccomp"}


def conjuncts(token: Token) -> Iterator[Token]:
    """The token and those joined to it by "and" or a comma: "tanks" -> tanks, guns, drones."""
    yield token
    for child in token.children:
        if (
            child.dep_ in {"conj", "appos"}
            and child.i > token.i
            and (child.pos_ != "VERB" or token.pos_ == "VERB")
        ):
            if child.dep_ == "appos":
                continue
            yield from conjuncts(child)


def is_passive(verb: Token) -> bool:
    """Whether the verb's grammatical subject is the one it was done to."""
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return True
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and not has_subject(verb):
        return verb.head.pos_ in {"VERB", "AUX"} and is_passive(verb.head)
    return False


def has_subject(verb: Token) -> bool:
    return any(c.dep_ in SUBJECT for c in verb.children)


def governing(token: Token) -> Token:
    """The verb or noun above a token, looking through conjunctions ("killed and wounded" -> what governs killed)."""
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return token.head


def _relative_noun(verb: Token) -> Token | None:
    """The noun that a relative clause or participle describes: "rebels | who attacked", "men | held"."""
    if verb.dep_ in {"relcl", "acl"}:
        return verb.head
    if verb.dep_ == "conj" and verb.head != verb:
        return _relative_noun(verb.head)
    return None


def _antecedent(pronoun: Token, verb: Token) -> Token | None:
    """The noun that a relative pronoun stands for. Nobody calls a town "who": that is whoever is from there."""
    noun = _relative_noun(verb)
    if pronoun.lower_ != "who":
        return noun
    if noun is None and verb.head.lemma_.lower() not in {"tell", "ask", "know", "say", "inform", "remind"}:
        # parsed as a clause of its own
        before = [
            t for t in pronoun.doc[max(pronoun.sent.start, pronoun.i - 2) : pronoun.i] if not t.is_punct
        ]
        noun = before[-1] if before and before[-1].pos_ in {"NOUN", "PROPN"} else None
    if noun is not None and noun.ent_type_ in {"GPE", "LOC"} and noun.dep_ == "pobj":
        above = noun.head.head
        return above if above.pos_ in {"NOUN", "PROPN"} else noun
    return noun


def grammatical_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The subject's heads, borrowed from the verb above when the verb has none of its own."""
    found = [c for c in verb.children if c.dep_ in SUBJECT]
    if found:
        out: list[Token] = []
        for token in found:
            if token.tag_ in {"WDT", "WP"} or token.lower_ in {"who", "which", "that"}:
                noun = _antecedent(token, verb)
                out.extend(conjuncts(noun) if noun is not None else ())
            else:
                out.extend(conjuncts(token))
        return out
    if verb.dep_ == "acl" and verb.tag_ in {"VBG", "VBN"}:
        return list(conjuncts(verb.head))
    if (
        depth < 4
        and verb.head != verb
        and verb.dep_ in BORROWS
        and verb.head.pos_ in {"VERB", "AUX", "ADP", "SCONJ"}
    ):
        above = verb.head
        while above.pos_ in {"ADP", "SCONJ"} and above.head != above:
            above = above.head
        return grammatical_subjects(above, depth + 1)
    return []


def doers(verb: Token) -> list[Token]:
    """Heads of those who do it: the active subject, or the "by" phrase of a passive."""
    agents = [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
    if agents:
        return [t for a in agents for t in conjuncts(a)]
    if is_passive(verb):
        return []
    # "forces retook X, killing 12": the participle's subject is that of the clause above, unless that is passive
    if (
        not has_subject(verb)
        and verb.dep_ in BORROWS
        and verb.head.pos_ in {"VERB", "AUX"}
        and is_passive(verb.head)
    ):
        return doers(verb.head)
    return grammatical_subjects(verb)


def undergoers(verb: Token) -> list[Token]:
    """Heads of those it is done to: the object, or the subject of a passive."""
    if is_passive(verb):
        return grammatical_subjects(verb)
    found = [t for c in verb.children if c.dep_ in {"dobj", "oprd"} for t in conjuncts(c)]
    if found:
        return [
            noun if (t.tag_ in {"WDT", "WP"} and (noun := _relative_noun(verb)) is not None) else t
            for t in found
        ]
    if (
        verb.dep_ == "relcl"
        and has_subject(verb)
        and not any(c.dep_ in SUBJECT and c.tag_ in {"WDT", "WP"} for c in verb.children)
    ):
        return list(conjuncts(verb.head))  # "the men they killed"
    return found


def prepositional(token: Token, prepositions: frozenset[str] | set[str]) -> list[Token]:
    """Heads of the phrases that hang on a word by one of these prepositions ("against", "in", …)."""
    out: list[Token] = []
    for child in token.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in prepositions:
            for grandchild in child.children:
                if grandchild.dep_ in {"pobj", "pcomp"}:
                    out.extend(conjuncts(grandchild))
                elif grandchild.dep_ == "prep":  # "from inside X"
                    out.extend(t for g in grandchild.children if g.dep_ == "pobj" for t in conjuncts(g))
    return out


def premodifiers(noun: Token) -> list[Token]:
    """Words in front of a noun that may name who did it: "Turkish | airstrikes", "coalition's | raid"."""
    out: list[Token] = []
    for child in noun.children:
        if child.dep_ in {"compound", "amod", "nmod", "poss", "npadvmod"} and child.i < noun.i:
            out.extend(conjuncts(child))
    return out


def distance(a: Token, b: Token) -> int:
    """Steps in the parse between two words of one sentence; 99 when they are not joined."""
    up = {node.i: steps for steps, node in enumerate([a, *a.ancestors])}
    return next((up[node.i] + steps for steps, node in enumerate([b, *b.ancestors]) if node.i in up), 99)


def path(word: Token, anchor: Token, *, longest: int = 4) -> str:
    """How a word hangs together with another, as labels: "pobj:by agent" for those by whom something was done.

    Labels of the steps up from `word`, then "^" and those up from `anchor`; "far" when there are too many.
    """
    above = [anchor, *anchor.ancestors]
    place = {node.i: n for n, node in enumerate(above)}
    steps: list[str] = []
    node = word
    while node.i not in place:
        if node.head == node or len(steps) == longest:
            return "far"
        label = node.dep_
        if label == "pobj":
            label = f"pobj:{node.head.lower_}"
        steps.append(label)
        node = node.head
    down = [n.dep_ for n in above[: place[node.i]]]
    if len(steps) + len(down) > longest:
        return "far"
    return " ".join(steps) + ("^" + " ".join(down) if down else "")
