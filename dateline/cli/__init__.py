"""The command line: one module a verb. Arguments in; lines, JSON and an exit code out.

Must not know: how anything is read, coded, linked or stored. Heavy imports stand inside the commands, so that
`--help` and mistakes are answered at once.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

import dateline
from dateline.cli import (
    actors,
    add,
    changes,
    check,
    code,
    events,
    explain,
    export,
    gazetteer,
    geoparse,
    judge,
    show,
)
from dateline.cli.output import ExitCode
from dateline.errors import DatelineError, MissingData, StoreError, UsageError

EXIT_CODES = """\b
Exit codes: 0 done · 1 an input could not be read, or a check failed · 2 wrong use
3 data not installed · 4 the database cannot be used · 130 interrupted"""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"dateline {dateline.__version__}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Read reports about armed conflict; keep what they say happened, with the words for it.

    \b
    dateline code report.html               what does this report say happened?
    dateline add reports/                   the same, kept in ./dateline.sqlite
    dateline events --since 2024-01-01      which events are known?
    dateline show ID                        one event with its words and sources
    """


for verb in (code, add, events, show, explain, changes, export, geoparse, check):
    verb.register(app)
actors.register(app)
gazetteer.register(app)
judge.register(app)


def main() -> None:
    """The entry point: runs the command and leaves with its exit code."""
    for stream in (sys.stdout, sys.stderr):  # reports are in any script, whatever the locale says
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command. Every error made on purpose becomes one plain line on standard error."""
    try:
        code = typer.main.get_command(app).main(list(arguments), prog_name="dateline", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # Typer turns the former into the latter, and nothing else does
        _drop_output()  # the reader (`| head`) has gone
        return ExitCode.BROKEN_PIPE
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.INTERRUPTED
    except typer.TyperException as error:
        command = getattr(getattr(error, "ctx", None), "command_path", "dateline")
        return _fail(f"{error.format_message()} See '{command} --help'.", ExitCode.USAGE)
    except DatelineError as error:
        return _fail(str(error), _exit_code(error))
    except OSError as error:  # a full disk, an output that may not be written
        _drop_output()
        about = f"{error.filename}: " if error.filename else "the output: "
        return _fail(f"{about}{error.strerror or error}.", ExitCode.PROBLEM)
    return int(code or 0)


def _drop_output() -> None:
    """Send what is still to be written nowhere, so that leaving does not fail on it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _exit_code(error: DatelineError) -> ExitCode:
    match error:
        case UsageError():
            return ExitCode.USAGE
        case MissingData():
            return ExitCode.MISSING_DATA
        case StoreError():
            return ExitCode.DATABASE
        case _:
            return ExitCode.PROBLEM


def _fail(message: str, code: ExitCode) -> ExitCode:
    print(f"dateline: {' '.join(message.split())}", file=sys.stderr)
    return code
