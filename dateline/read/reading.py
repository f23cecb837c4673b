"""Paths, patterns, web addresses and standard input in; one stream of prepared reports and problems out.

Must not know: any format (formats/ does), nor who asks.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import urlsplit

from dateline.errors import FetchError, UsageError
from dateline.model import Problem, Report
from dateline.read.fetch import fetch
from dateline.read.formats import read_input, too_large
from dateline.read.inputs import Input, ReadLimits, problem
from dateline.read.prepare import prepare, problems_of

_DEFAULT = ReadLimits()


def read(
    inputs: Iterable[str],
    *,
    allow_private: bool = False,
    stdin: IO[bytes] | None = None,
    published: date | None = None,
    outlet: str | None = None,
    limits: ReadLimits = _DEFAULT,
) -> Iterator[Report | Problem]:
    """Read files, folders, patterns ("news/*.html"), web addresses and "-" (standard input), in that order.

    Lazy: nothing is opened before it is asked for. Folders are read recursively in the order of their names,
    hidden files left out. Every report is prepared (see `prepare`) and followed by the problems of its
    values; an input that cannot be read gives one Problem with severity "error", and reading goes on.
    `published` and `outlet` are given to reports whose input carries none; they go before what the text says.

    Raises UsageError for "-" without `stdin`.
    """
    for given in inputs:
        for item in _open(given, allow_private, stdin, limits):
            if isinstance(item, Problem):
                yield item
                continue
            for found in read_input(item, limits):
                if isinstance(found, Problem):
                    yield found
                    continue
                report = prepare(_fill(found, published, outlet))
                yield report
                yield from problems_of(report)


def _fill(report: Report, published: date | None, outlet: str | None) -> Report:
    changes: dict[str, object] = {}
    if report.published is None and published is not None:
        changes |= {"published": published, "published_from": "input"}
    if report.outlet is None and outlet is not None:
        changes["outlet"] = outlet
    return report.model_copy(update=changes) if changes else report


def _open(
    given: str, allow_private: bool, stdin: IO[bytes] | None, limits: ReadLimits
) -> Iterator[Input | Problem]:
    if given == "-":
        yield _open_stdin(stdin, limits)
    elif "://" in given:
        yield _open_url(given, allow_private, limits)
    else:
        yield from _open_paths(given, limits)


def _open_stdin(stdin: IO[bytes] | None, limits: ReadLimits) -> Input | Problem:
    if stdin is None:
        raise UsageError("'-' reads standard input, but no stream was given: pass stdin=sys.stdin.buffer")
    data = stdin.read(limits.collection_bytes + 1)
    if len(data) > limits.collection_bytes:
        return too_large("standard input", len(data), limits.collection_bytes)
    return Input(name="-", where="standard input", data=data)


def _open_url(url: str, allow_private: bool, limits: ReadLimits) -> Input | Problem:
    try:
        page = fetch(url, limits=limits, allow_private=allow_private)
    except FetchError as error:
        return problem("fetch_failed", str(error), url)
    suffix = (
        PurePosixPath(urlsplit(page.url).path).suffix if page.content_type in (None, "text/plain") else ""
    )
    return Input(
        name=url,
        where=url,
        data=page.data,
        suffix=suffix,
        content_type=page.content_type,
        charset=page.charset,
        url=page.url,
    )


def _open_paths(given: str, limits: ReadLimits) -> Iterator[Input | Problem]:
    try:
        path = Path(given).expanduser()
        is_folder, exists = path.is_dir(), os.path.lexists(path)
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name, no home folder
        yield problem("not_found", f"{given!r} is not a path ({error}). Check its spelling.", given)
        return
    if is_folder:
        yield from _open_folder(path, limits)
    elif exists:
        yield _open_file(path, path.name, limits)
    elif glob.has_magic(given):
        yield from _open_pattern(given, limits)
    else:
        yield problem(
            "not_found", f"{given} does not exist. Check the spelling, or the folder you are in.", given
        )


def _open_pattern(pattern: str, limits: ReadLimits) -> Iterator[Input | Problem]:
    matches = sorted(glob.glob(str(Path(pattern).expanduser()), recursive=True))  # noqa: PTH207 (absolute too)
    if not matches:
        yield problem(
            "not_found", f"no file matches {pattern}. Check the pattern, or the folder you are in.", pattern
        )
    for match in matches:
        if Path(match).is_dir():
            # "**" names the folders and their files: the files are enough.
            if "**" not in pattern:
                yield from _open_folder(Path(match), limits)
        else:
            yield _open_file(Path(match), Path(match).name, limits)


def _open_folder(folder: Path, limits: ReadLimits) -> Iterator[Input | Problem]:
    refused: list[OSError] = []
    found = False
    for here, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in files if not name.startswith(".")):
            found = True
            path = Path(here, name)
            yield _open_file(path, path.relative_to(folder).as_posix(), limits)
    for error in refused:
        yield _unreadable(Path(error.filename or folder), error)
    if not found and not refused:
        yield problem("empty", f"{folder} holds no files. Expected reports. Check the folder.", str(folder))


def _open_file(path: Path, name: str, limits: ReadLimits) -> Input | Problem:
    """The file's bytes. Read up to the limit only, so that a device or a pipe cannot fill the memory."""
    where = str(path)
    try:
        if not path.is_file():
            kind = "a broken link" if path.is_symlink() else "not a regular file"
            return problem("not_a_file", f"{where} is {kind}. Expected a file of text. Leave it out.", where)
        with path.open("rb") as file:
            data = file.read(limits.collection_bytes + 1)
    except OSError as error:
        return _unreadable(path, error)
    if len(data) > limits.collection_bytes:
        return too_large(where, path.stat().st_size, limits.collection_bytes)
    return Input(name=name, where=where, data=data, suffix=path.suffix)


def _unreadable(path: Path, error: OSError) -> Problem:
    code = "no_permission" if isinstance(error, PermissionError) else "unreadable"
    return problem(
        code,
        f"{path} cannot be opened ({error.strerror or error}). Check its permissions, or leave it out.",
        str(path),
    )
