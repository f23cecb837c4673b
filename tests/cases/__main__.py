"""Prints the share of right values by field over the written cases, and what is wrong (`--wrong FIELD`)."""

import argparse

from tests.cases import load_cases, load_negatives
from tests.test_cases import code_case, tally_cases

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument(
    "--wrong", metavar="FIELD", action="append", default=[], help="list the wrong values of a field"
)
parser.add_argument("--case", metavar="ID", help="print what is coded from one case")
arguments = parser.parse_args()
if arguments.case:
    case = next(case for case in load_cases() if case.id == arguments.case)
    for label, events in (("expected", case.events), ("coded", code_case(case))):
        for event in events:
            print(label, {key: event[key] for key in event if key not in ("spans", "how", "missing")})
else:
    tallies, invented = tally_cases()
    for name, tally in tallies.items():
        print(
            f"{name:11} {tally.f1:.3f}  right {tally.right} of {tally.expected}, predicted {tally.predicted}"
        )
        if name in arguments.wrong:
            print("\n".join(f"    {line}" for line in tally.wrong))
    print(f"negatives   {1 - len(invented) / len(load_negatives()):.3f}")
    if "negatives" in arguments.wrong:
        print("\n".join(f"    {line}" for line in invented))
