"""The geoparsing adapter: what it writes, and that its figures do not fall."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.floors import digest_of, falls, figures_of, folder_of, load_floors, value_of

TEXT = "Clinics in Goma and Bukavu ran out of cholera vaccine, the Democratic Republic of Congo said."


@pytest.fixture
def written(tmp_path: Path) -> Path:
    spans = [{"start": TEXT.index(w), "end": TEXT.index(w) + len(w)} for w in ("Goma", "Bukavu")]
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"docid": "d", "text": TEXT, "toponyms": spans}) + "\n", encoding="utf-8")
    return file


@pytest.mark.gazetteer
@pytest.mark.parametrize("given", [[], ["--given-spans"]])
def test_the_command_writes_names_with_their_points(written: Path, tmp_path: Path, given: list[str]) -> None:
    target = tmp_path / "out.jsonl"
    assert main(["geo", "--input", str(written), "--output", str(target), *given]) == 0
    (line,) = target.read_text(encoding="utf-8").splitlines()
    found = {TEXT[t["start"] : t["end"]]: t for t in json.loads(line)["toponyms"]}
    assert (found["Goma"]["lat"], found["Goma"]["lon"]) == pytest.approx((-1.68, 29.22), abs=0.1)
    assert found["Bukavu"]["geonameid"] == "217831"


def test_input_without_output_is_refused(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["geo", "--input", str(written)]) == 2
    assert "--input and --output go together" in capsys.readouterr().err


@pytest.mark.gold
@pytest.mark.gazetteer
@pytest.mark.skipif(not folder_of("geo").exists(), reason="no geoparsing corpora beside the project")
def test_geoparsing_stays_above_its_floors() -> None:
    entry = load_floors()["sets"]["geo"]
    assert entry["digest"] == digest_of("geo")
    assert falls({k: value_of(v) for k, v in figures_of("geo").items()}, entry["floors"]) == []
