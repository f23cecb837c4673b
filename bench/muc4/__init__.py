"""MUC-4: Dateline's event mentions of a report, and its words, made into that benchmark's templates.

    record -> parse, resolve, event mentions -> noun phrases weighed for each role -> incidents -> templates
    (document)                                  (phrases)                            (incidents)  (fills)

Comes in: records with docid, dateline and text. Goes out: templates in the form that the benchmark's scorer reads.
What its key counts as an incident is learned (`weights.json`, by `training/muc4`) and in `codebook.yaml`. Must not
know: the answers.
"""
