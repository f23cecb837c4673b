"""Extract: a report, its parse and its mentions -> statements and assessments.

Comes in: `Report`, spaCy `Doc`, `Mentions`. Goes out: `Statement`, `Assessment`. Must not know: other reports.
"""
