"""`--help` of every command: a snapshot that users rely on, with examples, answered at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from dateline.cli import app
from tests.cli.conftest import Run

SNAPSHOTS = Path(__file__).parent / "help"
VERBS = ["code", "add", "events", "show", "explain", "export", "geoparse", "check", "actors", "gazetteer",
         "changes", "judge"]  # fmt: skip
GROUPS = {"actors": ["list", "show", "import"], "gazetteer": ["build", "add", "remove", "info"],
          "judge": ["same", "different", "part-of", "accept", "reject", "correct", "withdraw", "list"]}  # fmt: skip
COMMANDS = [
    [],
    *([verb] for verb in VERBS),
    *([group, verb] for group, verbs in GROUPS.items() for verb in verbs),
]
WRITE = os.environ.get("DATELINE_WRITE_SNAPSHOTS") == "1"


def named(command: list[str]) -> str:
    return " ".join(["dateline", *command])


@pytest.mark.parametrize("command", COMMANDS, ids=named)
def test_help_is_as_snapshotted(command: list[str], run: Run) -> None:
    result = run(*command, "--help")
    snapshot = SNAPSHOTS / f"{'-'.join(['dateline', *command])}.txt"
    if WRITE:
        snapshot.write_text(result.out, encoding="utf-8")
    assert result.code == 0
    assert result.out == snapshot.read_text(encoding="utf-8"), (
        "the help changed: if that is meant, run the tests with DATELINE_WRITE_SNAPSHOTS=1 and commit"
    )


@pytest.mark.parametrize("command", [c for c in COMMANDS if " ".join(c) not in GROUPS], ids=named)
def test_help_has_an_example(command: list[str], run: Run) -> None:
    out = run(*command, "--help").out
    assert any(line.strip().startswith(named(command)) for line in out.splitlines()[1:])


def test_every_command_has_its_snapshot() -> None:
    commands = getattr(get_command(app), "commands", {})
    assert sorted(commands) == sorted(VERBS)
    assert {file.stem for file in SNAPSHOTS.iterdir()} == {"-".join(["dateline", *c]) for c in COMMANDS}


def test_help_loads_nothing_heavy() -> None:
    heavy = ("spacy", "sqlalchemy", "trafilatura", "numpy", "lxml", "httpx", "rich.table")
    script = (
        "import sys; from dateline.cli import run; run(['--help']); "
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_no_command_prints_the_help(run: Run) -> None:
    result = run()
    assert "Usage: dateline" in result.out + result.err


def test_version_is_printed(run: Run) -> None:
    import dateline

    assert run("--version").out == f"dateline {dateline.__version__}\n"
