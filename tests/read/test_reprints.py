"""What is one text published twice, and what only resembles another: written pairs, and the samples."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from dateline.model import Problem, Report
from dateline.read import prepare, read
from dateline.read.reprints import (
    LEAST_WORDS,
    THRESHOLD,
    Fingerprint,
    ReprintIndex,
    fingerprint,
    own_words,
    similarity,
)

EXAMPLES = Path(__file__).parents[2] / "examples"

LEAD = (
    "Gunmen on motorcycles killed seven soldiers and wounded eleven others in an ambush on a supply convoy "
    "near the town of Tarbala on Thursday night, the army said in a statement read on state radio. The "
    "convoy of six trucks was on its way to the garrison at Ouro when the first of them hit a mine. "
)
BACKGROUND = (
    "Armed groups linked to al-Qaeda have attacked the road many times since the rains ended, and villages "
    "along it have emptied. Drivers now wait at the barrier outside the market until the army gathers an "
    "escort. The governor has forbidden motorcycles after dark and closed the fuel depots, measures that "
    "traders say have ruined them. "
)
TAIL = (
    "Residents reached by telephone said that helicopters had flown over the forest until dawn, and that "
    "two men were taken from the mosque for questioning. No group has claimed the attack. The president, "
    "who came to power in a coup, promised last month to send more troops to the three northern provinces "
    "before the end of the year. "
)
WHOLE = f"{LEAD}\n\n{BACKGROUND}\n\n{TAIL}"
# The next day's report: a new toll in the lead, the rest word for word.
FOLLOW_UP = WHOLE.replace(
    "killed seven soldiers and wounded eleven", "killed nine soldiers and wounded eleven"
)


def alike(a: str, b: str) -> float:
    first, second = fingerprint(a), fingerprint(b)
    assert first is not None and second is not None
    return similarity(first, second)


@pytest.mark.parametrize(
    "reprint",
    [
        WHOLE,
        WHOLE.upper(),
        WHOLE.replace("\n\n", "\n").replace(", ", " , "),
        WHOLE.replace(" seven ", " 7 ").replace(" six trucks", " 6 trucks"),
        LEAD + BACKGROUND,  # the tail is cut
        f"{WHOLE}\n\nOur correspondent in the capital contributed to this report for the Evening Post.",
        WHOLE.replace("state radio", "the state broadcaster").replace("have ruined them", "ruined them"),
    ],
    ids=["same", "capitals", "layout", "digits", "cut", "credit", "edited"],
)
def test_text_published_again_is_a_reprint(reprint: str) -> None:
    assert alike(WHOLE, reprint) >= THRESHOLD
    assert alike(reprint, WHOLE) == alike(WHOLE, reprint)


@pytest.mark.parametrize(
    "other",
    [
        FOLLOW_UP,
        f"The toll of an ambush near Tarbala has risen to nine, the army said on Saturday. {LEAD}{TAIL}",
        WHOLE.replace("six trucks", "five trucks"),
        f"A truce was signed in the capital. {BACKGROUND}{TAIL}".replace("two men", "four men"),
        BACKGROUND + " ".join(f"other{n}" for n in range(60)),
        WHOLE + " ".join(f"new{n}" for n in range(300)),  # far more than was there
        " ".join(reversed(WHOLE.split())),
    ],
    ids=["new toll", "toll on top", "other figure", "same background", "half", "much longer", "same words"],
)
def test_text_that_only_resembles_another_is_no_reprint(other: str) -> None:
    assert alike(WHOLE, other) < THRESHOLD


def test_daily_list_in_the_same_words_with_other_figures_is_no_reprint() -> None:
    day = (
        "Military forces conducted {} strikes consisting of {} engagements against the group. Near Tarbala, "
        "{} strikes engaged {} tactical units and destroyed {} vehicles and a supply route. Near Ouro, {} "
        "strikes destroyed {} fighting positions. These strikes were conducted as part of the operation to "
        "defeat the group in the north."
    )
    assert alike(day.format(5, 8, 2, 1, 3, 3, 4), day.format(7, 9, 4, 2, 1, 3, 4)) < THRESHOLD


def test_short_text_has_no_fingerprint() -> None:
    assert fingerprint(" ".join(["word"] * (LEAST_WORDS - 1))) is None
    assert fingerprint("") is None
    assert fingerprint(" ".join(["word"] * LEAST_WORDS)) is not None


def test_fingerprint_is_the_same_in_another_process() -> None:
    code = (
        "import sys; from dateline.read.reprints import fingerprint; f = fingerprint(sys.argv[1]); "
        "print(f.values.hex(), *f.bands)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, WHOLE], capture_output=True, text=True, check=True
    ).stdout
    found = fingerprint(WHOLE)
    assert found is not None
    assert out.split() == [found.values.hex(), *found.bands]
    # Databases keep fingerprints: if this fails, theirs no longer compare with new ones.
    assert found.bands[0] == "00ea6e47313408"


def test_reprints_share_a_band_and_strangers_do_not() -> None:
    prints = [
        fingerprint(text)
        for text in (WHOLE, LEAD + BACKGROUND, TAIL + " ".join(f"word{n}" for n in range(50)))
    ]
    bands = [set(p.bands) for p in prints if p is not None]
    assert bands[0] & bands[1]
    assert not bands[1] & bands[2]
    assert all(len(b) == 20 for b in bands)


def test_similarity_needs_only_what_is_stored() -> None:
    found = fingerprint(WHOLE)
    assert found is not None
    assert similarity(Fingerprint(bytes(found.values), tuple(found.bands)), found) == 1.0


# ---------------------------------------------------------------- reports


def report(doc: str, body: str, **fields: str) -> Report:
    return prepare(Report(doc=doc, body=body, **fields))


def test_own_words_leave_out_dateline_and_furniture() -> None:
    text = (
        f"By Anna Mbeki\nTARBALA, March 6 (Reuters) - {LEAD}\nRelated: Two raids\n{BACKGROUND}\n12 comments"
    )
    words = own_words(report("a", text, title="Ambush"))
    assert words.split() == (LEAD + BACKGROUND).split()


def test_index_finds_the_earlier_report_under_another_title_byline_and_credit() -> None:
    first = report(
        "wire", f"TARBALA, March 6 (Reuters) - {WHOLE}", title="Seven soldiers die", outlet="Reuters"
    )
    again = report(
        "paper",
        f"By Staff Writer\n\nTARBALA - {WHOLE}\n\n(Reporting by Ann Ade; Editing by Bob Bee)\n"
        "Copyright 2021 Evening Post. All rights reserved.",
        title="Deadly night on the Ouro road",
        outlet="Evening Post",
    )
    index = ReprintIndex()
    assert index.find(first) is None
    index.add(first)
    assert index.find(again) == first.id
    assert index.find(first) is None  # a report is no reprint of itself
    assert index.find(report("next", f"TARBALA (Reuters) - {FOLLOW_UP}")) is None


def test_index_traces_a_reprint_of_a_reprint_to_the_first() -> None:
    first, second, third = (report(doc, WHOLE, outlet=doc) for doc in "abc")
    index = ReprintIndex()
    index.add(first)
    index.add(second.model_copy(update={"reprint_of": index.find(second)}))
    assert index.find(third) == first.id


def test_index_leaves_short_reports_out() -> None:
    index = ReprintIndex()
    index.add(report("a", "Blast heard in Tarbala."))
    assert index.find(report("b", "Blast heard in Tarbala.")) is None


def test_samples_hold_one_reprint() -> None:
    reports = [r for r in read([str(EXAMPLES)]) if not isinstance(r, Problem)]
    prints = {r.doc: found for r in reports if (found := fingerprint(own_words(r))) is not None}
    assert len(prints) == len(reports)
    pairs = {
        (a, b) for a, b in combinations(sorted(prints), 2) if similarity(prints[a], prints[b]) >= THRESHOLD
    }
    assert pairs == {("syria-raid-reprint.txt", "syria-raid-wire")}


def test_long_text_is_fingerprinted_in_bounded_time() -> None:
    found = fingerprint(" ".join(f"word{n}" for n in range(200_000)))
    assert found is not None
    assert len(found.values) <= 8 + 4 * (128 + 64)
