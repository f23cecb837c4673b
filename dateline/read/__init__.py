"""Read: files, web pages, feeds, standard input -> `Report` and `Problem` records.

Comes in: paths, URLs, streams. Goes out: reports with unaltered text. Must not know: what an event is.
"""
