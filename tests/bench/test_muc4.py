"""The MUC-4 adapter on texts written for it: what it reads, what it finds, what it says in the benchmark's terms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.__main__ import main
from bench.floors import digest_of, falls, figures_of, folder_of, load_floors, value_of
from bench.muc4 import code_document, models, predict, read_record
from bench.muc4.anchors import find_anchors
from bench.muc4.codebook import codebook
from bench.muc4.document import readable, report_of
from bench.muc4.incidents import ROLES, TYPES, begin, weigh_phrases
from bench.muc4.phrases import find_phrases
from dateline.pipeline import Tools

TEXT = """\
   SAN SALVADOR, 12 MAR 90 (AFP) -- [TEXT] FOUR HOODED GUERRILLAS OF THE
FARABUNDO MARTI NATIONAL LIBERATION FRONT [FMLN] KIDNAPPED MAYOR JULIO
ALBERTO CARRANZA IN SAN MIGUEL ON 10 MARCH, THE POLICE REPORTED.

   IN ANOTHER INCIDENT, A POWERFUL BOMB EXPLODED YESTERDAY IN SANTA ANA AND
DESTROYED A BANK. THE BOMB WAS PLACED BY UNIDENTIFIED INDIVIDUALS.
"""


def record(text: str = TEXT, day: str | None = "1990-03-12") -> dict[str, Any]:
    return {"docid": "WRITTEN-0001", "dateline": {"raw": "", "date": day}, "text": text}


def test_a_wrapped_paragraph_becomes_one_line_of_the_same_length() -> None:
    shown = readable(TEXT)
    assert len(shown) == len(TEXT)
    assert "OF THE FARABUNDO MARTI NATIONAL LIBERATION FRONT (FMLN)" in shown
    assert "\n\n   IN ANOTHER" in shown


def test_a_dateline_without_a_year_gives_no_day_of_publication() -> None:
    assert report_of(record("   LIMA (AFP) -- [TEXT] NOTHING HAPPENED HERE.", "--03-12")).published is None


def test_phrases_are_the_texts_own_words_without_article_and_number(tools: Tools) -> None:
    document = read_record(record(), tools)
    phrases = {p.bare: p for p in find_phrases(document, find_anchors(document))}
    assert "HOODED GUERRILLAS" in phrases
    assert phrases["HOODED GUERRILLAS"].numbered == "FOUR HOODED GUERRILLAS"


def test_a_title_is_parted_from_the_name_behind_it(tools: Tools) -> None:
    document = read_record(record(), tools)
    named = {p.name: p.title for p in find_phrases(document, find_anchors(document)) if p.name}
    assert named.get("JULIO ALBERTO CARRANZA") == "MAYOR", named


def test_an_abbreviation_in_brackets_is_the_name_before_it(tools: Tools) -> None:
    text = (
        "   LIMA, 3 APR 90 (AFP) -- [TEXT] THE SOUTHERN HIGHLAND PEASANT FRONT [SHPF] KIDNAPPED TWO ENGINEERS.\n\n"
        "   THE SHPF GUERRILLAS ASK FOR A RANSOM.\n"
    )
    reading = begin(read_record(record(text), tools))
    weigh_phrases(reading, models())
    together = [
        {p.bare for p in e.phrases} for e in reading.entities if any(p.bare == "SHPF" for p in e.phrases)
    ]
    assert all("SOUTHERN HIGHLAND PEASANT FRONT" in names for names in together)


def test_a_kidnapping_and_a_bombing_are_two_templates(tools: Tools) -> None:
    templates = code_document(read_record(record(), tools), models())
    assert {t["type"] for t in templates} == {"KIDNAPPING", "BOMBING"}
    assert all(t["location"][0] == "EL SALVADOR" for t in templates)


def test_a_template_says_who_did_what_to_whom(tools: Tools) -> None:
    templates = code_document(read_record(record(), tools), models())
    kidnapping = next(t for t in templates if t["type"] == "KIDNAPPING")
    assert [h["names"] for h in kidnapping["hum_targets"]] == [["JULIO ALBERTO CARRANZA"]]
    assert kidnapping["stage"] == "ACCOMPLISHED"


def test_a_report_of_a_ball_game_has_no_template(tools: Tools) -> None:
    text = "   LIMA, 3 APR 90 (AFP) -- [TEXT] THE NATIONAL TEAM WON ITS GAME YESTERDAY BY TWO GOALS TO ONE.\n"
    assert code_document(read_record(record(text), tools), models()) == []


def test_only_docid_dateline_and_text_are_read(tools: Tools) -> None:
    with_answers = record() | {"templates": [{"type": "ROBBERY"}]}
    assert list(predict([with_answers])) == list(predict([record()]))


def test_every_question_has_its_model() -> None:
    assert {f"phrase.{r}" for r in ROLES} | {f"type.{t}" for t in TYPES} <= models().keys()
    assert {"told", "same", "incident", "spot", "moment"} <= models().keys()


def test_words_of_the_codebook_are_in_small_letters() -> None:
    assert [w for words in codebook()["words"].values() for w in words if w != w.lower()] == []


def test_the_command_writes_a_line_a_record(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps(record()) + "\n", encoding="utf-8")
    assert main(["muc4", "--split", str(source), "--output", str(target)]) == 0
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["docid"] for line in lines] == ["WRITTEN-0001"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["muc4", "--split", str(tmp_path / "none.jsonl")]) == 1
    assert "no file" in capsys.readouterr().err


@pytest.mark.gold
@pytest.mark.skipif(not folder_of("muc4").exists(), reason="no MUC-4 records beside the project")
def test_muc4_stays_above_its_floors() -> None:
    entry = load_floors()["sets"]["muc4"]
    assert entry["digest"] == digest_of("muc4")
    assert falls({k: value_of(v) for k, v in figures_of("muc4").items()}, entry["floors"]) == []
