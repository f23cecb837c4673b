"""The re3d adapter on texts written for it: spans with their determiners, types, and how they are scored."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.floors import digest_of, falls, figures_of, folder_of, load_floors, value_of
from bench.re3d import FOLDER, find_entities, score
from dateline.pipeline import Tools

TEXT = (
    "The Iraqi army retook the village near Mosul on Tuesday, Foreign Minister Sami Haddad said. "
    "He said at least 13 women and children were killed by mortar shells."
)
needs_scorer = pytest.mark.skipif(not FOLDER.is_dir(), reason="no re3d scorer beside the project")


@pytest.fixture(scope="module")
def found(tools: Tools) -> dict[str, str]:
    """Words of each span -> its type."""
    return {TEXT[span.start : span.end]: kind for span, kind in find_entities("written", TEXT, tools)}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("The Iraqi army", "Organisation"),
        ("the village", "Location"),
        ("Mosul", "Location"),
        ("Tuesday", "Temporal"),
        ("He", "Person"),
        ("mortar shells", "Weapon"),
    ],
)
def test_a_span_has_its_determiner_and_its_type(found: dict[str, str], words: str, kind: str) -> None:
    assert found.get(words) == kind


def test_a_person_keeps_the_office(found: dict[str, str]) -> None:
    assert found.get("Foreign Minister Sami Haddad") == "Person"


def test_people_told_of_by_number_are_an_organisation(found: dict[str, str]) -> None:
    assert [kind for words, kind in found.items() if "13 women" in words] == ["Organisation"]


def test_no_span_overlaps_another(tools: Tools) -> None:
    spans = [span for span, _ in find_entities("written", TEXT, tools)]
    assert all(a.end <= b.start for a, b in pairwise(spans))


@needs_scorer
def test_half_a_span_counts_as_overlap_alone() -> None:
    gold = [{"docid": "d", "entities": [{"start": 0, "end": 9, "type": "Person", "confidence": 1.0}]}]
    values = score(gold, {"d": [{"start": 4, "end": 9, "type": "Person"}]})
    assert (values["exact"]["ALL"], values["overlap"]["ALL"]) == (0.0, 1.0)


@needs_scorer
def test_what_the_crowd_rejected_and_other_types_do_not_count() -> None:
    gold = [
        {
            "docid": "d",
            "entities": [
                {"start": 0, "end": 9, "type": "Person", "confidence": 0.1},
                {"start": 0, "end": 9, "type": "Money", "confidence": 1.0},
                {"start": 20, "end": 29, "type": "Location", "confidence": 1.0},
            ],
        }
    ]
    assert score(gold, {"d": [{"start": 20, "end": 29, "type": "Location"}]})["exact"]["ALL"] == 1.0


def test_the_command_writes_a_line_a_text(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"docid": "d", "text": TEXT}) + "\n", encoding="utf-8")
    assert main(["re3d", "--split", str(source), "--output", str(target)]) == 0
    (line,) = target.read_text(encoding="utf-8").splitlines()
    assert {"start": 0, "end": 14, "type": "Organisation"} in json.loads(line)["entities"]


@pytest.mark.gold
@pytest.mark.skipif(not folder_of("re3d").exists(), reason="no re3d texts beside the project")
def test_re3d_stays_above_its_floors() -> None:
    entry = load_floors()["sets"]["re3d"]
    assert entry["digest"] == digest_of("re3d")
    assert falls({k: value_of(v) for k, v in figures_of("re3d").items()}, entry["floors"]) == []
