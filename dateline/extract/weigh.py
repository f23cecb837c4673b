"""How likely is it that a coder would record this, call it the news, and give it as somebody's claim?

Comes in: a group of mentions and the statement made of it. Goes out: three probabilities, each a logistic model
over features with readable names, trained by `training/extract` (card and scores there). Must not know other reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from dateline.extract.context import ARMED, Context
from dateline.extract.encoder import TYPES, bands, sigmoid
from dateline.extract.groups import Group
from dateline.extract.learned import Features, Model, bucket
from dateline.extract.mention import EventMention
from dateline.extract.roles import RANK
from dateline.model import How, Statement, When

FIRST_PERSON = frozenset(["i", "we", "my", "our", "me", "us"])
UNREAL = frozenset(["if", "would", "could", "should", "might", "may", "whether", "unless"])


def features_of(
    context: Context, group: Group, statement: Statement, groups: list[Group], *, report: Features
) -> Features:
    """What is known of a statement, as the names of the features that hold. `report`: those of the report."""
    found = {f"type:{statement.type}", f"rules_focus:{statement.focus}", *report}
    found.update(_group(context, group, groups))
    found.update(_values(context, group, statement))
    found.update(_encoded(context, group, statement))
    lead = group.mentions[0]
    found.update(f"first.{f}" for f in _mention(context, lead))
    for mention in group.mentions:
        found.update(f"any.{f}" for f in _mention(context, mention))
    return frozenset(found)


def _encoded(context: Context, group: Group, statement: Statement) -> Iterator[str]:
    """What the encoder says: of the event words, and of the sentence that they stand in."""
    if context.encoded is None:
        return
    for name, chance in context.encoded.event(group.words).items():
        yield from bands(f"encoder_{name}", chance)
    logits = context.encoded.type_logits(group.words)
    if logits is not None:
        chances = sigmoid(logits)
        own = TYPES.index(statement.type)
        yield from bands("encoder_type", chances[own])
        yield from bands("encoder_any_type", chances.max())
        yield f"encoder_type_first:{chances[own] == chances.max()}"
    sentences = {m.sentence: context.sentences[m.sentence] for m in group.mentions}
    told = max(
        context.encoded.sentence_types([t.i for t in sentence])[0][TYPES.index(statement.type)]
        for sentence in sentences.values()
    )
    yield from bands("encoder_sentence", told)


def _report(context: Context, groups: list[Group]) -> Iterator[str]:
    report = context.report
    words = max(1, len(context.doc))
    yield f"report.groups{bucket(len(groups), 2, 4, 8, 16)}"
    yield f"report.words{bucket(words, 150, 400, 800, 1500)}"
    yield f"report.published:{report.published is not None}"
    yield f"report.title:{report.title is not None}"
    first = sum(t.lower_ in FIRST_PERSON for t in context.doc)
    yield f"report.first_person{bucket(100 * first / words, 0.3, 1, 2)}"
    yield f"report.dateline:{report.dateline is not None}"


def _group(context: Context, group: Group, groups: list[Group]) -> Iterator[str]:
    first = group.mentions[0].sentence
    yield f"sentence{bucket(first, 1, 3, 6, 12, 25)}"
    yield f"place_in_report{bucket(first / max(1, len(context.sentences)), 0.2, 0.5, 0.8)}"
    yield f"mentions{bucket(len(group.mentions), 2, 3, 5)}"
    if any(m.in_title for m in group.mentions):
        yield "in_title"
    number = groups.index(group)
    here = {m.sentence for m in group.mentions}
    same = [g for g in groups[:number] if g.type == group.type]
    if any(here & {m.sentence for m in g.mentions} for g in same):
        yield "same_type_in_sentence_before"
    places = {m.place.place.name for m in group.mentions if m.place is not None}
    if any(places & {m.place.place.name for m in g.mentions if m.place is not None} for g in same):
        yield "same_type_and_place_before"
    yield f"same_type_before{bucket(len(same), 1, 2, 4)}"
    shared = sum(bool(here & {m.sentence for m in g.mentions}) for g in groups) - 1
    yield f"others_in_sentence{bucket(shared, 1, 2, 3)}"


def _values(context: Context, group: Group, statement: Statement) -> Iterator[str]:
    where = statement.how["place"].rule
    yield f"place:{where}:{statement.place.precision if statement.place else None}"
    when = statement.when
    yield f"time:{when.precision if when.start else None}"
    published = context.report.published
    if when.start is not None and when.end is not None and published is not None:
        yield f"age{bucket((published - when.end).days, 0, 2, 8, 32, 100, 400)}"
        yield f"length{bucket((when.end - when.start).days, 1, 8, 32, 370)}"
    timed = [m for m in group.mentions if m.time is not None]
    yield f"time_words:{bool(timed)}"
    if any(m.time is not None and m.time.duration for m in timed):
        yield "duration"
    kinds = {("bare" if "bare" in t.how.rule else "number") if t.how else "number" for t in statement.tolls}
    yield from (f"toll:{kind}" for kind in kinds or {"none"})
    yield f"tolls{bucket(len(statement.tolls), 1, 2, 3)}"
    for role, parties in (
        ("actor", statement.actors), ("target", statement.targets), ("partner", statement.partners),
    ):  # fmt: skip
        if not parties:
            yield f"{role}:none"
        for party in parties:
            kind = "armed" if party.kind in ARMED else party.kind
            yield f"{role}:{kind}:{'listed' if party.id else 'described'}"
    yield f"count:{statement.count is not None}"
    yield f"attributed:{statement.certainty}"
    yield f"sources{bucket(len(statement.attributions), 1, 2)}"
    yield f"materiel:{bool(statement.materiel)}"


def _mention(context: Context, mention: EventMention) -> Iterator[str]:
    token = mention.trigger.token
    yield f"rule:{mention.trigger.rule.id}"
    yield f"lemma:{token.lemma_.lower()}"
    yield f"realis:{mention.realis.status}"
    yield f"said:{mention.said.rule.split(':')[0]}"
    if mention.said.denied:
        yield "denied"
    if mention.realis.hedged:
        yield "hedged"
    if mention.trigger.verbal:
        yield from _verb(token)
    else:
        yield from _noun(token)
    yield f"own_place:{mention.place.place.precision if mention.place else None}"
    yield f"own_time:{mention.time.when.precision if mention.time else None}"
    yield f"own_toll:{bool(mention.tolls)}"
    yield f"own_actor:{bool(mention.actors)}"
    yield f"own_target:{bool(mention.targets)}"
    place = "spot" if mention.place and RANK[mention.place.place.precision] > 2 else bool(mention.place)
    told = f"place:{place}&time:{mention.time is not None}&toll:{bool(mention.tolls)}"
    yield told
    yield f"{'verb' if mention.trigger.verbal else 'noun'}&{told}"
    yield f"rule:{mention.trigger.rule.id}&place:{place}"
    yield f"rule:{mention.trigger.rule.id}&time:{mention.time is not None}"
    yield f"rule:{mention.trigger.rule.id}&actor:{bool(mention.actors)}"
    sentence = context.sentences[mention.sentence]
    lower = {t.lower_ for t in sentence}
    if lower & FIRST_PERSON:
        yield "sentence.first_person"
    if lower & UNREAL:
        yield "sentence.unreal"
    if "?" in lower:
        yield "sentence.question"
    if any(t.dep_ == "neg" for t in sentence):
        yield "sentence.negation"
    yield f"sentence.words{bucket(len(sentence), 8, 15, 30, 45)}"


def _verb(verb: Token) -> Iterator[str]:
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    yield f"verb:{verb.tag_}"
    for name, words in (
        ("had", {"had"}), ("have", {"have", "has", "'ve"}), ("be_now", {"is", "are", "'s", "'re"}),
        ("been", {"been"}), ("modal", {"would", "could", "may", "might", "must", "can", "will"}),
    ):  # fmt: skip
        if helpers & words:
            yield f"helper:{name}"
    yield f"clause:{verb.dep_}"
    if verb.dep_ not in {"ROOT"} and verb.head.pos_ in {"VERB", "AUX"}:
        yield f"under:{verb.head.lemma_.lower()}"


def _noun(noun: Token) -> Iterator[str]:
    yield f"noun:{noun.tag_}:{noun.dep_}"
    first = next((c for c in noun.children if c.dep_ in {"det", "poss"}), None)
    if first is None:
        yield "noun.bare"
    else:
        yield f"noun.det:{first.lower_ if first.dep_ == 'det' else 'poss'}"
    if any(c.dep_ == "nummod" for c in noun.children):
        yield "noun.counted"
    above = noun.head
    if noun.dep_ == "pobj":
        yield f"noun.after:{above.lower_}"
        above = above.head
    if above.pos_ in {"VERB", "AUX"}:
        yield f"under:{above.lemma_.lower()}"


def weigh(
    context: Context, groups: list[Group], statements: list[Statement]
) -> list[tuple[Statement, Features]]:
    """Each statement (one a group) with its features: what the models are trained on and answer from."""
    report = frozenset(_report(context, groups))
    return [
        (s, features_of(context, g, s, groups, report=report))
        for g, s in zip(groups, statements, strict=True)
    ]


def choose(weighed: list[tuple[Statement, Features]], models: Mapping[str, Model]) -> list[Statement]:
    """The statements that a coder would record, with confidence, focus and certainty as the models have it."""
    if "record" not in models:
        return [statement for statement, _ in weighed]
    record = models["record"]
    out = []
    for statement, features in weighed:
        chance = record.probability(features)
        if chance >= record.threshold:
            out.append(_judged(prune(statement, chance, models), features, chance, models))
    return out


def _judged(
    statement: Statement, features: Features, chance: float, models: Mapping[str, Model]
) -> Statement:
    def answer(name: str) -> tuple[bool, How]:
        model = models[name]
        score = model.probability(features)
        how = How(rule=f"model:{name}", score=round(score, 3), note=model.reasons(features))
        return score >= model.threshold, how

    focus, how_focus = answer("focus")
    claim, how_claim = answer("claim")
    if statement.certainty == "disputed":
        certainty, how_claim = "disputed", statement.how["certainty"]
    else:
        certainty = "attributed" if claim else "stated"
    _, how_record = answer("record")
    how = {**statement.how, "record": how_record, "focus": how_focus, "certainty": how_claim}
    return statement.model_copy(
        update={"confidence": chance, "focus": focus, "certainty": certainty, "how": how}
    )


def prune(statement: Statement, chance: float, models: Mapping[str, Model]) -> Statement:
    """Without the values that are more likely wrong than worth it, given how likely the event itself is.

    A value is right when the event is one and the value belongs to it: the product of the two probabilities.
    """

    def holds(how: How | None, role: str) -> bool:
        model = models.get(role)
        return model is None or how is None or how.score is None or how.score * chance >= model.threshold

    update: dict[str, object] = {
        field: tuple(p for p in getattr(statement, field) if holds(p.how, role))
        for field, role in (("actors", "actor"), ("partners", "partner"), ("targets", "target"))
    }
    if not update["actors"]:  # whoever helps helps somebody: alone it is the one who acts
        update["actors"], update["partners"] = update["partners"], ()
    update["attributions"] = tuple(a for a in statement.attributions if holds(a.source.how, "source"))
    update["tolls"] = tuple(t for t in statement.tolls if holds(t.how, "toll"))
    missing = dict(statement.missing)
    if statement.place is not None and not holds(statement.place.how, "place"):
        update["place"] = None
        missing["place"] = "no_place_fits"
    if statement.when.start is not None and not holds(statement.when.how, "time"):
        update["when"] = When(how=How(rule="no_time_fits"))
        missing["start"] = missing["end"] = "no_time_fits"
    return statement.model_copy(update={**update, "missing": missing})
