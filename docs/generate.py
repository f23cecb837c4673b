"""Makes the parts of the docs that code knows: cli.md, schema.md, tables in codebook.md and how-it-works.md, and
accuracy.md with its plot and resolution.md from what was measured last.

`python -m docs.generate` writes them; `--check` writes nothing and fails when one is out of date (a test
runs it). `--sessions` also runs the commands of the sessions that the README shows and puts in their output.
"""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from typer.core import TyperGroup, TyperOption
from typer.main import get_command

from bench.floors import load_floors
from dateline.cli import app, run
from dateline.codebook import event_types
from dateline.store.schema import metadata
from docs.accuracy import accuracy_page, reliability_plot
from docs.demo import best_told
from docs.resolution import resolution_page

DOCS = Path(__file__).parent
Command = Any  # Typer's copy of click has no public names
SESSION = re.compile(r"(<!-- session: (?P<commands>[^\n]*?) -->\n)(.*?)(<!-- /session -->)", re.DOTALL)
NOTE = "<!-- made by docs/generate.py: change the code, then run it -->"


def commands(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    """Every command with its full name, a group before its parts."""
    yield name, command
    if isinstance(command, TyperGroup):
        for part, below in command.commands.items():
            if not below.hidden:
                yield from commands(below, f"{name} {part}")


def paragraphs(text: str | None) -> str:
    """Help text as Markdown: each paragraph on one line; click's control marks left out."""
    blocks = re.split(r"\n\s*\n", (text or "").replace("\b", "").replace("\f", "").strip("\n"))
    return "\n\n".join(_block(block) for block in blocks)


def _block(block: str) -> str:
    if re.match(r"\s*(\$ |dateline )", block):
        return "```\n" + "\n".join(line.strip() for line in block.splitlines()) + "\n```"
    return " ".join(block.split())


def cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def parameter_rows(command: Command) -> Iterator[str]:
    for parameter in command.params:
        if parameter.name == "help":
            continue
        if isinstance(parameter, TyperOption):
            names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
        else:
            names = f"`{parameter.metavar or parameter.name}`"
        choices = parameter.type_descriptor.choices
        known = f" One of: {', '.join(map(str, choices))}." if choices else ""
        yield f"| {names} | {cell(parameter.help or '')}{known} |"


def cli_page() -> str:
    parts = ["# Commands", NOTE]
    for name, command in commands(get_command(app), "dateline"):
        parts += [f"## {name}", paragraphs(command.help)]
        if epilog := paragraphs(command.epilog):
            parts.append(epilog)
        if rows := list(parameter_rows(command)):
            parts.append("\n".join(["| | |", "|---|---|", *rows]))
    return "\n\n".join(part for part in parts if part) + "\n"


def schema_page() -> str:
    parts = [
        "# The database",
        NOTE,
        "One SQLite file, or a PostgreSQL database; the same tables in both. Dates are ISO 8601. "
        "`dateline code --jsonl` prints the fields of the [codebook](codebook.md) without a database.",
    ]
    for table in metadata.sorted_tables:
        parts += [f"## {table.name}", table.comment or ""]
        rows = [_column_row(column) for column in table.columns]
        parts.append("\n".join(["| column | type | | meaning |", "|---|---|---|---|", *rows]))
        if indexes := sorted({", ".join(c.name for c in index.columns) for index in table.indexes}):
            parts.append("Indexes: " + "; ".join(f"`{columns}`" for columns in indexes))
    return "\n\n".join(part for part in parts if part) + "\n"


def _column_row(column: sa.Column[Any]) -> str:
    marks = ["key"] if column.primary_key else [] if column.nullable else ["required"]
    marks += [f"→ {key.target_fullname}" for key in column.foreign_keys]
    return f"| `{column.name}` | {cell(column.type)} | {', '.join(marks)} | {cell(column.comment or '')} |"


def codebook_page() -> str:
    """codebook.md with its table of types between the two marks made anew."""
    rows = ["| type | family | what |", "|---|---|---|"]
    rows += [f"| `{name}` | {e['family']} | {cell(e['description'])} |" for name, e in event_types().items()]
    text = (DOCS / "codebook.md").read_text(encoding="utf-8")
    pattern = re.compile(r"(<!-- types: [^\n]*-->\n).*?(<!-- /types -->)", re.DOTALL)
    return pattern.sub(lambda m: m[1] + "\n".join(rows) + "\n" + m[2], text)


def floors_page(floors: dict[str, Any]) -> str:
    """how-it-works.md with its table of floors made anew: a figure a row, a set of reports a column."""
    sets = {name: entry["floors"] for name, entry in sorted(floors["sets"].items())}
    figures = list(dict.fromkeys(figure for held in sets.values() for figure in held))
    rows = [f"| at least | {' | '.join(sets)} |", "|---" * (len(sets) + 1) + "|"]
    for figure in figures:
        least = (f"{held[figure]:.3f}" if figure in held else "" for held in sets.values())
        rows.append(f"| {figure} | {' | '.join(least)} |")
    table = "\n".join(rows) if sets else "No floors are set yet."
    text = (DOCS / "how-it-works.md").read_text(encoding="utf-8")
    pattern = re.compile(r"(<!-- floors: [^\n]*-->\n).*?(<!-- /floors -->)", re.DOTALL)
    return pattern.sub(lambda m: m[1] + table + "\n" + m[2], text)


def measured(name: str) -> dict[str, Any]:
    """What was measured last: the file says by which command."""
    found: dict[str, Any] = json.loads((DOCS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def run_session(commands: str) -> str:
    """What a user types and sees. Commands without `dateline`, parted by ";"; {event}: the best told."""
    shown: list[str] = []
    with TemporaryDirectory() as folder:
        database = str(Path(folder, "dateline.sqlite"))
        for command in commands.split(";"):
            event = best_told(database) if "{event}" in command else ""
            typed = command.strip().format(event=event)
            output = io.StringIO()
            with redirect_stdout(output), redirect_stderr(io.StringIO()):
                code = run([*shlex.split(typed), "--db", database])
            if code:
                raise SystemExit(f"'dateline {typed}' left with {code}")
            seen = output.getvalue().replace(database, "dateline.sqlite").strip("\n")
            shown.append(f"$ dateline {typed}\n\n{seen}\n")
    return "\n".join(shown)


def with_sessions(page: str) -> str:
    """The page with the output of each session made anew."""
    return SESSION.sub(lambda m: f"{m[1]}```\n{run_session(m['commands'])}```\n{m[4]}", page)


def main(arguments: list[str]) -> int:
    pages = {
        "cli.md": cli_page(),
        "schema.md": schema_page(),
        "codebook.md": codebook_page(),
        "how-it-works.md": floors_page(load_floors()),
        "accuracy.md": accuracy_page(measured("accuracy"), measured("reliability"), NOTE),
        "resolution.md": resolution_page(measured("resolution"), NOTE),
        "reliability.svg": reliability_plot(measured("reliability")),
    }
    stale = [
        name
        for name, text in pages.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        if stale:
            print(f"out of date: {', '.join(stale)}. Run: python -m docs.generate")
        return int(bool(stale))
    if "--sessions" in arguments:
        readme = DOCS.parent / "README.md"
        readme.write_text(with_sessions(readme.read_text(encoding="utf-8")), encoding="utf-8")
    for name in stale:
        (DOCS / name).write_text(pages[name], encoding="utf-8")
        print(f"wrote docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
