"""The legend of `dateline explain`: every code that the coder can give has plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.cli.legend import explain_feature, explain_missing, explain_rule, legend, split_note
from dateline.extract.learned import models
from dateline.resolve.places.ranking import weights
from tests.cli.conftest import Run


@pytest.mark.parametrize("name", sorted(models()))
def test_legend_asks_every_model_s_question(name: str) -> None:
    assert legend()["asked"][name].endswith("?")
    assert explain_rule(f"model:{name}") != f"model:{name}"


@pytest.mark.parametrize("name", sorted(set(models()) - {"same"}))
def test_legend_knows_the_features_of_every_model(name: str) -> None:
    """A party's kind beside the event's type, and a word's class beside its path, say themselves."""
    unknown = {f for f in models()[name].weights if explain_feature(f).split(", ") == f.split("&")}
    assert unknown == set()


def test_legend_knows_what_chooses_among_places() -> None:
    shipped = {key.removeprefix("is:") for key in weights().later if not key.startswith("unlisted:")}
    unknown = {key for key in shipped - {"bias"} if explain_feature(f"place.{key}") == f"place.{key}"}
    assert unknown == set()


def test_unknown_codes_stay_as_they_are() -> None:
    assert explain_missing("never_heard") == "never_heard"
    assert explain_rule("never_heard") == "never_heard"
    assert explain_feature("never_heard:3") == "never_heard:3"


def test_a_note_that_is_no_list_of_reasons_is_kept() -> None:
    assert split_note("found by day.word") == ([], [], "found by day.word")


def test_explain_gives_reasons_in_plain_words(run: Run, sample_db: Path, told_twice: str) -> None:
    seen = run("explain", told_twice, "--db", sample_db).out
    assert "recorded" in seen and "would a coder record it?" in " ".join(seen.split())
    assert "may be one event" in seen and "from -0.2 on" in " ".join(seen.split())
    assert "note: +" not in seen and "note: -" not in seen
