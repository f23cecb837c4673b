"""The encoder: words into pieces, windows, and answers that fit the report they were asked of."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from dateline.extract import build_context
from dateline.extract.context import Context
from dateline.extract.encoder import (
    CLS,
    PAIRS,
    ROOM,
    SEP,
    TYPES,
    UNKNOWN,
    bands,
    cut,
    pieces,
    shipped,
    step,
    vocabulary,
)
from dateline.model import Mentions, Report
from dateline.parse import parse


def context_of(text: str) -> Context:
    return build_context(Report(doc="t", body=text, published=date(2020, 1, 5)), parse(text), Mentions())


def words_of(found: tuple[int, ...]) -> list[str]:
    names = {number: piece for piece, number in vocabulary().items()}
    return [names[n] for n in found]


def test_a_word_is_its_longest_pieces() -> None:
    assert words_of(pieces("attack")) == ["attack"]
    assert words_of(pieces("Peshmerga"))[0] == "pe"
    assert "".join(p.removeprefix("##") for p in words_of(pieces("unmistakably"))) == "unmistakably"


def test_accents_and_signs() -> None:
    assert pieces("Ménaka") == pieces("menaka")
    assert words_of(pieces("Deir-ez-Zor")).count("-") == 2
    assert pieces("\n") == ()


def test_an_endless_word_is_unknown() -> None:
    assert pieces("x" * 500) == (UNKNOWN,)


def test_windows_hold_every_word_once_and_no_more_than_their_room() -> None:
    context = context_of("Rebels shelled the town of Kessab on Friday, residents said. " * 60)
    windows = cut(context)
    assert len(windows.ids) > 1
    assert all(ids[0] == CLS and ids[-1] == SEP and len(ids) <= ROOM + 2 for ids in windows.ids)
    told = [t for s in context.sentences for t in s if pieces(t.text)]
    flat = [n for ids in windows.ids for n in ids]
    assert [flat[windows.at[t.i]] for t in told] == [pieces(t.text)[0] for t in told]


def test_a_sentence_longer_than_a_window_is_cut() -> None:
    context = context_of("shells " * 900)
    assert all(len(ids) <= ROOM + 2 for ids in cut(context).ids)


def test_bands_are_steps_that_a_chance_has_passed() -> None:
    assert list(bands("x", 0.0)) == []
    assert len(list(bands("x", 1.0))) > len(list(bands("x", 0.5))) > len(list(bands("x", 0.05))) > 0


@pytest.mark.parametrize(("near", "far"), [(-3, -80), (1, 80)])
def test_steps_tell_sides_and_distances_apart(near: int, far: int) -> None:
    assert len({step(near), step(far), step(-near)}) == 3


def test_it_finds_the_act_and_not_the_meeting() -> None:
    context = context_of(
        "The ministers met in Geneva to discuss trade. On Monday gunmen killed twelve farmers near Zurmi."
    )
    encoded = shipped().encode(context)
    talk, act = (encoded.sentence_types([t.i for t in s])[0].max() for s in context.sentences)
    assert act > 0.5 and talk < 0.2
    killed = next(t.i for t in context.doc if t.text == "killed")
    assert TYPES[int(encoded.type_logits([killed]).argmax())] == "attack"  # type: ignore[union-attr]


def test_it_tells_the_killers_from_the_killed() -> None:
    context = context_of(
        "On Monday militants of the Islamic State shot dead twelve farmers near Zurmi, police said."
    )
    encoded = shipped().encode(context)
    where = {t.text: t.i for t in context.doc}
    answers = encoded.pairs([where["shot"]], [[where["militants"]], [where["farmers"]]])
    actor, target = PAIRS.index("actor"), PAIRS.index("target")
    assert answers[0, actor] > answers[1, actor]
    assert answers[1, target] > answers[0, target]


def test_words_outside_the_report_s_sentences_have_no_say() -> None:
    encoded = shipped().encode(context_of("Rebels shelled Kessab."))
    assert not encoded.pairs([1], [[10_000]]).any()
    assert encoded.type_logits([10_000]) is None
    assert encoded.event([10_000]) == {}


def test_the_same_report_gives_the_same_answers() -> None:
    text = "Army helicopters bombed two villages on Sunday."
    one, two = (shipped().encode(context_of(text)).vectors for _ in range(2))
    assert np.array_equal(one, two)


def test_a_report_without_words() -> None:
    assert shipped().encode(context_of(" ")).vectors.shape == (0, 384)
