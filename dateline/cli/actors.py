"""`dateline actors list`, `show` and `import`: the known actors, and registers that become lists of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from dateline.cli.options import AsJson, Country
from dateline.cli.output import ExitCode, console, counted, print_json
from dateline.model import PartyKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dateline.resolve.actors import Actor, ActorList
    from dateline.resolve.actors.registers import Finding, Joined, Register

HELP = """Look at the known actors; add those of your own registers."""
LIST_HELP = """List known actors: those that come with Dateline and those of $DATELINE_ACTORS.

NAME is looked for in names and aliases, whatever its capitals and accents. Every state and its
institutions are known too; of them, only the armed forces are listed.

\b
dateline actors list
dateline actors list "islamic state" --kind rebel
dateline actors list --country SY --json
"""
SHOW_HELP = """Show one actor: its names, kind, country, years, what it is part of, its codes.

\b
dateline actors show syrian-democratic-forces
dateline actors show state:TR:forces --json
"""
IMPORT_HELP = """Turn a register of actors into a list that Dateline reads ($DATELINE_ACTORS).

Three forms are known by what stands in the file: CAMEO actor dictionaries (TABARI, PETRARCH,
Phoenix), the UCDP actor data set as CSV, and a CSV with the columns name and, where wanted, aliases
(parted by ";"), kind, country, parent, valid_from, valid_to. Codes are kept.

An actor that is listed already gets the register's other names and codes; what the register says of
it beyond that stays out. Conflicts are reported. Office holders, and names whose role changes with
time, are left out: Dateline keeps no files on persons. Other persons look like groups in a
dictionary: read through the list before you use it.

\b
dateline actors import Phoenix.MilNonState.actors.txt --to phoenix.csv --dry-run
dateline actors import ucdp-actor-251.csv --to ucdp.csv
export DATELINE_ACTORS=phoenix.csv:ucdp.csv
"""

# What each finding means to whoever reads the report.
HEADINGS = {
    "known": "Listed already; names and codes added",
    "state": "States and their institutions, known without a list; left out",
    "person": "Office holders; left out",
    "role_changes": "Several roles under one name; left out",
    "several": "Names of several listed actors; left out",
    "same_name": "The same name twice in the register",
    "shared_name": "Names of two actors of one country; kept by the first",
    "name_elsewhere": "Names that an actor of another country bears too; kept",
    "kind_differs": "Another kind than in the list",
    "unknown_kind": "Kinds that are not known",
    "unknown_country": "Countries that are not known; left empty",
    "bad_date": "Dates that cannot be",
    "no_parent": "Parents that cannot be",
    "bad_name": "Names that cannot name an actor",
    "bad_line": "Lines that could not be read",
}
ONLY_COUNTED = ("state", "person")  # thousands in a country dictionary; --json has each


def parse_kind(text: str) -> str:
    if text not in get_args(PartyKind):
        raise typer.BadParameter(f"{text!r} is no kind of actor. Known: {', '.join(get_args(PartyKind))}.")
    return text


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=HELP, rich_markup_mode=None)
    group.command("list", help=LIST_HELP)(list_actors)
    group.command("show", help=SHOW_HELP)(show_actor)
    group.command("import", help=IMPORT_HELP)(import_register)
    app.add_typer(group, name="actors")


def list_actors(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Part of a name or an alias.")] = None,
    *,
    country: Country = None,
    kind: Annotated[
        str | None, typer.Option("--kind", parser=parse_kind, metavar="KIND", help="rebel, militia, police …")
    ] = None,
    json: AsJson = False,
) -> int:
    from dateline.resolve.actors.names import key_of

    wanted = " ".join(key_of(name or ""))
    found = [
        actor
        for actor in _listed().actors.values()
        if any(wanted in " ".join(key_of(each)) for each in actor.names)
        and (country is None or actor.country == country.upper())
        and kind in (None, actor.kind)
    ]
    if json:
        print_json([_record(actor) for actor in found])
    elif found:
        _print_table(found)
    else:
        print("No actors match.")
    return ExitCode.DONE


def show_actor(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="As in `dateline actors list`.")],
    *,
    json: AsJson = False,
) -> int:
    from dateline.errors import NotFound

    listed = _listed()
    actor = listed.get(identifier)
    if actor is None:
        raise NotFound(
            f"no actor has the id {identifier!r}. Look for it: dateline actors list {identifier!r}"
        )
    parts = [other.id for other in listed.actors.values() if other.parent == actor.id]
    if json:
        print_json({**_record(actor), "ancestors": listed.ancestors(actor.id), "parts": parts})
        return ExitCode.DONE
    rows = [
        ("kind", actor.kind if actor.inter is None else f"{actor.kind} (ACLED class {actor.inter})"),
        ("country", actor.country),
        ("years", _years(actor)),
        ("dated by", actor.dates_from),
        ("sits in", "; ".join(actor.seats)),
        ("aliases", "; ".join(actor.aliases)),
        ("weak", "; ".join(actor.weak_aliases)),
        ("part of", ", ".join(listed.ancestors(actor.id))),
        ("parts", ", ".join(parts)),
        ("codes", ", ".join(actor.codes)),
        ("notes", actor.notes),
    ]
    out = console()
    out.print(f"{actor.name}  {actor.id}")
    for label, value in rows:
        if value:
            out.print(f"  {label:<9}{value}")
    return ExitCode.DONE


def import_register(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The register.")],
    *,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="LIST.csv", help="The list to write; a new file.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the report only; write nothing.")] = False,
    json: AsJson = False,
) -> int:
    from dateline.resolve.actors.registers import join, read_register, write_list

    if to is None and not dry_run:
        raise typer.BadParameter("Give --to LIST.csv, or --dry-run to see the report only.")
    read = read_register(file)
    joined = join(read, _listed(but=to))
    if not dry_run and to is not None:
        write_list(joined.rows, to)
    if json:
        print_json(_report(read, joined))
        return ExitCode.DONE
    _print_findings(joined.findings)
    print(_summary(read, joined))
    if to is None or dry_run:
        print("Nothing was written.")
    else:
        print(f"Written to {to}. Dateline reads it when DATELINE_ACTORS names it.")
    return ExitCode.DONE


def _listed(but: Path | None = None) -> ActorList:
    """The shipped list and the user's own, without the one that is about to be written."""
    from dateline.resolve.actors import ActorList
    from dateline.settings import read_settings

    own = read_settings().actors
    return ActorList.load([path for path in own if but is None or path.resolve() != but.resolve()])


def _record(actor: Actor) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(actor)


def _years(actor: Actor) -> str:
    return f"{actor.valid_from or ''}–{actor.valid_to or ''}" if actor.valid_from or actor.valid_to else ""


def _print_table(actors: Sequence[Actor]) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), expand=True)
    table.add_column("id", style="dim", ratio=3, overflow="fold")
    table.add_column("name", ratio=5, overflow="fold")
    table.add_column("kind", no_wrap=True)
    table.add_column("country", no_wrap=True)
    table.add_column("years", no_wrap=True)
    for actor in actors:
        table.add_row(actor.id, actor.name, actor.kind, actor.country or "", _years(actor))
    console().print(table)


def _print_findings(findings: Sequence[Finding]) -> None:
    for kind, heading in HEADINGS.items():
        of_kind = [finding for finding in findings if finding.kind == kind]
        if of_kind:
            print(f"{heading}: {len(of_kind):,}")
        if of_kind and kind not in ONLY_COUNTED:
            for finding in of_kind:
                print(f"  line {finding.line}: {finding.name or '(no name)'}: {finding.message}")
            print()


def _summary(read: Register, joined: Joined) -> str:
    left_out = sum(finding.left_out for finding in joined.findings)
    return (
        f"{counted(read.read, read.form.upper() + ' actor')} read: {joined.added:,} added, "
        f"{joined.extended:,} of the list given more names or codes, {left_out:,} left out."
    )


def _report(read: Register, joined: Joined) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "form": read.form,
        "read": read.read,
        "added": joined.added,
        "extended": joined.extended,
        "left_out": sum(finding.left_out for finding in joined.findings),
        "findings": [asdict(finding) for finding in joined.findings],
        "rows": list(joined.rows),
    }
