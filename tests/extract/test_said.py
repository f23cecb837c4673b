"""Who says so: the voices of a report, and what is given as their words."""

from __future__ import annotations

import pytest

from dateline.extract import find_mentions, find_quotes
from dateline.extract.said import Said, find_voices
from dateline.extract.sources import gather_speakers
from dateline.pipeline import Tools
from tests.extract.test_lexicons import context_of


def said(text: str, tools: Tools) -> Said:
    """How the first event of a text is told."""
    context = context_of(text, tools)
    return next(m.said for m in find_mentions(context, find_quotes(context)) if m.realis.real)


SOURCES = [
    ("Rebels shelled Aleppo on Monday, the Syrian Observatory for Human Rights said on Tuesday.",
     ["Syrian Observatory for Human Rights"]),
    ("According to the Pentagon, an airstrike killed 12 fighters near Raqqa.", ["US Department of Defense"]),
    ("Seven villages were shelled, officials in northern Iraq said.", ["officials in northern Iraq"]),
    ("Leila Haddad is a nurse in Idlib. She said rebels had shelled the town.", ["Leila Haddad"]),
    ("US officials told Reuters that an airstrike hit Raqqa.", ["US officials"]),
    ("Dozens of chemical attacks were recorded by Human Rights Watch in Syria.", ["Human Rights Watch"]),
    ("Gunmen attacked the market. “They shot four people near the mosque in Mosul,” said trader Ali Hassan.", []),
]  # fmt: skip


@pytest.mark.gazetteer
@pytest.mark.parametrize(("text", "names"), SOURCES)
def test_sources_of_an_event_are_those_who_tell_it(text: str, names: list[str], tools: Tools) -> None:
    found = said(text, tools)
    assert [a.source.name for a in found.attributions] == names
    assert found.attributed == bool(names)


@pytest.mark.gazetteer
@pytest.mark.parametrize(
    ("text", "through"),
    [
        ("US officials told Reuters that an airstrike hit Raqqa.", "Reuters"),
        ("In a statement, the Pentagon said that an airstrike hit Raqqa.", None),
        ("Officials told residents that an airstrike hit Raqqa.", None),
    ],
)
def test_agency_stands_between_the_speaker_and_the_report(
    text: str, through: str | None, tools: Tools
) -> None:
    assert [a.through for a in said(text, tools).attributions] == [through]


@pytest.mark.gazetteer
def test_agency_is_not_its_own_intermediary_and_issues_no_statement(tools: Tools) -> None:
    voices = find_voices(context_of("US officials told Reuters and AFP that an airstrike hit Raqqa.", tools))
    assert [(v.attribution.source.name, v.attribution.through) for v in voices] == [
        ("US officials", "Reuters"), ("Reuters", None), ("AFP", None),
    ]  # fmt: skip
    text = (
        "The statement from the Pentagon came on Monday. US officials told Reuters that they knew of it. "
        "The statement said an airstrike hit Raqqa."
    )
    assert find_voices(context_of(text, tools))[-1].attribution.source.name == "US Department of Defense"


@pytest.mark.gazetteer
def test_quotation_of_several_sentences_has_the_speaker_after_it(tools: Tools) -> None:
    text = "“They bombed the market in Idlib at noon. Nobody was there,” said Leila Haddad, a nurse."
    found = said(text, tools)
    assert found.rule == "quotation"
    assert ["Haddad" in a.source.name for a in found.attributions] == [True]


@pytest.mark.gazetteer
def test_term_between_quotation_marks_is_no_quotation(tools: Tools) -> None:
    found = said('John Carter spoke. The army attacked the "safe haven" of rebels in Idlib.', tools)
    assert not found.attributed


@pytest.mark.gazetteer
def test_speech_after_a_colon_goes_on_over_the_block(tools: Tools) -> None:
    text = (
        "The Foreign Secretary, Jane Roe, said:\n\nThe inquiry has concluded that the regime is to blame.\n\n"
        "Its forces shelled Aleppo on Monday."
    )
    found = said(text, tools)
    assert found.rule == "speech"
    assert ["Jane Roe" in a.source.name for a in found.attributions] == [True]


@pytest.mark.gazetteer
def test_denial_of_a_part_is_no_denial_of_the_event(tools: Tools) -> None:
    texts = [
        "The army denied that it was involved in the killing of a priest in Juba on Tuesday.",
        "The army denied that its troops had shelled Juba on Tuesday.",
    ]
    contexts = [context_of(text, tools) for text in texts]
    part, whole = (find_mentions(c, find_quotes(c))[0].said for c in contexts)
    assert (part.rule, whole.rule) == ("denied_part", "denied")


@pytest.mark.gazetteer
def test_surname_and_full_name_are_one_speaker(tools: Tools) -> None:
    text = "Leila Haddad said rebels shelled Idlib. The strike killed four people, Haddad said."
    context = context_of(text, tools)
    speakers = gather_speakers(context, find_quotes(context), [])
    assert [(s.party.name, len(s.voices)) for s in speakers.every] == [("Leila Haddad", 2)]
