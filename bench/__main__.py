"""`python -m bench NAME --input PATH --output PATH`: reads a benchmark's input, writes what its scorer reads.

`python -m bench all` is what `make bench` prints: accuracy beside its floors, speed, memory, store at scale.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from bench.lines import write_lines
from dateline.errors import DatelineError
from dateline.model import DEFAULT_EXTRACTOR, EXTRACTORS


def main(arguments: list[str] | None = None) -> int:
    """Exit codes: 0 done, 1 a figure under its floor or an input of no use, 2 bad usage."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except DatelineError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="NAME")

    def command(
        name: str, help_text: str, *, files: bool = True, extractor: bool = False
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_text, description=help_text)
        if files:
            made.add_argument("--input", type=Path, required=True, metavar="PATH")
            made.add_argument("--output", type=Path, required=True, metavar="PATH")
        made.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default 1)")
        if extractor:
            made.add_argument(
                "--extractor", choices=EXTRACTORS, default=DEFAULT_EXTRACTOR, help="default %(default)s"
            )
        return made

    gold = command(
        "gold",
        "code hand-coded reports: a folder with reports/, a folder of reports, or one file",
        extractor=True,
    )
    gold.set_defaults(run=_gold)
    geo = command(
        "geo",
        "find and resolve place names: one JSON object a line in, one out; without files, score",
        files=False,
    )
    geo.add_argument("--input", type=Path, metavar="PATH", help="default: score the development corpora")
    geo.add_argument("--output", type=Path, metavar="PATH", help="the predictions, with --input")
    geo.add_argument(
        "--given-spans", action="store_true", help="resolve the spans given, do not look for any"
    )
    geo.set_defaults(run=_geo)
    links = command(
        "links",
        "join hand-coded statements into events; without files: how well, and end to end",
        files=False,
        extractor=True,
    )
    links.add_argument("--input", type=Path, metavar="PATH", help="a folder of coded reports")
    links.add_argument("--output", type=Path, metavar="PATH", help="the answers, with --input")
    links.set_defaults(run=_links)
    errors = command(
        "errors", "which kinds of error cost how many points, as a page", files=False, extractor=True
    )
    errors.add_argument("--input", type=Path, required=True, metavar="PATH", help="a set of the gold")
    errors.add_argument("--output", type=Path, metavar="PATH", help="Markdown file (default: print it)")
    errors.set_defaults(run=_errors)
    ablation = command("ablation", "the extractors beside each other, into docs/accuracy.json", files=False)
    ablation.add_argument("--only", choices=EXTRACTORS, help="measure this one; the others stay as they are")
    ablation.set_defaults(run=_ablation)
    muc4 = command("muc4", "fill MUC-4 templates; with answers in the input, score them", files=False)
    muc4.add_argument(
        "--split", "--input", default="dev", metavar="NAME", help="train, dev (default) or a file of records"
    )
    muc4.add_argument("--output", type=Path, metavar="FILE", help="write the predictions there")
    muc4.set_defaults(run=_muc4)
    re3d = command("re3d", "find re3d entities; with answers in the input, score them", files=False)
    re3d.add_argument(
        "--split", "--input", default="dev", metavar="NAME", help="dev (default) or a file of records"
    )
    re3d.add_argument("--output", type=Path, metavar="FILE", help="write the predictions there")
    re3d.set_defaults(run=_re3d)
    command(
        "resolve",
        "what the resolvers offer, and places in other corpora, into docs/resolution.json",
        files=False,
    ).set_defaults(run=_resolve)
    command("all", "every figure that the docs quote", files=False).set_defaults(run=_all)
    scale = command("scale", "what a statement costs as the database grows", files=False)
    scale.add_argument(
        "--at-once", type=int, nargs="+", metavar="N", help="only link N statements at once, of each N"
    )
    scale.set_defaults(run=_scale)
    floors = command("floors", "compare the accuracy with its floors, or move them", files=False)
    floors.add_argument("--update", action="store_true", help="raise the floors to what is measured now")
    floors.add_argument("--allow-regression", action="store_true", help="let a floor fall; needs --reason")
    floors.add_argument("--reason", metavar="TEXT", help="why a floor may fall; kept in floors.json")
    floors.set_defaults(run=_floors)
    return parser


def _gold(given: argparse.Namespace) -> int:
    from bench.gold import write_predictions

    count = write_predictions(given.input, given.output, extractor=given.extractor, workers=given.workers)
    print(f"{count} reports coded into {given.output}")
    return 0


def _geo(given: argparse.Namespace) -> int:
    from bench.geo import figures, run, speed

    if (given.input is None) != (given.output is None):
        print("bench: --input and --output go together", file=sys.stderr)
        return 2
    if given.input is None:
        for name, value in figures().items():
            print(f"{name:25} {value:.3f}")
        for name, value in speed().items():
            print(f"{name:25} {value:.2f}")
        return 0
    run(given.input, given.output, given_spans=given.given_spans)
    return 0


def _links(given: argparse.Namespace) -> int:
    from bench.links import figures, run

    if (given.input is None) != (given.output is None):
        print("bench: --input and --output go together", file=sys.stderr)
        return 2
    if given.input is None:
        for line in figures(extractor=given.extractor):
            print(line, flush=True)
        return 0
    run(given.input, given.output)
    return 0


def _errors(given: argparse.Namespace) -> int:
    from bench.errors import run

    page = run(given.input, extractor=given.extractor)
    if given.output is None:
        print(page, end="")
    else:
        given.output.write_text(page, encoding="utf-8")
    return 0


def _ablation(given: argparse.Namespace) -> int:
    from bench.ablation import FILE, update

    chosen = EXTRACTORS if given.only is None else (given.only,)
    for name, entry in update(chosen, workers=given.workers).items():
        for extractor in chosen:
            print(f"{name:10} {extractor:9} slot F1 {entry['extractors'][extractor]['slot_f1'][0]:.3f}")
    print(f"{FILE.name} is written; python -m docs.generate makes the page of it")
    return 0


def _resolve(given: argparse.Namespace) -> int:
    from bench.resolve import FILE, update

    for name, entry in update()["resolved"].items():
        for field, (offered, recorded) in entry.items():
            print(f"{name:10} {field:8} {offered / recorded:.3f} of {recorded}")
    print(f"{FILE.name} is written; python -m docs.generate makes the page of it")
    return 0


def _muc4(given: argparse.Namespace) -> int:
    from bench.muc4 import figures, predict, records_of

    records = records_of(given.split)
    predicted = list(predict(records, workers=given.workers))
    if given.output is not None:
        write_lines(given.output, predicted)
    if all("templates" in record for record in records):
        for name, value in figures(records, predicted).items():
            print(f"{name:6} {100 * value:.2f}")
    return 0


def _re3d(given: argparse.Namespace) -> int:
    from bench.re3d import TYPES, predict, records_of, score

    records = records_of(given.split)
    predicted = list(predict(records))
    if given.output is not None:
        write_lines(given.output, predicted)
    if all("entities" in record for record in records):
        values = score(records, {found["docid"]: found["entities"] for found in predicted})
        print(f"{'F1':13} exact overlap")
        for name in (*TYPES, "ALL"):
            print(f"{name:13} {values['exact'].get(name, 0):.3f} {values['overlap'].get(name, 0):.3f}")
    return 0


def _accuracy(workers: int) -> bool:
    """Print every figure, beside its floor if it has one; True when none has fallen."""
    from bench.floors import digest_of, falls, figures_of, folder_of, load_floors, value_of
    from bench.gold import Figure

    held = True
    floors = load_floors()["sets"]
    for name in sorted(floors):
        if not folder_of(name).exists():
            print(f"{name}: not measured, the hand-coded reports are not at {folder_of(name)}")
            continue
        figures = figures_of(name, workers=workers)
        same = digest_of(name) == floors[name]["digest"]
        print(f"{name}{'' if same else ' (the gold has changed since the floors were set)'}")
        for key, figure in figures.items():
            floor = floors[name]["floors"].get(key)
            shown = figure if isinstance(figure, Figure) else f"{figure:.3f}"
            print(f"  {key:13} {shown}" + ("" if floor is None else f"   floor {floor:.3f}"))
        fallen = falls({key: value_of(figure) for key, figure in figures.items()}, floors[name]["floors"])
        held = held and not fallen
        for line in fallen:
            print(f"  {line}")
    return held


def _scale(given: argparse.Namespace) -> int:
    from bench import scale

    print("linking at once (made-up statements; processor time of one core)")
    held = scale.run_at_once(getattr(given, "at_once", None) or scale.AT_ONCE)
    if getattr(given, "at_once", None):
        return 0 if held else 1
    print("the database (made-up reports; processor time)")
    return 0 if scale.run() and held else 1


def _all(given: argparse.Namespace) -> int:
    from bench.gold import SHARED, load_reports
    from bench.speed import SAMPLE, first_result_seconds, measure_speed, peak_memory_mb

    print("accuracy (value [95 % interval over reports])")
    held = _accuracy(given.workers)
    print("speed (one process)")
    print(f"  first result  {first_result_seconds():.1f} s from the command line")
    train = SHARED / "train"
    reports = load_reports(train if train.is_dir() else SAMPLE.parent)
    for extractor in ("rules", DEFAULT_EXTRACTOR):
        print(f"  {extractor:13} {measure_speed(reports, extractor)}")
    print(f"  peak memory   {peak_memory_mb():,.0f} MB")
    return 0 if _scale(given) == 0 and held else 1


def _floors(given: argparse.Namespace) -> int:
    from bench.floors import update

    if not given.update:
        return 0 if _accuracy(given.workers) else 1
    if given.allow_regression and not given.reason:
        print("bench: --allow-regression needs --reason", file=sys.stderr)
        return 2
    reason = given.reason if given.allow_regression else None
    new = update(reason=reason, day=date.today(), workers=given.workers)
    for name, entry in new["sets"].items():
        print(name, entry["floors"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
