"""Fine-tune the small language model of `dateline/extract/encoder.py`."""

from pathlib import Path

FOLDS = 2
OUT = Path(__file__).resolve().parents[2] / "out" / "encoder"


def fold_folder(fold: int) -> Path:
    """Where the encoder lies that was trained without the reports whose number leaves `fold`, divided by FOLDS."""
    return OUT / f"fold{fold}"
