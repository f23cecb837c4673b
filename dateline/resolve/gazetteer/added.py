"""A user's own places in the gazetteer: files added to the index, listed, removed, and applied again by a build.

Comes in: a file (given.py reads it). Goes out: a changed index, always replaced as a whole. The files are kept
beside the index, in the folder `<index>.added`; what they changed in the index is noted there and can be undone.
Must not know: reports, parses.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from dateline.errors import DatelineError, MissingData, NotFound, UsageError
from dateline.resolve.gazetteer.given import Reading, Unusable
from dateline.resolve.gazetteer.index import Added, Gazetteer
from dateline.resolve.gazetteer.packages import Progress
from dateline.resolve.gazetteer.planned import Index, Planned, Planner, Refused

TABLES = """
CREATE TABLE IF NOT EXISTS added (
  name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, licence TEXT NOT NULL, added_at TEXT NOT NULL, form TEXT NOT NULL,
  places INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS added_place (id INTEGER PRIMARY KEY);  -- places that no built-in source has
CREATE TABLE IF NOT EXISTS added_name (  -- names that a built-in place has got
  key TEXT NOT NULL, place INTEGER NOT NULL, plain TEXT NOT NULL, PRIMARY KEY (key, place, plain)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS replaced AS SELECT * FROM place WHERE 0;  -- built-in places as they were
CREATE UNIQUE INDEX IF NOT EXISTS replaced_id ON replaced (id);
"""
UNDO = """
DELETE FROM name WHERE (key, place, plain) IN (SELECT key, place, plain FROM added_name);
DELETE FROM name WHERE place IN (SELECT id FROM added_place);
DELETE FROM place WHERE id IN (SELECT id FROM added_place);
INSERT OR REPLACE INTO place SELECT * FROM replaced;
DELETE FROM skeleton WHERE NOT EXISTS (SELECT 1 FROM name WHERE name.key = skeleton.name);
DELETE FROM added; DELETE FROM added_place; DELETE FROM added_name; DELETE FROM replaced;
"""
STALE_SECONDS = 3600


@dataclass(slots=True)
class Result:
    """What adding one file did. `new` places, `known` ones that it renamed or completed; `passed_over`: of no kind

    that reports speak of (GeoNames extracts). `already`: the same file had been added as `source`; nothing changed.
    """

    source: Added
    already: bool = False
    new: int = 0
    known: int = 0
    passed_over: int = 0
    unusable: list[Unusable] = field(default_factory=list)


class _Kept(NamedTuple):
    """A file as it is kept: the copy, and what was said of it."""

    path: Path
    name: str
    sha256: str
    licence: str
    added_at: str
    country: str | None


def add(
    target: Path, path: Path, *, now: datetime, name: str | None = None, licence: str = "unknown",
    country: str | None = None,
) -> Result:  # fmt: skip
    """Put the places of a file into the gazetteer at `target`. The same file again changes nothing.

    `name`: what it is listed as, the file's own name unless given. `country` (ISO 3166-1): of rows that give none.

    Raises MissingData without a gazetteer; NotFound without the file; UsageError when it cannot be read, when none
    of its rows can be used, or when another file was added by this name.
    """
    before = Gazetteer.open(target).added()
    if not path.is_file():
        raise NotFound(f"no file {path}")
    name = name or path.name
    if not re.fullmatch(r"\w[^/\\\x00-\x1f]{0,199}", name):
        raise UsageError(
            f"{name!r} cannot name a source: begin with a letter or digit, and leave out slashes"
        )
    with path.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    for source in before:
        if source.sha256 == sha256:
            then = next((k.country for k in _all_kept(_folder(target)) if k.name == source.name), country)
            if then != country:
                how = "no --country" if then is None else f"--country {then}"
                raise UsageError(
                    f"{source.name} was added with {how}: run 'dateline gazetteer remove {source.name}' first, to add "
                    "it with another"
                )
            return Result(source, already=True)
        if source.name == name:
            raise UsageError(
                f"another file was added as {name} on {source.added_at[:10]}: run 'dateline gazetteer remove {name}' "
                "first, or give this one another name (--name)"
            )
    kept = _Kept(path, name, sha256, licence, now.isoformat(), country)
    with _changed(target) as connection:
        result = _apply(connection, kept)
        if not result.source.places:
            first = f": {result.unusable[0].where}, {result.unusable[0].reason}" if result.unusable else ""
            raise UsageError(f"{path} gives no place that can be used{first}")
        _keep(kept, _folder(target))
    return result


def remove(target: Path, name: str) -> Added:
    """Take the places of one added file out of the gazetteer again, and forget the file.

    Raises MissingData without a gazetteer; NotFound when no file was added by this name.
    """
    before = {source.name: source for source in Gazetteer.open(target).added()}
    if name not in before:
        known = ", ".join(before) or "none"
        raise NotFound(f"no file was added as {name!r}; added: {known}")
    with _changed(target) as connection:
        connection.executescript(UNDO)
        for kept in _all_kept(_folder(target)):
            if kept.name != name:
                _apply(connection, kept)
        connection.commit()
        connection.execute("VACUUM")
        shutil.rmtree(_folder(target) / name, ignore_errors=True)
    return before[name]


def apply_kept(part: Path, target: Path, *, progress: Progress = lambda _: None) -> None:
    """Put the files kept for `target` into the newly built index `part`; one that fails is told and left out."""
    with closing(sqlite3.connect(part)) as connection:
        connection.executescript(TABLES)
        for kept in _all_kept(_folder(target)):
            try:
                with connection:
                    result = _apply(connection, kept)
            except DatelineError as error:
                progress(f"{kept.name} is left out: {error}")
            else:
                progress(f"added {result.source.places:,} places of {kept.name}")


def is_current(target: Path) -> bool:
    """Whether the index holds the files that are kept for it, and no others."""
    kept = {(k.name, k.sha256) for k in _all_kept(_folder(target))}
    return kept == {(source.name, source.sha256) for source in Gazetteer(target).added()}


# ---------------------------------------------------------------- files


def _folder(target: Path) -> Path:
    return target.with_name(f"{target.name}.added")


def _keep(kept: _Kept, folder: Path) -> None:
    home = folder / kept.name
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept.path, home / "file")
    told = {k: v for k, v in kept._asdict().items() if k != "path"}
    (home / "about.json").write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")


def _all_kept(folder: Path) -> list[_Kept]:
    """Oldest first, the order in which they are applied."""
    found = []
    for about in folder.glob("*/about.json"):
        try:
            told = json.loads(about.read_text(encoding="utf-8"))
            found.append(_Kept(path=about.with_name("file"), **told))
        except (ValueError, TypeError) as error:
            raise UsageError(
                f"{about} was altered and cannot be read: delete {about.parent} and add the file again"
            ) from error
    return sorted(found, key=lambda k: (k.added_at, k.name))


@contextmanager
def _changed(target: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the index to write to; it takes the index's place when all went well. Readers keep the old one.

    Raises MissingData for an index of another version; DatelineError when another process changed it meanwhile, whose
    change would be lost.
    """
    _remove_stale(target)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    before = _state(target)
    try:
        shutil.copyfile(target, part)
        with closing(sqlite3.connect(part)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
            yield connection
            connection.commit()
        if _state(target) != before:
            raise DatelineError("another process changed the gazetteer meanwhile: run the same command again")
        part.replace(target)
    except sqlite3.Error as error:
        raise MissingData(
            f"the file {target} is no gazetteer of this version ({error}): run 'dateline gazetteer build'"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _state(target: Path) -> tuple[int, int, int]:
    found = target.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _remove_stale(target: Path) -> None:
    """Delete the copies of runs that were killed: none that works leaves its copy alone for so long."""
    for part in target.parent.glob(f"{target.name}.*.part"):
        if time.time() - part.stat().st_mtime > STALE_SECONDS:
            part.unlink(missing_ok=True)


# ---------------------------------------------------------------- from rows to the index


def _apply(connection: sqlite3.Connection, kept: _Kept) -> Result:
    reading = Reading(kept.path)
    index = Index(connection, kept.country)
    source = Added(kept.name, kept.sha256, kept.licence, kept.added_at, reading.form, 0)
    result = Result(source)
    if reading.form == "GeoNames":  # row by row: an extract may hold millions
        items: Iterable[Planned | Unusable] = index.of_geonames(reading)
    else:
        items = list(Planner(index).plan(reading))
    placed: set[int] = set()
    for item in items:
        if isinstance(item, Unusable):
            result.unusable.append(item)
            continue
        given, known = item
        try:
            i = index.put(given, known, names_only=reading.form == "GeoNames")
        except Refused as error:
            result.unusable.append(Unusable(given.where, str(error)))
            continue
        result.new += known is None and i not in placed
        result.known += known is not None and i not in placed
        placed.add(i)
    result.passed_over = reading.passed_over
    result.source = source._replace(places=len(placed))
    connection.execute("INSERT INTO added VALUES (?,?,?,?,?,?)", result.source)
    return result
