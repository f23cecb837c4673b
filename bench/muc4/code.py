"""The flow: records -> templates, and the two headline figures of the benchmark's own scorer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench.lines import read_lines
from bench.muc4.document import Document, read_record
from bench.muc4.fills import template_of
from bench.muc4.incidents import Reading, begin, find_incidents, weigh_anchors, weigh_incidents, weigh_phrases
from bench.muc4.scoring import FOLDER, muc_scorer
from dateline.extract.learned import Model
from dateline.pipeline import Tools, load_tools

JSON = dict[str, Any]
NEEDED = {"docid", "dateline", "text"}


@cache
def models() -> dict[str, Model]:
    """The models of `weights.json`, by the question they answer."""
    text = files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    return {name: Model(**entry) for name, entry in json.loads(text)["models"].items()}


def code_document(document: Document, asked: Mapping[str, Model]) -> list[JSON]:
    """The templates of one document."""
    reading = begin(document)
    weigh_phrases(reading, asked)
    weigh_anchors(reading, asked)
    return code_reading(reading, asked)


def code_reading(reading: Reading, asked: Mapping[str, Model]) -> list[JSON]:
    """The templates of a document whose phrases and anchors are weighed."""
    incidents = find_incidents(reading, asked)
    weigh_incidents(reading, incidents, asked)
    return [
        template_of(reading, incidents, incident, asked)
        for incident in incidents
        if incident.chance >= asked["incident"].threshold
    ]


def records_of(split: str) -> list[JSON]:
    """The records of "train", "dev" or a file. Raises NotFound and UsageError."""
    path = FOLDER / f"{split}.jsonl" if split in {"train", "dev"} else Path(split)
    return list(read_lines(path, NEEDED))


def predict(records: Iterable[JSON], *, workers: int = 1) -> Iterator[JSON]:
    """One {"docid", "templates"} a record, in order."""
    asked = [{key: record[key] for key in NEEDED} for record in records]  # nothing else may be read
    if workers == 1:
        yield from map(_predict, asked)
    else:
        with ProcessPoolExecutor(workers) as pool:
            yield from pool.map(_predict, asked, chunksize=4)


def _predict(record: JSON) -> JSON:
    return {"docid": record["docid"], "templates": code_document(read_record(record, _tools()), models())}


@cache
def _tools() -> Tools:
    return load_tools()


def figures(records: Iterable[JSON], predicted: Iterable[JSON]) -> dict[str, float]:
    """ "full": F over all templates, "roles": micro F1 at template level; both between 0 and 1."""
    scorer = muc_scorer()
    gold = {record["docid"]: record for record in records}
    found = {prediction["docid"]: prediction for prediction in predicted}
    full = scorer.prf(scorer.score_full(gold, found)["all"])[2]
    roles = scorer.score_roles_template(gold, found)["micro_avg"]["f1"]
    return {"full": float(full), "roles": float(roles)}
