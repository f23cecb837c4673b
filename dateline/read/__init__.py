"""Read: files, web pages, feeds, standard input -> `Report` and `Problem` records.

Comes in: paths, URLs, streams. Goes out: reports with unaltered text, prepared: dateline, dates, language and
furniture filled from their own words. Must not know: what an event is.
"""

from dateline.read.entries import find_entries
from dateline.read.inputs import ReadLimits
from dateline.read.prepare import prepare, problems_of
from dateline.read.reading import read

__all__ = ["ReadLimits", "find_entries", "prepare", "problems_of", "read"]
