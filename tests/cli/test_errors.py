"""Wrong use: one plain line on standard error, an exit code that says what kind, and no traceback."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

import dateline.cli
from dateline.cli.output import ExitCode
from dateline.errors import DatelineError, FetchError, MissingData, NotFound, StoreError, UsageError
from tests.cli.conftest import EXAMPLES, Run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cod"], "No such command 'cod'"),
        (["code"], "Missing argument"),
        (["code", "x", "--workers", "0"], "--workers"),
        (["code", "x", "--published", "Friday"], "'Friday' is not a day. Expected YYYY-MM-DD"),
        (["events", "--since", "2024-13-01"], "'2024-13-01' is not a day"),
        (["events", "--since", "2024-02-01", "--until", "2024-01-01"], "is after --until"),
        (["events", "--type", "battle"], "'battle' is no event type. Known: armed_clash"),
        (["events", "--certainty", "sure"], "'stated', 'attributed', 'disputed'"),
        (["events", "--bbox", "1,2,3"], "Expected W,S,E,N"),
        (["events", "--bbox", "1,99,3,99"], "is no box of degrees"),
        (["code", "x", "--json", "--jsonl"], "exclude each other"),
        (["events", "--json", "--csv"], "exclude each other"),
        (["export", "xml"], "'xml' is no export format. Known: csv"),
        (["events", "--db", "mysql://host/db"], "expected a file name or postgresql://"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_wrong_use_is_one_plain_line(arguments: list[str], words: str, run: Run) -> None:
    result = run(*arguments)
    assert result.code == ExitCode.USAGE
    assert result.out == ""
    assert words in result.err
    assert result.err.startswith("dateline: ") and result.err.count("\n") == 1


@pytest.mark.parametrize("verb", [["events"], ["show", "ab"], ["explain", "ab"], ["export", "csv"]])
def test_a_database_that_is_not_there_is_named(verb: list[str], tmp_path: Path, run: Run) -> None:
    result = run(*verb, "--db", tmp_path / "none.sqlite")
    assert result.code == ExitCode.USAGE
    assert "none.sqlite" in result.err and "dateline add" in result.err
    assert not (tmp_path / "none.sqlite").exists()


def test_a_file_that_is_no_database_is_named(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no database " * 1000, encoding="utf-8")
    result = run("events", "--db", file)
    assert result.code == ExitCode.DATABASE
    assert "not a database" in result.err and result.err.count("\n") == 1
    assert file.read_text(encoding="utf-8").startswith("no database")


def test_a_missing_gazetteer_names_the_command_that_builds_it(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_GAZETTEER", str(tmp_path / "none.sqlite"))
    result = run("code", EXAMPLES / "sports-derby.json")
    assert result.code == ExitCode.MISSING_DATA
    assert "dateline gazetteer build" in result.err and result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("a"), 2),
        (NotFound("a"), 2),
        (MissingData("a"), 3),
        (StoreError("a"), 4),
        (FetchError("a"), 1),
        (DatelineError("a"), 1),
        (KeyboardInterrupt(), 130),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_each_kind_of_error_has_its_exit_code(
    error: BaseException, code: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("dateline.store.Store.open", fail)
    assert run("events").code == code


def test_an_error_of_several_lines_is_printed_as_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("first\n  second")

    monkeypatch.setattr("dateline.store.Store.open", fail)
    assert run("events").err == "dateline: first second\n"


def test_a_closed_pipe_is_quiet(sample_db: Path) -> None:
    command = [sys.executable, "-m", "dateline", "export", "jsonl", "--db", str(sample_db)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(timeout=60) == ExitCode.BROKEN_PIPE
    assert b"Traceback" not in errors and b"Broken pipe" not in errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to write to")
def test_a_full_disk_is_one_plain_line(sample_db: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dateline", "events", "--json", "--db", str(sample_db)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == ExitCode.PROBLEM
    assert done.stderr == "dateline: the output: No space left on device.\n"


def test_wrong_use_names_the_help_of_the_command(run: Run) -> None:
    assert run("events", "--page", "0").err.endswith("See 'dateline events --help'.\n")


def has_run(database: Path) -> bool:
    """Whether a database is there, made to its end, and some run has begun to write to it."""
    if not database.exists():
        return False
    with closing(sqlite3.connect(database)) as connection:
        try:
            return bool(connection.execute("SELECT count(*) FROM runs").fetchone()[0])
        except sqlite3.OperationalError:  # its tables are still being made
            return False


def test_ctrl_c_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dateline", "add", "-", "--db", str(tmp_path / "x.sqlite")]
    # A shell that runs the tests in the background ignores interrupts, and our child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 60
        while not has_run(tmp_path / "x.sqlite") and time.monotonic() < deadline:
            time.sleep(0.05)  # it is up once its run is noted; then it waits for its input
        time.sleep(0.5)  # an interrupt that falls into a callback of the garbage collector is lost by Python
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED, errors.decode()
    assert b"Traceback" not in errors


def test_the_entry_point_leaves_with_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["dateline", "no-such-verb"])
    with pytest.raises(SystemExit) as left:
        dateline.cli.main()
    assert left.value.code == ExitCode.USAGE


def test_output_is_utf8_whatever_the_locale(sample_db: Path, told_twice: str) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [sys.executable, "-m", "dateline", "show", told_twice, "--db", str(sample_db)]
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert "‹" in done.stdout.decode("utf-8")
