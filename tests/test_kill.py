"""`kill -9` while reports are added, at many moments: the next run finishes, nothing is lost or twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bench.scale import make_codings
from dateline import adding
from dateline.adding import add_codings, start_run
from dateline.model import Coding
from dateline.pipeline import Tools, add
from dateline.read import read
from dateline.store import Store, schema

ROOT = Path(__file__).parent.parent
REPORTS = 100
BATCH = 20  # statements linked in one go: many goes, so that kills meet them too
# These differ with the moments of the kills: among the ids are those of events that were merged on the way.
COMPUTED_OR_RUN = {"runs", "pending", "filing", "event_changes", "event_ids"}
MOMENTS = {"run_id", "added", "rules", "number"}


def made_up() -> Iterator[Coding]:
    return islice(make_codings(seed=3, places=12), REPORTS)


def add_made_up(database: str) -> None:
    """What the killed process does: a cheap coder in the place of the real one."""
    adding.BATCH = BATCH
    with Store.open(database) as store:
        run = start_run(store, actors=(), gazetteer=None, extractor="rules", workers=1)
        add_codings(made_up(), store, run)


def start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def start_adding(database: str) -> subprocess.Popen[bytes]:
    code = "import sys; from tests.test_kill import add_made_up; add_made_up(sys.argv[1])"
    return start("-c", code, database)


def finish(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors.decode()


def kill(process: subprocess.Popen[bytes]) -> bool:
    """Whether it was still running."""
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for what tells when and by which run it came."""
    found = {}
    with store._engine.connect() as connection:
        for table in schema.metadata.sorted_tables:
            if table.name not in COMPUTED_OR_RUN:
                columns = [c for c in table.columns if c.name not in MOMENTS]
                rows = connection.execute(sa.select(*columns)).all()
                found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def filed(store: Store) -> set[tuple[Any, ...]]:
    with store._engine.connect() as connection:
        return {tuple(row) for row in connection.execute(sa.select(schema.filing))}


def check_sound(store: Store) -> None:
    if store._engine.dialect.name == "sqlite":
        with store._engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.fixture(scope="module")
def unkilled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The database of a run that was left alone."""
    with Store.open(tmp_path_factory.mktemp("unkilled") / "x.sqlite") as store:
        add_codings(
            made_up(), store, start_run(store, actors=(), gazetteer=None, extractor="rules", workers=1)
        )
        yield store


def test_killed_runs_finish_to_what_one_run_gives(target: str, unkilled: Store) -> None:
    draw = random.Random(5)
    killed = seen_between = 0
    with Store.open(target) as store:
        for _ in range(12):
            before = store.counts()
            process = start_adding(target)
            wait_for_progress(process, store, before)
            time.sleep(draw.uniform(0, 0.15))
            if not kill(process):
                break
            killed += 1
            check_sound(store)
            counts = store.counts()
            seen_between += 0 < counts.reports < REPORTS or 0 < counts.unlinked < counts.statements
        finish(start_adding(target))
        check_sound(store)
        assert contents(store) == contents(unkilled)
        assert filed(store) == filed(unkilled)
        assert store.counts().unlinked == 0
    assert killed >= 3
    assert seen_between >= 1, "no kill met a run half-way: the test shows nothing"


def wait_for_progress(process: subprocess.Popen[bytes], store: Store, before: object) -> None:
    """Until the process has written something more than its run."""
    deadline = time.monotonic() + 60
    while process.poll() is None and store.counts() == before and time.monotonic() < deadline:
        time.sleep(0.005)


def test_two_processes_adding_at_once_give_what_one_gives(target: str, unkilled: Store) -> None:
    both = [start_adding(target), start_adding(target)]
    for process in both:
        finish(process)
    with Store.open(target) as store:
        check_sound(store)
        assert contents(store) == contents(unkilled)
        assert store.counts().unlinked == 0


def test_killed_command_finishes_when_run_again(tmp_path: Path, tools: Tools) -> None:
    """The real coder, through the command line."""

    draw = random.Random(7)
    database = tmp_path / "killed.sqlite"
    command = ("-m", "dateline", "add", "examples", "--db", str(database))
    met_half_way = 0
    with Store.open(database) as store, Store.open(tmp_path / "unkilled.sqlite") as other:
        add(read([str(ROOT / "examples")]), other, tools=tools)
        whole = other.counts().reports
        for _ in range(4):
            before = store.counts()
            process = start(*command)
            wait_for_progress(process, store, before)
            time.sleep(draw.uniform(0, 0.3))
            kill(process)
            check_sound(store)
            met_half_way += 0 < store.counts().reports < whole
        finish(start(*command))
        check_sound(store)
        assert contents(store) == contents(other)
        assert filed(store) == filed(other)
        assert store.counts().unlinked == 0
    assert met_half_way >= 1, "no kill met a run half-way: the test shows nothing"
