"""A file of places opened, also inside a .zip, and its text. Must not know: what stands in it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dateline.decode import NotText, decode
from dateline.errors import UsageError


@contextmanager
def opened_file(path: Path) -> Iterator[IO[bytes]]:
    """The file, or the one file with places inside a .zip."""
    try:
        opened = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    with opened:
        if not zipfile.is_zipfile(opened):
            opened.seek(0)
            yield opened
            return
        try:
            with zipfile.ZipFile(opened) as archive, archive.open(_member(archive, path)) as member:
                yield member
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise UsageError(
                f"{path} cannot be unpacked ({error}): unpack it and add the file inside"
            ) from error


def _member(archive: zipfile.ZipFile, path: Path) -> str:
    names = archive.namelist()
    if any(n.startswith("xl/") for n in names):
        raise UsageError(f"{path} is a spreadsheet: save it as CSV (UTF-8) and add that")
    inside = [
        n
        for n in names
        if Path(n).suffix.lower() in {".txt", ".csv", ".tsv", ".json", ".geojson"}
        and "readme" not in n.lower()
        and not n.startswith("__MACOSX")
    ]
    if len(inside) != 1:
        found = ", ".join(sorted(inside)[:5]) or "none"
        raise UsageError(
            f"{path} should hold one .txt, .csv or .geojson file; found {found}: unpack it and add one"
        )
    return inside[0]


def text_of(path: Path) -> str:
    with opened_file(path) as opened:
        data = opened.read()
    try:
        decoded = decode(data)
    except NotText as error:
        raise UsageError(f"{path} is {error}: save it as CSV (UTF-8) and add that") from error
    if decoded.guessed or decoded.broken:  # letters of names would be guessed too
        line = _first_wrong(data)
        raise UsageError(f"{path} is not UTF-8 (line {line}): save it as UTF-8 and add it again")
    return decoded.text


def _first_wrong(data: bytes) -> int:
    """The first line that is not UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data[: error.start].count(b"\n") + 1
    return 1
