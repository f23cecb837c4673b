"""Check the written reports."""

from __future__ import annotations

import sys
from pathlib import Path

from training.written import check, load_written


def main() -> int:
    files = [Path(a) for a in sys.argv[1:]] or None
    records = list(load_written(files))
    faults = [f for r in records for f in check(r)]
    docs = [r["doc"] for r in records]
    faults += [f"{doc}: used for two reports" for doc in sorted({d for d in docs if docs.count(d) > 1})]
    print(*faults, sep="\n")
    print(f"{len(records)} reports, {sum(len(r['events']) for r in records)} events, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
