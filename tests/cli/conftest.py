"""The commands run in this process, on one database made once from the sample reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import dateline.cli

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("DATELINE_DB", raising=False)

    def run_command(*arguments: object) -> Result:
        capfd.readouterr()
        code = dateline.cli.run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return run_command


# Two reports of one happening, in plain words and with rival tolls.
TOLD_TWICE = [
    {
        "doc": "first",
        "title": None,
        "published": "2022-05-14",
        "outlet": "Sample Morning",
        "url": None,
        "text": "Taliban fighters killed six soldiers in an attack on a checkpoint in Kunduz on Thursday, "
        "police said.",
    },
    {
        "doc": "second",
        "title": None,
        "published": "2022-05-15",
        "outlet": "Sample Evening",
        "url": None,
        "text": "At least nine soldiers were killed on Thursday when Taliban fighters attacked a checkpoint "
        "in Kunduz.",
    },
]


@pytest.fixture(scope="session")
def sample_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`dateline add` of the sample reports and of the two above, once."""
    folder = tmp_path_factory.mktemp("samples")
    twice = folder / "twice.jsonl"
    twice.write_text("\n".join(map(json.dumps, TOLD_TWICE)), encoding="utf-8")
    database = folder / "samples.sqlite"
    assert dateline.cli.run(["add", str(EXAMPLES), str(twice), "--db", str(database)]) == 0
    return database


@pytest.fixture(scope="session")
def told_twice(sample_db: Path) -> str:
    """The id of the event that both of the two reports tell."""
    from dateline.store import EventFilter, Store

    with Store.open(sample_db, create=False) as store:
        [event] = store.events(EventFilter(outlet="Sample Morning"), limit=2)
    assert event.outlets == ("Sample Morning", "Sample Evening")
    return event.id
