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


@pytest.fixture(scope="session")
def sample_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`dateline add examples`, once."""
    database = tmp_path_factory.mktemp("samples") / "samples.sqlite"
    assert dateline.cli.run(["add", str(EXAMPLES), "--db", str(database)]) == 0
    return database


@pytest.fixture(scope="session")
def raid(sample_db: Path) -> str:
    """The event that most of the sample reports tell: wire copy, its reprint, a paper with a rival toll."""
    from dateline.store import Store

    with Store.open(sample_db, create=False) as store:
        told = [e for e in store.all_events() if {"Sample Wire"} <= set(e.outlets) and len(e.outlets) > 1]
    return max(told, key=lambda event: len(event.statements)).id
