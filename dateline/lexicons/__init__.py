"""Wording: how things are said, one folder a language, YAML only.

Comes in: a language and a file's name. Goes out: its parsed content, cached. Must not know: any stage.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def lexicon(name: str, language: str = "en") -> Any:
    """The content of `dateline/lexicons/<language>/<name>.yaml`. Shared: do not change what comes back."""
    text = files(__package__).joinpath(language, f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)
