"""Items through several processes: the same results, in order, and a plain end when something breaks."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from dateline.errors import DatelineError, MissingData
from dateline.pool import AHEAD, ordered_map


def load_ten() -> int:
    return 10


def load_nothing() -> int:
    raise MissingData("the gazetteer is not there: run 'dateline gazetteer build'")


def times(item: int, by: int) -> int:
    time.sleep(0.02 * (item % 3))  # later items are done before earlier ones
    return item * by


def fail_at_two(item: int, by: int) -> int:
    if item == 2:
        raise ValueError("two")
    return item * by


def die_at_two(item: int, by: int) -> int:
    if item == 2:
        os._exit(9)
    return item * by


def process_id(item: int, _: int) -> int:
    return os.getpid()


def children() -> set[int | None]:
    return {process.pid for process in multiprocessing.active_children()}


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    found = list(ordered_map(times, iter(range(25)), load=load_ten, workers=workers))
    assert found == [10 * n for n in range(25)]


def test_work_is_done_in_other_processes() -> None:
    found = set(ordered_map(process_id, range(8), load=load_ten, workers=2))
    assert os.getpid() not in found


@pytest.mark.parametrize("workers", [1, 2])
def test_only_a_few_items_are_taken_in_advance(workers: int) -> None:
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    results = ordered_map(times, endless(), load=load_ten, workers=workers)
    assert [next(results) for _ in range(3)] == [10, 20, 30]
    assert taken <= 3 + workers * (1 + AHEAD)
    results.close()  # type: ignore[attr-defined]
    assert not children()


@pytest.mark.parametrize("workers", [1, 2])
def test_error_of_the_work_reaches_the_caller_in_its_turn(workers: int) -> None:
    results = ordered_map(fail_at_two, range(50), load=load_ten, workers=workers)
    assert [next(results), next(results)] == [0, 10]
    with pytest.raises(ValueError, match="two"):
        next(results)
    assert not children()


@pytest.mark.parametrize("workers", [1, 2])
def test_error_of_loading_reaches_the_caller(workers: int) -> None:
    with pytest.raises(MissingData, match="gazetteer build"):
        list(ordered_map(times, range(3), load=load_nothing, workers=workers))
    assert not children()


def test_process_that_dies_is_told() -> None:
    with pytest.raises(DatelineError, match="a worker process was stopped"):
        list(ordered_map(die_at_two, range(50), load=load_ten, workers=2))
    assert not children()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are watched through /proc")
def test_processes_end_when_their_parent_is_killed() -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    parent = context.Process(target=_hold_two, args=(theirs,))
    parent.start()
    workers = {ours.recv() for _ in range(2)}
    assert all(map(_runs, workers))
    parent.kill()
    parent.join()
    deadline = time.monotonic() + 20
    while any(map(_runs, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_runs, workers))


def _hold_two(pipe: multiprocessing.connection.Connection) -> None:
    for found in ordered_map(_wait_long, range(2), load=partial(_pipe, pipe), workers=2):
        raise AssertionError(found)


def _pipe(pipe: object) -> object:
    return pipe


def _wait_long(_: int, pipe: multiprocessing.connection.Connection) -> None:
    pipe.send(os.getpid())
    time.sleep(60)


def _runs(pid: int) -> bool:
    """Whether the process is there and not merely waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
