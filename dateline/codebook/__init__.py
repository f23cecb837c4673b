"""Meaning: what counts as an event, its types and families, roles, precision levels, mappings.

Comes in: nothing (YAML beside this file). Goes out: typed look-ups. Must not know: how anything is worded.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


def read_yaml(name: str) -> Any:
    """The parsed content of a YAML file in this folder."""
    return yaml.load(files(__package__).joinpath(name).read_text(encoding="utf-8"), yaml.CSafeLoader)


@lru_cache(maxsize=1)
def event_types() -> dict[str, dict[str, Any]]:
    """Event type -> {label, family, description, main_act (rank when a report tells several acts at once)}."""
    types: dict[str, dict[str, Any]] = read_yaml("events.yaml")
    return types


def family(event_type: str) -> str:
    """The family of a type: types of one family may name the same happening ("raid", "offensive").

    >>> family("shelling") == family("air_strike")
    True
    """
    return str(event_types()[event_type]["family"])
