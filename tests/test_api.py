"""The public surface: what `import dateline` gives, and that its examples run."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime

import pytest

import dateline

TEXT = "Gunmen killed two police officers in Mosul on Friday."
PUBLIC = [
    "Assessment", "Attribution", "Claim", "Coding", "Count", "DatelineError", "Event", "EventToll", "FetchError",
    "Grade", "How", "Interval", "Judgement", "Materiel", "MissingData", "NotFound", "Party", "Place", "Problem",
    "Report", "Rival", "Span", "Statement", "StoreError", "Toll", "UsageError", "When", "__version__", "code",
    "geoparse", "redact",
]  # fmt: skip


def test_the_public_names_are_these_and_no_others() -> None:
    assert dateline.__all__ == PUBLIC
    assert all(hasattr(dateline, name) for name in PUBLIC)


def test_every_public_name_says_what_it_is() -> None:
    undocumented = [
        n for n in PUBLIC if n != "__version__" and not (getattr(dateline, n).__doc__ or "").strip()
    ]
    assert undocumented == []


def test_coding_a_text_gives_typed_records_with_their_words() -> None:
    coding = dateline.code(TEXT, title="Two die", published="2023-02-19", doc="mine")
    assert isinstance(coding, dateline.Coding)
    assert (coding.report.doc, coding.report.title) == ("mine", "Two die")
    [statement] = coding.statements
    assert isinstance(statement, dateline.Statement)
    assert statement.when.start == date(2023, 2, 17)
    assert coding.report.words(statement.evidence) == TEXT
    [toll] = statement.tolls
    assert (toll.kind, toll.low, toll.high) == ("killed", 2, 2)


@pytest.mark.parametrize("published", ["2023-02-19", date(2023, 2, 19), datetime(2023, 2, 19, 14, 30)])
def test_the_day_of_publication_may_be_text_or_a_date(published: str | date) -> None:
    assert dateline.code(TEXT, published=published).report.published == date(2023, 2, 19)


def test_places_of_a_text_stand_where_they_say() -> None:
    text = "Shells hit a camp 15 km south of Idlib, in northern Syria."
    places = dateline.geoparse(text)
    assert [(p.name, p.precision) for p in places] == [("Idlib", "near"), ("northern Syria", "region")]
    assert [text[p.spans[0].start : p.spans[0].end] for p in places] == [p.text for p in places]
    assert all(p.lat is not None and p.lon is not None and p.radius_km for p in places)
    with pytest.raises(dateline.UsageError):
        dateline.geoparse(" ")


def test_the_same_text_gives_the_same_ids() -> None:
    first, second = (dateline.code(TEXT, published="2023-02-19") for _ in range(2))
    assert [s.id for s in first.statements] == [s.id for s in second.statements]


def test_without_a_day_of_publication_a_weekday_stays_unresolved_and_says_why() -> None:
    coding = dateline.code(TEXT)
    [statement] = coding.statements
    assert statement.when.start is None and statement.missing
    assert "no_date" in {problem.code for problem in coding.problems}


@pytest.mark.parametrize(
    ("text", "published"), [("", None), (" \n", None), (TEXT, "Friday"), (TEXT, "2023-02-30")]
)
def test_wrong_use_is_a_usage_error(text: str, published: str | None) -> None:
    with pytest.raises(dateline.UsageError):
        dateline.code(text, published=published)


def test_importing_dateline_loads_nothing_heavy() -> None:
    script = "import sys, dateline; print({'spacy', 'sqlalchemy', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_extractor_may_be_chosen() -> None:
    [by_rules] = dateline.code(TEXT, published="2023-02-19", extractor="rules").statements
    [combined] = dateline.code(TEXT, published="2023-02-19").statements
    assert by_rules.evidence == combined.evidence
    assert by_rules.confidence != combined.confidence
    with pytest.raises(dateline.UsageError, match="rules, learned, combined"):
        dateline.code(TEXT, extractor="best")
