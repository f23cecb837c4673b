"""MUC-4: Dateline's event mentions of a report, and its words, made into that benchmark's templates.

    record -> parse, resolve, event mentions -> noun phrases weighed for each role -> incidents -> templates
    (document)             (anchors)            (phrases)                            (incidents)  (fills)

Comes in: records with docid, dateline and text. Goes out: templates in the form that the benchmark's scorer reads.
What its key counts as an incident is learned (`weights.json`, by `training/muc4`) and in `codebook.yaml`; CODEBOOK.md
says what the key's conventions are. Must not know: the answers.
"""

from __future__ import annotations

from bench.muc4.code import code_document, figures, models, predict, records_of
from bench.muc4.document import read_record

__all__ = ["code_document", "figures", "models", "predict", "read_record", "records_of"]
