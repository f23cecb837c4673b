"""The adapter's data (`codebook.yaml`): what of Dateline is what of MUC-4, and the words that tell the rest."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def codebook() -> dict[str, Any]:
    text = files(__package__).joinpath("codebook.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def words_of(name: str) -> frozenset[str]:
    """A class of lower-case words."""
    return frozenset(codebook()["words"][name])
