"""The parse keeps every offset: of plain texts, of texts in capitals, of texts parsed in parts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from dateline import parse as parsing
from dateline.errors import MissingData
from dateline.parse import load_parser, parse
from dateline.truecase import Names, capitalise, find_stretches, is_acronym, is_common, lower, truecase, upper

NAMES = Names.of(["Syrian Democratic Forces", "FARC", "Peruvian", "Shining Path", "IS", "EFE", "Kurdish"])
TELEX = (
    "   LIMA, 3 JAN 90 (EFE) -- [TEXT] THE PERUVIAN POLICE REPORTED THAT THREE PEASANTS WERE KILLED IN\n"
    "SAN MIGUEL DE LA SIERRA ON FRIDAY.  IT IS THE THIRD ATTACK BY THE SHINING PATH IN AYACUCHO.\n"
)


@pytest.fixture(scope="module")
def model() -> Language:
    return load_parser()


def recased(text: str, model: Language) -> str:
    return truecase(text, model, NAMES)


def assert_same_places(text: str) -> None:
    """Every token's text stands where it says, but for case; together they are the whole text."""
    doc = parse(text, NAMES)
    assert doc.text.casefold() == text.casefold()
    assert len(doc.text) == len(text)
    for token in doc:
        assert text[token.idx : token.idx + len(token)].casefold() == token.text.casefold()


# ---------------------------------------------------------------- capitals


def test_telex_copy_gets_the_case_of_a_sentence(model: Language) -> None:
    assert recased(TELEX, model) == (
        "   Lima, 3 Jan 90 (EFE) -- [text] the Peruvian police reported that three peasants were killed in\n"
        "San Miguel de la Sierra on Friday.  It is the third attack by the Shining Path in Ayacucho.\n"
    )


def test_case_does_not_depend_on_what_was_read_before(model: Language) -> None:
    text = "THE PRC AND UNHCR MEN FIRED ON TROOPS OF THE GOU [TEXT] IN TOWN"
    fresh = load_parser.__wrapped__()
    fresh("The PRC and UNHCR sent a TEXT to GOU forces; Prc, Unhcr, Gou and Text too.")
    assert recased(text, fresh) == recased(text, model)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TWO SOLDIERS KILLED IN RAID NEAR TOWN", "Two soldiers killed in raid near town"),
        ("THE U.S. EMBASSY WAS HIT BY TWO ROCKETS", "The U.S. embassy was hit by two rockets"),
        ("US FORCES KILLED TWO MEN WHO ATTACKED THEM", "US forces killed two men who attacked them"),
        ("THE MEN TOLD US THAT THEY WERE ATTACKED", "The men told us that they were attacked"),
        ("IT IS SAID THAT THE IS-HELD TOWN FELL", "It is said that the is-held town fell"),
        ("THE FARC'S MEN DIDN'T FIRE, THE POLICE SAID", "The FARC's men didn't fire, the police said"),
        (
            "THE GROUP ATTACKED ON 5 MAY AND MAY ATTACK AGAIN",
            "The group attacked on 5 May and may attack again",
        ),
        ("GEN. LOPEZ SPOKE. THE ATTACKS WENT ON", "Gen. Lopez spoke. The attacks went on"),
        (
            "THE FRONT FOR LIBERATION [FL] CLAIMED THE ATTACK",
            "The front for liberation [FL] claimed the attack",
        ),
        ("KURDISH FIGHTERS TOOK THE TOWN, THEY SAID", "Kurdish fighters took the town, they said"),
        ("TWENTY-TWO AIRSTRIKES HIT THE OLD MARKET", "Twenty-two airstrikes hit the old market"),
    ],
)
def test_capitals_become_what_a_reader_expects(model: Language, text: str, expected: str) -> None:
    assert recased(text, model) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Two men died, the UN said. NATO, EU, UN, AU, SADC and OSCE were told.",
        "MOGADISHU, Somalia (AP) - Two men died.",
        "BREAKING NEWS: Two men died.",
        "two men died in wau, the army said.",
        "قتل جنديان يوم الجمعة",
        "",
    ],
)
def test_text_in_mixed_case_is_left_alone(model: Language, text: str) -> None:
    assert recased(text, model) == text


def test_only_the_stretch_in_capitals_changes(model: Language) -> None:
    text = "TWO MEN KILLED IN A RAID\nGao, MALI - The FARC said no. TWO MEN WERE KILLED TODAY. The UN asked."
    assert recased(text, model) == (
        "Two men killed in a raid\nGao, MALI - The FARC said no. Two men were killed today. The UN asked."
    )
    assert [text[a:b] for a, b in find_stretches(text, model)] == [
        "TWO MEN KILLED IN A RAID",
        "TWO MEN WERE KILLED TODAY",
    ]


def test_letters_whose_small_form_is_longer_keep_their_place(model: Language) -> None:
    text = "İZMİR POLICE SAID THAT TWO MEN WERE KILLED IN THE STRAẞE ATTACK ŉ ﬃ ǅ"
    assert len(recased(text, model)) == len(text)
    assert (lower("İẞ"), upper("ŉß"), capitalise("ßa")) == ("İß", "ŉß", "ßa")


@pytest.mark.parametrize("word", ["killed", "peasants", "subversives", "airstrikes", "gunmen", "the", "went"])
def test_english_words_are_common(model: Language, word: str) -> None:
    assert is_common(word, model)


@pytest.mark.parametrize("word", ["usulutan", "farabundo", "fmln", "ayacucho"])
def test_other_words_are_not_common(model: Language, word: str) -> None:
    assert not is_common(word, model)


def test_acronym_has_no_vowel_or_is_known_in_capitals_only(model: Language) -> None:
    assert [w for w in ("FMLN", "CIA", "GEN", "LIMA", "AGO", "ON", "MR") if is_acronym(w, model)] == [
        "FMLN",
        "CIA",
    ]


def test_names_and_common_words_are_told_apart_in_capitals() -> None:
    doc = parse(TELEX, NAMES)
    proper = {token.text for token in doc if token.pos_ == "PROPN"}
    assert {"Lima", "San", "Miguel", "Ayacucho", "Shining", "Path"} <= proper
    assert {"police", "reported", "peasants", "killed", "attack"} & proper == set()
    assert [token.lemma_ for token in doc if token.pos_ == "VERB"] == ["report", "kill"]


# ---------------------------------------------------------------- offsets


@pytest.mark.parametrize(
    "text",
    [
        "Two men died.\r\n\r\nThree fled.\r\n",
        "\u200fTwo \u202emen\u202c died in Zu\u0308rich \U0001f4a5.\u00a0\u2028Three fled.",
        TELEX,
        "İZMİR POLICE SAID THAT TWO MEN WERE KILLED.",
        " \n\n ",
        "",
    ],
)
def test_tokens_stand_where_the_text_has_them(text: str) -> None:
    assert_same_places(text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["TWO MEN WERE KILLED IN ", "Lima", " said. ", "\r\n", "İ", "é", "e\u0301", "💥", "\u200f", "ß"]
        ),
        max_size=12,
    ).map("".join)
)
def test_tokens_stand_where_any_text_has_them(text: str) -> None:
    assert_same_places(text)


def test_line_break_ends_a_sentence() -> None:
    doc = parse("Three soldiers killed in Wau\nThe army said so on Friday.")
    assert [s.text.strip() for s in doc.sents] == [
        "Three soldiers killed in Wau",
        "The army said so on Friday.",
    ]


# ---------------------------------------------------------------- long texts

PARAGRAPH = "Two men were killed near the town on Friday, the army said. Three others fled to the north.\n\n"


def test_long_text_is_parsed_in_parts_with_the_same_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    text = PARAGRAPH * 30
    whole = parse(text)
    monkeypatch.setattr(parsing, "PART", 400)
    parts = parse(text)
    assert parts.text == text
    assert [(t.idx, t.text) for t in parts] == [(t.idx, t.text) for t in whole]
    assert [s.start for s in parts.sents] == [s.start for s in whole.sents]


@pytest.mark.parametrize("text", ["word " * 300, "x" * 1500, "line without blank\n" * 90, TELEX * 8])
def test_long_text_without_paragraphs_is_cut_where_it_can_be(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(parsing, "PART", 400)
    assert_same_places(text)


def test_missing_model_names_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MODEL", "no_such_model")
    with pytest.raises(MissingData, match="pip install en-core-web-sm"):
        load_parser.__wrapped__()
