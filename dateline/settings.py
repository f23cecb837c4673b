"""Where this user's database, gazetteer and actor lists are: the environment in, `Settings` out.

The only module that reads environment variables for the rest. Stages take paths as arguments; they use this
only for a default that nobody passed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import UsageError

YES, NO = frozenset({"1", "yes", "true", "on"}), frozenset({"", "0", "no", "false", "off"})
DATABASE = "dateline.sqlite"


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run uses unless an option says otherwise.

    `database` is a path or a URL. `gazetteer` None means `gazetteer_path()`. `actors` are lists (CSV) read
    after the one that comes with Dateline. `redact_persons`: outputs hide who holds no office.
    """

    database: str = DATABASE
    gazetteer: Path | None = None
    actors: tuple[Path, ...] = ()
    redact_persons: bool = False


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """DATELINE_DB, DATELINE_GAZETTEER, DATELINE_ACTORS (several paths, parted as in PATH) and
    DATELINE_REDACT_PERSONS (1 or 0); blank is unset. Raises UsageError for another word than yes or no.

    >>> read_settings({"DATELINE_DB": "postgresql://localhost/events"}).database
    'postgresql://localhost/events'
    """
    return Settings(
        database=environ.get("DATELINE_DB") or DATABASE,
        gazetteer=_path(environ.get("DATELINE_GAZETTEER")),
        actors=tuple(
            Path(name).expanduser()
            for name in environ.get("DATELINE_ACTORS", "").split(os.pathsep)
            if name.strip()
        ),
        redact_persons=_is_yes("DATELINE_REDACT_PERSONS", environ),
    )


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where built data is kept: DATELINE_HOME, else `dateline` in the XDG data folder. May not exist yet.

    >>> data_folder({"XDG_DATA_HOME": "/data"}).as_posix()
    '/data/dateline'
    """
    if home := _path(environ.get("DATELINE_HOME")):
        return home
    # The XDG specification says to ignore a relative value.
    shared = _path(environ.get("XDG_DATA_HOME"))
    return (shared if shared and shared.is_absolute() else Path.home() / ".local" / "share") / "dateline"


def gazetteer_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The gazetteer's file: DATELINE_GAZETTEER, else `gazetteer.sqlite` in the data folder.

    >>> gazetteer_path({"DATELINE_HOME": "/data"}).as_posix()
    '/data/gazetteer.sqlite'
    """
    return _path(environ.get("DATELINE_GAZETTEER")) or data_folder(environ) / "gazetteer.sqlite"


def _path(value: str | None) -> Path | None:
    return Path(value).expanduser() if value and value.strip() else None


def _is_yes(name: str, environ: Mapping[str, str]) -> bool:
    given = environ.get(name, "").strip().lower()
    if given not in YES | NO:  # a misspelt "yes" must not show names
        raise UsageError(f"{name}={given!r} is neither yes nor no. Set it to 1 or 0.")
    return given in YES
