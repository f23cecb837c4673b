"""docs/export.md says what the files hold."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dateline.codebook import read_yaml
from dateline.codebook.policies import Policy, policies
from dateline.export import FORMATS
from dateline.export.columns import EVENT_COLUMNS, STATEMENT_COLUMNS
from dateline.export.recorded import policy_columns

PAGE = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [EVENT_COLUMNS, STATEMENT_COLUMNS], ids=["events", "statements"])
def test_the_page_tells_every_column_in_order(columns: dict[str, str]) -> None:
    table = "\n".join(f"| `{column}` | {meaning} |" for column, meaning in columns.items())
    assert table in PAGE


def test_the_page_tells_every_format_and_what_it_holds() -> None:
    for name, exporter in FORMATS.items():
        for what in exporter.writers:
            assert f"| `{name}` | `{what}`" in PAGE


@pytest.mark.parametrize("policy", policies().values(), ids=list(policies()))
def test_the_page_tells_every_policy_its_columns_and_its_rules(policy: Policy) -> None:
    assert policy_tables(policy) in PAGE


def test_the_page_tells_how_each_way_to_count_is_recorded() -> None:
    assert ways_table() in PAGE


def ways_table() -> str:
    """Words and what each policy records of them, from the examples that a test runs."""
    heads = [
        f"{policy.name} {value}"
        for policy in policies().values()
        for value in dict.fromkeys(column.value for column in policy.columns.values())
    ]
    rows = [
        [example["words"]]
        + ["open" if n is None else f"{n:,}" for policy in policies() for n in example[policy]]
        for example in read_yaml("toll_policies.yaml")["examples"]
    ]
    lines = [["words", *heads], ["---"] * (len(heads) + 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def policy_tables(policy: Policy) -> str:
    """A policy as the page tells it; to write the page anew: python -m tests.export.test_docs_export."""
    columns = [f"| `{name}` | {means} |" for name, means in policy_columns(policy).items()]
    values = list(dict.fromkeys(column.value for column in policy.columns.values()))
    words = read_yaml("toll_policies.yaml")["wordings"]
    rules = [
        f"| {words[wording]} | {' | '.join(str(rule[value]) for value in values)} | "
        f"{rule.get('note') or 'read'} |"
        for wording, rule in policy.rules.items()
    ]
    return "\n".join(
        [
            f"**`--tolls {policy.name}`**: {policy.title}. {policy.says} Source: {policy.source}.",
            "",
            "| column | holds |",
            "|---|---|",
            *columns,
            "",
            f"| words | {' | '.join(values)} | |",
            f"|---|{'---|' * len(values)}---|",
            *rules,
        ]
    )


if __name__ == "__main__":
    sys.stdout.write("\n\n".join([*map(policy_tables, policies().values()), ways_table()]) + "\n")
