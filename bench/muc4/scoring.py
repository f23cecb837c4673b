"""The benchmark's own scorer, loaded from beside the project: its rules stand in one place."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

from bench.gold import load_scorer

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "muc4"


@cache
def muc_scorer() -> Any:
    """`score.py` of the benchmark as a module. Raises NotFound when it is not there."""
    sys.path.insert(0, str(FOLDER))  # it imports its neighbour muc_common
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        return load_scorer(FOLDER, "score")
    finally:
        sys.path.remove(str(FOLDER))
        sys.dont_write_bytecode = before
