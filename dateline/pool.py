"""A stream of items through several processes, results in the order of the items.

Must not know: what the work is.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from dateline.errors import DatelineError

Item = TypeVar("Item")
Tools = TypeVar("Tools")
Result = TypeVar("Result")

AHEAD = 4  # items handed out per process beyond those being worked on: bounds memory on an endless stream
_kept: Any = None  # what a worker process loaded once, for all of its items


def ordered_map(
    work: Callable[[Item, Tools], Result],
    items: Iterable[Item],
    *,
    load: Callable[[], Tools],
    workers: int = 1,
) -> Iterator[Result]:
    """`work(item, load())` for every item, in order; `load` is called once a process.

    `work`, `load`, items and results must be picklable when `workers` > 1. At most 1 + AHEAD items
    a process are taken in advance. Raises what `work` raises; DatelineError when a process dies.
    """
    if workers <= 1:
        tools = load()
        for item in items:
            yield work(item, tools)
        return
    others = set(multiprocessing.active_children())
    # Spawned, not forked: the same on every system, and safe beside threads.
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(load,))
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(executor.submit(_run, work, item))
            if len(waiting) >= workers * (1 + AHEAD):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise DatelineError(
            "a worker process was stopped, perhaps for want of memory. Run the same command again with fewer "
            "workers; what was finished is kept"
        ) from error
    except BaseException:
        # An error, Ctrl-C, or nobody wants the rest: do not wait for work under way.
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _start(load: Callable[[], Any]) -> None:
    global _kept  # noqa: PLW0603 (one process, one set of tools)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _kept = load


def _end_with_parent() -> None:
    """A parent that was killed leaves no processes behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(work: Callable[[Any, Any], Any], item: Any) -> Any:
    global _kept  # noqa: PLW0603
    if isinstance(_kept, _Loaded):
        return work(item, _kept.tools)
    # Loaded with the first item, not at the start: an error then reaches the caller as itself.
    _kept = _Loaded(_kept())
    return work(item, _kept.tools)


class _Loaded:
    def __init__(self, tools: Any) -> None:
        self.tools = tools
