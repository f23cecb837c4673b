"""docs/export.md says what the files hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.export import FORMATS
from dateline.export.columns import EVENT_COLUMNS, STATEMENT_COLUMNS

PAGE = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [EVENT_COLUMNS, STATEMENT_COLUMNS], ids=["events", "statements"])
def test_the_page_tells_every_column_in_order(columns: dict[str, str]) -> None:
    table = "\n".join(f"| `{column}` | {meaning} |" for column, meaning in columns.items())
    assert table in PAGE


def test_the_page_tells_every_format_and_what_it_holds() -> None:
    for name, exporter in FORMATS.items():
        for what in exporter.writers:
            assert f"| `{name}` | `{what}`" in PAGE
