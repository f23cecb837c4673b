"""Words that take up an earlier party: "the group", "the militants", "they".

Comes in: a reading with every party that is named or described. Goes out: mentions added to it.
Must not know: how those were found.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from dateline.resolve.actors.reading import Found, Reading

HE = {"he", "she", "him", "her", "himself", "herself", "his"}
THEY = {"they", "them", "themselves", "their"}
IT = {"it", "its", "itself"}


def take_up(r: Reading) -> None:
    _take_up_definite(r)
    _take_up_pronouns(r)


def _take_up_definite(r: Reading) -> None:
    """ "the group", "the militants" after "Boko Haram": the last armed group named."""
    updated = []
    for k, f in enumerate(r.found):
        word = r.lower[f.head]
        definite = f.first > 0 and r.lower[f.first - 1] in ("the", "its", "their", "these", "those")
        if f.id is None and definite and f.last - f.first == 1 and word in r.wording.group_anaphors:
            source = _last_armed(r, k)
            if source is not None:
                f = replace(f, name=source.name, id=source.id, kind=source.kind, country=source.country,
                    rule="takes_up", note=r.words(source.first, source.last))  # fmt: skip
        updated.append(f)
    r.found = updated
    for token in r.doc:
        if token.i in r.taken or token.pos_ != "NOUN" or token.lower_ not in r.wording.group_anaphors:
            continue
        if token.i == 0 or r.lower[token.i - 1] not in ("the", "this"):
            continue
        if token.dep_ in ("compound", "amod", "nmod"):
            continue
        before = [k for k, f in enumerate(r.found) if r.start(f) < token.idx]
        source = _last_armed(r, len(before)) if before else None
        if source is not None:
            r.add(
                Found(token.i, token.i + 1, token.i, source.name, source.id, source.kind, source.country, False,
                    token.tag_ == "NNS", "takes_up", r.words(source.first, source.last))
            )  # fmt: skip


def _last_armed(r: Reading, k: int) -> Found | None:
    for f in reversed(r.found[:k]):
        if f.named and f.kind in ("rebel", "militia") and not f.pronoun:
            return f
    return None


def _take_up_pronouns(r: Reading) -> None:
    new = []
    for token in r.doc:
        low = token.lower_
        if token.pos_ != "PRON" or token.i in r.taken:
            continue
        if low in HE:
            source = _antecedent(
                r,
                token,
                lambda f: (
                    f.kind == "person" or (not f.plural and f.kind in ("unknown", "state") and not f.named)
                ),
            )
        elif low in THEY:
            source = _antecedent(
                r,
                token,
                lambda f: (
                    f.plural or f.kind in ("rebel", "militia", "police", "state_force", "coalition", "crowd")
                ),
            )
        elif low in IT:
            source = _antecedent(r, token, lambda f: f.named and f.kind != "person" and not f.plural)
        else:
            continue
        if source is not None:
            new.append(
                Found(token.i, token.i + 1, token.i, source.name, source.id, source.kind, source.country, False,
                    low in THEY, "pronoun", r.words(source.first, source.last), True)
            )  # fmt: skip
    r.found.extend(new)


def _antecedent(r: Reading, token: Token, fits: object) -> Found | None:
    """The nearest fitting subject before the pronoun, in its sentence or the one before."""
    sentence = token.sent.start
    previous = r.doc[sentence - 1].sent.start if sentence else 0
    if sentence and not r.doc[previous].sent.text.strip() and previous:
        previous = r.doc[previous - 1].sent.start
    fitting = [f for f in r.found if previous <= f.head < token.i and not f.pronoun and fits(f)]  # type: ignore[operator]
    here = [f for f in fitting if f.head >= sentence and _subject(r, f)]
    before = [f for f in fitting if f.head < sentence and _subject(r, f)]
    if here:
        return here[-1]
    if before:
        return before[-1]
    return fitting[-1] if len(fitting) == 1 else None


def _subject(r: Reading, f: Found) -> bool:
    return r.doc[f.head].dep_ in ("nsubj", "nsubjpass", "agent")
